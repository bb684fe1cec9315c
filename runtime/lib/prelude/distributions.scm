;;; Distributions: values with weights, each value once, in the order in which they first came.

(define %dist (%make-record-type '<dist> '(entries) '(entries)))

(define (%make-dist entries)
  (%record %dist entries))

(define (dist? object)
  "Whether the object is a distribution."
  (%record? object %dist))

(define (%dist-entries dist)
  (%record-ref dist %dist 0 'dist-entries))

;; The entries as an association list, weights of equal values added up.
(define (%merge-weights entries)
  (let ((table (make-equal-hashtable)))
    (for-each (lambda (entry)
                (hash-table-set! table (car entry) (+ (hash-table-ref/default table (car entry) 0) (cdr entry))))
              entries)
    (hash-table->alist table)))

(define (%check-weights procedure entries)
  (for-each (lambda (entry)
              (if (not (and (pair? entry) (real? (cdr entry)) (>= (cdr entry) 0)))
                  (%wrong-type procedure "pairs of a value and a weight that is not negative" entry)))
            entries))

(define (dist . values-and-weights)
  "The distribution of a value, its weight, the next value, its weight, ..."
  (let loop ((rest values-and-weights) (entries '()))
    (cond ((null? rest) (dist-from-list (reverse entries)))
          ((null? (cdr rest)) (error "dist: expected a weight after each value, got none after" (car rest)))
          (else (loop (cddr rest) (cons (cons (car rest) (cadr rest)) entries))))))

(define (dist-from-list entries)
  "The distribution of an association list of values and weights; weights of equal values are added up."
  (%check-weights "dist-from-list" entries)
  (%make-dist (%merge-weights entries)))

(define (dist-to-list dist)
  "An association list of the values of a distribution and their weights."
  (map (lambda (entry) (cons (car entry) (cdr entry))) (%dist-entries dist)))

(define (dist-support dist)
  "A list of the values of a distribution."
  (map car (%dist-entries dist)))

(define (dist-weight dist value)
  "The weight of a value in a distribution, 0 if it is not there."
  (let ((entry (assoc value (%dist-entries dist))))
    (if entry (cdr entry) 0)))

(define (%dist-total dist)
  (fold (lambda (entry sum) (+ (cdr entry) sum)) 0 (%dist-entries dist)))

(define (dist-normalize dist)
  "The distribution with its weights in proportion, so that they add up to 1."
  (let ((total (%dist-total dist)))
    (if (zero? total)
        (error "dist-normalize: the weights add up to 0, in" dist))
    (%make-dist (map (lambda (entry) (cons (car entry) (/ (cdr entry) total))) (%dist-entries dist)))))

(define (%by-weight dist)
  (sort (%dist-entries dist) (lambda (a b) (> (cdr a) (cdr b)))))

(define (dist-mode dist)
  "The value with the greatest weight, the first of several."
  (let ((entries (%by-weight dist)))
    (if (null? entries)
        (error "dist-mode: the distribution is empty"))
    (car (car entries))))

(define (dist-topk dist k)
  "The distribution of the k values with the greatest weights."
  (let ((entries (%by-weight dist)))
    (%make-dist (if (< k (length entries)) (take entries k) entries))))

(define (dist-sample dist)
  "A value drawn at random, in proportion to the weights, with the session's random numbers."
  (let ((total (%dist-total dist)))
    (if (zero? total)
        (error "dist-sample: the weights add up to 0, in" dist))
    (let loop ((entries (%dist-entries dist)) (left (* (random 1.0) total)))
      (if (or (< left (cdr (car entries))) (null? (cdr entries)))
          (car (car entries))
          (loop (cdr entries) (- left (cdr (car entries))))))))

(define (dist-map procedure dist)
  "The distribution of what the procedure gives for the values; weights of equal results are added up."
  (%make-dist (%merge-weights (map (lambda (entry) (cons (procedure (car entry)) (cdr entry))) (%dist-entries dist)))))

(define (dist-bind dist procedure)
  "The distribution of a value drawn from (procedure x) for an x drawn from the distribution."
  (%make-dist
   (%merge-weights
    (append-map (lambda (entry)
                  (map (lambda (inner) (cons (car inner) (* (cdr entry) (cdr inner))))
                       (%dist-entries (dist-normalize (procedure (car entry))))))
                (%dist-entries dist)))))
