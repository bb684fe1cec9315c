;;; Sorting: a stable merge sort of lists, and of vectors by way of lists. Nothing is changed while less? may run, so
;;; it may capture and re-enter continuations.

(define (sort sequence less?)
  "A new list or vector of the elements in order; equal ones keep theirs. The arguments may come in either order."
  (if (procedure? sequence)
      (%sort "sort" 2 less? sequence)
      (begin
        (%check-procedure "sort" 2 less?)
        (%sort "sort" 1 sequence less?))))

(define (list-sort less? list)
  "A new list of the elements in order; equal ones keep theirs."
  (%check-procedure "list-sort" 1 less?)
  (%sort "list-sort" 2 list less?))

(define (vector-sort less? vector)
  "A new vector of the elements in order; equal ones keep theirs."
  (%check-procedure "vector-sort" 1 less?)
  (%sort "vector-sort" 2 vector less?))

(define (sort! vector less?)
  "Put the elements of the vector in order; equal ones keep theirs."
  (%check-procedure "sort!" 2 less?)
  (if (vector? vector)
      (vector-copy! vector 0 (%sort "sort!" 1 vector less?))
      (%wrong-type "sort!" "a vector" vector 1)))

(define (%sort procedure position sequence less?)
  "Sort a list or vector, or raise an error in the name of the procedure."
  (cond ((pair? sequence) (%sort-list sequence (length sequence) less?))
        ((null? sequence) '())
        ((vector? sequence)
         (if (= (vector-length sequence) 0)
             (vector)
             (list->vector (%sort-list (vector->list sequence) (vector-length sequence) less?))))
        (else (%wrong-type procedure "a list or vector" sequence position))))

;; %sorted-run takes up to this many elements (RUN in sorting.py).
(define %run 5000)

(define (%sort-list list count less?)
  "The first count (at least 1) elements of the list, in order; by runs if the order is a plain one."
  (cond ((not (%plain-order? less?)) (%merge-sort list count less?))
        ((<= count %run)
         (or (%sorted-run list count less?)
             (%merge-sort list count less?)))
        (else
         (let ((half (quotient count 2)))
           (%merge (%sort-list list half less?)
                   (%sort-list (list-tail list half) (- count half) less?)
                   less?)))))

(define (%merge-sort list count less?)
  "The first count (at least 1) elements of the list, in order."
  (cond ((= count 1) (cons (car list) '()))
        ((= count 2)
         (let ((a (car list)) (b (cadr list)))
           (if (less? b a)
               (cons b (cons a '()))
               (cons a (cons b '())))))
        (else
         (let ((half (quotient count 2)))
           (%merge (%merge-sort list half less?)
                   (%merge-sort (list-tail list half) (- count half) less?)
                   less?)))))

(define (%merge left right less?)
  "The elements of two ordered lists in order, those of left before equal ones of right."
  (let loop ((left left) (right right) (made '()))
    (cond ((null? left) (append-reverse made right))
          ((null? right) (append-reverse made left))
          ((less? (car right) (car left)) (loop left (cdr right) (cons (car right) made)))
          (else (loop (cdr left) right (cons (car left) made))))))
