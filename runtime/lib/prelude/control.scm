;;; Control in Lisp: leaving and entering extents, handlers, multiple values, console input. Every call here is on the
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
  (let ((after (%next-winder continuation)))
    (if after
        (begin (after) (%unwind-to continuation)))))

(define (%rewind-to continuation)
  (let ((next (%next-rewinder continuation)))
    (if next
        (begin ((car next))
               (%enter (cdr next))
               (%rewind-to continuation)))))

(define (%rewind continuation value)
  (%unwind-to continuation)
  (%rewind-to continuation)
  (%throw continuation value))

(define (%unwind-all) (%unwind-to #f))

(define (call-with-values producer consumer)
  "Call consumer with the values that producer delivers."
  (%spread consumer (producer)))

(define (with-exception-handler handler thunk)
  "Call thunk with handler installed: it is called with each condition signalled meanwhile."
  (%push-handler handler)
  (let ((result (thunk)))
    (%pop-dynamic)
    result))

(define (%handle condition)
  (let ((handler (%handler)))
    (%outside-handler)
    (handler (%condition-object condition))
    (%handler-returned condition)))

(define (raise-continuable object)
  "Signal an object as a condition; what the handler returns is the value."
  (let ((handler (%handler)))
    (if handler
        (let* ((extent (%outside-handler))
               (result (handler object)))
          (%enter extent)
          result)
        (%unhandled object))))

(define (%ask) (%feed (effect 'input.op)))

(define (read-line . port)
  "Read a line from the console, without its end."
  (let ((line (%read-line)))
    (if (%more? line) (begin (%ask) (read-line)) line)))

(define (read-char . port)
  "Read a character from the console."
  (let ((char (%read-char)))
    (if (%more? char) (begin (%ask) (read-char)) char)))

(define (peek-char . port)
  "The next character of the console, which stays there."
  (let ((char (%peek-char)))
    (if (%more? char) (begin (%ask) (peek-char)) char)))

(define (read . port)
  "Read a datum from the console."
  (let ((datum (%read)))
    (if (%more? datum) (begin (%ask) (read)) datum)))

(define (runtime)
  "Seconds on the host's clock."
  (effect 'clock.op))
