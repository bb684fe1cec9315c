;;; Counting in hash tables keyed by symbols, small integers and strings, 6*10^4 updates.
(define symbols '#(alpha beta gamma delta epsilon zeta eta))
(define strings '#("alpha" "beta" "gamma" "delta" "epsilon" "zeta" "eta"))

(define (count! table key)
  (hash-table-set! table key (+ 1 (hash-table-ref/default table key 0))))

(define (run)
  (let ((table (make-hash-table)))
    (let loop ((i 0))
      (if (< i 20000)
          (begin
            (count! table (vector-ref symbols (remainder i 7)))
            (count! table (remainder i 1000))
            (count! table (vector-ref strings (remainder i 7)))
            (loop (+ i 1)))))
    (+ (hash-table-size table)
       (hash-table-ref/default table 'beta 0)
       (hash-table-ref/default table 999 0)
       (hash-table-ref/default table "eta" 0))))
