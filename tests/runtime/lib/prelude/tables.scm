(define t (make-equal-hash-table))

(begin
  (hash-table-set! t '(1 "a" #(2)) 'x)
  (hash-table-ref t (list 1 "a" (vector 2))))
;=> x

(hash-table-ref t 5)
;!> index-error: hash-table-ref: the table has no key 5

(list (hash-table-ref t 5 (lambda () 6)) (hash-table-ref t '(1 "a" #(2)) (lambda () 6) list))
;=> (6 (x))

(begin
  (hash-table-update! t 'n (lambda (x) (+ x 1)) (lambda () 0))
  (hash-table-update!/default t 'n (lambda (x) (+ x 1)) 0)
  (hash-table->alist t))
;=> (((1 "a" #(2)) . x) (n . 2))

t
;=> #<hash-table equal 2>

(hash-table-update! t 'm (lambda (x) x))
;!> index-error: hash-table-ref: the table has no key m

; numbers are told apart by exactness, -0.0 from 0.0, and nan is the same as itself

(let ((t (make-eqv-hashtable)))
  (for-each (lambda (k v) (hash-table-set! t k v))
            (list 1 1. 1/2 .5 0. -0. +nan.0 1+2i 100000000000000000000)
            '(int real ratio half zero minus nan complex big))
  (list (map (lambda (k) (hashtable-ref t k #f))
             (list 1 1. 1/2 .5 0. -0. +nan.0 1+2i 100000000000000000000 2))
        (hashtable-size t)))
;=> ((int real ratio half zero minus nan complex big #f) 9)

; by eqv?, strings and lists are themselves only

(let ((t (make-eqv-hash-table)) (s (string #\a)) (p (list 1)))
  (hash-table-set! t s 's)
  (hash-table-set! t p 'p)
  (list (hash-table-ref/default t s #f) (hash-table-ref/default t "a" #f)
        (hash-table-ref/default t p #f) (hash-table-ref/default t '(1) #f)))
;=> (s #f p #f)

; a string is no symbol and no character, a list no vector, and nesting counts

(let ((t (make-hash-table)))
  (for-each (lambda (k) (hash-table-set! t k k))
            (list "a" 'a #\a ':a '("a") '(a) #("a") '((1) 2) '((1 2)) '(1 . 2) '(1 2) #() '() #u8(1) "" #t #f))
  (list (hash-table-size t)
        (every (lambda (k) (equal? k (hash-table-ref t k))) (hash-table-keys t))))
;=> (17 #t)

(let ((t (make-hash-table string-ci=?)))
  (hash-table-set! t "Straße" 1)
  (list (hash-table-ref t "STRASSE") (hash-table-keys t)))
;=> (1 ("Straße"))

(hash-table-set! (make-string-hash-table) 'a 1)
;!> type-error: hash-table-set!: expected a string as key, got a (symbol)

(make-hash-table =)
;!> type-error: make-hash-table: expected one of equal? eqv? eq? string=? string-ci=? as first argument, got #<procedure => (procedure)

(map (lambda (same) (eq? same (hash-table-equivalence-function (make-hash-table same)))) (list equal? eqv? string=? string-ci=?))
;=> (#t #t #t #t)

; a key of any depth is looked up without recursion; one without end is refused

(let ((t (make-hash-table)))
  (define (deep n) (if (= n 0) '() (list (deep (- n 1)))))
  (hash-table-set! t (deep 5000) 'deep)
  (list (hash-table-ref t (deep 5000)) (hash-table-ref/default t (deep 5001) #f)))
;=> (deep #f)

(hash-table-set! t (let ((c (list 1))) (set-cdr! c c) c) 1)
;!> type-error: hash-table-set!: a key of more than 20000 parts, or a circular one, cannot be hashed

(hash-table-ref/default t (make-vector 100000 0) 1)
;!> type-error: hash-table-ref/default: a key of more than 20000 parts, or a circular one, cannot be hashed

; the order is that in which the keys came

(define t (alist->hash-table '((b . 1) (a . 2) ("s" . 3) (b . 4) ((1) . 5))))

(hash-table->alist t)
;=> ((b . 1) (a . 2) ("s" . 3) ((1) . 5))

(begin (hash-table-delete! t 'b) (hash-table-delete! t 'none) (hash-table-set! t 'b 6) (hash-table-set! t 'a 7)
  (list (hash-table-keys t) (hash-table-values t)))
;=> ((a "s" (1) b) (7 3 5 6))

(list (hash-table-contains? t '(1)) (hash-table-exists? t 1) (hash-table-size t) (hash-table-count t)
  (hash-table-count (lambda (k v) (> v 5)) t) (hash-table-empty? t) (hash-table-empty? (make-hash-table)))
;=> (#t #f 4 4 2 #f #t)

(call-with-values (lambda () (hashtable-entries t)) list)
;=> (#(a "s" (1) b) #(7 3 5 6))

; a walk is over the keys there were at its start

(let ((seen '()))
  (hash-table-walk t (lambda (k v) (hash-table-set! t (list 'new v) 0) (hash-table-delete! t 'b) (set! seen (cons v seen))))
  (list (reverse seen) (hash-table-size t)))
;=> ((7 3 5 6) 7)

(let ((other (hash-table-copy t)))
  (hash-table-clear! other)
  (hash-table-set! other 'x 1)
  (list (hash-table-size t) (hash-table-size other)))
;=> (7 1)

(begin (hash-table-prune! (lambda (k v) (= v 0)) t) (hash-table-map! (lambda (k v) (* 2 v)) t) (hash-table->alist t))
;=> ((a . 14) ("s" . 6) ((1) . 10))

(hash-table-fold t (lambda (k v sum) (+ v sum)) 0)
;=> 30

(hash-table-fold (lambda (k v sum) (+ v sum)) 0 t)
;=> 30

(hash-table-map->list list t)
;=> ((a 14) ("s" 6) ((1) 10))

(hash-table-find (lambda (k v) (and (string? k) v)) t)
;=> 6

(hash-table-find (lambda (k v) (and (string? k) v)) (make-hash-table))
;=> #f

(list (hash-table-intern! t 'i (lambda () 1)) (hash-table-intern! t 'i (lambda () 2)))
;=> (1 1)

(call-with-values (lambda () (hash-table-pop! t)) list)
;=> (a 14)

(hash-table-pop! (make-hash-table))
;!> type-error: hash-table-pop!: expected a hash table that is not empty

(hash-table->alist (hash-table-merge! t (alist->hash-table '((i . 9) (j . 10)))))
;=> (("s" . 6) ((1) . 10) (i . 1) (j . 10))

(hash-table-walk 5 list)
;!> type-error: hash-table-walk: expected a hash table as first argument, got 5 (integer)

(hash-table-set! 5 1 2)
;!> type-error: hash-table-set!: expected a hash table as first argument, got 5 (integer)

(alist->hash-table '(1))
;!> type-error: alist->hash-table: expected an association list, whose elements are pairs as second argument, got 1 (integer)

; large ones go in pieces

(define big (let ((t (make-equal-hash-table))) (do ((i 0 (+ i 1))) ((= i 50000) t) (hash-table-set! t i (- i)))))

(list (apply + (hash-table-keys big)) (apply + (hash-table-values big)) (length (hash-table->alist big)))
;=> (1249975000 -1249975000 50000)

; the R6RS names

(let ((t (make-hashtable equal-hash equal?)))
  (hashtable-set! t "k" 1)
  (hashtable-update! t "k" (lambda (x) (+ x 1)) 0)
  (hashtable-update! t "l" (lambda (x) (+ x 1)) 10)
  (let ((copy (hashtable-copy t)))
    (hashtable-delete! t "k")
    (list (hashtable? t) (hashtable-ref t "k" #f) (hashtable-ref t "l" #f) (hashtable-contains? t "k")
          (hashtable-keys t) (hashtable-size copy))))
;=> (#t #f 11 #f #("l") 2)

; hashes are the same in every process

(map hash (list 1 "a" 'a '(1 2) 1.5 1/2 #\a))
;=> (2212294583 3904355907 2679148245 2652569514 1893151841 1151744713 2679148245)

(list (= (hash '(1 "a" #(2))) (hash (list 1 "a" (vector 2)))) (hash "a" 10) (string-hash "a" 10) (= (string-ci-hash "Ab") (string-ci-hash "aB")))
;=> (#t 7 7 #t)

(exact-integer? (hash (let ((c (list 1))) (set-cdr! c c) c)))
;=> #t

(hash 'a 0)
;!> type-error: hash: expected a positive exact integer as second argument, got 0 (integer)
