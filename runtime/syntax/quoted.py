"""Scanning of what may be long and span lines: strings, ``|names|`` and block comments, in bounded pieces.

A scanner keeps where it is, so reading can pause inside a literal of megabytes and go on later.
This module must never know what surrounds the literal.
"""

from __future__ import annotations

import re

from omega.runtime.syntax.lexemes import STRING_ESCAPES
from omega.runtime.syntax.tokens import TokenError, scalar

_LINE_END = r"\r\n?|\n"
_PIECE = re.compile(
    rf"""([^"|\\\r\n]{{1,1000}})
    | (["|])
    | ({_LINE_END})
    | \\([abtnr"\\|])
    | \\[xX]([0-9a-fA-F]{{1,8}});
    | (\\[ \t]*(?:{_LINE_END})[ \t]*)""",
    re.VERBOSE,
)
_PLAIN, _QUOTE, _NEWLINE, _LETTER, _CODE = range(1, 6)
#: An escape that more text might complete.
_UNFINISHED = re.compile(r"\\(?:[xX][0-9a-fA-F]{0,8}|[ \t]*)\Z")

_COMMENT_PIECE = re.compile(r"([^|#\n]{1,1000})|(\n)|(#\|)|(\|#)|[|#]")


class Scanner:
    """Where a scan is: ``offset``, on ``line``, which starts at offset ``line_start``."""

    def __init__(self, text: str, offset: int, line: int, line_start: int) -> None:
        self.offset = offset
        self.line = line
        self.line_start = line_start
        self._text = text

    def step(self, steps: int) -> tuple[bool, int]:
        """Scan ``steps`` pieces at most: whether the end was reached, and how many steps are left.

        Raises ``TokenError`` for a bad escape, ``EOFError`` at the end of the text; ``offset`` says where.
        """
        raise NotImplementedError

    def _advance(self, end: int) -> None:
        """Go to ``end``, over one line end at most."""
        newline = self._text.find("\n", self.offset, end)
        if newline >= 0:
            self.line += 1
            self.line_start = newline + 1
        self.offset = end


class Quoted(Scanner):
    """The rest of a literal after its opening ``quote``, ``"`` or ``|``; ``pieces`` is what it says so far."""

    def __init__(self, text: str, offset: int, line: int, line_start: int, quote: str) -> None:
        super().__init__(text, offset, line, line_start)
        self.quote = quote
        self.pieces: list[str] = []

    def step(self, steps: int) -> tuple[bool, int]:
        text, pieces = self._text, self.pieces
        while steps > 0:
            steps -= 1
            match = _PIECE.match(text, self.offset)
            if match is None:
                if self.offset >= len(text) or _UNFINISHED.match(text, self.offset):
                    raise EOFError
                raise TokenError(f"unknown escape {text[self.offset : self.offset + 2]}")
            kind = match.lastindex
            if kind == _PLAIN or (kind == _QUOTE and match[_QUOTE] != self.quote):
                pieces.append(match[kind])
                self.offset = match.end()
            elif kind == _QUOTE:
                self.offset = match.end()
                return True, steps
            elif kind == _LETTER:
                pieces.append(STRING_ESCAPES[match[_LETTER]])
                self.offset = match.end()
            elif kind == _CODE:
                pieces.append(scalar(match[_CODE]))
                self.offset = match.end()
            else:
                if kind == _NEWLINE:
                    pieces.append("\n")
                self._advance(match.end())
        return False, steps


class BlockComment(Scanner):
    """The rest of a comment after its opening ``#|``; comments nest."""

    def __init__(self, text: str, offset: int, line: int, line_start: int) -> None:
        super().__init__(text, offset, line, line_start)
        self._depth = 1

    def step(self, steps: int) -> tuple[bool, int]:
        while steps > 0:
            steps -= 1
            match = _COMMENT_PIECE.match(self._text, self.offset)
            if match is None:
                raise EOFError
            kind = match.lastindex
            if kind == 2:
                self._advance(match.end())
            else:
                self.offset = match.end()
                self._depth += (kind == 3) - (kind == 4)
                if not self._depth:
                    return True, steps
        return False, steps
