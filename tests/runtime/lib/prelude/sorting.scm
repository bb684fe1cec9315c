(sort '(3 1 2) <)
;=> (1 2 3)

(sort < '(3 1 2))
;=> (1 2 3)

(sort '() <)
;=> ()

(sort #(3 1 2) >)
;=> #(3 2 1)

(sort (vector) <)
;=> #()

(sort '((1 . a) (0 . b) (1 . c) (0 . d)) (lambda (x y) (< (car x) (car y))))
;=> ((0 . b) (0 . d) (1 . a) (1 . c))

(sort '("b" "a" "c") string<?)
;=> ("a" "b" "c")

(list-sort < '(2 1))
;=> (1 2)

(vector-sort < #(2 1 3))
;=> #(1 2 3)

(let ((v (vector 3 1 2)))
  (sort! v <)
  v)
;=> #(1 2 3)

(sort '(1 a) <)
;!> type-error: <: expected a real number as first argument, got a (symbol)

(sort 5 <)
;!> type-error: sort: expected a list or vector as first argument, got 5 (integer)

(sort '(1 2) 5)
;!> type-error: sort: expected a procedure as second argument, got 5 (integer)

(let ((numbers (map (lambda (n) (modulo (* n 7919) 10007)) (iota 10000))))
  (let ((sorted (sort numbers <)))
    (and (= (length sorted) 10000)
         (every <= sorted (cdr sorted)))))
;=> #t

(sort '(1 2 . 3) <)
;!> type-error: length: expected a list, got (1 2 . 3) (pair)

(sort '(2 1.5 1 1.0 -3) <)
;=> (-3 1 1.0 1.5 2)

(sort '(1 1.0 2 2.0) >)
;=> (2 2.0 1 1.0)

(sort '(1/2 1/3 1) <)
;=> (1/3 1/2 1)

(sort (list 3 (expt 10 30) 1 +inf.0 -inf.0) <)
;=> (-inf.0 1 3 1000000000000000000000000000000 +inf.0)

(sort (string->list "hello") char<?)
;=> (#\e #\h #\l #\l #\o)

(sort '("b" "a" x) string<?)
;!> type-error: string<?: expected a string as first argument, got x (symbol)

(let ((less? (lambda (a b) (< a b)))
      (numbers (map (lambda (n) (modulo (* n 7919) 10007)) (iota 12000))))
  (list (equal? (sort numbers <) (sort numbers less?))
        (equal? (sort numbers >) (reverse (sort numbers less?)))))
;=> (#t #t)
