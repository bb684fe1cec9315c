(let ((seen '()))
  (string-for-each (lambda (c) (set! seen (cons c seen))) "abc")
  seen)
;=> (#\c #\b #\a)

(let ((seen '()))
  (string-for-each (lambda (c d) (set! seen (cons (string c d) seen))) "abc" "xy")
  seen)
;=> ("by" "ax")

(string-for-each display 5)
;!> type-error: string-for-each: expected a string as second argument, got 5 (integer)

(string-map char-upcase "abc")
;=> "ABC"

(string-map (lambda (c k) (if (eqv? k #\u) (char-upcase c) (char-downcase c))) "studlycaps xxx" "ululululul")
;=> "StUdLyCaPs"

(string-map char->integer "abc")
;!> type-error: list->string: expected a list of characters as first argument, got 97 (integer)

(string-count "banana" #\a)
;=> 3

(string-count "banana" char-alphabetic? 1 3)
;=> 2

(string-count "banana" 5)
;!> type-error: string-count: expected a character or a procedure as second argument, got 5 (integer)

(string-index "hello world" char-whitespace?)
;=> 5

(string-index "hello" char-numeric?)
;=> #f

(string-rindex "a b c" char-whitespace?)
;=> 3

(string-trim "12abc34" char-numeric?)
;=> "abc"

(string-trim-left "12abc34" char-numeric?)
;=> "abc34"

(string-trim-right "12abc34" char-numeric?)
;=> "12abc"

(string-trim "1234" char-numeric?)
;=> ""

(string-trim "" char-numeric?)
;=> ""

(string-any char-numeric? "ab1")
;=> #t

(string-any #\z "ab1")
;=> #f

(string-every char-alphabetic? "abc")
;=> #t

(string-every #\a "aab")
;=> #f

(string-fold cons '() "abc")
;=> (#\c #\b #\a)

(string-filter char-alphabetic? "a1b2")
;=> "ab"

(string-join '("a" "b" "c"))
;=> "a b c"

(string-join '("a" "b") "/" 'suffix)
;=> "a/b/"

(string-split "a,b,,c" #\,)
;=> ("a" "b" "" "c")

(let ((s (make-string 3 #\a)))
  (string-set! s 1 #\b)
  s)
;=> "aba"

(string-set! "abc" 0 #\x)
;!> type-error: string-set!: the string is a literal, which cannot be changed

(let ((s (string-copy "abc")))
  (string-set! s 0 #\x)
  s)
;=> "xbc"

(string-length (list->string (map (lambda (n) #\x) (iota 50000))))
;=> 50000

(list (string-take "hello" 2) (string-drop "hello" 2) (string-take-right "hello" 2) (string-drop-right "hello" 2) (string-take-right "a" 0))
;=> ("he" "llo" "lo" "hel" "")

(string-take-right "a" 2)
;!> index-error: string-take-right: index 2 is out of range for length 1

(list (string-repeat "ab" 3) (string-repeat "" 1000000000) (string-titlecase "the NEW one"))
;=> ("ababab" "" "The New One")

(string-repeat "ab" 1000000000)
;!> budget-exceeded: string-repeat: result of 2000000000 bytes exceeds the limit object-bytes

(list (string-contains-right "abcab" "ab") (string-contains-right "abc" "x") (string-contains-right "abc" ""))
;=> (3 #f 3)

(list (string-prefix-length "abcd" "abxd") (string-prefix-length "" "a") (string-suffix-length "xbcd" "bcd") (string-prefix-length "same" "same"))
;=> (2 0 3 4)

(list (string-prefix-ci? "AB" "abc") (string-suffix-ci? "C" "abc") (string-suffix-ci? "b" "abc"))
;=> (#t #t #f)

(list (string-skip "  ab " #\space) (string-skip-right "ab  " char-whitespace?) (string-skip "   " #\space) (string-index-right "abab" #\a))
;=> (2 1 #f 2)

(list (string-remove char-numeric? "a1b2") (string-delete #\a "banana") (string-fold-right cons '() "abc"))
;=> ("ab" "bnn" (#\a #\b #\c))

;; Neither argument is a procedure, or both are.
(string-tabulate 1/2 "")
;!> type-error: list-tabulate: expected an exact integer that is not negative as first argument, got "" (string)

(string-tabulate car cdr)
;!> type-error: list-tabulate: expected an exact integer that is not negative as first argument, got #<procedure car>

(list (string-tabulate (lambda (i) (integer->char (+ i 97))) 3) (string-unfold null? car cdr '(#\x #\y)) (string-concatenate '("a" "b" "c")))
;=> ("abc" "xy" "abc")

(list (string-replace "hello" "L" 2 4) (string-replace "hello" "abc" 0 0 1 2) (string-replace "a-b-c" #\- "+"))
;=> ("heLo" "bhello" "a+b+c")
