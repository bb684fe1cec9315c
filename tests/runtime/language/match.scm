;; match: literals, names, quoted data, lists, quasi-patterns, vectors, predicates, guards, repetition.

(match 5 (5 'five) (_ 'other))
;=> five
(match "a" ("a" 'string))
;=> string
(match 'b ('a 1) ('b 2))
;=> 2
(match 1.0 (1 'exact) (1.0 'inexact))
;=> inexact
(match #\a (#\b 1) (#\a 2))
;=> 2
(match :key (:other 1) (:key 2))
;=> 2
(match #f (#t 'true) (#f 'false))
;=> false
(match '() (() 'empty))
;=> empty
(match '(1 2 3) ((a b) 'two) ((a b c) (list c b a)))
;=> (3 2 1)
(match '(1 2 3) ((a . rest) (list a rest)))
;=> (1 (2 3))
(match '(1 . 2) ((a b) 'list) ((a . b) (list a b)))
;=> (1 2)
(match 5 (?x (+ ?x 1)))
;=> 6
(match '(a (b (c))) ((x (y (z))) (list z y x)))
;=> (c b a)
(match '(add 1 2) (('sub a b) (- a b)) (('add a b) (+ a b)))
;=> 3
(match '(add 1 2) (`(sub ,a ,b) (- a b)) (`(add ,a ,b) (+ a b)))
;=> 3
(match '(if a b c) (`(if ,test . ,branches) (list test branches)))
;=> (a (b c))
(match '(let ((x 1) (y 2)) body) (`(let ,bindings ,@body) (list bindings body)))
;=> (((x 1) (y 2)) (body))
(match '(1 (2 #(3 4))) (`(,a (2 #(,b 4))) (list a b)))
;=> (1 3)
(match #(1 2 3) (#(a b) 'two) (#(a b c) (+ a b c)))
;=> 6
(match #(1 2 3) (#(first rest ...) (list first rest)))
;=> (1 (2 3))
(match '(1 2 3) ((x ...) x))
;=> (1 2 3)
(match '() ((x ...) x))
;=> ()
(match '((a 1) (b 2)) (((name value) ...) (list name value)))
;=> ((a b) (1 2))
(match '((a 1) (b 2 3)) (((name value) ...) 'no) (_ 'other))
;=> other
(match '(1 2 3 4 5) ((a b ... y z) (list a b y z)))
;=> (1 (2 3) 4 5)
(match '(1) ((a b ... z) 'no) (_ 'other))
;=> other
(match '((1 2) (3) ()) (((x ...) ...) x))
;=> ((1 2) (3) ())
(match '(1 2 3 . 4) ((x ...) 'list) (_ 'improper))
;=> improper
(match 5 ((? string?) 'string) ((? number? n) (list 'number n)))
;=> (number 5)
(match 7 ((and n (? odd?)) (list 'odd n)))
;=> (odd 7)
(match '(1 5) ((or (1 x) (2 x)) x))
;=> 5
(match '(2 6) ((or (1 x) (2 x)) x))
;=> 6
(match 5 ((not 6) 'not-six))
;=> not-six
(match '(1 1) ((x x) 'same) (_ 'different))
;=> same
(match '(1 2) ((x x) 'same) (_ 'different))
;=> different
(match 5 (x :when (> x 10) 'big) (x :when (> x 3) 'middle) (_ 'small))
;=> middle
(match '(1 2) ((a b) (=> next) (if (> a b) 'descending (next))) ((a b) (list 'ascending a b)))
;=> (ascending 1 2)
(let ((list vector) (car cdr) (if 5)) (match '(1 2) ((a b) (list if b a))))
;=> #(5 2 1)
(match '(1 2 3) ((a b) 1))
;error: simple-error match: no clause matches
(match 5)
;error: simple-error match: no clause matches
(match 5 (x))
;error: syntax-error match: expected a clause (pattern [:when guard] body ...)
(match 5 (... 1))
;error: syntax-error match: an ellipsis must follow a pattern in a list or vector
(match 5 ((or x 1) 2))
;error: syntax-error match: the alternatives of an or pattern must bind the same names
((match-lambda ((a b) (+ a b)) (x x)) '(1 2))
;=> 3
((match-lambda* ((a) (list 'one a)) ((a b) (list 'two a b))) 1 2)
;=> (two 1 2)
(match-let (((a b) '(1 2)) (c 3)) (list a b c))
;=> (1 2 3)
(match-let* (((a b) '(1 2)) (c (+ a b))) c)
;=> 3

;; An evaluator, as programs with match look.
(define (simplify e)
  (match e
    (`(+ 0 ,x) (simplify x))
    (`(+ ,x 0) (simplify x))
    (`(* 1 ,x) (simplify x))
    (`(* ,x 1) (simplify x))
    (`(,op ,a ,b) :when (memq op '(+ *)) (list op (simplify a) (simplify b)))
    (x x)))
(simplify '(+ (* 1 a) (* b (+ 0 1))))
;=> (+ a (* b 1))
