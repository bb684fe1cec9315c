;;; What waits on the stack while code is expanded and evaluated inside a run (machine/evaluating.py).

(define (%evaluate-answering expansion)
  (if (%waiting? expansion)
      (%evaluate-answering (%answered expansion (%fulfil expansion)))
      (%evaluate expansion)))

(define (%evaluate-all expansions)
  (cond ((null? expansions) (if #f #f))
        ((null? (cdr expansions)) (%evaluate (car expansions)))
        (else (%evaluate (car expansions))
              (%evaluate-all (cdr expansions)))))

(define (%load-library expansion)
  (%evaluate-all (%library-forms expansion))
  (%library-done expansion))

(define (%library-answering expansion)
  (if (%waiting? expansion)
      (%library-answering (%answered expansion (%fulfil expansion)))
      (%library-forms expansion)))

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
