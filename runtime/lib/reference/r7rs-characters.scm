(topic "Characters" "Characters are Unicode code points (R7RS 6.6).")

(procedure char?
  (map char? '(#\a "a")) => (#t #f))

(procedure (char=? char<? char>? char<=? char>=?)
  (map (lambda (compare) (compare #\a #\b #\b)) (list char=? char<? char>? char<=? char>=?)) => (#f #f #f #t #f))

(procedure (char-ci=? char-ci<? char-ci>? char-ci<=? char-ci>=?)
  (char-ci=? #\a #\A) => #t
  (map (lambda (compare) (compare #\a #\B)) (list char-ci<? char-ci>? char-ci<=? char-ci>=?)) => (#t #f #t #f))

(procedure (char-alphabetic? char-numeric? char-whitespace? char-upper-case? char-lower-case?)
  (map (lambda (is?) (is? #\a)) (list char-alphabetic? char-numeric? char-whitespace? char-upper-case? char-lower-case?)) => (#t #f #f #f #t))

(procedure digit-value
  (map digit-value '(#\7 #\x0664 #\a)) => (7 4 #f))

(procedure char->integer
  (char->integer #\A) => 65)

(procedure integer->char
  (integer->char 955) => #\λ
  (integer->char #xD800) error type-error)

(procedure (char-upcase char-downcase char-foldcase)
  (char-upcase #\ä) => #\Ä
  (char-downcase #\Σ) => #\σ
  (char-foldcase #\A) => #\a)
