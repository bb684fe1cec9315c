;;; Floating-point loops: the Mandelbrot set on 60x60 points.
(define (escape cr ci)
  (let loop ((zr 0.0) (zi 0.0) (i 0))
    (let ((a (* zr zr)) (b (* zi zi)))
      (if (or (= i 50) (> (+ a b) 4.0))
          i
          (loop (+ (- a b) cr) (+ (* 2.0 zr zi) ci) (+ i 1))))))
(define (run)
  (let rows ((y 0) (total 0))
    (if (= y 60)
        total
        (let columns ((x 0) (total total))
          (if (= x 60)
              (rows (+ y 1) total)
              (columns (+ x 1)
                       (+ total (escape (- (/ (* 3.0 x) 60) 2.0) (- (/ (* 2.0 y) 60) 1.0)))))))))
