"""Where data that were made from source text stand in it.

A macro written as a procedure is given its operands as data, which have no places. What it passes through into its
result unchanged is recognised by identity, pair by pair, and gets its place back.
"""

from __future__ import annotations

from omega.runtime.syntax.datum import Pair, Value, Vector
from omega.runtime.syntax.forms import Form, Labelled, LabelReference, Syntax, VectorForm
from omega.runtime.syntax.source import Span


class Places:
    """``wholes``: the span of a list or vector, by the identity of its first pair or of itself. ``items``: the span of
    an atom in a list, by the identity of its pair. The data themselves are kept alive by whoever keeps this."""

    __slots__ = ("items", "wholes")

    def __init__(self) -> None:
        self.wholes: dict[int, Span] = {}
        self.items: dict[int, Span] = {}

    def record(self, syntax: Syntax, datum: Value) -> None:
        """Remember the places of a datum that ``to_datum`` made from this tree."""
        pending: list[tuple[Syntax, Value]] = [(syntax, datum)]
        while pending:
            node, value = pending.pop()
            if isinstance(node, Form) and type(value) is Pair:
                self.wholes[id(value)] = node.span
                for item in node.items:
                    if isinstance(item, Form | VectorForm):
                        pending.append((item, value.car))
                    elif not isinstance(item, Labelled | LabelReference):
                        self.items[id(value)] = item.span
                    value = value.cdr
            elif isinstance(node, VectorForm) and type(value) is Vector:
                self.wholes[id(value)] = node.span
                pending.extend(zip(node.items, value.items, strict=True))
