;quanta: 997 100000 fast
;; Proper tail calls in every tail position (R7RS 3.5): more turns than any stack of Python or C has room for.

(define many 100000)
(define n 20000)
(define (by-if i) (if (= i 0) 'done (by-if (- i 1))))
(by-if many)
;=> done
(define (by-cond i) (cond ((= i 0) 'done) ((odd? i) (by-cond (- i 1))) (else (by-cond (- i 1)))))
(by-cond many)
;=> done
(define (by-cond-arrow i) (cond ((= i 0) 'done) ((- i 1) => by-cond-arrow) (else 'no)))
(by-cond-arrow n)
;=> done
(define (by-case i) (case i ((0) 'done) ((1 2 3) (by-case (- i 1))) (else (by-case (- i 1)))))
(by-case n)
;=> done
(define (by-case-arrow i) (case i ((0) 'done) (else => (lambda (k) (by-case-arrow (- k 1))))))
(by-case-arrow n)
;=> done
(define (by-and i) (and #t (if (= i 0) 'done (by-and (- i 1)))))
(by-and n)
;=> done
(define (by-or i) (or (and (= i 0) 'done) (by-or (- i 1))))
(by-or n)
;=> done
(define (by-when i) (when #t (if (= i 0) 'done (by-when (- i 1)))))
(by-when n)
;=> done
(define (by-unless i) (unless #f (if (= i 0) 'done (by-unless (- i 1)))))
(by-unless n)
;=> done
(define (by-begin i) (begin 'ignored (if (= i 0) 'done (by-begin (- i 1)))))
(by-begin n)
;=> done
(define (by-do i) (do () (#t (if (= i 0) 'done (by-do (- i 1))))))
(by-do n)
;=> done
(define (by-let i) (let ((j (- i 1))) (if (< j 0) 'done (by-let j))))
(by-let n)
;=> done
(define (by-let* i) (let* ((j (- i 1)) (k j)) (if (< k 0) 'done (by-let* k))))
(by-let* n)
;=> done
(define (by-letrec i) (letrec ((f (lambda (j) (by-letrec (- j 1))))) (if (= i 0) 'done (f i))))
(by-letrec n)
;=> done
(define (by-named-let i) (let loop ((j 1)) (if (= i 0) 'done (if (> j 0) (loop (- j 1)) (by-named-let (- i 1))))))
(by-named-let n)
;=> done
(define (by-internal-define i) (define (f j) (by-internal-define (- j 1))) (if (= i 0) 'done (f i)))
(by-internal-define n)
;=> done
(define (by-apply i) (if (= i 0) 'done (apply by-apply (list (- i 1)))))
(by-apply n)
;=> done
(define (by-values i) (if (= i 0) 'done (call-with-values (lambda () (values i 1)) (lambda (a b) (by-values (- a b))))))
(by-values n)
;=> done
(define (by-call/cc i) (if (= i 0) 'done (call/cc (lambda (k) (by-call/cc (- i 1))))))
(by-call/cc n)
;=> done
(define (by-throw i) (if (= i 0) 'done (by-throw (call/cc (lambda (k) (k (- i 1)))))))
(by-throw n)
;=> done
(define (by-let-values i) (let-values (((a b) (values i 1))) (if (= a 0) 'done (by-let-values (- a b)))))
(by-let-values n)
;=> done
(define by-case-lambda (case-lambda ((i) (if (= i 0) 'done (by-case-lambda (- i 1) 'x))) ((i x) (by-case-lambda i))))
(by-case-lambda n)
;=> done
(define (by-let-syntax i) (let-syntax ((m (syntax-rules () ((_ x) (by-let-syntax x))))) (if (= i 0) 'done (m (- i 1)))))
(by-let-syntax n)
;=> done
(define (by-rest . args) (if (= (car args) 0) 'done (apply by-rest (- (car args) 1) (cdr args))))
(by-rest n 1 2)
;=> done
(define (by-set i) (set! i (- i 1)) (if (< i 0) 'done (by-set i)))
(by-set n)
;=> done
(define (by-operator i) (if (= i 0) 'done ((if (odd? i) by-operator by-operator) (- i 1))))
(by-operator n)
;=> done
(define (ping i) (if (= i 0) 'ping (pong (- i 1))))
(define (pong i) (if (= i 0) 'pong (ping (- i 1))))
(list (ping many) (ping (+ many 1)))
;=> (ping pong)
(define (a i) (if (= i 0) 'a (b (- i 1))))
(define (b i) (cond ((= i 0) 'b) (else (c (- i 1)))))
(define (c i) (let ((j i)) (and #t (if (= j 0) 'c (a (- j 1))))))
(list (a n) (a (+ n 1)) (a (+ n 2)))
;=> (c a b)
(define (cps-fact i k) (if (= i 0) (k 1) (cps-fact (- i 1) (lambda (v) (k (+ v 1))))))
(cps-fact n (lambda (v) v))
;=> 20001
(define (state-machine input)
  (define (even-state l) (if (null? l) 'even (odd-state (cdr l))))
  (define (odd-state l) (if (null? l) 'odd (even-state (cdr l))))
  (even-state input))
(state-machine (iota many))
;=> even
(define (through-data i procs) (if (= i 0) 'done ((vector-ref procs 0) (- i 1) procs)))
(through-data n (vector through-data))
;=> done
(define (by-guard-body i) (if (= i 0) 'done (begin (guard (e (#t e)) i) (by-guard-body (- i 1)))))
(by-guard-body 10000)
;=> done
(define (by-guard-clause i) (if (= i 0) 'done (guard (e (#t (by-guard-clause (- i 1)))) (raise 'x))))
(by-guard-clause 10000)
;=> done
(let loop ((i 0)) (if (< i many) (loop (+ i 1)) i))
;=> 100000
(do ((i 0 (+ i 1)) (s 0 (+ s i))) ((= i n) s))
;=> 199990000
