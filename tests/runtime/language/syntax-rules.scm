;; Patterns and templates of syntax-rules (R7RS 4.3.2).

;; Literals match by binding, not by spelling.
(define-syntax arrow
  (syntax-rules (=> else)
    ((_ a => b) (list 'to a b))
    ((_ else b) (list 'else b))
    ((_ a b c) (list 'three a b c))))
(arrow 1 => 2)
;=> (to 1 2)
(arrow else 2)
;=> (else 2)
(let ((=> 0)) (arrow 1 => 2))
;=> (three 1 0 2)

;; Constants in patterns: numbers, strings, characters, booleans.
(define-syntax constants
  (syntax-rules ()
    ((_ 1) 'one) ((_ "a") 'string-a) ((_ #\a) 'char-a) ((_ #t) 'true) ((_ #f) 'false) ((_ ()) 'empty) ((_ 1.5) 'real)
    ((_ x) 'other)))
(list (constants 1) (constants "a") (constants #\a) (constants #t) (constants #f) (constants ()) (constants 1.5)
      (constants 2) (constants "b") (constants 1.0))
;=> (one string-a char-a true false empty real other other other)

;; Ellipses at the end, in the middle, before a tail, nested.
(define-syntax ends (syntax-rules () ((_ a ... z) '(z a ...))))
(ends 1 2 3)
;=> (3 1 2)
(ends 1)
;=> (1)
(ends)
;error: syntax-error ends: this use matches none of the macro's patterns
;at: (ends)
(define-syntax middle (syntax-rules () ((_ a b ... y z) '(a (b ...) y z))))
(middle 1 2 3)
;=> (1 () 2 3)
(middle 1 2 3 4 5)
;=> (1 (2 3) 4 5)
(define-syntax tail (syntax-rules () ((_ a ... . r) '((a ...) r))))
(tail 1 2)
;=> ((1 2) ())
(tail 1 2 . 3)
;=> ((1 2) 3)
(define-syntax middle-tail (syntax-rules () ((_ a ... y . r) '((a ...) y r))))
(middle-tail 1 2 3 . 4)
;=> ((1 2) 3 4)
(define-syntax dotted (syntax-rules () ((_ a . b) '(a b))))
(dotted 1)
;=> (1 ())
(dotted 1 2 3)
;=> (1 (2 3))
(dotted 1 . 2)
;=> (1 2)
(define-syntax my-let
  (syntax-rules () ((_ ((n v) ...) b1 b2 ...) ((lambda (n ...) b1 b2 ...) v ...))))
(my-let ((a 1) (b 2)) (+ a b))
;=> 3
(my-let () 1)
;=> 1
(define-syntax nested (syntax-rules () ((_ (a b ...) ...) '((b ... a) ...))))
(nested (1 2 3) (4) (5 6))
;=> ((2 3 1) (4) (6 5))
(define-syntax flatten (syntax-rules () ((_ (a ...) ...) '(a ... ...))))
(flatten (1 2) () (3))
;=> (1 2 3)
(define-syntax deep (syntax-rules () ((_ ((a ...) ...) ...) '(((a ...) ...) (a ... ... ...)))))
(deep ((1 2) (3)) () ((4)))
;error: syntax-error syntax-rules
(define-syntax deep3 (syntax-rules () ((_ ((a ...) ...) ...) '(a ... ... ...))))
(deep3 ((1 2) (3)) () ((4)))
;=> (1 2 3 4)
(define-syntax distribute (syntax-rules () ((_ x (y ...)) '((x y) ...))))
(distribute k (1 2 3))
;=> ((k 1) (k 2) (k 3))
(define-syntax zip (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...))))
(zip (1 2) (x y))
;=> ((1 x) (2 y))
(zip (1 2) (x))
;error: syntax-error syntax-rules: the variables before this ellipsis matched different lengths
(define-syntax outer-inner (syntax-rules () ((_ (k v ...) ...) '((k (k v) ...) ...))))
(outer-inner (a 1 2) (b) (c 3))
;=> ((a (a 1) (a 2)) (b) (c (c 3)))

(define-syntax product (syntax-rules () ((_ (x ...) (y ...)) '((x y ...) ...))))
(product (1 2) (a b c))
;=> ((1 a b c) (2 a b c))
(define-syntax product2 (syntax-rules () ((_ (x ...) (y ...)) '(((x y) ...) ...))))
(product2 (1 2) (a b))
;error: syntax-error syntax-rules: nothing before this ellipsis repeats
(define-syntax keep-first (syntax-rules () ((_ (k v ...) ...) '((k (v ...)) ... (v ... ...)))))
(keep-first (a 1 2) (b) (c 3))
;=> ((a (1 2)) (b ()) (c (3)) (1 2 3))

;; Vectors.
(define-syntax vec (syntax-rules () ((_ #(a b ...)) '(a (b ...))) ((_ x) 'no)))
(vec #(1 2 3))
;=> (1 (2 3))
(vec #())
;=> no
(vec (1 2))
;=> no
(define-syntax to-vec (syntax-rules () ((_ a ...) #(a ... end))))
(to-vec 1 2)
;=> #(1 2 end)
(define-syntax vec-tail (syntax-rules () ((_ #(a ... z)) '(z a ...))))
(vec-tail #(1 2 3))
;=> (3 1 2)

;; Underscore matches anything and binds nothing, also several times.
(define-syntax third (syntax-rules () ((_ _ _ x . _) x)))
(third 1 2 3 4)
;=> 3
(define-syntax count-ignored (syntax-rules () ((_ (_ x) ...) '(x ...))))
(count-ignored (1 2) (3 4))
;=> (2 4)

;; Another ellipsis; an escaped ellipsis.
(define-syntax tuple (syntax-rules ::: () ((_ (a b :::) :::) '((b ::: a) :::))))
(tuple (1 2 3) (4 5))
;=> ((2 3 1) (5 4))
(define-syntax dots (syntax-rules ::: () ((_ a :::) '(a ::: ...))))
(dots 1 2)
;=> (1 2 ...)
(define-syntax escaped (syntax-rules () ((_ a) '(a (... ...)))))
(escaped 1)
;=> (1 ...)
(define-syntax escaped-template (syntax-rules () ((_ a b) '(... (a ... b)))))
(escaped-template 1 2)
;=> (1 ... 2)
(define-syntax ellipsis-literal (syntax-rules (...) ((_ ...) 'dots) ((_ x) 'other)))
(list (ellipsis-literal ...) (ellipsis-literal 1))
;=> (dots other)
(let ((... 5)) (define-syntax m (syntax-rules () ((_ x) '(x)))) (m 1))
;=> (1)

;; The first rule that matches is taken; recursion over arguments.
(define-syntax rev (syntax-rules () ((_ () (acc ...)) '(acc ...)) ((_ (x y ...) (acc ...)) (rev (y ...) (x acc ...)))))
(rev (1 2 3) ())
;=> (3 2 1)
(define-syntax my-cond
  (syntax-rules (else)
    ((_ (else e)) e)
    ((_ (c e) rest ...) (if c e (my-cond rest ...)))))
(my-cond (#f 1) ((= 1 1) 2) (else 3))
;=> 2
(define-syntax count-args (syntax-rules () ((_) 0) ((_ x y ...) (+ 1 (count-args y ...)))))
(count-args a b c d e)
;=> 5

;; The name at the head of a pattern is not a variable.
(define-syntax head (syntax-rules () ((whatever x) 'x)))
(head y)
;=> y

;; A keyword for another keyword.
(define-syntax my-if if)
;error: syntax-error
(define-syntax my-when when)
(my-when #t 1 2)
;=> 2

;; Wrong macros are refused where they are defined.
(define-syntax bad 5)
;error: syntax-error bad: expected (syntax-rules ...)
;at: 5
(define-syntax bad (syntax-rules))
;error: syntax-error syntax-rules: expected (syntax-rules (literal ...) (pattern template) ...)
(define-syntax bad (syntax-rules () ((_ a a) a)))
;error: syntax-error syntax-rules: this pattern variable appears twice
;at: a) a)
(define-syntax bad (syntax-rules () ((_ a ... b ...) 1)))
;error: syntax-error syntax-rules: an ellipsis must follow a pattern, once in a list
(define-syntax bad (syntax-rules () ((_ a ...) a)))
;error: syntax-error syntax-rules: this variable needs an ellipsis after it in the template
;at: a)))
(define-syntax bad (syntax-rules () ((_ a) '(a ...))))
(bad 1)
;error: syntax-error syntax-rules: nothing before this ellipsis repeats
(define-syntax)
;error: syntax-error define-syntax: expected (define-syntax name transformer)
(syntax-rules () ((_ x) x))
;error: syntax-error syntax-rules: only allowed as the transformer
(define-syntax unless2 (syntax-rules () ((_ c e) (if c #f e))))
(unless2 1)
;error: syntax-error unless2: this use matches none of the macro's patterns, in (unless2 1)
;at: (unless2 1)
unless2
;error: syntax-error unless2 is syntax, not a variable
;at: unless2
(set! unless2 1)
;error: syntax-error set!: unless2 is syntax, not a variable

;; An expansion that does not end says which macro, and where it is.
(define-syntax forever
  (syntax-rules () ((_ x) (forever x))))
(list 1
  (forever y))
;error: syntax-error the macro forever (defined at syntax-rules.scm:
;at: (forever y)
(define-syntax grow (syntax-rules () ((_ x ...) (grow x ... x ...))))
(grow 1)
;error: syntax-error the macro grow

;; Inside (... ...) an ellipsis is no more than a name, so it repeats nothing.
(define-syntax escaped (syntax-rules () ((_ x ...) '(... (x ...)))))
;error: syntax-error syntax-rules: this variable needs an ellipsis after it in the template
(define-syntax escaped (syntax-rules () ((_ x) '(... (x ...)))))
(escaped 1)
;=> (1 ...)
