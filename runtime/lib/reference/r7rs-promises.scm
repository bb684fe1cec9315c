(topic "Promises" "Evaluation put off until the value is wanted (R7RS 4.2.5).")

(syntax delay "(delay expression)" "A promise to evaluate the expression when it is first forced."
  (define p (delay (begin (display "once ") 5)))
  (list (force p) (force p)) prints "once " => (5 5))

(syntax delay-force "(delay-force expression)"
  "A promise of what another promise, the expression's value, is a promise of; chains of them take no space."
  (define (count n) (if (= n 0) (delay 'done) (delay-force (count (- n 1)))))
  (force (count 10000)) => done)

(procedure force
  (force (delay (+ 1 2))) => 3
  (force 5) => 5)

(procedure make-promise
  (force (make-promise 5)) => 5)

(procedure promise?
  (map promise? (list (delay 1) (make-promise 1) 1)) => (#t #t #f))
