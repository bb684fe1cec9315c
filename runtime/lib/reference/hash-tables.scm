(topic "Hash tables" "Tables from keys to values, under the names of SRFI 69, SRFI 125 and R6RS. A table compares its keys by
equal?, unless it was made otherwise, and remembers the order in which they came. A key that is a pair, a vector or a
string must not be changed while it is in a table.")

(procedure make-hash-table
  (let ((t (make-hash-table string=?))) (hash-table-set! t "one" 1) (hash-table-ref t "one")) => 1)

(procedure (make-equal-hash-table make-equal-hashtable)
  (let ((t (make-equal-hash-table))) (hash-table-set! t '(1 2) 'x) (hash-table-ref t (list 1 2))) => x)

(procedure (make-eqv-hash-table make-eq-hash-table make-eqv-hashtable make-eq-hashtable)
  (let ((t (make-eqv-hash-table))) (hash-table-set! t "a" 1) (hash-table-ref/default t (string #\a) 'none)) => none)

(procedure (make-string-hash-table make-string-hashtable)
  (let ((t (make-string-hash-table))) (hash-table-set! t "a" 1) (hash-table->alist t)) => (("a" . 1)))

(procedure make-hashtable
  (hashtable? (make-hashtable equal-hash equal?)) => #t)

(procedure (hash-table? hashtable?)
  (hash-table? (make-hash-table)) => #t
  (hash-table? '((a . 1))) => #f)

(procedure alist->hash-table
  (hash-table-ref (alist->hash-table '((a . 1) (b . 2))) 'b) => 2)

(procedure hash-table-ref
  (hash-table-ref (alist->hash-table '((a . 1))) 'a) => 1
  (hash-table-ref (alist->hash-table '((a . 1))) 'b (lambda () 0)) => 0
  (hash-table-ref (alist->hash-table '((a . 1))) 'b) error index-error)

(procedure hash-table-ref/default
  (hash-table-ref/default (alist->hash-table '((a . 1))) 'b 0) => 0)

(procedure hashtable-ref
  (hashtable-ref (alist->hash-table '((a . 1))) 'a 0) => 1)

(procedure (hash-table-set! hashtable-set!)
  (let ((t (make-hash-table))) (hash-table-set! t 'a 1) (hash-table-set! t 'a 2) (hash-table->alist t)) => ((a . 2)))

(procedure (hash-table-delete! hashtable-delete!)
  (let ((t (alist->hash-table '((a . 1) (b . 2))))) (hash-table-delete! t 'a) (hash-table-keys t)) => (b))

(procedure (hash-table-contains? hash-table-exists? hashtable-contains?)
  (hash-table-contains? (alist->hash-table '((a . 1))) 'a) => #t)

(procedure hash-table-update!
  (let ((t (make-hash-table)))
    (hash-table-update! t 'n (lambda (n) (+ n 1)) (lambda () 0))
    (hash-table-ref t 'n)) => 1)

(procedure (hash-table-update!/default hashtable-update!)
  (let ((t (make-hash-table)))
    (for-each (lambda (word) (hash-table-update!/default t word (lambda (n) (+ n 1)) 0)) '(to be or not to be))
    (hash-table->alist t)) => ((to . 2) (be . 2) (or . 1) (not . 1)))

(procedure hash-table-intern!
  (let ((t (make-hash-table))) (hash-table-intern! t 'a (lambda () 1)) (hash-table-intern! t 'a (lambda () 2))) => 1)

(procedure (hash-table-size hashtable-size)
  (hash-table-size (alist->hash-table '((a . 1) (b . 2)))) => 2)

(procedure hash-table-count
  (hash-table-count (alist->hash-table '((a . 1) (b . 2)))) => 2
  (hash-table-count (lambda (key value) (odd? value)) (alist->hash-table '((a . 1) (b . 2)))) => 1)

(procedure hash-table-empty?
  (hash-table-empty? (make-hash-table)) => #t)

(procedure hash-table-keys
  (hash-table-keys (alist->hash-table '((a . 1) (b . 2)))) => (a b))

(procedure hash-table-values
  (hash-table-values (alist->hash-table '((a . 1) (b . 2)))) => (1 2))

(procedure hashtable-keys
  (hashtable-keys (alist->hash-table '((a . 1) (b . 2)))) => #(a b))

(procedure hashtable-entries
  (call-with-values (lambda () (hashtable-entries (alist->hash-table '((a . 1) (b . 2))))) list) => (#(a b) #(1 2)))

(procedure hash-table->alist
  (hash-table->alist (alist->hash-table '((a . 1) (b . 2)))) => ((a . 1) (b . 2)))

(procedure (hash-table-walk)
  (hash-table-walk (alist->hash-table '((a . 1) (b . 2))) (lambda (key value) (display key) (display value)))
    prints "a1b2")

(procedure hash-table-for-each
  (hash-table-for-each (lambda (key value) (display key)) (alist->hash-table '((a . 1) (b . 2)))) prints "ab")

(procedure hash-table-fold
  (hash-table-fold (alist->hash-table '((a . 1) (b . 2))) (lambda (key value sum) (+ value sum)) 0) => 3)

(procedure hash-table-map->list
  (hash-table-map->list list (alist->hash-table '((a . 1) (b . 2)))) => ((a 1) (b 2)))

(procedure hash-table-find
  (hash-table-find (lambda (key value) (and (= value 2) key)) (alist->hash-table '((a . 1) (b . 2)))) => b)

(procedure hash-table-map!
  (let ((t (alist->hash-table '((a . 1) (b . 2)))))
    (hash-table-map! (lambda (key value) (* 10 value)) t)
    (hash-table-values t)) => (10 20))

(procedure hash-table-prune!
  (let ((t (alist->hash-table '((a . 1) (b . 2)))))
    (hash-table-prune! (lambda (key value) (odd? value)) t)
    (hash-table-keys t)) => (b))

(procedure hash-table-pop!
  (call-with-values (lambda () (hash-table-pop! (alist->hash-table '((a . 1) (b . 2))))) list) => (a 1))

(procedure hash-table-merge!
  (hash-table->alist (hash-table-merge! (alist->hash-table '((a . 1))) (alist->hash-table '((a . 2) (b . 3)))))
    => ((a . 1) (b . 3)))

(procedure (hash-table-copy hashtable-copy)
  (let* ((t (alist->hash-table '((a . 1)))) (copy (hash-table-copy t)))
    (hash-table-set! copy 'b 2)
    (hash-table-size t)) => 1)

(procedure (hash-table-clear! hashtable-clear!)
  (let ((t (alist->hash-table '((a . 1))))) (hash-table-clear! t) (hash-table-size t)) => 0)

(procedure hash-table-equivalence-function
  (eq? equal? (hash-table-equivalence-function (make-hash-table))) => #t)

(procedure (hash equal-hash)
  (= (hash '(1 2)) (hash (list 1 2))) => #t
  (hash "a" 10) => 7)

(procedure string-hash
  (string-hash "a" 10) => 7)

(procedure string-ci-hash
  (= (string-ci-hash "Abc") (string-ci-hash "aBC")) => #t)

(procedure symbol-hash
  (= (symbol-hash 'a) (symbol-hash 'a)) => #t)
