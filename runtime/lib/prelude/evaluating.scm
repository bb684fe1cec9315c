;;; What waits on the stack while code is expanded and evaluated inside a run (machine/evaluating.py).

(define (%answering step expansion)
  (if (%waiting? expansion)
      (%answering step (%answered expansion (%fulfil expansion)))
      (step expansion)))

(define (%evaluate-all expansions)
  (cond ((null? expansions) (if #f #f))
        ((null? (cdr expansions)) (%evaluate (car expansions)))
        (else (%evaluate (car expansions))
              (%evaluate-all (cdr expansions)))))

(define (%load-library expansion)
  (%evaluate-all (%library-forms expansion))
  (%library-done expansion))

(define (environment . sets)
  "The environment that has what these import sets, given as data, import."
  (let ((opened (%open-environment sets)))
    (%evaluate (cdr opened))
    (%close-environment (car opened))
    (car opened)))

(define (scheme-report-environment version)
  "The environment of a version of the Scheme report, 5 or 7."
  (case version
    ((5) (environment '(scheme r5rs)))
    ((7) (environment '(scheme base) '(scheme case-lambda) '(scheme char) '(scheme complex) '(scheme cxr)
                      '(scheme eval) '(scheme file) '(scheme inexact) '(scheme lazy) '(scheme load)
                      '(scheme process-context) '(scheme read) '(scheme repl) '(scheme time) '(scheme write)))
    (else (%wrong-type "scheme-report-environment" "the version 5 or 7" version))))

(define (null-environment version)
  "The environment that has the syntax of a version of the Scheme report, 5 or 7, and nothing else."
  (case version
    ((5 7) (environment '(only (scheme r5rs) and begin case cond define define-syntax delay do if lambda let let*
                               let-syntax letrec letrec-syntax or quasiquote quote set!)))
    (else (%wrong-type "null-environment" "the version 5 or 7" version))))

(define system-global-environment (interaction-environment))
(define user-initial-environment (interaction-environment))

(define (load path . environment)
  "Evaluate the forms of a file, in order, in an environment: the session's when none is given."
  (if (string? path)
      (%load (%source-text (effect 'file.read.op path) path)
             (if (pair? environment) (car environment) (interaction-environment)))
      (%wrong-type "load" "a string" path 1)))

(define (%load source environment)
  (let ((next (%next-form source environment)))
    (if (pair? next)
        (begin (%evaluate (car next))
               (%load (cdr next) environment)))))

(define (macroexpand-1 form . environment)
  "The form, given as data, after one use of the macro at its head."
  (%macroexpand-1 (apply %expansion form environment)))

(define (macroexpand form . environment)
  "The form, given as data, after all uses of macros at its head."
  (%macroexpand (apply %expansion form environment)))

(define (macroexpand-all form . environment)
  "The form, given as data, after all uses of macros in it."
  (%macroexpand-all (apply %expansion form environment)))
