;; Records: R7RS 5.5.

(define-record-type <point> (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define p (make-point 1 "a"))
(list (point? p) (point? 5) (point? (vector 1 2)) (point-x p) (point-y p))
;=> (#t #f #f 1 "a")
p
;=> #<point x: 1 y: "a">
<point>
;=> #<record-type point>
(list make-point point? point-x set-point-x!)
;=> (#<procedure make-point> #<procedure point?> #<procedure point-x> #<procedure set-point-x!>)
(begin (set-point-x! p 7) (point-x p))
;=> 7
(begin (display p) (newline))
;prints: #<point x: 7 y: a>\n
(begin (set-point-x! p p) (write p) (set-point-x! p 1))
;prints: #0=#<point x: #0# y: "a">
(list (eqv? p p) (equal? (make-point 1 2) (make-point 1 2)))
;=> (#t #f)

;; Errors name the procedure, the type and the value.
(+ 1 (point-x 5))
;error: type-error point-x: expected a point as first argument, got 5 (integer)
;stack: point-x top level
(set-point-x! (list 1) 2)
;error: type-error set-point-x!: expected a point as first argument, got (1) (pair)
(make-point 1)
;error: arity-error make-point: expected 2 arguments (x y), got 1
(point-x)
;error: arity-error point-x: expected 1 argument (record), got 0
(vector-ref p 0)
;error: type-error vector-ref: expected a vector as first argument, got #<point x: 1 y: "a"> (point)
(guard (e ((symbol? e) e) (else (condition-type e))) (point-x (guard (e (#t e)) (car 1))))
;=> type-error
(define-record-type <bad> (make-bad z) bad? (x bad-x))
;error: syntax-error define-record-type: z is not a field of bad
(define-record-type <bad> #f bad? (x bad-x) (x bad-y))
;error: syntax-error define-record-type: bad has two fields called x
(define-record-type bad (bad x) bad? (x bad-x))
;error: syntax-error define-record-type: one of the procedures has the name of the type
(define-record-type bad #f bad? (x bad) (y bad-y))
;error: syntax-error define-record-type: one of the procedures has the name of the type

;; A constructor may take its fields in another order, or some of them, or be left out; so may the rest.
(define-record-type node (make-node next) #f (data node-data set-node-data!) (next node-next) extra)
(make-node 1)
;=> #<node data: #<unspecified> next: 1 extra: #<unspecified>>
(define-record-type cell (make-cell b a) cell? (a cell-a) (b cell-b))
(let ((cell (make-cell 1 2))) (list (cell-a cell) (cell-b cell)))
;=> (2 1)
(define-record-type triple make-triple triple? a (b) (c triple-c))
(make-triple 1 2 3)
;=> #<triple a: 1 b: 2 c: 3>
(define-record-type <abstract> #f abstract? (a abstract-a))
(abstract? 1)
;=> #f
(define-record-type <empty> (make-empty) empty?)
(list (make-empty) (empty? (make-empty)))
;=> (#<empty> #t)

;; Two types never meet, not even of the same name; what was defined with a type stays with it.
(define old p)
(define old-x point-x)
(define-record-type <point> (make-point x y) point? (x point-x) (y point-y))
(list (point? old) (old-x old) (point? (make-point 1 2)))
;=> (#f 1 #t)
(define <point> 5)
(point-x (make-point 3 4))
;=> 3

;; In bodies, from macros, and with the type's name taken for something else.
(let ()
  (define-record-type <a> (make-a q) a? (q a-q set-a-q!))
  (let ((v (make-a 1)))
    (set-a-q! v 2)
    (list (a? v) (a-q v) (a? p))))
;=> (#t 2 #f)
(define-syntax define-box
  (syntax-rules ()
    ((_ make open) (define-record-type box (make content) box? (content open)))))
(define-box seal unseal)
(unseal (seal 'inside))
;=> inside
(seal 1)
;=> #<box content: 1>

;; Fields are places like any other.
(define-record-type counter (make-counter n) counter? (n counter-n set-counter-n!))
(let ((c (make-counter 0)))
  (let loop ((i 0))
    (if (< i 1000) (begin (set-counter-n! c (+ (counter-n c) i)) (loop (+ i 1)))))
  (counter-n c))
;=> 499500
(map counter-n (map make-counter '(1 2 3)))
;=> (1 2 3)
(let ((k #f) (seen '()))
  (let ((c (make-counter (call/cc (lambda (c) (set! k c) 1)))))
    (set! seen (cons (counter-n c) seen))
    (set-counter-n! c 100)
    (if (< (length seen) 3) (k (+ 1 (length seen))) seen)))
;=> (3 2 1)
