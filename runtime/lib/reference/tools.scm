(topic "Tools" "What helps whoever works in a session: documentation, and a look at values and at what runs.")

(syntax doc "(doc name)" "Print what is known of a name: its parameters, a line about it, and examples."
  (doc nil) prints "nil: variable\n  The empty list.\n    nil => ()\n")

(procedure apropos
  (apropos "string-pad") => (string-pad string-pad-left string-pad-right))
