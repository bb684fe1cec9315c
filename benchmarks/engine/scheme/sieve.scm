;;; Nested loops over a vector: the primes up to 10^5.
(define (run)
  (let ((composite (make-vector 100001 #f)))
    (let next ((i 2) (count 0))
      (cond ((> i 100000) count)
            ((vector-ref composite i) (next (+ i 1) count))
            (else
             (let mark ((j (* i i)))
               (if (<= j 100000)
                   (begin (vector-set! composite j #t) (mark (+ j i)))))
             (next (+ i 1) (+ count 1)))))))
