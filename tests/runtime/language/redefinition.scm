;; A session's own definitions of names that compiled code took for primitives.

(define (area r) (* 3 (square r)))
(area 2)
;=> 12
(define (square x) (* x x x))
(area 2)
;=> 24
(set! square (lambda (x) 'assigned))
(define (area-name r) (square r))
(area-name 2)
;=> assigned

(define (first-of p) (car p))
(define in-data (list (lambda (p) (car p)) (vector (lambda (p) (car (cdr p))))))
(define (make-getter n) (lambda (p) (list n (car p))))
(define getter (make-getter 7))
(define make-later (let ((k 10)) (lambda () (lambda (p) (cons k (car p))))))
(define with-literal (lambda () '(a b)))
(define literal (with-literal))
(define (counting)
  (let ((n 0)) (lambda (p) (set! n (+ n 1)) (cons n (car p)))))
(define count (counting))
(count '(x))
;=> (1 . x)
(define saved #f)
(define (in-flight p) (let ((a (call/cc (lambda (k) (set! saved k) 1)))) (list a (car p))))
(in-flight '(z))
;=> (1 z)
(define (car p) (list 'my-car (%car p)))
(define (%car p) (vector-ref (list->vector p) 0))
(first-of '(1 2))
;=> (my-car 1)
((%car in-data) '(1 2))
;=> (my-car 1)
((vector-ref (cadr in-data) 0) '(1 2))
;=> (my-car 2)
(getter '(1 2))
;=> (7 (my-car 1))
((make-getter 8) '(1 2))
;=> (8 (my-car 1))
((make-later) '(1 2))
;=> (10 my-car 1)
(eq? literal (with-literal))
;=> #t
(count '(x))
;=> (2 my-car x)
(saved 5)
;=> (5 z)
(cadr '(1 2))
;=> 2
(map (lambda (p) (car p)) '((1)))
;=> ((my-car 1))
(assq 'b '((a 1) (b 2)))
;=> (b 2)

;; Arithmetic, with the redefinition calling back into the program.
(define (sum n) (if (= n 0) 0 (+ n (sum (- n 1)))))
(define plus +)
(sum 4)
;=> 10
(define (+ a b) (plus a b 1))
(sum 4)
;=> 14
(define (= a b) (eqv? a b))
(sum 4)
;=> 14
(set! + plus)
(sum 4)
;=> 10
(define (tail-user x) (list x))
(define (list . args) (raise-it args))
(define (raise-it args) (call/cc (lambda (k) (k (cons 'listed args)))))
(tail-user 1)
;=> (listed 1)
(let ((list vector)) (list 1))
;=> #(1)

;; Special forms and macros can be hidden by definitions, and come back by name only.
(define (if-was-special) (if #t 1 2))
(define (assert . x) 'mine)
(assert #f)
;=> mine
(define (cond . x) x)
(cond 1 2)
;=> (1 2)
(case 1 ((1) 'one))
;=> one
(if-was-special)
;=> 1
(define if vector)
(if 1 2 3)
;=> #(1 2 3)
(when #t 4)
;=> 4
(if-was-special)
;=> 1
(define define 3)
define
;=> 3
