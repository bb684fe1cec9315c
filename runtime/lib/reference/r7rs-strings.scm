(topic "Strings" "Strings are sequences of characters; a literal cannot be changed (R7RS 6.7).")

(procedure string?
  (map string? '("a" #\a a)) => (#t #f #f))

(procedure make-string
  (make-string 3 #\x) => "xxx")

(procedure string
  (string #\a #\b) => "ab")

(procedure string-length
  (string-length "λx") => 2
  (string-length 'abc) error type-error)

(procedure string-ref
  (string-ref "abc" 1) => #\b
  (string-ref "abc" 3) error index-error)

(procedure string-set!
  (let ((s (string-copy "abc"))) (string-set! s 1 #\X) s) => "aXc"
  (string-set! "literal" 0 #\x) error type-error)

(procedure (string=? string<? string>? string<=? string>=?)
  (map (lambda (compare) (compare "ab" "abc" "b")) (list string=? string<? string>? string<=? string>=?)) => (#f #t #f #t #f))

(procedure (string-ci=? string-ci<? string-ci>? string-ci<=? string-ci>=?)
  (string-ci=? "Straße" "STRASSE") => #t
  (map (lambda (compare) (compare "A" "b")) (list string-ci<? string-ci>? string-ci<=? string-ci>=?)) => (#t #f #t #f))

(procedure (string-upcase string-downcase string-foldcase)
  (string-upcase "straße") => "STRASSE"
  (string-downcase "ÀΣ") => "àς"
  (string-foldcase "AbC") => "abc")

(procedure substring
  (substring "hello" 1 3) => "el")

(procedure string-append
  (string-append "one" "-" "two") => "one-two")

(procedure string-copy
  (string-copy "hello" 2) => "llo")

(procedure string-copy!
  (let ((s (make-string 5 #\-))) (string-copy! s 1 "abc" 0 2) s) => "-ab--")

(procedure string-fill!
  (let ((s (string-copy "abcd"))) (string-fill! s #\x 1 3) s) => "axxd")

(procedure (string->list list->string)
  (string->list "abc" 1) => (#\b #\c)
  (list->string '(#\a #\b)) => "ab")

(procedure (string->vector vector->string)
  (string->vector "abc") => #(#\a #\b #\c)
  (vector->string #(#\a #\b #\c) 1) => "bc")

(procedure string-map
  (string-map char-upcase "abc") => "ABC"
  (string-map (lambda (a b) (if (char<? a b) a b)) "adc" "bbbz") => "abb")

(procedure string-for-each
  (string-for-each (lambda (c) (write c)) "ab") prints "#\\a#\\b")

(procedure (string->utf8 utf8->string)
  (string->utf8 "λ") => #u8(206 187)
  (utf8->string (bytevector 65 66 67) 1) => "BC")
