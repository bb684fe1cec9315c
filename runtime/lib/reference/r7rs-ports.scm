(topic "Ports" "Input and output (R7RS 6.13): the console, strings, bytevectors and files, all through ports.")

(procedure (current-output-port current-error-port)
  (parameterize ((current-output-port (open-output-string))) (display "nowhere") 1) => 1
  (begin (write 'here (current-output-port)) 1) prints "here" => 1
  (begin (write 'there (current-error-port)) 1) prints "there" => 1)

(procedure current-input-port
  (parameterize ((current-input-port (open-input-string "a b"))) (list (read) (read))) => (a b))

(procedure display
  (display "a string") prints "a string"
  (display '("nested" #\c)) prints "(nested c)")

(procedure write
  (write '("a string" #\c |a symbol|)) prints "(\"a string\" #\\c |a symbol|)")

(procedure write-shared
  (let ((x (list 1))) (write-shared (list x x))) prints "(#0=(1) #0#)")

(procedure write-simple
  (let ((x (list 1))) (write-simple (list x x))) prints "((1) (1))")

(procedure write-string
  (write-string "hello") prints "hello"
  (write-string "hello" (current-output-port) 1 3) prints "el")

(procedure write-char
  (write-char #\a) prints "a")

(procedure newline
  (begin (newline) (display 1)) prints "\n1")

(procedure write-u8
  (let ((port (open-output-bytevector))) (write-u8 7 port) (get-output-bytevector port)) => #u8(7))

(procedure write-bytevector
  (let ((port (open-output-bytevector)))
    (write-bytevector (bytevector 1 2 3) port 1)
    (get-output-bytevector port)) => #u8(2 3))

(procedure flush-output-port
  (begin (display "now") (flush-output-port)) prints "now")

(procedure read
  (read (open-input-string "(1 . 2) 3")) => (1 . 2)
  (read (open-input-string "(1")) error parse-error)

(procedure read-line
  (let ((port (open-input-string "one\ntwo"))) (list (read-line port) (read-line port))) => ("one" "two"))

(procedure read-char
  (let ((port (open-input-string "ab"))) (list (read-char port) (read-char port))) => (#\a #\b))

(procedure peek-char
  (let ((port (open-input-string "ab"))) (list (peek-char port) (read-char port))) => (#\a #\a))

(procedure read-string
  (read-string 3 (open-input-string "abcdef")) => "abc")

(procedure char-ready?
  (char-ready? (open-input-string "a")) => #t)

(procedure read-u8
  (read-u8 (open-input-bytevector (bytevector 1 2))) => 1)

(procedure peek-u8
  (let ((port (open-input-bytevector (bytevector 1 2)))) (list (peek-u8 port) (read-u8 port))) => (1 1))

(procedure u8-ready?
  (u8-ready? (open-input-bytevector (bytevector 1))) => #t)

(procedure read-bytevector
  (read-bytevector 2 (open-input-bytevector (bytevector 1 2 3))) => #u8(1 2))

(procedure read-bytevector!
  (define store (make-bytevector 4 0))
  (read-bytevector! store (open-input-bytevector (bytevector 1 2)) 1) => 2
  store => #u8(0 1 2 0))

(procedure eof-object
  (eof-object? (eof-object)) => #t)

(procedure eof-object?
  (eof-object? (read-char (open-input-string ""))) => #t)

(procedure open-input-string
  (read-line (open-input-string "some text")) => "some text")

(procedure (open-output-string get-output-string)
  (let ((port (open-output-string))) (write 'a port) (get-output-string port)) => "a")

(procedure open-input-bytevector
  (read-u8 (open-input-bytevector (bytevector 5))) => 5)

(procedure (open-output-bytevector get-output-bytevector)
  (let ((port (open-output-bytevector))) (write-u8 5 port) (get-output-bytevector port)) => #u8(5))

(procedure call-with-output-string
  (call-with-output-string (lambda (port) (write '(a "b") port))) => "(a \"b\")")

(procedure with-output-to-string
  (with-output-to-string (lambda () (display "hi"))) => "hi")

(procedure with-input-from-string
  (with-input-from-string "1 2" (lambda () (+ (read) (read)))) => 3)

(procedure call-with-port
  (define port (open-input-string "abc"))
  (call-with-port port read-char) => #\a
  (input-port-open? port) => #f)

(procedure (close-port close-input-port close-output-port)
  (define in (open-input-string "abc"))
  (define out (open-output-string))
  (begin (close-port in) (close-output-port out) (read-char in)) error type-error
  (close-input-port out) error type-error)

(procedure (input-port-open? output-port-open?)
  (define port (open-output-string))
  (output-port-open? port) => #t
  (begin (close-port port) (output-port-open? port)) => #f
  (input-port-open? (open-input-string "")) => #t)

(procedure (port? input-port? output-port? textual-port? binary-port?)
  (define port (open-input-string ""))
  (map (lambda (ask) (ask port)) (list port? input-port? output-port? textual-port? binary-port?)) => (#t #t #f #t #f))
