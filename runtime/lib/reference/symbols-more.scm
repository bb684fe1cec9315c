(topic "Symbols, keywords and characters beyond R7RS" "A keyword is written with a colon before its name and evaluates to itself.")

(procedure symbol-append
  (symbol-append 'a 'b) => ab)

(procedure symbol<?
  (symbol<? 'a 'b) => #t)

(procedure intern
  (intern "two words") => |two words|)

(procedure keyword?
  (keyword? :name) => #t)

(procedure char->digit
  (char->digit #\7 10) => 7
  (char->digit #\f 16) => 15)

(procedure digit->char
  (digit->char 7 10) => #\7)

