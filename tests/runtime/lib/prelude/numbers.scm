(rationalize 3/10 1/10)
;=> 1/3

(rationalize .3 1/10)
;=> 0.3333333333333333

(rationalize -3/10 1/10)
;=> -1/3

(rationalize 1/10 1/2)
;=> 0

(rationalize +inf.0 1)
;=> +inf.0

(rationalize 5 +inf.0)
;=> 0.0

(rationalize 5 0)
;=> 5

(+ 1 "a")
;!> type-error: +: expected a number as second argument, got "a" (string)

(+ 'a 1)
;!> type-error: +: expected a number as first argument, got a (symbol)

(/ 5 0)
;!> division-by-zero: /: division by zero

(modulo 5 0)
;!> division-by-zero: modulo: division by zero

(modulo 5.5 2)
;=> 1.5

(quotient 5.5 2)
;=> 2.0

(string-length #\a)
;!> type-error: string-length: expected a string as first argument, got #\a (character)

(string-length '())
;!> type-error: string-length: expected a string as first argument, got () (empty list)

(list (modulo -7 2) (remainder -7 2) (quotient -7 2) (modulo 7.0 -2))
;=> (1 -1 -3 -1.0)

(expt 2 100)
;=> 1267650600228229401496703205376

(expt 2 1000000000)
;!> budget-exceeded: expt: 

(exact->inexact 1/3)
;=> 0.3333333333333333

(max 1 2.0)
;=> 2.0

(+ (expt 10 400) 1.0)
;=> +inf.0

(call-with-values (lambda () (floor/ -7 2)) list)
;=> (-4 1)

(call-with-values (lambda () (exact-integer-sqrt 17)) list)
;=> (4 1)

(number->string 255 16)
;=> "ff"

(sqrt 16)
;=> 4

(eq? 100000000000 100000000000)
;=> #t

(equal? '(1 #(2 "x")) (list 1 (vector 2 (string #\x))))
;=> #t

(let ((a (list 1 2)) (b (list 1 2 1 2)))
  (set-cdr! (cdr a) a)
  (set-cdr! (cdddr b) b)
  (equal? a b))
;=> #t

(car 5)
;!> type-error: car: expected a pair, got 5 (integer)
