;; Delimited control: prompts, reset and shift, effect handlers with multi-shot continuations.

(call-with-prompt 'p (lambda () (+ 1 2)) (lambda (k v) 'never))
;=> 3
(call-with-prompt 'p (lambda () (+ 1 (abort-to-prompt 'p 5))) (lambda (k v) v))
;=> 5
(call-with-prompt 'p (lambda () (+ 1 (abort-to-prompt 'p 5))) (lambda (k v) (list v (k 10) (k 20))))
;=> (5 11 21)
(call-with-prompt 'p (lambda () (abort-to-prompt 'p 1 2 3)) (lambda (k . values) values))
;=> (1 2 3)
(call-with-prompt 'p (lambda () (call-with-values (lambda () (abort-to-prompt 'p)) list)) (lambda (k) (k 1 2 3)))
;=> (1 2 3)
(procedure? (call-with-prompt 'p (lambda () (abort-to-prompt 'p)) (lambda (k) k)))
;=> #t
(define outer (make-prompt-tag 'outer))
(call-with-prompt outer
  (lambda () (list 'in (call-with-prompt 'inner (lambda () (abort-to-prompt outer 'out)) (lambda (k v) 'wrong))))
  (lambda (k v) v))
;=> out
(eqv? (make-prompt-tag 'a) (make-prompt-tag 'a))
;=> #f
(abort-to-prompt 'nowhere 1)
;error: control-error abort-to-prompt: no prompt with the tag nowhere is in force
;at: (abort-to-prompt 'nowhere 1)
(call-with-prompt 'p (lambda () (abort-to-prompt 'p)) (lambda (k) (abort-to-prompt 'p)))
;error: control-error abort-to-prompt: no prompt with the tag p is in force
(call-with-prompt 'p 5 list)
;error: type-error call-with-prompt: expected a procedure as second argument, got 5 (integer)

;; The continuation is composable: its value comes back, and the stack it is called on stays.
(define saved #f)
(+ 100 (call-with-prompt 'p (lambda () (* 2 (abort-to-prompt 'p))) (lambda (k) (set! saved k) 0)))
;=> 100
(list (saved 1) (saved (saved 10)))
;=> (2 40)

;; reset and shift
(reset (+ 1 (shift k (k (k 10)))))
;=> 12
(reset (* 2 (shift k 'no-k)))
;=> no-k
(reset (cons 1 (shift k (list (k '(2)) (k '(3))))))
;=> ((1 2) (1 3))
(reset (+ (shift k (+ 10 (k 1))) (shift k (* 2 (k 100)))))
;=> 212
(define (each->list walk) (reset (walk (lambda (x) (shift k (cons x (k 'ignored))))) '()))
(each->list (lambda (visit) (for-each visit '(1 2 3))))
;=> (1 2 3)
(+ 1 (reset (+ 10 (let loop ((n 3)) (if (= n 0) 0 (+ (shift k (k n)) (loop (- n 1))))))))
;=> 17

;; Effects and their handlers
(handle (+ 1 (perform 'ask 2)) (on ask (x k) (k (* x 10))))
;=> 21
(handle (+ 1 (effect 'ask 2)) (on ask (x k) (list (k 1) (k 2))))
;=> (2 3)
(handle (perform 'stop 'now) (on stop (v k) (list 'stopped v)))
;=> (stopped now)
(handle 5 (return (v) (list 'returned v)))
;=> (returned 5)
(define (flips) (handle (let* ((a (perform 'flip)) (b (perform 'flip))) (list a b))
                  (on flip (k) (append (k 0) (k 1)))
                  (return (v) (list v))))
(flips)
;=> ((0 0) (0 1) (1 0) (1 1))
(define (counting thunk)
  ((handle (let ((v (thunk))) (lambda (state) (list v state)))
     (on get (k) (lambda (state) ((k state) state)))
     (on put (new k) (lambda (state) ((k 'done) new))))
   0))
(counting (lambda () (perform 'put 5) (perform 'put (+ 1 (perform 'get))) (perform 'get)))
;=> (6 6)
(handle (handle (list (perform 'a) (perform 'b)) (on a (k) (k 'inner-a)))
  (on a (k) (k 'outer-a))
  (on b (k) (k 'outer-b)))
;=> (inner-a outer-b)
(handle (handle (perform 'a 1) (on a (x k) (k (list 'inner (perform 'a (+ x 1)))))) (on a (x k) (k (list 'outer x))))
;=> (inner (outer 2))
(handle (begin (display "body ") (perform 'x) (display "again ")) (on x (k) (k 1)) (finally (display "last")))
;prints: body again last
(guard (e (#t (list 'caught e))) (handle (raise 'oops) (on x (k) 1) (finally (display "left"))))
;=> (caught oops)
;prints: left
(handle (perform 5))
;error: type-error effect: expected a symbol as first argument, got 5 (integer)

;; Extents are left and entered again, and the dynamic state is that of where one is.
(handle (dynamic-wind (lambda () (display "in ")) (lambda () (+ 1 (perform 'x))) (lambda () (display "out ")))
  (on x (k) (display "handler ") (+ (k 1) (k 2))))
;=> 5
;prints: in out handler in out in out 
(call-with-prompt 'p
  (lambda ()
    (dynamic-wind (lambda () (display "[")) (lambda () (abort-to-prompt 'p) (display "body")) (lambda () (display "]"))))
  (lambda (k) (display "|") (k 1) (k 1) 'done))
;=> done
;prints: []|[body][body]
(define resume #f)
(guard (e (#t (list 'first e)))
  (call-with-prompt 'p
    (lambda () (guard (e ((number? e) (list 'inner e))) (raise (abort-to-prompt 'p))))
    (lambda (k) (set! resume k) 'left)))
;=> left
(guard (e (#t (list 'second e))) (resume 5))
;=> (inner 5)
(guard (e (#t (list 'second e))) (resume 'x))
;=> (second x)

;; Full continuations through prompts
(define k #f)
(define count 0)
(list (call-with-prompt 'p (lambda () (+ 1 (call/cc (lambda (c) (set! k c) 1)))) (lambda (k v) v)))
;=> (2)
(if (< count 3) (begin (set! count (+ count 1)) (k count)) 'end)
;=> (2)
(call-with-prompt 'p (lambda () (list (call/cc (lambda (c) (c 1))) (abort-to-prompt 'p 2))) (lambda (k v) (k v)))
;=> (1 2)

;; Deep: prompts in a recursion, and a loop that performs in every turn.
(define (deep n) (if (= n 0) (perform 'bottom) (+ 1 (deep (- n 1)))))
(handle (deep 1000) (on bottom (k) (+ (k 0) (k 1))))
;=> 2001
(define (nested n) (if (= n 0) (perform 'bottom) (handle (+ 1 (nested (- n 1))) (on other (k) 'never))))
(handle (nested 200) (on bottom (k) (k 5)))
;=> 205
(handle (let loop ((i 0) (sum 0)) (if (= i 500) sum (loop (+ i 1) (+ sum (perform 'next i))))) (on next (i k) (k (* 2 i))))
;=> 249500
(define again #f)
(define turns 0)
(define (turn) (call-with-prompt 'p (lambda () (abort-to-prompt 'p) (set! turns (+ turns 1)) (if (< turns 300) (again 1) turns)) (lambda (k) (set! again k) (k 1))))
(turn)
;=> 300

;; An after thunk may leave for a prompt further out while prompts further in are still there.
(call-with-prompt 'outer
  (lambda ()
    (call-with-prompt 'middle
      (lambda ()
        (dynamic-wind
          (lambda () #f)
          (lambda () (call-with-prompt 'inner (lambda () (abort-to-prompt 'middle 1)) (lambda (k v) 'wrong)))
          (lambda () (abort-to-prompt 'outer 'from-after))))
      (lambda (k v) 'wrong-too)))
  (lambda (k v) (list 'outer v)))
;=> (outer from-after)
(guard (e (#t (list 'outside e)))
  (handle (guard (e ((number? e) (list 'inside e))) (perform 'x))
    (on x (k) (list (k 1) (raise 'from-handler)))))
;=> (outside from-handler)
(handle 1 (on))
;error: syntax-error
