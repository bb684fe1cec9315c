(topic "Association lists, property lists, groups" "An association list is a list of pairs of key and value; a property list has keys and values in turn.")

(procedure (assq-ref assv-ref)
  (assq-ref '((a . 1) (b . 2)) 'b) => 2)

(procedure assoc-ref
  (assoc-ref '(("a" . 1)) "a") => 1
  (assoc-ref '(("a" . 1)) "b") => #f)

(procedure alist-cons
  (alist-cons 'a 1 '((b . 2))) => ((a . 1) (b . 2)))

(procedure alist-copy
  (alist-copy '((a . 1))) => ((a . 1)))

(procedure alist-delete
  (alist-delete 'a '((a . 1) (b . 2))) => ((b . 2)))

(procedure (del-assq del-assv del-assoc)
  (del-assq 'a '((a . 1) (b . 2))) => ((b . 2)))

(procedure alist-update
  (alist-update 'b 3 '((a . 1) (b . 2))) => ((a . 1) (b . 3)))

(procedure plist-get
  (plist-get '(:a 1 :b 2) :b) => 2
  (plist-get '(:a 1) :c 0) => 0)

(procedure plist-put
  (plist-put '(:a 1) :b 2) => (:a 1 :b 2))

(procedure plist->alist
  (plist->alist '(a 1 b 2)) => ((a . 1) (b . 2)))

(procedure alist->plist
  (alist->plist '((a . 1) (b . 2))) => (a 1 b 2))

(procedure group-by
  (group-by even? '(1 2 3 4)) => ((#f 1 3) (#t 2 4)))

(procedure frequencies
  (frequencies '(b a b)) => ((b . 2) (a . 1)))
