;;; Tail calls from one global procedure to another, 3*10^5 times.
(define (even n) (if (= n 0) 1 (odd (- n 1))))
(define (odd n) (if (= n 0) 0 (even (- n 1))))
(define (run) (even 300000))
