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
  (cond ((pair? sequence)
         (let* ((count (length sequence))
                (sorted (if (%plain-order? less?) (%sort-runs! (list->vector sequence) less?) #f)))
           (if sorted
               (vector->list sorted)
               (%merge-sort sequence count less?))))
        ((null? sequence) '())
        ((not (vector? sequence)) (%wrong-type procedure "a list or vector" sequence position))
        ((= (vector-length sequence) 0) (vector))
        ((and (%plain-order? less?) (%sort-runs! (vector-copy sequence) less?)))
        (else (list->vector (%merge-sort (vector->list sequence) (vector-length sequence) less?)))))

;; How many elements are sorted at once: a millisecond's work.
(define %run 5000)

(define (%sort-runs! items order)
  "The vector with its elements in an order that is a plain one, or #f, if not all are plain."
  (let ((end (vector-length items)))
    (let sort-next ((start 0))
      (cond ((>= start end) (%merge-runs-of %run items end order))
            ((%sort-run! items start (min end (+ start %run)) order) (sort-next (+ start %run)))
            (else #f)))))

(define (%merge-runs-of width items end order)
  "The vector, whose runs of this width are in order, with all its elements in order."
  (if (< width end)
      (let merge-next ((start 0))
        (if (< (+ start width) end)
            (begin
              (%merge-runs! items start (min end (+ start (* 2 width))) order)
              (merge-next (+ start (* 2 width))))
            (%merge-runs-of (* 2 width) items end order)))
      items))

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
