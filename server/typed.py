"""Console input that a client has sent and no program has read yet: bounded, in the order it came."""

from __future__ import annotations


class Typed:
    """``limit``: characters that may wait."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._text = ""
        self._is_over = False

    def add(self, text: str) -> bool:
        """More of it; an empty text is its end. False if too much waits already."""
        if len(self._text) + len(text) > self._limit:
            return False
        self._text += text
        self._is_over = self._is_over or not text
        return True

    def take(self) -> str | None:
        """What there is, an empty text at its end; ``None`` if there is nothing."""
        if self._text:
            text, self._text = self._text, ""
            return text
        if self._is_over:
            self._is_over = False
            return ""
        return None
