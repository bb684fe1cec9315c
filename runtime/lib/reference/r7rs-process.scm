(topic "Process and time" "What a program can know of the process it runs in, and of the time (R7RS 6.14). On a server only the time is told.")

(procedure exit
  (begin (display "before ") (exit 3) (display "never")) prints "before "
  (dynamic-wind (lambda () #f) exit (lambda () (display "left"))) prints "left")

(procedure emergency-exit
  (dynamic-wind (lambda () (display "in")) emergency-exit (lambda () (display "left"))) prints "in")

(procedure command-line
  (command-line) error capability-denied
  (handle (command-line) (on command-line.op (k) (k '("prog.scm" "one")))) => ("prog.scm" "one"))

(procedure get-environment-variable
  (get-environment-variable "HOME") error capability-denied
  (handle (get-environment-variable "HOME") (on environment.op (k) (k '(("HOME" . "/home/ada"))))) => "/home/ada")

(procedure get-environment-variables
  (handle (get-environment-variables) (on environment.op (k) (k '(("HOME" . "/home/ada"))))) => (("HOME" . "/home/ada")))

(procedure runtime
  (<= (runtime) (runtime)) => #t)

(procedure current-second
  (> (current-second) 1e9) => #t)

(procedure current-jiffy
  (exact-integer? (current-jiffy)) => #t)

(procedure jiffies-per-second
  (jiffies-per-second) => 1000000)
