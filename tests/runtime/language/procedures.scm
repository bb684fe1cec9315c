;; lambda* and define*: optional and keyword parameters; case-lambda.

(define* (area w &optional (h w) &key (unit 'cm) (scale 1))
  "The area of a rectangle."
  (list (* w h scale) unit))
(list (area 2) (area 2 3) (area 2 3 :scale 10) (area 2 3 :unit 'm :scale 2))
;=> ((4 cm) (6 cm) (60 cm) (12 m))
(area)
;error: arity-error area: expected at least 1 argument (w &optional (h w) &key (unit (quote cm)) (scale 1)), got 0
(area 1 2 :size 3)
;error: arity-error area: unknown keyword :size; expected one of :unit :scale
(area 1 2 :unit)
;error: arity-error area: the keyword :unit has no value after it
(area 1 2 3 4)
;error: arity-error area: expected a keyword, one of :unit :scale, got 3 (integer)
(define* (o a #!optional b (c (+ a 1))) (list a b c))
(list (o 1) (o 1 2) (o 1 2 3) o)
;=> ((1 #f 2) (1 2 2) (1 2 3) #<procedure o>)
(o 1 2 3 4)
;error: arity-error o: expected 1 to 3 arguments (a &optional b (c (+ a 1))), got 4
;; Defaults are evaluated left to right, each seeing those before it, and only when they are needed.
(define* (d a &optional (b (begin (display "b") (* a 2))) (c (begin (display "c") (* b 2)))) (list a b c))
(list (d 1) (d 1 5) (d 1 5 6))
;=> ((1 2 4) (1 5 10) (1 5 6))
;prints: bcc
((lambda* (a &rest more) (list a more)) 1 2 3)
;=> (1 (2 3))
((lambda* (&key x (y x) &rest all) (list x y all)) :x 1)
;=> (1 1 (:x 1))
((lambda* (&key x &allow-other-keys) x) :y 1 :x 2)
;=> 2
((lambda* (&optional (car 1)) (list car (pair? '(1)))) 5)
;=> (5 #t)
(let ((pair? 1) (car 2)) ((lambda* (&optional (x car)) x)))
;=> 2
(define (outer) (define* (inner &optional (x 1)) (+ x 1)) (list (inner) (inner 5)))
(outer)
;=> (2 6)
(lambda* (&optional a &optional b) a)
;error: syntax-error lambda*: expected the order required, &optional, &rest, &key
(define* (plain a b) (+ a b))
(list plain (plain 1 2))
;=> (#<procedure plain> 3)

(define range*
  (case-lambda
    ((end) (range* 0 end))
    ((start end) (list start end))
    ((start end . steps) (list start end steps))))
(list (range* 5) (range* 1 5) (range* 1 5 2 3) range*)
;=> ((0 5) (1 5) (1 5 (2 3)) #<procedure range*>)
(define two (case-lambda ((a) 1) ((a b) 2)))
(two)
;error: arity-error case-lambda: no clause takes 0 arguments; there are (a) or (a b)
((case-lambda (all all)) 1 2)
;=> (1 2)
((case-lambda ((a) 'first) ((b) 'second)) 1)
;=> first
((case-lambda))
;error: arity-error case-lambda: no clause takes 0 arguments
(let ((length 1) (= 2)) ((case-lambda ((a) a) ((a b) b)) 5))
;=> 5
(case-lambda 1)
;error: syntax-error case-lambda: expected a clause (parameters body ...)
(let loop ((i 0)) (if (< i 3000) ((case-lambda ((a) (loop (+ a 1))) ((a b) b)) i) i))
;=> 3000
