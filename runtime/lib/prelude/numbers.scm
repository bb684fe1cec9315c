;;; Numbers: what takes many steps, so that it can be interrupted.

(define (rationalize x tolerance)
  "The simplest rational number that differs from x by no more than the tolerance."
  (let ((reach (abs tolerance)))
    (cond ((or (nan? x) (nan? reach)) (+ x reach))
          ((infinite? reach) (if (infinite? x) (- reach reach) 0.0))
          ((infinite? x) x)
          ((<= (- x reach) 0 (+ x reach)) (if (and (exact? x) (exact? reach)) 0 0.0))
          ((negative? x) (- (%simplest-between (- (+ x reach)) (- reach x))))
          (else (%simplest-between (- x reach) (+ x reach))))))

(define (%simplest-between low high)
  "The rational of least denominator from low to high, both positive: by continued fractions (Stern-Brocot)."
  (let ((whole (floor low)))
    (cond ((= whole low) whole)
          ((< whole (floor high)) (+ whole 1))
          (else (+ whole (/ 1 (%simplest-between (/ 1 (- high whole)) (/ 1 (- low whole)))))))))
