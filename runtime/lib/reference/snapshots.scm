(topic "Snapshots" "Named whole states of the session. A state that a program saves holds the program, too, as far as it is: when it is restored, what was evaluated can go on from there. Each procedure is also a method of the Python runtime and an operation of the wire, snapshots.save the operation snapshots/save. Results are association lists.")

(procedure snapshots.save
  (assq-ref (snapshots.save "before" :description "nothing defined") 'name) => "before")

(procedure snapshots.restore
  (define x 1)
  (snapshots.save "x is 1")
  (set! x 2)
  (snapshots.restore "x is 1")
  x => 1)

(procedure snapshots.list
  (snapshots.list) => ()
  (snapshots.save "a")
  (snapshots.save "b")
  (map (lambda (snapshot) (assq-ref snapshot 'name)) (snapshots.list)) => ("a" "b"))

(procedure snapshots.get
  (snapshots.save "a" :description "the first")
  (assq-ref (snapshots.get "a") 'description) => "the first"
  (snapshots.get "b") error state-conflict)

(procedure snapshots.diff
  (define x 1)
  (define y 1)
  (snapshots.save "before")
  (define x 2)
  (define z 3)
  (snapshots.diff "before") => ((added ((name . "z") (value . "3"))) (removed) (changed ((name . "x") (before . "1") (after . "2"))) (more . 0)))

(procedure snapshots.rename
  (snapshots.save "a")
  (assq-ref (snapshots.rename "a" "b") 'name) => "b"
  (map (lambda (snapshot) (assq-ref snapshot 'name)) (snapshots.list)) => ("b"))

(procedure snapshots.delete
  (snapshots.save "a")
  (snapshots.delete "a")
  (snapshots.list) => ())

(procedure snapshots.fork
  (define x 1)
  (snapshots.save "a")
  (string? (assq-ref (snapshots.fork "a" :name "another") 'new-session)) => #t)

(procedure snapshots.export
  (snapshots.save "a")
  (bytevector? (snapshots.export "a")) => #t
  (snapshots.export "b") error state-conflict)

(procedure snapshots.import
  (define x 1)
  (snapshots.save "a")
  (define exported (snapshots.export "a"))
  (assq-ref (snapshots.import exported :name "b") 'name) => "b"
  (snapshots.import (bytevector 1 2)) error parse-error)
