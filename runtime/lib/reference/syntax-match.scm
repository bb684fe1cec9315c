(topic "Pattern matching" "A pattern is a literal, a name (which it binds; _ binds nothing), a quoted or quasi-quoted datum, a list or vector of patterns with ... after one that repeats, or one of (? predicate pattern ...), (and pattern ...), (or pattern ...), (not pattern). A name that stands twice must match equal values.")

(syntax match "(match expression (pattern [:when guard] body ...) ...)"
  "Evaluate the body of the first clause whose pattern matches the value and whose guard holds."
  (match '(add 1 2) (`(sub ,a ,b) (- a b)) (`(add ,a ,b) (+ a b))) => 3
  (match '((a 1) (b 2)) (((name value) ...) (list name value))) => ((a b) (1 2))
  (match 7 ((? string?) 'text) ((and n (? odd?)) :when (> n 5) (list 'big n))) => (big 7)
  (match #(1 2 3) (#(first rest ...) rest)) => (2 3)
  (match '(1 2) ((a b) (=> next) (if (> a b) 'falls (next))) (_ 'other)) => other
  (match 5 (6 'six)) error simple-error)

(syntax match-lambda "(match-lambda (pattern [:when guard] body ...) ...)" "A procedure that matches its argument."
  (map (match-lambda ((a . b) b) (x x)) '((1 . 2) 3)) => (2 3))

(syntax match-lambda* "(match-lambda* (pattern [:when guard] body ...) ...)" "A procedure that matches the list of its arguments."
  ((match-lambda* ((a) (list 'one a)) ((a b) (list 'two a b))) 1 2) => (two 1 2))

(syntax match-let "(match-let ((pattern value) ...) body ...)" "Bind what the patterns name in the values, all at once."
  (match-let (((a b) '(1 2)) (c 3)) (list a b c)) => (1 2 3))

(syntax match-let* "(match-let* ((pattern value) ...) body ...)" "Bind what the patterns name in the values, one after the other."
  (match-let* (((a b) '(1 2)) (c (+ a b))) c) => 3)
