;;; Solvers: procedures from a problem to a solution, which fail by raising; and the monad of nondeterminism over lists.

(define (make-solver name procedure . valid?)
  "A solver: the procedure from a problem to a solution, which fails when (valid? solution) is false."
  (lambda (problem)
    (let ((solution (procedure problem)))
      (if (or (null? valid?) ((car valid?) solution))
          solution
          (error "the solution is not valid, of the solver" name solution)))))

(define (compose-sequential . solvers)
  "The solver that gives the solution of each solver to the next as its problem."
  (lambda (problem)
    (fold (lambda (solver problem) (solver problem)) problem solvers)))

(define (compose-parallel . solvers)
  "The solver whose solution is a list of the solutions of all solvers to the same problem."
  (lambda (problem) (map (lambda (solver) (solver problem)) solvers)))

(define (compose-fallback . solvers)
  "The solver that tries one solver after the other until one does not fail; it fails as the last one does."
  (lambda (problem)
    (let loop ((solvers solvers))
      (cond ((null? solvers) (error "compose-fallback: there is no solver"))
            ((null? (cdr solvers)) ((car solvers) problem))
            (else
             (let ((solution (guard (failure (#t %failed)) ((car solvers) problem))))
               (if (eq? solution %failed)
                   (loop (cdr solvers))
                   solution)))))))

(define %failed (list 'failed))

(define (compose-retry solver tries)
  "The solver that tries a solver so many times; it fails as the last try does."
  (apply compose-fallback (make-list tries solver)))

(define (repair-until-valid solver valid? repair . tries)
  "The solver that repairs a solution, by (repair problem solution), until it is valid; it fails after so many tries (10)."
  (lambda (problem)
    (let loop ((solution (solver problem)) (left (if (pair? tries) (car tries) 10)))
      (cond ((valid? solution) solution)
            ((= left 0) (error "repair-until-valid: the solution is still not valid:" solution))
            (else (loop (repair problem solution) (- left 1)))))))

(define (unit value)
  "The computation that has one result."
  (list value))

(define (bind results procedure)
  "All results of the computations that the procedure gives for each of the results."
  (append-map procedure results))

(define mzero '())

(define (mplus . computations)
  "The results of each computation, one computation after the other."
  (apply append computations))
