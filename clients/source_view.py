"""Where a program stands, as a person sees it: the lines around, with the current expression marked.

Owns the search for the text (what was typed or loaded here, else what the server
knows, else a file of this machine) and the form without a terminal; the coloured one is in ``repl_terminal.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from omega.clients.debug_events import Place
from omega.clients.sources import Sources, draw

#: Lines shown before and after the current ones.
CONTEXT = 3
#: Lines of one expression shown.
_TALLEST = 20


class View(Struct, frozen=True):
    """Lines of a text from number ``first`` on, and the place in them that is marked."""

    first: int
    lines: list[str]
    place: Place


class SourceView:
    """``recall(file)`` asks the server for a text that nobody gave us here; lines of which nothing is known are empty."""

    def __init__(self, sources: Sources, recall: Callable[[str], str | None]) -> None:
        self._sources = sources
        self._recall = recall
        self._asked: set[tuple[str, int]] = set()

    def at(self, place: Place, context: int = CONTEXT) -> View | None:
        """The lines around a place, ``None`` if nobody knows the text."""
        if not (place.file and place.line):
            return None
        piece = self._sources.piece(place.file, place.line) or self._find(place)
        if piece is None:
            return None
        first, lines = piece
        if len(lines[place.line - first]) < place.column:  # another text of the same name
            return None
        begin = max(first, place.line - context)
        end = min(first + len(lines), min(place.end_line, place.line + _TALLEST) + context + 1)
        return View(begin, lines[begin - first : end - first], place)

    def _find(self, place: Place) -> tuple[int, list[str]] | None:
        if (place.file, place.line) in self._asked:
            return None
        self._asked.add((place.file, place.line))
        for text in (self._recall(place.file), _read(place.file)):
            lines = text.splitlines() if text else []
            if place.line <= len(lines) and lines[place.line - 1].strip():
                self._sources.recall(place.file, lines)
                return 1, lines
        return None


def _read(file: str) -> str | None:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def print_plain(view: View) -> None:
    """Lines with numbers; an arrow before the current ones, carets below the expression if it is within one line."""
    text, place = "", view.place
    for number, line in enumerate(view.lines, view.first):
        inside = place.line <= number <= place.end_line
        margin = f"{'->' if inside else '  '}{number:>4} | "
        if inside and place.line == place.end_line:
            text += draw(line, margin, place.column, place.end_column)
        else:
            text += f"{margin}{line}".rstrip() + "\n"
    sys.stdout.write(text)
    sys.stdout.flush()
