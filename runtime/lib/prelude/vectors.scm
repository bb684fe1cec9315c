;;; Vectors: the procedures of R7RS 6.10 and SRFI 133 that take a procedure. Results are built as lists and turned
;;; into vectors at the end, so that re-entering a continuation disturbs none.

(define (%check-vectors procedure position vectors)
  "Raise an error unless every argument from this position on is a vector."
  (let loop ((rest vectors) (position position))
    (cond ((null? rest) #t)
          ((vector? (car rest)) (loop (cdr rest) (+ position 1)))
          (else (%wrong-type procedure "a vector" (car rest) position)))))

(define (vector-map procedure vector . vectors)
  "The vector of the procedure's results on the elements of the vector, or of the vectors side by side."
  (%check-vectors "vector-map" 2 (cons vector vectors))
  (if (null? vectors)
      (let ((end (vector-length vector)))
        (let loop ((index 0) (made '()))
          (if (< index end)
              (loop (+ index 1) (cons (procedure (vector-ref vector index)) made))
              (list->vector (reverse made)))))
      (list->vector (apply map procedure (map vector->list (cons vector vectors))))))

(define (vector-for-each procedure vector . vectors)
  "Call the procedure on each element of the vector, or of the vectors side by side, from first to last."
  (%check-vectors "vector-for-each" 2 (cons vector vectors))
  (if (null? vectors)
      (let ((end (vector-length vector)))
        (let loop ((index 0))
          (if (< index end)
              (begin
                (procedure (vector-ref vector index))
                (loop (+ index 1))))))
      (apply for-each procedure (map vector->list (cons vector vectors)))))

(define (vector-map! procedure vector)
  "Replace each element of the vector by the procedure's result on it."
  (%check-vectors "vector-map!" 2 (cons vector '()))
  (let ((end (vector-length vector)))
    (let loop ((index 0))
      (if (< index end)
          (begin
            (vector-set! vector index (procedure (vector-ref vector index)))
            (loop (+ index 1)))))))

(define (vector-fold procedure initial vector)
  "Combine the elements from first to last: each step is (procedure result element)."
  (%check-vectors "vector-fold" 3 (cons vector '()))
  (let ((end (vector-length vector)))
    (let loop ((index 0) (result initial))
      (if (< index end)
          (loop (+ index 1) (procedure result (vector-ref vector index)))
          result))))

(define (vector-fold-right procedure initial vector)
  "Combine the elements from last to first: each step is (procedure result element)."
  (%check-vectors "vector-fold-right" 3 (cons vector '()))
  (let loop ((index (- (vector-length vector) 1)) (result initial))
    (if (< index 0)
        result
        (loop (- index 1) (procedure result (vector-ref vector index))))))

(define (vector-count predicate vector)
  "How many elements satisfy the predicate."
  (vector-fold (lambda (total element) (if (predicate element) (+ total 1) total)) 0 vector))

(define (vector-index predicate vector)
  "The index of the first element that satisfies the predicate, or #f."
  (%check-vectors "vector-index" 2 (cons vector '()))
  (let ((end (vector-length vector)))
    (let loop ((index 0))
      (cond ((= index end) #f)
            ((predicate (vector-ref vector index)) index)
            (else (loop (+ index 1)))))))

(define (vector-any predicate vector)
  "The first result of the predicate on the elements that is not #f, or #f."
  (any predicate (vector->list vector)))

(define (vector-every predicate vector)
  "The last result of the predicate on the elements if none is #f, else #f; #t of no elements."
  (every predicate (vector->list vector)))

(define (vector-swap! vector i j)
  "Exchange two elements of the vector."
  (let ((element (vector-ref vector i)))
    (vector-set! vector i (vector-ref vector j))
    (vector-set! vector j element)))

(define (vector-binary-search vector key compare)
  "The index of an element for which (compare element key) is 0 in a vector ordered so that it increases, or #f."
  (%check-vectors "vector-binary-search" 1 (cons vector '()))
  (let loop ((low 0) (high (vector-length vector)))
    (if (< low high)
        (let ((middle (quotient (+ low high) 2)))
          (let ((order (compare (vector-ref vector middle) key)))
            (cond ((= order 0) middle)
                  ((< order 0) (loop (+ middle 1) high))
                  (else (loop low middle)))))
        #f)))

(define (make-initialized-vector k procedure)
  "The vector of the procedure's results on 0, 1, ... k - 1."
  (list->vector (list-tabulate k procedure)))

(define (vector-empty? vector)
  "Whether the vector has no elements."
  (= (vector-length vector) 0))

(define (vector-reverse! vector)
  "Put the elements of the vector in reverse order."
  (let loop ((low 0) (high (- (vector-length vector) 1)))
    (if (< low high)
        (begin
          (vector-swap! vector low high)
          (loop (+ low 1) (- high 1))))))

(define (vector-reverse-copy vector)
  "A new vector of the elements in reverse order."
  (let ((made (vector-copy vector)))
    (vector-reverse! made)
    made))

(define (vector-concatenate vectors)
  "The vectors of a list, appended."
  (apply vector-append vectors))

(define (vector-unfold procedure k)
  "The vector of the procedure's results on 0, 1, ... k - 1."
  (make-initialized-vector k procedure))

(define (vector-skip predicate vector)
  "The index of the first element that does not satisfy the predicate, or #f."
  (vector-index (complement predicate) vector))

(define (vector-filter predicate vector)
  "A new vector of the elements that satisfy the predicate."
  (list->vector (filter predicate (vector->list vector))))

(define (vector-cumulate procedure initial vector)
  "The vector of the results so far of combining the elements: each step is (procedure result element)."
  (list->vector
   (reverse
    (cdr (vector-fold (lambda (made element)
                        (let ((next (procedure (car made) element)))
                          (cons next (cons next (cdr made)))))
                      (list initial)
                      vector)))))
