;;; Parameters: R7RS 4.2.6. A binding is an entry of the dynamic state (machine/parameters.py).

(define (make-parameter init . converter)
  "A parameter: a procedure that returns init, or what parameterize binds it to; a converter is applied to either."
  (if (null? converter)
      (%make-parameter init #f)
      (begin
        (%check-procedure "make-parameter" 2 (car converter))
        (%make-parameter ((car converter) init) (car converter)))))

(define-syntax parameterize
  (syntax-rules ()
    ((_ () body1 body2 ...) (let () body1 body2 ...))
    ((_ ((parameter value)) body1 body2 ...)
     (%parameterize parameter value (lambda () body1 body2 ...)))
    ((_ ((parameter value) ...) body1 body2 ...)
     (%parameterize* (list (cons parameter value) ...) (lambda () body1 body2 ...)))))

(define (%convert parameter value)
  (let ((converter (%parameter-converter parameter)))
    (if converter (converter value) value)))

(define (%parameterize parameter value thunk)
  (%push-parameter parameter (%convert parameter value))
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

;; All values are converted before the first is bound.
(define (%parameterize* bindings thunk)
  (let bind ((rest (map (lambda (binding) (cons (car binding) (%convert (car binding) (cdr binding)))) bindings)))
    (if (null? rest)
        (thunk)
        (begin
          (%push-parameter (caar rest) (cdar rest))
          (let ((result (bind (cdr rest))))
            (%pop-dynamic)
            result)))))
