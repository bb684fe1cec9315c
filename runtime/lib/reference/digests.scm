(topic "Bytes, digests and encodings" "Where bytes are wanted, a string stands for its UTF-8 encoding.")

(procedure string->bytes
  (string->bytes "é") => #u8(195 169))

(procedure bytes->string
  (bytes->string #u8(195 169)) => "é")

(procedure sha256
  (sha256 "abc") => "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

(procedure sha256-bytes
  (bytevector-length (sha256-bytes "abc")) => 32)

(procedure base64-encode
  (base64-encode "hello") => "aGVsbG8=")

(procedure base64-decode
  (bytes->string (base64-decode "aGVsbG8=")) => "hello")

(procedure bytevector->hex
  (bytevector->hex #u8(0 255)) => "00ff")

(procedure hex->bytevector
  (hex->bytevector "00ff") => #u8(0 255))
