;; Ports: R7RS 6.13, without files (tests/clients/test_files.py); the console is in console.scm.

;; String ports
(let ((port (open-input-string "hello (a b) 12 \"s\" #\\x")))
  (let* ((a (read-char port)) (b (peek-char port)) (c (read port)) (d (read port)) (e (read port)) (f (read port)))
    (let* ((g (read port)) (h (read port)) (i (read-char port)))
      (list a b c d e f g h i))))
;=> (#\h #\e ello (a b) 12 "s" #\x #<eof> #<eof>)
(define (lines text)
  (let ((port (open-input-string text)))
    (let loop ((found '()))
      (let ((line (read-line port))) (if (eof-object? line) (reverse found) (loop (cons line found)))))))
(list (lines "") (lines "one") (lines "one\n") (lines "a\nb\r\nc\rd\n\n\r\re\n\r\nf\r"))
;=> (() ("one") ("one") ("a" "b" "c" "d" "" "" "" "e" "" "f"))
(map string-length (lines (string-append (make-string 20000 #\x) "\r\n" (make-string 8192 #\y) "\n" (make-string 8191 #\z) "\r\nend")))
;=> (20000 8192 8191 3)
(let ((port (open-input-string "abcdef")))
  (let* ((a (read-string 0 port)) (b (read-string 2 port)) (c (read-string 10 port)) (d (read-string 1 port)) (e (read-string 0 port)))
    (list a b c d e)))
;=> ("" "ab" "cdef" #<eof> "")
(let ((port (open-input-string "x"))) (let* ((a (char-ready? port)) (b (read-char port)) (c (char-ready? port))) (list a b c)))
;=> (#t #\x #t)
(let ((text (string-copy "abc"))) (let ((port (open-input-string text))) (string-set! text 0 #\z) (read-char port)))
;=> #\a
(let ((out (open-output-string)))
  (write 'sym out) (display "x\"y" out) (newline out) (write-char #\z out) (write-string "hello" out 1 3) (write "q\n" out)
  (let ((first (get-output-string out)))
    (display "more" out)
    (list first (get-output-string out))))
;=> ("symx\"y\nzel\"q\\n\"" "symx\"y\nzel\"q\\n\"more")
(list (with-output-to-string (lambda () (display "in") (write "q"))) (call-with-output-string (lambda (p) (write '(1 . 2) p))))
;=> ("in\"q\"" "(1 . 2)")
(with-input-from-string "1 2" (lambda () (+ (read) (read))))
;=> 3
(let ((x (list 1 2)))
  (set-cdr! (cdr x) x)
  (call-with-output-string (lambda (p) (write x p) (write-shared (list x x) p) (display x p))))
;=> "#0=(1 2 . #0#)(#0=(1 2 . #0#) #0#)#0=(1 2 . #0#)"
(string-length (with-output-to-string (lambda () (write (iota 10000)))))
;=> 48891
(let ((port (open-input-string (with-output-to-string (lambda () (write (list (iota 20000) 'end))))))) (length (car (read port))))
;=> 20000

;; Binary ports
(let ((port (open-input-bytevector (bytevector 1 2 3 4 5))))
  (let* ((a (read-u8 port)) (b (peek-u8 port)) (c (read-bytevector 2 port)) (d (u8-ready? port)) (e (read-bytevector 10 port)))
    (list a b c d e (read-u8 port) (peek-u8 port) (read-bytevector 1 port) (read-bytevector 0 port))))
;=> (1 2 #u8(2 3) #t #u8(4 5) #<eof> #<eof> #<eof> #u8())
(let* ((port (open-input-bytevector (bytevector 1 2 3))) (store (make-bytevector 5 0))
       (a (read-bytevector! store port 1 3)) (b (read-bytevector! store port)) (c (read-bytevector! store port)))
  (list a b c store))
;=> (2 1 #<eof> #u8(3 1 2 0 0))
(let ((port (open-output-bytevector)))
  (write-u8 1 port) (write-bytevector (bytevector 5 6 7 8) port) (write-bytevector (bytevector 5 6 7 8) port 1 3)
  (get-output-bytevector port))
;=> #u8(1 5 6 7 8 6 7)
(read-bytevector! (bytevector 1 2) (open-input-bytevector (bytevector)) 1 1)
;=> 0

;; What kind of port
(define ports (list (open-input-string "") (open-output-string) (open-input-bytevector (bytevector)) (open-output-bytevector)
  (current-input-port) (current-output-port) (current-error-port) 5 "s"))
(map (lambda (ask) (map ask ports)) (list port? input-port? output-port? textual-port? binary-port?))
;=> ((#t #t #t #t #t #t #t #f #f) (#t #f #t #f #t #f #f #f #f) (#f #t #f #t #f #t #t #f #f) (#t #t #f #f #t #t #t #f #f) (#f #f #t #t #f #f #f #f #f))
ports
;=> (#<port string input> #<port string output> #<port bytevector input> #<port bytevector output> #<port console-in> #<port console-out> #<port console-err> 5 "s")
(list (procedure? current-output-port) current-output-port)
;=> (#t #<procedure current-output-port>)

;; The current ports are parameters.
(let ((out (open-output-string)))
  (parameterize ((current-output-port out)) (display "captured ") (write 'x) (newline))
  (get-output-string out))
;=> "captured x\n"
(parameterize ((current-input-port (open-input-string "(a b) rest"))) (let* ((a (read)) (b (peek-char)) (c (read-line))) (list a b c)))
;=> ((a b) #\space " rest")
(let ((out (open-output-string)))
  (parameterize ((current-error-port out)) (write-string "oops" (current-error-port)))
  (get-output-string out))
;=> "oops"
(with-output-to-string (lambda () (call/cc (lambda (k) (with-output-to-string (lambda () (display "inner") (k 1))))) (display "outer")))
;=> "outer"
(begin (display "console" (current-output-port)) (write-string "e" (current-error-port)) (newline (current-output-port)))
;prints: consolee\n
(parameterize ((current-output-port 5)) (display "x"))
;error: type-error display: expected an open textual output port, got 5 (integer)

;; Closing
(let ((port (open-input-string "abc")))
  (let* ((a (input-port-open? port)) (b (call-with-port port read-char)) (c (input-port-open? port)))
    (close-port port)
    (list a b c port)))
;=> (#t #\a #f #<port string input closed>)
(call-with-values (lambda () (call-with-port (open-input-string "") (lambda (p) (values 1 2)))) list)
;=> (1 2)
(let ((port (open-output-string))) (write 1 port) (close-output-port port) (list (output-port-open? port) (get-output-string port)))
;=> (#f "1")
(let ((port (open-input-string "abc"))) (close-port port) (read-char port))
;error: type-error read-char: expected an open textual input port, got #<port string input closed> (port)
(let ((port (open-output-string))) (close-port port) (write 1 port))
;error: type-error write: expected an open textual output port
(close-input-port (open-output-string))
;error: type-error close-input-port: expected an input port as first argument, got #<port string output> (port)
(close-output-port (current-input-port))
;error: type-error close-output-port: expected an output port
(close-port 5)
;error: type-error close-port: expected a port as first argument, got 5 (integer)
(begin (close-port (current-output-port)) (display "still here"))
;prints: still here
(input-port-open? (open-output-string))
;error: type-error input-port-open?: expected an input port

;; Errors
(read-char (open-input-bytevector (bytevector 1)))
;error: type-error read-char: expected an open textual input port, got #<port bytevector input> (port)
(read-u8 (open-input-string "a"))
;error: type-error read-u8: expected an open binary input port
(write-u8 1)
;error: type-error write-u8: expected an open binary output port, got #<port console-out> (port)
(write-u8 256 (open-output-bytevector))
;error: type-error write-u8: expected a byte (exact integer from 0 to 255) as first argument, got 256
(write-string "abc" (open-output-string) 2 1)
;error: index-error write-string: start 2 is after end 1
(get-output-string (open-input-string "a"))
;error: type-error get-output-string: expected a port of open-output-string
(read-string -1 (open-input-string "a"))
;error: type-error read-string: expected an exact integer that is not negative
(guard (e ((read-error? e) (condition/report-string e))) (let ((port (open-input-string "\n ok (1 2"))) (list (read port) (read port))))
;=> "end of text inside a list opened at <string>:2:5; expected )"
(guard (e ((read-error? e) 'read-error)) (read (open-input-string "#<foo>")))
;=> read-error
(let ((port (open-input-string "1 ) 2"))) (list (read port) (guard (e (#t (read-error? e))) (read port)) (read port)))
;=> (1 #t 2)

;; A datum can be read whole from each of many ports at once.
(let ((ports (map open-input-string '("(a" "(b c)" "d"))))
  (map (lambda (port) (guard (e ((read-error? e) 'incomplete)) (read port))) ports))
;=> (incomplete (b c) d)
(let ((port (open-input-string "a.b |c d| #;(skipped) #|block|# e ; rest\n'f")))
  (let* ((a (read port)) (b (read port)) (c (read port)) (d (read port)) (e (read port))) (list a b c d e)))
;=> (a.b |c d| e (quote f) #<eof>)
