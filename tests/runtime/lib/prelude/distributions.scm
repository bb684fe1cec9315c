(dist 'a 1 'b 3 'a 1)
;=> #<dist entries: ((a . 2) (b . 3))>

(dist-to-list (dist-normalize (dist 'a 1 'b 3)))
;=> ((a . 1/4) (b . 3/4))

(dist-mode (dist 'a 3 'b 3))
;=> a

(dist-support (dist "x" 1 "y" 3 (string #\x) 1))
;=> ("x" "y")

(dist-weight (dist 'a 1 'b 3) 'c)
;=> 0

(dist-to-list (dist-map even? (dist-from-list '((1 . 1) (2 . 2) (3 . 4)))))
;=> ((#f . 5) (#t . 2))

(dist-to-list (dist-bind (dist 'a 1/2 'b 1/2) (lambda (x) (dist (list x 1) 1 (list x 2) 3))))
;=> (((a 1) . 1/8) ((a 2) . 3/8) ((b 1) . 1/8) ((b 2) . 3/8))

(let loop ((i 0) (n 0))
  (if (= i 1000)
      (< 650 n 850)
      (loop (+ i 1) (if (eq? 'b (dist-sample (dist 'a 1 'b 3))) (+ n 1) n))))
;=> #t

(dist-to-list (dist-topk (dist 'a 1 'b 3 'c 2) 2))
;=> ((b . 3) (c . 2))

(dist 'a)
;!> simple-error: dist: expected a weight after each value, got none after

(dist 'a -1)
;!> type-error: dist-from-list: expected pairs of a value and a weight that is not negative, got (a . -1) (pair)

(dist-normalize (dist 'a 0))
;!> simple-error: dist-normalize: the weights add up to 0, in

(dist-support 5)
;!> type-error: dist-entries: expected a dist as first argument, got 5 (integer)
