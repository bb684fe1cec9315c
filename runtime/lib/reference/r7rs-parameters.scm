(topic "Parameters" "Variables of the dynamic extent, in place of global ones that are assigned (R7RS 4.2.6).")

(procedure make-parameter
  (define radix (make-parameter 10))
  (radix) => 10
  ((make-parameter "5" string->number)) => 5)

(syntax parameterize "(parameterize ((parameter value) ...) body ...)" "Evaluate the body while each parameter has its value."
  (define depth (make-parameter 0))
  (define (show) (list 'depth (depth)))
  (parameterize ((depth (+ (depth) 1))) (show)) => (depth 1)
  (show) => (depth 0))
