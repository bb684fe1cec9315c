(topic "Calling and continuing" "Procedures, multiple values, continuations and extents (R7RS 6.10).")

(procedure procedure?
  (map procedure? (list car (lambda () 1) 'car)) => (#t #t #f))

(procedure apply
  (apply + 1 2 '(3 4)) => 10
  (apply max '(3 1 2)) => 3)

(procedure values
  (call-with-values (lambda () (values 1 2)) cons) => (1 . 2)
  (values 5) => 5)

(procedure call-with-values
  (call-with-values (lambda () (values 4 5)) (lambda (a b) b)) => 5)

(procedure (call-with-current-continuation call/cc)
  (+ 1 (call/cc (lambda (k) (+ 10 (k 1))))) => 2
  (call-with-current-continuation (lambda (leave) (for-each (lambda (x) (if (negative? x) (leave x))) '(1 -2 3)) 'none)) => -2)

(procedure dynamic-wind
  (let ((path '())) (define (add x) (set! path (cons x path))) (dynamic-wind (lambda () (add 'in)) (lambda () (add 'here)) (lambda () (add 'out))) (reverse path)) => (in here out))
