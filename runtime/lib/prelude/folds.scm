;;; Folds over lists: SRFI 1 (fold, fold-right, reduce, reduce-right) and R6RS (fold-left).

(define (fold procedure initial list . lists)
  "Combine the elements from first to last: each step is (procedure element ... result)."
  (if (null? lists)
      (let loop ((rest list) (result initial))
        (if (pair? rest)
            (loop (cdr rest) (procedure (car rest) result))
            (begin
              (%check-list "fold" 3 list rest)
              result)))
      (begin
        (%check-lists "fold" 3 (cons list lists))
        (let loop ((lists (cons list lists)) (result initial))
          (if (%all-pairs? lists)
              (loop (%cdrs lists) (apply procedure (append (%cars lists) (cons result '()))))
              result)))))

(define (fold-left procedure initial list . lists)
  "Combine the elements from first to last: each step is (procedure result element ...)."
  (if (null? lists)
      (let loop ((rest list) (result initial))
        (if (pair? rest)
            (loop (cdr rest) (procedure result (car rest)))
            (begin
              (%check-list "fold-left" 3 list rest)
              result)))
      (begin
        (%check-lists "fold-left" 3 (cons list lists))
        (let loop ((lists (cons list lists)) (result initial))
          (if (%all-pairs? lists)
              (loop (%cdrs lists) (apply procedure result (%cars lists)))
              result)))))

(define (fold-right procedure initial list . lists)
  "Combine the elements from last to first: each step is (procedure element ... result)."
  (if (null? lists)
      (begin
        (if (or (pair? list) (null? list)) #t (%wrong-type "fold-right" "a list" list 3))
        (let loop ((rest (reverse list)) (result initial))
          (if (pair? rest)
              (loop (cdr rest) (procedure (car rest) result))
              result)))
      (let loop ((rows (reverse (apply map (lambda row row) list lists))) (result initial))
        (if (pair? rows)
            (loop (cdr rows) (apply procedure (append (car rows) (cons result '()))))
            result))))

(define (reduce procedure initial list)
  "Combine the elements from first to last, each step (procedure element result); initial is the result of no elements."
  (cond ((pair? list) (fold procedure (car list) (cdr list)))
        ((null? list) initial)
        (else (%wrong-type "reduce" "a list" list 3))))

(define (reduce-left procedure initial list)
  "Combine the elements from first to last, each step (procedure result element); initial is the result of no elements."
  (cond ((pair? list) (fold-left procedure (car list) (cdr list)))
        ((null? list) initial)
        (else (%wrong-type "reduce-left" "a list" list 3))))

(define (reduce-right procedure initial list)
  "Combine the elements from last to first, each step (procedure element result); initial is the result of no elements."
  (cond ((pair? list)
         (let ((backwards (reverse list)))
           (fold procedure (car backwards) (cdr backwards))))
        ((null? list) initial)
        (else (%wrong-type "reduce-right" "a list" list 3))))
