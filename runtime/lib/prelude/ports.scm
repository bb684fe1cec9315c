;;; Ports: what takes a procedure, and what asks the host. The rest is in machine/ports.py, input.py and output.py.

(define (%after-input function arguments)
  "Give the console more input, then read again."
  (%feed (effect 'input.op))
  (apply function arguments))

(define (%flush port)
  "Carry away to its file what a port holds."
  (let ((held (%take-held port)))
    (if held (effect 'file.write.op (%port-name port) held 'append))))

(define (%flush-files)
  "Carry away to its file what each port of one holds: the end of a program."
  (let ((port (%unflushed-port)))
    (if port
        (begin (%flush port) (%flush-files)))))

(define (%flush-and-print printer port)
  (%flush port)
  (%print-more printer port))

(define (close-port port)
  "Close a port; one that writes to a file sends on what it holds first."
  (%flush port)
  (%close-port port "close-port"))

(define (close-input-port port)
  "Close a port that is read from."
  (%close-port port "close-input-port"))

(define (close-output-port port)
  "Close a port that is written to; one that writes to a file sends on what it holds first."
  (%flush port)
  (%close-port port "close-output-port"))

(define (call-with-port port procedure)
  "Call the procedure with the port, and close the port when it returns."
  (let ((result (procedure port)))
    (close-port port)
    result))

(define (call-with-output-string procedure)
  "Call the procedure with a port; the string of what it writes there."
  (let ((port (open-output-string)))
    (procedure port)
    (get-output-string port)))

(define (with-output-to-string thunk)
  "Call thunk; the string of what it writes to the current output port."
  (let ((port (open-output-string)))
    (parameterize ((current-output-port port)) (thunk))
    (get-output-string port)))

(define (with-input-from-string string thunk)
  "Call thunk with a current input port that reads the characters of the string."
  (parameterize ((current-input-port (open-input-string string))) (thunk)))
