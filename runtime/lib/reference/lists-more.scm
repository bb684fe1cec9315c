(topic "Lists beyond R7RS" "Names and arguments are those of SRFI 1, where it has them, and of MIT Scheme. What a procedure returns shares its end with the argument where SRFI 1 allows that; nothing is changed but by the names with an exclamation mark.")

(procedure filter
  (filter even? '(1 2 3 4)) => (2 4))

(procedure remove
  (remove even? '(1 2 3 4)) => (1 3))

(procedure partition
  (call-with-values (lambda () (partition even? '(1 2 3 4))) list) => ((2 4) (1 3)))

(procedure delete
  (delete 2 '(1 2 3 2)) => (1 3))

(procedure delete-duplicates
  (delete-duplicates '(a b a c b)) => (a b c))

(procedure fold
  (fold cons '() '(1 2 3)) => (3 2 1)
  (fold + 0 '(1 2) '(10 20)) => 33)

(procedure fold-left
  (fold-left list '() '(1 2 3)) => (((() 1) 2) 3))

(procedure fold-right
  (fold-right list '() '(1 2 3)) => (1 (2 (3 ()))))

(procedure reduce
  (reduce + 0 '(1 2 3)) => 6
  (reduce max 0 '()) => 0)

(procedure reduce-left
  (reduce-left - 0 '(10 2 3)) => 5)

(procedure reduce-right
  (reduce-right + 0 '(1 2 3)) => 6)

(procedure append-map
  (append-map (lambda (x) (list x x)) '(1 2)) => (1 1 2 2))

(procedure filter-map
  (filter-map (lambda (x) (and (even? x) (* x x))) '(1 2 3 4)) => (4 16))

(procedure find
  (find even? '(1 2 3)) => 2
  (find even? '(1 3)) => #f)

(procedure find-tail
  (find-tail even? '(1 2 3)) => (2 3))

(procedure any
  (any even? '(1 2 3)) => #t
  (any < '(1 5) '(0 9)) => #t)

(procedure every
  (every even? '(2 4)) => #t
  (every (lambda (x) (* 2 x)) '(1 2)) => 4)

(procedure list-index
  (list-index even? '(1 3 4)) => 2)

(procedure count
  (count even? '(1 2 4)) => 2)

(procedure take
  (take '(a b c) 2) => (a b))

(procedure list-head
  (list-head '(a b c) 2) => (a b))

(procedure drop
  (drop '(a b c) 2) => (c))

(procedure take-right
  (take-right '(a b c) 2) => (b c))

(procedure drop-right
  (drop-right '(1 2 3 4) 1) => (1 2 3))

(procedure take-while
  (take-while even? '(2 4 5 6)) => (2 4))

(procedure drop-while
  (drop-while even? '(2 4 5 6)) => (5 6))

(procedure span
  (call-with-values (lambda () (span even? '(2 4 5 6))) list) => ((2 4) (5 6)))

(procedure break
  (call-with-values (lambda () (break odd? '(2 4 5 6))) list) => ((2 4) (5 6)))

(procedure split-at
  (call-with-values (lambda () (split-at '(a b c) 1)) list) => ((a) (b c)))

(procedure sublist
  (sublist '(a b c d) 1 3) => (b c))

(procedure last
  (last '(1 2 3)) => 3)

(procedure last-pair
  (last-pair '(1 2 3)) => (3))

(procedure except-last-pair
  (except-last-pair '(1 2 3)) => (1 2))

(procedure (first second third fourth fifth sixth seventh eighth ninth tenth)
  (list (first '(a b c)) (second '(a b c)) (third '(a b c))) => (a b c))

(procedure (cons* list*)
  (cons* 1 2 '(3 4)) => (1 2 3 4))

(procedure xcons
  (xcons 1 2) => (2 . 1))

(procedure car+cdr
  (call-with-values (lambda () (car+cdr '(1 . 2))) list) => (1 2))

(procedure not-pair?
  (not-pair? 5) => #t)

(procedure iota
  (iota 5) => (0 1 2 3 4)
  (iota 3 1 10) => (1 11 21))

(procedure range
  (range 5) => (0 1 2 3 4)
  (range 1 10 3) => (1 4 7))

(procedure list-tabulate
  (list-tabulate 4 square) => (0 1 4 9))

(procedure unfold
  (unfold (lambda (n) (> n 3)) square (lambda (n) (+ n 1)) 1) => (1 4 9))

(procedure unfold-right
  (unfold-right zero? square (lambda (n) (- n 1)) 3) => (1 4 9))

(procedure concatenate
  (concatenate '((1) (2 3))) => (1 2 3))

(procedure append-reverse
  (append-reverse '(3 2 1) '(4 5)) => (1 2 3 4 5))

(procedure append!
  (append! (list 1 2) (list 3)) => (1 2 3))

(procedure reverse!
  (reverse! (list 1 2 3)) => (3 2 1))

(procedure zip
  (zip '(1 2) '(a b)) => ((1 a) (2 b)))

(procedure unzip
  (call-with-values (lambda () (unzip '((1 a) (2 b)))) list) => ((1 2) (a b)))

(procedure flatten
  (flatten '(1 (2 (3)) ())) => (1 2 3))

(procedure pair-for-each
  (pair-for-each display '(1 2)) prints "(1 2)(2)")

(procedure pair-fold
  (pair-fold cons '() '(1 2)) => ((2) (1 2)))

(procedure list=
  (list= = '(1 2) '(1 2)) => #t)

(procedure proper-list?
  (proper-list? '(1 2)) => #t)

(procedure dotted-list?
  (dotted-list? '(1 . 2)) => #t)

(procedure circular-list?
  (circular-list? (circular-list 1 2)) => #t)

(procedure circular-list
  (take (circular-list 1 2) 5) => (1 2 1 2 1))

(procedure sort
  (sort '(3 1 2) <) => (1 2 3)
  (sort < #(3 1 2)) => #(1 2 3))

(procedure list-sort
  (list-sort < '(3 1 2)) => (1 2 3))

(procedure sort!
  (let ((v (vector 3 1 2))) (sort! v <) v) => #(1 2 3))

(procedure lset-adjoin
  (lset-adjoin eq? '(a b) 'b 'c) => (c a b))

(procedure lset-union
  (lset-union eq? '(a b) '(b c)) => (c a b))

(procedure lset-intersection
  (lset-intersection eq? '(a b c) '(b c d)) => (b c))

(procedure lset-difference
  (lset-difference eq? '(a b c) '(b)) => (a c))

(procedure lset-xor
  (lset-xor eq? '(a b) '(b c)) => (a c))

(procedure lset<=
  (lset<= eq? '(a) '(b a)) => #t)

(procedure lset=
  (lset= eq? '(a b) '(b a)) => #t)
