;;; A pipeline over a list of 5*10^4 numbers.
(define (run)
  (fold + 0 (filter even? (map (lambda (x) (* x 3)) (iota 50000)))))
