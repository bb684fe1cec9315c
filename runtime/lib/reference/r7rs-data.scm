(topic "Equality, booleans and symbols" "What all kinds of data share, and the simplest of them (R7RS 6.1, 6.3, 6.5).")

(procedure (eq? eqv?)
  (eq? 'a 'a) => #t
  (eqv? 1.5 1.5) => #t
  (eqv? "" "") => #f
  (eqv? 1 1.0) => #f)

(procedure equal?
  (equal? '(1 #(2 "three")) (list 1 (vector 2 "three"))) => #t
  (equal? 1 1.0) => #f)

(procedure not
  (not #f) => #t
  (not 0) => #f)

(procedure boolean?
  (map boolean? '(#t #f 0 ())) => (#t #t #f #f))

(procedure boolean=?
  (boolean=? #t #t #t) => #t)

(procedure symbol?
  (symbol? 'a) => #t
  (symbol? "a") => #f)

(procedure symbol=?
  (symbol=? 'a 'a 'b) => #f)

(procedure symbol->string
  (symbol->string 'abc) => "abc")

(procedure string->symbol
  (string->symbol "two words") => |two words|)
