(map type-tag (list 1 "a" 'b #t #\c (vector) car '(1) (attach-tag 'point '(1 2))))
;=> (number string symbol boolean char vector procedure list point)

(contents (attach-tag 'point '(1 2)))
;=> (1 2)

(attach-tag 5 6)
;!> type-error: attach-tag: expected a symbol as first argument, got 5 (integer)

(define t (make-op-table))
(op-table-put t 'add '(number number) +)
(op-table-put t 'add '(rational rational) (lambda (a b) (list 'sum a b)))
(coercion-put t 'number 'rational (lambda (n) (list n 1)))
(coercion-put t 'rational 'complex (lambda (r) (list r 'i)))
(apply-generic t 'add 1 2)
;=> 3

(apply-generic t 'add 1 (attach-tag 'rational '(1 2)))
;=> (sum (1 1) (1 2))

(coercion-path t 'number 'complex)
;=> (number rational complex)

(coercion-path t 'complex 'number)
;=> #f

(op-table-put t 'magnitude '(complex complex) list)
(apply-generic t 'magnitude 1 (attach-tag 'complex 'z))
;=> (((1 1) i) z)

(apply-generic t 'mul 1 2)
;!> simple-error: apply-generic: no operation for these types, nor for what they can be coerced to:

(op-table-get 5 'add '())
;!> type-error: op-table-get: expected an op-table as first argument, got 5 (integer)
