((compose-sequential (lambda (x) (+ x 1)) (lambda (x) (* x 2))) 3)
;=> 8

((compose-parallel (lambda (x) (+ x 1)) (lambda (x) (* x 2))) 3)
;=> (4 6)

((compose-fallback car cadr (lambda (x) 'fallback)) 3)
;=> fallback

((compose-fallback (lambda (x) 1) car) 3)
;=> 1

((compose-fallback car cdr) 3)
;!> type-error: cdr: expected a pair, got 3 (integer)

((make-solver 'root sqrt exact?) 4)
;=> 2

((make-solver 'root sqrt exact?) 2)
;!> simple-error: the solution is not valid, of the solver

(define n 0)
(define (third-time x) (set! n (+ n 1)) (if (< n 3) (error "not yet") n))
((compose-retry third-time 5) 1)
;=> 3

(set! n 0)
((compose-retry third-time 2) 1)
;!> simple-error: not yet

((repair-until-valid (lambda (p) 0) (lambda (s) (> s 3)) (lambda (p s) (+ s p))) 2)
;=> 4

((repair-until-valid (lambda (p) 0) (lambda (s) (> s 3)) (lambda (p s) s) 3) 2)
;!> simple-error: repair-until-valid: the solution is still not valid:

(bind '(1 2 3) (lambda (x) (if (odd? x) (unit (* x x)) mzero)))
;=> (1 9)

(mplus '(1) '(2 3))
;=> (1 2 3)
