(regexp-match "a(b*)(c)?" "xabbz")
;=> ("abb" "bb" #f)

(regexp-match "q" "xabbz")
;=> #f

(map (lambda (p) (regexp-match p "foo.bar_1 Baz\n")) '("\\w+" "\\W" "\\d" "\\s[A-Z]" "[^a-z.]+" "." "o{2}" "o{1,}?" "z$" "^f" "\\bb" "r\\B." "\\z"))
;=> (("foo") (".") ("1") (" B") ("_1 B") ("f") ("oo") ("o") #f ("f") ("b") ("r_") (""))

(regexp-match (regexp "^b.*$" "m") "a\nbcd\ne")
;=> ("bcd")

(list (regexp-match? (regexp "HELLO" "i") "say hello") (regexp-match? "(?i)stra.e [À-Ý]" "STRASE é") (regexp-match? "hello" "HELLO"))
;=> (#t #t #f)

(list (regexp-match? "a.b" "a\nb") (regexp-match? (regexp "a.b" "s") "a\nb"))
;=> (#f #t)

; greedy and lazy, and the order of alternatives

(map (lambda (p) (car (regexp-match p "aaa"))) '("a*" "a*?" "a+" "a+?" "a?" "a??" "a{2}" "a{1,2}" "a{1,2}?" "a{,2}" "a{2,}" "a|aa" "aa|a"))
;=> ("aaa" "" "aaa" "a" "a" "" "aa" "aa" "a" "aa" "aaa" "a" "aa")

; a brace that is no count stands for itself

(regexp-match "a{x}{" "a{x}{")
;=> ("a{x}{")

(let ((m (regexp-search "(?<year>\\d{4})-(?<month>\\d\\d)" "on 2024-05-01")))
  (list m (regexp-match-submatch m) (regexp-match-submatch m 1) (regexp-match-submatch m 'month) (regexp-match-submatch m "year")
        (regexp-match-submatch-start m) (regexp-match-submatch-end m 'year) (regexp-match-count m)))
;=> (#<regexp-match "2024-05"> "2024-05" "2024" "05" "2024" 3 7 2)

(regexp-match-submatch (regexp-search "a" "a") 1)
;!> type-error: regexp-match-submatch: expected the number or name of a group as second argument, got 1 (integer)

(list (regexp-matches? "a|ab" "ab") (regexp-matches? "a" "ab") (regexp-match->list (regexp-matches "(a|ab)(c|bcd)" "abcd")))
;=> (#t #f ("abcd" "a" "bcd"))

; a search that does not begin at the start sees what stands before it

(list (regexp-match "^b" "ab" 1) (regexp-match "\\bb" "ab" 1) (regexp-match "b$" "abc" 0 2) (regexp-match "c" "abc" 0 2))
;=> (#f #f ("b") #f)

(regexp-extract "[a-z]+" "to be, or not")
;=> ("to" "be" "or" "not")

(list (regexp-split ",\\s*" "a, b,c,,d") (regexp-split "x" "") (regexp-split " +" " a  b ") (regexp-split "" "ab"))
;=> (("a" "b" "c" "" "d") ("") ("" "a" "b" "") ("" "a" "b" ""))

(list (regexp-replace "(\\w+) (\\w+)" "hello big world" "\\2-\\1\\\\\\0") (regexp-replace "q" "abc" "x"))
;=> ("big-hello\\hello big world" "abc")

(list (regexp-replace-all "x*" "abxd" "-") (regexp-replace-all "[aeiou]" "education" (lambda (m) (string-upcase (regexp-match-submatch m)))))
;=> ("-a-b--d-" "EdUcAtIOn")

(regexp-replace-all "(?<a>.)(b)?" "abc" "<\\{a}\\2>")
;=> "<ab><c>"

(regexp-replace "a" "a" "\\q")
;!> type-error: regexp-replace: expected a digit, {name} or \ after \ in the replacement

(regexp-replace "a" "a" "\\1")
;!> type-error: regexp-replace: expected the number or name of a group

(regexp-replace-all "a" "banana" (lambda (m) 5))
;!> type-error: regexp-replace: expected a procedure that returns a string as third argument, got 5 (integer)

(regexp-fold "\\d" (lambda (i m s sum) (+ sum (string->number (regexp-match-submatch m)))) 0 "1a2b3")
;=> 6

(regexp-fold "b" (lambda (i m s made) (cons i made)) '() "abcb!" (lambda (i m s made) (list i m (reverse made))) 0 4)
;=> (4 #f (0 2))

(regexp-matches? (regexp-quote "a.b*[c](d)\\{e}|^$+?") "a.b*[c](d)\\{e}|^$+?")
;=> #t

(list (regexp "a\"b") (regexp? (regexp "a")) (regexp? "a") (regexp-match-object? (regexp-search "a" "a")))
;=> (#<regexp "a\"b"> #t #f #t)

; what ends long searches in other engines

(regexp-match? "(a+)+$" (string-append (make-string 30000 #\a) "b"))
;=> #f

(regexp-match? "(a|a)*(a|aa)*b" (make-string 5000 #\a))
;=> #f

(string-length (car (regexp-match "(x+x+)+y?" (make-string 20000 #\x))))
;=> 20000

(regexp "(a{1000}){1000}")
;!> budget-exceeded: regexp: result of 1004004 instructions exceeds the limit regexp size of 5000

(regexp-match? (string-append "(a?){300}" "a{300}") (make-string 300 #\a))
;=> #t

(regexp-matches? "(a*)*|b" "b")
;=> #t

(regexp-search "(((a*)*)*)*" "aab")
;=> #<regexp-match "aa">

; what is wrong with a pattern

(regexp "a(b")
;!> parse-error: regexp: ( without ), at index 1 of "a(b"

(regexp "a)b")
;!> parse-error: regexp: ) without (, at index 1 of "a)b"

(regexp "a[b")
;!> parse-error: regexp: [ without ], at index 1 of "a[b"

(regexp "*a")
;!> parse-error: regexp: nothing before * to repeat, at index 0 of "*a"

(regexp "a{3,1}")
;!> parse-error: regexp: a count whose end is before its start, at index 1

(regexp "(a)\\1")
;!> parse-error: regexp: back references are not supported, at index 3

(regexp "(?=a)")
;!> parse-error: regexp: this kind of group is not supported (look-around

(regexp "(?<n>a)(?<n>b)")
;!> parse-error: regexp: expected the name of a group, not used before, and >, at index 10

(regexp "[z-a]")
;!> parse-error: regexp: a range whose end is before its start, at index 4

(regexp "a" "q")
;!> parse-error: regexp: unknown flag q; the flags are i, m and s

(regexp-match? 5 "a")
;!> type-error: regexp-match?: expected a regular expression or a string as first argument, got 5 (integer)

(regexp-search "a" 'a)
;!> type-error: regexp-search: expected a string as second argument, got a (symbol)

(regexp (make-string 30000 #\a))
;!> budget-exceeded: regexp: result of 30000 characters exceeds the limit pattern length of 20000
