;; Named let, do and loops of every shape.

(let loop ((i 0)) (if (< i 10) (loop (+ i 1)) i))
;=> 10
(let outer ((i 0) (acc '()))
  (if (= i 3)
      (reverse acc)
      (let inner ((j 0) (acc acc))
        (if (= j 2)
            (outer (+ i 1) acc)
            (inner (+ j 1) (cons (list i j) acc))))))
;=> ((0 0) (0 1) (1 0) (1 1) (2 0) (2 1))
(define (count-pairs n)
  (let outer ((i 0) (count 0))
    (if (= i n) count
        (let inner ((j 0) (count count))
          (cond ((= j n) (outer (+ i 1) count))
                ((= i j) (inner (+ j 1) count))
                (else (inner (+ j 1) (+ count 1))))))))
(count-pairs 10)
;=> 90

;; In a place that is not a tail.
(+ 1 (let loop ((i 0)) (if (= i 5) i (loop (+ i 1)))))
;=> 6
(list (let a ((i 0)) (if (= i 2) 'a (a (+ i 1)))) (let b ((i 0)) (if (= i 2) 'b (b (+ i 1)))))
;=> (a b)
(define (f n) (let ((x (let loop ((i n) (acc 1)) (if (= i 0) acc (loop (- i 1) (* acc i)))))) (* x 2)))
(f 5)
;=> 240
(let loop ((i 0)) (if (< i (let in ((j 0)) (if (= j 3) j (in (+ j 1))))) (loop (+ i 1)) i))
;=> 3
(let loop ((i 0) (acc 0))
  (let ((x (let in ((j 0) (s 0)) (if (> j i) s (in (+ j 1) (+ s j))))))
    (if (= i 4) (list acc x) (loop (+ i 1) (+ acc x)))))
;=> (10 10)
(if (let loop ((i 0)) (if (= i 3) #f (loop (+ i 1)))) 'yes 'no)
;=> no
(let loop ((i 0)) (when (< i 3) (display i) (loop (+ i 1))))
;prints: 012
(begin (let loop ((i 0)) (when (< i 3) (display i) (loop (+ i 1)))) 'after)
;=> after
;prints: 012

;; Inner loops that go on with the outer one from several places, and from under three.
(define (search rows wanted)
  (let row ((rs rows) (i 0))
    (if (null? rs) 'none
        (let column ((cs (car rs)) (j 0))
          (cond ((null? cs) (row (cdr rs) (+ i 1)))
                ((eq? (car cs) 'skip) (row (cdr rs) (+ i 1)))
                ((eqv? (car cs) wanted) (list i j))
                (else (column (cdr cs) (+ j 1))))))))
(list (search '((1 2) (3 4)) 4) (search '((1 skip 4) (3 4)) 4) (search '((1)) 9))
;=> ((1 1) (1 1) none)
(define (triple n)
  (let a ((i 0) (acc '()))
    (if (= i n) (reverse acc)
        (let b ((j 0) (acc acc))
          (if (= j n) (a (+ i 1) acc)
              (let c ((k 0) (acc acc))
                (cond ((= k n) (b (+ j 1) acc))
                      ((and (= i 1) (= j 0) (= k 1)) (a (+ i 1) (cons 'jump acc)))
                      (else (c (+ k 1) (cons (+ (* 100 i) (* 10 j) k) acc))))))))))
(triple 2)
;=> (0 1 10 11 100 jump)
(define (back-and-forth)
  (let outer ((n 0) (trace '()))
    (let inner ((m n) (trace (cons n trace)))
      (if (> m 5)
          (reverse (cons m trace))
          (if (even? m) (inner (+ m 1) (cons 'e trace)) (outer (+ m 1) (cons 'o trace)))))))
(back-and-forth)
;=> (0 e o 2 e o 4 e o 6 6)
(define (value-in-inner)
  (let outer ((i 0) (acc '()))
    (if (= i 3) acc
        (let ((v (let inner ((j 0)) (if (= j i) (* j 10) (inner (+ j 1))))))
          (outer (+ i 1) (cons v acc))))))
(value-in-inner)
;=> (20 10 0)

;; Captured loop variables are fresh in each turn.
(map (lambda (p) (p)) (let loop ((i 0) (acc '())) (if (= i 3) acc (loop (+ i 1) (cons (lambda () i) acc)))))
;=> (2 1 0)
(let ((procs (do ((i 0 (+ i 1)) (procs '() (cons (cons (lambda () i) (lambda (v) (set! i v))) procs))) ((= i 3) procs))))
  ((cdr (car procs)) 10)
  (map (lambda (p) ((car p))) procs))
;=> (10 1 0)
(let ((v (make-vector 3)))
  (do ((i 0 (+ i 1))) ((= i 3)) (let ((j (* i i))) (vector-set! v i (lambda () (set! j (+ j 1)) j))))
  (let* ((a ((vector-ref v 2))) (b ((vector-ref v 2))) (c ((vector-ref v 1)))) (list a b c)))
;=> (5 6 2)

;; Loop variables that are assigned.
(let loop ((i 0) (n 0)) (set! i (+ i 2)) (if (> i 9) (list i n) (loop i (+ n 1))))
;=> (10 4)
(let loop ((i 0) (procs '()))
  (if (= i 3)
      (map (lambda (p) (p)) procs)
      (let ((get (lambda () i)))
        (set! i (+ i 1))
        (loop i (cons get procs)))))
;=> (3 2 1)
(let ((total 0)) (do ((i 0 (+ i 1))) ((= i 4)) (set! total (+ total i)) (set! i (+ i 0))) total)
;=> 6
(let loop ((i 0) (acc '()))
  (if (< i 3)
      (begin (set! acc (cons i acc)) (loop (+ i 1) acc))
      acc))
;=> (2 1 0)

;; Loops in lambdas in loops.
(let loop ((i 0) (acc '()))
  (if (= i 3) (map (lambda (f) (f 3)) (reverse acc))
      (loop (+ i 1)
            (cons (lambda (n) (let in ((j 0) (s 0)) (if (= j n) s (in (+ j 1) (+ s i))))) acc))))
;=> (0 3 6)
(define (table n) (let rows ((i 1) (acc '())) (if (> i n) (reverse acc) (rows (+ i 1) (cons (map (lambda (j) (let mul ((k 0) (s 0)) (if (= k j) s (mul (+ k 1) (+ s i))))) '(1 2 3)) acc)))))
(table 3)
;=> ((1 2 3) (2 4 6) (3 6 9))

;; The loop's name as a value, called from a lambda, with another number of arguments, shadowed, assigned.
(let loop ((i 3)) (if (= i 0) '() (cons i (loop (- i 1)))))
;=> (3 2 1)
(let loop ((l '(1 (2 3) ((4)) 5))) (cond ((null? l) '()) ((pair? l) (append (loop (car l)) (loop (cdr l)))) (else (list l))))
;=> (1 2 3 4 5)
(let loop ((i 0)) (if (< i 3) (map loop (list 5 (+ i 7))) i))
;=> (5 7)
(let loop ((i 0)) (if (< i 3) ((lambda (k) (loop k)) (+ i 1)) i))
;=> 3
(let loop ((i 0)) (let ((loop (lambda (x) (list 'inner x)))) (loop i)))
;=> (inner 0)
(let loop ((i 0)) (if (= i 0) (begin (set! loop (lambda (x) (list 'set x))) (loop 5)) i))
;=> (set 5)
(let loop ((i 0) (j 1)) (if (= i 2) j (loop (+ i 1))))
;error: arity-error loop: expected 2 arguments (i j), got 1
;at: (loop (+ i 1))
(let loop ((i 0)) (if (= i 2) (procedure? loop) (loop (+ i 1))))
;=> #t
(let loop ((loop 0)) loop)
;=> 0
(let loop ((i 0) (i2 10)) (if (< i i2) (loop i2 i) (list i i2)))
;=> (10 0)
(let swap ((a 1) (b 2) (c 3) (n 0)) (if (= n 4) (list a b c) (swap b c a (+ n 1))))
;=> (2 3 1)
(let fib ((a 0) (b 1) (n 10)) (if (= n 0) a (fib b (+ a b) (- n 1))))
;=> 55
(let loop ((i 10)) (let ((i (- i 1)) (old i)) (if (> i 0) (loop i) (list i old))))
;=> (0 1)
(define (until-error l) (let loop ((l l)) (loop (cdr l))))
(until-error '(1 2))
;error: type-error cdr: expected a pair, got () (empty list)
;at: (cdr l)
;stack: until-error top level

;; do with a body that escapes, and nested do.
(call/cc (lambda (return) (do ((i 0 (+ i 1))) (#f) (if (= i 7) (return i)))))
;=> 7
(do ((i 0 (+ i 1)) (acc '() (do ((j 0 (+ j 1)) (acc acc (cons (* i j) acc))) ((= j 2) acc)))) ((= i 3) acc))
;=> (2 0 1 0 0 0)
(let ((v (make-vector 5 0))) (do ((i 0 (+ i 1))) ((= i 5) v) (vector-set! v i (* i i))))
;=> #(0 1 4 9 16)

;; Loops whose only way out is a call, a throw, an error in the test.
(define (collatz n) (let loop ((n n) (steps 0)) (cond ((= n 1) steps) ((even? n) (loop (quotient n 2) (+ steps 1))) (else (loop (+ (* 3 n) 1) (+ steps 1))))))
(map collatz '(1 2 3 7 27))
;=> (0 1 7 16 111)
(let loop ((i 0)) (if (< i 'x) (loop (+ i 1)) i))
;error: type-error <: expected a real number as second argument, got x (symbol)
;at: (< i 'x)
(let loop ((x '(1 2 3 oops 5)) (sum 0)) (if (null? x) sum (loop (cdr x) (+ sum (car x)))))
;error: type-error +: expected a number as second argument, got oops (symbol)
;at: (+ sum (car x))

;; Mutually recursive internal procedures, of which some are only called in tail position.
(define (parse tokens)
  (define (start ts acc) (cond ((null? ts) (reverse acc)) ((eq? (car ts) 'open) (inside (cdr ts) '() acc)) (else (start (cdr ts) (cons (car ts) acc)))))
  (define (inside ts group acc) (cond ((null? ts) 'unclosed) ((eq? (car ts) 'close) (start (cdr ts) (cons (reverse group) acc))) (else (inside (cdr ts) (cons (car ts) group) acc))))
  (start tokens '()))
(list (parse '(a open b c close d)) (parse '(open a)))
;=> ((a (b c) d) unclosed)
(define (primes-up-to n)
  (let sieve ((candidates (let range ((i 2)) (if (> i n) '() (cons i (range (+ i 1)))))) (primes '()))
    (if (null? candidates) (reverse primes)
        (sieve (let remove ((l (cdr candidates)))
                 (cond ((null? l) '()) ((= 0 (remainder (car l) (car candidates))) (remove (cdr l))) (else (cons (car l) (remove (cdr l))))))
               (cons (car candidates) primes)))))
(primes-up-to 50)
;=> (2 3 5 7 11 13 17 19 23 29 31 37 41 43 47)
(define (queens n)
  (define (safe? row placed) (let check ((p placed) (d 1)) (or (null? p) (and (not (= (car p) row)) (not (= (abs (- (car p) row)) d)) (check (cdr p) (+ d 1))))))
  (let place ((k 0) (placed '()))
    (if (= k n) 1
        (let try ((row 0) (total 0))
          (if (= row n) total
              (try (+ row 1) (if (safe? row placed) (+ total (place (+ k 1) (cons row placed))) total)))))))
(queens 6)
;=> 4

;; A turn whose last new value the fast path leaves to the careful one changes the variables before it once.
(let loop ((i 0) (turns 0) (same #f))
  (if (>= i 10) turns (loop (+ i 1) (+ turns 1) (= (make-rectangular 0 1) 0))))
;=> 10
