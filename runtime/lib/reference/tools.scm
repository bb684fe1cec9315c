(topic "Tools" "What helps whoever works in a session: documentation, and a look at values and at what runs.")

(syntax doc "(doc name)" "Print what is known of a name: its parameters, a line about it, and examples."
  (doc nil) prints "nil: variable\n  The empty list.\n    nil => ()\n")

(procedure apropos
  (apropos "string-pad") => (string-pad string-pad-left string-pad-right))

(syntax time "(time body ...)" "Evaluate the body, and print to the error port how many ticks and milliseconds that took."
  (time (+ 1 2)) => 3)

(syntax trace "(trace name ...)" "Print to the error port each call of these procedures and what it returns, until untrace."
  (define (double x) (* 2 x))
  (trace double)
  (double 4) prints "(double 4)\n8\n" => 8)

(syntax untrace "(untrace name ...)" "Trace these procedures no longer."
  (define (double x) (* 2 x))
  (trace double)
  (untrace double)
  (double 4) => 8)

(procedure source
  (define (double x) (* 2 x))
  (source double) prints ";; <eval>:1:1\n(define (double x) (* 2 x))\n"
  (source car) prints ";; #<procedure car> is built in\n")

(procedure disassemble
  (define (first-of pair) (car pair))
  (disassemble first-of) prints "(procedure first-of (pair) (return (car pair)))\n")

(procedure inspect
  (inspect '(a "b")) prints "(a \"b\"): list of 2 elements\n  0: a\n  1: \"b\"\n")

(procedure pp
  (pp '(define (twice f) (lambda (x) (f (f x)))) 24) prints "(define (twice f)\n  (lambda (x)\n    (f (f x))))\n")
