;;; A tail call in its own body, 3*10^5 times.
(define (run)
  (let loop ((i 0) (total 0))
    (if (= i 300000) total (loop (+ i 1) (+ total i)))))
