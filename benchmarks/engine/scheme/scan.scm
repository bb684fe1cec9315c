;;; Characters of a string one by one: the words in a text of 3*10^4 characters.
(define text (apply string-append (map (lambda (i) "to be or not ") (iota 2300))))
(define (run)
  (let ((end (string-length text)))
    (let loop ((i 0) (inside #f) (words 0))
      (if (= i end)
          words
          (let ((space (char=? (string-ref text i) #\space)))
            (loop (+ i 1) (not space) (if (or space inside) words (+ words 1))))))))
