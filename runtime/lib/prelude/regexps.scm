;;; Regular expressions: what goes through all matches of a text, or takes a procedure.

(define (regexp-match regexp string . range)
  "The list of the first match in the string and what each group matched, or #f."
  (let ((match (apply regexp-search regexp string range)))
    (if match (regexp-match->list match) #f)))

(define (regexp-fold regexp procedure initial string . options)
  "Combine the matches in the string: each step is (procedure index match string result), index being where the last ended."
  (let* ((finish (if (null? options) (lambda (index match string result) result) (car options)))
         (range (if (null? options) '() (cdr options)))
         (bounds (%bounds range (string-length string)))
         (end (cdr bounds)))
    (let loop ((at (car bounds)) (from (car bounds)) (result initial))
      (let ((match (and (<= at end) (regexp-search regexp string at end))))
        (if match
            (let ((start (regexp-match-submatch-start match)) (stop (regexp-match-submatch-end match)))
              (loop (if (= start stop) (+ stop 1) stop)
                    stop
                    (procedure from match string result)))
            (finish from #f string result))))))

(define (regexp-extract regexp string . range)
  "The list of the texts of all matches in the string."
  (apply regexp-fold regexp
         (lambda (index match string made) (cons (regexp-match-submatch match) made))
         '()
         string
         (lambda (index match string made) (reverse made))
         range))

(define (regexp-split regexp string)
  "The list of the parts of the string between the matches."
  (%check-strings "regexp-split" 2 (cons string '()))
  (regexp-fold regexp
    (lambda (index match string made)
      (cons (substring string index (regexp-match-submatch-start match)) made))
    '()
    string
    (lambda (index match string made) (reverse (cons (substring string index) made)))))

(define (%replacement match replacement)
  "The text that takes the place of a match: made of a template, or by a procedure."
  (if (procedure? replacement)
      (let ((text (replacement match)))
        (if (string? text) text (%wrong-type "regexp-replace" "a procedure that returns a string" text 3)))
      (%regexp-expand match replacement)))

(define (regexp-replace regexp string replacement)
  "The string with its first match replaced: by a template, with \\1 for what the first group matched, or by a procedure's result."
  (let ((match (regexp-search regexp string)))
    (if match
        (string-append (substring string 0 (regexp-match-submatch-start match))
                       (%replacement match replacement)
                       (substring string (regexp-match-submatch-end match)))
        (string-copy string))))

(define (regexp-replace-all regexp string replacement)
  "The string with each match replaced: by a template, with \\1 for what the first group matched, or by a procedure's result."
  (%check-strings "regexp-replace-all" 2 (cons string '()))
  (regexp-fold regexp
    (lambda (index match string made)
      (cons (%replacement match replacement)
            (cons (substring string index (regexp-match-submatch-start match)) made)))
    '()
    string
    (lambda (index match string made)
      (string-join (reverse (cons (substring string index) made)) ""))))

(define (regexp-quote string)
  "The pattern that matches exactly this string."
  (regexp-replace-all "[\\\\.*+?^$()|{}\\[\\]]" string "\\\\\\0"))
