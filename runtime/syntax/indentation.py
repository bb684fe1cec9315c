"""How lines of Lisp are indented: a body two columns inside its form, arguments below the first one.

Only the white space at the two ends of lines changes: never where a line breaks, never a string, a ``|name|`` or a block
comment. Works on any text, also one that cannot be read; this module must never refuse anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from omega.runtime.syntax.parentheses import Parentheses

#: What an opening parenthesis is followed by on its line: the operator, and the first argument.
_HEAD = re.compile(r"([^\s()\[\]\"';`,#]+)[ \t]*([^\s;])?")
#: Operators whose arguments are a head, perhaps, and a body.
_BODIES = frozenset((
    "lambda", "let", "let*", "letrec", "letrec*", "let-values", "let*-values", "let-syntax", "letrec-syntax",
    "parameterize", "begin", "when", "unless", "case", "case-lambda", "do", "while", "until", "dotimes", "dolist", "guard",
    "delay", "delay-force", "cons-stream", "define", "defmacro", "match", "match-lambda", "syntax-rules", "handler-bind",
    "handler-case", "restart-case", "restart-bind", "ignore-errors", "dynamic-wind", "generator",
))  # fmt: skip
_PREFIXES = ("define-", "with-", "call-with-", "let-")
#: What makes a parenthesis one of data.
_QUOTES = ("'", "`", "#")


def indented(text: str) -> str:
    """The text, each line of it where it belongs. Lines inside strings and block comments stay as they are."""
    parentheses = Parentheses()
    lines: list[str] = []
    starts: list[int] = []  # where each line begins in what the parentheses were fed
    length = 0
    for line in text.split("\n"):
        if not parentheses.inside:
            line = line.lstrip(" \t\r")
            opened = parentheses.opened
            if line and opened:
                number = bisect_right(starts, opened[-1]) - 1
                line = " " * _column(lines[number], opened[-1] - starts[number]) + line
        starts.append(length)
        length += len(line) + 1
        parentheses.feed(line + "\n")
        lines.append(line if parentheses.inside else line.rstrip(" \t\r"))
    return "\n".join(lines)


def _column(line: str, at: int) -> int:
    """Where the lines inside the parenthesis begin that is at this column, the innermost one, of this line."""
    head = _HEAD.match(line, at + 1)
    if head is None or line[:at].endswith(_QUOTES):
        return at + 1
    operator = head[1]
    if operator in _BODIES or operator.startswith(_PREFIXES):
        return at + 2
    return at + 1 if head[2] is None else head.start(2)
