;;; All ways to place 8 queens: recursion over lists.
(define (safe? row distance placed)
  (or (null? placed)
      (and (not (= (car placed) row))
           (not (= (abs (- (car placed) row)) distance))
           (safe? row (+ distance 1) (cdr placed)))))
(define (solve left placed)
  (if (= left 0)
      1
      (let try ((row 1) (found 0))
        (cond ((> row 8) found)
              ((safe? row 1 placed) (try (+ row 1) (+ found (solve (- left 1) (cons row placed)))))
              (else (try (+ row 1) found))))))
(define (run) (solve 8 '()))
