;quanta: 7 1000 100000
;; Promises: R7RS 4.2.5.

(force (delay (+ 1 2)))
;=> 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p)))
;=> (3 3)
(list (promise? (delay 1)) (promise? 1) (force 1) (force (make-promise 2)) (promise? (make-promise 2)))
;=> (#t #f 1 2 #t)
(let ((p (delay 1))) (eq? p (make-promise p)))
;=> #t
(list (delay 1) (make-promise 1))
;=> (#<promise> #<promise forced>)
(define n 0)
(define counted (delay (begin (set! n (+ n 1)) n)))
(list (force counted) (force counted) n)
;=> (1 1 1)
(promise? (force (delay (delay 1))))
;=> #t
(force (delay-force (delay 7)))
;=> 7
(force (delay-force 7))
;error: type-error delay-force: expected a promise, got 7 (integer)
(define bad (delay (car 5)))
(list (guard (e (#t 'failed)) (force bad)) (guard (e (#t 'again)) (force bad)))
;=> (failed again)
(call-with-values (lambda () (force (delay (values 1 2)))) list)
;=> (1 2)

;; R7RS's examples.
(define integers
  (letrec ((next (lambda (n) (delay (cons n (next (+ n 1))))))) (next 0)))
(define (head stream) (car (force stream)))
(define (tail stream) (cdr (force stream)))
(head (tail (tail integers)))
;=> 2
(define (stream-filter p? s)
  (delay-force
   (if (null? (force s))
       (delay '())
       (let ((h (car (force s))) (t (cdr (force s))))
         (if (p? h) (delay (cons h (stream-filter p? t))) (stream-filter p? t))))))
(head (tail (tail (stream-filter odd? integers))))
;=> 5
(define count 0)
(define p (delay (begin (set! count (+ count 1)) (if (> count x) count (force p)))))
(define x 5)
(list (promise? p) (force p) (promise? p) (begin (set! x 10) (force p)))
;=> (#t 6 #t 6)

;; Reentrancy tests of SRFI 45 (R7RS says the same).
(define f
  (let ((first? #t))
    (delay (if first? (begin (set! first? #f) (force f)) 'second))))
(force f)
;=> second
(define q
  (let ((count 5))
    (define (get-count) count)
    (define p (delay (if (<= count 0) count (begin (set! count (- count 1)) (force p) (set! count (+ count 2)) count))))
    (list get-count p)))
(list ((car q)) (force (cadr q)) ((car q)))
;=> (5 0 10)

;; Chains of delay-force take no space.
(define (loop n) (if (= n 0) (delay 'end) (delay-force (loop (- n 1)))))
(force (loop 10000))
;=> end
(define s (loop 1000))
(list (force s) (force s))
;=> (end end)
(define r (delay (begin (display "hi") 1)))
(define t (delay-force r))
(list (force t) (force r))
;prints: hi
;=> (1 1)

(call-with-current-continuation (lambda (k) (force (delay (k 'out)))))
;=> out
(define-syntax my-delay (syntax-rules () ((_ e) (delay e))))
(let ((delay-force list) (lambda 5)) (force (my-delay 3)))
;=> 3
