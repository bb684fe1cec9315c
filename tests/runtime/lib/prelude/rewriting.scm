(match-pattern '(+ ?x ?x) '(+ (a b) (a b)))
;=> ((?x a b))

(match-pattern '(+ ?x ?x) '(+ a b))
;=> #f

(match-pattern '#(?x (b . ?y)) '#(1 (b 2 3)))
;=> ((?y 2 3) (?x . 1))

(match-pattern '? '?)
;=> ()

(substitute-template '(f ?x #(?x) . ?y) '((?x . 1) (?y 2)))
;=> (f 1 #(1) 2)

(substitute-template '?z '())
;!> simple-error: substitute-template: nothing is bound to the variable

(define zero (make-rule '(+ 0 ?x) '?x))
(define one (make-rule '(* 1 ?x) '?x))
(rewrite-once zero '(* 2 (+ 0 y)))
;=> (* 2 y)

(rewrite-once zero '(* 2 y))
;=> (* 2 y)

(rewrite-trace (list zero one) '(* 1 (+ 0 (* 1 y))))
;=> ((* 1 (+ 0 (* 1 y))) (+ 0 (* 1 y)) (* 1 y) y)

(define (both bindings) (map cdr bindings))
(define add (make-rule '(+ ?a ?b) (lambda (bindings) (apply + (both bindings))) (lambda (bindings) (every number? (both bindings)))))
(rewrite-fixpoint add '(f (+ (+ 1 2) (+ 3 (+ 4 5))) (+ a 1)))
;=> (f 15 (+ a 1))

(rewrite-fixpoint (make-rule '?x '(f ?x)) 'a 20)
;!> simple-error: rewriting does not end within this number of steps:
