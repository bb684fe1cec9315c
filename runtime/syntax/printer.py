"""Values as text: ``write``, ``display`` and their kin, in pieces of bounded work.

A ``Printer`` first finds what needs a datum label, then emits; both with explicit stacks and both a bounded number
of steps at a time, so printing a million-long, million-deep or circular value neither overflows the C stack nor
holds up a server.

This module must never know what an opaque value looks like: that is ``kinds.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

from omega.runtime.syntax.datum import NIL, Bytevector, Char, Keyword, Pair, String, Symbol, Value, Vector
from omega.runtime.syntax.kinds import (
    Compound,
    compounds,
    describers,
    has_parts,
    opaque_text,
    parts,
    procedure_name,
    procedure_namers,
    type_name,
    type_names,
)
from omega.runtime.syntax.labels import LabelScan
from omega.runtime.syntax.lexemes import char_text, keyword_text, string_piece, symbol_text
from omega.runtime.syntax.numerals import number_to_text
from omega.runtime.syntax.shapes import is_value
from omega.runtime.syntax.underway import Underway, register_underway

__all__ = [
    "Compound",
    "Printer",
    "Style",
    "compounds",
    "describers",
    "display_string",
    "procedure_name",
    "procedure_namers",
    "type_name",
    "type_names",
    "write_string",
]

#: ``write`` labels what is circular, ``shared`` whatever occurs twice, ``simple`` nothing (it may never end);
#: ``display`` is ``write`` with strings and characters as they are.
Style: TypeAlias = Literal["write", "display", "shared", "simple"]

#: Characters of a string and bytes of a bytevector printed in one go, and how many atoms that counts for.
_PIECE = 1024
_PIECE_COST = 32
#: Integers of fewer bits are written without further ado.
_SMALL = 1000


def write_string(value: Value, max_chars: int | None = None) -> str:
    """All of ``(write value)``, or the first ``max_chars`` characters of it and ``...``."""
    return _whole(Printer(value, "write", max_chars), max_chars)


def display_string(value: Value, max_chars: int | None = None) -> str:
    """All of ``(display value)``, or the first ``max_chars`` characters of it and ``...``."""
    return _whole(Printer(value, "display", max_chars), max_chars)


def _whole(printer: Printer, max_chars: int | None) -> str:
    pieces = []
    while not printer.done:
        pieces.append(printer.step(10_000 if max_chars is None else max_chars + 10))
    return "".join(pieces) + ("..." if printer.truncated else "")


class _Tail:
    """What remains of a list that is being printed."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class _Sequence:
    """What remains, from ``index`` on, of something long; then ``closing``."""

    __slots__ = ("closing", "index", "items")

    def __init__(self, items: Sequence[Value], closing: str) -> None:
        self.items = items
        self.index = 0
        self.closing = closing


class _Elements(_Sequence):
    """Of a vector: values."""

    __slots__ = ()


class _Children(_Sequence):
    """Of a compound: pairs of text and value."""

    __slots__ = ()


class _Bytes(_Sequence):
    """Of a bytevector: Python integers."""

    __slots__ = ()


class _Text(_Sequence):
    """Of a string: characters."""

    __slots__ = ()


class Printer(Underway[str]):
    """Prints one value, a piece at a time. The value must not change until it is ``done``.

    ``max_chars``: stop there; ``truncated`` then says that something was left out.
    """

    def __init__(self, value: Value, style: Style = "write", max_chars: int | None = None) -> None:
        self.begin(value, style, max_chars)
        self.done = False
        self.truncated = False
        self._raw = style == "display"
        self._room = max_chars
        # A ``str`` on this stack is text to emit: no Lisp value is a Python ``str``.
        self._stack: list[Value] = [value]
        self._labels: dict[int, int | None] = {}
        self._next_label = 0
        self._scan: LabelScan | None = None
        if style != "simple" and has_parts(value):
            # So few characters show few parts; what is beyond them needs no labels.
            limit = None if max_chars is None else 4 * max_chars + 100
            self._scan = LabelScan(value, style == "shared", limit)
            self._scanning = True
        else:
            self._scanning = False

    def advance(self, atoms: int) -> str:
        """The next piece of text, perhaps empty, after about ``atoms`` values' worth of work at most."""
        if self._scan is not None and self._scanning:
            atoms = self._scan.step(atoms)
            if not self._scan.done:
                return ""
            self._scanning = False
            self._labels = dict.fromkeys(self._scan.labelled)
        text = "".join(self._emit(atoms))
        if self._room is not None:
            if len(text) > self._room:
                text = text[: self._room]
                self.truncated = True
                self._stack.clear()
            self._room -= len(text)
        self.done = not self._stack
        return text

    def _emit(self, atoms: int) -> list[str]:
        out: list[str] = []
        stack = self._stack
        while stack and atoms > 0:
            atoms -= 1
            item = stack.pop()
            kind = type(item)
            if kind is str:
                out.append(item)
            elif kind is _Tail:
                atoms = self._tail(item.value, out, atoms)
            elif kind is Symbol:
                out.append(item.name if self._raw else symbol_text(item.name))
            elif kind is int:
                out.append(str(item) if item.bit_length() < _SMALL else number_to_text(item))
                atoms -= item.bit_length() >> 8
            elif kind is Pair or kind is Vector:
                self._container(item, out)
            elif isinstance(item, _Sequence):
                atoms -= self._more(item, out)
            elif kind is String:
                atoms -= self._string(item.text, out)
            else:
                self._other(item, out)
        return out

    def _is_reference(self, value: Value, out: list[str]) -> bool:
        """Emit the label of a value that has one. True when the label is all there is to print."""
        if id(value) not in self._labels:
            return False
        label = self._labels[id(value)]
        if label is not None:
            out.append(f"#{label}#")
            return True
        self._labels[id(value)] = self._next_label
        out.append(f"#{self._next_label}=")
        self._next_label += 1
        return False

    def _container(self, value: Value, out: list[str]) -> None:
        if self._is_reference(value, out):
            return
        if type(value) is Pair:
            out.append("(")
            self._stack += (_Tail(value.cdr), value.car)
        else:
            out.append("#(")
            self._stack.append(_Elements(value.items, ")"))

    def _tail(self, rest: Value, out: list[str], atoms: int) -> int:
        """Emit the rest of a list up to its next element that takes more than a word; how many atoms are left."""
        labels = self._labels
        while type(rest) is Pair and id(rest) not in labels:
            item = rest.car
            rest = rest.cdr
            out.append(" ")
            if type(item) is int and item.bit_length() < _SMALL:
                out.append(str(item))
            elif type(item) is Symbol:
                out.append(item.name if self._raw else symbol_text(item.name))
            else:
                self._stack += (_Tail(rest), item)
                return atoms
            atoms -= 1
            if atoms <= 0:
                self._stack.append(_Tail(rest))
                return 0
        if rest is NIL:
            out.append(")")
        else:
            out.append(" . ")
            self._stack += (")", rest)
        return atoms

    def _string(self, text: str, out: list[str]) -> int:
        """Emit a string, or the start of a long one; the extra atoms it cost."""
        if len(text) <= _PIECE:
            out.append(text if self._raw else f'"{string_piece(text)}"')
            return len(text) * _PIECE_COST // _PIECE
        if not self._raw:
            out.append('"')
        self._stack.append(_Text(text, "" if self._raw else '"'))
        return 0

    def _more(self, item: _Sequence, out: list[str]) -> int:
        """Emit the next part of something long; the extra atoms it cost."""
        index = item.index
        if index >= len(item.items):
            out.append(item.closing)
            return 0
        self._stack.append(item)
        if isinstance(item, _Elements | _Children):
            item.index += 1
            if type(item) is _Children:
                text, child = item.items[index]
            else:
                text, child = " " if index else "", item.items[index]
            out.append(text)
            self._stack.append(child)
            return 0
        item.index += _PIECE
        piece = item.items[index : item.index]
        if type(item) is _Bytes:
            out.append(" " if index else "")
            out.append(" ".join(map(str, piece)))
        else:
            assert isinstance(piece, str)
            out.append(piece if self._raw else string_piece(piece))
        return _PIECE_COST

    def _other(self, value: Value, out: list[str]) -> None:
        kind = type(value)
        if kind is Char:
            out.append(value.text if self._raw else char_text(value.text))
        elif kind is Keyword:
            out.append(":" + value.name if self._raw else keyword_text(value.name))
        elif kind is Bytevector:
            out.append("#u8(")
            self._stack.append(_Bytes(value.data, ")"))
        elif not has_parts(value):
            out.append(opaque_text(value))
        elif not self._is_reference(value, out):
            compound = parts(value)
            assert compound is not None
            out.append(compound.opening)
            self._stack.append(_Children(compound.children, compound.closing))


register_underway(Printer, "printer", is_value, get_args(Style).__contains__, int | None)
