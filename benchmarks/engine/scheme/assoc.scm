;;; Looking up numbers in an association list of 100, 2 000 times.
(define squares (map (lambda (i) (cons i (* i i))) (iota 100)))
(define (run)
  (let loop ((i 0) (total 0))
    (if (= i 2000)
        total
        (loop (+ i 1) (+ total (cdr (assoc (modulo i 100) squares)))))))
