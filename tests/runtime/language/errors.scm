;; Errors: type, message, the exact place, the stack, in every kind of position.

;; What went wrong, named as LANGUAGE.md asks.
(car 5)
;error: type-error car: expected a pair, got 5 (integer)
;at: (car 5)
;stack: top level
(vector-ref (vector 1 2 3) 3)
;error: index-error vector-ref: index 3 is out of range for length 3
;at: (vector-ref (vector
(vector-ref (vector 1 2 3) -1)
;error: index-error vector-ref: index -1 is out of range for length 3
(vector-ref (vector 1 2 3) 1.0)
;error: type-error vector-ref
(vector-ref '(1 2) 0)
;error: type-error vector-ref: expected a vector as first argument, got (1 2) (pair)
(vector-set! (vector 1) 1 'x)
;error: index-error vector-set!
;at: (vector-set!
(vector-set! 5 0 'x)
;error: type-error vector-set!: expected a vector
(string-ref "abc" 3)
;error: index-error string-ref: index 3 is out of range for length 3
(set-car! '() 1)
;error: type-error set-car!: expected a pair
;at: (set-car! '() 1)
(+ 1 "2")
;error: type-error +: expected a number as second argument, got "2" (string)
(+ 'a 1)
;error: type-error +: expected a number as first argument, got a (symbol)
(+ #t 1)
;error: type-error +: expected a number as first argument, got #t (boolean)
(- "x")
;error: type-error -: expected a number
(* 2 "ab")
;error: type-error *: expected a number as second argument, got "ab" (string)
(* '#(1) 2)
;error: type-error *: expected a number
(< 1 'b)
;error: type-error <: expected a real number as second argument, got b (symbol)
(< "a" "b")
;error: type-error <: expected a real number as first argument, got "a" (string)
(= 1 "1")
;error: type-error =: expected a number as second argument, got "1" (string)
(= 'x 'x)
;error: type-error =: expected a number
(zero? 'x)
;error: type-error zero?: expected a number
(even? 1.5)
;error: type-error even?: expected an integer, got 1.5
(/ 5 0)
;error: division-by-zero /: division by zero
;at: (/ 5 0)
(quotient 5 0)
;error: division-by-zero quotient: division by zero
(remainder 5 0)
;error: division-by-zero remainder: division by zero
(modulo 5 0)
;error: division-by-zero modulo: division by zero
(cadr '(1))
;error: type-error cadr
(length '(1 . 2))
;error: type-error length: expected a list
(length 5)
;error: type-error length: expected a list
(list-ref '(1 2) 5)
;error: 
(symbol->string "x")
;error: type-error symbol->string: expected a symbol as first argument, got "x" (string)
(string-append "a" 'b)
;error: type-error string-append: expected a string as second argument, got b (symbol)
(exact->inexact 'x)
;error: type-error
(sqrt 'x)
;error: type-error sqrt: expected a number
(apply + 1)
;error: type-error apply: expected a list as last argument, got 1 (integer)
(hash-of-what 1)
;error: unbound-variable hash-of-what: unbound variable
;at: hash-of-what

;; Unbound variables suggest near names.
(vector-reff (vector 1) 0)
;error: unbound-variable vector-reff: unbound variable; did you mean vector-ref
;at: vector-reff
(define my-long-name 1)
(+ my-long-nam 1)
;error: unbound-variable my-long-nam: unbound variable; did you mean my-long-name
;at: my-long-nam 1
xyzzy
;error: unbound-variable xyzzy: unbound variable
;at: xyzzy

;; A wrong number of arguments shows the parameter list.
((lambda (x y) x) 1)
;error: arity-error anonymous procedure: expected 2 arguments (x y), got 1
;at: ((lambda (x y) x) 1)
(define (two a b) a)
(two 1)
;error: arity-error two: expected 2 arguments (a b), got 1
;at: (two 1)
(two 1 2 3)
;error: arity-error two: expected 2 arguments (a b), got 3
(define (one a) a)
(one)
;error: arity-error one: expected 1 argument (a), got 0
(define (at-least a . rest) a)
(at-least)
;error: arity-error at-least: expected at least 1 argument (a . rest), got 0
(define (none) 1)
(none 1)
;error: arity-error none: expected 0 arguments (), got 1
(car)
;error: arity-error car: expected 1 argument
;at: (car)
(cons 1)
;error: arity-error cons: expected 2 arguments
(vector-ref (vector 1))
;error: arity-error vector-ref: expected 2 arguments (vector k), got 1
(let ((f car)) (f 1 2))
;error: arity-error car: expected 1 argument
;at: (f 1 2)
(let ((f (lambda (x) x))) (f))
;error: arity-error f: expected 1 argument (x), got 0
(map)
;error: arity-error map
(apply car '(1 2))
;error: arity-error car
;at: (apply car '(1 2))
(apply (lambda (x) x) '())
;error: arity-error
(call-with-values (lambda () (values 1 2)) (lambda (x) x))
;error: arity-error
(map (lambda (x y) x) '(1 2))
;error: arity-error anonymous procedure: expected 2 arguments (x y), got 1
(display)
;error: arity-error display: expected 1 to 2 arguments

;; Not a procedure.
(5 6)
;error: type-error a call needs a procedure, got 5 (integer)
;at: (5 6)
("f" 1)
;error: type-error a call needs a procedure, got "f" (string)
((car '(1 2)) 3)
;error: type-error a call needs a procedure, got 1 (integer)
;at: ((car '(1 2)) 3)
('sym)
;error: type-error a call needs a procedure, got sym (symbol)
(#t)
;error: type-error a call needs a procedure, got #t (boolean)
('())
;error: type-error a call needs a procedure, got () (empty list)
((if #f #f))
;error: type-error a call needs a procedure
(let ((x 3)) (x))
;error: type-error a call needs a procedure, got 3 (integer)
;at: (x)
(define not-procedure 7)
(list 1 (not-procedure 2))
;error: type-error a call needs a procedure, got 7 (integer)
;at: (not-procedure 2)
(map 5 '(1))
;error: type-error
(apply 5 '(1))
;error: type-error
(for-each 'f '(1 2))
;error: type-error

;; The place is that of the exact sub-expression.
(+ 1 (* 2 (car 'x)) (car 'y))
;error: type-error car: expected a pair, got x (symbol)
;at: (car 'x)
(list (car '(1)) (vector-ref (vector 1) (+ 1 1)))
;error: index-error vector-ref: index 2
;at: (vector-ref (vector 1) (+ 1 1))
(if (< (car '(1)) (car '(a))) 1 2)
;error: type-error <
;at: (< (car
(let ((x 1)
      (y (cdr 1)))
  (+ x y))
;error: type-error cdr
;at: (cdr 1)
(define (nested x)
  (cond ((null? x) 'empty)
        ((> (+ (car x) 1)
            (* 2 (cadr x)))
         'greater)
        (else (list 'less
                    (- (caddr x) 1)))))
(nested '(1 b))
;error: type-error *: expected a number as second argument, got b (symbol)
;at: (* 2 (cadr x))
;stack: nested top level
(nested '(1 2))
;error: type-error caddr
;at: (caddr x)
(nested '(a 2))
;error: type-error +: expected a number as first argument, got a (symbol)
;at: (+ (car x) 1)
(nested 5)
;error: type-error car: expected a pair, got 5 (integer)
;at: (car x)
(let loop ((i 3))
  (if (= i 0)
      (car i)
      (loop (- i 1))))
;error: type-error car: expected a pair, got 0 (integer)
;at: (car i)
(define (assigns x) (set! x (+ x 'a)) x)
(assigns 1)
;error: type-error +
;at: (+ x 'a)
(define broken (* 2 (undefined-thing)))
;error: unbound-variable undefined-thing
;at: undefined-thing
broken
;error: unbound-variable broken: unbound variable
(vector-set! (vector 1 2) (car '(5)) (* 2 3))
;error: index-error
(define v (vector 1 2))
(vector-set! v 0 (car (vector-ref v 1)))
;error: type-error car: expected a pair, got 2 (integer)
;at: (car (vector-ref v 1))
v
;=> #(1 2)
((lambda (x) (let ((y (* x x))) (string-append "a" y))) 3)
;error: type-error string-append: expected a string as second argument, got 9 (integer)
;at: (string-append "a" y)
(and 1 (or #f (car 0)))
;error: type-error car
;at: (car 0)
(case (car 1) ((1) 2))
;error: type-error car
;at: (car 1)
`(1 ,(car 2))
;error: type-error car
;at: (car 2)
(when (car 3) 1)
;error: type-error car
;at: (car 3)
(do ((i 0 (+ i 'x))) ((= i 5)) i)
;error: type-error +: expected a number as second argument, got x (symbol)
;at: (+ i 'x)

;; Stacks: calls that wait are on it, tail calls are not.
(define (inner x) (car x))
(define (waiting x) (+ 1 (inner x)))
(define (tail x) (inner x))
(define (both x) (* 2 (waiting x)))
(both 5)
;error: type-error car: expected a pair, got 5 (integer)
;at: (car x)
;stack: inner waiting both top level
(tail 5)
;error: type-error car: expected a pair, got 5 (integer)
;at: (car x)
;stack: inner top level
(define (recursive n) (if (= n 0) (car n) (+ 1 (recursive (- n 1)))))
(recursive 3)
;error: type-error car
;stack: recursive recursive recursive recursive top level
(define (with-lambda l) (map (lambda (x) (+ 1 (inner x))) l))
(with-lambda '((1) 2))
;error: type-error car: expected a pair, got 2 (integer)
;at: (car x)
(define (in-let x) (let ((y (inner x))) y))
(in-let 1)
;error: type-error car
;stack: inner in-let top level
(define (raiser) (raise 'x))
(+ 1 (raiser))
;error: raised-object x
;at: (raise 'x)
;stack: raiser top level
(define (erring) (error "Something bad:" 1 '(2) "three"))
(list (erring))
;error: simple-error Something bad:
;at: (error "Something bad:"
;stack: erring top level

;; Inside of what a macro made: the place of the use.
(define-syntax first-of (syntax-rules () ((_ x) (car x))))
(list (first-of 5))
;error: type-error car
;at: (first-of 5)
(define-syntax given (syntax-rules () ((_ x) (list x))))
(given (car 6))
;error: type-error car
;at: (car 6)

;; A form that fails leaves what was defined before, and the forms after it go on.
(define partly 1)
(begin (set! partly 2) (car 'fail) (set! partly 3))
;error: type-error
partly
;=> 2
(begin (display "before") (car 1))
;prints: before
;error: type-error car

;; Text that is no program.
(list 1 2))
;error: parse-error
(list "unclosed
;error: parse-error
#<unreadable>
;error: parse-error
(list . )
;error: parse-error

;; CPython would warn of the call of a number, on the terminal, while it compiles.
(define (call-a-constant) (display "") ((+ 1 (* 2 3)) 4))
(call-a-constant)
;error: type-error a call needs a procedure, got 7
;at: ((+ 1 (* 2 3)) 4)
