(vector-map (lambda (x) (* x x)) #(1 2 3))
;=> #(1 4 9)

(vector-map + #(1 2) #(10 20 30))
;=> #(11 22)

(vector-map car '(1))
;!> type-error: vector-map: expected a vector as second argument, got (1) (pair)

(let ((seen '()))
  (vector-for-each (lambda (x) (set! seen (cons x seen))) #(1 2 3))
  seen)
;=> (3 2 1)

(let ((seen '()))
  (vector-for-each (lambda (x y) (set! seen (cons (* x y) seen))) #(1 2 3) #(4 5))
  seen)
;=> (10 4)

(let ((v (vector 1 2 3)))
  (vector-map! (lambda (x) (* x 2)) v)
  v)
;=> #(2 4 6)

(vector-fold - 0 #(1 2 3))
;=> -6

(vector-fold-right (lambda (result x) (cons x result)) '() #(1 2 3))
;=> (1 2 3)

(vector-count even? #(1 2 4))
;=> 2

(vector-index even? #(1 3 4))
;=> 2

(vector-index even? #(1 3))
;=> #f

(vector-any even? #(1 2))
;=> #t

(vector-every even? #(1 2))
;=> #f

(let ((v (vector 1 2 3)))
  (vector-swap! v 0 2)
  v)
;=> #(3 2 1)

(vector-binary-search #(1 3 5 7) 5 -)
;=> 2

(vector-binary-search #(1 3 5 7) 4 -)
;=> #f

(vector-binary-search #() 4 -)
;=> #f

(make-initialized-vector 4 (lambda (n) (* n n)))
;=> #(0 1 4 9)

(vector-ref #(1 2 3) 7)
;!> index-error: vector-ref: index 7 is out of range for length 3

(vector-ref #(1 2 3) -1)
;!> index-error: vector-ref: index -1 is out of range for length 3

(vector-ref '(1) 0)
;!> type-error: vector-ref: expected a vector as first argument, got (1) (pair)

(vector-length (list->vector (iota 100000)))
;=> 100000

(let ((v (make-vector 3 0)))
  (vector-set! v 0 'a)
  (vector-fill! v 'z 2)
  v)
;=> #(a 0 z)
