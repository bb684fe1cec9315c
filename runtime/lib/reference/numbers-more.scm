(topic "Numbers beyond R7RS" "Names of MIT Scheme and SRFI 60. Bits are those of two's complement.")

(procedure (1+ add1)
  (1+ 5) => 6)

(procedure (-1+ 1- sub1)
  (-1+ 5) => 4)

(procedure cube
  (cube 3) => 27)

(procedure exact-rational?
  (exact-rational? 1/2) => #t)

(procedure exact-nonnegative-integer?
  (exact-nonnegative-integer? 0) => #t)

(procedure (floor->exact ceiling->exact round->exact truncate->exact)
  (list (floor->exact 2.5) (ceiling->exact 2.5) (round->exact 2.5) (truncate->exact 2.5)) => (2 3 2 2))

(procedure bitwise-and
  (bitwise-and 12 10) => 8)

(procedure bitwise-or
  (bitwise-or 12 10) => 14)

(procedure bitwise-xor
  (bitwise-xor 12 10) => 6)

(procedure bitwise-not
  (bitwise-not 5) => -6)

(procedure arithmetic-shift
  (arithmetic-shift 1 10) => 1024
  (arithmetic-shift -5 -1) => -3)

(procedure bit-count
  (bit-count 7) => 3)
