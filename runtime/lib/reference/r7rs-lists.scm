(topic "Pairs and lists" "Pairs, and the lists that are made of them (R7RS 6.4 and (scheme cxr)).")

(procedure cons
  (cons 1 2) => (1 . 2)
  (cons 1 '(2 3)) => (1 2 3))

(procedure (car cdr)
  (car '(1 2)) => 1
  (cdr '(1 2)) => (2)
  (car '()) error type-error)

(procedure (caar cadr cdar cddr)
  (map (lambda (part) (part '((1 . 2) 3 . 4))) (list caar cadr cdar cddr)) => (1 3 2 4))

(procedure (caaar caadr cadar caddr cdaar cdadr cddar cdddr)
  (caddr '(1 2 3 4)) => 3
  (cdddr '(1 2 3 4)) => (4)
  (caadr '(1 (2))) => 2
  (cddar '((1 2 3))) => (3))

(procedure (caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr)
  (cadddr '(1 2 3 4)) => 4
  (cddddr '(1 2 3 4 5)) => (5)
  (caddar '((1 2 3))) => 3)

(procedure (set-car! set-cdr!)
  (let ((p (cons 1 2))) (set-car! p 'a) (set-cdr! p 'b) p) => (a . b))

(procedure (pair? null? list?)
  (map pair? '((1) () 5)) => (#t #f #f)
  (map null? '((1) ())) => (#f #t)
  (map list? '((1 2) (1 . 2) ())) => (#t #f #t))

(procedure list
  (list 1 2 3) => (1 2 3))

(procedure make-list
  (make-list 3 'x) => (x x x))

(procedure length
  (length '(1 2 3)) => 3
  (length '(1 . 2)) error type-error)

(procedure append
  (append '(1 2) '(3) '() '(4)) => (1 2 3 4)
  (append '(1) 2) => (1 . 2))

(procedure reverse
  (reverse '(1 2 3)) => (3 2 1))

(procedure list-tail
  (list-tail '(a b c d) 2) => (c d))

(procedure list-ref
  (list-ref '(a b c) 1) => b
  (list-ref '(a b c) 3) error index-error)

(procedure list-set!
  (let ((l (list 1 2 3))) (list-set! l 1 'x) l) => (1 x 3))

(procedure list-copy
  (let* ((a (list 1 2)) (b (list-copy a))) (set-car! b 9) (list a b)) => ((1 2) (9 2)))

(procedure (memq memv)
  (memq 'c '(a b c d)) => (c d)
  (memv 2.0 '(1 2 3)) => #f)

(procedure member
  (member "b" '("a" "b" "c")) => ("b" "c")
  (member 2.0 '(1 2 3) =) => (2 3))

(procedure (assq assv)
  (assq 'b '((a 1) (b 2))) => (b 2)
  (assv 5 '((2 3) (5 7))) => (5 7))

(procedure assoc
  (assoc "b" '(("a" . 1) ("b" . 2))) => ("b" . 2)
  (assoc 2.0 '((1 one) (2 two)) =) => (2 two))

(procedure map
  (map + '(1 2 3) '(10 20 30)) => (11 22 33)
  (map cadr '((a b) (c d))) => (b d))

(procedure for-each
  (for-each display '(1 2 3)) prints "123")
