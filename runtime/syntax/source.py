"""Where source text comes from: spans, and the syntax tree the reader hands to the expander.

A syntax tree is immutable and built of Python tuples rather than pairs, so macro patterns match by index and a
form can be shared by every expansion that mentions it. It carries a span on every node; ``datum.py`` values carry
none. ``quote`` and ``read`` turn one into the other with ``to_datum``/``from_datum`` (``forms.py``).
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of source text. Lines and columns count from 1; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Span("<unknown>", 0, 0, 0, 0)
