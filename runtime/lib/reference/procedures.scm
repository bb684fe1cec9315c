(topic "Making procedures of procedures" "Procedures as building blocks.")

(procedure compose
  ((compose car cdr) '(1 2)) => 2)

(procedure pipe
  ((pipe cdr car) '(1 2)) => 2)

(procedure partial
  ((partial + 1 2) 3) => 6)

(procedure identity
  (identity 5) => 5)

(procedure constantly
  ((constantly 5) 1 2 3) => 5)

(procedure complement
  ((complement even?) 3) => #t)
