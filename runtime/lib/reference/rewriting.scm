(topic "Term rewriting" "Rules over terms, which are data; a symbol that begins with ? stands for any term.")

(procedure make-rule
  (rewrite-once (make-rule '(+ 0 ?x) '?x) '(+ 0 5)) => 5
  (rewrite-once (make-rule '?x (lambda (bindings) (* 2 (cdr (assq '?x bindings)))) (lambda (bindings) (number? (cdr (assq '?x bindings))))) '(f 4)) => (f 8))
(procedure rule? (rule? (make-rule '?x '?x)) => #t)
(procedure rule-pattern (rule-pattern (make-rule '(+ 0 ?x) '?x)) => (+ 0 ?x))
(procedure rule-template (rule-template (make-rule '(+ 0 ?x) '?x)) => ?x)
(procedure match-pattern
  (match-pattern '(+ ?x ?y) '(+ a (b c))) => ((?y b c) (?x . a))
  (match-pattern '(+ ?x ?x) '(+ a b)) => #f)
(procedure substitute-template (substitute-template '(f ?x) '((?x . 1))) => (f 1))
(procedure rewrite-once (rewrite-once (list (make-rule 'a 'b)) '(f a a)) => (f b a))
(procedure rewrite-fixpoint (rewrite-fixpoint (list (make-rule 'a 'b)) '(f a a)) => (f b b))
(procedure rewrite-trace (rewrite-trace (list (make-rule 'a 'b)) '(f a a)) => ((f a a) (f b a) (f b b)))
