"""What is open while text is read: brackets, prefixes and labels, and how data go together inside them.

All nesting is one Python list, so depth is bounded by memory alone. Dotted tails are made canonical here (see
``forms.py``): a list after a dot goes on in the items of the list around it, whatever the depth, without copying.
This module must never look at text.
"""

from __future__ import annotations

from enum import Enum
from typing import NoReturn

from omega.runtime.syntax.datum import Bytevector, intern
from omega.runtime.syntax.forms import (
    Form,
    Identifier,
    Labelled,
    LabelReference,
    Literal,
    Syntax,
    VectorForm,
)
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.source import Span


class Kind(Enum):
    """What an open thing is, and so what it does with the next datum. The value is what messages call it."""

    LIST = "list"
    DOTTED = "list before its tail"
    ENDED = "list with a tail"
    VECTOR = "vector"
    BYTES = "bytevector"
    METADATA = "metadata form"
    BRACES = "braces"
    QUOTATION = "quotation"
    LABEL = "label"
    COMMENT = "datum comment"
    MARK = "mark for the debugger"


_PREFIXES = (Kind.QUOTATION, Kind.LABEL, Kind.COMMENT, Kind.MARK)
_SKIPPED = (Kind.COMMENT, Kind.METADATA)
_CLOSERS = {"(": ")", "[": "]", "#(": ")", "#u8(": ")", "#U8(": ")", "^{": "}", "{": "}"}
_QUOTATIONS = {"'": "quote", "`": "quasiquote", ",": "unquote", ",@": "unquote-splicing"}


#: Most parts one outermost datum may have: what bounds the memory that a hostile text can take.
MAX_PARTS = 1_500_000


class Open:
    """A bracket that waits for its closing one, or a prefix such as ``'`` that waits for its datum.

    ``first``: 0, or for a list after a dot how many of its ``items`` belong to the list around it, whose list of
    items it shares. ``labels``: how many labels were known before it. ``detail``: a quotation's name, a label's number.
    """

    __slots__ = ("detail", "first", "items", "kind", "labels", "opener", "span", "tail")

    def __init__(self, kind: Kind, opener: str, span: Span, labels: int) -> None:
        self.kind = kind
        self.opener = opener
        self.span = span
        self.labels = labels
        self.items: list[Syntax] = []
        self.first = 0
        self.tail: Syntax | None = None
        self.detail: Identifier | int = 0


class Nesting:
    """Everything that is open, the innermost last on ``stack``. Spans are those of the token at hand."""

    def __init__(self) -> None:
        self.stack: list[Open] = []
        #: How many more parts the datum at hand may have; whoever adds one subtracts it, and calls ``refuse`` below 0.
        self.room = MAX_PARTS
        #: The data that had a mark before them: the mark, and where the datum is.
        self.marked: list[tuple[str, Span]] = []
        self._labels: dict[int, bool] = {}

    def open(self, kind: Kind, opener: str, span: Span) -> Open:
        """Something opens."""
        opened = Open(kind, opener, span, len(self._labels))
        if self.stack:
            top = self.stack[-1]
            if top.kind is Kind.DOTTED and kind is Kind.LIST:
                opened.items = top.items
                opened.first = len(top.items)
            elif (top.kind is Kind.ENDED or top.kind is Kind.BYTES) and kind not in _SKIPPED:
                _reject(top, span)
        else:
            self.room = MAX_PARTS
        self.room -= 1
        if self.room < 0:
            self.refuse(span)
        if kind is Kind.BRACES and (
            not self.stack or self.stack[-1].kind not in (Kind.METADATA, Kind.BRACES)
        ):
            raise ReadError(f"unknown syntax {opener} at {span}", span, incomplete=False)
        self.stack.append(opened)
        return opened

    def quotation(self, prefix: str, span: Span) -> None:
        """``'`` and its kin: the next datum is the second item of a form."""
        self.open(Kind.QUOTATION, prefix, span).detail = Identifier(intern(_QUOTATIONS[prefix]), span)

    def label(self, text: str, span: Span) -> LabelReference | None:
        """``#n=`` opens; ``#n#`` is a datum."""
        label = int(text[1:-1])
        if text[-1] == "=":
            if label in self._labels:
                raise ReadError(f"label {text} at {span} is used twice in one datum", span, incomplete=False)
            self.open(Kind.LABEL, text, span).detail = label
            self._labels[label] = True
            return None
        if label not in self._labels:
            message = f"unknown label {text} at {span}; expected #{label}= before it"
            raise ReadError(message, span, incomplete=False)
        for opened in reversed(self.stack):
            if opened.kind is not Kind.LABEL:
                break
            if opened.detail == label:
                raise ReadError(f"label {text} at {span} stands for itself", span, incomplete=False)
        return LabelReference(label, span)

    def dot(self, span: Span) -> None:
        """The next datum is the tail of the innermost list."""
        top = self.stack[-1] if self.stack else None
        if top is None or top.kind is not Kind.LIST or len(top.items) == top.first:
            message = f"unexpected . at {span}; a dot goes before the last datum of a list"
            raise ReadError(message, span, incomplete=False)
        top.kind = Kind.DOTTED

    def add(self, node: Syntax) -> Syntax | None:
        """Give a datum to what waits for it. The datum that completes, if it is an outermost one."""
        stack = self.stack
        while stack:
            top = stack[-1]
            kind = top.kind
            if kind is Kind.DOTTED:
                if type(node) is Form:
                    top.items.extend(node.items)
                    top.tail = node.tail
                else:
                    top.tail = node
                top.kind = Kind.ENDED
                return None
            if kind is Kind.ENDED or (kind is Kind.BYTES and not _is_byte(node)):
                _reject(top, node.span)
            if kind not in _PREFIXES:
                top.items.append(node)
                self.room -= 1
                if self.room < 0:
                    self.refuse(node.span)
                return None
            stack.pop()
            self.room += 1
            if kind is Kind.COMMENT:
                self._forget(top)
                return None
            if kind is Kind.MARK:
                self.marked.append((top.opener, node.span))
                continue
            span = _reach(top.span, node.span)
            detail = top.detail
            if isinstance(detail, Identifier):
                node = Form((detail, node), None, span)
            else:
                node = Labelled(detail, node, span)
        self._labels.clear()
        return node

    def close(self, closer: str, end: Span) -> Syntax | None:
        """Something closes. The datum it makes; ``None`` for metadata, and for the tail of a list."""
        top = self.stack[-1] if self.stack else None
        if top is None or top.kind is Kind.DOTTED or _CLOSERS.get(top.opener) != closer:
            _unexpected(closer, top, end)
        self.stack.pop()
        self.room += 1  # what it becomes is counted when it is added
        kind = top.kind
        if kind is Kind.METADATA:
            self._forget(top)
            return None
        if top.first:
            around = self.stack[-1]
            around.tail = top.tail
            around.kind = Kind.ENDED
            return None
        span = _reach(top.span, end)
        if kind is Kind.LIST or kind is Kind.ENDED:
            return Form(tuple(top.items), top.tail, span)
        if kind is Kind.VECTOR:
            return VectorForm(tuple(top.items), span)
        if kind is Kind.BYTES:
            data = bytearray(item.value for item in top.items if type(item) is Literal)
            return Literal(Bytevector(data), span)
        return Form((), None, span)  # braces, inside metadata: skipped with it

    def check_closed(self, span: Span) -> None:
        """The text is over: raise a ``ReadError`` if something is still open."""
        if not self.stack:
            return
        top = self.stack[-1]
        if top.kind in _PREFIXES:
            message = f"end of text after {top.opener} at {top.span}; expected a datum"
        else:
            expected = "a datum after the dot" if top.kind is Kind.DOTTED else _CLOSERS[top.opener]
            message = f"end of text inside a {_called(top)} opened at {top.span}; expected {expected}"
        raise ReadError(message, span, incomplete=True)

    def refuse(self, span: Span) -> NoReturn:
        """The datum at hand has too many parts."""
        start = self.stack[0].span if self.stack else span
        message = f"the datum at {start} has more parts than the limit of {MAX_PARTS}, at {span}"
        raise ReadError(message, span, incomplete=False)

    def _forget(self, skipped: Open) -> None:
        """Drop the labels inside something that is skipped."""
        while len(self._labels) > skipped.labels:
            self._labels.popitem()


def _reach(start: Span, end: Span) -> Span:
    return tuple.__new__(Span, (start.file, start.line, start.column, end.end_line, end.end_column))


def _is_byte(node: Syntax) -> bool:
    return type(node) is Literal and type(node.value) is int and 0 <= node.value <= 255


def _called(opened: Open) -> str:
    return "list" if opened.kind in (Kind.DOTTED, Kind.ENDED) else opened.kind.value


def _reject(top: Open, span: Span) -> NoReturn:
    """A datum came where none, or only a byte, may be."""
    if top.kind is Kind.BYTES:
        message = f"unexpected datum at {span}; a bytevector holds exact integers from 0 to 255"
    else:
        message = f"unexpected datum at {span}; expected {_CLOSERS[top.opener]} after the list's tail"
    raise ReadError(message, span, incomplete=False)


def _unexpected(closer: str, top: Open | None, span: Span) -> NoReturn:
    if top is None:
        reason = "no form is open"
    elif top.kind in _PREFIXES:
        reason = f"expected a datum after {top.opener} at {top.span}"
    elif top.kind is Kind.DOTTED:
        reason = "expected a datum after the dot"
    else:
        reason = f"expected {_CLOSERS[top.opener]} to close the {_called(top)} opened at {top.span}"
    raise ReadError(f"unexpected {closer} at {span}; {reason}", span, incomplete=False)
