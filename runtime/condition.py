"""Conditions: what goes wrong in a Lisp program, as data (SUBSYSTEMS 14).

A condition is a Lisp value. ``LispError`` is how Python code of the runtime signals one; the machine turns it into
a signal at the exact expression. Every message reads ``procedure: expected what, got value (type)``.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from omega.runtime.condition_types import STANDARD, ConditionType
from omega.runtime.syntax.datum import NIL, Pair, Value, intern
from omega.runtime.syntax.source import Span


class StackEntry(Struct, frozen=True):
    """One procedure activation, innermost first: its name, and the place it is at."""

    name: str
    place: Span | None


class Condition:
    """What happened.

    ``kind``: its type; ``type`` is that type's name. ``message``: one line of text. ``irritants``: the Lisp list given to
    ``error``. ``place``: where it was signalled, filled in by the machine, as is ``stack`` (innermost first).
    ``payload``: for ``raise`` of an arbitrary object, that object; the message given to ``error``. ``slots``: values of
    slots, an association list by name.
    """

    __slots__ = ("irritants", "kind", "message", "payload", "place", "slots", "stack")

    def __init__(
        self,
        type: str | ConditionType,
        message: str,
        irritants: Value = NIL,
        *,
        place: Span | None = None,
        stack: Sequence[StackEntry] = (),
        payload: Value = None,
        **slots: Value,
    ) -> None:
        self.kind = STANDARD[type] if isinstance(type, str) else type
        self.message = message
        self.irritants = irritants
        self.place = place
        self.stack = tuple(stack)
        self.payload = payload
        self.slots: Value = NIL
        for name, value in slots.items():
            self.slots = Pair(Pair(intern(name.replace("_", "-")), value), self.slots)

    @property
    def type(self) -> str:
        """The name of its type."""
        return self.kind.name

    def is_a(self, type: str) -> bool:
        """Is it of this type, or of one that is one of this type?"""
        return type in self.kind.lineage


class LispError(Exception):
    """Carries a condition out of Python code to the machine, or out of ``Runtime.eval`` to the host."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(f"{condition.type}: {condition.message}")
        self.condition = condition
