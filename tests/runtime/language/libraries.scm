;; Libraries (R7RS 5.6), import (5.2) and cond-expand (4.2.1).

(import (scheme base) (prefix (only (scheme write) display) w:))
(w:display "hello")
;prints: hello
(import (rename (prefix (except (scheme base) cdr) s:) (s:car head)))
(head '(1 2))
;=> 1
(s:cond (#f 1) (s:else 2))
;=> 2
s:cdr
;error: unbound-variable s:cdr
(import (only (scheme base) car nothing))
;error: syntax-error import: the library (scheme base) exports no nothing
(import (rename (scheme base) (nothing something)))
;error: syntax-error import: the library (scheme base) exports no nothing
(import (not there))
;error: syntax-error import: there is no library (not there)
;at: (not there)
(import 5)
;error: syntax-error a library's name must be a list of names and numbers
(let () (import (scheme base)) 1)
;error: syntax-error import: only allowed at top level

;; A library sees what it imports, keeps its own names to itself, and is evaluated once.
(define-library (stack 1)
  (export make push! pop! (rename empty? stack-empty?) with-stack)
  (import (scheme base) (scheme write))
  (begin
    (display "evaluated")
    (define (make) (list '()))
    (define (push! s v) (set-car! s (cons v (car s))))
    (define (empty? s) (null? (car s)))
    (define (pop! s) (let ((v (caar s))) (set-car! s (cdar s)) v))
    (define-syntax with-stack
      (syntax-rules () ((_ name body ...) (let ((name (make))) body ... (empty? name)))))))
(import (stack 1))
;prints: evaluated
(import (prefix (stack 1) s1:))
(let ((s (make))) (push! s 1) (push! s 2) (list (pop! s) (stack-empty? s) (s1:pop! s) (stack-empty? s)))
;=> (2 #f 1 #t)
empty?
;error: unbound-variable empty?
;; Its macros mean its own names, whatever they are imported as and whatever is defined here.
(let ((make 1) (empty? 2) (let 3)) (s1:with-stack s (push! s 1)))
;=> #f
(define (make) 'mine)
(list (make) (with-stack s #t))
;=> (mine #t)
(set! push! 1)
;error: syntax-error set!: push! is imported and cannot be assigned

;; What the session redefines is nothing to a library.
(define (car x) 'my-car)
(define-library (uses car) (export first-of) (import (scheme base)) (begin (define (first-of l) (car l))))
(import (uses car))
(list (car '(1)) (first-of '(1)))
;=> (my-car 1)
(import (only (scheme base) car))
(car '(1))
;=> 1

(define-library (counter)
  (export next! count)
  (import (scheme base))
  (begin (define count 0)
         (define (next!) (set! count (+ count 1)) count)))
(import (counter))
(list (next!) (next!) count)
;=> (1 2 2)

(define-library (wrong) (export f) (import (scheme base)) (begin (define (g) 1)))
(import (wrong))
;error: syntax-error the library exports f, which it neither defines nor imports, in (wrong)
(define-library (needs) (export f) (import (only (scheme base) define)) (begin (define (f x) (+ x 1))))
(import (needs))
(f 1)
;error: unbound-variable +: unbound variable in the library (needs), which neither defines nor imports it
(define-library (round 1) (export a) (import (scheme base) (round 2)) (begin (define a 1)))
(define-library (round 2) (export b) (import (scheme base) (round 1)) (begin (define b 1)))
(import (round 1))
;error: syntax-error import: libraries may not import one another in a circle: (round 1) imports (round 2) imports (round 1)
(define-library (bad) (exports x))
;error: syntax-error define-library: expected a declaration, one of export, import, begin
(define-library (scheme base) (export x))
;error: syntax-error define-library: (scheme base) is a library of Omega's own
(define-library (export bad) (export (renamed a b)))
(import (export bad))
;error: syntax-error export: expected a name or (rename name exported-name), in (renamed a b)
(define-library (breaks) (export x) (import (scheme base)) (begin (define x (vector-ref #(1 2) 3))))
(import (breaks))
;error: index-error vector-ref: index 3 is out of range for length 2
;at: (vector-ref #(1 2) 3)
(define-library (breaks) (export x) (import (scheme base)) (begin (define x 'mended)))
(import (breaks))
x
;=> mended

;; Libraries on libraries, re-exporting, and a cond-expand among the declarations.
(define-library (lower) (export lower-value tell) (import (scheme base))
  (begin (define lower-value 1)
         (define-syntax tell (syntax-rules (now) ((_ now e) (list 'now lower-value e)) ((_ e) e)))))
(define-library (upper)
  (export (rename lower-value value) upper-value tell)
  (import (scheme base))
  (cond-expand
    ((and (library (lower)) (not (library (nowhere)))) (import (lower)))
    (else (import (nowhere))))
  (begin (define upper-value (+ lower-value 1))))
(import (upper))
(list value upper-value (tell 5) (tell now 5))
;=> (1 2 5 (now 1 5))
(define-library (empty))
(import (empty))

(cond-expand (r7rs 'seven) (else 'other))
;=> seven
(cond-expand (no-such-feature 1) ((or no-such-feature full-unicode) 2) (else 3))
;=> 2
(cond-expand ((not r7rs) 1))
(define (f) (cond-expand (ratios (define half 1/2) (+ half half)) (else 0)))
(f)
;=> 1
(cond-expand (r7rs (define-syntax later (syntax-rules () ((_) 'later))) (later)))
;=> later
(+ 1 (cond-expand ((library (srfi 1)) 1) (else 2)))
;=> 2
(cond-expand ((and) 'none) (else 'some))
;=> none
(cond-expand ((library scheme) 1))
;error: syntax-error a library's name must be a list of names and numbers
(cond-expand (5 1))
;error: syntax-error cond-expand: expected a feature, else, (library name), (and ...), (or ...) or (not ...), in 5
(and (memq 'r7rs (features)) #t)
;=> #t

;; (omega) has everything.
(import (prefix (omega) o:))
(o:let ((x '(3 1 2))) (o:sort x o:<))
;=> (1 2 3)

;; What a library's macro inserts and defines is its own, wherever it is used; what it is given is the user's.
(define-library (defining)
  (export define-counter)
  (import (scheme base))
  (begin
    (define-syntax define-counter
      (syntax-rules ()
        ((_ name)
         (begin (define hidden 10)
                (define (name) (set! hidden (+ hidden 1)) hidden)))))))
(import (defining))
(define-counter tick!)
(list (tick!) (tick!))
;=> (11 12)
hidden
;error: unbound-variable hidden
(let () (define-counter local!) (list (local!) (tick!)))
;=> (11 13)

;; Files: the host answers, or a handler in the program.
(define-syntax with-files
  (syntax-rules ()
    ((_ body (path text) ...)
     (handle body
       (on file.read.op (p k)
         (cond ((equal? p path) (k text)) ...
               (else (error "no such file:" p))))))))
(with-files (load "a.scm") ("a.scm" "(define loaded 1)\n(set! loaded (+ loaded 1))"))
loaded
;=> 2
(with-files (load "a.scm") ("a.scm" "(define loaded 5) (car loaded) (define loaded 6)"))
;error: type-error car: expected a pair, got 5 (integer)
loaded
;=> 5
(with-files (load "a.scm") ("a.scm" "(define loaded 7) (car"))
;error: parse-error
loaded
;=> 7
(with-files (load "a.scm" (environment '(scheme base))) ("a.scm" "(+ 1 2) x"))
;error: unbound-variable x: unbound variable in this environment
(with-files (load "a.scm") ("a.scm" "#!fold-case\n(DEFINE Folded 1)\n(SET! FOLDED 2)"))
folded
;=> 2
(with-files (load "b.scm"))
;error: simple-error no such file:
(load 'a)
;error: type-error load: expected a string as first argument, got a (symbol)
(with-files (eval '(include "one.scm" "dir/two.scm"))
  ("one.scm" "(define one 1)")
  ("dir/two.scm" "(include \"three.scm\") (list one three)")
  ("dir/three.scm" "(define three 3)"))
;=> (1 3)
(with-files (eval '(let () (include-ci "one.scm") (+ x 1))) ("one.scm" "(DEFINE X 1)"))
;=> 2
(with-files (eval '(+ 1 (include "one.scm"))) ("one.scm" "(car 5)"))
;error: type-error car: expected a pair, got 5 (integer)
(include 5)
;error: syntax-error include: expected a string, the path of a file
(with-files
  (eval '(begin
           (define-library (filed) (include-library-declarations "decl.scm") (include "body.scm"))
           (import (filed))
           (filed-value)))
  ("decl.scm" "(export filed-value) (import (scheme base))")
  ("body.scm" "(define (filed-value) 'filed)"))
;=> filed
