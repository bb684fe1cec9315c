"""What editors of Clojure send with an evaluation that is not for the language: phrases of their own, marks of theirs."""

from __future__ import annotations

from collections.abc import Mapping

#: What CIDER evaluates at connect and shows the error of, which would be every user's first sight of it. Clojure answers
#: nil where these libraries are not there.
_AT_CONNECT: Mapping[str, str] = {
    "(when-let [requires (resolve 'clojure.main/repl-requires)]\n"
    "  (clojure.core/apply clojure.core/require @requires))": "'()",
}
#: What CIDER puts on a line of its own before a form that stands in the file without it.
_INJECTED = "#dbg\n"


def in_lisp(code: str) -> str:
    """The code, or what says the same here."""
    return _AT_CONNECT.get(code, code)


def first_line(code: str, line: int) -> int:
    """The line of the file at which the code starts, given the line at which the editor says that it does."""
    return line - 1 if code.startswith(_INJECTED) else line
