;;; Procedures made and passed on: Fibonacci in continuation-passing style.
(define (fib n k)
  (if (< n 2)
      (k n)
      (fib (- n 1) (lambda (a) (fib (- n 2) (lambda (b) (k (+ a b))))))))
(define (run) (fib 18 (lambda (x) x)))
