;;; Conditions and handlers (CLHS 9, R7RS 4.2.7 and 6.11) over machine/signals.py: everything that calls a program's own
;;; procedures is Lisp, on the machine's stack. Restarts are in restarts.scm.

;; The frame of this procedure is where the exit with the key leads (machine/escape.py).
(define (%in-extent key thunk receiver)
  (let ((result (thunk)))
    (%pop-extent key)
    (if receiver (%spread receiver result) result)))

;; -- handlers

(define (with-exception-handler handler thunk)
  "Call thunk with handler installed: it is called with each condition signalled meanwhile."
  (%check-procedure "with-exception-handler" 2 thunk)
  (%push-handler handler)
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

(define (%call-handler entry clauses handler object mode)
  (let* ((extent (%enter-handling entry))
         (result (handler object)))
    (%handler-returned extent entry clauses object mode result)))

(define (%with-cluster handlers thunk)
  (%push-cluster handlers)
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

(define-syntax handler-bind
  (syntax-rules ()
    ((_ ((type handler) ...) body1 body2 ...)
     (%with-cluster (list (cons 'type handler) ...) (lambda () body1 body2 ...)))))

(define-syntax handler-case
  (syntax-rules ()
    ((_ expression clause ...)
     (%handler-case expression () #f clause ...))))

(define-syntax %handler-case
  (syntax-rules ()
    ((_ expression (clause ...) receiver)
     (%in-extent (%push-exits (list clause ...)) (lambda () expression) receiver))
    ((_ expression clauses receiver (:no-error formals body1 body2 ...) . rest)
     (%handler-case expression clauses (lambda formals body1 body2 ...) . rest))
    ((_ expression (clause ...) receiver (type () body ...) . rest)
     (%handler-case expression (clause ... (cons 'type (lambda (condition) #f body ...))) receiver . rest))
    ((_ expression (clause ...) receiver (type (variable) body ...) . rest)
     (%handler-case expression (clause ... (cons 'type (lambda (variable) #f body ...))) receiver . rest))
    ((_ expression clauses receiver clause . rest)
     (syntax-error "handler-case: expected (type ([variable]) body ...) or (:no-error formals body ...)" clause))))

(define-syntax ignore-errors
  (syntax-rules ()
    ((_ body ...)
     (handler-case (begin #f body ...)
       (error (condition) (values #f condition))))))

(define-syntax guard
  (syntax-rules ()
    ((_ (name clause ...) body1 body2 ...)
     (%guard name (clause ...) (lambda () body1 body2 ...) clause ...))))

;; With an else clause nobody needs the way back to where the object was signalled.
(define-syntax %guard
  (syntax-rules (else)
    ((_ name clauses thunk)
     (%in-extent (%push-guard (lambda (name again) (%guard-clauses (%signal-again again name) . clauses))) thunk #f))
    ((_ name clauses thunk (#t result1 result2 ...)) (%guard name clauses thunk (else result1 result2 ...)))
    ((_ name (clause ...) thunk (else result1 result2 ...))
     (%in-extent (%push-exits (list (cons #t (lambda (name) (cond clause ...))))) thunk #f))
    ((_ name clauses thunk clause . rest)
     (%guard name clauses thunk . rest))))

(define-syntax %guard-clauses
  (syntax-rules (=>)
    ((_ reraise) reraise)
    ((_ reraise (test => result) clause ...)
     (let ((x test)) (if x (result x) (%guard-clauses reraise clause ...))))
    ((_ reraise (test) clause ...) (let ((x test)) (if x x (%guard-clauses reraise clause ...))))
    ((_ reraise (test result1 result2 ...) clause ...)
     (if test (begin result1 result2 ...) (%guard-clauses reraise clause ...)))))

;; -- types

;; (define-condition name (parent ...) (slot ...) option ...), a slot being a name or (name slot-option ...)
(define-syntax define-condition
  (syntax-rules ()
    ((_ name (parent ...) (slot ...) option ...)
     (begin
       (%define-readers name slot) ...
       (%define-condition 'name '(parent ...) (list (%slot slot) ...) (%condition-report option ...))))))

(define-syntax %condition-report
  (syntax-rules ()
    ((_) #f)
    ((_ (:report report) . rest) report)
    ((_ (:documentation text) . rest) (%condition-report . rest))))

(define-syntax %slot
  (syntax-rules ()
    ((_ (name option ...)) (%slot-options name () #f option ...))
    ((_ name) (%slot-options name () #f))))

(define-syntax %slot-options
  (syntax-rules ()
    ((_ name initargs initform) (cons 'name (cons initform 'initargs)))
    ((_ name (initarg ...) initform :initarg new . rest)
     (%slot-options name (initarg ... new) initform . rest))
    ((_ name initargs initform :initform new . rest)
     (%slot-options name initargs (lambda () new) . rest))
    ((_ name initargs initform option ignored . rest)
     (%slot-options name initargs initform . rest))))

(define-syntax %define-readers
  (syntax-rules ()
    ((_ type (name)) (begin))
    ((_ type (name :reader reader . rest))
     (begin (define (reader condition) (%read-slot 'reader 'type condition 'name))
            (%define-readers type (name . rest))))
    ((_ type (name :accessor reader . rest))
     (%define-readers type (name :reader reader . rest)))
    ((_ type (name option ignored . rest))
     (%define-readers type (name . rest)))
    ((_ type name) (begin))))

;; -- making conditions

(define (%fill-slots condition missing)
  (if (null? missing)
      condition
      (begin
        (set-condition-slot! condition (caar missing) ((cdar missing)))
        (%fill-slots condition (cdr missing)))))

(define (make-condition type . arguments)
  "A condition of the type; the arguments are keywords of its slots, each with a value."
  (let ((made (%make-condition type arguments)))
    (%fill-slots (car made) (cdr made))))

(define (%condition type message irritants)
  (or (apply %designated type message irritants)
      (apply make-condition message irritants)))

(define (%error type . arguments) (raise (apply make-condition type arguments)))

(define (%signal type . arguments) (signal (apply make-condition type arguments)))

;; -- what conditions say

(define (%said report . arguments)
  (if (procedure? report)
      (let ((port (open-output-string)))
        (apply report (append arguments (list port)))
        (get-output-string port))
      report))

(define (condition/report-string condition)
  "What the condition says, as one line."
  (%said (%report condition) condition))

(define (restart-description restart)
  "What the restart does, as one line."
  (%said (%restart-report restart)))
