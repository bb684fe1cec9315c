(topic "Solvers and nondeterminism" "Combinators of procedures from a problem to a solution, which fail by raising; computations with any number of results.")

(procedure make-solver
  ((make-solver 'root sqrt exact?) 4) => 2
  ((make-solver 'root sqrt exact?) 2) error simple-error)
(procedure compose-sequential ((compose-sequential (lambda (x) (+ x 1)) (lambda (x) (* x 2))) 3) => 8)
(procedure compose-parallel ((compose-parallel (lambda (x) (+ x 1)) (lambda (x) (* x 2))) 3) => (4 6))
(procedure compose-fallback ((compose-fallback car (lambda (x) 'fallback)) 3) => fallback)
(procedure compose-retry
  (define tries 0)
  ((compose-retry (lambda (x) (set! tries (+ tries 1)) (if (< tries 3) (error "not yet") tries)) 5) 'problem) => 3)
(procedure repair-until-valid
  ((repair-until-valid (lambda (problem) 0) (lambda (s) (> s 3)) (lambda (problem s) (+ s problem))) 2) => 4)
(procedure unit (unit 5) => (5))
(procedure bind (bind '(1 2 3) (lambda (x) (if (odd? x) (unit (* x x)) mzero))) => (1 9))
(variable mzero "The computation without a result." mzero => ())
(procedure mplus (mplus '(1) '(2 3)) => (1 2 3))
