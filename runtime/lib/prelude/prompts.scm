;;; Delimited control and effect handlers: what machine/prompts.py does not do itself.

(define (make-prompt-tag . name)
  "A tag for a prompt, different from all others."
  (cons 'prompt-tag name))

(define %default-tag (make-prompt-tag 'default))

(define (default-prompt-tag)
  "The tag that reset and shift use."
  %default-tag)

(define (call-with-prompt tag thunk handler)
  "Call thunk inside a prompt; abort-to-prompt leaves for it, and then handler is called with a continuation and the values."
  (%check-procedure "call-with-prompt" 2 thunk)
  (%check-procedure "call-with-prompt" 3 handler)
  (%prompt tag handler thunk))

(define (%leave-for target procedure arguments)
  (%unwind-to target)
  (%throw-call target procedure arguments))

(define (%enter-composable k value)
  (%rewind-to k)
  (%reinstate k value))

(define-syntax reset
  (syntax-rules ()
    ((_ body1 body2 ...) (%prompt %default-tag %shifted (lambda () body1 body2 ...)))))

(define-syntax shift
  (syntax-rules ()
    ((_ k body1 body2 ...) (abort-to-prompt %default-tag (lambda (k) body1 body2 ...)))))

(define (%shifted k receive)
  (reset (receive (lambda values (reset (apply k values))))))

;; (handle body (on op (argument ... k) e ...) ... (return (v) e ...) (finally e ...))
(define-syntax handle
  (syntax-rules ()
    ((_ body clause ...) (%handle-clauses body () #f () clause ...))))

(define-syntax %handle-clauses
  (syntax-rules (on return finally)
    ((_ body handlers receiver ())
     (%with-effects (list . handlers) receiver (lambda () body)))
    ((_ body handlers receiver (last ...))
     (dynamic-wind (lambda () #f)
                   (lambda () (%handle-clauses body handlers receiver ()))
                   (lambda () last ...)))
    ((_ body (handler ...) receiver last (on op formals e1 e2 ...) clause ...)
     (%handle-clauses body (handler ... (cons 'op (lambda formals e1 e2 ...))) receiver last clause ...))
    ((_ body handlers #f last (return (value) e1 e2 ...) clause ...)
     (%handle-clauses body handlers (lambda (value) e1 e2 ...) last clause ...))
    ((_ body handlers receiver () (finally e1 e2 ...) clause ...)
     (%handle-clauses body handlers receiver (e1 e2 ...) clause ...))
    ((_ body handlers receiver last clause . rest)
     (syntax-error "handle: expected (on op (argument ... k) e ...), one (return (v) e ...) or one (finally e ...)" clause))))

(define-syntax oracle-lambda
  (syntax-rules ()
    ((_ (parameter ...) spec)
     (lambda (parameter ...) (effect 'infer.op spec (list (cons 'parameter parameter) ...))))))
