;;; Lists: the procedures of R7RS 6.10 and SRFI 1 that take a procedure, except folds and sorting.
;;;
;;; Results are built in reverse and turned at the end, or gathered in a vector that is copied when somebody else has
;;; added to it (gathering.py), never by changing a pair, so that a continuation captured inside the given procedure may
;;; be re-entered (R7RS 6.10, map). One list is a loop; several go through lists of
;;; cars and cdrs.

;; --- several lists at once

(define (%all-pairs? lists)
  "Whether every list has an element left."
  (let loop ((lists lists))
    (cond ((null? lists) #t)
          ((pair? (car lists)) (loop (cdr lists)))
          (else #f))))

(define (%cars lists)
  "The first elements of the lists."
  (let loop ((lists lists) (made '()))
    (if (null? lists)
        (reverse made)
        (loop (cdr lists) (cons (caar lists) made)))))

(define (%cdrs lists)
  "What follows the first elements of the lists."
  (let loop ((lists lists) (made '()))
    (if (null? lists)
        (reverse made)
        (loop (cdr lists) (cons (cdar lists) made)))))

(define (%check-lists procedure position wholes)
  "Raise an error unless every argument from this position on is a pair or the empty list."
  (let loop ((lists wholes) (position position))
    (cond ((null? lists) #t)
          ((or (pair? (car lists)) (null? (car lists))) (loop (cdr lists) (+ position 1)))
          (else (%wrong-type procedure "a list" (car lists) position)))))

;; --- map and its kin

(define (map procedure list . lists)
  "The list of the procedure's results on the elements of the list, or of the lists, side by side."
  (if (null? lists)
      (let loop ((rest list) (made (vector)) (count 0))
        (if (pair? rest)
            (let* ((result (procedure (car rest)))
                   (made (%own made count)))
              (%push! made result)
              (loop (cdr rest) made (+ count 1)))
            (begin
              (%check-list "map" 2 list rest)
              (%vector->list made 0 count '()))))
      (%map-several procedure (cons list lists))))

(define (%map-several procedure lists)
  "map over two or more lists, up to the end of the shortest."
  (%check-lists "map" 2 lists)
  (if (null? (cddr lists))
      (let loop ((left (car lists)) (right (cadr lists)) (made '()))
        (if (and (pair? left) (pair? right))
            (loop (cdr left) (cdr right) (cons (procedure (car left) (car right)) made))
            (reverse made)))
      (let loop ((lists lists) (made '()))
        (if (%all-pairs? lists)
            (loop (%cdrs lists) (cons (apply procedure (%cars lists)) made))
            (reverse made)))))

(define (for-each procedure list . lists)
  "Call the procedure on each element of the list, or of the lists side by side, from first to last."
  (if (null? lists)
      (let loop ((rest list))
        (if (pair? rest)
            (begin
              (procedure (car rest))
              (loop (cdr rest)))
            (%check-list "for-each" 2 list rest)))
      (begin
        (%check-lists "for-each" 2 (cons list lists))
        (let loop ((lists (cons list lists)))
          (if (%all-pairs? lists)
              (begin
                (apply procedure (%cars lists))
                (loop (%cdrs lists))))))))

(define (append-map procedure list . lists)
  "The procedure's results on the elements, which are lists, appended."
  (concatenate (apply map procedure list lists)))

(define (filter-map procedure list . lists)
  "The list of the procedure's results that are not #f."
  (if (null? lists)
      (let loop ((rest list) (made '()))
        (if (pair? rest)
            (let ((result (procedure (car rest))))
              (loop (cdr rest) (if result (cons result made) made)))
            (begin
              (%check-list "filter-map" 2 list rest)
              (reverse made))))
      (filter identity (apply map procedure list lists))))

(define (concatenate lists)
  "The lists of a list of lists, appended."
  (apply append lists))

;; --- choosing elements

(define (filter predicate list)
  "The list of the elements that satisfy the predicate."
  (let loop ((rest list) (made (vector)) (count 0))
    (if (pair? rest)
        (let ((element (car rest)))
          (if (predicate element)
              (let ((made (%own made count)))
                (%push! made element)
                (loop (cdr rest) made (+ count 1)))
              (loop (cdr rest) made count)))
        (begin
          (%check-list "filter" 2 list rest)
          (%vector->list made 0 count '())))))

(define (remove predicate list)
  "The list of the elements that do not satisfy the predicate."
  (let loop ((rest list) (made '()))
    (if (pair? rest)
        (let ((element (car rest)))
          (loop (cdr rest) (if (predicate element) made (cons element made))))
        (begin
          (%check-list "remove" 2 list rest)
          (reverse made)))))

(define (partition predicate list)
  "Two values: the elements that satisfy the predicate, and the others."
  (let loop ((rest list) (in '()) (out '()))
    (if (pair? rest)
        (let ((element (car rest)))
          (if (predicate element)
              (loop (cdr rest) (cons element in) out)
              (loop (cdr rest) in (cons element out))))
        (begin
          (%check-list "partition" 2 list rest)
          (values (reverse in) (reverse out))))))

(define (delete object list . same)
  "The list of the elements that are not equal? to the object (or not the same as it by a given predicate)."
  (let ((same? (if (null? same) equal? (car same))))
    (let loop ((rest list) (made '()))
      (if (pair? rest)
          (let ((element (car rest)))
            (loop (cdr rest) (if (same? object element) made (cons element made))))
          (begin
            (%check-list "delete" 2 list rest)
            (reverse made))))))

(define (delete-duplicates list . same)
  "The list without the elements equal? to an earlier one (or the same as one by a given predicate)."
  (if (null? same)
      (let loop ((rest list) (made '()))
        (if (pair? rest)
            (loop (cdr rest) (if (member (car rest) made) made (cons (car rest) made)))
            (begin
              (%check-list "delete-duplicates" 1 list rest)
              (reverse made))))
      (let ((same? (car same)))
        (let loop ((rest list) (made '()))
          (if (pair? rest)
              (let ((element (car rest)))
                (loop (cdr rest)
                      (if (any (lambda (earlier) (same? earlier element)) made) made (cons element made))))
              (begin
                (%check-list "delete-duplicates" 1 list rest)
                (reverse made)))))))

;; --- searching

(define (find predicate list)
  "The first element that satisfies the predicate, or #f."
  (let ((found (find-tail predicate list)))
    (if found (car found) #f)))

(define (find-tail predicate list)
  "The part of the list that begins with the first element that satisfies the predicate, or #f."
  (let loop ((rest list))
    (if (pair? rest)
        (if (predicate (car rest)) rest (loop (cdr rest)))
        (begin
          (%check-list "find-tail" 2 list rest)
          #f))))

(define (any predicate list . lists)
  "The first result of the predicate on the elements that is not #f, or #f."
  (if (null? lists)
      (let loop ((rest list))
        (if (pair? rest)
            (if (null? (cdr rest))
                (predicate (car rest))
                (or (predicate (car rest)) (loop (cdr rest))))
            (begin
              (%check-list "any" 2 list rest)
              #f)))
      (begin
        (%check-lists "any" 2 (cons list lists))
        (let loop ((lists (cons list lists)))
          (if (%all-pairs? lists)
              (or (apply predicate (%cars lists)) (loop (%cdrs lists)))
              #f)))))

(define (every predicate list . lists)
  "The last result of the predicate on the elements if none is #f, else #f; #t of no elements."
  (if (null? lists)
      (let loop ((rest list))
        (if (pair? rest)
            (if (null? (cdr rest))
                (predicate (car rest))
                (and (predicate (car rest)) (loop (cdr rest))))
            (begin
              (%check-list "every" 2 list rest)
              #t)))
      (begin
        (%check-lists "every" 2 (cons list lists))
        (let loop ((lists (cons list lists)) (last #t))
          (if (%all-pairs? lists)
              (let ((result (apply predicate (%cars lists))))
                (if result (loop (%cdrs lists) result) #f))
              last)))))

(define (list-index predicate list . lists)
  "The index of the first element that satisfies the predicate, or #f."
  (if (null? lists)
      (let loop ((rest list) (index 0))
        (if (pair? rest)
            (if (predicate (car rest)) index (loop (cdr rest) (+ index 1)))
            (begin
              (%check-list "list-index" 2 list rest)
              #f)))
      (begin
        (%check-lists "list-index" 2 (cons list lists))
        (let loop ((lists (cons list lists)) (index 0))
          (cond ((not (%all-pairs? lists)) #f)
                ((apply predicate (%cars lists)) index)
                (else (loop (%cdrs lists) (+ index 1))))))))

(define (count predicate list . lists)
  "How many elements satisfy the predicate."
  (if (null? lists)
      (let loop ((rest list) (total 0))
        (if (pair? rest)
            (loop (cdr rest) (if (predicate (car rest)) (+ total 1) total))
            (begin
              (%check-list "count" 2 list rest)
              total)))
      (begin
        (%check-lists "count" 2 (cons list lists))
        (let loop ((lists (cons list lists)) (total 0))
          (if (%all-pairs? lists)
              (loop (%cdrs lists) (if (apply predicate (%cars lists)) (+ total 1) total))
              total)))))

(define (%member-by object list same?)
  "member with a predicate."
  (let loop ((rest list))
    (if (pair? rest)
        (if (same? object (car rest)) rest (loop (cdr rest)))
        (begin
          (%check-list "member" 2 list rest)
          #f))))

(define (%member-equal object rest whole)
  "Go on with member after a comparison too large for one step."
  (if (equal? object (car rest))
      rest
      (%member-rest object (cdr rest) whole)))

(define (%check-entry procedure entry)
  "Raise an error unless this element of an association list is a pair."
  (if (pair? entry)
      #t
      (%wrong-type procedure "an association list, whose elements are pairs" entry 2)))

(define (%assoc-by key alist same?)
  "assoc with a predicate."
  (let loop ((rest alist))
    (if (pair? rest)
        (begin
          (%check-entry "assoc" (car rest))
          (if (same? key (caar rest)) (car rest) (loop (cdr rest))))
        (begin
          (%check-list "assoc" 2 alist rest)
          #f))))

(define (%assoc-equal key rest whole)
  "Go on with assoc after a comparison too large for one step."
  (if (equal? key (caar rest))
      (car rest)
      (%assoc-rest key (cdr rest) whole)))

;; --- parts of lists

(define (take list k)
  "The first k elements of the list."
  (if (exact-nonnegative-integer? k)
      (let loop ((rest list) (left k) (made '()))
        (cond ((= left 0) (reverse made))
              ((pair? rest) (loop (cdr rest) (- left 1) (cons (car rest) made)))
              ((null? rest) (%bad-index "take" k (- k left)))
              (else (%wrong-type "take" "a list" list 1))))
      (%wrong-type "take" "an exact integer that is not negative" k 2)))

(define (list-head list k)
  "The first k elements of the list."
  (take list k))

(define (drop list k)
  "What is left of the list after its first k elements."
  (list-tail list k))

(define (sublist list start end)
  "The elements of the list from start up to end."
  (take (list-tail list start) (- end start)))

(define (split-at list k)
  "Two values: the first k elements of the list, and the rest."
  (values (take list k) (list-tail list k)))

(define (take-while predicate list)
  "The elements before the first that does not satisfy the predicate."
  (let loop ((rest list) (made '()))
    (if (and (pair? rest) (predicate (car rest)))
        (loop (cdr rest) (cons (car rest) made))
        (begin
          (if (pair? rest) #t (%check-list "take-while" 2 list rest))
          (reverse made)))))

(define (drop-while predicate list)
  "The list from the first element on that does not satisfy the predicate."
  (let loop ((rest list))
    (if (pair? rest)
        (if (predicate (car rest)) (loop (cdr rest)) rest)
        (begin
          (%check-list "drop-while" 2 list rest)
          '()))))

(define (span predicate list)
  "Two values: the elements before the first that does not satisfy the predicate, and the rest."
  (let loop ((rest list) (made '()))
    (if (and (pair? rest) (predicate (car rest)))
        (loop (cdr rest) (cons (car rest) made))
        (begin
          (if (pair? rest) #t (%check-list "span" 2 list rest))
          (values (reverse made) rest)))))

(define (break predicate list)
  "Two values: the elements before the first that satisfies the predicate, and the rest."
  (span (lambda (element) (not (predicate element))) list))

(define (last list)
  "The last element of the list."
  (car (last-pair list)))

(define (except-last-pair list)
  "The list without its last element."
  (take list (- (length list) 1)))

;; --- making lists

(define (list-tabulate k procedure)
  "The list of the procedure's results on 0, 1, ... k - 1."
  (if (exact-nonnegative-integer? k)
      (let loop ((index 0) (made '()))
        (if (< index k)
            (loop (+ index 1) (cons (procedure index) made))
            (reverse made)))
      (%wrong-type "list-tabulate" "an exact integer that is not negative" k 1)))

(define (unfold stop? mapper successor seed . tail)
  "The list of mapper's results on seed, (successor seed), ... until one satisfies stop?; then (tail seed), if given."
  (let loop ((seed seed) (made '()))
    (if (stop? seed)
        (append-reverse made (if (null? tail) '() ((car tail) seed)))
        (loop (successor seed) (cons (mapper seed) made)))))

(define (unfold-right stop? mapper successor seed . tail)
  "Like unfold, but the list is made from its end, which is tail, if given."
  (let loop ((seed seed) (made (if (null? tail) '() (car tail))))
    (if (stop? seed)
        made
        (loop (successor seed) (cons (mapper seed) made)))))

(define (range first . rest)
  "The list of the numbers from 0 up to end, or from start up to end by step: (range end) (range start end [step])."
  (let ((start (if (null? rest) 0 first))
        (end (if (null? rest) first (car rest)))
        (step (if (or (null? rest) (null? (cdr rest))) 1 (cadr rest))))
    (iota (max 0 (exact (ceiling (/ (- end start) step)))) start step)))

;; --- association lists

(define (assq-ref alist key)
  "What the association list holds for the key (by eq?), or #f."
  (let ((entry (assq key alist)))
    (if entry (cdr entry) #f)))

(define (assv-ref alist key)
  "What the association list holds for the key (by eqv?), or #f."
  (let ((entry (assv key alist)))
    (if entry (cdr entry) #f)))

(define (assoc-ref alist key)
  "What the association list holds for the key (by equal?), or #f."
  (let ((entry (assoc key alist)))
    (if entry (cdr entry) #f)))

(define (alist-copy alist)
  "A copy of the association list and of its pairs."
  (map (lambda (entry) (if (pair? entry) (cons (car entry) (cdr entry)) entry)) alist))

(define (alist-delete key alist . same)
  "The association list without the pairs whose car is equal? to the key (or the same as it by a given predicate)."
  (let ((same? (if (null? same) equal? (car same))))
    (remove (lambda (entry)
              (%check-entry "alist-delete" entry)
              (same? key (car entry)))
            alist)))

(define (drop-right list k)
  "The list without its last k elements."
  (let ((count (- (length list) k)))
    (if (< count 0)
        (%wrong-type "drop-right" "a count of at most the list's length" k 2)
        (take list count))))
