;; dynamic-wind: normal ways through, escapes, re-entry (R7RS 6.10).

(define trace '())
(define (note x) (set! trace (cons x trace)))
(define (take-trace) (let ((t (reverse trace))) (set! trace '()) t))

(let ((v (dynamic-wind (lambda () (note 'in)) (lambda () (note 'body) 5) (lambda () (note 'out))))) (list v (take-trace)))
;=> (5 (in body out))
(call-with-values (lambda () (dynamic-wind (lambda () 1) (lambda () (values 1 2)) (lambda () 3))) list)
;=> (1 2)
(let ((v (call/cc (lambda (k) (dynamic-wind (lambda () (note 'in)) (lambda () (k 'escaped)) (lambda () (note 'out))))))) (list v (take-trace)))
;=> (escaped (in out))
(let ((path '()) (c #f))
  (let ((add (lambda (s) (set! path (cons s path)))))
    (dynamic-wind (lambda () (add 'connect))
                  (lambda () (add (call/cc (lambda (c0) (set! c c0) 'talk1))))
                  (lambda () (add 'disconnect)))
    (if (< (length path) 4) (c 'talk2) (reverse path))))
;=> (connect talk1 disconnect connect talk2 disconnect)
(let ((v (call/cc (lambda (k)
    (dynamic-wind (lambda () (note 'in1))
                  (lambda () (dynamic-wind (lambda () (note 'in2)) (lambda () (k 'x)) (lambda () (note 'out2))))
                  (lambda () (note 'out1)))))))
  (list v (take-trace)))
;=> (x (in1 in2 out2 out1))

;; From one extent into a sibling: leave to the common ancestor, enter down the other.
(let ((k1 #f) (n 0))
  (dynamic-wind
    (lambda () (note 'in-all))
    (lambda ()
      (dynamic-wind (lambda () (note 'in-a)) (lambda () (call/cc (lambda (k) (set! k1 k))) (note 'a)) (lambda () (note 'out-a)))
      (set! n (+ n 1))
      (if (< n 2) (dynamic-wind (lambda () (note 'in-b)) (lambda () (k1 #f)) (lambda () (note 'out-b)))))
    (lambda () (note 'out-all)))
  (take-trace))
;=> (in-all in-a a out-a in-b out-b in-a a out-a out-all)

;; Escapes from the before and after thunks; the after thunk's own extent.
(let ((v (call/cc (lambda (k) (dynamic-wind (lambda () (k 'from-before)) (lambda () (note 'body)) (lambda () (note 'out))))))) (list v (take-trace)))
;=> (from-before ())
(let ((v (call/cc (lambda (k) (dynamic-wind (lambda () (note 'in)) (lambda () 1) (lambda () (note 'out) (k 'from-after))))))) (list v (take-trace)))
;=> (from-after (in out))
(let ((v (call/cc (lambda (k1) (dynamic-wind (lambda () 0)
    (lambda () (call/cc (lambda (k2) (dynamic-wind (lambda () 0) (lambda () (k1 'first)) (lambda () (note 'inner-out) (k2 'second))))) (note 'after-k2) 'normal)
    (lambda () (note 'outer-out)))))))
  (list v (take-trace)))
;=> (normal (inner-out after-k2 outer-out))

;; Errors run the after thunks when somebody handles them, at the handler's exit.
(list (guard (e (#t (note 'handler) 'caught)) (dynamic-wind (lambda () (note 'in)) (lambda () (car 5)) (lambda () (note 'out)))) (take-trace))
;=> (caught (in out handler))
(with-exception-handler
  (lambda (e) (note 'handler) 10)
  (lambda () (dynamic-wind (lambda () (note 'in)) (lambda () (note (+ 1 (raise-continuable 'c)))) (lambda () (note 'out)))))
(take-trace)
;=> (in handler 11 out)

;; A generator that leaves and enters a wind at each step.
(define (wound-generator)
  (define return #f)
  (define resume
    (lambda (ignored)
      (dynamic-wind
        (lambda () (note 'enter))
        (lambda () (for-each (lambda (x) (call/cc (lambda (k) (set! resume k) (return x)))) '(1 2)) (return 'end))
        (lambda () (note 'leave)))))
  (lambda () (call/cc (lambda (r) (set! return r) (resume #f)))))
(let* ((g (wound-generator)) (a (g)) (b (g)) (c (g))) (list a b c (take-trace)))
;=> (1 2 end (enter leave enter leave enter leave))

;; Deep nests of winds.
(define (nest n) (if (= n 0) 'bottom (dynamic-wind (lambda () #f) (lambda () (nest (- n 1))) (lambda () (set! depth (+ depth 1))))))
(define depth 0)
(list (nest 300) depth)
;=> (bottom 300)
(list (call/cc (lambda (k) (let nest ((n 300)) (if (= n 0) (k 'out) (dynamic-wind (lambda () #f) (lambda () (nest (- n 1))) (lambda () (set! depth (+ depth 1)))))))) depth)
;=> (out 600)
(dynamic-wind 1 2 3)
;error: type-error
(dynamic-wind (lambda () #f) (lambda (x) x) (lambda () #f))
;error: arity-error
(begin (take-trace) (dynamic-wind (lambda () (note 'in)) (lambda () 1) (lambda () (car 'out))))
;error: type-error car: expected a pair, got out (symbol)

;; An error that nobody handles leaves the extents it was in.
(begin (take-trace) (dynamic-wind (lambda () (note 'in)) (lambda () (car 'body)) (lambda () (note 'out))))
;error: type-error car: expected a pair, got body (symbol)
;at: (car 'body)
(take-trace)
;=> (in out)
(dynamic-wind (lambda () (note 'in)) (lambda () (dynamic-wind (lambda () 1) (lambda () (raise 'x)) (lambda () (note 'inner)))) (lambda () (note 'out)))
;error: raised-object x
(take-trace)
;=> (in inner out)
(dynamic-wind (lambda () 1) (lambda () (car 'first)) (lambda () (car 'second)))
;error: type-error car: expected a pair, got first (symbol)
