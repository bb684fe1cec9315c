(topic "Files" "Files are effects: the host does what a program asks, or refuses (the condition is capability-denied). What cannot be done is a file-error.")

(procedure (open-input-file open-binary-input-file)
  (open-input-file "data.txt") error capability-denied
  (handle (read-line (open-input-file "data.txt")) (on file.read.op (name kind k) (k "line one\nline two"))) => "line one")

(procedure (open-output-file open-binary-output-file)
  (open-output-file "data.txt") error capability-denied
  (open-binary-output-file 'data) error type-error)

(procedure call-with-input-file
  (handle (call-with-input-file "data.txt" read) (on file.read.op (name kind k) (k "(1 2)"))) => (1 2))

(procedure call-with-output-file
  (handle (call-with-output-file "data.txt" (lambda (port) (write 'x port)))
    (on file.write.op (name content mode k) (begin (write (list name content mode)) (k #t))))
  prints "(\"data.txt\" \"\" create)(\"data.txt\" \"x\" append)")

(procedure with-input-from-file
  (handle (with-input-from-file "data.txt" read-char) (on file.read.op (name kind k) (k "abc"))) => #\a)

(procedure with-output-to-file
  (handle (with-output-to-file "data.txt" (lambda () (display "hello")))
    (on file.write.op (name content mode k) (begin (write content) (k #t))))
  prints "\"\"\"hello\"")

(procedure file-exists?
  (file-exists? "data.txt") error capability-denied
  (handle (file-exists? "data.txt") (on file.exists.op (name k) (k #t))) => #t)

(procedure delete-file
  (delete-file "data.txt") error capability-denied)

(procedure directory-files
  (handle (directory-files ".") (on file.list.op (name k) (k '("a" "b")))) => ("a" "b"))

(procedure file-error?
  (guard (e ((file-error? e) 'failed)) (raise (make-condition 'file-error))) => failed
  (guard (e (#t (file-error? e))) (car 5)) => #f)
