;; Procedures whose loops the compiler writes out where they are called with a lambda or a primitive in place.

(map (lambda (x) (* x x)) '(1 2 3))
;=> (1 4 9)
(map car '((1 . 2) (3 . 4)))
;=> (1 3)
(map - '(1 2))
;=> (-1 -2)
(let ((total 0)) (for-each (lambda (x) (set! total (+ total x))) '(1 2 3)) total)
;=> 6
(append-map (lambda (x) (list x x)) '(1 2))
;=> (1 1 2 2)
(filter-map (lambda (x) (and (even? x) (* x 10))) '(1 2 3 4))
;=> (20 40)
(list (filter odd? '(1 2 3)) (remove odd? '(1 2 3)) (filter (lambda (x) (memv x '(2 3))) '(1 2 3)))
;=> ((1 3) (2) (2 3))
(list (find even? '(1 2 3)) (find even? '(1)) (find-tail even? '(1 2 3)) (list-index even? '(1 2)))
;=> (2 #f (2 3) 1)
(list (count even? '(1 2 4)) (fold cons '() '(1 2)) (fold-left - 0 '(1 2)) (reduce + 0 '(1 2 3)) (reduce max 0 '()))
;=> (2 (2 1) -3 6 0)
(vector-map (lambda (x) (+ x 1)) #(1 2))
;=> #(2 3)
(let ((seen '())) (vector-for-each (lambda (x) (set! seen (cons x seen))) #(1 2)) seen)
;=> (2 1)

;; One inside another, with variables of all, and in every place.
(map (lambda (x) (fold (lambda (y sum) (+ sum (* x y))) 0 '(1 2 3))) '(1 10))
;=> (6 60)
(define (flatten x) (if (pair? x) (append-map (lambda (each) (flatten each)) x) (list x)))
(flatten '(1 (2 (3 4)) ((5))))
;=> (1 2 3 4 5)
(+ 1 (fold + 0 (map (lambda (x) (if (even? x) (flatten-sum x) 1)) '(1 2 3))))
;error: unbound-variable flatten-sum: unbound variable; did you mean flatten?
(if (find (lambda (x) (= x 2)) '(1 2)) 'found 'not)
;=> found

;; What closures catch is fresh in each turn, and assigned parameters have boxes of their own.
(map (lambda (get) (get)) (map (lambda (x) (lambda () (set! x (+ x 1)) x)) '(1 2 3)))
;=> (2 3 4)

;; The order is from first to last; what procedures are given is evaluated before.
(let ((order '()))
  (define (note x) (set! order (cons x order)) x)
  (fold (lambda (x result) (note x)) (note 'initial) (begin (note 'list) '(1 2)))
  (reverse order))
;=> (initial list 1 2)

;; A continuation captured inside is entered again: what it made before is not disturbed (R7RS 6.10).
(let ((k #f) (times 0))
  (let ((made (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! k c)) x))) '(1 2 3))))
    (set! times (+ times 1))
    (if (< times 3) (k (* times 100)) made)))
;=> (1 200 3)
(let ((k #f) (results '()))
  (let ((made (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! k c)) x))) '(1 2 3))))
    (set! results (cons made results))
    (if (< (length results) 3) (k (length results)) (reverse results))))
;=> ((1 2 3) (1 1 3) (1 2 3))
(let ((ks '()) (results '()))
  (let ((made (filter (lambda (x) (call/cc (lambda (c) (set! ks (cons c ks)) #t))) '(1 2 3))))
    (set! results (cons made results))
    (if (< (length results) 4) ((list-ref ks 1) #f) (reverse results))))
;=> ((1 2 3) (1 3) (1 2) (1 2))
(call/cc (lambda (return) (for-each (lambda (x) (if (even? x) (return x))) '(1 3 4 5)) 'none))
;=> 4

;; Errors are those of the procedures.
(map (lambda (x) x) '(1 . 2))
;error: type-error map: expected a list as second argument, got (1 . 2) (pair)
(map (lambda (x y) x) '(1))
;error: arity-error anonymous procedure: expected 2 arguments (x y), got 1
(fold + 0 5)
;error: type-error fold: expected a list as third argument, got 5 (integer)
(vector-map (lambda (x) x) '(1))
;error: type-error vector-map: expected a vector as second argument, got (1) (pair)
(reduce + 0 'a)
;error: type-error reduce: expected a list as third argument, got a (symbol)
(map (lambda (x) (car x)) '(1))
;error: type-error car: expected a pair, got 1 (integer)

;; A definition of the name is respected, before and after; so is a local variable.
(define (doubled list) (map (lambda (x) (* 2 x)) list))
(define (total list) (fold + 0 list))
(list (doubled '(1 2)) (total '(1 2)))
;=> ((2 4) 3)
(define (+ . numbers) 'sum)
(total '(1 2))
;=> sum
(define (map procedure list) (vector procedure list))
(vector-length (doubled '(1 2)))
;=> 2
(let ((fold (lambda (procedure initial list) initial))) (fold (lambda (x y) x) 'mine '(1)))
;=> mine
