(topic "Strings beyond R7RS" "Cutting, searching, joining and formatting, under the names of SRFI 13, 130 and 48. Where a character is
wanted to search for, a predicate on characters will do. The directives of format: `~a` prints as
display does, `~s` and `~w` as write does, `~d ~x ~o ~b` numbers in radix 10, 16, 8 and 2, `~f` reals, `~c` characters;
`~8a` takes at least 8 columns, `~8,2f` has 2 digits after the point; `~%` ends the line, `~&` ends it unless it has just
begun, `~_` is a space, `~t` a tab, `~~` a tilde.")

(procedure format
  (format "~a is ~s~%" "x" "y") => "x is \"y\"\n"
  (format "~5d|~5a|~,2f|~x" 42 'ab 3.14159 255) => "   42|ab   |3.14|ff"
  (format #t "~d%" 50) prints "50%")

(procedure string-builder
  (let ((add (string-builder))) (add "ab") (add #\c) (add)) => "abc")

(procedure string-split
  (string-split "a,b,,c" #\,) => ("a" "b" "" "c")
  (string-split " to  be ") => ("to" "be"))

(procedure string-join
  (string-join '("a" "b" "c") ", ") => "a, b, c")

(procedure string-contains
  (string-contains "hello" "ll") => 2
  (string-contains "hello" "x") => #f)

(procedure string-contains-right
  (string-contains-right "abcab" "ab") => 3)

(procedure string-search-forward
  (string-search-forward "l" "hello" 3) => 3)

(procedure string-search-backward
  (string-search-backward "l" "hello" 5) => 4)

(procedure string-search-all
  (string-search-all "l" "hello") => (2 3))

(procedure string-index
  (string-index "hello" #\l) => 2
  (string-index "a1" char-numeric?) => 1)

(procedure string-index-right
  (string-index-right "abab" #\a) => 2)

(procedure string-rindex
  (string-rindex "hello" #\l) => 3)

(procedure string-skip
  (string-skip "  ab " #\space) => 2)

(procedure string-skip-right
  (string-skip-right "ab  " char-whitespace?) => 1)

(procedure string-replace
  (string-replace "a-b-c" "-" "+") => "a+b+c"
  (string-replace "hello" "L" 2 4) => "heLo")

(procedure string-trim
  (string-trim "  ab  ") => "ab"
  (string-trim "xxabxx" #\x) => "ab")

(procedure string-trim-left
  (string-trim-left "  ab ") => "ab ")

(procedure string-trim-right
  (string-trim-right " ab  ") => " ab")

(procedure (string-pad-left string-pad)
  (string-pad-left "7" 3) => "  7"
  (string-pad-left "1234" 3) => "234"
  (string-pad-left "7" 3 #\0) => "007")

(procedure string-pad-right
  (string-pad-right "ab" 4) => "ab  ")

(procedure string-prefix?
  (string-prefix? "he" "hello") => #t)

(procedure string-suffix?
  (string-suffix? "lo" "hello") => #t)

(procedure string-prefix-ci?
  (string-prefix-ci? "AB" "abc") => #t)

(procedure string-suffix-ci?
  (string-suffix-ci? "C" "abc") => #t)

(procedure string-prefix-length
  (string-prefix-length "abcd" "abxd") => 2)

(procedure string-suffix-length
  (string-suffix-length "xbcd" "bcd") => 3)

(procedure string-null?
  (string-null? "") => #t)

(procedure string-head
  (string-head "hello" 2) => "he")

(procedure string-tail
  (string-tail "hello" 2) => "llo")

(procedure string-take
  (string-take "hello" 2) => "he")

(procedure string-drop
  (string-drop "hello" 2) => "llo")

(procedure string-take-right
  (string-take-right "hello" 2) => "lo")

(procedure string-drop-right
  (string-drop-right "hello" 2) => "hel")

(procedure string-reverse
  (string-reverse "abc") => "cba")

(procedure string-repeat
  (string-repeat "ab" 3) => "ababab")

(procedure string-titlecase
  (string-titlecase "the new one") => "The New One")

(procedure string-concatenate
  (string-concatenate '("a" "b" "c")) => "abc")

(procedure string-remove
  (string-remove char-numeric? "a1b2") => "ab")

(procedure string-delete
  (string-delete #\a "banana") => "bnn")

(procedure string-fold-right
  (string-fold-right cons '() "abc") => (#\a #\b #\c))

(procedure string-tabulate
  (string-tabulate (lambda (i) (integer->char (+ i 97))) 3) => "abc")

(procedure string-unfold
  (string-unfold null? car cdr '(#\x #\y)) => "xy")

(procedure string-count
  (string-count "banana" #\a) => 3)

(procedure string-any
  (string-any char-numeric? "a1") => #t)

(procedure string-every
  (string-every char-numeric? "a1") => #f)

(procedure string-filter
  (string-filter char-alphabetic? "a1b2") => "ab")

(procedure string-fold
  (string-fold cons '() "abc") => (#\c #\b #\a))
