;; eval with environments (R7RS 6.12): code from data, evaluated on the machine's own stack.

(eval '(* 7 3) (environment '(scheme base)))
;=> 21
(let ((f (eval '(lambda (f x) (f x x)) (null-environment 5)))) (f + 10))
;=> 20
(eval '(+ 1 2))
;=> 3
(eval '(define made 5) (interaction-environment))
made
;=> 5
(eval '(begin (set! made (+ made 1)) made) system-global-environment)
;=> 6
(eval 'made user-initial-environment)
;=> 6
(eval '(define-syntax twice (syntax-rules () ((_ e) (begin e e)))) (interaction-environment))
(twice (display "x"))
;prints: xx
(list (environment? (interaction-environment)) (environment? 'x))
;=> (#t #f)
(interaction-environment)
;=> #<environment>
(environment '(only (scheme base) car))
;=> #<environment import (only (scheme base) car)>

;; An environment has what it imports and nothing else, and cannot be changed.
(eval 'car (environment '(scheme write)))
;error: unbound-variable car: unbound variable in this environment, which neither defines nor imports it
(eval '(first+ 1 2) (environment '(rename (only (scheme base) +) (+ first+))))
;=> 3
(eval '(b:if b:else 1 2) (environment '(prefix (scheme base) b:)))
;error: unbound-variable else
(eval '(define x 1) (environment '(scheme base)))
;error: syntax-error a definition is not allowed in this environment: it cannot be changed
(eval '(set! car 1) (environment '(scheme base)))
;error: syntax-error set!: car is imported and cannot be assigned
(eval '(let ((x 1)) (cond (#f 2) (else x))) (environment '(scheme r5rs)))
;=> 1
(eval '(vector-map - #(1 2)) (scheme-report-environment 7))
;=> #(-1 -2)
(eval '(vector-map - #(1 2)) (scheme-report-environment 5))
;error: unbound-variable vector-map
(scheme-report-environment 6)
;error: type-error scheme-report-environment: expected the version 5 or 7, got 6 (integer)
(environment '(no such library))
;error: syntax-error import: there is no library (no such library)
(eval '1 'somewhere)
;error: type-error eval: expected an environment as second argument, got somewhere (symbol)

;; What is wrong with the code is an error at the call; what goes wrong in it has its own stack.
(list 1 (eval '(if)))
;error: syntax-error if: expected (if test consequent [alternative]), in (if)
;at: (eval '(if))
(list 1 (eval '(car 5)))
;error: type-error car: expected a pair, got 5 (integer)
(define (caller code) (* 2 (eval code)))
(+ 1 (caller '(+ 1 (car 5))))
;error: type-error car: expected a pair, got 5 (integer)
;at: (eval code)
;stack: caller top level
(eval (let ((x (list 1 2))) (set-cdr! (cdr x) x) x))
;error: syntax-error circular data cannot be used as code
(with-exception-handler
  (lambda (e) 10)
  (lambda () (+ 1 (eval '(raise-continuable 'oops)))))
;=> 11
(guard (e (#t (condition/report-string e))) (eval '(lambda)))
;=> "lambda: expected (lambda (parameter ...) body ...), in (lambda)"
(call/cc (lambda (k) (+ 1 (eval `(* 2 (,k 5))))))
;=> 5
(define again #f)
(define count 0)
(let ((v (eval '(+ 1 (call/cc (lambda (k) (set! again k) 1))))))
  (set! count (+ count 1))
  (if (< count 3) (again count) (list v count)))
;=> (3 3)

;; A call of eval in tail position is a tail call.
(define (spin n) (if (= n 0) 'done (eval `(spin ,(- n 1)))))
(spin 500)
;=> done
(define (down n) (if (= n 0) 0 (+ 1 (eval `(down ,(- n 1))))))
(down 200)
;=> 200
(eval '(let loop ((i 0)) (if (< i 1000) (loop (+ i 1)) i)))
;=> 1000

;; Procedures that took a primitive for granted see it redefined, also those that only the computation in progress knows.
(define (first-of v) (vector-ref v 0))
(let ((local (lambda (v) (vector-ref v 0))))
  (eval '(define (vector-ref v i) (list 'mine i)))
  (list (local #(1)) (first-of #(1)) (eval '(vector-ref #(1) 0))))
;=> ((mine 0) (mine 0) (mine 0))

;; Forms are evaluated one after the other where that makes a difference.
(eval '(begin (define a 1) (import (prefix (scheme base) s:)) (s:+ a 1)))
;=> 2
