"""Where source text comes from: spans, and the syntax tree the reader hands to the expander.

A syntax tree is immutable and built of Python tuples rather than pairs, so macro patterns match by index and a
form can be shared by every expansion that mentions it. It carries a span on every node; ``datum.py`` values carry
none. ``quote`` and ``read`` turn one into the other with ``to_datum``/``from_datum`` (``forms.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
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

    def joined(self, other: Span) -> Span:
        """The stretch from the beginning of the first to the end of the last; itself if the other is in another file."""
        if self.file != other.file:
            return self
        start = min((self.line, self.column), (other.line, other.column))
        return Span(self.file, *start, *max((self.end_line, self.end_column), (other.end_line, other.end_column)))

    def moved(self, lines: int, columns: int) -> Span:
        """The same stretch in a text that begins so many lines later; columns differ on the first of them."""
        first, last = self.line + lines, self.end_line + lines
        column = self.column + (columns if first == 1 else 0)
        return Span(self.file, first, column, last, self.end_column + (columns if last == 1 else 0))

    def of(self, lines: list[str]) -> str:
        """The stretch of a text that begins at line 1, given by its lines; they are moved left as far as the first is."""
        taken = lines[self.line - 1 : self.end_line]
        taken[-1] = taken[-1][: self.end_column - 1]
        taken[0] = taken[0][self.column - 1 :]
        return self.moved_left(taken)

    def moved_left(self, lines: list[str]) -> str:
        """The lines of the stretch, moved left as far as the first was, of which they have only what is in the stretch."""
        margin = self.column - 1
        return "\n".join([lines[0], *(line[min(margin, len(line) - len(line.lstrip())) :] for line in lines[1:])])


class Passage(NamedTuple):
    """A stretch of source text, and what is written there."""

    span: Span
    text: str

    def parts(self, spans: Iterable[Span]) -> list[Passage | None]:
        """What is written at these places; ``None`` for one that is not in the passage."""
        lines = self.text.split("\n")
        return [self._part(span, lines) for span in spans]

    def part(self, span: Span) -> Passage | None:
        """What is written at one place."""
        return self.parts((span,))[0]

    def shown(self, span: Span) -> str | None:
        """What is written at one place, its lines moved left as far as the first is."""
        part = self.part(span)
        return None if part is None else span.moved_left(part.text.split("\n"))

    def _part(self, span: Span, lines: list[str]) -> Passage | None:
        if not self.span.holds(span):
            return None
        moved = span.moved(1 - self.span.line, 1 - self.span.column)
        taken = lines[moved.line - 1 : moved.end_line]
        if len(taken) != moved.end_line - moved.line + 1:
            return None  # it is not what it says: from a snapshot that was damaged
        taken[-1] = taken[-1][: moved.end_column - 1]
        taken[0] = taken[0][moved.column - 1 :]
        return Passage(span, "\n".join(taken))


NOWHERE = Span("<unknown>", 0, 0, 0, 0)
