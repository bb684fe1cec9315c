"""The source texts a person gave us, so that an error can be shown with its line and a caret.

Owns the texts and the search for a place in an error report (``  at file:line:column in name``). It must never read a
file: whoever sends text to be evaluated adds it here.
"""

from __future__ import annotations

import re
from bisect import insort
from operator import itemgetter
from unicodedata import combining, east_asian_width

_PLACE = re.compile(r"^\s+at (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)\b", re.MULTILINE)
#: Columns of source shown; a longer line is cut around the caret.
_WIDTH = 100


class Sources:
    """Texts by file name, in the pieces they came in; lines count from 1, as columns do."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[tuple[int, list[str]]]] = {}
        #: The file of the text given last.
        self.latest = ""

    def add(self, file: str, text: str, first_line: int = 1) -> None:
        """``text`` stands in ``file`` from ``first_line`` on; from line 1 on it replaces what was there before."""
        pieces = self._pieces.setdefault(file, [])
        if first_line == 1:
            pieces.clear()
        insort(pieces, (first_line, text.splitlines()), key=itemgetter(0))
        self.latest = file

    def recall(self, file: str, lines: list[str]) -> None:
        """The lines of a file as others know it: they stand behind what was given here."""
        insort(self._pieces.setdefault(file, []), (1, lines), key=itemgetter(0))

    def clear(self) -> None:
        """Another session's texts are to come: nobody knows these there."""
        self._pieces.clear()
        self.latest = ""

    def piece(self, file: str, line: int) -> tuple[int, list[str]] | None:
        """The piece of text that a line is in, and the number of its first line; ``None`` if it is not known. (A place is
        never on an empty line: that stands for a line that is not known.)"""
        for first, lines in reversed(self._pieces.get(file, ())):
            if first <= line < first + len(lines) and lines[line - first].strip():
                return first, lines
        return None

    def resolve(self, name: str) -> str:
        """The file that a person calls so: its name as we know it, or the one file that it is the end of."""
        if name in self._pieces:
            return name
        found = [file for file in self._pieces if file.endswith(f"/{name}")]
        return found[0] if len(found) == 1 else name

    def excerpt(self, report: str) -> str | None:
        """The line of the first place in ``report`` whose text is known, and a caret under the column."""
        for place in _PLACE.finditer(report):
            line, column = int(place["line"]), int(place["column"])
            piece = self.piece(place["file"], line)
            if piece is not None:
                return draw(piece[1][line - piece[0]], f"{line:>5} | ", column, column + 1)
        return None


def draw(text: str, margin: str, column: int, end: int) -> str:
    """A line of source behind a margin, and below it carets from ``column`` to before ``end``, at least one."""
    start = max(0, column - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = text[start : start + _WIDTH].expandtabs(1)
    at = max(0, column - 1 - start)
    before = sum(map(_cells, shown[:at]))
    marked = sum(map(_cells, shown[at : max(0, end - 1 - start)]))
    return f"{margin}{shown}\n{'| ':>{len(margin)}}{' ' * before}{'^' * max(1, marked)}\n"


def _cells(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
