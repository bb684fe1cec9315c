"""Conditions: what goes wrong in a Lisp program, as data (SUBSYSTEMS 14).

A condition is a Lisp value. ``LispError`` is how Python code of the runtime signals one; the machine turns it into
a signal at the exact expression. Every message reads ``procedure: expected what, got value (type)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omega.runtime.syntax.datum import NIL, Value
from omega.runtime.syntax.source import Span


@dataclass(frozen=True, slots=True)
class StackEntry:
    """One procedure activation, innermost first: its name, and the place it is at."""

    name: str
    place: Span | None


class Condition:
    """What happened.

    ``type``: a condition type's name (``type-error``, ``unbound-variable``, ``arity-error``, ...: SUBSYSTEMS 14).
    ``message``: one line of text. ``irritants``: the Lisp list given to ``error``. ``place``: where it was
    signalled, filled in by the machine, as is ``stack`` (innermost first). ``payload``: for ``raise`` of an arbitrary
    object, that object.
    """

    __slots__ = ("irritants", "message", "payload", "place", "stack", "type")

    def __init__(
        self,
        type: str,
        message: str,
        irritants: Value = NIL,
        *,
        place: Span | None = None,
        stack: Sequence[StackEntry] = (),
        payload: Value = None,
    ) -> None:
        self.type = type
        self.message = message
        self.irritants = irritants
        self.place = place
        self.stack = tuple(stack)
        self.payload = payload


class LispError(Exception):
    """Carries a condition out of Python code to the machine, or out of ``Runtime.eval`` to the host."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(f"{condition.type}: {condition.message}")
        self.condition = condition
