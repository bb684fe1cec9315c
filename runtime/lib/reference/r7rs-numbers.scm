(topic "Numbers" "Exact integers and rationals of any size, inexact reals, and complex numbers of both kinds (R7RS 6.2).")

(procedure +
  (+ 1 2 3) => 6
  (+ 1/2 1/3) => 5/6
  (+) => 0)

(procedure -
  (- 10 1 2) => 7
  (- 5) => -5)

(procedure *
  (* 2 3 4) => 24
  (* 1.5 2) => 3.0)

(procedure /
  (/ 6 4) => 3/2
  (/ 2.0) => 0.5
  (/ 1 0) error division-by-zero)

(procedure (= < > <= >=)
  (map (lambda (compare) (compare 1 2 2)) (list = < > <= >=)) => (#f #f #f #t #f)
  (= 1 1.0) => #t
  (< 1 'a) error type-error)

(procedure (number? complex? real? rational? integer?)
  (map (lambda (is?) (is? 1.5)) (list number? complex? real? rational? integer?)) => (#t #t #t #t #f)
  (map integer? '(3 3.0 1/2 a)) => (#t #t #f #f)
  (map real? '(1 +inf.0 +i)) => (#t #t #f))

(procedure (exact? inexact?)
  (map exact? '(1 1/2 1.0)) => (#t #t #f)
  (inexact? 0.5) => #t)

(procedure exact-integer?
  (map exact-integer? '(5 5.0 1/2)) => (#t #f #f))

(procedure (finite? infinite? nan?)
  (map finite? '(1 1e300 -inf.0 +nan.0)) => (#t #t #f #f)
  (map infinite? '(1 -inf.0)) => (#f #t)
  (nan? (- +inf.0 +inf.0)) => #t)

(procedure (zero? positive? negative?)
  (map zero? '(0 0.0 1)) => (#t #t #f)
  (positive? 3) => #t
  (negative? -1/2) => #t)

(procedure (odd? even?)
  (map odd? '(1 2 -3)) => (#t #f #t)
  (even? 1.5) error type-error)

(procedure (max min)
  (max 3 1 2) => 3
  (min 1 2.0) => 1.0)

(procedure (abs magnitude)
  (abs -7) => 7
  (magnitude 3+4i) => 5)

(procedure (quotient truncate-quotient)
  (quotient 7 -2) => -3
  (truncate-quotient -7 2) => -3)

(procedure (remainder truncate-remainder)
  (remainder -7 2) => -1
  (truncate-remainder 7 -2) => 1)

(procedure (modulo floor-remainder)
  (modulo -7 2) => 1
  (floor-remainder 7 -2) => -1)

(procedure floor-quotient
  (floor-quotient -7 2) => -4)

(procedure floor/
  (call-with-values (lambda () (floor/ -7 2)) list) => (-4 1))

(procedure truncate/
  (call-with-values (lambda () (truncate/ -7 2)) list) => (-3 -1))

(procedure (gcd lcm)
  (gcd 32 -36) => 4
  (lcm 32 -36) => 288
  (gcd) => 0)

(procedure (numerator denominator)
  (numerator 6/4) => 3
  (denominator 6/4) => 2)

(procedure (floor ceiling truncate round)
  (map (lambda (to) (to -3.5)) (list floor ceiling truncate round)) => (-4.0 -3.0 -3.0 -4.0)
  (round 7/2) => 4)

(procedure rationalize
  (rationalize 3/10 1/10) => 1/3
  (rationalize .3 1/10) => 0.3333333333333333)

(procedure exp
  (exp 0) => 1
  (exp 1.0) => 2.718281828459045)

(procedure log
  (log 1) => 0
  (log 1024 2) => 10.0)

(procedure (sin cos tan)
  (sin 0) => 0
  (cos 0.0) => 1.0
  (tan 0.5) => 0.5463024898437905)

(procedure (asin acos atan)
  (atan 1) => 0.7853981633974483
  (atan 1 -1) => 2.356194490192345
  (acos 1) => 0)

(procedure square
  (square 5) => 25
  (square 1/2) => 1/4)

(procedure sqrt
  (sqrt 16) => 4
  (sqrt 2) => 1.4142135623730951
  (sqrt -4) => +2i
  (sqrt 1/4) => 1/2)

(procedure exact-integer-sqrt
  (call-with-values (lambda () (exact-integer-sqrt 17)) list) => (4 1))

(procedure expt
  (expt 2 10) => 1024
  (expt 2 -2) => 1/4
  (expt 2.0 0.5) => 1.4142135623730951)

(procedure (make-rectangular make-polar)
  (make-rectangular 1 2) => 1+2i
  (make-polar 2 0) => 2)

(procedure (real-part imag-part)
  (real-part 1.5+2i) => 1.5
  (imag-part 1/2+3/4i) => 3/4
  (imag-part 3) => 0)

(procedure angle
  (angle -1.0) => 3.141592653589793
  (angle 1) => 0)

(procedure (exact inexact->exact)
  (exact 2.5) => 5/2
  (exact 2.0) => 2
  (exact +inf.0) error type-error)

(procedure (inexact exact->inexact)
  (inexact 1/4) => 0.25)

(procedure number->string
  (number->string 255 16) => "ff"
  (number->string 0.1) => "0.1")

(procedure string->number
  (string->number "1e3") => 1000.0
  (string->number "ff" 16) => 255
  (string->number "no") => #f)
