;;; A closure with a variable of its own, called 10^5 times.
(define (make-counter)
  (let ((n 0))
    (lambda () (set! n (+ n 1)) n)))
(define (run)
  (let ((count (make-counter)))
    (let loop ((i 1))
      (if (= i 100000) (count) (begin (count) (loop (+ i 1)))))))
