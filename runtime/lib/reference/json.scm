(topic "JSON" "Objects are association lists with strings as keys (written from hash tables and symbols too), arrays are vectors, null is
the symbol null. Exact integers of any size and reals come back as they were written.")

(procedure string->json
  (string->json "{\"a\": [1, 2.5, null], \"b\": true}") => (("a" . #(1 2.5 null)) ("b" . #t))
  (string->json "[1,") error parse-error)

(procedure json->string
  (json->string '(("a" . #(1 2.5 null)) ("b" . #t))) => "{\"a\":[1,2.5,null],\"b\":true}"
  (json->string #(1 2) 2) => "[\n  1,\n  2\n]")

(procedure json-read
  (json-read (open-input-string "[1, 2] 3")) => #(1 2))

(procedure json-write
  (json-write #("a" #f)) prints "[\"a\",false]")
