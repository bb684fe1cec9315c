;;; Restarts (CLHS 9.1.4.2) over machine/restarts.py, and what offers some: warn, cerror, an object nobody handles.

(define-syntax restart-bind
  (syntax-rules ()
    ((_ ((name function option ...) ...) body ...)
     (%with-restarts (list (%restart-options name function #f #f #f option ...) ...)
                     (lambda () #f body ...)))))

(define-syntax %restart-options
  (syntax-rules ()
    ((_ name function report interactive test)
     (%make-restart 'name function report interactive test))
    ((_ name function report interactive test :report new . rest)
     (%restart-options name function new interactive test . rest))
    ((_ name function report interactive test :interactive new . rest)
     (%restart-options name function report new test . rest))
    ((_ name function report interactive test :test new . rest)
     (%restart-options name function report interactive new . rest))
    ((_ name function report interactive test :report-function new . rest)
     (%restart-options name function new interactive test . rest))
    ((_ name function report interactive test :interactive-function new . rest)
     (%restart-options name function report new test . rest))
    ((_ name function report interactive test :test-function new . rest)
     (%restart-options name function report interactive new . rest))))

(define-syntax restart-case
  (syntax-rules (error signal warn cerror)
    ((_ (error message irritant ...) clause ...)
     (%restart-case () #f (lambda (restarts) (%signal-for restarts error 'simple-error #f message irritant ...)) clause ...))
    ((_ (signal message irritant ...) clause ...)
     (%restart-case () #f (lambda (restarts) (%signal-for restarts signal 'simple-condition #f message irritant ...)) clause ...))
    ((_ (warn message irritant ...) clause ...)
     (%restart-case () #f (lambda (restarts) (%signal-for restarts warn 'simple-warning #f message irritant ...)) clause ...))
    ((_ (cerror description message irritant ...) clause ...)
     (%restart-case () #f (lambda (restarts) (%signal-for restarts error 'simple-error description message irritant ...)) clause ...))
    ((_ expression clause ...)
     (%restart-case () #f (lambda (restarts) expression) clause ...))))

(define-syntax %restart-case
  (syntax-rules ()
    ((_ (restart ...) receiver body)
     (%call-with-restarts (list restart ...) body receiver))
    ((_ restarts receiver body (:no-error formals e1 e2 ...) . rest)
     (%restart-case restarts (lambda formals e1 e2 ...) body . rest))
    ((_ restarts receiver body (name formals . forms) . rest)
     (%restart-clause restarts receiver body name formals (#f #f #f) forms . rest))
    ((_ restarts receiver body clause . rest)
     (syntax-error "restart-case: expected (name formals [:report r] [:interactive i] [:test t] body ...)" clause))))

(define-syntax %restart-clause
  (syntax-rules ()
    ((_ restarts receiver body name formals (r i t) (:report new . forms) . rest)
     (%restart-clause restarts receiver body name formals (new i t) forms . rest))
    ((_ restarts receiver body name formals (r i t) (:interactive new . forms) . rest)
     (%restart-clause restarts receiver body name formals (r new t) forms . rest))
    ((_ restarts receiver body name formals (r i t) (:test new . forms) . rest)
     (%restart-clause restarts receiver body name formals (r i new) forms . rest))
    ((_ (restart ...) receiver body name formals (r i t) (form ...) . rest)
     (%restart-case (restart ... (%make-restart 'name (lambda formals #f form ...) r i t)) receiver body . rest))))

(define-syntax with-condition-restarts
  (syntax-rules ()
    ((_ condition restarts body1 body2 ...)
     (%associated condition restarts (lambda () body1 body2 ...)))))

(define-syntax with-simple-restart
  (syntax-rules ()
    ((_ (name description . arguments) body ...)
     (%restart-case () #f (lambda (restarts) #f body ...)
       (name () :report (%described description . arguments) (values #f #t))))))

(define-syntax %described
  (syntax-rules ()
    ((_ description) description)
    ((_ description argument ...) (%said description argument ...))))

;; -- establishing them

(define (%call-with-restarts restarts body receiver)
  (%in-extent (%push-restart-exits restarts) (lambda () (body restarts)) receiver))

(define (%associated condition restarts thunk)
  (%push-association condition restarts)
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

;; restart-case of a call that signals: the restarts are for its condition alone (CLHS restart-case).
(define (%signal-associated restarts signaller type description message . irritants)
  (if (and (eq? type 'simple-condition) (null? irritants) (not (string? message)) (not (condition? message)))
      (signaller message)
      (let ((condition (%condition type message irritants)))
        (%associated condition restarts
          (lambda () (if description (cerror description condition) (signaller condition)))))))

(define (%with-restarts restarts thunk)
  (%push-restarts restarts)
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

;; -- finding and using them

(define (compute-restarts . condition)
  "The restarts in force, innermost first; with a condition, those for it."
  (let ((condition (and (pair? condition) (car condition))))
    (filter (lambda (restart)
              (let ((test (%restart-test restart)))
                (or (not test) (test condition))))
            (%restarts condition))))

(define (find-restart name . condition)
  "The innermost restart of this name that is in force, or #f; with a condition, one for it. A restart stands for itself."
  (let loop ((restarts (apply compute-restarts condition)))
    (cond ((null? restarts) #f)
          ((or (eq? (car restarts) name) (eq? (restart-name (car restarts)) name)) (car restarts))
          (else (loop (cdr restarts))))))

(define (%designated-restart restart)
  (if (restart? restart)
      restart
      (or (find-restart restart) (%no-restart restart))))

(define (invoke-restart restart . arguments)
  "Go on as the restart, or the innermost one of that name, says."
  (%invoke-restart (%designated-restart restart) arguments))

(define (invoke-restart-interactively restart)
  "Go on as the restart says, asking for the values it needs."
  (let* ((restart (%designated-restart restart))
         (interactive (%restart-interactive restart)))
    (%invoke-restart restart (if interactive (interactive) (%ask-for (%restart-values restart))))))

(define (%ask-for count)
  (if (= count 0)
      '()
      (begin
        (display "value: " (current-error-port))
        (let ((value (eval (read) (interaction-environment))))
          (cons value (%ask-for (- count 1)))))))

(define (%use-restart name condition arguments)
  (let ((restart (apply find-restart name condition)))
    (if restart
        (%invoke-restart restart arguments)
        #f)))

(define (continue . condition)
  "Invoke the restart continue; #f if there is none."
  (%use-restart 'continue condition '()))

(define (abort . condition)
  "Invoke the restart abort; there always is one."
  (%use-restart 'abort condition '()))

(define (muffle-warning . condition)
  "Invoke the restart muffle-warning of a warning."
  (%invoke-restart (or (apply find-restart 'muffle-warning condition) (%designated-restart 'muffle-warning)) '()))

(define (retry . condition)
  "Invoke the restart retry; #f if there is none."
  (%use-restart 'retry condition '()))

(define (use-value value . condition)
  "Invoke the restart use-value with the value; #f if there is none."
  (%use-restart 'use-value condition (list value)))

(define (store-value value . condition)
  "Invoke the restart store-value with the value; #f if there is none."
  (%use-restart 'store-value condition (list value)))

;; -- what offers some

(define (%warn message . irritants)
  (let ((condition (%condition 'simple-warning message irritants)))
    (restart-case (signal condition)
      (muffle-warning () :report "Print no warning." #f)
      (:no-error ignored
        (display (string-append "warning: " (condition/report-string condition) "\n") (current-error-port))))
    #f))

(define (%cerror description message . irritants)
  (let ((condition (%condition 'simple-error message irritants)))
    (with-simple-restart (continue description)
      (error condition))
    #f))

(define (%offers condition)
  (map (lambda (restart)
         (cons restart
               (cons (%restart-values restart)
                     (handler-case (restart-description restart)
                       (error () "")))))
       (compute-restarts condition)))

(define (%unhandled object continuable)
  (if continuable
      (call/cc
        (lambda (return)
          (%push-restarts (list (%make-restart 'use-value return "Give the value that it returns." #f #f)))
          (%unhandled object #f)))
      (let ((report (handler-case (if (condition? object) (condition/report-string object) "")
                      (error () ""))))
        (%stop object report (%offers object)))))
