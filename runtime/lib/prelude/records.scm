;;; Records: R7RS 5.5. Each procedure that is defined is a closure of its own over the type and the index of its field.

;; A constructor is (name field ...), or a name alone that takes all the fields, or #f for none; so is a predicate #f. A
;; field is (name [accessor [modifier]]), or a name alone.
(define-syntax define-record-type
  (syntax-rules ()
    ((_ type constructor predicate field ...)
     (%define-record-type type constructor predicate () field ...))))

(define-syntax %define-record-type
  (syntax-rules ()
    ((_ type #f predicate ((name accessor ...) ...))
     (begin (define type (%make-record-type 'type '(name ...) '()))
            (%define-record-predicate type predicate)
            (%define-record-field type name accessor ...) ...))
    ((_ type (constructor argument ...) predicate ((name accessor ...) ...))
     (begin (define type (%make-record-type 'type '(name ...) '(argument ...)))
            (define constructor
              (let ((this type))
                (named-lambda (constructor argument ...)
                  (%record this (%record-argument name argument ...) ...))))
            (%define-record-predicate type predicate)
            (%define-record-field type name accessor ...) ...))
    ((_ type constructor predicate ((name accessor ...) ...))
     (%define-record-type type (constructor name ...) predicate ((name accessor ...) ...)))
    ((_ type constructor predicate (done ...) (name accessor ...) field ...)
     (%define-record-type type constructor predicate (done ... (name accessor ...)) field ...))
    ((_ type constructor predicate (done ...) name field ...)
     (%define-record-type type constructor predicate (done ... (name)) field ...))))

;; The argument of a constructor for this field, if there is one.
(define-syntax %record-argument
  (syntax-rules ()
    ((_ name argument ...)
     (let-syntax ((find (syntax-rules (argument ...)
                          ((_ argument) argument) ...
                          ((_ other) (if #f #f)))))
       (find name)))))

(define-syntax %define-record-predicate
  (syntax-rules ()
    ((_ type #f) (begin))
    ((_ type predicate)
     (define predicate
       (let ((this type))
         (named-lambda (predicate object) (%record? object this)))))))

(define-syntax %define-record-field
  (syntax-rules ()
    ((_ type name) (begin))
    ((_ type name accessor)
     (define accessor
       (let ((this type) (index (%field-index type 'name)))
         (named-lambda (accessor record) (%record-ref record this index 'accessor)))))
    ((_ type name accessor modifier)
     (begin (%define-record-field type name accessor)
            (define modifier
              (let ((this type) (index (%field-index type 'name)))
                (named-lambda (modifier record value) (%record-set! record this index 'modifier value))))))))
