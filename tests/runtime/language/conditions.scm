;; raise, guard, with-exception-handler, error objects (R7RS 4.2.7 and 6.11).

(guard (e (#t e)) (raise 'oops))
;=> oops
(guard (e ((symbol? e) (list 'symbol e)) ((string? e) (list 'string e))) (raise "s"))
;=> (string "s")
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42))))
;=> 42
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23))))
;=> (b . 23)
(guard (e (else 'else)) (raise 1))
;=> else
(guard (e (#f 'never)) 'no-error)
;=> no-error
(guard (e (#t 1)) 1 2 3)
;=> 3
(call-with-values (lambda () (guard (e (#t 1)) (values 1 2))) list)
;=> (1 2)
(guard (outer (#t (list 'outer outer))) (guard (inner ((number? inner) 'number)) (raise 'not-a-number)))
;=> (outer not-a-number)
(guard (e (#t (list 'again e))) (guard (e2 (#t (raise (list 'from-clause e2)))) (raise 1)))
;=> (again (from-clause 1))
(guard (e (#t (condition/report-string e))) (error "bad thing:" 1 "two" 'three))
;=> "bad thing: 1 \"two\" three"
(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e)))) (error "msg" 1 2))
;=> ("msg" (1 2))
(guard (e ((string? e) 'string) ((error-object? e) 'object)) (error "x"))
;=> object
(guard (e (#t (error-object? e))) (raise 5))
;=> #f
(guard (e (#t (list (error-object? e) (condition-type e) (error-object-message e)))) (car 5))
;=> (#t type-error "car: expected a pair, got 5 (integer)")
(guard (e (#t (condition-type e))) (vector-ref (vector 1 2) 2))
;=> index-error
(guard (e (#t (condition-type e))) (undefined-name))
;=> unbound-variable
(guard (e (#t (condition-type e))) ((lambda (x) x)))
;=> arity-error
(guard (e (#t (condition-type e))) (5 5))
;=> type-error
(guard (e (#t (condition-type e))) (/ 1 0))
;=> division-by-zero
(guard (e (#t (list 'caught e))) (let loop ((i 0)) (if (= i 100) (raise i) (loop (+ i 1)))))
;=> (caught 100)
(guard (e (#t 'caught)) (map (lambda (x) (if (= x 2) (raise 'two) x)) '(1 2 3)))
;=> caught
(let ((x 0)) (guard (e (#t (set! x (+ x 1)))) (raise 1)) (guard (e (#t (set! x (+ x 1)))) (raise 1)) x)
;=> 2
(define (safe-div a b) (guard (e ((error-object? e) 'infinity)) (/ a b)))
(list (safe-div 6 3) (safe-div 1 0))
;=> (2 infinity)

;; with-exception-handler: the handler runs where the condition was signalled, outside itself.
(with-exception-handler (lambda (e) 42) (lambda () (+ 1 (raise-continuable 'c))))
;=> 43
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'escaped e))) (lambda () (+ 1 (raise 'x))))))
;=> (escaped x)
(with-exception-handler (lambda (e) 'returned) (lambda () (+ 1 (raise 'x))))
;error: control-error a handler returned from a condition that cannot be continued
;at: (raise 'x)
(with-exception-handler (lambda (e) 'returned) (lambda () (car 5)))
;error: control-error a handler returned
;at: (car 5)
(with-exception-handler
  (lambda (outer) (list 'outer outer))
  (lambda () (with-exception-handler (lambda (inner) (list 'inner (raise-continuable inner))) (lambda () (raise-continuable 1)))))
;=> (inner (outer 1))
(let ((log '()))
  (guard (e (#t (list e (reverse log))))
    (with-exception-handler
      (lambda (e) (set! log (cons e log)) (raise 'second))
      (lambda () (raise 'first)))))
;=> (second (first))
(guard (e (#t (list 'outer (car e) (condition-type (cadr e))))) (with-exception-handler (lambda (e) (raise (list 'wrapped e))) (lambda () (error-free-raise))))
;=> (outer wrapped unbound-variable)
(let ((handled 0))
  (define (f) (+ (raise-continuable 1) (raise-continuable 2)))
  (list (with-exception-handler (lambda (e) (set! handled (+ handled 1)) (* e 10)) f) handled))
;=> (30 2)
(with-exception-handler (lambda (e) (k 1)) (lambda () 5))
;=> 5
(with-exception-handler 5 (lambda () 1))
;error: type-error
(with-exception-handler (lambda () 1) (lambda () 1))
;error: arity-error
(guard (e (#t (list 'outside e))) (with-exception-handler (lambda (e) (* e 2)) (lambda () (raise-continuable (guard (e2 (#f 1)) (raise-continuable 4))))))
;=> 16
(guard (e ((string? e) 'str)) (+ 1 (with-exception-handler (lambda (e) (if (number? e) (* 2 e) (raise e))) (lambda () (+ (raise-continuable 5) (guard (e2 ((symbol? e2) 7)) (raise 'sym)))))))
;=> 18

;; The handler stack is as it was after an escape, and after a normal return.
(let ((v (call/cc (lambda (k) (with-exception-handler (lambda (e) (k 'one)) (lambda () (raise 1)))))))
  (list v (guard (e (#t (list 'two e))) (raise 2))))
;=> (one (two 2))
(guard (e (#t (list 'outer e)))
  (with-exception-handler (lambda (e) 'inner) (lambda () 1))
  (raise 'after))
;=> (outer after)
(let ((k #f) (n 0))
  (let ((v (guard (e (#t (list 'caught e n))) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (raise n))))
    (if (< n 3) (k #f) v)))
;=> (caught 3 3)

;; Nobody handles it.
(raise 'nobody)
;error: raised-object nobody
;at: (raise 'nobody)
(raise (list 1 "two"))
;error: raised-object (1 "two")
(raise-continuable 'nobody)
;error: raised-object nobody
(error "message" 1 2)
;error: simple-error message
;at: (error "message" 1 2)
(error 'my-procedure "went wrong" 1)
;error: simple-error my-procedure
(guard (e ((number? e) 'number)) (raise 'other))
;error: raised-object other
;at: (raise 'other)
(guard (e ((number? e) 'number)) (car 7))
;error: type-error car: expected a pair, got 7 (integer)
;at: (car 7)
(guard (e (#t (raise e))) (car 8))
;error: type-error car: expected a pair, got 8 (integer)
(error)
;error: arity-error error: expected at least 1 argument (message . irritants), got 0
(raise)
;error: arity-error raise: expected 1 argument (object), got 0
(error-object-message 5)
;error: type-error error-object-message: expected a condition as first argument, got 5 (integer)

;; After an error the session goes on, with its definitions and without the old handlers and winds.
(define before-error 1)
(begin (set! before-error 2) (with-exception-handler (lambda (e) (raise 'from-handler)) (lambda () (car 5))))
;error: raised-object from-handler
before-error
;=> 2
(raise 'plain)
;error: raised-object plain

;; Conditions are values: they can be kept, raised again, compared.
(define kept (guard (e (#t e)) (error "kept" 'a)))
(list (error-object? kept) (error-object-message kept) (error-object-irritants kept))
;=> (#t "kept" (a))
(guard (e (#t (eq? e kept))) (raise kept))
;=> #t
(guard (e ((file-error? e) 'file) ((read-error? e) 'read) (#t 'other)) (error "x"))
;=> other

;; A clause whose test is #t is for everything, like else.
(list (guard (e ((symbol? e) 'symbol) (#t (list 'any e))) (raise 5)) (guard (e (#t)) (raise 6)))
;=> ((any 5) #t)
