;;; Strings: the procedures of R7RS 6.10 and SRFI 13 that take a procedure.

(define (%check-strings procedure position strings)
  "Raise an error unless every argument from this position on is a string."
  (let loop ((rest strings) (position position))
    (cond ((null? rest) #t)
          ((string? (car rest)) (loop (cdr rest) (+ position 1)))
          (else (%wrong-type procedure "a string" (car rest) position)))))

(define (string-for-each procedure string . strings)
  "Call the procedure on each character of the string, or of the strings side by side, from first to last."
  (%check-strings "string-for-each" 2 (cons string strings))
  (if (null? strings)
      (let ((end (string-length string)))
        (let loop ((index 0))
          (if (< index end)
              (begin
                (procedure (string-ref string index))
                (loop (+ index 1))))))
      (apply for-each procedure (map string->list (cons string strings)))))

(define (string-map procedure string . strings)
  "The string of the procedure's results, which are characters, on the characters of the strings side by side."
  (%check-strings "string-map" 2 (cons string strings))
  (list->string (apply map procedure (map string->list (cons string strings)))))

(define (%bounds range length)
  "The start and end in a list of optional arguments, as a pair."
  (cons (if (null? range) 0 (car range))
        (if (or (null? range) (null? (cdr range))) length (cadr range))))

(define (%char-predicate procedure object)
  "The predicate on characters that a character or predicate argument stands for."
  (cond ((procedure? object) object)
        ((char? object) (lambda (char) (char=? char object)))
        (else (%wrong-type procedure "a character or a procedure" object 2))))

(define (string-count string char . range)
  "How many characters from start up to end are char, or satisfy it if it is a procedure."
  (%check-strings "string-count" 1 (cons string '()))
  (let ((bounds (%bounds range (string-length string)))
        (satisfies? (%char-predicate "string-count" char)))
    (let ((text (substring string (car bounds) (cdr bounds))))
      (let ((end (string-length text)))
        (let loop ((index 0) (total 0))
          (if (< index end)
              (loop (+ index 1) (if (satisfies? (string-ref text index)) (+ total 1) total))
              total))))))

(define (%string-index-by string satisfies? start end)
  "The index of the first character from start up to end that satisfies the predicate, or #f."
  (let loop ((index start))
    (cond ((= index end) #f)
          ((satisfies? (string-ref string index)) index)
          (else (loop (+ index 1))))))

(define (%string-rindex-by string satisfies? start end)
  "The index of the last character from start up to end that satisfies the predicate, or #f."
  (let loop ((index (- end 1)))
    (cond ((< index start) #f)
          ((satisfies? (string-ref string index)) index)
          (else (loop (- index 1))))))

(define (%string-trim-by string satisfies? left right)
  "The string without the characters that satisfy the predicate at its left, or right, or both."
  (let ((other? (lambda (char) (not (satisfies? char))))
        (end (string-length string)))
    (let ((first (if left (%string-index-by string other? 0 end) 0)))
      (if first
          (let ((last (if right (%string-rindex-by string other? first end) (- end 1))))
            (substring string first (if last (+ last 1) first)))
          (substring string end end)))))

(define (string-any char string)
  "Whether any character of the string is char; the first true result of it on one if it is a procedure; or #f."
  (%check-strings "string-any" 2 (cons string '()))
  (if (procedure? char)
      (any char (string->list string))
      (if (string-index string char) #t #f)))

(define (string-every char string)
  "Whether every character of the string is char; the last result of it if it is a procedure and none is #f."
  (%check-strings "string-every" 2 (cons string '()))
  (every (if (procedure? char) char (lambda (each) (char=? char each))) (string->list string)))

(define (string-fold procedure initial string)
  "Combine the characters from first to last: each step is (procedure char result)."
  (%check-strings "string-fold" 3 (cons string '()))
  (fold procedure initial (string->list string)))

(define (string-filter char string)
  "The string of the characters that are char, or satisfy it if it is a procedure."
  (%check-strings "string-filter" 2 (cons string '()))
  (list->string (filter (if (procedure? char) char (lambda (each) (char=? char each))) (string->list string))))

(define (%other-than procedure object)
  "The predicate that is true of the characters that a character or predicate argument does not stand for."
  (let ((satisfies? (%char-predicate procedure object)))
    (lambda (char) (not (satisfies? char)))))

(define (string-skip string char . range)
  "The index of the first character that is not char, or does not satisfy it if it is a procedure; or #f."
  (apply string-index string (%other-than "string-skip" char) range))

(define (string-skip-right string char . range)
  "The index of the last character that is not char, or does not satisfy it if it is a procedure; or #f."
  (apply string-rindex string (%other-than "string-skip-right" char) range))

(define (string-index-right string char . range)
  "The index of the last character that is char, or satisfies it if it is a procedure; or #f."
  (apply string-rindex string char range))

(define (string-remove char string)
  "The string without the characters that are char, or satisfy it if it is a procedure."
  (string-filter (%other-than "string-remove" char) string))

(define (string-delete char string)
  "The string without the characters that are char, or satisfy it if it is a procedure."
  (string-filter (%other-than "string-delete" char) string))

(define (string-fold-right procedure initial string)
  "Combine the characters from last to first: each step is (procedure char result)."
  (%check-strings "string-fold-right" 3 (cons string '()))
  (fold-right procedure initial (string->list string)))

(define (string-tabulate procedure k)
  "The string of the procedure's results, which are characters, on 0, 1, ... k - 1."
  (list->string (if (procedure? k) (list-tabulate procedure k) (list-tabulate k procedure))))

(define (string-unfold stop? mapper successor seed)
  "The string of mapper's results, characters, on seed, (successor seed), ... until one satisfies stop?."
  (list->string (unfold stop? mapper successor seed)))

(define (string-concatenate strings)
  "The strings of a list, appended."
  (string-join strings ""))
