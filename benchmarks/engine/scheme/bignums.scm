;;; Integers of thousands of bits: a factorial, and a Fibonacci number by addition.
(define (factorial n) (if (= n 0) 1 (* n (factorial (- n 1)))))
(define (run)
  (let loop ((i 0) (a 0) (b 1))
    (if (= i 10000)
        (modulo (+ a (factorial 700)) 1000003)
        (loop (+ i 1) b (+ a b)))))
