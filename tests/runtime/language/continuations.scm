;; call/cc: escapes, re-entry, generators, any number of shots (R7RS 6.10).

(call/cc (lambda (k) 1))
;=> 1
(+ 1 (call/cc (lambda (k) (+ 10 (k 1)))))
;=> 2
(call-with-current-continuation (lambda (exit) (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19)) #t))
;=> -3
(define list-length
  (lambda (obj) (call/cc (lambda (return) (letrec ((r (lambda (obj) (cond ((null? obj) 0) ((pair? obj) (+ (r (cdr obj)) 1)) (else (return #f)))))) (r obj))))))
(list (list-length '(1 2 3 4)) (list-length '(a b . c)))
;=> (4 #f)
(call/cc procedure?)
;=> #t
((call/cc (lambda (k) k)) (lambda (x) 5))
;=> 5
(let ((k (call/cc (lambda (c) c)))) (if (procedure? k) (k 7) k))
;=> 7
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2 3)))) list)
;=> (1 2 3)
(call-with-values (lambda () (call/cc (lambda (k) (k)))) list)
;=> ()
(call/cc (lambda (k) (apply k '(1))))
;=> 1
(call/cc (lambda (k) (map (lambda (x) (if (= x 2) (k 'found) x)) '(1 2 3))))
;=> found
(procedure? (call/cc (lambda (k) k)))
;=> #t
(call/cc 5)
;error: type-error
(call/cc (lambda () 1))
;error: arity-error

;; Re-entry: what was waiting happens again, with the same values of what it had computed.
(define r '())
(define k #f)
(define (note x) (set! r (cons x r)) x)
(begin
  (let ((a (note 1)) (b (call/cc (lambda (c) (set! k c) 2))))
    (note (list a b)))
  (if (< (length r) 4) (k (length r)))
  (reverse r))
;=> (1 (1 2) (1 2) (1 3))
(let ((count 0) (saved #f))
  (let ((v (+ 100 (call/cc (lambda (c) (set! saved c) 1)))))
    (set! count (+ count 1))
    (if (< count 4) (saved count) (list v count))))
;=> (103 4)

;; A let variable is fresh at each re-entry; an assigned one is the same where it was bound before.
(let ((k* #f) (y* 1))
  (set! y* (* 2 y*))
  (let ((x (call/cc (lambda (c) (set! k* c) 0))))
    (if (< x 3) (k* (+ x 1)) (list x y*))))
;=> (3 2)
(let ((saved #f) (procs '()) (n 0))
  (let ((x (call/cc (lambda (c) (set! saved c) 0))))
    (set! procs (cons (lambda () (set! x (+ x 1)) x) procs))
    (set! n (+ n 1))
    (if (< n 3) (saved (* n 10)))
    (let* ((a ((car procs))) (b ((cadr procs))) (c ((cadr procs))) (d ((caddr procs)))) (list a b c d))))
;=> (21 11 12 1)
(let ((path '()) (c #f))
  (let ((i 0))
    (call/cc (lambda (k) (set! c k)))
    (set! i (+ i 1))
    (set! path (cons i path))
    (if (< i 3) (c #f) (reverse path))))
;=> (1 2 3)
(define (frozen-argument)
  (let ((saved #f) (n 0))
    (define (f a b c) (set! n (+ n 1)) (if (< n 3) (saved n) (list a b c)))
    (f (begin 'a) (call/cc (lambda (k) (set! saved k) 0)) n)))
(frozen-argument)
;=> (a 2 2)
(let* ((n 0) (saved #f) (v (vector 1 (call/cc (lambda (k) (set! saved k) 2)) 3)))
  (set! n (+ n 1))
  (if (= n 1) (begin (vector-set! v 0 'changed) (saved 'again)) (list n v)))
;=> (2 #(1 again 3))

;; R7RS: map is not disturbed by re-entry.
(let ((k* #f) (y* 1) (results '()))
  (let ((z (map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! k* k)) x))) '(1 2 3))))
    (set! results (cons z results))
    (if (< (length results) 3) (k* (* 10 (length results))) (reverse results))))
;=> ((1 2 3) (1 10 3) (1 20 3))
(let ((saved #f) (n 0))
  (let ((v (vector-map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! saved k)) x))) #(1 2 3))))
    (set! n (+ n 1))
    (if (= n 1) (let ((first v)) (saved 'x)) v)))
;=> #(1 x 3)

;; Top-level re-entry.
(define top-k #f)
(define top-count 0)
(+ 100 (call/cc (lambda (c) (set! top-k c) 1)))
;=> 101
(begin (set! top-count (+ top-count 1)) (if (< top-count 3) (top-k top-count) 'never))
;=> 101
(top-k 5)
;=> 105

;; Generators by re-entered continuations.
(define (make-generator l)
  (define return #f)
  (define (resume)
    (for-each (lambda (x) (call/cc (lambda (next) (set! resume (lambda () (next #f))) (return x)))) l)
    (return 'end))
  (lambda () (call/cc (lambda (r) (set! return r) (resume)))))
(define g (make-generator '(1 2 3)))
(let* ((a (g)) (b (g)) (c (g)) (d (g)) (e (g))) (list a b c d e))
;=> (1 2 3 end end)
(define (tree->generator tree)
  (define caller #f)
  (define (loop t) (cond ((null? t) 'skip) ((pair? t) (loop (car t)) (loop (cdr t)))
                         (else (call/cc (lambda (rest) (set! resume (lambda () (rest 'resume))) (caller t))))))
  (define resume (lambda () (loop tree) (caller '())))
  (lambda () (call/cc (lambda (k) (set! caller k) (resume)))))
(define (same-fringe? a b)
  (let ((ga (tree->generator a)) (gb (tree->generator b)))
    (let loop () (let ((x (ga)) (y (gb))) (cond ((not (eqv? x y)) #f) ((null? x) #t) (else (loop)))))))
(list (same-fringe? '(1 (2 3)) '((1 2) 3)) (same-fringe? '(1 2 3) '(1 3 2)))
;=> (#t #f)

;; Coroutines, backtracking, exceptions by hand.
(define (ping-pong n)
  (let ((log '()))
    (define (player name k) (let loop ((i 0) (k k)) (set! log (cons (cons name i) log)) (if (< i n) (loop (+ i 1) (call/cc (lambda (me) (k me)))))))
    (call/cc (lambda (done) (player 'a (lambda (k) (player 'b k))) (done 1)))
    (reverse log)))
(ping-pong 2)
;=> ((a . 0) (b . 0) (a . 1) (b . 1) (a . 2))
(define fail-stack '())
(define (fail) (if (null? fail-stack) (error "no more choices") (let ((back (car fail-stack))) (set! fail-stack (cdr fail-stack)) (back back))))
(define (amb choices) (let ((cc (call/cc (lambda (k) k)))) (if (null? choices) (fail) (let ((choice (car choices))) (set! choices (cdr choices)) (set! fail-stack (cons cc fail-stack)) choice))))
(let* ((a (amb '(1 2 3 4 5 6 7))) (b (amb '(1 2 3 4 5 6 7))) (c (amb '(1 2 3 4 5 6 7))))
  (if (not (= (* c c) (+ (* a a) (* b b)))) (fail))
  (if (not (< b a)) (fail))
  (list a b c))
;=> (4 3 5)
(define (product-list l) (call/cc (lambda (return) (let loop ((l l)) (cond ((null? l) 1) ((= 0 (car l)) (return 0)) (else (* (car l) (loop (cdr l)))))))))
(list (product-list '(1 2 3)) (product-list '(1 0 x)))
;=> (6 0)

;; The yin-yang puzzle, for a while.
(call/cc
  (lambda (stop)
    (let ((n 0))
      (define (show c) (display c) (set! n (+ n 1)) (if (> n 10) (stop n)))
      (let* ((yin ((lambda (cc) (show "@") cc) (call/cc (lambda (c) c))))
             (yang ((lambda (cc) (show "*") cc) (call/cc (lambda (c) c)))))
        (yin yang)))))
;=> 11
;prints: @*@**@***@*

;; Inside loops, conditions, boxes; across a deep stack.
(define (deep n k) (if (= n 0) (k 'from-below) (+ 1 (deep (- n 1) k))))
(call/cc (lambda (k) (deep 5000 k)))
;=> from-below
(define deep-k #f)
(define (sum-to n) (if (= n 0) (call/cc (lambda (k) (set! deep-k k) 0)) (+ n (sum-to (- n 1)))))
(sum-to 2000)
;=> 2001000
(deep-k 1)
;=> 2001001
(deep-k -2001000)
;=> 0
(let loop ((i 0) (acc '()))
  (if (= i 3) (reverse acc)
      (loop (+ i 1) (cons (call/cc (lambda (k) (if (odd? i) (k 'odd) i))) acc))))
;=> (0 odd 2)
(let ((k #f) (n 0))
  (do ((i 0 (+ i 1)) (s 0 (+ s (call/cc (lambda (c) (if (= i 1) (set! k c)) i)))))
      ((= i 3) (set! n (+ n 1)) (if (< n 3) (k (* n 100)) s))))
;=> 202
(if (call/cc (lambda (k) (k #f))) 'yes 'no)
;=> no
(cond ((call/cc (lambda (k) (k 5))) => (lambda (x) (* x 2))))
;=> 10
(let ((x 1)) (set! x (call/cc (lambda (k) (k 9)))) x)
;=> 9
(define global-from-k (call/cc (lambda (k) (k 3))))
global-from-k
;=> 3
((call/cc (lambda (k) (lambda (x) (list x)))) 1)
;=> (1)
(let-values (((a b) (call/cc (lambda (k) (k 1 2))))) (+ a b))
;=> 3
(begin (call/cc (lambda (k) (k 1 2))) 'ignored)
;=> ignored
