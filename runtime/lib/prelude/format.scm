;;; Text from templates.

(define (format destination . arguments)
  "The text of a template with the arguments in place of its directives; with a port or #t before the template, printed there."
  (cond ((string? destination) (%format destination arguments))
        ((or (null? arguments) (not (string? (car arguments))))
         (%wrong-type "format" "a template, which is a string" (if (null? arguments) destination (car arguments))))
        ((not destination) (%format (car arguments) (cdr arguments)))
        (else
         (let ((text (%format (car arguments) (cdr arguments))))
           (if (eq? destination #t)
               (write-string text)
               (write-string text destination))))))

(define (%format template arguments)
  (let loop ((pieces (%format-pieces template)) (rest arguments) (made '()))
    (cond ((null? pieces)
           (if (null? rest)
               (string-join (reverse made) "")
               (%wrong-type "format" "no more arguments" (car rest))))
          ((string? (car pieces)) (loop (cdr pieces) rest (cons (car pieces) made)))
          ((null? rest) (%wrong-type "format" "another argument for the template" template))
          (else (loop (cdr pieces) (cdr rest) (cons (%formatted (car pieces) (car rest)) made))))))
