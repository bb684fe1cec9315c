;quanta: 1000 fast
;; Macros by procedures that do not stop expanding.

(defmacro endless (x) `(endless ,x))
(begin
  (endless 1))
;error: syntax-error the macro endless (defined at defmacro-limits.scm:
;at: (endless 1)
(defmacro deeper (x) `(list (deeper ,x)))
(list (deeper 1))
;error: syntax-error the macro deeper (defined at defmacro-limits.scm:
