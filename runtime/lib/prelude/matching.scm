;;; What the expansion of match needs, and the forms made of it.

(define (%no-match subject)
  (error "match: no clause matches" subject))

(define-syntax match-lambda
  (syntax-rules ()
    ((_ clause ...) (lambda (subject) (match subject clause ...)))))

(define-syntax match-lambda*
  (syntax-rules ()
    ((_ clause ...) (lambda subjects (match subjects clause ...)))))

(define-syntax match-let
  (syntax-rules ()
    ((_ ((pattern value) ...) body1 body2 ...)
     (match (list value ...) ((pattern ...) (let () body1 body2 ...))))))

(define-syntax match-let*
  (syntax-rules ()
    ((_ () body1 body2 ...) (let () body1 body2 ...))
    ((_ ((pattern value) binding ...) body1 body2 ...)
     (match value (pattern (match-let* (binding ...) body1 body2 ...))))))
