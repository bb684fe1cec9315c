;;; Hash tables: what takes a procedure, or goes through a whole table. A walk is over the keys that the table had when it
;;; began, so the procedure may change the table.

(define (%check-table procedure object)
  "Raise an error unless the object is a hash table."
  (if (hash-table? object) #t (%wrong-type procedure "a hash table" object 1)))

(define (hash-table-update! table key procedure . default)
  "Replace the key's value by the procedure's result on it, or on what the given thunk returns if it has none."
  (hash-table-set! table key (procedure (apply hash-table-ref table key default))))

(define (hash-table-update!/default table key procedure default)
  "Replace the key's value, or default if it has none, by the procedure's result on it."
  (hash-table-set! table key (procedure (hash-table-ref/default table key default))))

(define (hashtable-update! table key procedure default)
  "Replace the key's value, or default if it has none, by the procedure's result on it."
  (hash-table-update!/default table key procedure default))

(define (hash-table-intern! table key make)
  "The key's value in the table; if it has none, what the thunk returns, which is put there."
  (hash-table-ref table key
    (lambda ()
      (let ((value (make)))
        (hash-table-set! table key value)
        value))))

(define (hash-table-walk table procedure)
  "Call the procedure on each key and its value."
  (%check-table "hash-table-walk" table)
  (vector-for-each procedure (hashtable-keys table) (%hash-table-values table)))

(define (hash-table-for-each procedure table)
  "Call the procedure on each key and its value."
  (%check-table "hash-table-for-each" table)
  (hash-table-walk table procedure))

(define (hash-table-fold table procedure initial)
  "Combine the entries, in order: each step is (procedure key value result)."
  (if (procedure? table)
      (hash-table-fold initial table procedure)
      (begin
        (%check-table "hash-table-fold" table)
        (let* ((keys (hashtable-keys table))
               (values (%hash-table-values table))
               (end (vector-length keys)))
          (let loop ((index 0) (result initial))
            (if (< index end)
                (loop (+ index 1) (procedure (vector-ref keys index) (vector-ref values index) result))
                result))))))

(define (hash-table-map->list procedure table)
  "The list of the procedure's results on each key and its value."
  (reverse (hash-table-fold table (lambda (key value made) (cons (procedure key value) made)) '())))

(define (hash-table->alist table)
  "The association list of the table's keys and values, in order."
  (hash-table-map->list cons table))

(define (alist->hash-table alist . same)
  "A new hash table, by equal? or the given relation, of the pairs; the first of those with the same key counts."
  (let ((table (apply make-hash-table same)))
    (let loop ((rest alist))
      (if (pair? rest)
          (begin
            (%check-entry "alist->hash-table" (car rest))
            (if (not (hash-table-contains? table (caar rest)))
                (hash-table-set! table (caar rest) (cdar rest)))
            (loop (cdr rest)))
          (begin
            (%check-list "alist->hash-table" 1 alist rest)
            table)))))

(define (hash-table-count table . more)
  "How many keys the table has; (hash-table-count predicate table): how many keys and values satisfy the predicate."
  (if (null? more)
      (hash-table-size table)
      (hash-table-fold (car more) (lambda (key value total) (if (table key value) (+ total 1) total)) 0)))

(define (hash-table-find procedure table)
  "The first result of the procedure on a key and its value that is not #f, or #f."
  (%check-table "hash-table-find" table)
  (let ((keys (hashtable-keys table)) (values (%hash-table-values table)))
    (let loop ((index 0))
      (if (< index (vector-length keys))
          (or (procedure (vector-ref keys index) (vector-ref values index)) (loop (+ index 1)))
          #f))))

(define (hash-table-prune! predicate table)
  "Take out of the table every key that satisfies the predicate together with its value."
  (hash-table-walk table
    (lambda (key value)
      (if (predicate key value) (hash-table-delete! table key)))))

(define (hash-table-map! procedure table)
  "Replace each value by the procedure's result on its key and it."
  (hash-table-walk table
    (lambda (key value) (hash-table-set! table key (procedure key value)))))

(define (hash-table-pop! table)
  "Take the first key out of the table; two values: it and its value."
  (let ((keys (hashtable-keys table)))
    (if (= (vector-length keys) 0)
        (%wrong-type "hash-table-pop!" "a hash table that is not empty" table 1)
        (let ((key (vector-ref keys 0)))
          (let ((value (hash-table-ref table key)))
            (hash-table-delete! table key)
            (values key value))))))

(define (hash-table-merge! table other)
  "Put the entries of the other table into the table, except those whose keys it has."
  (hash-table-walk other
    (lambda (key value)
      (if (not (hash-table-contains? table key))
          (hash-table-set! table key value))))
  table)
