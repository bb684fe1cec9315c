;; Hygiene both ways (R7RS 4.3): what a macro inserts is not captured, what it is given captures nothing.

(let ((x 5)) (or #f x))
;=> 5

(define-syntax my-or
  (syntax-rules ()
    ((_) #f)
    ((_ e) e)
    ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(let ((t 5)) (my-or #f t))
;=> 5
(let ((t 1) (if list)) (my-or #f t))
;=> 1
(let ((if list) (let 1)) (my-or #f 2 if))
;=> 2

(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other))
;=> (2 1)
(let ((set! 1) (y 2)) (swap! set! y) (list set! y))
;=> (2 1)

(let ((else #f)) (cond (#f 1) (else 2) (#t 3)))
;=> 3
(let ((else #t)) (cond (#f 1) (else 2)))
;=> 2
(let ((=> #f)) (cond (#t => 'ok)))
;=> ok
(let ((if list) (let 2)) (cond (#f 1) (else (if let 3 4))))
;=> (2 3 4)
(let ((else 3)) (case 3 ((1) 'one) ((3) else)))
;=> 3
(let ((list vector)) (quasiquote (1 (unquote (list 2)))))
;=> (1 #(2))
(let ((cons list) (append vector)) `(1 ,(+ 1 1) ,@'(3 4) 5))
;=> (1 2 3 4 5)
(let ((memv 1) (eqv? 2)) (case 1 ((1 2) 'low) (else 'high)))
;=> low
(let ((call/cc 1) (apply 2) (leave 3) (return 4) (values 5)) (guard (e (#t (list 'caught e))) (raise 'x)))
;=> (caught x)
(let ((loop 10)) (do ((i 0 (+ i 1)) (acc '() (cons loop acc))) ((= i 2) acc)))
;=> (10 10)
(let ((x 1)) (let-values (((a b) (values x 2)) ((c) (values x))) (list a b c x)))
;=> (1 2 1 1)

;; The R7RS 4.3.2 examples.
(let ((=> #f)) (cond (#t => 'ok)))
;=> ok
(define-syntax be-like-begin
  (syntax-rules ()
    ((be-like-begin name)
     (define-syntax name
       (syntax-rules ()
         ((name expr (... ...))
          (begin expr (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3 4)
;=> 4
(let ((x 'outer))
  (let-syntax ((m (syntax-rules () ((m) x))))
    (let ((x 'inner))
      (m))))
;=> outer
(let ((x 'outer))
  (letrec-syntax ((m (syntax-rules () ((m) x))))
    (let ((x 'inner))
      (m))))
;=> outer
(letrec-syntax
    ((my-or (syntax-rules ()
              ((my-or) #f)
              ((my-or e) e)
              ((my-or e1 e2 ...)
               (let ((temp e1)) (if temp temp (my-or e2 ...)))))))
  (let ((x #f) (y 7) (temp 8) (let odd?) (if even?))
    (my-or x (let temp) (if y) y)))
;=> 7
(let-syntax ((given-that (syntax-rules ()
                           ((_ test stmt1 stmt2 ...)
                            (if test (begin stmt1 stmt2 ...))))))
  (let ((if #t))
    (given-that if (set! if 'now))
    if))
;=> now
(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_ y) (let-syntax ((bar (syntax-rules () ((_) (let ((x 2)) y))))) (bar)))))) (foo x)))
;=> 1
(let ((x 1)) (letrec-syntax ((foo (syntax-rules () ((_ y) (bar y)))) (bar (syntax-rules () ((_ x) (let ((x x)) (+ x 1)))))) (foo x)))
;=> 2

;; let-syntax: a transformer does not see its siblings; letrec-syntax: it does.
(define-syntax one (syntax-rules () ((_) 'outer-one)))
(let-syntax ((one (syntax-rules () ((_) 'inner-one))) (two (syntax-rules () ((_) (one))))) (two))
;=> outer-one
(letrec-syntax ((one (syntax-rules () ((_) 'inner-one))) (two (syntax-rules () ((_) (one))))) (two))
;=> inner-one

;; A local variable hides a macro; a macro's name as an argument is data.
(let ((swap! list)) (swap! 1 2))
;=> (1 2)
(define (use-when when) (when 3))
(use-when -)
;=> -3
(let loop ((when 0)) (if (< when 3) (loop (+ when 1)) when))
;=> 3
(define (cond-as-parameter cond) cond)
(cond-as-parameter 4)
;=> 4
(let ((quote -)) '3)
;=> -3
(let ((define 5)) (+ define 1))
;=> 6
(let ((begin list)) (begin 1 2))
;=> (1 2)

;; Local macros that use outer variables and each other.
(define (f x)
  (define-syntax add-x (syntax-rules () ((_ y) (+ x y))))
  (let ((x 100)) (list x (add-x 1))))
(f 10)
;=> (100 11)
(define (g x)
  (define-syntax inc! (syntax-rules () ((_ v) (set! v (+ v step)))))
  (define step 10)
  (inc! x)
  x)
(g 1)
;=> 11
(let ()
  (define-syntax define-pair
    (syntax-rules () ((_ a b v) (begin (define a v) (define b v)))))
  (define-pair p q 7)
  (list p q))
;=> (7 7)
(let ()
  (define-syntax def-tmp (syntax-rules () ((_ getter v) (begin (define tmp v) (define (getter) tmp)))))
  (def-tmp a 1)
  (def-tmp b 2)
  (list (a) (b)))
;=> (1 2)

;; Macros that define macros, one inside the other.
(define-syntax make-constant-macro
  (syntax-rules ()
    ((_ name value) (define-syntax name (syntax-rules () ((_) value))))))
(make-constant-macro seven 7)
(+ (seven) 1)
;=> 8
(define-syntax make-adder
  (syntax-rules ()
    ((_ name n) (define-syntax name (syntax-rules () ((_ e (... ...)) (+ n e (... ...))))))))
(make-adder add10 10)
(add10 1 2 3)
;=> 16
(define-syntax while-loop
  (syntax-rules ()
    ((_ test body ...) (let loop () (when test body ... (loop))))))
(let ((i 0) (loop 'mine)) (while-loop (< i 3) (set! i (+ i 1))) (list i loop))
;=> (3 mine)
(define-syntax my-let*
  (syntax-rules ()
    ((_ () body ...) (let () body ...))
    ((_ ((n v) rest ...) body ...) (let ((n v)) (my-let* (rest ...) body ...)))))
(my-let* ((a 1) (b (+ a 1)) (a (* b 10))) (list a b))
;=> (20 2)

;; A macro that introduces a definition at top level gives the name itself, as most Schemes do.
(define-syntax define-answer (syntax-rules () ((_) (define answer 42))))
(define-answer)
answer
;=> 42
(define-syntax defconst (syntax-rules () ((_ n v) (define n v))))
(defconst pi-ish 3)
pi-ish
;=> 3

;; A macro keeps the meaning its names had where it was defined, not what the user binds around its use.
(define (helper x) (* x 2))
(define-syntax call-helper (syntax-rules () ((_ e) (helper e))))
(let ((helper (lambda (x) 'wrong))) (call-helper 4))
;=> 8
(define (helper x) (* x 3))
(call-helper 4)
;=> 12

;; Redefining a macro changes its later uses; a definition hides it.
(define-syntax again (syntax-rules () ((_) 1)))
(define-syntax again (syntax-rules () ((_) 2)))
(again)
;=> 2
(define (again) 3)
(again)
;=> 3
(define-syntax again (syntax-rules () ((_) 4)))
(again)
;=> 4
(define (if-user) (if #t 'yes 'no))
(if-user)
;=> yes

;; Symbols that a macro inserts in quoted data are plain symbols.
(define-syntax quoted (syntax-rules () ((_ x) '(x inserted))))
(eq? (cadr (quoted a)) 'inserted)
;=> #t
(define-syntax quasi (syntax-rules () ((_ x) `(x ,x inserted))))
(let ((y 3)) (quasi y))
;=> (y 3 inserted)

;; The loop of one macro inside the loop of another.
(define-syntax my-for
  (syntax-rules (in)
    ((_ x in list body ...) (for-each (lambda (x) body ...) list))))
(let ((acc '())) (my-for x in '(1 2) (my-for y in '(a b) (set! acc (cons (cons x y) acc)))) (reverse acc))
;=> ((1 . a) (1 . b) (2 . a) (2 . b))
(let ((in 5)) (my-for x in '(1 2) x))
;error: syntax-error my-for: this use matches none of the macro's patterns

;; jabberwocky: a macro that defines a macro whose parts have names of both.
(define-syntax jabberwocky
  (syntax-rules ()
    ((_ hatter)
     (begin
       (define march-hare 42)
       (define-syntax hatter (syntax-rules () ((_) march-hare)))))))
(jabberwocky mad-hatter)
(mad-hatter)
;=> 42

;; A macro's own temporary in a nested use of the same macro.
(define-syntax my-and-let
  (syntax-rules ()
    ((_ e) e)
    ((_ e f ...) (let ((x e)) (if x (my-and-let f ...) x)))))
(let ((x 3)) (my-and-let #t x (let ((x 4)) (my-and-let x x))))
;=> 4

;; Passing a temporary down a chain of expansions (unique temporaries).
(define-syntax my-letrec2
  (syntax-rules ()
    ((_ "temps" () (temp ...) ((name value) ...) body ...)
     (let ((name #f) ...) (let ((temp value) ...) (set! name temp) ... (let () body ...))))
    ((_ "temps" (x y ...) (temp ...) bindings body ...)
     (my-letrec2 "temps" (y ...) (fresh temp ...) bindings body ...))
    ((_ ((name value) ...) body ...)
     (my-letrec2 "temps" (name ...) () ((name value) ...) body ...))))
(my-letrec2 ((ev? (lambda (n) (if (= n 0) #t (od? (- n 1))))) (od? (lambda (n) (if (= n 0) #f (ev? (- n 1))))))
  (list (ev? 10) (od? 10)))
;=> (#t #f)

;; Names that mean something inside other forms do not where the program has bound them.
(let ((... 2)) (let-syntax ((s (syntax-rules () ((_ x ...) 'bad) ((_ . r) 'ok)))) (s a b c)))
;=> ok
(let ((unquote 1)) `(,foo))
;=> ((unquote foo))
(let ((unquote-splicing 1)) `(1 ,@foo))
;=> (1 (unquote-splicing foo))
(let ((quasiquote list) (x 1)) `x)
;=> (1)
