(topic "Vectors" "Objects side by side, each found at once by its index (R7RS 6.8).")

(procedure vector?
  (map vector? '(#(1) (1) "1")) => (#t #f #f))

(procedure make-vector
  (make-vector 3 0) => #(0 0 0))

(procedure vector
  (vector 1 "two" 'three) => #(1 "two" three))

(procedure vector-length
  (vector-length #(1 2 3)) => 3)

(procedure vector-ref
  (vector-ref #(1 2 3) 2) => 3
  (vector-ref #(1 2 3) 3) error index-error)

(procedure vector-set!
  (let ((v (vector 1 2 3))) (vector-set! v 0 'x) v) => #(x 2 3))

(procedure (vector->list list->vector)
  (vector->list #(1 2 3) 1) => (2 3)
  (list->vector '(1 2)) => #(1 2))

(procedure vector-copy
  (vector-copy #(1 2 3 4) 1 3) => #(2 3))

(procedure vector-copy!
  (let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 #(a b c) 1) v) => #(1 b c 4 5))

(procedure vector-append
  (vector-append #(1) #(2 3)) => #(1 2 3))

(procedure vector-fill!
  (let ((v (vector 1 2 3 4))) (vector-fill! v 0 1 3) v) => #(1 0 0 4))

(procedure vector-map
  (vector-map * #(1 2 3) #(10 20 30)) => #(10 40 90))

(procedure vector-for-each
  (vector-for-each (lambda (x) (display x)) #(1 2 3)) prints "123")
