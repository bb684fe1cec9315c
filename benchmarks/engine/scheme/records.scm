;;; Making records, and reading and writing their fields: 3*10^4 points.
(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define (run)
  (let loop ((i 0) (at (make-point 0 0)))
    (if (= i 30000)
        (+ (point-x at) (point-y at))
        (let ((next (make-point (+ (point-x at) 1) (+ (point-y at) 2))))
          (set-point-x! next (+ (point-x next) 1))
          (loop (+ i 1) next)))))
