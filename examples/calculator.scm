#!/usr/bin/env -S omega run
; A small language: expressions are data, taken apart by match; its procedures are records, and its global names are in a
; hash table.

(define-record-type <procedure-value> (make-procedure-value parameters body bindings) procedure-value?
  (parameters parameters-of)
  (body body-of)
  (bindings bindings-of))

(define globals (make-hash-table))

(define (value-of name bindings)
  (cond ((assq name bindings) => cdr)
        (else (hash-table-ref globals name (lambda () (error "no such name:" name))))))

(define (evaluate expression bindings)
  "The value of an expression where these names are bound."
  (match expression
    ((? number? n) n)
    ((? symbol? name) (value-of name bindings))
    (('define name value)
     (hash-table-set! globals name (evaluate value bindings))
     name)
    (('if test then otherwise)
     (evaluate (if (zero? (evaluate test bindings)) otherwise then) bindings))
    (('fn (parameters ...) body)
     (make-procedure-value parameters body bindings))
    ((operator operands ...)
     (call (evaluate operator bindings)
           (map (lambda (operand) (evaluate operand bindings)) operands)))))

(define (call procedure arguments)
  "Call a procedure of the language, or one of Lisp's own."
  (if (procedure-value? procedure)
      (evaluate (body-of procedure)
                (append (map cons (parameters-of procedure) arguments) (bindings-of procedure)))
      (apply procedure arguments)))

(for-each (lambda (entry) (hash-table-set! globals (car entry) (cdr entry)))
          (list (cons '+ +) (cons '- -) (cons '* *)))

(define program
  '((define square (fn (n) (* n n)))
    (define factorial (fn (n) (if n (* n (factorial (- n 1))) 1)))
    (define adder (fn (n) (fn (m) (+ n m))))
    (square 12)
    (factorial 20)
    ((adder 3) 4)
    (square unknown)))

(for-each
 (lambda (expression)
   (format #t "~s => ~a~%" expression
           (handler-case (evaluate expression '())
             (error (c) (condition/report-string c)))))
 program)
