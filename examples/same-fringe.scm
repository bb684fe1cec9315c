#!/usr/bin/env -S omega run
; Do two trees have the same leaves in the same order? Each tree is walked by a generator made of a continuation that
; is entered again for every leaf, so the walk stops at the first difference.

(define (tree->generator tree)
  "A procedure whose calls give the leaves of the tree, one each, then the symbol done."
  (define return #f)
  (define (continue)
    (let walk ((tree tree))
      (cond ((null? tree) 'skip)
            ((pair? tree) (walk (car tree)) (walk (cdr tree)))
            (else
             (call/cc (lambda (rest-of-walk)
                        (set! continue (lambda () (rest-of-walk 'resume)))
                        (return tree))))))
    (set! continue (lambda () (return 'done)))
    (return 'done))
  (lambda ()
    (call/cc (lambda (where-we-were-called)
               (set! return where-we-were-called)
               (continue)))))

(define (same-fringe? one other)
  (let ((next-one (tree->generator one))
        (next-other (tree->generator other)))
    (let loop ()
      (let ((a (next-one)) (b (next-other)))
        (cond ((not (eqv? a b)) #f)
              ((eq? a 'done) #t)
              (else (loop)))))))

(define (report one other)
  (write one)
  (display (if (same-fringe? one other) " has the leaves of " " differs from "))
  (write other)
  (newline))

(report '(1 (2 3) (4)) '((1 2) (3 (4))))
(report '(1 (2 3) (4)) '((1 2) (4 (3))))
(report '() '(() (())))
