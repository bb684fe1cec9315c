(map + '(1 2) '(10 20))
;=> (11 22)

(map (lambda (x) (* x x)) '(1 2 3))
;=> (1 4 9)

(map car '())
;=> ()

(map list '(1 2 3) '(a b) '(x y z))
;=> ((1 a x) (2 b y))

(map + '(1 2 3) (let ((c (list 1))) (set-cdr! c c) c))
;=> (2 3 4)

(map car 5)
;!> type-error: map: expected a list as second argument, got 5 (integer)

(map car '((1) . 5))
;!> type-error: map: expected a list as second argument, got ((1) . 5) (pair)

(map + '(1) 5)
;!> type-error: map: expected a list as third argument, got 5 (integer)

(map car '(5))
;!> type-error: car: expected a pair, got 5 (integer)

(let ((k #f) (count 0))
  (let ((result (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! k c)) x))) '(1 2 3))))
    (set! count (+ count 1))
    (if (< count 3) (k (* count 10)) result)))
;=> (1 20 3)

(let* ((k #f)
       (first (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (if k #f (set! k c))) x))) '(1 2 3))))
  (if (equal? first '(1 2 3))
      (let ((kept first)) (k 'again))
      first))
;=> (1 again 3)

(let ((seen '()))
  (for-each (lambda (x) (set! seen (cons x seen))) '(1 2 3))
  seen)
;=> (3 2 1)

(let ((seen '()))
  (for-each (lambda (x y) (set! seen (cons (+ x y) seen))) '(1 2 3) '(10 20))
  seen)
;=> (22 11)

(for-each car 5)
;!> type-error: for-each: expected a list as second argument, got 5 (integer)

(append-map (lambda (x) (list x x)) '(1 2))
;=> (1 1 2 2)

(append-map list '(1 2) '(a b))
;=> (1 a 2 b)

(filter-map (lambda (x) (and (even? x) (* x x))) '(1 2 3 4))
;=> (4 16)

(filter-map (lambda (x y) (and (< x y) x)) '(1 5) '(2 3))
;=> (1)

(filter odd? '(1 2 3 4 5))
;=> (1 3 5)

(filter odd? '(1 . 2))
;!> type-error: filter: expected a list as second argument, got (1 . 2) (pair)

(remove odd? '(1 2 3 4 5))
;=> (2 4)

(call-with-values (lambda () (partition odd? '(1 2 3 4 5))) list)
;=> ((1 3 5) (2 4))

(delete 2 '(1 2 3 2))
;=> (1 3)

(delete 2 '(1 2 3 4) <)
;=> (1 2)

(delete-duplicates '(a b a c b))
;=> (a b c)

(delete-duplicates '("a" "A" "b") string-ci=?)
;=> ("a" "b")

(find even? '(1 2 3 4))
;=> 2

(find even? '(1 3))
;=> #f

(find-tail even? '(1 2 3))
;=> (2 3)

(any even? '(1 2 3))
;=> #t

(any (lambda (x) (and (> x 1) (* x 10))) '(1 2 3))
;=> 20

(any even? '())
;=> #f

(any < '(5 1) '(3 2 9))
;=> #t

(any even? 7)
;!> type-error: any: expected a list as second argument, got 7 (integer)

(every even? '(2 4))
;=> #t

(every (lambda (x) (and (> x 0) (* x 10))) '(1 2 3))
;=> 30

(every even? '())
;=> #t

(every < '(1 2) '(3 4))
;=> #t

(every even? '(2 3 4))
;=> #f

(list-index even? '(1 3 4))
;=> 2

(list-index = '(1 2 3) '(3 2 1))
;=> 1

(list-index even? '(1))
;=> #f

(count even? '(1 2 4))
;=> 2

(count < '(1 5 3) '(2 4 6))
;=> 2

(member 2.0 '(1 2 3) =)
;=> (2 3)

(member 2.0 '(1 2 3))
;=> #f

(assoc 2.0 '((1 one) (2 two)) =)
;=> (2 two)

(assoc 9 '((1 one) 2) =)
;!> type-error: assoc: expected an association list, whose elements are pairs as second argument, got 2 (integer)

(define big (iota 30000))

(length (member (append big '(1)) (list 1 (append big '(2)) (append big '(1)) 'end)))
;=> 2

(cdr (assoc (append big '(1)) (list (list (append big '(2))) (cons (append big '(1)) 'found))))
;=> found

(take '(1 2 3) 2)
;=> (1 2)

(take '(1 2 3) 4)
;!> index-error: take: index 4 is out of range for length 3

(take '(1 2 3) -1)
;!> type-error: take: expected an exact integer that is not negative as second argument, got -1 (integer)

(list-head '(1 2 3) 1)
;=> (1)

(drop '(1 2 3) 2)
;=> (3)

(sublist '(a b c d e) 1 3)
;=> (b c)

(call-with-values (lambda () (split-at '(a b c) 1)) list)
;=> ((a) (b c))

(take-while even? '(2 4 5 6))
;=> (2 4)

(take-while even? '(2 4))
;=> (2 4)

(take-while even? 5)
;!> type-error: take-while: expected a list as second argument, got 5 (integer)

(drop-while even? '(2 4 5 6))
;=> (5 6)

(drop-while even? '(2 4))
;=> ()

(call-with-values (lambda () (span even? '(2 4 5 6))) list)
;=> ((2 4) (5 6))

(call-with-values (lambda () (break even? '(1 3 4 5))) list)
;=> ((1 3) (4 5))

(last '(1 2 3))
;=> 3

(except-last-pair '(1 2 3))
;=> (1 2)

(concatenate '((1) (2 3) ()))
;=> (1 2 3)

(list-tabulate 4 (lambda (n) (* n n)))
;=> (0 1 4 9)

(unfold (lambda (x) (> x 5)) (lambda (x) (* x x)) (lambda (x) (+ x 1)) 1)
;=> (1 4 9 16 25)

(unfold (lambda (x) (> x 2)) (lambda (x) x) (lambda (x) (+ x 1)) 1 (lambda (x) (list 'end x)))
;=> (1 2 end 3)

(unfold-right zero? (lambda (x) (* x x)) (lambda (x) (- x 1)) 4)
;=> (1 4 9 16)

(range 4)
;=> (0 1 2 3)

(range 2 5)
;=> (2 3 4)

(range 0 10 3)
;=> (0 3 6 9)

(range 5 0 -2)
;=> (5 3 1)

(range 5 0)
;=> ()

(range 0 1 1/4)
;=> (0 1/4 1/2 3/4)

(assq-ref '((a . 1) (b . 2)) 'b)
;=> 2

(assoc-ref '(("a" . 1)) "z")
;=> #f

(alist-delete 'a '((a . 1) (b . 2) (a . 3)))
;=> ((b . 2))

(let* ((a (list (cons 1 2))) (b (alist-copy a)))
  (set-cdr! (car b) 9)
  a)
;=> ((1 . 2))

(fold + 0 '(1 2 3))
;=> 6

(fold cons '() '(1 2 3))
;=> (3 2 1)

(fold cons* '() '(a b c) '(1 2 3))
;=> (c 3 b 2 a 1)

(fold-left list '() '(1 2 3))
;=> (((() 1) 2) 3)

(fold-left + 0 '(1 2) '(10 20))
;=> 33

(fold-right list '() '(1 2 3))
;=> (1 (2 (3 ())))

(fold-right cons* '() '(a b) '(1 2))
;=> (a 1 b 2)

(fold-right + 0 5)
;!> type-error: fold-right: expected a list as third argument, got 5 (integer)

(reduce + 0 '(1 2 3))
;=> 6

(reduce + 0 '())
;=> 0

(reduce - 0 '(1 2 3 4))
;=> 2

(reduce-left - 0 '(1 2 3 4))
;=> -8

(reduce-right list 0 '(1 2 3))
;=> (1 (2 3))

(length (map (lambda (x) x) (iota 100000)))
;=> 100000

(fold + 0 (filter even? (iota 100000)))
;=> 2499950000

(length (iota 1000000))
;=> 1000000

(equal? (iota 50000) (reverse (reverse (iota 50000))))
;=> #t

(list-copy '(1 2 3))
;=> (1 2 3)

((compose car cdr) '(1 2 3))
;=> 2

((pipe car (lambda (x) (* x 10))) '(1 2 3))
;=> 10

((compose) 5)
;=> 5

((partial + 1 2) 3 4)
;=> 10

((complement even?) 3)
;=> #t

((constantly 5) 1 2)
;=> 5

(identity 'x)
;=> x

nil
;=> ()

(list true false)
;=> (#t #f)

(drop-right '(1 2 3 4) 1)
;=> (1 2 3)

(drop-right '(1 2) 3)
;!> type-error: drop-right: expected a count of at most the list's length as second argument, got 3 (integer)
