;;; Building a long string from 3*10^4 short pieces.
(define (run)
  (let ((add (string-builder)))
    (let loop ((i 0))
      (if (< i 30000)
          (begin
            (add (number->string i))
            (add ",")
            (loop (+ i 1)))))
    (string-length (add))))
