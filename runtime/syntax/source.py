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

    def holds(self, other: Span) -> bool:
        """Is the other stretch inside this one?"""
        return (
            self.file == other.file
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def moved(self, lines: int, columns: int) -> Span:
        """The same stretch in a text that begins so many lines later; columns differ on the first of them."""
        first, last = self.line + lines, self.end_line + lines
        column = self.column + (columns if first == 1 else 0)
        return Span(self.file, first, column, last, self.end_column + (columns if last == 1 else 0))

    def of(self, lines: list[str]) -> str:
        """The stretch of a text that begins at line 1, given by its lines; they are moved left as far as the first is."""
        taken = lines[self.line - 1 : self.end_line]
        taken[-1] = taken[-1][: self.end_column - 1]
        margin = self.column - 1
        return "\n".join(
            [taken[0][margin:], *(line[min(margin, len(line) - len(line.lstrip())) :] for line in taken[1:])]
        )


NOWHERE = Span("<unknown>", 0, 0, 0, 0)
