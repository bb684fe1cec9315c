"""Forms that somebody marked for stepping, ``#dbg`` and ``#break`` before them, and the coordinates of what is in them.

Editors of Clojure name a place in a form by a path: the index in the outermost list, then in the list that is there, and
so on, as one counts in the text. Marks are looked for in a text before it is evaluated; what they mean is for a debugger
to say. Nothing here runs a program.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TypeAlias

from msgspec import Struct

from omega.runtime.syntax.forms import Form, Identifier, Syntax, base_symbol
from omega.runtime.syntax.reader import END, PAUSED, Reader, Signal
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.source import Passage, Span
from omega.runtime.syntax.tokens import MARKS

Path: TypeAlias = tuple[int, ...]

#: Parts of a form that are looked at, and marks: a larger one can be stepped through in its beginning only.
_PARTS, _MARKS = 10_000, 100
_WHEN = "^{:break/when "
_PROCEDURES = frozenset(("lambda", "case-lambda", "define"))
_QUOTES = frozenset(("quote", "quasiquote"))


class Marked(Struct, frozen=True):
    """A top-level form with marks in it. ``passage``: where it is and its text. ``name``: of what it defines, or empty.
    ``condition``: an expression; only where it is true is there a stop. ``paths``: the expressions to stop at when their
    value is known, and where they are in the form."""

    passage: Passage
    name: str
    condition: str
    paths: dict[Span, Path]

    @property
    def span(self) -> Span:
        """Where the form is."""
        return self.passage.span


class Marking:
    """Looks for marks in a text that starts at this place: call ``step`` until it is true. ``found``: the forms that have
    some, up to where the text cannot be read, or as far as ``step`` has come."""

    def __init__(self, text: str, file: str, line: int, column: int) -> None:
        self.found: list[Marked] = []
        self._reader = Reader(text, file, line, column)
        self._known = 0

    def step(self, tokens: int) -> bool:
        """Read about so many tokens; is that all?"""
        try:
            syntax = self._reader.next(tokens)
        except ReadError:
            return True
        if syntax is END or syntax is PAUSED:
            return syntax is END
        marks = self._reader.marked[self._known :]
        self._known += len(marks)
        passage = self._reader.passage(syntax)
        if marks and passage is not None:
            self.found.append(Marked(passage, _defined(syntax), _condition(passage.text), _paths(syntax, marks)))
        return False


def whole(passage: Passage) -> Marked | None:
    """A top-level form as if there were a mark before it."""
    span = passage.span
    try:
        syntax = Reader(passage.text, span.file, span.line, span.column).next()
    except ReadError:
        return None  # the reader was told something before it, ``#!fold-case`` perhaps
    if isinstance(syntax, Signal):
        return None
    return Marked(passage, _defined(syntax), "", _paths(syntax, [("#dbg", span)]))


def may_be_marked(text: str) -> bool:
    """Is it worth looking for marks in the text?"""
    return any(mark in text for mark in MARKS)


def precedes(first: Path, second: Path) -> bool:
    """Is the value of the expression at the first path known before that at the second is?"""
    for one, other in zip_longest(first, second):
        if one != other:
            return other is None or (one is not None and one < other)
    return False


def _paths(top: Syntax, marks: list[tuple[str, Span]]) -> dict[Span, Path]:
    """What to stop at: all expressions in what ``#dbg`` marks, what ``#break`` marks by itself."""
    marks = marks[-_MARKS:]  # those around others come behind them
    deep = [span for mark, span in marks if mark.startswith("#dbg")]
    alone = {span for mark, span in marks if not mark.startswith("#dbg")}
    found: dict[Span, Path] = {}
    pending: list[tuple[Syntax, Path]] = [(top, ())]
    left = _PARTS
    while pending and left > 0:
        node, path = pending.pop()
        left -= 1
        if isinstance(node, Form) and _is_quotation(node):
            continue
        if (path and node.span in alone) or (path and _is_of_interest(node) and any(span.holds(node.span) for span in deep)):
            found[node.span] = path
        if isinstance(node, Form):
            items = enumerate(node.items)
            pending += [(item, (*path, index)) for index, item in reversed(list(items))]
    return found


def _is_of_interest(node: Syntax) -> bool:
    """Is it an expression whose value one cannot see in the text?"""
    if isinstance(node, Form):
        return bool(node.items) and _word(node.items[0]) not in _PROCEDURES
    return isinstance(node, Identifier)


def _is_quotation(form: Form) -> bool:
    return _word(form.items[0]) in _QUOTES if form.items else False


def _word(syntax: object) -> str:
    return base_symbol(syntax.key).name if isinstance(syntax, Identifier) else ""


def _condition(text: str) -> str:
    """The expression in ``^{:break/when expression}``, which CIDER puts behind a mark."""
    _, _, after = text.partition(_WHEN)
    reader = Reader(after)
    try:
        return after[: reader.offset].strip() if after and reader.next() is not END else ""
    except ReadError:
        return ""


def _defined(syntax: object) -> str:
    """The name that a form defines, as far as one can tell without expanding it."""
    if not isinstance(syntax, Form) or len(syntax.items) < 2 or not _word(syntax.items[0]).startswith("define"):
        return ""
    head = syntax.items[1]
    while isinstance(head, Form) and head.items:
        head = head.items[0]
    return _word(head)
