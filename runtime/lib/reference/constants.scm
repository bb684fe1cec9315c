(topic "Constants" "Names that are bound to a value from the start.")

(variable nil "The empty list."
  nil => ())

(variable true "The value #t."
  true => #t)

(variable false "The value #f, the only one that counts as false."
  (if false 1 2) => 2)
