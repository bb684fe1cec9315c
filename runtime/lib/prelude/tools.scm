;;; Tools for whoever works in a session.

(define-syntax doc
  (syntax-rules (quote)
    ((_ (quote name)) (doc name))
    ((_ name) (display (%doc 'name)))))
