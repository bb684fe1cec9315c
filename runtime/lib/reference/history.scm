(topic "History" "Every evaluation of a session is an entry of its history, and the session can be looked at as it was after any of them, or amid one. That past is made again from what was evaluated and from what was answered then, so looking at it asks nobody anything and changes nothing. An evaluation that goes to the past ends first, and what is evaluated next is there. The examples are evaluations of their own, one after the other.")

(procedure history.list
  (define x 1)
  (define x 2)
  (map (lambda (entry) (assq-ref entry 'code)) (assq-ref (history.list 1 :count 2) 'entries)) => ("(define x 1)" "(define x 2)"))

(procedure history.search
  (define (double x) (* 2 x))
  (double 4) => 8
  (assq-ref (history.search "DOUBLE" :state "done") 'total) => 2)

(procedure history.get
  (* 6 7) => 42
  (assq-ref (history.get 1) 'value) => "42"
  (history.get 100) error index-error)

(procedure history.tag
  (* 6 7) => 42
  (history.tag 1 '("good" "short"))
  (assq-ref (history.search :tag "good") 'total) => 1)

(procedure history.statistics
  (+ 1 1) => 2
  (assq-ref (history.statistics) 'errors) => 0)

(procedure history.position
  (define x 1)
  (history.position) => ((number . 1) (ticks . #f) (live . #t)))

(procedure history.goto
  (define x 1)
  (define x 2)
  (history.goto 1) => ((number . 1) (ticks . #f) (live . #f))
  x => 1
  (history.live) => ((number . 3) (ticks . #f) (live . #t))
  x => 2)

(procedure history.back
  (define x 1)
  (define x 2)
  (assq-ref (history.back) 'number) => 1
  x => 1)

(procedure history.forward
  (define x 1)
  (define x 2)
  (assq-ref (history.goto 0) 'number) => 0
  (assq-ref (history.forward) 'number) => 1
  x => 1)

(procedure history.live
  (define x 1)
  (define x 2)
  (assq-ref (history.goto 1) 'number) => 1
  (set! x 'changed)
  (assq-ref (history.live) 'live) => #t
  x => 2)

(procedure history.navigate
  (define x 1)
  (define x 2)
  (history.navigate 1)
  x => 1
  (assq-ref (history.position) 'live) => #t)

(procedure history.save
  (define x 1)
  (assq-ref (history.save "short") 'name) => "short")

(procedure history.saved
  (assq-ref (history.save "short") 'name) => "short"
  (map (lambda (kept) (assq-ref kept 'name)) (history.saved)) => ("short"))

(procedure history.load
  (define x 1)
  (assq-ref (history.save "short") 'name) => "short"
  (define x 2)
  (assq-ref (history.load "short") 'live) => #f
  x => 1)

(procedure history.delete
  (assq-ref (history.save "short") 'name) => "short"
  (history.delete "short")
  (history.saved) => ())

(procedure history.export
  (bytevector? (history.export)) => #t)

(procedure history.import
  (define x 1)
  (define exported (history.export))
  (define x 2)
  (assq-ref (history.import exported) 'live) => #f
  x => 1)
