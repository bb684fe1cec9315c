#!/usr/bin/env -S omega run
; Loads records of which some are bad. The loader says what can be done about a bad one (restarts); what is done is
; decided by whoever calls it (handlers), and the loader goes on from where it was.

(define-condition bad-price (error)
  ((text :initarg :text :reader bad-price-text))
  (:report "a price is not a number"))

(define (parse-price text)
  "The price as a number; if it is none, use-value gives another one for it."
  (restart-case (or (string->number text) (error 'bad-price :text text))
    (use-value (price) :report "Use another price." price)))

(define (load-entries lines)
  "The entries of all lines, but for those that skip-entry leaves out."
  (append-map
   (lambda (line)
     (restart-case
         (let ((parts (string-split line #\,)))
           (list (cons (car parts) (parse-price (cadr parts)))))
       (skip-entry () :report "Leave out this entry." '())))
   lines))

(define lines '("tea,3" "coffee,4.5" "milk,1.2.3" "bread,free" "salt"))

; Two programs use the loader. One repairs what it can and leaves out the rest ...
(define (repair condition)
  (cond ((string=? (bad-price-text condition) "free") (use-value 0))
        (else (format #t "left out ~s: ~a~%" (bad-price-text condition) (condition/report-string condition))
              (invoke-restart 'skip-entry))))

(format #t "~s~%"
        (handler-bind ((bad-price repair)
                       (type-error (lambda (c) (invoke-restart 'skip-entry)))) ; no price at all: cadr of a short list
          (load-entries lines)))

; ... the other gives up at the first one, and says which it was.
(format #t "~a~%"
        (handler-case (load-entries lines)
          (bad-price (c) (string-append "refused: " (bad-price-text c)))))
