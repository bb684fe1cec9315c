;; defmacro: macros as procedures from data to data, run on the machine.

(defmacro my-if (test then else) "Like if." `(cond (,test ,then) (else ,else)))
(list (my-if #t 1 2) (let ((x 1)) (my-if (> x 1) 'big (my-if #t 'small 'never))))
;=> (1 small)
(define (f x) (my-if (pair? x) (my-if (null? (cdr x)) 'one 'more) 'none))
(list (f 1) (f '(1)) (f '(1 2)))
;=> (none one more)
(my-if 1)
;error: arity-error my-if: expected 3 arguments (test then else), got 1
(my-if 1 2 . 3)
;error: syntax-error my-if: a use of this macro must be a proper list

;; Parameters: &optional, &rest, &body, and lists that take their operand apart.
(defmacro for ((name from to &optional (step 1)) &body body)
  `(do ((,name ,from (+ ,name ,step))) ((>= ,name ,to)) ,@body))
(for (i 0 4) (display i))
;prints: 0123
(for (i 0 10 3) (display i) (display " "))
;prints: 0 3 6 9 
(for (i 0) 1)
;error: syntax-error for: expected operands ((name from to &optional (step 1)) &body body), got too few: ((i 0) 1)
(for (i 0 1 2 3) 1)
;error: syntax-error for: expected operands ((name from to &optional (step 1)) &body body), got too many
(defmacro listed (a #!optional (b 'a) . rest) `(quote (,a ,b ,rest)))
(list (listed 1) (listed 1 2) (listed 1 2 3 4))
;=> ((1 a ()) (1 2 ()) (1 2 (3 4)))
(defmacro wrong (&rest) 1)
;error: syntax-error defmacro: expected one parameter after &rest
(defmacro (wrong) 1)
;error: syntax-error defmacro: expected (defmacro name (parameter ...) body ...)

;; No hygiene: what it inserts can capture, unless it asks for a name of its own.
(defmacro with-it (value &body body) `(let ((it ,value)) ,@body))
(with-it 5 (* it it))
;=> 25
(defmacro swap! (a b) (let ((t (gensym))) `(let ((,t ,a)) (set! ,a ,b) (set! ,b ,t))))
(let ((a 1) (b 2)) (swap! a b) (list a b))
;=> (2 1)
(let ((x (gensym)) (y (gensym 'name))) (list (symbol? x) (eq? x y) (eq? x (gensym))))
;=> (#t #f #f)

;; A macro can use what was defined before it, and define things, macros too, wherever definitions may stand.
(begin (define (helper x) (list '+ x 1)) (defmacro plus-one (x) (helper x)) (plus-one 5))
;=> 6
(defmacro define-two (a b) `(begin (define ,a 1) (define ,b 2)))
(define-two p q)
(+ p q)
;=> 3
(let () (define-two r s) (+ r s))
;=> 3
(defmacro define-teller (name) `(defmacro ,name (x) (list 'quote (list x ',name))))
(define-teller tell)
(tell 3)
;=> (3 tell)
(define (g) (defmacro square (x) `(* ,x ,x)) (define y (square 4)) (+ 1 (square y)))
(g)
;=> 257
(square 3)
;=> 9
(lambda () (if #t (defmacro m () 1)))
;error: syntax-error defmacro: a definition is not allowed here; expected an expression
(define-syntax hygienic (syntax-rules () ((_ x) (my-if x 'yes 'no))))
(let ((cond list)) (hygienic #f))
;error: type-error a call needs a procedure, got #f (boolean)
(eval '(my-if #f 1 2) (interaction-environment))
;=> 2
(define plus-one 7)
plus-one
;=> 7
(defmacro plus-one (x) `(+ 1 ,x))
(plus-one 7)
;=> 8

;; What goes wrong while a macro's procedure runs is an error with its own stack; what goes wrong in what it was given has
;; the place it was written at.
(defmacro breaks (x) (+ 1 (car x)))
(list (breaks 5))
;error: type-error car: expected a pair, got 5 (integer)
;at: (car x)
;stack: breaks top level
(define (h x)
  (my-if (pair? x)
         (car x)
         (vector-ref x 1)))
(h '#(1))
;error: index-error vector-ref: index 1 is out of range for length 1
;at: (vector-ref x 1)
(my-if (if) 1 2)
;error: syntax-error if: expected (if test consequent [alternative])
;at: (if)
(guard (e (#t (list 'caught (condition/report-string e)))) (eval '(breaks 5)))
;=> (caught "car: expected a pair, got 5 (integer)")
(defmacro circle () (let ((x (list 1 2))) (set-cdr! (cdr x) x) x))
(circle)
;error: syntax-error circular data cannot be used as code

(macroexpand-1 '(my-if a b c))
;=> (cond (a b) (else c))
(macroexpand '(with-it 1 2))
;=> ((lambda (it) 2) 1)
(macroexpand-all '(list (plus-one 1) 'x '(plus-one 1)))
;=> (list (+ 1 1) (quote x) (quote (plus-one 1)))
(macroexpand-1 '(let ((x 1)) x) (environment '(prefix (scheme base) s:)))
;=> (let ((x 1)) x)
(macroexpand '(breaks 5))
;error: type-error car: expected a pair, got 5 (integer)

;; From a library, under another name; its procedure sees the library.
(define-library (flipping)
  (export flip)
  (import (scheme base) (only (omega) defmacro))
  (begin (define (flipped a b) `(list ,b ,a))
         (defmacro flip (a b) (flipped a b))))
(import (rename (flipping) (flip flop)))
(flop 1 2)
;=> (2 1)

;; A procedure made at run time can become a macro, too.
(let ((n 3)) (register-macro 'times-n (lambda (e) (list '* n e))))
(times-n (+ 1 1))
;=> 6
(define times-n 5)
times-n
;=> 5
(register-macro "m" car)
;error: type-error register-macro: expected a symbol as first argument
