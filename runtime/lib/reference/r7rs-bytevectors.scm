(topic "Bytevectors" "Sequences of exact integers from 0 to 255 (R7RS 6.9).")

(procedure bytevector?
  (map bytevector? '(#u8(1) #(1))) => (#t #f))

(procedure make-bytevector
  (make-bytevector 3 7) => #u8(7 7 7))

(procedure bytevector
  (bytevector 1 2 3) => #u8(1 2 3)
  (bytevector 256) error type-error)

(procedure bytevector-length
  (bytevector-length #u8(1 2 3)) => 3)

(procedure bytevector-u8-ref
  (bytevector-u8-ref #u8(1 2 3) 2) => 3)

(procedure bytevector-u8-set!
  (let ((b (bytevector 1 2))) (bytevector-u8-set! b 0 9) b) => #u8(9 2))

(procedure bytevector-copy
  (bytevector-copy #u8(1 2 3 4) 1 3) => #u8(2 3))

(procedure bytevector-copy!
  (let ((b (bytevector 1 2 3 4))) (bytevector-copy! b 0 #u8(8 9)) b) => #u8(8 9 3 4))

(procedure bytevector-append
  (bytevector-append #u8(1) #u8(2 3)) => #u8(1 2 3))
