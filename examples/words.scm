#!/usr/bin/env -S omega run
; Counts the words of its input, most frequent first:
;
;   omega run examples/words.scm < README.md | head

(define (word-character? c)
  (or (char-alphabetic? c) (char=? c #\-) (char=? c #\')))

(define (words line)
  "The words of a line, in lower case, in order."
  (let scan ((characters (string->list line)) (word '()) (found '()))
    (define (finished)
      (if (null? word)
          found
          (cons (list->string (reverse word)) found)))
    (cond ((null? characters) (reverse (finished)))
          ((word-character? (car characters))
           (scan (cdr characters) (cons (char-downcase (car characters)) word) found))
          (else (scan (cdr characters) '() (finished))))))

(define (count-word word counts)
  "Counts with one more of this word: an association list, changed in place where the word is known."
  (let ((entry (assoc word counts)))
    (cond (entry (set-cdr! entry (+ (cdr entry) 1)) counts)
          (else (cons (cons word 1) counts)))))

(define (insert entry sorted)
  (if (or (null? sorted) (> (cdr entry) (cdr (car sorted))))
      (cons entry sorted)
      (cons (car sorted) (insert entry (cdr sorted)))))

(define (sort-counts counts)
  (let loop ((counts counts) (sorted '()))
    (if (null? counts)
        sorted
        (loop (cdr counts) (insert (car counts) sorted)))))

(let read ((counts '()))
  (let ((line (read-line)))
    (if (eof-object? line)
        (for-each (lambda (entry)
                    (display (cdr entry)) (display " ") (display (car entry)) (newline))
                  (sort-counts (reverse counts)))
        (let count ((rest (words line)) (counts counts))
          (if (null? rest)
              (read counts)
              (count (cdr rest) (count-word (car rest) counts)))))))
