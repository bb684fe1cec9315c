;;; JSON from and to ports. The characters of one value are collected, then read.

(define (json-write object . port)
  "Print the JSON text of an object."
  (apply write-string (json->string object) port))

(define (json-read . port)
  "Read a JSON value from a port, which is left after it; at the end of the input, the end-of-file object."
  (let ((port (if (null? port) (current-input-port) (car port)))
        (text (string-builder)))
    (let skip ()
      (let ((char (peek-char port)))
        (cond ((eof-object? char) char)
              ((char-whitespace? char) (read-char port) (skip))
              ((memv char '(#\{ #\[)) (%json-collect port text 0 #f) (string->json (text)))
              ((eqv? char #\") (text (read-char port)) (%json-collect port text 0 #t) (string->json (text)))
              (else (%json-word port text) (string->json (text))))))))

(define (%json-collect port text depth string?)
  "Collect up to the end of the string, or of the container, that begins."
  (let ((char (read-char port)))
    (if (eof-object? char)
        char
        (begin
          (text char)
          (cond (string?
                 (cond ((eqv? char #\\)
                        (let ((escaped (read-char port)))
                          (if (char? escaped) (text escaped))
                          (%json-collect port text depth #t)))
                       ((not (eqv? char #\")) (%json-collect port text depth #t))
                       ((> depth 0) (%json-collect port text depth #f))))
                ((eqv? char #\") (%json-collect port text depth #t))
                ((memv char '(#\{ #\[)) (%json-collect port text (+ depth 1) #f))
                ((memv char '(#\} #\])) (if (> depth 1) (%json-collect port text (- depth 1) #f)))
                (else (%json-collect port text depth #f)))))))

(define (%json-word port text)
  "Collect a number or a name; at least one character."
  (text (read-char port))
  (let ((char (peek-char port)))
    (if (not (or (eof-object? char) (char-whitespace? char) (memv char '(#\, #\] #\} #\[ #\{ #\" #\:))))
        (%json-word port text))))
