;;; Procedures of the base whose loops are written out where they are called (integrate.py): what each does with as many
;;; arguments as it has parameters here. The parameter named procedure is mentioned once. Only core forms are
;;; used, and no constants but what is the same object in every process: symbols, numbers, the empty list.
;;; They do what the definitions in lib/prelude do, to the last error; it is in tail position, so that a value that a
;;; handler gives in its place is the value of the call.

(map
 (lambda (procedure list)
   (letrec ((loop (lambda (rest made count)
                    (if (pair? rest)
                        ((lambda (result)
                           ((lambda (made)
                              (%push! made result)
                              (loop (cdr rest) made (+ count 1)))
                            (%own made count)))
                         (procedure (car rest)))
                        (if (null? rest)
                            (%vector->list made 0 count '())
                            (%wrong-type 'map 'list list 2))))))
     (loop list (vector) 0))))

(for-each
 (lambda (procedure list)
   (letrec ((loop (lambda (rest)
                    (if (pair? rest)
                        (begin (procedure (car rest))
                               (loop (cdr rest)))
                        (if (null? rest)
                            (if #f #f)
                            (%wrong-type 'for-each 'list list 2))))))
     (loop list))))

(filter-map
 (lambda (procedure list)
   (letrec ((loop (lambda (rest made count)
                    (if (pair? rest)
                        ((lambda (result)
                           (if result
                               ((lambda (made)
                                  (%push! made result)
                                  (loop (cdr rest) made (+ count 1)))
                                (%own made count))
                               (loop (cdr rest) made count)))
                         (procedure (car rest)))
                        (if (null? rest)
                            (%vector->list made 0 count '())
                            (%wrong-type 'filter-map 'list list 2))))))
     (loop list (vector) 0))))

(filter
 (lambda (procedure list)
   (letrec ((loop (lambda (rest made count)
                    (if (pair? rest)
                        ((lambda (element)
                           (if (procedure element)
                               ((lambda (made)
                                  (%push! made element)
                                  (loop (cdr rest) made (+ count 1)))
                                (%own made count))
                               (loop (cdr rest) made count)))
                         (car rest))
                        (if (null? rest)
                            (%vector->list made 0 count '())
                            (%wrong-type 'filter 'list list 2))))))
     (loop list (vector) 0))))

(remove
 (lambda (procedure list)
   (letrec ((loop (lambda (rest made count)
                    (if (pair? rest)
                        ((lambda (element)
                           (if (procedure element)
                               (loop (cdr rest) made count)
                               ((lambda (made)
                                  (%push! made element)
                                  (loop (cdr rest) made (+ count 1)))
                                (%own made count))))
                         (car rest))
                        (if (null? rest)
                            (%vector->list made 0 count '())
                            (%wrong-type 'remove 'list list 2))))))
     (loop list (vector) 0))))

(find
 (lambda (procedure list)
   (letrec ((loop (lambda (rest)
                    (if (pair? rest)
                        (if (procedure (car rest)) (car rest) (loop (cdr rest)))
                        (if (null? rest)
                            #f
                            (%wrong-type 'find-tail 'list list 2))))))
     (loop list))))

(find-tail
 (lambda (procedure list)
   (letrec ((loop (lambda (rest)
                    (if (pair? rest)
                        (if (procedure (car rest)) rest (loop (cdr rest)))
                        (if (null? rest)
                            #f
                            (%wrong-type 'find-tail 'list list 2))))))
     (loop list))))

(list-index
 (lambda (procedure list)
   (letrec ((loop (lambda (rest index)
                    (if (pair? rest)
                        (if (procedure (car rest)) index (loop (cdr rest) (+ index 1)))
                        (if (null? rest)
                            #f
                            (%wrong-type 'list-index 'list list 2))))))
     (loop list 0))))

(count
 (lambda (procedure list)
   (letrec ((loop (lambda (rest total)
                    (if (pair? rest)
                        (loop (cdr rest) (if (procedure (car rest)) (+ total 1) total))
                        (if (null? rest)
                            total
                            (%wrong-type 'count 'list list 2))))))
     (loop list 0))))

(fold
 (lambda (procedure initial list)
   (letrec ((loop (lambda (rest result)
                    (if (pair? rest)
                        (loop (cdr rest) (procedure (car rest) result))
                        (if (null? rest)
                            result
                            (%wrong-type 'fold 'list list 3))))))
     (loop list initial))))

(fold-left
 (lambda (procedure initial list)
   (letrec ((loop (lambda (rest result)
                    (if (pair? rest)
                        (loop (cdr rest) (procedure result (car rest)))
                        (if (null? rest)
                            result
                            (%wrong-type 'fold-left 'list list 3))))))
     (loop list initial))))

(reduce
 (lambda (procedure initial list)
   (if (pair? list)
       (fold procedure (car list) (cdr list))
       (if (null? list)
           initial
           (%wrong-type 'reduce 'list list 3)))))

(vector-map
 (lambda (procedure vector)
   (if (vector? vector)
       (letrec ((loop (lambda (index end made)
                        (if (< index end)
                            (loop (+ index 1) end (cons (procedure (vector-ref vector index)) made))
                            (list->vector (reverse made))))))
         (loop 0 (vector-length vector) '()))
       (%wrong-type 'vector-map 'vector vector 2))))

(vector-for-each
 (lambda (procedure vector)
   (if (vector? vector)
       (letrec ((loop (lambda (index end)
                        (if (< index end)
                            (begin (procedure (vector-ref vector index))
                                   (loop (+ index 1) end))
                            (if #f #f)))))
         (loop 0 (vector-length vector)))
       (%wrong-type 'vector-for-each 'vector vector 2))))
