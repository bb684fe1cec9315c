;;; Control in Lisp: leaving and entering extents, handlers, multiple values. Every call here is on the
;;; machine's own stack, so it can be stepped, interrupted and captured like any other.

(define (dynamic-wind before thunk after)
  "Call thunk, with before called whenever its extent is entered and after whenever it is left."
  (before)
  (%push-wind before after)
  (let ((result (thunk)))
    (%pop-dynamic)
    (after)
    result))

(define (%unwind-to continuation)
  (%leave-down-to (%shared-extent continuation)))

(define (%leave-down-to extent)
  (let ((after (%next-winder extent)))
    (if after
        (begin (after) (%leave-down-to extent)))))

(define (%rewind-to continuation)
  (let loop ((winders (%winders-to continuation)))
    (if (pair? winders)
        (let ((before (%enter-outside (car winders))))
          (before)
          (loop (cdr winders)))
        (%enter-all continuation))))

(define (%rewind continuation value)
  (%unwind-to continuation)
  (%rewind-to continuation)
  (%throw continuation value))

(define (%unwind-all) (%unwind-to #f))

(define (call-with-values producer consumer)
  "Call consumer with the values that producer delivers."
  (%spread consumer (producer)))
