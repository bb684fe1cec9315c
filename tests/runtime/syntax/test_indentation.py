"""Lines of Lisp where they belong."""

from __future__ import annotations

import pytest

from omega.runtime.syntax.indentation import indented

WELL_INDENTED = """\
(define (f x)
  "A string (with
a parenthesis), left alone.  "
  (let loop ((i 0)
             (j 1))
    (if (< i x)
        (loop (+ i 1)
              j)
        (list i
              #\\(
              j))))

#| a comment (
      of several lines |#
(cond ((= a 1)
       (b))
      (else
       c))

(define-syntax swap!
  (syntax-rules ()
    ((_ a b)
     (let ((tmp a))
       (set! a b)))))

'(1 2
  3)
(call-with-values
  (lambda () 1)
  list)
#(a
  b)
(
 f)
(f ; nothing after it
 x)
"""


def test_what_is_well_indented_stays() -> None:
    assert indented(WELL_INDENTED) == WELL_INDENTED


def test_what_is_not_is_made_so() -> None:
    kept: list[str] = []
    for line in WELL_INDENTED.split("\n"):
        inside = line.startswith(("a parenthesis", "      of several"))
        opens = line.endswith(("(with", "comment ("))
        kept.append(line if inside else "\t " + line.lstrip() + ("" if opens else " \t"))
    assert indented("\n".join(kept)) == WELL_INDENTED


@pytest.mark.parametrize("text", ["", ")", "))(\n(", '"', "(\"\n  ", "|a\n  b", "\n\n", "(a\r\nb)"])
def test_any_text_at_all(text: str) -> None:
    assert "".join(indented(text).split()) == "".join(text.split())
    assert indented(indented(text)) == indented(text)
