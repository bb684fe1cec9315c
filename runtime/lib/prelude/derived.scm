;;; The derived forms of R7RS 4.2, each as syntax-rules over the core: lambda if define set! begin quote letrec.
;;; The compiler knows the shapes they expand to (an immediate lambda, a letrec called at once) but none of their names.

(define-syntax let
  (syntax-rules ()
    ((_ ((name value) ...) body1 body2 ...)
     ((lambda (name ...) body1 body2 ...) value ...))
    ((_ tag ((name value) ...) body1 body2 ...)
     ((letrec ((tag (lambda (name ...) body1 body2 ...))) tag) value ...))))

(define-syntax let*
  (syntax-rules ()
    ((_ () body1 body2 ...) (let () body1 body2 ...))
    ((_ (binding) body1 body2 ...) (let (binding) body1 body2 ...))
    ((_ (binding1 binding2 ...) body1 body2 ...)
     (let (binding1) (let* (binding2 ...) body1 body2 ...)))))

(define-syntax and
  (syntax-rules ()
    ((_) #t)
    ((_ test) test)
    ((_ test1 test2 ...) (if test1 (and test2 ...) #f))))

(define-syntax or
  (syntax-rules ()
    ((_) #f)
    ((_ test) test)
    ((_ test1 test2 ...) (let ((x test1)) (if x x (or test2 ...))))))

(define-syntax when
  (syntax-rules ()
    ((_ test result1 result2 ...) (if test (begin result1 result2 ...)))))

(define-syntax unless
  (syntax-rules ()
    ((_ test result1 result2 ...) (if test (if #f #f) (begin result1 result2 ...)))))

(define-syntax cond
  (syntax-rules (else =>)
    ((_ (else result1 result2 ...)) (begin result1 result2 ...))
    ((_ (test => result)) (let ((x test)) (if x (result x))))
    ((_ (test => result) clause1 clause2 ...)
     (let ((x test)) (if x (result x) (cond clause1 clause2 ...))))
    ((_ (test)) test)
    ((_ (test) clause1 clause2 ...) (let ((x test)) (if x x (cond clause1 clause2 ...))))
    ((_ (test result1 result2 ...)) (if test (begin result1 result2 ...)))
    ((_ (test result1 result2 ...) clause1 clause2 ...)
     (if test (begin result1 result2 ...) (cond clause1 clause2 ...)))))

(define-syntax case
  (syntax-rules ()
    ((_ key clause ...) (let ((x key)) (%case x clause ...)))))

(define-syntax %case
  (syntax-rules (else =>)
    ((_ key) (if #f #f))
    ((_ key (else => result)) (result key))
    ((_ key (else result1 result2 ...)) (begin result1 result2 ...))
    ((_ key ((datum ...) => result) clause ...)
     (if (%member key datum ...) (result key) (%case key clause ...)))
    ((_ key ((datum ...) result1 result2 ...) clause ...)
     (if (%member key datum ...) (begin result1 result2 ...) (%case key clause ...)))))

(define-syntax %member
  (syntax-rules ()
    ((_ key) #f)
    ((_ key datum) (eqv? key 'datum))
    ((_ key datum1 datum2 ...) (if (eqv? key 'datum1) #t (%member key datum2 ...)))))

(define-syntax do
  (syntax-rules ()
    ((_ ((name value step ...) ...) (test result ...) command ...)
     (let loop ((name value) ...)
       (if test
           (begin (if #f #f) result ...)
           (begin command ... (loop (%do-step name step ...) ...)))))))

(define-syntax %do-step
  (syntax-rules ()
    ((_ name) name)
    ((_ name step) step)))

(define-syntax let-values
  (syntax-rules ()
    ((_ (binding ...) body1 body2 ...)
     (%let-values "next" (binding ...) () (let () body1 body2 ...)))))

;; Collects ((formals temporaries expression) ...), so that no expression sees another's variables.
(define-syntax %let-values
  (syntax-rules ()
    ((_ "next" () (done ...) body) (%let-values "nest" (done ...) () body))
    ((_ "next" ((formals value) binding ...) (done ...) body)
     (%let-values "rename" formals () formals value (binding ...) (done ...) body))
    ((_ "rename" () (pair ...) formals value bindings (done ...) body)
     (%let-values "next" bindings (done ... ((pair ...) () value)) body))
    ((_ "rename" (name . rest) (pair ...) formals value bindings done body)
     (%let-values "rename" rest (pair ... (name x)) formals value bindings done body))
    ((_ "rename" name (pair ...) formals value bindings (done ...) body)
     (%let-values "next" bindings (done ... ((pair ...) ((name x)) value)) body))
    ((_ "nest" () ((name x) ...) body) (let ((name x) ...) body))
    ((_ "nest" ((((name x) ...) () value) done ...) (bound ...) body)
     (call-with-values (lambda () value)
       (lambda (x ...) (%let-values "nest" (done ...) (bound ... (name x) ...) body))))
    ((_ "nest" ((((name x) ...) ((last y)) value) done ...) (bound ...) body)
     (call-with-values (lambda () value)
       (lambda (x ... . y) (%let-values "nest" (done ...) (bound ... (name x) ... (last y)) body))))))

(define-syntax let*-values
  (syntax-rules ()
    ((_ () body1 body2 ...) (let () body1 body2 ...))
    ((_ (binding1 binding2 ...) body1 body2 ...)
     (let-values (binding1) (let*-values (binding2 ...) body1 body2 ...)))))

;; R7RS 7.3: the first name holds the list of the values until the others have taken theirs.
(define-syntax define-values
  (syntax-rules ()
    ((_ () value) (call-with-values (lambda () value) (lambda () (if #f #f))))
    ((_ (name) value) (define name (call-with-values (lambda () value) (lambda (x) x))))
    ((_ (first name ... last) value)
     (begin (define first (call-with-values (lambda () value) (lambda (first name ... last) (list first name ... last))))
            (define name (%next-value first)) ...
            (define last (let ((x (cadr first))) (set! first (car first)) x))))
    ((_ (first name ... . last) value)
     (begin (define first (call-with-values (lambda () value) (lambda (first name ... . last) (cons* first name ... (list last)))))
            (define name (%next-value first)) ...
            (define last (let ((x (cadr first))) (set! first (car first)) x))))
    ((_ all value) (define all (call-with-values (lambda () value) list)))))

(define-syntax %next-value
  (syntax-rules ()
    ((_ values) (let ((x (cadr values))) (set-cdr! values (cddr values)) x))))

(define-syntax receive
  (syntax-rules ()
    ((_ formals value body1 body2 ...)
     (call-with-values (lambda () value) (lambda formals body1 body2 ...)))))

;; The parameter lists of lambda* and case-lambda are taken apart by the expander (expand/lambda_lists.py).
(define-syntax define*
  (syntax-rules ()
    ((_ (name . parameters) body1 body2 ...)
     (define name (%named-lambda* name parameters body1 body2 ...)))))
