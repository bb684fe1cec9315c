;;; More of SRFI 1: zipping, ends of lists, pairs of lists, lists as sets.

(define (xcons a b)
  "A new pair of b and a."
  (cons b a))

(define (zip list . lists)
  "The list of the lists of the elements side by side."
  (apply map (lambda row row) list lists))

(define (unzip list)
  "As many values as the first element has: the lists of the first, second, ... elements of the elements."
  (if (null? list) (values '()) (apply values (apply map (lambda row row) list))))

(define (proper-list? object)
  "Whether the object is a list that ends with the empty list."
  (list? object))

(define (circular-list? object)
  "Whether the object is a list without end."
  (let loop ((slow object) (fast object))
    (and (pair? fast)
         (pair? (cdr fast))
         (let ((slow (cdr slow)) (fast (cddr fast)))
           (or (eq? slow fast) (loop slow fast))))))

(define (dotted-list? object)
  "Whether the object is a list that ends with something else than the empty list."
  (let loop ((slow object) (fast object))
    (cond ((not (pair? fast)) (not (null? fast)))
          ((not (pair? (cdr fast))) (not (null? (cdr fast))))
          (else
           (let ((slow (cdr slow)) (fast (cddr fast)))
             (and (not (eq? slow fast)) (loop slow fast)))))))

(define (circular-list object . objects)
  "The list without end of the objects, over and over."
  (let ((made (cons object objects)))
    (set-cdr! (last-pair made) made)
    made))

(define (not-pair? object)
  "Whether the object is no pair."
  (not (pair? object)))

(define (car+cdr pair)
  "Two values: the car and the cdr of the pair."
  (values (car pair) (cdr pair)))

(define (take-right list k)
  "The last k elements of the list: a part of it."
  (let loop ((ahead (list-tail list k)) (rest list))
    (if (pair? ahead) (loop (cdr ahead) (cdr rest)) rest)))

(define (pair-for-each procedure list)
  "Call the procedure on the list, what follows its first element, and so on, as long as there are elements."
  (let loop ((rest list))
    (if (pair? rest)
        (let ((next (cdr rest)))
          (procedure rest)
          (loop next))
        (%check-list "pair-for-each" 2 list rest))))

(define (pair-fold procedure initial list)
  "Combine the list, what follows its first element, and so on: each step is (procedure part result)."
  (let loop ((rest list) (result initial))
    (if (pair? rest)
        (let ((next (cdr rest)))
          (loop next (procedure rest result)))
        (begin
          (%check-list "pair-fold" 3 list rest)
          result))))

(define (list= same? . lists)
  "Whether the lists have the same length, and elements that are the same side by side."
  (or (null? lists)
      (let next ((first (car lists)) (others (cdr lists)))
        (or (null? others)
            (let loop ((left first) (right (car others)))
              (cond ((and (pair? left) (pair? right))
                     (and (same? (car left) (car right)) (loop (cdr left) (cdr right))))
                    ((or (pair? left) (pair? right)) #f)
                    (else (next (car others) (cdr others)))))))))

(define (flatten tree)
  "The list of everything in nested lists that is no list."
  (let walk ((tree tree) (rest '()))
    (cond ((pair? tree) (walk (car tree) (walk (cdr tree) rest)))
          ((null? tree) rest)
          (else (cons tree rest)))))

;; --- sets

(define (%lset-member same? object list)
  "Whether the list has an element that is the same as the object."
  (let loop ((rest list))
    (and (pair? rest) (or (same? (car rest) object) (loop (cdr rest))))))

(define (lset-adjoin same? list . objects)
  "The list with those objects before it that are not in it."
  (fold (lambda (object made) (if (%lset-member same? object made) made (cons object made))) list objects))

(define (lset-union same? . lists)
  "A list of what is in any of the lists."
  (if (null? lists)
      '()
      (fold (lambda (list made) (apply lset-adjoin same? made list)) (car lists) (cdr lists))))

(define (lset-intersection same? list . lists)
  "The elements of the list that are in all the others."
  (filter (lambda (object) (every (lambda (other) (%lset-member same? object other)) lists)) list))

(define (lset-difference same? list . lists)
  "The elements of the list that are in none of the others."
  (remove (lambda (object) (any (lambda (other) (%lset-member same? object other)) lists)) list))

(define (lset-xor same? a b)
  "A list of what is in exactly one of the lists."
  (append (lset-difference same? a b) (lset-difference same? b a)))

(define (lset<= same? . lists)
  "Whether each list has only elements that are in the next."
  (or (null? lists)
      (let loop ((first (car lists)) (rest (cdr lists)))
        (or (null? rest)
            (and (every (lambda (object) (%lset-member same? object (car rest))) first)
                 (loop (car rest) (cdr rest)))))))

(define (lset= same? . lists)
  "Whether the lists have the same elements, in any order."
  (and (apply lset<= same? lists) (apply lset<= same? (reverse lists))))
