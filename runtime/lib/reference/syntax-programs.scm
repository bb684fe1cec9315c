(topic "Macros, libraries and evaluation" "Macros that are procedures, libraries, environments, code from data and from files.")

(syntax defmacro "(defmacro name (parameter ...) body ...)" "Define a macro by a procedure from its operands, as data, to what is evaluated instead. It is not hygienic: names it adds can capture others."
  (defmacro my-if (test then else) `(cond (,test ,then) (else ,else)))
  (my-if #t 1 (car 5)) => 1
  (defmacro for ((name from to) &body body) `(do ((,name ,from (+ ,name 1))) ((= ,name ,to)) ,@body))
  (for (i 0 3) (display i)) prints "012")

(procedure register-macro
  (register-macro 'twice (lambda (expression) `(begin ,expression ,expression)))
  (twice (display "x")) prints "xx"
  (register-macro 'twice 5) error type-error)

(procedure (gensym generate-uninterned-symbol)
  (defmacro swap! (a b) (let ((t (gensym))) `(let ((,t ,a)) (set! ,a ,b) (set! ,b ,t))))
  (let ((x 1) (y 2)) (swap! x y) (list x y)) => (2 1)
  (eq? (gensym) (gensym)) => #f)

(procedure (macroexpand-1 macroexpand macroexpand-all)
  (macroexpand-1 '(when a b)) => (if a (begin b))
  (macroexpand '(-> x (f 1))) => (f x 1)
  (macroexpand-all '(list (when a b) 'c)) => (list (if a (begin b)) (quote c)))

(procedure eval
  (eval '(* 7 3) (environment '(scheme base))) => 21
  (eval '(define ten 10))
  (eval '(+ ten 1) (interaction-environment)) => 11
  (eval '(car 5)) error type-error)

(procedure environment
  (eval '(p:+ 1 2) (environment '(prefix (scheme base) p:))) => 3
  (eval '(define x 1) (environment '(scheme base))) error syntax-error)

(procedure environment?
  (environment? (interaction-environment)) => #t)

(procedure interaction-environment
  (eval '(+ 1 2) (interaction-environment)) => 3)

(procedure scheme-report-environment
  (eval '(vector-map - #(1 2)) (scheme-report-environment 7)) => #(-1 -2))

(procedure null-environment
  (eval '(let ((x 1)) (if x 'yes 'no)) (null-environment 5)) => yes)

(variable system-global-environment "The environment of the session's top level, as MIT Scheme calls it."
  (eval '(+ 1 2) system-global-environment) => 3)

(variable user-initial-environment "The environment of the session's top level, as SICP calls it."
  (eval '(+ 1 2) user-initial-environment) => 3)

(procedure load
  (handle (load "ten.scm") (on file.read.op (path k) (k "(define ten 10)")))
  ten => 10)

(syntax include "(include path ...)" "The forms in files, in place of this form. A relative path starts where the file that includes is."
  (handle (eval '(include "three.scm")) (on file.read.op (path k) (k "(define x 1) (+ x 2)"))) => 3)

(syntax include-ci "(include-ci path ...)" "Like include, with names read without regard to case."
  (handle (eval '(include-ci "three.scm")) (on file.read.op (path k) (k "(+ 1 (ABS -2))"))) => 3)

(syntax import "(import set ...)" "Let names mean what libraries export: (library name), or one of (only set name ...), (except set name ...), (prefix set name), (rename set (name new) ...)."
  (import (prefix (only (scheme base) car cdr) list-))
  (list-car '(1 2)) => 1
  (import (no such library)) error syntax-error)

(syntax define-library "(define-library name declaration ...)" "Define a library: declarations are export, import, begin, include, include-ci, include-library-declarations and cond-expand. It is evaluated when it is first imported."
  (define-library (counter)
    (export (rename next! count!))
    (import (scheme base))
    (begin (define count 0) (define (next!) (set! count (+ count 1)) count)))
  (import (counter))
  (count!)
  (count!) => 2)

(syntax cond-expand "(cond-expand (requirement form ...) ...)" "The forms of the first clause whose requirement is met: a feature, (library name), else, or and, or, not of those."
  (cond-expand (no-such-feature 1) ((and r7rs (library (scheme base))) 2) (else 3)) => 2)

(procedure features
  (and (memq 'r7rs (features)) #t) => #t)
