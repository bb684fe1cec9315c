"""Places whose value can be watched and assigned: variables, globals, and places inside of values.

A place is a container and where in it the value is; the container is the program's own, so a change is seen whoever
made it.
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Value

#: Python types whose values are compared rather than told apart by identity.
_PLAIN = frozenset((int, float, complex))


class OfGlobal:
    """Reads a global of a session, whichever state that is in."""

    __slots__ = ("key", "session")

    def __init__(self, session: SessionState, key: str) -> None:
        self.session = session
        self.key = key

    def __call__(self) -> Value:
        return self.session.globals.get(self.key)


class Data:
    """One place. ``description``: for people. ``read``: its value now, ``None`` when it is gone. ``value``: the last one seen."""

    __slots__ = ("description", "read", "value")

    def __init__(self, description: str, read: Callable[[], Value]) -> None:
        self.description = description
        self.read = read
        self.value = read()

    @property
    def is_lasting(self) -> bool:
        """Is the place also there in other states of the session?"""
        return isinstance(self.read, OfGlobal)

    def begin(self) -> None:
        """Compare with what it is now."""
        self.value = self.read()

    def of(self, session: SessionState) -> Data:
        """The same place, a lasting one, of another session."""
        assert isinstance(self.read, OfGlobal)
        return Data(self.description, OfGlobal(session, self.read.key))

    def change(self) -> tuple[Value, Value] | None:
        """The old and the new value, if it has another one than when it was last asked."""
        value, before = self.read(), self.value
        if value is before or (type(value) is type(before) and type(value) in _PLAIN and value == before):
            return None
        self.value = value
        return None if value is None else (before, value)
