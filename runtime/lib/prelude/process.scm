;;; The process and the time: R7RS 6.14. The host knows; a program may be refused what it asks.

(define* (exit &optional (status #t))
  "Leave every dynamic-wind, flush every file, end the evaluation: status is #t (0), #f (1) or an integer."
  (%unwind-all)
  (%flush-files)
  (emergency-exit status))

(define* (emergency-exit &optional (status #t))
  "End the evaluation at once: status is #t (0), #f (1) or an integer."
  (effect 'exit.op status))

(define (command-line)
  "The name of the program and its arguments, a list of strings."
  (effect 'command-line.op))

(define (get-environment-variable name)
  "The value of an environment variable, or #f."
  (if (not (string? name)) (%wrong-type "get-environment-variable" "a string" name 1))
  (let ((found (assoc name (get-environment-variables))))
    (and found (cdr found))))

(define (get-environment-variables)
  "The environment as a list of pairs of names and values."
  (effect 'environment.op))

(define (runtime)
  "Seconds on the host's clock."
  (effect 'clock.op))

(define (current-second)
  "Seconds since the beginning of 1970, a real."
  (effect 'clock.op))

(define (jiffies-per-second)
  "How many jiffies a second has."
  1000000)

(define (current-jiffy)
  "The time in jiffies, an exact integer."
  (exact (round (* (jiffies-per-second) (effect 'clock.op)))))
