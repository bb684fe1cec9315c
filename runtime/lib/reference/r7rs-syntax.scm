(topic "Expressions and definitions" "The syntax of R7RS 4 and 5 that is not about one kind of data.")

(syntax quote "(quote datum)" "The datum itself, not evaluated; 'datum for short."
  '(1 a "b") => (1 a "b"))

(syntax quasiquote "(quasiquote template)"
  "The template with what follows a comma evaluated; `template for short."
  `(1 ,(+ 1 1) ,@(list 3 4)) => (1 2 3 4))

(syntax (unquote unquote-splicing) "(unquote expression)" "Inside a quasiquotation, the value of an expression, or with ,@ the elements of a list; ,expression and ,@expression for short."
  `(1 ,(+ 1 1) ,@(list 3 4)) => (1 2 3 4)
  (unquote 5) error syntax-error)

(syntax lambda "(lambda (parameter ...) body ...)"
  "A procedure; a name after a dot, or instead of the list, takes a list of the remaining arguments."
  ((lambda (x . rest) (list x rest)) 1 2 3) => (1 (2 3)))

(syntax if "(if test consequent [alternative])"
  "The consequent's value if the test is not #f, else the alternative's."
  (if (> 3 2) 'yes 'no) => yes)

(syntax set! "(set! name expression)" "Assign a variable that exists."
  (let ((x 1)) (set! x (+ x 1)) x) => 2
  (set! no-such-variable 1) error unbound-variable)

(syntax define "(define name expression)"
  "Define a variable, or with (define (name parameter ...) body ...) a procedure."
  (begin (define (twice x) (* 2 x)) (twice 21)) => 42)

(syntax define-values "(define-values (name ...) expression)"
  "Define several variables with the values that an expression delivers."
  (let () (define-values (q r) (floor/ 17 5)) (list q r)) => (3 2))

(syntax begin "(begin expression ...)" "Evaluate in order, for the value of the last."
  (begin (display "a") (+ 1 2)) prints "a" => 3)

(syntax cond "(cond (test expression ...) ... [(else expression ...)])"
  "The first clause whose test is not #f; (test => receiver) calls a procedure with the test's value."
  (cond ((assv 2 '((1 . a) (2 . b))) => cdr) (else 'none)) => b)

(syntax case "(case key ((datum ...) expression ...) ... [(else expression ...)])"
  "The first clause with a datum that is eqv? to the key."
  (case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite)) => composite
  (case 'x ((a) 1) (else => list)) => (x))

(syntax and "(and test ...)" "The last test's value, or #f as soon as one is #f."
  (and 1 2) => 2
  (and 1 #f (car '())) => #f
  (and) => #t)

(syntax or "(or test ...)" "The first test's value that is not #f, or #f."
  (or #f 2 (car '())) => 2
  (or) => #f)

(syntax when "(when test expression ...)" "Evaluate the expressions if the test is not #f."
  (when (> 3 2) (display "yes") 'done) prints "yes" => done)

(syntax unless "(unless test expression ...)" "Evaluate the expressions if the test is #f."
  (unless (> 2 3) (display "no") 'done) prints "no" => done)

(syntax let "(let ((name expression) ...) body ...)"
  "Bind variables, all at once; with a name before the bindings that name is a procedure of the body, for loops."
  (let ((x 2) (y 3)) (* x y)) => 6
  (let loop ((n 5) (product 1)) (if (= n 0) product (loop (- n 1) (* n product)))) => 120)

(syntax let* "(let* ((name expression) ...) body ...)" "Bind variables one after the other."
  (let* ((x 2) (y (* x 3))) y) => 6)

(syntax (letrec letrec*) "(letrec ((name expression) ...) body ...)"
  "Bind variables whose expressions may refer to one another."
  (letrec ((even? (lambda (n) (if (= n 0) #t (odd? (- n 1))))) (odd? (lambda (n) (if (= n 0) #f (even? (- n 1)))))) (even? 100)) => #t)

(syntax (let-values let*-values) "(let-values (((name ...) expression) ...) body ...)"
  "Bind variables to the values that expressions deliver."
  (let-values (((q r) (floor/ 17 5)) (all (values 1 2))) (list q r all)) => (3 2 (1 2)))

(syntax do "(do ((name initial [step]) ...) (test result ...) command ...)"
  "Loop until the test is true, stepping the variables."
  (do ((i 0 (+ i 1)) (sum 0 (+ sum i))) ((= i 5) sum)) => 10)

(syntax case-lambda "(case-lambda ((parameter ...) body ...) ...)"
  "A procedure with a clause for each number of arguments."
  (let ((f (case-lambda ((x) 'one) ((x y) 'two) (all 'more)))) (list (f 1) (f 1 2) (f 1 2 3))) => (one two more))

(syntax define-syntax "(define-syntax name transformer)"
  "Define a macro; the transformer is a syntax-rules form."
  (let () (define-syntax swap! (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t))))) (define t 1) (define u 2) (swap! t u) (list t u)) => (2 1))

(syntax (let-syntax letrec-syntax) "(let-syntax ((name transformer) ...) body ...)"
  "Bind macros in the body."
  (let-syntax ((twice (syntax-rules () ((_ e) (begin e e))))) (twice (display "a"))) prints "aa")

(syntax syntax-rules "(syntax-rules (literal ...) (pattern template) ...)"
  "A transformer: a use of the macro that matches a pattern becomes its template, hygienically."
  (let-syntax ((while (syntax-rules () ((_ test body ...) (let loop () (if test (begin body ... (loop)))))))) (let ((i 0)) (while (< i 3) (display i) (set! i (+ i 1))))) prints "012")

(syntax syntax-error "(syntax-error message form ...)" "What a macro expands to when its use is wrong: an error with this message about these forms."
  (let-syntax ((only-name (syntax-rules () ((_ (a)) 'a) ((_ . x) (syntax-error "expected a name, got" x))))) (only-name 1 2)) error syntax-error)
