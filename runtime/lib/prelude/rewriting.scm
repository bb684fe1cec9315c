;;; Term rewriting: terms are data, a symbol that begins with ? stands for any term, the same one wherever it stands.

(define %rule (%make-record-type '<rule> '(pattern template guard) '(pattern template guard)))

(define (rule? object)
  "Whether the object is a rule."
  (%record? object %rule))

(define (rule-pattern rule)
  "The pattern of a rule."
  (%record-ref rule %rule 0 'rule-pattern))

(define (rule-template rule)
  "The template of a rule, or the procedure in its place."
  (%record-ref rule %rule 1 'rule-template))

(define (%rule-guard rule)
  (%record-ref rule %rule 2 'rule-guard))

(define (%variable? term)
  (and (symbol? term)
       (let ((name (symbol->string term)))
         (and (> (string-length name) 1) (char=? (string-ref name 0) #\?)))))

(define (make-rule pattern template . guard)
  "A rule that rewrites what matches the pattern to the template, or to what it gives for the bindings if it is a procedure; a guard, called with the bindings, may refuse."
  (%record %rule pattern template (if (pair? guard) (car guard) #f)))

(define (match-pattern pattern term)
  "An association list of the pattern's variables and what they match in the term; #f when it does not match."
  (let walk ((pattern pattern) (term term) (bindings '()))
    (cond ((not bindings) #f)
          ((%variable? pattern)
           (let ((known (assq pattern bindings)))
             (cond ((not known) (cons (cons pattern term) bindings))
                   ((equal? (cdr known) term) bindings)
                   (else #f))))
          ((pair? pattern)
           (and (pair? term)
                (walk (cdr pattern) (cdr term) (walk (car pattern) (car term) bindings))))
          ((vector? pattern)
           (and (vector? term) (walk (vector->list pattern) (vector->list term) bindings)))
          (else (and (equal? pattern term) bindings)))))

(define (substitute-template template bindings)
  "The template with each variable replaced by what it is bound to."
  (cond ((%variable? template)
         (let ((known (assq template bindings)))
           (if known
               (cdr known)
               (error "substitute-template: nothing is bound to the variable" template))))
        ((pair? template)
         (cons (substitute-template (car template) bindings)
               (substitute-template (cdr template) bindings)))
        ((vector? template) (list->vector (substitute-template (vector->list template) bindings)))
        (else template)))

;; What the first rule that matches the whole term makes of it, in a list; () if none does.
(define (%rewrite-here rules term)
  (if (null? rules)
      '()
      (let* ((rule (car rules))
             (bindings (match-pattern (rule-pattern rule) term)))
        (if (and bindings (or (not (%rule-guard rule)) ((%rule-guard rule) bindings)))
            (let ((template (rule-template rule)))
              (list (if (procedure? template) (template bindings) (substitute-template template bindings))))
            (%rewrite-here (cdr rules) term)))))

;; The same for the outermost, leftmost place of the term where a rule matches.
(define (%rewrite rules term)
  (let ((found (%rewrite-here rules term)))
    (if (or (pair? found) (not (pair? term)))
        found
        (let loop ((before '()) (rest term))
          (if (pair? rest)
              (let ((found (%rewrite rules (car rest))))
                (if (pair? found)
                    (list (append (reverse before) (cons (car found) (cdr rest))))
                    (loop (cons (car rest) before) (cdr rest))))
              '())))))

(define (%rules rules)
  (if (rule? rules) (list rules) rules))

(define (rewrite-once rules term)
  "The term rewritten at the outermost, leftmost place where a rule matches; the term itself if there is none."
  (let ((found (%rewrite (%rules rules) term)))
    (if (pair? found) (car found) term)))

(define (rewrite-trace rules term . limit)
  "A list of the term and of what it becomes, step by step, until no rule matches; an error after limit steps (1000)."
  (let ((rules (%rules rules)) (limit (if (pair? limit) (car limit) 1000)))
    (let loop ((term term) (trace '()) (steps 0))
      (let ((found (%rewrite rules term)))
        (cond ((null? found) (reverse (cons term trace)))
              ((>= steps limit) (error "rewriting does not end within this number of steps:" limit))
              (else (loop (car found) (cons term trace) (+ steps 1))))))))

(define (rewrite-fixpoint rules term . limit)
  "The term rewritten until no rule matches; an error after limit steps (1000)."
  (last (apply rewrite-trace rules term limit)))
