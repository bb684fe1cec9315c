;;; 3*10^3 objects raised and caught by guard.
(define (run)
  (let loop ((i 0) (total 0))
    (if (= i 3000)
        total
        (loop (+ i 1) (+ total (guard (object (#t (+ object 1))) (raise i)))))))
