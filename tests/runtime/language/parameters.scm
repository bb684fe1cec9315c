;; Parameters: R7RS 4.2.6.

(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix" x)))))
(define (f n) (number->string n (radix)))
(list (f 12) (parameterize ((radix 2)) (f 12)) (f 12))
;=> ("12" "1100" "12")
(parameterize ((radix 0)) (f 12))
;error: simple-error invalid radix
(radix)
;=> 10
(define p (make-parameter 1))
(define q (make-parameter 2 (lambda (x) (* x 10))))
(list (p) (q) (procedure? p))
;=> (1 20 #t)
(parameterize ((p 'a) (q 3)) (list (p) (q) (parameterize ((p 'b)) (list (p) (q)))))
;=> (a 30 (b 30))
(parameterize () (define x 5) (+ x (p)))
;=> 6
;; The values are computed outside, and each is converted once.
(parameterize ((p (+ (p) 1)) (q (p))) (list (p) (q)))
;=> (2 10)
(let ((log '()))
  (define r (make-parameter 0 (lambda (x) (set! log (cons x log)) x)))
  (parameterize ((r 1)) (parameterize ((r 2)) (r)) (r))
  log)
;=> (2 1 0)

;; Leaving in any way ends a binding; coming back begins it again.
(list (call/cc (lambda (k) (parameterize ((p 5)) (k (p))))) (p))
;=> (5 1)
(list (guard (e (#t (p))) (parameterize ((p 5)) (raise 'x))) (p))
;=> (1 1)
(with-exception-handler
  (lambda (e) (p))
  (lambda () (parameterize ((p 'inside)) (raise-continuable 'x))))
;=> inside
(let ((k #f) (n 0))
  (let ((seen (parameterize ((p n)) (call/cc (lambda (c) (set! k c))) (p))))
    (set! n (+ n 1))
    (if (< n 3) (k #f) (list n seen (p)))))
;=> (3 0 1)
(let ((log '()))
  (define (note) (set! log (cons (p) log)))
  (parameterize ((p 'outer))
    (dynamic-wind note (lambda () (parameterize ((p 'inner)) (note))) note))
  log)
;=> (outer inner outer)
(let ((get #f))
  (parameterize ((p 'there)) (set! get (lambda () (p))))
  (get))
;=> 1

(parameterize ((5 1)) 1)
;error: type-error parameterize: expected a parameter, got 5 (integer)
(parameterize ((car 1)) 1)
;error: type-error parameterize: expected a parameter, got #<procedure car> (procedure)
(make-parameter 1 2)
;error: type-error make-parameter: expected a procedure as second argument, got 2 (integer)
(p 1)
;error: arity-error anonymous parameter: expected 0 arguments (), got 1
(parameterize ((p 1) (car 2)) 1)
;error: type-error parameterize: expected a parameter, got #<procedure car>
(p)
;=> 1
p
;=> #<procedure>
(map (lambda (f) (f)) (list p q))
;=> (1 20)
