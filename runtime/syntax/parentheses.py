"""Which parentheses are open at the end of a growing text, found quickly: for indentation, and to know when to ask.

Whether text can be evaluated is decided by the runtime's reader alone; asking it after every line of a long form would
take quadratic time. This module must never refuse anything.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"|#;|#?\||;[^\n]*|#\\.|[()\[\]]', re.DOTALL)
_STRING = re.compile(r'(?:[^"\\]|\\.)*("?)', re.DOTALL)
_BAR = re.compile(r"(?:[^|\\]|\\.)*(\|?)", re.DOTALL)
_COMMENT = re.compile(r"#\||\|#")


class Parentheses:
    """``feed`` takes the text piece by piece (whole lines); strings, comments, characters and ``|names|`` are skipped."""

    def __init__(self) -> None:
        #: Offsets of the parentheses that are open, outermost first.
        self.opened: list[int] = []
        self._length = 0
        self._rest: re.Pattern[str] | None = None  # what ends the string or name we are in
        self._comments = 0  # block comments we are in

    @property
    def closed(self) -> bool:
        """Nothing is open."""
        return not (self.opened or self.inside)

    @property
    def inside(self) -> bool:
        """In a string, a ``|name|`` or a block comment."""
        return bool(self._rest or self._comments)

    def feed(self, text: str) -> Parentheses:
        at = 0
        while at < len(text):
            if self._rest is not None:
                end = self._rest.match(text, at)
                assert end is not None  # both patterns match anything
                at = end.end()
                if end[1]:
                    self._rest = None
            elif self._comments:
                mark = _COMMENT.search(text, at)
                if mark is None:
                    break
                self._comments += 1 if mark[0] == "#|" else -1
                at = mark.end()
            else:
                token = _TOKEN.search(text, at)
                if token is None:
                    break
                self._take(token)
                at = token.end()
        self._length += len(text)
        return self

    def _take(self, token: re.Match[str]) -> None:
        match token[0]:
            case "(" | "[":
                self.opened.append(self._length + token.start())
            case ")" | "]":
                if self.opened:
                    self.opened.pop()
            case '"':
                self._rest = _STRING
            case "|":
                self._rest = _BAR
            case "#|":
                self._comments = 1
