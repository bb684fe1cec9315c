;; Programs of Structure and Interpretation of Computer Programs, chapter 1, as one types them while reading.

;; 1.1 The elements of programming
486
;=> 486
(+ 137 349)
;=> 486
(- 1000 334)
;=> 666
(* 5 99)
;=> 495
(/ 10 5)
;=> 2
(+ 2.7 10)
;=> 12.7
(+ 21 35 12 7)
;=> 75
(* 25 4 12)
;=> 1200
(+ (* 3 5) (- 10 6))
;=> 19
(+ (* 3
      (+ (* 2 4)
         (+ 3 5)))
   (+ (- 10 7)
      6))
;=> 57
(define size 2)
size
;=> 2
(* 5 size)
;=> 10
(define pi 3.14159)
(define radius 10)
(* pi (* radius radius))
;=> 314.159
(define circumference (* 2 pi radius))
circumference
;=> 62.8318

(define (square x) (* x x))
(square 21)
;=> 441
(square (+ 2 5))
;=> 49
(square (square 3))
;=> 81
(define (sum-of-squares x y)
  (+ (square x) (square y)))
(sum-of-squares 3 4)
;=> 25
(define (f a)
  (sum-of-squares (+ a 1) (* a 2)))
(f 5)
;=> 136

(define (abs x)
  (cond ((> x 0) x)
        ((= x 0) 0)
        ((< x 0) (- x))))
(list (abs 5) (abs 0) (abs -7))
;=> (5 0 7)
(define (abs x)
  (cond ((< x 0) (- x))
        (else x)))
(abs -3)
;=> 3
(define (abs x)
  (if (< x 0)
      (- x)
      x))
(abs -4)
;=> 4
(define (>= x y)
  (or (> x y) (= x y)))
(list (>= 2 1) (>= 1 1) (>= 0 1))
;=> (#t #t #f)
(define (>= x y)
  (not (< x y)))
(list (>= 2 1) (>= 1 1) (>= 0 1))
;=> (#t #t #f)

;; Exercise 1.1 to 1.5
(define a 3)
(define b (+ a 1))
(+ a b (* a b))
;=> 19
(= a b)
;=> #f
(if (and (> b a) (< b (* a b)))
    b
    a)
;=> 4
(cond ((= a 4) 6)
      ((= b 4) (+ 6 7 a))
      (else 25))
;=> 16
(+ 2 (if (> b a) b a))
;=> 6
(* (cond ((> a b) a)
         ((< a b) b)
         (else -1))
   (+ a 1))
;=> 16
(/ (+ 5 4 (- 2 (- 3 (+ 6 (/ 4 5)))))
   (* 3 (- 6 2) (- 2 7)))
;=> -37/150
(define (sum-of-squares-of-two-largest x y z)
  (cond ((and (<= x y) (<= x z)) (sum-of-squares y z))
        ((and (<= y x) (<= y z)) (sum-of-squares x z))
        (else (sum-of-squares x y))))
(list (sum-of-squares-of-two-largest 1 2 3) (sum-of-squares-of-two-largest 5 1 4) (sum-of-squares-of-two-largest 2 2 1))
;=> (13 41 8)
(define (a-plus-abs-b a b)
  ((if (> b 0) + -) a b))
(list (a-plus-abs-b 1 5) (a-plus-abs-b 1 -5))
;=> (6 6)

;; 1.1.7 Square roots by Newton's method
(define (sqrt-iter guess x)
  (if (good-enough? guess x)
      guess
      (sqrt-iter (improve guess x)
                 x)))
(define (improve guess x)
  (average guess (/ x guess)))
(define (average x y)
  (/ (+ x y) 2))
(define (good-enough? guess x)
  (< (abs (- (square guess) x)) 0.001))
(define (sqrt x)
  (sqrt-iter 1.0 x))
(sqrt 9)
;=> 3.00009155413138
(sqrt (+ 100 37))
;=> 11.704699917758145
(sqrt (+ (sqrt 2) (sqrt 3)))
;=> 1.7739279023207892
(square (sqrt 1000))
;=> 1000.000369924366

;; Exercise 1.6: new-if is a procedure, so both arms are evaluated.
(define (new-if predicate then-clause else-clause)
  (cond (predicate then-clause)
        (else else-clause)))
(list (new-if (= 2 3) 0 5) (new-if (= 1 1) 0 5))
;=> (5 0)

;; Exercise 1.7 and 1.8
(define (good-enough-relative? guess previous)
  (< (abs (- guess previous)) (* guess 1e-10)))
(define (cube-root-iter guess previous x)
  (if (good-enough-relative? guess previous)
      guess
      (cube-root-iter (/ (+ (/ x (square guess)) (* 2 guess)) 3) guess x)))
(define (close? x y) (< (abs (- x y)) 1e-6))
(list (close? (cube-root-iter 1.0 0.0 27) 3) (close? (cube-root-iter 1.0 0.0 1e-6) 0.01))
;=> (#t #t)

;; 1.1.8 Block structure
(define (sqrt x)
  (define (good-enough? guess)
    (< (abs (- (square guess) x)) 0.001))
  (define (improve guess)
    (average guess (/ x guess)))
  (define (sqrt-iter guess)
    (if (good-enough? guess)
        guess
        (sqrt-iter (improve guess))))
  (sqrt-iter 1.0))
(sqrt 2)
;=> 1.4142156862745097

;; 1.2.1 Linear recursion and iteration
(define (factorial n)
  (if (= n 1)
      1
      (* n (factorial (- n 1)))))
(factorial 6)
;=> 720
(factorial 25)
;=> 15511210043330985984000000
(define (factorial n)
  (fact-iter 1 1 n))
(define (fact-iter product counter max-count)
  (if (> counter max-count)
      product
      (fact-iter (* counter product)
                 (+ counter 1)
                 max-count)))
(factorial 6)
;=> 720
(define (factorial n)
  (define (iter product counter)
    (if (> counter n)
        product
        (iter (* counter product)
              (+ counter 1))))
  (iter 1 1))
(factorial 20)
;=> 2432902008176640000

;; Exercise 1.9 and 1.10
(define (inc x) (+ x 1))
(define (dec x) (- x 1))
(define (plus a b)
  (if (= a 0) b (inc (plus (dec a) b))))
(define (plus-iter a b)
  (if (= a 0) b (plus-iter (dec a) (inc b))))
(list (plus 4 5) (plus-iter 4 5))
;=> (9 9)
(define (A x y)
  (cond ((= y 0) 0)
        ((= x 0) (* 2 y))
        ((= y 1) 2)
        (else (A (- x 1)
                 (A x (- y 1))))))
(list (A 1 10) (A 2 4) (A 3 3))
;=> (1024 65536 65536)

;; 1.2.2 Tree recursion
(define (fib n)
  (cond ((= n 0) 0)
        ((= n 1) 1)
        (else (+ (fib (- n 1))
                 (fib (- n 2))))))
(fib 12)
;=> 144
(define (fib n)
  (fib-iter 1 0 n))
(define (fib-iter a b count)
  (if (= count 0)
      b
      (fib-iter (+ a b) a (- count 1))))
(fib 100)
;=> 354224848179261915075
(define (count-change amount)
  (cc amount 5))
(define (cc amount kinds-of-coins)
  (cond ((= amount 0) 1)
        ((or (< amount 0) (= kinds-of-coins 0)) 0)
        (else (+ (cc amount
                     (- kinds-of-coins 1))
                 (cc (- amount
                        (first-denomination kinds-of-coins))
                     kinds-of-coins)))))
(define (first-denomination kinds-of-coins)
  (cond ((= kinds-of-coins 1) 1)
        ((= kinds-of-coins 2) 5)
        ((= kinds-of-coins 3) 10)
        ((= kinds-of-coins 4) 25)
        ((= kinds-of-coins 5) 50)))
(count-change 100)
;=> 292
;; Exercise 1.11
(define (f-recursive n)
  (if (< n 3)
      n
      (+ (f-recursive (- n 1))
         (* 2 (f-recursive (- n 2)))
         (* 3 (f-recursive (- n 3))))))
(define (f-iterative n)
  (define (iter a b c count)
    (if (= count 0)
        c
        (iter (+ a (* 2 b) (* 3 c)) a b (- count 1))))
  (iter 2 1 0 n))
(list (f-recursive 10) (f-iterative 10) (f-iterative 50))
;=> (1892 1892 1990726300381593467)
;; Exercise 1.12
(define (pascal row column)
  (if (or (= column 0) (= column row))
      1
      (+ (pascal (- row 1) (- column 1))
         (pascal (- row 1) column))))
(list (pascal 4 0) (pascal 4 1) (pascal 4 2) (pascal 4 3) (pascal 4 4))
;=> (1 4 6 4 1)
;; Exercise 1.15
(define (cube x) (* x x x))
(define (p x) (- (* 3 x) (* 4 (cube x))))
(define (sine angle)
  (if (not (> (abs angle) 0.1))
      angle
      (p (sine (/ angle 3.0)))))
(sine 12.15)
;=> -0.39980345741334

;; 1.2.4 Exponentiation
(define (expt b n)
  (if (= n 0)
      1
      (* b (expt b (- n 1)))))
(expt 2 10)
;=> 1024
(define (expt b n)
  (expt-iter b n 1))
(define (expt-iter b counter product)
  (if (= counter 0)
      product
      (expt-iter b
                 (- counter 1)
                 (* b product))))
(expt 2 64)
;=> 18446744073709551616
(define (even? n)
  (= (remainder n 2) 0))
(define (fast-expt b n)
  (cond ((= n 0) 1)
        ((even? n) (square (fast-expt b (/ n 2))))
        (else (* b (fast-expt b (- n 1))))))
(fast-expt 3 100)
;=> 515377520732011331036461129765621272702107522001
;; Exercise 1.16 to 1.19
(define (fast-expt-iter b n)
  (define (iter a b n)
    (cond ((= n 0) a)
          ((even? n) (iter a (square b) (/ n 2)))
          (else (iter (* a b) b (- n 1)))))
  (iter 1 b n))
(= (fast-expt-iter 3 100) (fast-expt 3 100))
;=> #t
(define (double x) (+ x x))
(define (halve x) (/ x 2))
(define (fast-times a b)
  (cond ((= b 0) 0)
        ((even? b) (double (fast-times a (halve b))))
        (else (+ a (fast-times a (- b 1))))))
(fast-times 123 456)
;=> 56088
(define (fast-fib n)
  (fast-fib-iter 1 0 0 1 n))
(define (fast-fib-iter a b p q count)
  (cond ((= count 0) b)
        ((even? count)
         (fast-fib-iter a
                        b
                        (+ (square p) (square q))
                        (+ (* 2 p q) (square q))
                        (/ count 2)))
        (else (fast-fib-iter (+ (* b q) (* a q) (* a p))
                             (+ (* b p) (* a q))
                             p
                             q
                             (- count 1)))))
(list (fast-fib 10) (= (fast-fib 1000) (fib 1000)))
;=> (55 #t)

;; 1.2.5 Greatest common divisors
(define (gcd a b)
  (if (= b 0)
      a
      (gcd b (remainder a b))))
(gcd 206 40)
;=> 2

;; 1.2.6 Testing for primality
(define (smallest-divisor n)
  (find-divisor n 2))
(define (find-divisor n test-divisor)
  (cond ((> (square test-divisor) n) n)
        ((divides? test-divisor n) test-divisor)
        (else (find-divisor n (+ test-divisor 1)))))
(define (divides? a b)
  (= (remainder b a) 0))
(define (prime? n)
  (= n (smallest-divisor n)))
(list (smallest-divisor 199) (smallest-divisor 1999) (smallest-divisor 19999))
;=> (199 1999 7)
(define (expmod base exp m)
  (cond ((= exp 0) 1)
        ((even? exp)
         (remainder (square (expmod base (/ exp 2) m))
                    m))
        (else
         (remainder (* base (expmod base (- exp 1) m))
                    m))))
(expmod 5 1000003 1000003)
;=> 5
(define (fermat-test-with a n)
  (= (expmod a n n) a))
(list (fermat-test-with 2 13) (fermat-test-with 2 15) (fermat-test-with 2 561) (prime? 561))
;=> (#t #f #t #f)
(define (search-for-primes from count)
  (cond ((= count 0) '())
        ((prime? from) (cons from (search-for-primes (+ from 1) (- count 1))))
        (else (search-for-primes (+ from 1) count))))
(search-for-primes 1000 3)
;=> (1009 1013 1019)

;; 1.3.1 Procedures as arguments
(define (sum-integers a b)
  (if (> a b)
      0
      (+ a (sum-integers (+ a 1) b))))
(sum-integers 1 10)
;=> 55
(define (sum-cubes a b)
  (if (> a b)
      0
      (+ (cube a) (sum-cubes (+ a 1) b))))
(sum-cubes 1 10)
;=> 3025
(define (sum term a next b)
  (if (> a b)
      0
      (+ (term a)
         (sum term (next a) next b))))
(define (sum-cubes a b)
  (sum cube a inc b))
(sum-cubes 1 10)
;=> 3025
(define (identity x) x)
(define (sum-integers a b)
  (sum identity a inc b))
(sum-integers 1 10)
;=> 55
(define (pi-sum a b)
  (define (pi-term x)
    (/ 1.0 (* x (+ x 2))))
  (define (pi-next x)
    (+ x 4))
  (sum pi-term a pi-next b))
(* 8 (pi-sum 1 1000))
;=> 3.139592655589783
(define (integral f a b dx)
  (define (add-dx x) (+ x dx))
  (* (sum f (+ a (/ dx 2.0)) add-dx b)
     dx))
(integral cube 0 1 0.01)
;=> 0.24998750000000042
(integral cube 0 1 0.001)
;=> 0.249999875000001
;; Exercise 1.29: Simpson's rule
(define (simpson f a b n)
  (define h (/ (- b a) n))
  (define (y k) (f (+ a (* k h))))
  (define (term k)
    (* (cond ((or (= k 0) (= k n)) 1)
             ((even? k) 2)
             (else 4))
       (y k)))
  (* (/ h 3) (sum term 0 inc n)))
(list (simpson cube 0 1 100) (simpson cube 0 1 1000))
;=> (1/4 1/4)
;; Exercise 1.30
(define (sum term a next b)
  (define (iter a result)
    (if (> a b)
        result
        (iter (next a) (+ result (term a)))))
  (iter a 0))
(sum-cubes 1 10)
;=> 3025
;; Exercise 1.31 to 1.33
(define (product term a next b)
  (if (> a b)
      1
      (* (term a) (product term (next a) next b))))
(define (factorial n) (product identity 1 inc n))
(factorial 10)
;=> 3628800
(define (pi-product n)
  (define (term k)
    (if (even? k)
        (/ (+ k 2) (+ k 1))
        (/ (+ k 1) (+ k 2))))
  (* 4.0 (product term 1 inc n)))
(pi-product 500)
;=> 3.1447232866889245
(define (accumulate combiner null-value term a next b)
  (if (> a b)
      null-value
      (combiner (term a)
                (accumulate combiner null-value term (next a) next b))))
(list (accumulate + 0 identity 1 inc 10) (accumulate * 1 identity 1 inc 5))
;=> (55 120)
(define (accumulate combiner null-value term a next b)
  (define (iter a result)
    (if (> a b)
        result
        (iter (next a) (combiner result (term a)))))
  (iter a null-value))
(list (accumulate + 0 identity 1 inc 10) (accumulate * 1 identity 1 inc 5))
;=> (55 120)
(define (filtered-accumulate keep? combiner null-value term a next b)
  (define (iter a result)
    (cond ((> a b) result)
          ((keep? a) (iter (next a) (combiner result (term a))))
          (else (iter (next a) result))))
  (iter a null-value))
(filtered-accumulate prime? + 0 square 2 inc 20)
;=> 1027
(define (product-of-coprimes n)
  (filtered-accumulate (lambda (i) (= (gcd i n) 1)) * 1 identity 1 inc (- n 1)))
(product-of-coprimes 10)
;=> 189

;; 1.3.2 Constructing procedures using lambda
(define (pi-sum a b)
  (sum (lambda (x) (/ 1.0 (* x (+ x 2))))
       a
       (lambda (x) (+ x 4))
       b))
(* 8 (pi-sum 1 1000))
;=> 3.139592655589782
((lambda (x y z) (+ x y (square z))) 1 2 3)
;=> 12
(define (f x y)
  (let ((a (+ 1 (* x y)))
        (b (- 1 y)))
    (+ (* x (square a))
       (* y b)
       (* a b))))
(f 3 4)
;=> 456
(define x 5)
(+ (let ((x 3))
     (+ x (* x 10)))
   x)
;=> 38
(let ((x 2)) (let ((x 3) (y (+ x 2))) (* x y)))
;=> 12
;; Exercise 1.34
(define (f g) (g 2))
(f square)
;=> 4
(f (lambda (z) (* z (+ z 1))))
;=> 6
(f f)
;error: type-error a call needs a procedure, got 2 (integer)
;at: (g 2)

;; 1.3.3 Procedures as general methods
(define (search f neg-point pos-point)
  (let ((midpoint (average neg-point pos-point)))
    (if (close-enough? neg-point pos-point)
        midpoint
        (let ((test-value (f midpoint)))
          (cond ((positive? test-value)
                 (search f neg-point midpoint))
                ((negative? test-value)
                 (search f midpoint pos-point))
                (else midpoint))))))
(define (close-enough? x y)
  (< (abs (- x y)) 0.001))
(define (half-interval-method f a b)
  (let ((a-value (f a))
        (b-value (f b)))
    (cond ((and (negative? a-value) (positive? b-value))
           (search f a b))
          ((and (negative? b-value) (positive? a-value))
           (search f b a))
          (else
           (error "Values are not of opposite sign" a b)))))
(half-interval-method sin 2.0 4.0)
;=> 3.14111328125
(half-interval-method (lambda (x) (- (* x x x) (* 2 x) 3))
                      1.0
                      2.0)
;=> 1.89306640625
(half-interval-method square 1.0 2.0)
;error: simple-error Values are not of opposite sign
;at: (error "Values
(define tolerance 0.00001)
(define (fixed-point f first-guess)
  (define (close-enough? v1 v2)
    (< (abs (- v1 v2)) tolerance))
  (define (try guess)
    (let ((next (f guess)))
      (if (close-enough? guess next)
          next
          (try next))))
  (try first-guess))
(fixed-point cos 1.0)
;=> 0.7390822985224024
(fixed-point (lambda (y) (+ (sin y) (cos y)))
             1.0)
;=> 1.2587315962971173
(define (sqrt x)
  (fixed-point (lambda (y) (average y (/ x y)))
               1.0))
(sqrt 2)
;=> 1.4142135623746899
;; Exercise 1.35: the golden ratio
(fixed-point (lambda (x) (+ 1 (/ 1 x))) 1.0)
;=> 1.6180327868852458
;; Exercise 1.36
(fixed-point (lambda (x) (/ (log 1000) (log x))) 2.0)
;=> 4.555532270803653
;; Exercise 1.37 to 1.39: continued fractions
(define (cont-frac n d k)
  (define (term i)
    (if (> i k)
        0
        (/ (n i) (+ (d i) (term (+ i 1))))))
  (term 1))
(cont-frac (lambda (i) 1.0) (lambda (i) 1.0) 12)
;=> 0.6180257510729613
(define (cont-frac n d k)
  (define (iter i result)
    (if (= i 0)
        result
        (iter (- i 1) (/ (n i) (+ (d i) result)))))
  (iter k 0))
(cont-frac (lambda (i) 1) (lambda (i) 1) 12)
;=> 144/233
(+ 2 (cont-frac (lambda (i) 1.0)
                (lambda (i) (if (= (remainder i 3) 2) (* 2 (/ (+ i 1) 3)) 1))
                20))
;=> 2.718281828459045
(define (tan-cf x k)
  (cont-frac (lambda (i) (if (= i 1) x (- (square x))))
             (lambda (i) (- (* 2 i) 1))
             k))
(close? (tan-cf 1.0 10) (/ (sin 1.0) (cos 1.0)))
;=> #t

;; 1.3.4 Procedures as returned values
(define (average-damp f)
  (lambda (x) (average x (f x))))
((average-damp square) 10)
;=> 55
(define (sqrt x)
  (fixed-point (average-damp (lambda (y) (/ x y)))
               1.0))
(sqrt 16)
;=> 4.000000000000051
(define (cube-root x)
  (fixed-point (average-damp (lambda (y) (/ x (square y))))
               1.0))
(close-enough? (cube-root 27) 3)
;=> #t
(define dx 0.00001)
(define (deriv g)
  (lambda (x)
    (/ (- (g (+ x dx)) (g x))
       dx)))
((deriv cube) 5)
;=> 75.00014999664018
(define (newton-transform g)
  (lambda (x)
    (- x (/ (g x) ((deriv g) x)))))
(define (newtons-method g guess)
  (fixed-point (newton-transform g) guess))
(define (sqrt x)
  (newtons-method (lambda (y) (- (square y) x))
                  1.0))
(close? (sqrt 2) 1.4142135623730951)
;=> #t
(define (fixed-point-of-transform g transform guess)
  (fixed-point (transform g) guess))
(define (sqrt x)
  (fixed-point-of-transform (lambda (y) (/ x y))
                            average-damp
                            1.0))
(close? (sqrt 5) 2.23606797749979)
;=> #t
(define (sqrt x)
  (fixed-point-of-transform (lambda (y) (- (square y) x))
                            newton-transform
                            1.0))
(close? (sqrt 5) 2.23606797749979)
;=> #t
;; Exercise 1.40 to 1.46
(define (cubic a b c)
  (lambda (x) (+ (cube x) (* a (square x)) (* b x) c)))
(close? (newtons-method (cubic 0 0 -8) 1.0) 2)
;=> #t
(define (double f) (lambda (x) (f (f x))))
(((double (double double)) inc) 5)
;=> 21
(define (compose f g) (lambda (x) (f (g x))))
((compose square inc) 6)
;=> 49
(define (repeated f n)
  (if (= n 1)
      f
      (compose f (repeated f (- n 1)))))
((repeated square 2) 5)
;=> 625
(define (smooth f)
  (lambda (x) (/ (+ (f (- x dx)) (f x) (f (+ x dx))) 3)))
(define (n-fold-smooth f n) ((repeated smooth n) f))
(close? ((n-fold-smooth square 3) 2.0) 4)
;=> #t
(define (nth-root x n)
  (define (log2 k) (if (< k 2) 0 (+ 1 (log2 (/ k 2)))))
  (fixed-point ((repeated average-damp (if (< n 4) 1 (log2 n)))
                (lambda (y) (/ x (expt y (- n 1)))))
               1.0))
(list (close-enough? (nth-root 81 4) 3) (close-enough? (nth-root 1024 10) 2))
;=> (#t #t)
(define (iterative-improve good-enough? improve)
  (define (try guess)
    (if (good-enough? guess)
        guess
        (try (improve guess))))
  try)
(define (sqrt x)
  ((iterative-improve (lambda (guess) (< (abs (- (square guess) x)) 0.001))
                      (lambda (guess) (average guess (/ x guess))))
   1.0))
(sqrt 2)
;=> 1.4142156862745097
