(begin (random-seed! 7) (define first (list (random 1000) (random-integer 1000) (random-real) (shuffle '(1 2 3 4 5)) (random-choice #(a b c)))))

(begin (random-seed! 7) (equal? first (list (random 1000) (random-integer 1000) (random-real) (shuffle '(1 2 3 4 5)) (random-choice #(a b c)))))
;=> #t

(let ((v (vector 1 2 3)))
  (list (sort (shuffle v) <) (sort (shuffle '(3 1 2)) <) v (shuffle '()) (shuffle #())))
;=> (#(1 2 3) (1 2 3) #(1 2 3) () #())

(let loop ((i 0) (seen '()))
  (if (< i 200)
      (loop (+ i 1) (let ((x (random-choice '(a b c)))) (if (memq x seen) seen (cons x seen))))
      (length seen)))
;=> 3

(random-integer 0)
;!> type-error: random-integer: expected a positive exact integer as first argument, got 0 (integer)

(random-integer 1.5)
;!> type-error: random-integer: expected a positive exact integer

(random-choice '())
;!> type-error: random-choice: expected a list or vector that is not empty as first argument, got () (empty list)

(shuffle 5)
;!> type-error: shuffle: expected a list or a vector as first argument, got 5 (integer)

(random-seed! 'a)
;!> type-error: random-seed!: expected an exact integer as first argument, got a (symbol)

(sleep 0)
;=> #<unspecified>

(sleep -1)
;!> type-error: sleep: expected a number of seconds from 0 to 1000000000, got -1 (integer)

(sleep 1)
;!> capability-denied: sleep.op: there is no host here that answers this effect

; digests and encodings

(list (sha256 "") (sha256 "abc") (string=? (sha256 "é") (sha256 (string->utf8 "é"))) (bytevector-length (sha256-bytes "abc")))
;=> ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" #t 32)

(map (lambda (text) (list (base64-encode text) (bytes->string (base64-decode (base64-encode text))))) '("" "a" "ab" "abc" "é"))
;=> (("" "") ("YQ==" "a") ("YWI=" "ab") ("YWJj" "abc") ("w6k=" "é"))

(base64-decode "a?b")
;!> parse-error: base64-decode: the string is not base64

(base64-decode "é")
;!> parse-error: base64-decode: the string is not base64

(list (bytevector->hex (bytevector 0 171 255)) (hex->bytevector "00abFF"))
;=> ("00abff" #u8(0 171 255))

(hex->bytevector "abc")
;!> parse-error: hex->bytevector: the string is not hexadecimal

(list (string->bytes "aé") (bytes->string (bytevector 97)))
;=> (#u8(97 195 169) "a")
