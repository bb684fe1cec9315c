;; Syntax beyond R7RS (prelude/syntax.scm), and syntax-error.

(let ((i 0)) (while (< i 3) (display i) (set! i (+ i 1))) i)
;=> 3
;prints: 012
(let ((loop 5) (i 0)) (while (< i 1) (set! i loop)) i)
;=> 5
(list (let/ec k (+ 1 (k 5))) (let/ec k 2))
;=> (5 2)
(define (first-even l) (let/ec return (for-each (lambda (x) (if (even? x) (return x))) l) #f))
(list (first-even '(1 3 4 6)) (first-even '(1)))
;=> (4 #f)

(define depth 1)
(define (show) depth)
(list (fluid-let ((depth 2)) (show)) (show))
;=> (2 1)
(list (guard (e (#t e)) (fluid-let ((depth 3)) (raise depth))) depth)
;=> (3 1)
(define other 10)
(fluid-let ((depth other) (other depth)) (list depth other))
;=> (10 1)
(fluid-let ((nobody 1)) 2)
;error: unbound-variable nobody

(list (if-let (x 5) (* x 2) 'no) (if-let (x #f) x 'no) (let ((x 1)) (if-let (x #f) x x)))
;=> (10 no 1)
(list (if-let ((a 1) (b (+ a 1))) (list a b) 'none) (if-let ((a 1) (b #f)) (list a b) 'none) (if-let () 'both 'none))
;=> ((1 2) none both)
(when-let (x 3) (define y 4) (+ x y))
;=> 7
(list (and-let* () 1) (and-let* ((x 5) ((> x 3)) (y (* x 2))) (list x y)) (and-let* ((x #f) (y (car x))) y))
;=> (1 (5 10) #f)
(let ((z 3)) (list (and-let* ((x 5))) (and-let* ()) (and-let* (z)) (and-let* (z ((even? z))) 'even)))
;=> (5 #t 3 #f)

(list (-> 5 (- 2) (* 10)) (->> '(1 2 3) (map square) (apply +)) (-> '((1) 2) car car) (-> 5))
;=> (30 14 1 5)
(list ((cut list 1 <> 3 <...>) 2 4 5) ((cut <> 1 2) +) (map (cut * 2 <>) '(1 2)) ((cut list)))
;=> ((1 2 3 4 5) 3 (2 4) ())
(let ((f (cut list (begin (display "each") 1) <>)) (g (cute list (begin (display "once") 1) <>)))
  (list (f 1) (f 2) (g 1) (g 2)))
;=> ((1 1) (1 2) (1 1) (1 2))
;prints: onceeacheach
(let ((x 10)) ((cut list <> x <>) 1 2))
;=> (1 10 2)
((rec (f n) (if (= n 0) 1 (* n (f (- n 1))))) 5)
;=> 120
((rec f (lambda (n) (if (= n 0) 'done (f (- n 1))))) 5)
;=> done

(assert (= 1 1))
(assert (= 1 2))
;error: simple-error assertion failed:
(assert (= 1 2) "one is not" 2)
;error: simple-error one is not
(guard (e (#t (error-object-irritants e))) (assert (= 1 2)))
;=> ((= 1 2))

(define-syntax must
  (syntax-rules ()
    ((_ (a) b) 'right)
    ((_ . given) (syntax-error "must: expected (must (a) b), got" given))))
(list (must (1) 2)
      (must 1 2))
;error: syntax-error must: expected (must (a) b), got (1 2)
;at: (must 1 2)
(syntax-error 5)
;error: syntax-error syntax-error: expected a string as message

;; Names bound to other things are not taken for the auxiliary ones.
(let ((<> 5)) ((cut list <> <>)))
;=> (5 5)
(let ((=> 1) (else #f)) (cond (#t => 2)))
;=> 2
