;;; Files: R7RS 6.13.1 and (scheme file). The host does what is asked for, or refuses; nothing here knows how.
;;;
;;; (file.read.op name kind)             the whole file: a string for the kind text, a bytevector for binary
;;; (file.write.op name content mode)    create: make the file hold the content; append: add it at the end
;;; (file.list.op name)                  the names in a folder
;;; (file.exists.op name), (file.delete.op name)

(define (%check-name procedure name)
  (if (not (string? name)) (%wrong-type procedure "a string" name 1)))

(define (%open-input procedure name kind)
  (%check-name procedure name)
  (%file-input name (effect 'file.read.op name kind)))

(define (%open-output procedure name content binary?)
  (%check-name procedure name)
  (%check-files procedure)
  (effect 'file.write.op name content 'create)
  (%file-output name binary?))

(define (open-input-file name)
  "A port that reads the characters of a file."
  (%open-input "open-input-file" name 'text))

(define (open-binary-input-file name)
  "A port that reads the bytes of a file."
  (%open-input "open-binary-input-file" name 'binary))

(define (open-output-file name)
  "A port that writes characters to a file, which it makes, or empties."
  (%open-output "open-output-file" name "" #f))

(define (open-binary-output-file name)
  "A port that writes bytes to a file, which it makes, or empties."
  (%open-output "open-binary-output-file" name (bytevector) #t))

(define (call-with-input-file name procedure)
  "Call the procedure with a port that reads the file, and close it when that returns."
  (call-with-port (open-input-file name) procedure))

(define (call-with-output-file name procedure)
  "Call the procedure with a port that writes to the file, and close it when that returns."
  (call-with-port (open-output-file name) procedure))

(define (with-input-from-file name thunk)
  "Call thunk with a current input port that reads the file."
  (call-with-port (open-input-file name)
    (lambda (port) (parameterize ((current-input-port port)) (thunk)))))

(define (with-output-to-file name thunk)
  "Call thunk with a current output port that writes to the file."
  (call-with-port (open-output-file name)
    (lambda (port) (parameterize ((current-output-port port)) (thunk)))))

(define (file-exists? name)
  "Whether there is a file, or a folder, of this name."
  (%check-name "file-exists?" name)
  (effect 'file.exists.op name))

(define (delete-file name)
  "Delete a file."
  (%check-name "delete-file" name)
  (effect 'file.delete.op name)
  (if #f #f))

(define (directory-files name)
  "The list of the names in a folder, in order."
  (%check-name "directory-files" name)
  (effect 'file.list.op name))
