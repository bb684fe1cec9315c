#!/usr/bin/env -S omega run
; The towers of Hanoi. How many discs is an argument:
;
;   omega run examples/hanoi.scm 4

(define (hanoi discs from to spare)
  "Print the moves that take a tower of discs from one peg to another; the value is their number."
  (if (= discs 0)
      0
      (let ((before (hanoi (- discs 1) from spare to)))
        (display from) (display " -> ") (display to) (newline)
        (+ before 1 (hanoi (- discs 1) spare to from)))))

(define discs
  (let ((arguments (cdr (command-line))))
    (if (null? arguments) 3 (string->number (car arguments)))))

(let ((moves (hanoi discs 'left 'right 'middle)))
  (display moves)
  (display " moves")
  (newline))
