"""A long Lisp program to load: definitions such as people write, each a little different from the others.

The text is the same in every run. It is made of templates: small procedures over lists, strings, vectors and numbers,
with ``let``, ``cond``, ``case``, ``do``, named ``let``, internal definitions, quasiquotation and closures.
"""

from __future__ import annotations

_TEMPLATES = (
    """
;; Area and perimeter of shape number {n}, as a pair.
(define (measure-{n} width height)
  (if (or (< width 0) (< height 0))
      (error "no such rectangle" width height)
      (cons (* width height) (* {n} (+ width height)))))
""",
    """
(define (count-{n} predicate items)
  "How many of the items satisfy the predicate."
  (let loop ((rest items) (count 0))
    (cond ((null? rest) count)
          ((predicate (car rest)) (loop (cdr rest) (+ count 1)))
          (else (loop (cdr rest) count)))))
""",
    """
(define (classify-{n} value)
  (cond ((symbol? value) 'name)
        ((string? value) (if (= (string-length value) {n}) 'key 'text))
        ((and (integer? value) (> value {n})) `(large ,value ,(- value {n})))
        ((pair? value)
         (let ((first (classify-{n} (car value)))
               (rest (cdr value)))
           (list first (length rest) "pair")))
        (else #f)))
""",
    """
(define (make-account-{n} balance)
  (define (withdraw amount)
    (if (>= balance amount)
        (begin (set! balance (- balance amount)) balance)
        "insufficient funds"))
  (define (deposit amount)
    (set! balance (+ balance amount))
    balance)
  (lambda (message . arguments)
    (case message
      ((withdraw) (apply withdraw arguments))
      ((deposit) (apply deposit arguments))
      ((balance) balance)
      (else (error "unknown request" message {n})))))
""",
    """
(define (sum-squares-{n} limit)
  (do ((i 0 (+ i 1))
       (sum {n} (+ sum (* i i))))
      ((= i limit) sum)))
""",
    """
(define (render-{n} items)
  (let* ((names (map (lambda (item) (symbol->string (car item))) items))
         (values (map cdr items))
         (width (apply max 0 (map string-length names))))
    (for-each (lambda (name value)
                (display name)
                (display (make-string (- width (string-length name)) #\\space))
                (write value)
                (newline))
              names
              values)))
""",
    """
(define table-{n} '((apple {n} red) (pear 2 green) (plum 3 "blue")))

(define (lookup-{n} key)
  (let ((found (assq key table-{n})))
    (and found (cadr found))))
""",
    """
(define (mean-{n} numbers)
  (when (null? numbers)
    (error "mean of nothing"))
  (let ((total (fold-left + 0 numbers)))
    (/ total (length numbers))))
""",
)


def program(lines: int) -> str:
    """At least this many lines."""
    pieces: list[str] = []
    written = 0
    while written < lines:
        pieces.append(_TEMPLATES[len(pieces) % len(_TEMPLATES)].replace("{n}", str(len(pieces))))
        written += pieces[-1].count("\n")
    return "".join(pieces)
