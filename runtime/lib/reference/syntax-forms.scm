(topic "Syntax beyond R7RS" "Loops, bindings and shorthands, some of them of SRFIs; all are hygienic.")

(syntax while "(while test body ...)" "Evaluate the body again and again while the test is true."
  (let ((i 0)) (while (< i 3) (display i) (set! i (+ i 1)))) prints "012")

(syntax let/ec "(let/ec leave body ...)" "Evaluate the body with leave bound to the procedure that ends it at once, with a value."
  (let/ec return (for-each (lambda (x) (if (even? x) (return x))) '(1 4 5)) #f) => 4)

(syntax fluid-let "(fluid-let ((name expression) ...) body ...)" "Assign variables while the body is evaluated, and assign them back whenever it is left."
  (define depth 1)
  (define (show) depth)
  (list (fluid-let ((depth 2)) (show)) (show)) => (2 1))

(syntax if-let "(if-let (name expression) then [else])" "Bind a name if the value is not #f, and evaluate then; or several names, in a list, if none is #f."
  (if-let (found (assq 'b '((a . 1) (b . 2)))) (cdr found) 'none) => 2
  (if-let ((a 1) (b #f)) (+ a b) 'none) => none)

(syntax when-let "(when-let (name expression) body ...)" "Bind a name if the value is not #f, and evaluate the body."
  (when-let (found (memv 2 '(1 2 3))) (length found)) => 2)

(syntax and-let* "(and-let* (clause ...) body ...)" "Evaluate the clauses (name expression), (expression) or name until one is #f, then the body (SRFI 2)."
  (and-let* ((x 5) ((> x 3)) (y (* x 2))) (list x y)) => (5 10)
  (and-let* ((entry (assq 'c '((a . 1))))) (cdr entry)) => #f)

(syntax -> "(-> value step ...)" "Pass a value through calls, as the first argument of each."
  (-> 5 (- 2) (* 10)) => 30
  (-> '((1) 2) car car) => 1)

(syntax ->> "(->> value step ...)" "Pass a value through calls, as the last argument of each."
  (->> '(1 2 3) (map square) (apply +)) => 14)

(syntax cut "(cut slot ...)" "The procedure that makes this call with its arguments in the places of <>, and the rest of them in the place of <...> (SRFI 26)."
  (map (cut * 2 <>) '(1 2 3)) => (2 4 6)
  ((cut list 1 <> 3 <...>) 2 4 5) => (1 2 3 4 5))

(syntax cute "(cute slot ...)" "Like cut, but what is no slot is evaluated once, when the procedure is made."
  (map (cute + (begin (display "once") 1) <>) '(1 2 3)) prints "once" => (2 3 4))

(syntax rec "(rec (name parameter ...) body ...)" "A procedure that can call itself by this name; or, (rec name expression), any value that mentions itself (SRFI 31)."
  ((rec (f n) (if (= n 0) 1 (* n (f (- n 1))))) 5) => 120)

(syntax receive "(receive (parameter ...) expression body ...)" "Bind the values that an expression delivers (SRFI 8)."
  (receive (q . rest) (floor/ 7 2) (list q rest)) => (3 (1)))

(syntax named-lambda "(named-lambda (name parameter ...) body ...)" "A procedure of this name; the name is not bound."
  ((named-lambda (double x) (* 2 x)) 4) => 8)

(syntax define* "(define* (name parameter ...) body ...)" "Define a procedure with &optional, &key and &rest parameters; a default is evaluated, if need be, after the parameters before it."
  (define* (area w &optional (h w) &key (scale 1)) (* w h scale))
  (list (area 2) (area 2 3) (area 2 3 :scale 10)) => (4 6 60)
  (area 2 3 :size 1) error arity-error)

(syntax lambda* "(lambda* (parameter ...) body ...)" "A procedure with &optional, &key and &rest parameters, as define* defines."
  ((lambda* (a &optional (b 2) &rest more) (list a b more)) 1) => (1 2 ())
  ((lambda* (&key x (y x)) (list x y)) :x 5) => (5 5))
