(topic "Regular expressions" "Searching in time that is linear in the text, whatever the pattern: there are no back references and no
look-around. The syntax is the usual one: `.` `[a-z]` `[^a-z]` `[[:alpha:]]` `\\d \\w \\s` (and `\\D \\W \\S`), `^ $ \\b \\B \\A \\z`, groups
`(...)`, `(?:...)` and `(?<name>...)`, `|`, the repetitions `* + ? {m,n}` and, followed by `?`, their lazy forms. In a string
literal each backslash is written twice. Wherever a regular expression is wanted, its pattern as a string will do.")

(procedure regexp
  (regexp-match (regexp "B+" "i") "abbc") => ("bb")
  (regexp "(") error parse-error)

(procedure regexp?
  (regexp? (regexp "a+")) => #t)

(procedure regexp-match
  (regexp-match "(\\w+)@(\\w+)" "mail joe@home now") => ("joe@home" "joe" "home")
  (regexp-match "x" "abc") => #f)

(procedure regexp-match?
  (regexp-match? "b+" "abbc") => #t)

(procedure regexp-search
  (regexp-match-submatch-start (regexp-search "b+" "abbc")) => 1
  (regexp-search "b+" "xyz") => #f)

(procedure regexp-matches
  (regexp-match->list (regexp-matches "(\\d+)-(\\d+)" "10-20")) => ("10-20" "10" "20"))

(procedure regexp-matches?
  (regexp-matches? "a+" "aaa") => #t
  (regexp-matches? "a+" "aab") => #f)

(procedure regexp-match-submatch
  (regexp-match-submatch (regexp-search "(?<year>\\d{4})" "in 2024") 'year) => "2024")

(procedure (regexp-match-submatch-start regexp-match-submatch-end)
  (let ((m (regexp-search "a(b)" "xab"))) (list (regexp-match-submatch-start m 1) (regexp-match-submatch-end m 1))) => (2 3))

(procedure regexp-match-count
  (regexp-match-count (regexp-search "(a)(b)?" "a")) => 2)

(procedure regexp-match->list
  (regexp-match->list (regexp-search "(a)(b)?" "a")) => ("a" "a" #f))

(procedure regexp-match-object?
  (regexp-match-object? (regexp-search "a" "a")) => #t)

(procedure regexp-extract
  (regexp-extract "[a-z]+" "to be, or not") => ("to" "be" "or" "not"))

(procedure regexp-split
  (regexp-split ", *" "a, b,c") => ("a" "b" "c"))

(procedure regexp-replace
  (regexp-replace "(\\w+) (\\w+)" "hello world" "\\2 \\1") => "world hello")

(procedure regexp-replace-all
  (regexp-replace-all "a" "banana" "o") => "bonono"
  (regexp-replace-all "\\d+" "1 and 20" (lambda (m) (number->string (* 2 (string->number (regexp-match-submatch m)))))) => "2 and 40")

(procedure regexp-fold
  (regexp-fold "\\d" (lambda (index match string sum) (+ sum (string->number (regexp-match-submatch match)))) 0 "1a2b3") => 6)

(procedure regexp-quote
  (regexp-quote "a.b") => "a\\.b")
