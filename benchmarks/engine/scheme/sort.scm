;;; Making 2*10^4 pseudo-random numbers and sorting them.
(define (numbers n state)
  (let loop ((n n) (state state) (made '()))
    (if (= n 0)
        made
        (let ((next (modulo (+ (* state 1103515245) 12345) 2147483648)))
          (loop (- n 1) next (cons next made))))))
(define (run) (list-ref (sort (numbers 20000 42) <) 10000))
