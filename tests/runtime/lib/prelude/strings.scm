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
