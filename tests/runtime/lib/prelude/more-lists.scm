(list (xcons 1 2) (zip '(1 2) '(a b) '(x y z)) (call-with-values (lambda () (unzip '((1 a) (2 b)))) list) (unzip '()))
;=> ((2 . 1) ((1 a x) (2 b y)) ((1 2) (a b)) ())

(let ((c (circular-list 1 2)))
  (list (map circular-list? (list c '() '(1) '(1 2) '(1 . 2) 5))
        (map proper-list? (list c '() '(1) '(1 . 2) 5))
        (map dotted-list? (list c '() '(1) '(1 2) '(1 . 2) '(1 2 . 3) 5))
        (take c 5)))
;=> ((#t #f #f #f #f #f) (#f #t #t #f #f) (#f #f #f #f #t #t #t) (1 2 1 2 1))

(list (take-right '(1 2 3) 2) (drop-right '(1 2 3) 2) (take-right '(1 2 . 3) 1) (take-right '(1) 0) (not-pair? 1) (call-with-values (lambda () (car+cdr '(1 . 2))) list))
;=> ((2 3) (1) (2 . 3) () #t (1 2))

(take-right '(1 2) 3)
;!> index-error: list-tail: index 3 is out of range for length 2

(let ((seen '()))
  (pair-for-each (lambda (p) (set! seen (cons p seen))) '(1 2))
  (list seen (pair-fold cons '() '(1 2))))
;=> (((2) (1 2)) ((2) (1 2)))

(list (list= eqv?) (list= eqv? '(1)) (list= eqv? '(1 2) '(1 2) '(1 2)) (list= eqv? '(1 2) '(1)) (list= eqv? '() '()) (list= eqv? '(1 2) '(1 3)))
;=> (#t #t #t #f #t #f)

(flatten '(1 (2 (3 () #(4 5))) "a" . 6))
;=> (1 2 3 #(4 5) "a" 6)

(list (lset-adjoin eqv? '(1 2) 2 3) (lset-union eqv? '(1 2) '(2 3) '(4)) (lset-union eqv?)
  (lset-intersection eqv? '(1 2 3) '(2 3 4) '(3 2)) (lset-difference eqv? '(1 2 3) '(2) '(3)) (lset-xor eqv? '(1 2) '(2 3)))
;=> ((3 1 2) (4 3 1 2) () (2 3) (1) (1 3))

(list (lset<= eqv? '(1) '(2 1) '(1 2 3)) (lset<= eqv? '(4) '(1)) (lset= eqv? '(1 2) '(2 1)) (lset= eqv? '(1 2) '(2 1 3)) (lset=  eqv?))
;=> (#t #f #t #f #t)

; association lists and property lists

(list (alist-cons 'a 1 '((b . 2))) (alist-update 'b 3 '((a . 1) (b . 2) (c . 4))) (alist-update 'd 3 '((a . 1))) (alist-update 1. 0 '((1 . 2)) =))
;=> (((a . 1) (b . 2)) ((a . 1) (b . 3) (c . 4)) ((a . 1) (d . 3)) ((1.0 . 0)))

(list (del-assq 'a '((a . 1) (b . 2) (a . 3))) (del-assv 2 '((1 . 1) (2 . 2))) (del-assoc "a" '(("a" . 1) ("b" . 2))))
;=> (((b . 2)) ((1 . 1)) (("b" . 2)))

(alist-update 'a 1 '(5))
;!> type-error: alist-update: expected an association list, whose elements are pairs

(list (plist-get '(:a 1 :b 2) :b) (plist-get '(a 1) 'b) (plist-get '(a 1) 'b 0) (plist-put '(a 1 b 2) 'a 3) (plist-put '(a 1) 'c 4)
  (plist->alist '(a 1 b 2)) (alist->plist '((a . 1) (b . 2))))
;=> (2 #f 0 (a 3 b 2) (a 1 c 4) ((a . 1) (b . 2)) (a 1 b 2))

(plist-get '(a) 'b)
;!> type-error: plist-get: expected a property list, of keys and values in turn as first argument, got (a) (pair)

(list (group-by even? '(1 2 3 4 5)) (frequencies '(b a "s" b "s" 1 1.)))
;=> (((#f 1 3 5) (#t 2 4)) ((b . 2) (a . 1) ("s" . 2) (1 . 1) (1.0 . 1)))

(list (vector-empty? #()) (let ((v (vector 1 2 3))) (vector-reverse! v) v) (vector-reverse-copy #(1 2)) (vector-concatenate '(#(1) #(2 3)))
  (vector-unfold square 4) (vector-skip even? #(2 4 5)) (vector-filter odd? #(1 2 3)) (vector-cumulate + 0 #(1 2 3)))
;=> (#t #(3 2 1) #(2 1) #(1 2 3) #(0 1 4 9) 2 #(1 3) #(1 3 6))
