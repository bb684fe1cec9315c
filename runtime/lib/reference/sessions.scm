(topic "Sessions" "What a session is and has done, its life, and whole sessions, with their history, that are kept by name or as a file. Opening one makes a new session beside the one that asks.")

(procedure sessions.info
  (assq-ref (sessions.info) 'state) => "running")

(procedure sessions.list
  (length (sessions.list)) => 1)

(procedure sessions.rename
  (assq-ref (sessions.rename "parser") 'name) => "parser")

(procedure sessions.configure
  (assq-ref (sessions.configure :ticks-per-evaluation 100000) 'ticks-per-evaluation) => 100000
  (sessions.configure :integer-bits 0) error state-conflict)

(procedure sessions.pause
  (assq-ref (sessions.pause) 'state) => "paused")

(procedure sessions.resume
  (assq-ref (sessions.resume) 'state) => "running")

(procedure sessions.reset
  (define x 1)
  (sessions.reset)
  x error unbound-variable)

(procedure sessions.terminate
  (sessions.terminate)
  (+ 1 1) error state-conflict)

(procedure sessions.save
  (assq-ref (sessions.save "tuesday" :description "before the change") 'name) => "tuesday")

(procedure sessions.saved
  (assq-ref (sessions.save "tuesday") 'name) => "tuesday"
  (map (lambda (kept) (assq-ref kept 'name)) (sessions.saved)) => ("tuesday"))

(procedure sessions.restore
  (assq-ref (sessions.save "tuesday") 'name) => "tuesday"
  (assq-ref (sessions.restore "tuesday") 'new-session) => "session-2"
  (sessions.restore "monday") error state-conflict)

(procedure sessions.delete
  (assq-ref (sessions.save "tuesday") 'name) => "tuesday"
  (sessions.delete "tuesday")
  (sessions.saved) => ())

(procedure sessions.export
  (bytevector? (sessions.export)) => #t)

(procedure sessions.import
  (define exported (sessions.export))
  (assq-ref (sessions.import exported :name "copy") 'new-session) => "session-2"
  (sessions.import (bytevector 1 2)) error parse-error)

(procedure sessions.prune
  (sessions.prune :days 30) => ())
