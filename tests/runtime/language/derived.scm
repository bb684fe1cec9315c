;; Every derived form (R7RS 4.2) and the special forms beneath them.

;; if, quote, begin, lambda, define, set!
(list (if #t 1 2) (if #f 1 2) (if '() 1 2) (if 0 1 2) (if "" 1 2))
;=> (1 2 1 1 1)
(if #f #f)
(list 'a '(b . c) '#(1 d) '"s" ''a '())
;=> (a (b . c) #(1 d) "s" (quote a) ())
(begin 1 2 3)
;=> 3
(begin)
(begin (define in-begin 1) (define also-in-begin (+ in-begin 1)) also-in-begin)
;=> 2
((lambda args args) 1 2)
;=> (1 2)
((lambda (a . rest) (list a rest)) 1)
;=> (1 ())
((lambda (a b . rest) (list a b rest)) 1 2 3 4)
;=> (1 2 (3 4))
(define (rest-only . all) all)
(rest-only)
;=> ()
(define ((curried a) b) (list a b))
((curried 1) 2)
;=> (1 2)
(define no-value)
(define x 1)
;=> x
(set! x 5)
x
;=> 5
(define f (lambda (n) "doc" (* n 2)))
(f 4)
;=> 8
((lambda () "only a string"))
;=> "only a string"
((named-lambda (foo x) (* x 3)) 5)
;=> 15
(if)
;error: syntax-error if: expected (if test consequent [alternative])
(if 1 2 3 4)
;error: syntax-error if: expected (if test consequent [alternative]), in (if 1 2 3 4)
(quote)
;error: syntax-error quote: expected (quote datum)
(lambda (x))
;error: syntax-error lambda: expected (lambda (parameter ...) body ...)
(lambda (x x) x)
;error: syntax-error this name is bound twice
(lambda (1) x)
;error: syntax-error expected a name here
;at: 1
(let ((x 1) (x 2)) x)
;error: syntax-error this name is bound twice
(set! 5 1)
;error: syntax-error set!: expected a name to assign
(define 5 1)
;error: syntax-error define: expected
(define)
;error: syntax-error define: expected
(define (foo))
;error: syntax-error define
()
;error: syntax-error an empty list is not an expression
(car . (1))
;error: type-error car: expected a pair, got 1 (integer)
(car . 1)
;error: syntax-error a procedure call must be a proper list
(let () (define a 1))
;error: syntax-error a body needs an expression after its definitions
(if #t (define a 1))
(let ((a 1)) (if a (define b 1)))
;error: syntax-error define: a definition is not allowed here

;; let, let*, letrec, letrec*, named let
(let () 1)
;=> 1
(let ((a 1) (b 2)) (list a b))
;=> (1 2)
(let ((a 1)) (let ((a (+ a 1)) (b a)) (list a b)))
;=> (2 1)
(let* () 1)
;=> 1
(let* ((a 1) (b (+ a 1)) (a (* b 10))) (list a b))
;=> (20 2)
(letrec ((even? (lambda (n) (if (= n 0) #t (odd? (- n 1))))) (odd? (lambda (n) (if (= n 0) #f (even? (- n 1)))))) (even? 101))
;=> #f
(letrec () 1)
;=> 1
(letrec* ((a 1) (b (+ a 1)) (c (lambda () (+ a b)))) (c))
;=> 3
(letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y)
;=> 5
(let loop ((i 0) (acc '())) (if (= i 3) acc (loop (+ i 1) (cons i acc))))
;=> (2 1 0)
(let loop () 5)
;=> 5
(let ((a)) a)
;error: syntax-error let: this use matches none of the macro's patterns
;at: (let ((a)) a)
(let ((a 1)))
;error: syntax-error let: this use matches none of the macro's patterns
(letrec ((a)) a)
;error: syntax-error letrec: expected (name value)

;; and, or, when, unless
(list (and) (and 1) (and 1 2) (and #f 2) (and 1 #f 3) (and 1 2 'c '(f g)))
;=> (#t 1 2 #f #f (f g))
(list (or) (or 1) (or #f 2) (or #f #f) (or (memq 'b '(a b c)) (/ 3 0)))
;=> (#f 1 2 #f (b c))
(list (when #t 1 2) (when 0 'zero) (unless #f 1 2))
;=> (2 zero 2)
(when #f (car '()))
(unless #t (car '()))
(when)
;error: syntax-error when: this use matches none of the macro's patterns

;; cond, case
(cond ((> 3 2) 'greater) ((< 3 2) 'less))
;=> greater
(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal))
;=> equal
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))
;=> 2
(cond ((assv 'z '((a 1) (b 2))) => cadr) (else #f))
;=> #f
(cond (#f 1) (7))
;=> 7
(cond (#f) (#f) (else 1 2 3))
;=> 3
(cond ((+ 1 1)))
;=> 2
(cond (#f 1))
(cond (1 => (lambda (x) (+ x 1))) (else 'no))
;=> 2
(cond ((values 5) => -))
;=> -5
(cond)
;error: syntax-error cond: this use matches none
(cond (else))
;error: unbound-variable else: unbound variable
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))
;=> composite
(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x)))
;=> c
(case 'x ((x) => (lambda (k) (list k))) (else 'no))
;=> (x)
(list (case #\a ((#\a) 'char)) (case 2.5 ((2.5) 'real)) (case 1/2 ((1/2) 'ratio)) (case '() ((()) 'nil)) (case #t ((#t) 'true)))
;=> (char real ratio nil true)
(case "a" (("a") 'string) (else 'not-eqv))
;=> not-eqv
(case 100000000000000000000 ((100000000000000000000) 'big))
;=> big
(case 1 ((1) 'a 'b 'c))
;=> c
(case 9 ((1) 1))
(let ((calls 0)) (case (begin (set! calls (+ calls 1)) 3) ((1 2) 'low) ((3 4) calls) (else 'no)))
;=> 1
(case 'else ((else) 'datum) (else 'clause))
;=> datum
(case '=> ((=>) 'arrow))
;=> arrow

;; do
(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i))
;=> #(0 1 2 3 4)
(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum)))
;=> 25
(do ((i 0 (+ i 1))) ((= i 3)))
(do ((i 0 (+ i 1)) (j 10)) ((= i 3) 'a j))
;=> 10
(let ((n 0)) (do () ((= n 3) n) (set! n (+ n 1))))
;=> 3
(do ((i 0 (+ i 1)) (procs '() (cons (lambda () i) procs))) ((= i 3) (map (lambda (p) (p)) procs)))
;=> (2 1 0)

;; quasiquote
`(1 2 3)
;=> (1 2 3)
`(list ,(+ 1 2) 4)
;=> (list 3 4)
(let ((name 'a)) `(list ,name ',name))
;=> (list a (quote a))
`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b)
;=> (a 3 4 5 6 b)
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))
;=> ((foo 7) . cons)
`#(10 5 ,(sqrt 4) ,@(map sqrt '(16 9)) 8)
;=> #(10 5 2 4 3 8)
(let ((foo '(foo bar)) (baz 'baz)) `(list ,@foo , baz))
;=> (list foo bar baz)
`(a `(b ,(c ,(+ 1 2))))
;=> (a (quasiquote (b (unquote (c 3)))))
`(a `(e ,(foo ,(+ 1 3) d) e) f)
;=> (a (quasiquote (e (unquote (foo 4 d)) e)) f)
`(a `(b `(c ,(d ,(e ,(+ 1 2))))))
;=> (a (quasiquote (b (quasiquote (c (unquote (d (unquote (e 3)))))))))
`(a `(b ,(c)))
;=> (a (quasiquote (b (unquote (c)))))
`(a `(b ,(foo ,(+ 1 3) d) e) f)
;=> (a (quasiquote (b (unquote (foo 4 d)) e)) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))
;=> (a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)
`(1 . ,(+ 1 1))
;=> (1 . 2)
`,(+ 1 2)
;=> 3
`(,@'(1 2) . 3)
;=> (1 2 . 3)
`(,@'() ,@'())
;=> ()
`x
;=> x
`#(,@'() 1)
;=> #(1)
(quasiquote (list (unquote (+ 1 2)) 4))
;=> (list 3 4)
`(1 ,@'(2 . 3))
;=> (1 2 . 3)
,x
;error: syntax-error unquote: only allowed inside a quasiquotation

;; Several values.
(call-with-values (lambda () (values 4 5)) (lambda (a b) b))
;=> 5
(call-with-values * -)
;=> -1
(call-with-values (lambda () (values)) list)
;=> ()
(call-with-values (lambda () 1) list)
;=> (1)
(let-values (((root rem) (exact-integer-sqrt 32))) (* root rem))
;=> 35
(let ((a 'a) (b 'b) (x 'x) (y 'y)) (let-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y)))
;=> (x y a b)
(let ((a 'a) (b 'b) (x 'x) (y 'y)) (let*-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y)))
;=> (x y x y)
(let-values (((a . rest) (values 1 2 3)) (all (values 4 5)) (() (values))) (list a rest all))
;=> (1 (2 3) (4 5))
(let-values () 1)
;=> 1
(let*-values () 1)
;=> 1
(let-values (((a) 1)) (define b 2) (+ a b))
;=> 3
(receive (a b . rest) (values 1 2 3 4) (list a b rest))
;=> (1 2 (3 4))
(receive all (values 1 2) all)
;=> (1 2)
(let-values (((a b) (values 1))) a)
;error: arity-error
(let ()
  (define-values (x y) (values 1 2))
  (+ x y))
;=> 3
(define-values (dv1 dv2 . dv3) (values 1 2 3 4))
(list dv1 dv2 dv3)
;=> (1 2 (3 4))

;; case-lambda
(define range2
  (case-lambda
    ((e) (range2 0 e))
    ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(list (range2 3) (range2 3 5))
;=> ((0 1 2) (3 4))
(define plus (case-lambda (() 0) ((x) x) ((x y) (+ x y)) ((x y . rest) (apply plus (+ x y) rest))))
(list (plus) (plus 1) (plus 1 2) (plus 1 2 3 4))
;=> (0 1 3 10)
((case-lambda ((a) 'one) (args 'any)) 1 2 3)
;=> any
((case-lambda ((a) 'one)) 1 2)
;error: arity-error anonymous procedure: expected 1 argument (a), got 2

;; assert
(assert (= 1 1))
(assert (= 1 2))
;error: simple-error assertion failed:

;; Comments and other notations of the reader.
(list 1 #;(hidden (deep)) 2 #| block #| nested |# |# 3)
;=> (1 2 3)
[list 1 [+ 1 1]]
;=> (1 2)
:keyword
;=> :keyword
(eq? :a ':a)
;=> #t
'#0=(a b . #0#)
;=> #0=(a b . #0#)
(let ((x '#0=(a b . #0#))) (eq? x (cddr x)))
;=> #t
'|hello world|
;=> |hello world|
(list #true #false #\x41 #\space #\newline)
;=> (#t #f #\A #\space #\newline)

;; What is wrong is told of the form that the program has, not of the library's own macros that do its work.
(case 'x
  ((a) 1) (b))
;error: syntax-error case: this use matches none of the macro's patterns, in (case (quote x) ((a) 1) (b))
(guard (e guard) (raise 'oops))
;error: syntax-error guard: this use matches none of the macro's patterns, in (guard (e guard)
(let-values (((q r)) (all (values 1 2))) q)
;error: syntax-error let-values: this use matches none of the macro's patterns, in (let-values (((q r))
