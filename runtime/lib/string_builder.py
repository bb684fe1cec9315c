"""``string-builder``: a procedure that collects pieces of text, each in constant time (SRFI 140, MIT Scheme)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from omega.runtime.lib import procedures
from omega.runtime.lib.primitive import check_size, failure, primitive, wrong_type
from omega.runtime.lib.strings import joined
from omega.runtime.syntax.datum import UNSPECIFIED, Char, String, Value
from omega.runtime.syntax.kinds import procedure_namers
from omega.runtime.syntax.shapes import of, register

_NAME = "string-builder"
#: Builders of fewer pieces need no account of their size; bytes that a piece takes beside its text.
_FEW = 512
_PIECE = 16


class StringBuilder:
    """The pieces so far."""

    __slots__ = ("pieces",)

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def __call__(self, piece: Value = None, *others: Value) -> Value:
        if (type(piece) is String or type(piece) is Char) and not others:
            pieces = self.pieces
            count = len(pieces)
            if count >= _FEW and count & (count - 1) == 0:
                check_size(2 * count * _PIECE, _NAME)
            pieces.append(piece.text)
            return UNSPECIFIED
        if piece is None:
            text = joined(self.pieces, "", _NAME)
            self.pieces = [text]
            return String(text)
        if others:
            count = 1 + len(others)
            raise failure("arity-error", f"{_NAME}: expected 0 to 1 argument ([piece]), got {count}")
        raise wrong_type(_NAME, "a character or a string", piece, 1)


def _fill(builder: StringBuilder, parts: Sequence[Any]) -> None:
    builder.pieces = list(parts)


register(
    StringBuilder,
    _NAME,
    parts=lambda builder: builder.pieces,
    fill=_fill,
    size=lambda builder: 48 + sys.getsizeof(builder.pieces),
    accepts=of(rest=str),
)
procedures.register(StringBuilder)
procedure_namers.append(lambda value: _NAME if type(value) is StringBuilder else None)


@primitive(
    _NAME,
    "()",
    "A procedure that collects the characters and strings it is called with; without arguments it returns them as a string.",
)
def string_builder() -> Value:
    return StringBuilder()
