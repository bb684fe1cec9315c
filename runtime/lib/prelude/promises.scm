;;; Promises: R7RS 4.2.5. What a promise is made of is in promises.py.

(define-syntax delay
  (syntax-rules ()
    ((_ expression) (%promise 'delay (lambda () expression)))))

(define-syntax delay-force
  (syntax-rules ()
    ((_ expression) (%promise 'delay-force (lambda () expression)))))

(define (force promise)
  "The value of a promise, computed the first time; any other object is its own value."
  (if (promise? promise) (%force promise) promise))

;; While a thunk runs, the promise may be forced by it, and then the first value is the one that counts.
(define (%force promise)
  (let ((state (%promise-state promise)))
    (cond ((eq? state 'done) (%promise-content promise))
          ((eq? state 'delay)
           (%settle-promise! promise ((%promise-content promise)))
           (%promise-content promise))
          (else
           (%chain-promise! promise ((%promise-content promise)))
           (%force promise)))))
