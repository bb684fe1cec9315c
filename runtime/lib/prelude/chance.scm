;;; Chance and time, as far as they can be said in Lisp. The numbers are the session's: the same seed gives the same ones.

(define (random-integer n)
  "A random exact integer from 0 up to n, exclusive."
  (if (and (exact-integer? n) (> n 0))
      (random n)
      (%wrong-type "random-integer" "a positive exact integer" n 1)))

(define (random-choice sequence)
  "A random element of a list or vector that is not empty."
  (cond ((and (vector? sequence) (> (vector-length sequence) 0))
         (vector-ref sequence (random (vector-length sequence))))
        ((pair? sequence) (list-ref sequence (random (length sequence))))
        (else (%wrong-type "random-choice" "a list or vector that is not empty" sequence 1))))

(define (shuffle sequence)
  "A new list or vector of the elements in random order."
  (cond ((vector? sequence) (%shuffled (vector-copy sequence)))
        ((list? sequence) (vector->list (%shuffled (list->vector sequence))))
        (else (%wrong-type "shuffle" "a list or a vector" sequence 1))))

(define (%shuffled vector)
  "Put the elements of the vector in random order (Fisher and Yates); the vector."
  (let loop ((left (vector-length vector)))
    (if (< left 2)
        vector
        (begin
          (vector-swap! vector (- left 1) (random left))
          (loop (- left 1))))))

(define (sleep seconds)
  "Wait so many seconds, without holding up anybody else."
  (if (and (real? seconds) (>= seconds 0) (<= seconds 1000000000))
      (if (> seconds 0) (effect 'sleep.op seconds))
      (%wrong-type "sleep" "a number of seconds from 0 to 1000000000" seconds)))

(define (current-time)
  "Seconds since the beginning of 1970, a real."
  (effect 'clock.op))
