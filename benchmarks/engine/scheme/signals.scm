;;; 10^5 conditions signalled in the extent of a handler that returns a value to go on with.
(define (run)
  (with-exception-handler
   (lambda (condition) (+ condition 1))
   (lambda ()
     (let loop ((i 0) (total 0))
       (if (= i 100000) total (loop (+ i 1) (+ total (raise-continuable i))))))))
