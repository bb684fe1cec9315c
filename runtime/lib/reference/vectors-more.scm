(topic "Vectors and bytevectors beyond R7RS" "Names and arguments are those of SRFI 133 and of MIT Scheme.")

(procedure subvector
  (subvector #(a b c d) 1 3) => #(b c))

(procedure vector-head
  (vector-head #(a b c) 2) => #(a b))

(procedure vector-tail
  (vector-tail #(a b c) 2) => #(c))

(procedure (vector-first vector-last)
  (list (vector-first #(a b c)) (vector-last #(a b c))) => (a c))

(procedure vector-grow
  (vector-length (vector-grow #(a b) 5)) => 5)

(procedure (make-initialized-vector vector-unfold)
  (make-initialized-vector 4 square) => #(0 1 4 9))

(procedure vector-map!
  (let ((v (vector 1 2))) (vector-map! square v) v) => #(1 4))

(procedure vector-fold
  (vector-fold + 0 #(1 2 3)) => 6)

(procedure vector-fold-right
  (vector-fold-right (lambda (made x) (cons x made)) '() #(1 2 3)) => (1 2 3))

(procedure vector-count
  (vector-count even? #(1 2 4)) => 2)

(procedure vector-index
  (vector-index even? #(1 2 4)) => 1)

(procedure vector-skip
  (vector-skip even? #(2 4 5)) => 2)

(procedure vector-any
  (vector-any even? #(1 2)) => #t)

(procedure vector-every
  (vector-every even? #(1 2)) => #f)

(procedure vector-filter
  (vector-filter odd? #(1 2 3)) => #(1 3))

(procedure vector-cumulate
  (vector-cumulate + 0 #(1 2 3)) => #(1 3 6))

(procedure vector-swap!
  (let ((v (vector 1 2 3))) (vector-swap! v 0 2) v) => #(3 2 1))

(procedure vector-reverse!
  (let ((v (vector 1 2 3))) (vector-reverse! v) v) => #(3 2 1))

(procedure vector-reverse-copy
  (vector-reverse-copy #(1 2 3)) => #(3 2 1))

(procedure vector-concatenate
  (vector-concatenate '(#(1) #(2 3))) => #(1 2 3))

(procedure vector-empty?
  (vector-empty? #()) => #t)

(procedure vector-sort
  (vector-sort < #(3 1 2)) => #(1 2 3))

(procedure vector-binary-search
  (vector-binary-search #(1 3 5) 3 -) => 1)

(procedure bytevector-fill!
  (let ((b (bytevector 1 2 3))) (bytevector-fill! b 0) b) => #u8(0 0 0))
