"""The source texts a person gave us, so that an error can be shown with its line and a caret.

Owns the texts and the search for a place in an error report (``  at file:line:column in name``). It must never read a
file: whoever sends text to be evaluated adds it here.
"""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

_PLACE = re.compile(r"^\s+at (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)\b", re.MULTILINE)
#: Columns of source shown; a longer line is cut around the caret.
_WIDTH = 100


class Sources:
    """Lines by file name and line number; both count from 1, as columns do."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[int, str]] = {}

    def add(self, file: str, text: str, first_line: int = 1) -> None:
        """``text`` stands in ``file`` from ``first_line`` on; what was there before is replaced."""
        lines = self._lines.setdefault(file, {})
        if first_line == 1:
            lines.clear()
        lines.update(enumerate(text.splitlines(), first_line))

    def excerpt(self, report: str) -> str | None:
        """The line of the first place in ``report`` whose text is known, and a caret under the column."""
        for place in _PLACE.finditer(report):
            text = self._lines.get(place["file"], {}).get(int(place["line"]))
            if text is not None:
                return _draw(text, int(place["line"]), int(place["column"]))
        return None


def _draw(text: str, line: int, column: int) -> str:
    start = max(0, column - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = text[start : start + _WIDTH].expandtabs(1)
    before = sum(map(_cells, shown[: max(0, column - 1 - start)]))
    margin = f"{line:>5} | "
    return f"{margin}{shown}\n{'| ':>{len(margin)}}{' ' * before}^\n"


def _cells(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
