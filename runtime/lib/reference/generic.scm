(topic "Generic operations" "Data with type tags, tables of operations by the types of their arguments, and coercions between types.")

(procedure attach-tag (attach-tag 'point '(1 2)) => (point 1 2))
(procedure type-tag (map type-tag (list (attach-tag 'point '(1 2)) 5 "text")) => (point number string))
(procedure contents (contents (attach-tag 'point '(1 2))) => (1 2) (contents 5) => 5)
(procedure make-op-table (op-table? (make-op-table)) => #t)
(procedure op-table? (map op-table? (list (make-op-table) 5)) => (#t #f))
(procedure op-table-put
  (define table (make-op-table))
  (op-table-put table 'add '(number number) +)
  (apply-generic table 'add 1 2) => 3)
(procedure op-table-get
  (define table (make-op-table))
  (op-table-put table 'add '(number number) +)
  ((op-table-get table 'add '(number number)) 1 2) => 3
  (op-table-get table 'add '(string string)) => #f)
(procedure coercion-put
  (define table (make-op-table))
  (coercion-put table 'number 'rational (lambda (n) (list n 1)))
  (op-table-put table 'add '(rational rational) list)
  (apply-generic table 'add 1 (attach-tag 'rational '(1 2))) => ((1 1) (1 2)))
(procedure coercion-get
  (define table (make-op-table))
  (coercion-put table 'number 'rational (lambda (n) (list n 1)))
  ((coercion-get table 'number 'rational) 5) => (5 1)
  (coercion-get table 'rational 'number) => #f)
(procedure coercion-path
  (define table (make-op-table))
  (coercion-put table 'number 'rational list)
  (coercion-put table 'rational 'complex list)
  (coercion-path table 'number 'complex) => (number rational complex))
(procedure apply-generic
  (define table (make-op-table))
  (op-table-put table 'size '(string) string-length)
  (apply-generic table 'size "four") => 4
  (apply-generic table 'size 5) error simple-error)
