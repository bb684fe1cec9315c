;; Conditions and restarts: the examples of the Common Lisp HyperSpec's chapter 9 in our syntax, in our own words, and
;; what its text says beyond them.

;; -- handler-case: the clause runs where handler-case is, after the extents inside have been left.
(handler-case (+ 1 (error "wrong:" 5)) (error (c) (list (error-object-message c) (error-object-irritants c))))
;=> ("wrong:" (5))
(handler-case 'fine (error () 'failed))
;=> fine
(handler-case (/ 1 0) (type-error () 'type) (division-by-zero () 'zero) (error () 'other))
;=> zero
(handler-case (/ 1 0) (error () 'first) (division-by-zero () 'second))
;=> first
(handler-case (car 5) (arithmetic-error () 'arithmetic) (type-error (c) (type-error-datum c)))
;=> 5
(handler-case (values 1 2) (error () 'failed) (:no-error (a b) (list b a)))
;=> (2 1)
(handler-case (error "x") (error () 'failed) (:no-error (a) (list a)))
;=> failed
(handler-case (handler-case (error "inner") (warning () 'not-this)) (error (c) (list 'outer (error-object-message c))))
;=> (outer "inner")
(handler-case (handler-case (error "a") (error () (error "b"))) (error (c) (error-object-message c)))
;=> "b"
(let ((log '()))
  (handler-case
    (dynamic-wind (lambda () (set! log (cons 'in log))) (lambda () (error "x")) (lambda () (set! log (cons 'out log))))
    (error () (reverse (cons 'clause log)))))
;=> (in out clause)
(handler-case (raise 'object) (error (object) (list 'raised object)))
;=> (raised object)
(handler-case (raise 5) (raised-object (n) (+ n 1)))
;=> 6
(handler-case (signal 'warning) ((or error warning) (c) (condition-type c)))
;=> warning
(handler-case (signal 7) (t (c) c))
;=> 7
(handler-case 1 (no-such-type () 2))
;error: control-error handler-case: there is no condition type no-such-type
(handler-case 1 (eror () 2))
;error: control-error handler-case: there is no condition type eror; did you mean error?
(handler-case)
;error: syntax-error
(define (assorted n)
  (handler-case
    (case n ((1) (warn "careful")) ((2) (error "bad")) ((3) (vector-ref (vector) n)) ((4) (signal 'simple-condition)) (else 'ok))
    (warning () 'warned)
    (simple-error () 'simple)
    (error () 'some-error)
    (condition () 'some-condition)))
(map assorted '(1 2 3 4 5))
;=> (warned simple some-error some-condition ok)

;; It leaks no stack and no handlers.
(define (many n) (if (= n 0) 'done (handler-case (error "again") (error () (many (- n 1))))))
(many 2000)
;=> done
(let loop ((n 2000) (sum 0))
  (if (= n 0) sum (loop (- n 1) (+ sum (handler-case (if (even? n) (car n) 1) (error () 2))))))
;=> 3000

;; -- ignore-errors
(ignore-errors (* 2 3))
;=> 6
(call-with-values (lambda () (ignore-errors (error "hidden"))) (lambda (value condition) (list value (error-object-message condition))))
;=> (#f "hidden")
(handler-case (ignore-errors (signal 'warning) 'on) (warning () 'a-warning-is-no-error))
;=> a-warning-is-no-error
(ignore-errors)
;=> #f

;; -- handler-bind: the handler runs where the condition was signalled, and declines by returning.
(let ((log '()))
  (handler-case
    (handler-bind ((error (lambda (c) (set! log (cons 'inner log)))))
      (dynamic-wind (lambda () #f) (lambda () (error "x")) (lambda () (set! log (cons 'unwound log)))))
    (error () (reverse log))))
;=> (inner unwound)
(let ((log '()))
  (define (note what) (lambda (c) (set! log (cons what log))))
  (handler-bind ((condition (note 'outer)))
    (handler-bind ((error (note 'first)) (condition (note 'second)) (warning (note 'third)))
      (signal 'simple-error)))
  (reverse log))
;=> (first second outer)
(handler-bind ((error (lambda (c) 'declined))) (error "nobody" 'handles 'it))
;error: simple-error nobody
;at: (error "nobody"
(handler-bind ((error (lambda (c) 'declined))) (+ 1 (car 'x)))
;error: type-error car: expected a pair, got x (symbol)
;at: (car 'x)

;; While a handler runs, its cluster and those inside it are not in force; those outside are.
(let ((log '()))
  (handler-case
    (handler-bind ((error (lambda (c) (set! log (cons 'outer log)))))
      (handler-bind ((error (lambda (c) (set! log (cons 'one log)) (error "from the handler")))
                     (error (lambda (c) (set! log (cons 'never log)))))
        (handler-bind ((error (lambda (c) (set! log (cons 'innermost log)))))
          (error "first"))))
    (error (c) (list (error-object-message c) (reverse log)))))
;=> ("from the handler" (innermost one outer))
(handler-bind ((error (lambda (c) (list 1))))
  (handler-bind ((error (lambda (c) (raise c)))) (handler-case (error "x") (error () 'inside))))
;=> inside
(handler-case
  (handler-bind ((warning (lambda (c) (error "a warning is taken seriously")))) (warn "watch out"))
  (error (c) (error-object-message c)))
;=> "a warning is taken seriously"
(call/cc (lambda (k) (handler-bind ((error (lambda (c) (k (list 'left (condition-type c)))))) (undefined-procedure 1))))
;=> (left unbound-variable)
(handler-bind ((error 5)) 1)
;error: type-error
(handler-bind ((error (lambda () 1))) 1)
;error: arity-error

;; One handler stack: R7RS handlers and clusters are found in the order in which they were established.
(with-exception-handler (lambda (c) (list 'answer c))
  (lambda () (handler-bind ((t (lambda (c) 'declines))) (list (raise-continuable 'question)))))
;=> ((answer question))
(handler-bind ((t (lambda (c) (invoke-restart 'go c))))
  (restart-case (with-exception-handler (lambda (c) (raise (list 'wrapped c))) (lambda () (raise 'inner)))
    (go (c) (list 'went c))))
;=> (went (wrapped inner))
(guard (c (#f 'never)) (handler-bind ((t (lambda (c) #f))) (with-exception-handler (lambda (c) 10) (lambda () (+ 1 (raise-continuable 'c))))))
;=> 11
(let ((log '()))
  (define result
    (handler-bind ((t (lambda (c) (set! log (cons 'outside log)) (use-value 5))))
      (+ 1 (guard (c ((string? c) 'string)) (dynamic-wind (lambda () (set! log (cons 'in log)))
                                                          (lambda () (vector-ref (vector) 7))
                                                          (lambda () (set! log (cons 'out log))))))))
  (list result (reverse log)))
;=> (6 (in out in outside out))
(define (search-on) (guard (c (#f 1)) (guard (c (#f 2)) (guard (c (#f 3)) (raise 'deep)))))
(guard (c ((symbol? c) (list 'found c))) (search-on))
;=> (found deep)

;; -- signal returns when every handler declines.
(signal 'simple-condition)
;=> #f
(signal "nobody minds" 1 2)
;=> #f
(handler-bind ((simple-condition (lambda (c) (display (condition/report-string c))))) (signal "told:" 1 'two))
;prints: told: 1 two
;=> #f
(handler-case (signal "told:" 1) (simple-condition (c) (error-object-irritants c)))
;=> (1)
(with-exception-handler (lambda (c) 'ignored) (lambda () (list (signal 'condition))))
;=> (#f)
(signal 'no-such-type)
;=> #f

;; -- error: a message, a type with initial values, or a condition.
(error 'type-error :datum 5 :expected-type 'pair)
;error: type-error 
(handler-case (error 'type-error :datum 5 :expected-type 'pair) (type-error (c) (list (type-error-datum c) (type-error-expected-type c))))
;=> (5 pair)
(let ((c (make-condition 'simple-error :message "made" :irritants '(1 2))))
  (handler-case (error c) (error (same) (list (eq? c same) (condition/report-string same)))))
;=> (#t "made 1 2")
(error (make-condition 'timeout) 'extra)
;error: type-error error: expected no arguments after a condition
(error 'type-error :nonsense 5)
;error: type-error make-condition: expected one of :datum, :expected-type, got :nonsense (keyword)
(error 'timeout)
;error: timeout
(error 'some-procedure "went wrong" 1)
;error: simple-error some-procedure
(make-condition 'nothing)
;error: control-error make-condition: there is no condition type nothing

;; -- warn prints unless muffled.
(warn "shown:" 1 'two)
;prints: warning: shown: 1 two\n
;=> #f
(handler-bind ((warning (lambda (c) (muffle-warning c)))) (warn "hidden") 'on)
;=> on
(handler-bind ((warning muffle-warning)) (warn "hidden") 'on)
;=> on
(handler-case (warn 'simple-warning :message "typed" :irritants '(1)) (simple-warning (c) (condition/report-string c)))
;=> "typed 1"
(muffle-warning)
;error: control-error invoke-restart: no restart muffle-warning is in force

;; -- cerror
(define (real-sqrt n)
  (if (negative? n) (begin (cerror "Return the root of its magnitude." "negative:" n) (sqrt (- n))) (sqrt n)))
(real-sqrt -9)
;error: simple-error negative:
(handler-bind ((error (lambda (c) (continue)))) (real-sqrt -9))
;=> 3
(handler-bind ((error continue)) (list (cerror "Go on." 'type-error :datum 1)))
;=> (#f)
(handler-bind ((error (lambda (c) (display (restart-description (find-restart 'continue c))) (continue c)))) (cerror "Go on anyway." "x") 'on)
;prints: Go on anyway.
;=> on
(continue)
;=> #f

;; -- restart-case
(restart-case (+ 1 2) (go () 'never))
;=> 3
(restart-case (list (invoke-restart 'go 1 2)) (go (a b) (+ a b)))
;=> 3
(restart-case (invoke-restart 'go 1 2 3) (go (a . rest) (list a rest)))
;=> (1 (2 3))
(restart-case (restart-case (invoke-restart 'go) (go () 'inner)) (go () 'outer))
;=> inner
(restart-case (restart-case (invoke-restart 'go) (go () (invoke-restart 'go))) (go () 'outer))
;=> outer
(restart-case (invoke-restart 'go 1) (go () 'never))
;error: arity-error
(restart-case (values 1 2) (go () 'never) (:no-error (a b) (list b a)))
;=> (2 1)
(let ((log '()))
  (restart-case (dynamic-wind (lambda () #f) (lambda () (invoke-restart 'go)) (lambda () (set! log (cons 'out log))))
    (go () (reverse (cons 'clause log)))))
;=> (out clause)
(handler-bind ((error (lambda (c) (invoke-restart 'my-restart 7)))) (restart-case (error "Foo.") (my-restart (v) v)))
;=> 7
(define (symbol-value-of name table)
  (let ((found (assq name table)))
    (if found
        (cdr found)
        (restart-case (error "no value:" name)
          (use-value (value) :report "Give a value." value)
          (store-value (value) :report "Give a value to keep." (list 'stored value))))))
(handler-bind ((error (lambda (c) (use-value 5)))) (+ 1 (symbol-value-of 'x '())))
;=> 6
(handler-bind ((error (lambda (c) (store-value 5 c)))) (symbol-value-of 'x '()))
;=> (stored 5)
(symbol-value-of 'x '((x . 3)))
;=> 3
(symbol-value-of 'y '())
;error: simple-error no value:
(define saved #f)
(restart-case (begin (set! saved (find-restart 'go)) 1) (go () 2))
;=> 1
(invoke-restart saved)
;error: control-error invoke-restart: #<restart go> is no longer in force
(invoke-restart 'nowhere)
;error: control-error invoke-restart: no restart nowhere is in force
(restart-case 1 5)
;error: syntax-error restart-case: expected
(handler-case 1 (error))
;error: syntax-error handler-case: expected

;; :report, :test, :interactive
(restart-case (map restart-description (list (find-restart 'a) (find-restart 'b) (find-restart 'c)))
  (a () :report "A string." 1)
  (b () :report (lambda (port) (display "Printed " port) (write "b" port)) 2)
  (c () 3))
;=> ("A string." "Printed \"b\"" "c")
(restart-case (list (and (find-restart 'never) #t) (and (find-restart 'always) #t))
  (never () :test (lambda (c) #f) 1)
  (always () :test (lambda (c) #t) 2))
;=> (#f #t)
(handler-bind ((error (lambda (c) (invoke-restart (or (find-restart 'for-types c) (find-restart 'for-all c))))))
  (define (try thunk)
    (restart-case (thunk)
      (for-types () :test (lambda (c) (condition-is? c 'type-error)) 'type)
      (for-all () 'all)))
  (list (try (lambda () (error "plain"))) (try (lambda () (car 5)))))
;=> (all type)
(restart-case (invoke-restart-interactively 'go) (go (a b) :interactive (lambda () (list 1 2)) (list 'got a b)))
;=> (got 1 2)
(restart-case (invoke-restart-interactively 'go) (go () 'nothing-to-ask))
;=> nothing-to-ask

;; Without :interactive, the values are read from the console and evaluated.
(handler-bind ((error (lambda (c) (invoke-restart-interactively (find-restart 'use-value c))))) (list 1 (car 5)))
;input: (+ 40 2)\n
;prints: value: 
;=> (1 42)
(restart-case (invoke-restart-interactively 'go) (go (a b) (list a b)))
;input: 'x (car\n
;input: '(y))\n
;prints: value: value: 
;=> (x y)

;; -- compute-restarts, find-restart, restart-name
(restart-case (restart-case (map restart-name (compute-restarts)) (a () 1) (b () 2)) (a () 3) (c () 4))
;=> (a b a c abort)
(let ((r (car (restart-case (compute-restarts) (a () 1))))) (list (restart? r) (restart? 'a) r))
;=> (#t #f #<restart a>)
(restart-case (eq? (find-restart 'a) (car (compute-restarts))) (a () 1))
;=> #t
(restart-case (let ((r (find-restart 'a))) (eq? r (find-restart r))) (a () 1))
;=> #t
(find-restart 'nothing)
;=> #f
(restart-name 'a)
;error: type-error restart-name: expected a restart as first argument, got a (symbol)

;; Restarts around a call of error are for its condition only; with-condition-restarts says so of any.
(define other (make-condition 'error))
(handler-bind ((error (lambda (c) (invoke-restart 'k (map restart-name (compute-restarts c)) (map restart-name (compute-restarts other))))))
  (restart-case (restart-case (begin (error "x")) (only () 1)) (k (mine others) (list mine others))))
;=> ((only k abort) (only k abort))
(handler-bind ((error (lambda (c) (invoke-restart 'k (map restart-name (compute-restarts c)) (map restart-name (compute-restarts other))))))
  (restart-case (begin (restart-case (error "x") (only () 1))) (k (mine others) (list mine others))))
;=> ((only k abort) (k abort))
(restart-case
  (with-condition-restarts other (list (find-restart 'a))
    (list (map restart-name (compute-restarts other)) (map restart-name (compute-restarts (make-condition 'error)))))
  (a () 1)
  (b () 2))
;=> ((a b abort) (b abort))

(handler-bind ((warning (lambda (c) (invoke-restart 'k (map restart-name (compute-restarts c)) (find-restart 'mine other)))))
  (restart-case (restart-case (warn "careful") (mine () 1)) (k (names found) (list names found))))
;=> ((muffle-warning mine k abort) #f)
(handler-bind ((error (lambda (c) (invoke-restart 'k (map restart-name (compute-restarts c)) (find-restart 'mine other)))))
  (restart-case (restart-case (cerror "Go on." "bad") (mine () 1)) (k (names found) (list names found))))
;=> ((continue mine k abort) #f)
(restart-case (error (invoke-restart 'go)) (go () 'the-arguments-are-inside))
;=> the-arguments-are-inside
(handler-case (restart-case (signal 5) (go () 1)) (t (object) (list 'object object)))
;=> (object 5)
(define (place-of-restart-case) (list (restart-case (error "here") (go () 1))))
(place-of-restart-case)
;error: simple-error here
;at: (restart-case (error "here")

;; -- restart-bind: the function runs where the restart is invoked, and its value is that of invoke-restart.
(restart-bind ((go (lambda (n) (* n 2)))) (list (invoke-restart 'go 4) 'after))
;=> (8 after)
(let ((tries 0))
  (restart-bind ((count (lambda () (set! tries (+ tries 1)) tries) :report "Count."))
    (list (invoke-restart 'count) (invoke-restart 'count) (restart-description (find-restart 'count)))))
;=> (1 2 "Count.")
(restart-bind ((#f (lambda () 'anonymous))) (let ((r (car (compute-restarts)))) (list (restart-name r) (invoke-restart r))))
;=> (#f anonymous)

;; -- with-simple-restart
(with-simple-restart (skip "Skip it.") 1 2)
;=> 2
(call-with-values (lambda () (with-simple-restart (skip "Skip it.") (invoke-restart 'skip) 2)) list)
;=> (#f #t)
(define (tolerant-sum items)
  (let loop ((items items) (sum 0))
    (if (null? items) sum
        (loop (cdr items)
              (+ sum (let ((n (with-simple-restart (skip "Skip an item.") (+ 0 (car items))))) (if (number? n) n 0)))))))
(handler-bind ((error (lambda (c) (invoke-restart 'skip)))) (tolerant-sum '(1 two 3 "four" 5)))
;=> 9
(tolerant-sum '(1 two 3))
;error: type-error +: expected a number as second argument, got two (symbol)

;; -- abort ends the form, leaving its extents.
(begin (display "before ") (dynamic-wind (lambda () #f) (lambda () (abort)) (lambda () (display "after"))) (display "never"))
;prints: before after
;error: aborted
(restart-case (abort) (abort () 'caught))
;=> caught
(handler-bind ((error (lambda (c) (abort)))) (car 5))
;error: aborted

;; -- define-condition
(define-condition food-error (error) ())
;=> food-error
(define-condition bad-food-color (food-error)
  ((food :initarg :food :reader bad-food-color-food)
   (color :initarg :color :accessor bad-food-color-color :initform (string-append "gr" "een"))
   (weight))
  (:report (lambda (c port) (display "the food " port) (write (bad-food-color-food c) port) (display " is " port)
                            (display (bad-food-color-color c) port))))
(define bad (make-condition 'bad-food-color :food 'milk))
(list (bad-food-color-food bad) (bad-food-color-color bad) (condition/report-string bad))
;=> (milk "green" "the food milk is green")
(error 'bad-food-color :food 'toast :color "black")
;error: bad-food-color the food toast is black
(handler-case (error 'bad-food-color :food 'toast) (food-error (c) (list (condition-type c) (condition-is? c 'error) (condition-is? c 'warning))))
;=> (bad-food-color #t #f)
(bad-food-color-food (make-condition 'bad-food-color))
;error: unbound-variable bad-food-color-food: the slot food has no value
(bad-food-color-food (make-condition 'error))
;error: type-error bad-food-color-food: expected a condition of type bad-food-color
(set-condition-slot! bad 'weight 3)
;=> 3
(condition-slot bad 'weight)
;=> 3
(condition-slot bad 'price)
;error: type-error condition-slot: expected a slot of a condition of type bad-food-color, got price (symbol)
(define-condition nested-kinds (food-error simple-warning) ((extra :initarg :extra :initarg :more)) (:documentation "Two parents."))
(define both (make-condition 'nested-kinds :message "mixed" :more 1))
(list (condition-is? both 'warning) (condition-is? both 'food-error) (condition/report-string both) (condition-slot both 'extra))
;=> (#t #t "mixed" 1)
(define-condition fixed-report (error) () (:report "always this"))
(error 'fixed-report)
;error: fixed-report always this
(define-condition inherits-report (fixed-report) ())
(condition/report-string (make-condition 'inherits-report))
;=> "always this"
(define-condition error () ())
;error: control-error define-condition: error is a standard condition type
(define-condition orphan (no-such-parent) ())
;error: control-error define-condition: there is no condition type no-such-parent
(define-condition counted (error) ((n :initform (begin (set! made (+ made 1)) made) :reader counted-n)))
(define made 0)
(map counted-n (list (make-condition 'counted) (make-condition 'counted)))
;=> (1 2)
(handler-case (error 'counted) (counted (c) (counted-n c)))
;=> 3
(handler-case (signal 'counted) (counted (c) (counted-n c)))
;=> 4
(handler-bind ((counted (lambda (c) (invoke-restart 'go (counted-n c))))) (restart-case (error 'counted) (go (n) n)))
;=> 5

;; A report that fails says nothing.
(define-condition silent (error) () (:report (lambda (c port) (car c))))
(error 'silent)
;error: silent 
(restart-case (error 'silent) (go () :report (lambda (port) (car port)) 1))
;error: silent 

;; -- The runtime's own errors: use-value takes the place of the sub-expression that failed.
(define-syntax using
  (syntax-rules () ((_ value body ...) (handler-bind ((error (lambda (c) (use-value value c)))) body ...))))
(using 10 (+ 1 (car 5)))
;=> 11
(using '(7) (list 1 (car 5) (cdr 'x) (vector-ref (vector) 3)))
;=> (1 (7) (7) (7))
(using 5 (+ (* 2 no-such-variable) (* 3 no-such-variable)))
;=> 25
(using 'v (list (no-such-procedure 1 2) (5 6) ((lambda (x) x)) (apply car '(5)) (string-length 'x)))
;=> (v v v v v)
(using 'v (list (map car 5) (fold + 0 6) (for-each 7 '(1)) (vector-map car 'x)))
;=> (v v v v)
(using #f (if (car 5) 'yes 'no))
;=> no
(using 4 (let loop ((i 0) (sum 0)) (if (= i 3) sum (loop (+ i 1) (+ sum (vector-ref (vector) i))))))
;=> 12
(using 4 (let loop ((i 0) (sum 0)) (if (= i (car 'three)) sum (loop (+ i 1) (+ sum i)))))
;=> 6
(using 1 (let ((v (vector 0 0))) (vector-set! v (car 'index) 'set) v))
;=> #(0 set)
(using 1 (let ((x 5)) (set! x (+ x (car x))) x))
;=> 6
(define given 1)
(using 8 (begin (set! given (+ 1 (cdr 8))) given))
;=> 9
(using 7 (define defined-inside (+ 1 (car 5))) (* 2 defined-inside))
;=> 16
(using 3 (letrec ((a (lambda () b)) (b (+ 1 (a)))) b))
;=> 4
(define (tail x) (car x))
(using 6 (+ 1 (tail 5)))
;=> 7
(using 'never (handler-case (car 5) (error () 'case)))
;=> case
(car (using '(9) (cdr 8)))
;=> 9

;; Where the prelude finds that it cannot go on, it is its caller's expression; extents on the way are left.
(define parameter (make-parameter 1))
(using 'v (list (parameterize ((parameter 2)) (apply car '(5))) (parameter)))
;=> (v 1)
(using 'v (list (guard (c (#f 1)) (apply car '(5))) (handler-case (apply car '(6)) (warning () 1))))
;=> (v v)
(using 'v (list (dynamic-wind (lambda () #f) (lambda () (apply car '(5))) (lambda () (display "out"))) 1))
;prints: out
;=> (v 1)
(using 'v (list (sort '(1 a 2) <) (assoc 1 5) (eval '(car 5) (interaction-environment))))
;=> (v v v)

;; What was computed before it is not computed again.
(let ((p (cons 1 2)) (q (list 3)))
  (handler-bind ((error (lambda (c) (set-car! p 100) (set-car! q 300) (use-value 5 c))))
    (list (+ (car p) (car 5) (car p)) (car q))))
;=> (106 300)
(let ((n 0))
  (define (next) (set! n (+ n 1)) n)
  (using 10 (list (next) (+ (next) (car 5)) n)))
;=> (1 12 2)

;; store-value keeps the value, and retry does the statement again.
(handler-bind ((unbound-variable (lambda (c) (store-value 42 c)))) (list kept-1 kept-1))
;=> (42 42)
kept-1
;=> 42
(handler-bind ((unbound-variable (lambda (c) (store-value (lambda (x) (* x x)) c)))) (kept-2 7))
;=> 49
(handler-bind ((unbound-variable (lambda (c) (store-value 0 c)))) (set! kept-3 5) kept-3)
;=> 5
(handler-case kept-4 (unbound-variable (c) (unbound-variable-name c)))
;=> kept-4
(let ((box (list 'x)))
  (handler-bind ((error (lambda (c) (set-car! box 41) (retry c)))) (+ 1 (car box))))
;=> 42
(let ((n 0))
  (handler-bind ((error (lambda (c) (set! n (+ n 1)) (if (< n 3) (retry c) (use-value n c))))) (+ 100 (car 5))))
;=> 103
(define (restart-names thunk)
  (call/cc (lambda (k) (handler-bind ((error (lambda (c) (k (map restart-name (compute-restarts c)))))) (thunk)))))
(list (restart-names (lambda () (car 5))) (restart-names (lambda () nothing-here)) (restart-names (lambda () (error "x"))))
;=> ((use-value retry abort) (use-value store-value retry abort) (abort))
(use-value 1)
;=> #f
;; The restarts of an error are for its condition only.
(handler-bind ((error (lambda (c) (invoke-restart 'k (find-restart 'use-value other) (restart? (find-restart 'use-value c))))))
  (restart-case (car 5) (k (a b) (list a b))))
;=> (#f #t)

;; A restart of a runtime error can be kept and used again: it is a continuation.
(let ((again #f) (n 0))
  (let ((value (handler-bind ((error (lambda (c) (set! again (find-restart 'use-value c)) (use-value 1 c)))) (* 10 (car 5)))))
    (set! n (+ n 1))
    (if (< n 3) (invoke-restart again (+ n 1)) value)))
;=> 30
;; The extents between are left and entered.
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (handler-bind ((error (lambda (c) (note 'handler) (use-value 5 c))))
    (dynamic-wind (lambda () (note 'in)) (lambda () (note (+ 1 (car 5)))) (lambda () (note 'out))))
  (reverse log))
;=> (in handler 6 out)
(define depth-log '())
(define (deep n) (if (= n 0) (car n) (+ 1 (deep (- n 1)))))
(using 0 (deep 3000))
;=> 3000
(handler-case (deep 3000) (error (c) (type-error-datum c)))
;=> 0
(define (guarded n) (if (= n 0) (raise 'bottom) (guard (c (#f 'never)) (+ 1 (guarded (- n 1))))))
(guard (c (#t c)) (guarded 200))
;=> bottom

;; Escapes go where they belong inside of composable continuations and effect handlers too.
(reset (+ 1 (handler-case (+ 10 (shift k (k (k 1)))) (error () 'failed))))
;=> 23
(reset (list (handler-case (begin (shift k (list (k 1) (k 2))) (error "x")) (error () 'handled))))
;=> ((handled) (handled))
(handle (handler-case (+ 1 (perform 'ask)) (error (c) (list 'handled (error-object-message c))))
  (on ask (k) (k (error "in the effect handler"))))
;error: simple-error in the effect handler
(handler-case (handle (+ 1 (perform 'ask)) (on ask (k) (k (car 5)))) (error (c) (type-error-datum c)))
;=> 5
(let ((k #f) (n 0))
  (let ((v (handler-case (begin (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (error "again" n)) (error (c) (error-object-irritants c)))))
    (if (< n 3) (k #f) v)))
;=> (3)
