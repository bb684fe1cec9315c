;; Console input: the machine asks its host when it needs more (the host's answers stand after ;input:).

(read-line)
;input: hello world\n
;=> "hello world"
(list (read-line) (read-line))
;input: one\ntwo\n
;=> ("one" "two")
(list (read-line) (read-line))
;input: on
;input: e\n
;input: two\nthr
;=> ("one" "two")
(read-line)
;input: ee\n
;=> "three"
(read-line)
;=> #<eof>
(list (eof-object? (read-line)) (eof-object? (read-char)) (eof-object? (read)) (eof-object? (peek-char)) (eof-object))
;=> (#t #t #t #t #<eof>)
(let* ((a (read-char)) (b (peek-char)) (c (read-char)) (d (read-char))) (list a b c d))
;input: xy\n
;=> (#\x #\y #\y #\newline)
(read)
;input: (1 2 . 3)\n
;=> (1 2 . 3)
(list (read-line) (read))
;input: \n
;input: (a\n
;input: b) c \n
;=> ("" (a b))
(list (read) (read) (read) (read))
;input: "str" #\a 12
;input: 3 'q\n
;=> (c "str" #\a 123)
(let* ((q (read)) (rest (read-line)) (next (read-line))) (list q rest next))
;input: next\n
;=> ((quote q) "" "next")
(let loop ((n 0)) (let ((l (read-line))) (if (eof-object? l) n (loop (+ n (string->number l))))))
;input: 1\n2\n
;input: 3\n
;=> 6
(begin (display "name? ") (let ((n (read-line))) (display "hello ") (display n) (newline)))
;input: ada\n
;prints: name? hello ada\n
(+ 1 (let ((x (read))) (* x 10)))
;input: 4\n
;=> 41
(read-line)
;input: \n
;=> ""
(read)
;input: )\n
;error: parse-error
(read-line)
;input: fine\n
;=> "fine"
(with-exception-handler (lambda (e) (string-length (read-line))) (lambda () (+ 1 (raise-continuable 'need-input))))
;input: four\n
;=> 5
(map (lambda (x) (read)) '(1 2))
;input: a b \n
;=> (a b)
(list (char-ready? (current-input-port)) (read-char (current-input-port)) (read-line (current-input-port)))
;input: rest of it\n
;=> (#t #\space "")
