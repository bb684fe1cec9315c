;;; What the rest of the prelude stands on, and the combinators of procedures.

(define nil '())
(define true #t)
(define false #f)

(define (%again function arguments)
  "Call a primitive with the state it left behind (see handover.py)."
  (apply function arguments))

(define (identity object)
  "The object itself."
  object)

(define (constantly object)
  "A procedure of any arguments that returns the object."
  (lambda arguments object))

(define (compose . procedures)
  "The procedure that applies the last of the procedures to its arguments, and each other to the result of the next."
  (cond ((null? procedures) identity)
        ((null? (cdr procedures)) (car procedures))
        (else
         (let ((outer (car procedures))
               (inner (apply compose (cdr procedures))))
           (lambda arguments (outer (apply inner arguments)))))))

(define (pipe . procedures)
  "The procedure that applies the first of the procedures to its arguments, and each other to the result before."
  (apply compose (reverse procedures)))

(define (partial procedure . first)
  "The procedure that calls procedure with the given arguments before its own."
  (lambda rest (apply procedure (append first rest))))

(define (complement predicate)
  "The predicate that is true where this one is false."
  (lambda arguments (not (apply predicate arguments))))

(define (%check-list procedure position whole rest)
  "What a loop over a list returns at its end: unspecified, or the error that the list is improper."
  (if (null? rest)
      (if #f #f)
      (%wrong-type procedure "a list" whole position)))

(define (%check-procedure procedure position object)
  "Raise the error that the object is not a procedure, unless it is one."
  (if (procedure? object)
      (if #f #f)
      (%wrong-type procedure "a procedure" object position)))
