(topic "Conditions and restarts" "What goes wrong, or is worth telling, is a condition: a value of a condition type. Handlers see it where it was signalled; restarts are the ways to go on from there.")

(syntax guard "(guard (name clause ...) body ...)" "Evaluate the body; for an object raised in it, the clauses, as in cond, with the object as name."
  (guard (e ((symbol? e) (list 'raised e))) (raise 'oops)) => (raised oops)
  (guard (e ((string? e) 'text)) (raise 'other)) error raised-object)

(procedure with-exception-handler
  (with-exception-handler (lambda (c) 10) (lambda () (+ 1 (raise-continuable 'question)))) => 11)

(procedure raise
  (guard (e (#t e)) (raise 5)) => 5
  (raise 'nobody) error raised-object)

(procedure raise-continuable
  (with-exception-handler (lambda (c) (* 2 c)) (lambda () (+ 1 (raise-continuable 4)))) => 9)

(procedure error
  (error "Out of range:" 5) error simple-error
  (guard (e (#t (condition/report-string e))) (error "Out of range:" 5)) => "Out of range: 5"
  (error 'type-error :datum 5 :expected-type "a pair") error type-error)

(procedure (error-object? condition?)
  (guard (e (#t (error-object? e))) (error "x")) => #t
  (condition? "text") => #f)

(procedure read-error?
  (read-error? (make-condition 'parse-error)) => #t)

(procedure error-object-message
  (guard (e (#t (error-object-message e))) (error "Out of range:" 5)) => "Out of range:")

(procedure error-object-irritants
  (guard (e (#t (error-object-irritants e))) (error "Out of range:" 5 'x)) => (5 x))

(syntax assert "(assert test)" "Signal an error unless test is true."
  (begin (assert (= 1 1)) 'fine) => fine
  (assert (= 1 2)) error simple-error)

(procedure condition/report-string
  (guard (e (#t (condition/report-string e))) (car 5)) => "car: expected a pair, got 5 (integer)")

(procedure condition-type
  (guard (e (#t (condition-type e))) (vector-ref (vector) 3)) => index-error)

(procedure condition-is?
  (condition-is? (make-condition 'division-by-zero) 'arithmetic-error) => #t
  (condition-is? 5 'error) => #f)

(procedure signal
  (signal "nobody minds") => #f
  (handler-case (signal "told:" 1) (condition (c) (condition/report-string c))) => "told: 1")

(procedure warn
  (handler-bind ((warning muffle-warning)) (warn "hidden") 'on) => on)

(procedure cerror
  (handler-bind ((error continue)) (cerror "Go on." "bad:" 1) 'on) => on
  (cerror "Go on." "bad:" 1) error simple-error)

(syntax handler-case "(handler-case expression (type ([variable]) body ...) ... [(:no-error formals body ...)])"
  "The value of the expression; a condition of one of the types leaves it for that clause."
  (handler-case (/ 1 0) (division-by-zero () 'infinite)) => infinite
  (handler-case (car 5) ((or index-error type-error) (c) (type-error-datum c))) => 5
  (handler-case (values 1 2) (error () 0) (:no-error (a b) (+ a b))) => 3)

(syntax handler-bind "(handler-bind ((type handler) ...) body ...)"
  "Evaluate the body; the handlers are called with conditions of their types where these are signalled, and decline by returning."
  (handler-bind ((error (lambda (c) (use-value 10)))) (+ 1 (car 5))) => 11)

(syntax ignore-errors "(ignore-errors body ...)" "The value of the body, or #f and the condition if it ends in an error."
  (ignore-errors (+ 1 2)) => 3
  (receive (value condition) (ignore-errors (car 5)) (list value (condition-type condition))) => (#f type-error))

(syntax define-condition "(define-condition name (parent ...) (slot ...) [(:report string-or-procedure)])"
  "Define a condition type. A slot is a name, or a list of it and :initarg, :initform, :reader or :accessor."
  (define-condition too-long (error) ((limit :initarg :limit :reader too-long-limit)) (:report "that is too long"))
  (handler-case (error 'too-long :limit 80) (error (c) (list (too-long-limit c) (condition/report-string c)))) => (80 "that is too long"))

(procedure make-condition
  (condition/report-string (make-condition 'simple-error :message "made of" :irritants '(parts))) => "made of parts")

(procedure condition-slot
  (condition-slot (make-condition 'type-error :datum 5) 'datum) => 5)

(procedure set-condition-slot!
  (let ((c (make-condition 'type-error :datum 5))) (set-condition-slot! c 'datum 6) (type-error-datum c)) => 6)

(procedure (type-error-datum type-error-expected-type)
  (handler-case (car 5) (type-error (c) (list (type-error-datum c) (type-error-expected-type c)))) => (5 "a pair"))

(procedure unbound-variable-name
  (handler-case nothing-here (unbound-variable (c) (unbound-variable-name c))) => nothing-here)

(procedure (arithmetic-error-operation arithmetic-error-operands)
  (arithmetic-error-operation (make-condition 'arithmetic-error :operation '/ :operands '(1 0))) => /
  (arithmetic-error-operands (make-condition 'arithmetic-error :operation '/ :operands '(1 0))) => (1 0))

(syntax restart-case "(restart-case expression (name formals [:report r] [:interactive i] [:test t] body ...) ...)"
  "The value of the expression; invoking one of the restarts leaves it for that clause."
  (restart-case (+ 1 (invoke-restart 'answer 42)) (answer (n) (list 'answered n))) => (answered 42)
  (handler-bind ((error (lambda (c) (invoke-restart 'skip))))
    (restart-case (error "x") (skip () :report "Skip it." 'skipped))) => skipped)

(syntax restart-bind "(restart-bind ((name procedure option ...) ...) body ...)"
  "Evaluate the body; the procedures of the restarts are called where these are invoked."
  (restart-bind ((double (lambda (n) (* 2 n)))) (+ 1 (invoke-restart 'double 4))) => 9)

(syntax with-simple-restart "(with-simple-restart (name description) body ...)"
  "The value of the body; invoking the restart leaves it, with the values #f and #t."
  (receive results (with-simple-restart (skip "Skip it.") (invoke-restart 'skip)) results) => (#f #t))

(syntax with-condition-restarts "(with-condition-restarts condition restarts body ...)"
  "Evaluate the body with the restarts of the list being for that condition only."
  (restart-case
    (with-condition-restarts (make-condition 'error) (compute-restarts) (find-restart 'skip (make-condition 'error)))
    (skip () 'never)) => #f)

(procedure compute-restarts
  (restart-case (map restart-name (compute-restarts)) (skip () 1)) => (skip abort))

(procedure find-restart
  (restart-case (restart-name (find-restart 'skip)) (skip () 1)) => skip
  (find-restart 'nothing) => #f)

(procedure invoke-restart
  (restart-case (invoke-restart 'answer 42) (answer (n) (list n))) => (42)
  (invoke-restart 'nothing) error control-error)

(procedure invoke-restart-interactively
  (restart-case (invoke-restart-interactively 'answer)
    (answer (n) :interactive (lambda () (list 42)) (list n))) => (42))

(procedure restart?
  (restart-case (restart? (find-restart 'skip)) (skip () 1)) => #t
  (restart? 'skip) => #f)

(procedure restart-name
  (restart-name (find-restart 'abort)) => abort)

(procedure restart-description
  (restart-description (find-restart 'abort)) => "Return to top level.")

(procedure use-value
  (handler-bind ((type-error (lambda (c) (use-value '(1) c)))) (list (car 5))) => ((1))
  (use-value 1) => #f)

(procedure store-value
  (handler-bind ((unbound-variable (lambda (c) (store-value 7 c)))) (+ seven seven)) => 14
  seven => 7)

(procedure retry
  (let ((box (list 'x)))
    (handler-bind ((error (lambda (c) (set-car! box 41) (retry c)))) (+ 1 (car box)))) => 42)

(procedure continue
  (handler-bind ((error continue)) (cerror "Go on." "bad") 'on) => on
  (continue) => #f)

(procedure muffle-warning
  (handler-bind ((warning muffle-warning)) (warn "hidden") 1) => 1)

(procedure abort
  (abort) error aborted
  (restart-case (abort) (abort () 'caught)) => caught)
