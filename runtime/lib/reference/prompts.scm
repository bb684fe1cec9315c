(topic "Delimited control and effects" "Prompts, parts of continuations as procedures, and handlers of effects. A continuation taken by these may be called any number of times.")

(procedure call-with-prompt
  (call-with-prompt 'p (lambda () (+ 1 (abort-to-prompt 'p 5))) (lambda (k v) (list v (k 10)))) => (5 11))

(procedure abort-to-prompt
  (call-with-prompt 'p (lambda () (abort-to-prompt 'p 1 2)) (lambda (k . values) values)) => (1 2)
  (abort-to-prompt 'nowhere) error control-error)

(procedure make-prompt-tag
  (let ((tag (make-prompt-tag 'mine)))
    (call-with-prompt tag (lambda () (abort-to-prompt tag 'left)) (lambda (k v) v))) => left)

(procedure default-prompt-tag
  (call-with-prompt (default-prompt-tag) (lambda () (shift k 'unused)) (lambda (k receive) 'mine)) => mine)

(syntax reset "(reset body ...)" "Evaluate the body; a shift in it takes the continuation up to here."
  (reset (+ 1 (shift k (k (k 10))))) => 12)

(syntax shift "(shift k body ...)" "Take the continuation up to the innermost reset as the procedure k, and evaluate the body in its place."
  (reset (cons 1 (shift k (append (k '(2)) (k '(3)))))) => (1 2 1 3))

(procedure (perform effect)
  (handle (+ 1 (perform 'ask)) (on ask (k) (k 41))) => 42
  (perform 'nobody.op) error capability-denied)

(syntax handle "(handle body (on op (argument ... k) e ...) ... [(return (v) e ...)] [(finally e ...)])"
  "Evaluate the body, answering the effects it performs; k goes on with it, and return receives its value."
  (handle (* 2 (perform 'ask 20)) (on ask (x k) (k (+ x 1)))) => 42
  (handle (let* ((a (perform 'flip)) (b (perform 'flip))) (list a b))
    (on flip (k) (append (k 0) (k 1)))
    (return (v) (list v))) => ((0 0) (0 1) (1 0) (1 1))
  (handle (perform 'stop) (on stop (k) 'stopped) (finally (display "left"))) prints "left")

(syntax oracle-lambda "(oracle-lambda (parameter ...) spec)"
  "A procedure whose body is the model: it performs the effect infer.op with what is wanted and the arguments by name."
  (define translate (oracle-lambda (text) "Translate to French."))
  (handle (translate "hello") (on infer.op (spec arguments k) (k (list spec arguments))))
  => ("Translate to French." ((text . "hello"))))
