"""The one error reading text can end in."""

from __future__ import annotations

from omega.runtime.condition import Condition
from omega.runtime.syntax.source import Span


class ReadError(Exception):
    """The text is not Lisp.

    ``message``: where, and what was expected. ``span``: the offending token. ``incomplete``: more text could mend it.
    """

    def __init__(self, message: str, span: Span, incomplete: bool) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.incomplete = incomplete

    def condition(self) -> Condition:
        """The same as a condition, whose place is not repeated in its message."""
        return Condition("parse-error", self.message.replace(f" at {self.span}", "", 1), place=self.span)
