;; Bodies, internal definitions, letrec's restrictions, assignment of captured variables.

(define (f x)
  (define y (* x 2))
  (define (g z) (+ y z))
  (g 1))
(f 5)
;=> 11
(define (odd-even n)
  (define (ev? n) (if (= n 0) 'even (od? (- n 1))))
  (define (od? n) (if (= n 0) 'odd (ev? (- n 1))))
  (ev? n))
(list (odd-even 10) (odd-even 7))
;=> (even odd)
(let ((x 5))
  (define foo (lambda (y) (bar x y)))
  (define bar (lambda (a b) (+ (* a b) a)))
  (foo (+ x 3)))
;=> 45
(let ((x 1)) (begin (define y 2) (define z 3)) (+ x y z))
;=> 6
(define (shadow x) (define x 10) x)
(shadow 1)
;=> 10
(define (late n) (define a 1) (set! a (+ a n)) (define b (* a 10)) (list a b))
(late 4)
;=> (5 50)
(define (uses-later) (define (a) (b)) (define (b) 'later) (a))
(uses-later)
;=> later
(define (value-then-procedure) (define a 1) (define (get) a) (set! a 2) (get))
(value-then-procedure)
;=> 2
(define (procedure-value-procedure) (define (g) v) (define v 5) (define (h) (+ (g) v)) (h))
(procedure-value-procedure)
;=> 10
(define (calls-between) (define (g) 1) (define v (g)) (define (h) (+ v 1)) (h))
(calls-between)
;=> 2

;; Reading a variable before its definition was evaluated is an error that names it.
(define (too-soon) (define a b) (define b 1) a)
(too-soon)
;error: unbound-variable b: used before its definition was evaluated
;at: b)
;stack: too-soon top level
(define (too-soon2) (define a (g)) (define (g) b) (define b 1) a)
(too-soon2)
;error: unbound-variable b: used before its definition was evaluated
;at: b) (define b 1)
(letrec ((a b) (b 1)) a)
;error: unbound-variable b: used before its definition was evaluated
(letrec ((a (lambda () b)) (b (a))) b)
;error: unbound-variable b: used before its definition was evaluated
(letrec ((a a)) a)
;error: unbound-variable a: used before its definition was evaluated
(letrec ((a (lambda () b)) (b 2)) (a))
;=> 2
(letrec* ((a 1) (b (+ a 1))) (list a b))
;=> (1 2)
(letrec ((x (call/cc list)) (y (call/cc list)))
  (cond ((procedure? x) (x (pair? y)))
        ((procedure? y) (y (pair? x))))
  (let ((x (car x)) (y (car y))) (and (call/cc x) (call/cc y) (call/cc x))))
;=> #t

;; Each call has variables of its own; closures share the ones they close over.
(define (make-counter)
  (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define c1 (make-counter))
(define c2 (make-counter))
(let* ((a (c1)) (b (c1)) (c (c2))) (list a b c))
;=> (1 2 1)
(define (make-account balance)
  (define (withdraw amount)
    (if (>= balance amount) (begin (set! balance (- balance amount)) balance) 'insufficient))
  (define (deposit amount) (set! balance (+ balance amount)) balance)
  (lambda (m) (cond ((eq? m 'withdraw) withdraw) ((eq? m 'deposit) deposit) (else 'unknown))))
(define acc (make-account 100))
(let* ((a ((acc 'withdraw) 30)) (b ((acc 'deposit) 5)) (c ((acc 'withdraw) 500))) (list a b c))
;=> (70 75 insufficient)
(define (set-parameter x) (set! x (+ x 1)) x)
(set-parameter 1)
;=> 2
(define (set-rest . r) (set! r (cons 0 r)) r)
(set-rest 1 2)
;=> (0 1 2)
(define (two-closures x) (cons (lambda () x) (lambda (v) (set! x v))))
(let ((p (two-closures 1))) ((cdr p) 9) ((car p)))
;=> 9
(let ((x 1)) (let ((old x)) (set! x 2) (list old x)))
;=> (1 2)
(let* ((x 1) (y (begin (set! x 5) x))) (list x y))
;=> (5 5)
(let ((x 1)) (list x (begin (set! x 2) x) x))
;=> (1 2 2)
(let ((x 1)) (+ x (begin (set! x 10) x) x))
;=> 21
(define g 1)
(list g (begin (set! g 2) g) g)
;=> (1 2 2)
(define (bump) (set! g (+ g 1)) g)
(+ g (* 100 (bump)))
;=> 302
(let ((f car)) (f (begin (set! f cdr) '(1 2))))
;=> (2)

;; Arguments go left to right.
(let ((acc '()))
  (define (note x) (set! acc (cons x acc)) x)
  (list (note 1) (note 2) (note 3))
  ((begin (note 'operator) list) (note 4) (note 5))
  (let ((a (note 6)) (b (note 7))) (vector (note 8) (note 9)))
  (reverse acc))
;=> (1 2 3 4 5 operator 6 7 8 9)

;; A session may redefine what the base defines.
(define (twice x) (* 2 x))
(define (uses-twice x) (twice x))
(uses-twice 4)
;=> 8
(define (twice x) (list x x))
(uses-twice 4)
;=> (4 4)
(define (car p) 'mine)
(list (car '(1 2)) (let ((car cdr)) (car '(1 2))) (cadr '(1 2)))
;=> (mine (2) 2)
(map (lambda (x) (car x)) '((1) (2)))
;=> (mine mine)
(define (list-copy x) 'my-copy)
(list-copy '(1))
;=> my-copy
(define old-plus +)
(define (+ . args) (apply old-plus 100 args))
(+ 1 2)
;=> 103
(let ((+ -)) (+ 5 1))
;=> 4
(set! + old-plus)
(+ 1 2)
;=> 3
(define (local-car car) (car 5))
(local-car -)
;=> -5
(set! never-defined 1)
;error: unbound-variable never-defined: unbound variable
;at: (set! never-defined 1)

;; Deeply curried and returned procedures.
((((lambda (a) (lambda (b) (lambda (c) (list a b c)))) 1) 2) 3)
;=> (1 2 3)
(define (compose2 f g) (lambda (x) (f (g x))))
((compose2 (lambda (x) (* x 2)) (lambda (x) (+ x 1))) 5)
;=> 12
(define (y f) ((lambda (x) (f (lambda (a) ((x x) a)))) (lambda (x) (f (lambda (a) ((x x) a))))))
((y (lambda (fact) (lambda (n) (if (= n 0) 1 (* n (fact (- n 1))))))) 10)
;=> 3628800

;; A body whose only form is a macro that expands to definitions and an expression.
(define-syntax def-and-use (syntax-rules () ((_ n v) (begin (define n v) (* n n)))))
(let () (def-and-use k 7))
;=> 49
(define (deep-defines)
  (define (a) (define (b) (define (c) 'bottom) (c)) (b))
  (a))
(deep-defines)
;=> bottom
(let () (define x 1) (let () (define x 2) (set! x 3)) x)
;=> 1
