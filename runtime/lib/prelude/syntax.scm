;;; Syntax beyond R7RS, as syntax-rules.

(define-syntax while
  (syntax-rules ()
    ((_ test body ...) (let loop () (if test (begin body ... (loop)))))))

(define-syntax let/ec
  (syntax-rules ()
    ((_ leave body1 body2 ...) (call/cc (lambda (leave) body1 body2 ...)))))

(define-syntax fluid-let
  (syntax-rules ()
    ((_ ((name value) ...) body1 body2 ...)
     (%fluid-let ((name value) ...) () body1 body2 ...))))

(define-syntax %fluid-let
  (syntax-rules ()
    ((_ () ((name value inside) ...) body1 body2 ...)
     (let ((inside value) ...)
       (define (exchange!)
         (let ((outside name)) (set! name inside) (set! inside outside)) ...
         (if #f #f))
       (dynamic-wind exchange! (lambda () body1 body2 ...) exchange!)))
    ((_ ((name value) binding ...) (done ...) body1 body2 ...)
     (%fluid-let (binding ...) (done ... (name value inside)) body1 body2 ...))))

(define-syntax if-let
  (syntax-rules ()
    ((_ bindings then) (if-let bindings then (if #f #f)))
    ((_ () then else) then)
    ((_ ((name value)) then else) (let ((x value)) (if x (let ((name x)) then) else)))
    ((_ ((name value) binding ...) then else)
     (let ((otherwise (lambda () else)))
       (let ((x value))
         (if x (let ((name x)) (if-let (binding ...) then (otherwise))) (otherwise)))))
    ((_ (name value) then else) (if-let ((name value)) then else))))

(define-syntax when-let
  (syntax-rules ()
    ((_ bindings body1 body2 ...) (if-let bindings (let () body1 body2 ...)))))

(define-syntax and-let*
  (syntax-rules ()
    ((_ ()) #t)
    ((_ () body1 body2 ...) (let () body1 body2 ...))
    ((_ ((name value))) value)
    ((_ ((name value) . rest) body ...) (let ((name value)) (if name (and-let* rest body ...) #f)))
    ((_ ((test))) test)
    ((_ ((test) . rest) body ...) (if test (and-let* rest body ...) #f))
    ((_ (name)) name)
    ((_ (name . rest) body ...) (if name (and-let* rest body ...) #f))))

(define-syntax ->
  (syntax-rules ()
    ((_ value) value)
    ((_ value (procedure argument ...) step ...) (-> (procedure value argument ...) step ...))
    ((_ value procedure step ...) (-> (procedure value) step ...))))

(define-syntax ->>
  (syntax-rules ()
    ((_ value) value)
    ((_ value (procedure argument ...) step ...) (->> (procedure argument ... value) step ...))
    ((_ value procedure step ...) (->> (procedure value) step ...))))

(define-syntax cut
  (syntax-rules ()
    ((_ slot1 slot2 ...) (%cut () () () slot1 slot2 ...))))

(define-syntax cute
  (syntax-rules ()
    ((_ slot1 slot2 ...) (%cute () () () slot1 slot2 ...))))

;; (%cut bindings parameters call slot ...): what is evaluated before, the parameters so far, the call so far.
(define-syntax %cut
  (syntax-rules (<> <...>)
    ((_ bindings (parameter ...) (part ...)) (let bindings (lambda (parameter ...) (part ...))))
    ((_ bindings (parameter ...) (part ...) <...>)
     (let bindings (lambda (parameter ... . rest) (apply part ... rest))))
    ((_ bindings (parameter ...) (part ...) <> slot ...)
     (%cut bindings (parameter ... x) (part ... x) slot ...))
    ((_ bindings parameters (part ...) e slot ...) (%cut bindings parameters (part ... e) slot ...))))

(define-syntax %cute
  (syntax-rules (<> <...>)
    ((_ bindings parameters parts) (%cut bindings parameters parts))
    ((_ bindings parameters parts <...>) (%cut bindings parameters parts <...>))
    ((_ bindings (parameter ...) (part ...) <> slot ...)
     (%cute bindings (parameter ... x) (part ... x) slot ...))
    ((_ (binding ...) parameters (part ...) e slot ...)
     (%cute (binding ... (x e)) parameters (part ... x) slot ...))))

(define-syntax rec
  (syntax-rules ()
    ((_ (name . parameters) body1 body2 ...)
     (letrec ((name (lambda parameters body1 body2 ...))) name))
    ((_ name value) (letrec ((name value)) name))))

(define-syntax assert
  (syntax-rules ()
    ((_ test) (if test (if #f #f) (error "assertion failed:" 'test)))
    ((_ test message irritant ...) (if test (if #f #f) (error message irritant ...)))))
