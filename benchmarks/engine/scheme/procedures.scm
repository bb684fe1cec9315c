;;; The procedures over lists with procedures that are not written in place: 3*10^4 elements.
(define (triple x) (* x 3))
(define (small? x) (< x 60000))
(define (larger a b) (if (< a b) b a))
(define (run)
  (fold larger 0 (filter small? (map triple (iota 30000)))))
