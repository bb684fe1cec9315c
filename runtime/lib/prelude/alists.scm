;;; Association lists and property lists, and what sorts a list into groups.

(define (alist-cons key value alist)
  "The association list with another pair before it."
  (cons (cons key value) alist))

(define (alist-update key value alist . same)
  "The association list with this value for the key: in its place, or at the end if the key is new."
  (let ((same? (if (null? same) equal? (car same))))
    (let loop ((rest alist) (made '()))
      (cond ((null? rest) (reverse (cons (cons key value) made)))
            ((begin (%check-entry "alist-update" (car rest)) (same? key (caar rest)))
             (append-reverse made (cons (cons key value) (cdr rest))))
            (else (loop (cdr rest) (cons (car rest) made)))))))

(define (del-assq key alist)
  "The association list without the pairs whose car is eq? to the key."
  (alist-delete key alist eq?))

(define (del-assv key alist)
  "The association list without the pairs whose car is eqv? to the key."
  (alist-delete key alist eqv?))

(define (del-assoc key alist)
  "The association list without the pairs whose car is equal? to the key."
  (alist-delete key alist equal?))

(define (%check-plist procedure plist rest)
  "Raise an error unless what is left of a property list has a value after its key."
  (if (not (and (pair? rest) (pair? (cdr rest))))
      (%wrong-type procedure "a property list, of keys and values in turn" plist 1)))

(define (plist-get plist key . default)
  "The value after the key (by eqv?) in a list of keys and values in turn, or default (#f)."
  (let loop ((rest plist))
    (cond ((null? rest) (if (null? default) #f (car default)))
          ((begin (%check-plist "plist-get" plist rest) (eqv? (car rest) key)) (cadr rest))
          (else (loop (cddr rest))))))

(define (plist-put plist key value)
  "The property list with this value for the key: in its place, or at the end if the key is new."
  (let loop ((rest plist) (made '()))
    (cond ((null? rest) (reverse (cons* value key made)))
          ((begin (%check-plist "plist-put" plist rest) (eqv? (car rest) key))
           (append-reverse made (cons* key value (cddr rest))))
          (else (loop (cddr rest) (cons* (cadr rest) (car rest) made))))))

(define (plist->alist plist)
  "The association list of the keys and values of a property list."
  (let loop ((rest plist) (made '()))
    (if (null? rest)
        (reverse made)
        (begin
          (%check-plist "plist->alist" plist rest)
          (loop (cddr rest) (cons (cons (car rest) (cadr rest)) made))))))

(define (alist->plist alist)
  "The property list of the keys and values of an association list."
  (append-map (lambda (entry) (list (car entry) (cdr entry))) alist))

(define (group-by procedure list)
  "The association list of the procedure's results on the elements, each with the list of its elements, in order."
  (let ((groups (make-equal-hash-table)))
    (for-each
     (lambda (element)
       (let ((key (procedure element)))
         (hash-table-set! groups key (cons element (hash-table-ref/default groups key '())))))
     list)
    (hash-table-map->list (lambda (key elements) (cons key (reverse elements))) groups)))

(define (frequencies list)
  "The association list of the elements that differ by equal?, each with how often it occurs, in order."
  (let ((counts (make-equal-hash-table)))
    (for-each
     (lambda (element)
       (hash-table-set! counts element (+ 1 (hash-table-ref/default counts element 0))))
     list)
    (hash-table->alist counts)))
