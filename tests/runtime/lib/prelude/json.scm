(string->json " {\"a\" : [1, -2.5, 1e2, true, false, null, \"x\\ny\\u00e9\\ud83d\\ude00\"], \"b\": {}, \"c\":[] } ")
;=> (("a" . #(1 -2.5 100.0 #t #f null "x\nyé😀")) ("b") ("c" . #()))

(map string->json '("0" "-0" "12345678901234567890123" "0.1" "1E-2" "\"\"" "[[],[[]]]" "null" "-0.0"))
;=> (0 0 12345678901234567890123 0.1 0.01 "" #(#() #(#())) null -0.0)

(json->string '(("a" . #(1 -2.5 100.0 #t #f null "x\n\"\\é\x1;")) ("b") (c . #()) ("d" . (("e" . 1)))))
;=> "{\"a\":[1,-2.5,100.0,true,false,null,\"x\\n\\\"\\\\é\\u0001\"],\"b\":{},\"c\":[],\"d\":{\"e\":1}}"

(json->string '(("a" . #(1 (("b" . 2)))) ("c" . #()) ("d")) 2)
;=> "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}"

(json->string (alist->hash-table '(("x" . 1) (y . #(2)))))
;=> "{\"x\":1,\"y\":[2]}"

; exact integers and reals come back as they were

(let ((numbers (vector 0 -1 (expt 10 40) 1.5 1e21 1e-7 5e-324 1.7976931348623157e308 123456789.0 -0.0)))
  (equal? numbers (string->json (json->string numbers))))
;=> #t

; what is wrong, and where

(string->json "[1,\n 2 3]")
;!> parse-error: string->json: expected , or ], got "3", at line 2, column 4

(string->json "{\"a\" 1}")
;!> parse-error: string->json: expected : after a key, at line 1, column 5

(string->json "{\"a\":1,}")
;!> parse-error: string->json: expected a key, which is a string, got "}", at line 1, column 8

(string->json "{1:2}")
;!> parse-error: string->json: expected a key, which is a string, or }, got "1", at line 1, column 2

(string->json "[1,]")
;!> parse-error: string->json: expected a value, got "]", at line 1, column 4

(string->json "[1")
;!> parse-error: string->json: expected , or ], got the end of the text, at line 1, column 3

(string->json "")
;!> parse-error: string->json: expected a value, got the end of the text, at line 1, column 1

(string->json "01")
;!> parse-error: string->json: expected a value, got "0", at line 1, column 1

(string->json "nul")
;!> parse-error: string->json: expected a value, got "n", at line 1, column 1

(string->json "1 2")
;!> parse-error: string->json: expected nothing after the value, at line 1, column 3

(string->json "]")
;!> parse-error: string->json: expected a value, got "]", at line 1, column 1

(string->json "[}")
;!> parse-error: string->json: expected a value or ], got "}", at line 1, column 2

(string->json "\"ab")
;!> parse-error: string->json: a string without an end, at line 1, column 1

(string->json "\"a\\q\"")
;!> parse-error: string->json: a wrong escape or control character in a string, at line 1, column 3

(string->json "\"\\ud800\"")
;=> "�"

(string->json "1e999999999999999999")
;!> parse-error: string->json: a number too large for a real

(string->json "1e9999")
;!> parse-error: string->json: a number too large for a real

(json->string 1/2)
;!> type-error: json->string: expected a string, finite number, boolean, null, vector, hash table or association list with strings as keys, got 1/2 (rational)

(json->string (list 1 2))
;!> type-error: json->string: expected a string, finite number

(json->string (vector 'x))
;!> type-error: json->string: expected a string, finite number, boolean, null, vector, hash table or association list with strings as keys, got x (symbol)

(json->string +nan.0)
;!> type-error: json->string: expected a string, finite number

; any depth and length

(let* ((n 100000) (text (string-append (make-string n #\[) (make-string n #\]))))
  (string=? text (json->string (string->json text))))
;=> #t

(let ((numbers (list->vector (iota 100000))))
  (equal? numbers (string->json (json->string numbers))))
;=> #t

(let ((v (vector 1))) (vector-set! v 0 v) (json->string v))
;!> type-error: json->string: a value nested more than 200000 deep, or a circular one

; from and to ports

(json-write '(("a" . 1)))
;=> #<unspecified>

(let ((port (open-input-string " {\"a}\\\"\": [1,{}]}[2]\"x\"  17 true,")))
  (let* ((a (json-read port)) (b (json-read port)) (c (json-read port)) (d (json-read port)) (e (json-read port)))
    (list a b c d e (read-char port))))
;=> ((("a}\"" . #(1 ()))) #(2) "x" 17 #t #\,)

(list (eof-object? (json-read (open-input-string "  "))) (let ((port (open-output-string))) (json-write #(1 "a") port) (get-output-string port)))
;=> (#t "[1,\"a\"]")

(json-read (open-input-string "[1"))
;!> parse-error: string->json: expected , or ], got the end of the text, at line 1, column 3
