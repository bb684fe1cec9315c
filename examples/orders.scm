#!/usr/bin/env -S omega run
; One program, run in three ways. It performs effects and does not know who answers them; each handler decides what they
; mean: do it and write a log, only say what would be done, or try every choice.

(define (order-lunch)
  "Choose a place and a dish, and order; the value is what was ordered."
  (let* ((place (perform 'choose '(harbour market)))
         (dish (perform 'choose (if (eq? place 'harbour) '(fish soup) '(soup salad)))))
    (perform 'send (list 'table 'at place))
    (perform 'send (list 'order dish))
    (list place dish)))

(define (say . things)
  (for-each display things)
  (newline))

(define (logging thunk)
  "Do it: the first choice is taken, and every message is sent and written down."
  (handle (thunk)
    (on choose (options k)
      (say "chose " (car options) " of " options)
      (k (car options)))
    (on send (message k)
      (say "sent " message)
      (k 'ok))))

(define (dry-run thunk)
  "Send nothing: the value is the list of what would be sent."
  (handle (thunk)
    (on choose (options k) (k (car options)))
    (on send (message k) (cons message (k 'ok)))
    (return (v) '())))

(define (all-ways thunk)
  "Go on once for each option: the value is the list of all results."
  (handle (thunk)
    (on choose (options k) (append-map k options))
    (on send (message k) (k 'ok))
    (return (v) (list v))))

(say "result: " (logging order-lunch))
(say "would send: " (dry-run order-lunch))
(say "all ways: " (all-ways order-lunch))
