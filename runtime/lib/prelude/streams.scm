;;; Streams: pairs of an element and a promise of the rest, as in SICP 3.5. What was computed once is kept; what nobody
;;; holds any more is freed, so a loop may walk an infinite stream.

(define-syntax cons-stream
  (syntax-rules ()
    ((_ first rest) (cons first (delay rest)))))

(define the-empty-stream '())
(define stream-nil '())

(define (stream-pair? object)
  "Whether the object is a stream that is not empty."
  (and (pair? object) (promise? (cdr object))))

(define (stream-null? object)
  "Whether the object is the empty stream."
  (null? object))

(define (empty-stream? object)
  "Whether the object is the empty stream."
  (null? object))

(define (stream? object)
  "Whether the object is a stream."
  (or (null? object) (stream-pair? object)))

(define (%check-stream procedure position object)
  (if (stream-pair? object)
      (if #f #f)
      (%wrong-type procedure "a stream that is not empty" object position)))

(define (stream-car stream)
  "The first element of a stream."
  (%check-stream "stream-car" 1 stream)
  (car stream))

(define (stream-cdr stream)
  "A stream without its first element; computes the next one the first time."
  (%check-stream "stream-cdr" 1 stream)
  (force (cdr stream)))

(define stream-first stream-car)
(define stream-rest stream-cdr)

(define (stream . elements)
  "A stream of the given elements."
  (list->stream elements))

(define (list->stream list)
  "A stream of the elements of a list."
  (if (pair? list)
      (cons-stream (car list) (list->stream (cdr list)))
      (begin (%check-list "list->stream" 1 list list)
             '())))

(define (stream->list stream . count)
  "A list of the elements of a stream, or of its first count."
  (let loop ((stream stream) (left (if (pair? count) (car count) -1)) (done '()))
    (if (or (eqv? left 0) (null? stream))
        (reverse done)
        (loop (if (eqv? left 1) '() (stream-cdr stream))
              (- left 1)
              (cons (stream-car stream) done)))))

(define (stream-head stream count)
  "A list of the first count elements of a stream, which must have as many."
  (let loop ((stream stream) (left count) (done '()))
    (cond ((eqv? left 0) (reverse done))
          ((eqv? left 1) (reverse (cons (stream-car stream) done)))
          (else (loop (stream-cdr stream) (- left 1) (cons (stream-car stream) done))))))

(define (stream-tail stream count)
  "A stream without its first count elements, which it must have."
  (if (eqv? count 0)
      stream
      (stream-tail (stream-cdr stream) (- count 1))))

(define (stream-ref stream index)
  "The element of a stream at an index from 0."
  (stream-car (stream-tail stream index)))

(define (stream-take stream count)
  "A stream of the first count elements, or of all if there are fewer."
  (if (or (eqv? count 0) (null? stream))
      '()
      (cons-stream (stream-car stream)
                   (if (eqv? count 1) '() (stream-take (stream-cdr stream) (- count 1))))))

(define (stream-drop stream count)
  "A stream without its first count elements; empty if there are fewer."
  (if (or (eqv? count 0) (null? stream))
      stream
      (stream-drop (stream-cdr stream) (- count 1))))

(define (stream-take-while predicate stream)
  "A stream of the elements before the first for which the predicate is false."
  (if (and (stream-pair? stream) (predicate (stream-car stream)))
      (cons-stream (stream-car stream) (stream-take-while predicate (stream-cdr stream)))
      '()))

(define (stream-drop-while predicate stream)
  "A stream without the elements before the first for which the predicate is false."
  (if (and (stream-pair? stream) (predicate (stream-car stream)))
      (stream-drop-while predicate (stream-cdr stream))
      stream))

(define (stream-map procedure stream . streams)
  "A stream of what the procedure gives for the elements; it ends with the shortest stream."
  (if (null? streams)
      (let loop ((stream stream))
        (if (null? stream)
            '()
            (cons-stream (procedure (stream-car stream)) (loop (stream-cdr stream)))))
      (let loop ((streams (cons stream streams)))
        (if (any null? streams)
            '()
            (cons-stream (apply procedure (map stream-car streams)) (loop (map stream-cdr streams)))))))

(define (stream-for-each procedure stream)
  "Call the procedure with each element, in order."
  (if (null? stream)
      (if #f #f)
      (begin (procedure (stream-car stream))
             (stream-for-each procedure (stream-cdr stream)))))

(define (stream-filter predicate stream)
  "A stream of the elements for which the predicate is true."
  (cond ((null? stream) '())
        ((predicate (stream-car stream))
         (cons-stream (stream-car stream) (stream-filter predicate (stream-cdr stream))))
        (else (stream-filter predicate (stream-cdr stream)))))

(define (%stream-append-delayed stream rest)
  (if (null? stream)
      (force rest)
      (cons-stream (stream-car stream) (%stream-append-delayed (stream-cdr stream) rest))))

(define (stream-append . streams)
  "A stream of the elements of the first stream, then of the next, and so on."
  (cond ((null? streams) '())
        ((null? (cdr streams)) (car streams))
        (else (%stream-append-delayed (car streams) (delay (apply stream-append (cdr streams)))))))

(define (stream-flat-map procedure stream)
  "A stream of the elements of the streams that the procedure gives for each element."
  (if (null? stream)
      '()
      (%stream-append-delayed (procedure (stream-car stream))
                              (delay (stream-flat-map procedure (stream-cdr stream))))))

(define (stream-interleave first second)
  "A stream that takes turns with the elements of both."
  (if (null? first)
      second
      (cons-stream (stream-car first) (stream-interleave second (stream-cdr first)))))

(define (stream-zip stream . streams)
  "A stream of lists of the elements at the same place."
  (apply stream-map list stream streams))

(define (stream-iterate procedure first)
  "The stream of first, (procedure first), (procedure (procedure first)), ..."
  (cons-stream first (stream-iterate procedure (procedure first))))

(define (stream-repeat . elements)
  "The stream of the elements, again and again."
  (let loop ((rest elements))
    (if (null? rest)
        (if (null? elements) '() (loop elements))
        (cons-stream (car rest) (loop (cdr rest))))))

(define (integers-from start)
  "The stream of start, start + 1, start + 2, ..."
  (cons-stream start (integers-from (+ start 1))))

(define (stream-range start end . step)
  "A stream of the numbers from start up to end, exclusive, by step (1)."
  (let ((step (if (pair? step) (car step) 1)))
    (let loop ((n start))
      (if (if (< step 0) (> n end) (< n end))
          (cons-stream n (loop (+ n step)))
          '()))))

(define (stream-find predicate stream)
  "The first element for which the predicate is true; #f if there is none."
  (cond ((null? stream) #f)
        ((predicate (stream-car stream)) (stream-car stream))
        (else (stream-find predicate (stream-cdr stream)))))

(define (stream-reduce procedure initial stream)
  "Combine the elements from first to last: each step is (procedure result element), from initial."
  (if (null? stream)
      initial
      (stream-reduce procedure (procedure initial (stream-car stream)) (stream-cdr stream))))
