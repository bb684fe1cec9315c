;;; Making and joining short strings, 3*10^4 times.
(define (run)
  (let loop ((i 0) (total 0))
    (if (= i 30000)
        total
        (loop (+ i 1) (+ total (string-length (string-append (number->string i) "abc")))))))
