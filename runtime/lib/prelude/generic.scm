;;; Generic operations over tagged data, with coercions between types: SICP 2.4 and 2.5 with the tables as values.

(define %op-table (%make-record-type '<op-table> '(operations coercions) '(operations coercions)))

(define (op-table? object)
  "Whether the object is a table of operations."
  (%record? object %op-table))

(define (%operations table)
  (%record-ref table %op-table 0 'op-table-get))

(define (%coercions table)
  (%record-ref table %op-table 1 'coercion-get))

(define (attach-tag tag contents)
  "Data of a type: the contents with a tag, a symbol."
  (if (symbol? tag) (cons tag contents) (%wrong-type "attach-tag" "a symbol" tag 1)))

(define (type-tag object)
  "The tag of data; for other objects the name of their kind: number, string, boolean, ..."
  (cond ((and (pair? object) (symbol? (car object))) (car object))
        ((number? object) 'number)
        ((string? object) 'string)
        ((symbol? object) 'symbol)
        ((boolean? object) 'boolean)
        ((char? object) 'char)
        ((vector? object) 'vector)
        ((procedure? object) 'procedure)
        ((list? object) 'list)
        (else 'object)))

(define (contents object)
  "The contents of tagged data; any other object itself."
  (if (and (pair? object) (symbol? (car object))) (cdr object) object))

(define (make-op-table)
  "A new table of operations by name and types of their arguments."
  (%record %op-table (make-equal-hashtable) (make-eqv-hashtable)))

(define (op-table-put table operation types procedure)
  "Make a procedure the operation of this name for arguments of these types, a list of tags."
  (hash-table-set! (%operations table) (cons operation types) procedure))

(define (op-table-get table operation types)
  "The procedure that is the operation of this name for these types, or #f."
  (hash-table-ref/default (%operations table) (cons operation types) #f))

(define (coercion-put table from to procedure)
  "Make a procedure the coercion of contents of one type to another."
  (hash-table-set! (%coercions table) from
                   (cons (cons to procedure)
                         (filter (lambda (known) (not (eq? (car known) to)))
                                 (hash-table-ref/default (%coercions table) from '())))))

(define (coercion-get table from to)
  "The procedure that coerces contents of one type to another in one step, or #f."
  (let ((found (assq to (hash-table-ref/default (%coercions table) from '()))))
    (and found (cdr found))))

(define (coercion-path table from to)
  "The shortest list of types from one to another, each coerced to the next; #f when there is none."
  (let search ((paths (list (list from))) (seen (list from)))
    (cond ((null? paths) #f)
          ((eq? (car (car paths)) to) (reverse (car paths)))
          (else
           (let* ((path (car paths))
                  (next (filter (lambda (type) (not (memq type seen)))
                                (reverse (map car (hash-table-ref/default (%coercions table) (car path) '()))))))
             (search (append (cdr paths) (map (lambda (type) (cons type path)) next))
                     (append next seen)))))))

;; The contents coerced along a path of types.
(define (%coerce table path object)
  (if (null? (cdr path))
      object
      (%coerce table (cdr path) ((coercion-get table (car path) (cadr path)) object))))

(define (apply-generic table operation . arguments)
  "Apply the operation for the types of the arguments to their contents, coercing them to one type if need be."
  (let* ((types (map type-tag arguments))
         (procedure (op-table-get table operation types)))
    (if procedure
        (apply procedure (map contents arguments))
        (let try ((targets types))
          (if (null? targets)
              (error "apply-generic: no operation for these types, nor for what they can be coerced to:" operation types)
              (let* ((target (car targets))
                     (paths (map (lambda (type) (coercion-path table type target)) types))
                     (procedure (and (every identity paths)
                                     (op-table-get table operation (map (lambda (type) target) types)))))
                (if procedure
                    (apply procedure
                           (map (lambda (path argument) (%coerce table path (contents argument))) paths arguments))
                    (try (cdr targets)))))))))
