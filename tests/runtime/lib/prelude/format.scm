(format "~a and ~s: ~d~%" "x" "x" 5)
;=> "x and \"x\": 5\n"

(format #f "~5d|~5a|~a|~x ~o ~b|~~|~c|~w" 42 "ab" '(1 "q") 255 8 5 #\z #\z)
;=> "   42|ab   |(1 q)|ff 10 101|~|z|#\\z"

(map (lambda (x) (format "~8,3f|~,0f|~f" x x x)) '(3.14159 2/3 -5/2 10 0 -1/3 1e21))
;=> ("   3.142|3|3.14159" "   0.667|1|0.666667" "  -2.500|-2|-2.500000" "  10.000|10|10" "   0.000|0|0" "  -0.333|0|-0.333333" "1000000000000000000000.000|1000000000000000000000|1e21")

(format "~A~S~D~X" 'a 'b 1.5 10)
;=> "ab1.5a"

(format "a~&b~%~&c")
;=> "a\nb\nc"

(format "~d" 'a)
;!> type-error: format: expected a number for ~d, got a (symbol)

(format "~f" "a")
;!> type-error: format: expected a real number for ~f, got "a" (string)

(format "~c" "a")
;!> type-error: format: expected a character for ~c, got "a" (string)

(format "~a")
;!> type-error: format: expected another argument for the template, got "~a" (string)

(format "~a" 1 2)
;!> type-error: format: expected no more arguments, got 2 (integer)

(format "~q" 1)
;!> type-error: format: unknown directive ~q; there are ~a ~s

(format "~")
;!> type-error: format: unknown directive ~; there are

(format 5)
;!> type-error: format: expected a template, which is a string, got 5 (integer)

(format #f)
;!> type-error: format: expected a template, which is a string, got #f (boolean)

(string-length (format "~a" (iota 50000)))
;=> 288891

(let ((c (list 1))) (set-cdr! c c) (format "~a" c))
;=> "#0=(1 . #0#)"

(let ((b (string-builder)))
  (b "ab") (b #\c)
  (let ((first (b)))
    (b "d")
    (list first (b) (b))))
;=> ("abc" "abcd" "abcd")

((string-builder) 5)
;!> type-error: string-builder: expected a character or a string as first argument, got 5 (integer)

(format "~,2f ~5,1f" +inf.0 -inf.0)
;=> "+inf.0 -inf.0"

((string-builder) "a" "b")
;!> arity-error: string-builder: expected 0 to 1 argument ([piece]), got 2

(let ((b (string-builder)))
  (for-each b '("x" #\y "z"))
  (list b (procedure? b) (b)))
;=> (#<procedure string-builder> #t "xyz")

(let ((b (string-builder)) (big (make-string 10000000 #\a)))
  (do ((i 0 (+ i 1))) ((= i 100)) (b big))
  (b))
;!> budget-exceeded: string-builder: result of 1000000000 bytes exceeds the limit object-bytes
