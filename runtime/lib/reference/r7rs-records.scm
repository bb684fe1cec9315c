(topic "Records" "Types with named fields (R7RS 5.5).")

(syntax define-record-type "(define-record-type type (constructor field ...) predicate (field accessor [modifier]) ...)"
  "Define a record type with the procedures that make, recognize, read and change its instances."
  (define-record-type <point> (make-point x y) point? (x point-x set-point-x!) (y point-y))
  (define p (make-point 1 2))
  (point-x p) => 1
  (begin (set-point-x! p 7) (display p)) prints "#<point x: 7 y: 2>"
  (list (point? p) (point? 5)) => (#t #f)
  (point-x 5) error type-error)
