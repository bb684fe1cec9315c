"""Where the events of one evaluation go, or come from: the evaluation writes them down as they happen, or does again what
was written down.

A *tape* is an entry of the journal and how many of its events have happened. An evaluation that was begun anew, to go
somewhere in its past, is *behind* as long as the entry knows more of it: what it asks for has been answered, what it
says has been said. What happens to it that is not on the tape makes the past another one: what was later is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from msgspec import MsgspecError, msgpack

from omega.runtime.journal import Entry, Event, EventKind
from omega.runtime.machine.snapshot.problem import Damaged, SnapshotError
from omega.runtime.machine.snapshot.values import value_bytes, value_from
from omega.runtime.mark import Mark

if TYPE_CHECKING:
    from omega.runtime.session import SessionState

#: An event that is happening: its kind, and what it says as live values.
Happening: TypeAlias = "tuple[EventKind, Any]"

#: What a person does in a debugger.
_DEEDS = frozenset(("set", "evaluate"))
#: Bytes of the events of one evaluation; with more it cannot be done again.
_MOST = 32 * 1024 * 1024
#: What an event takes besides what it says.
_EACH = 120

_WITH_VALUE = frozenset(("answer", "refuse", "fail", "exceed"))


class Listener(Protocol):
    """Who keeps a journal; everything is called in the order it happens, and must not wait."""

    def began(self, entry: Entry) -> None:
        """An evaluation is about to do its first step."""

    def happened(self, entry: Entry, event: Event) -> None:
        """The last of the entry's events is new."""

    def shortened(self, entry: Entry) -> None:
        """The past of a running evaluation is another one: of its events only those that it still has happened."""

    def ended(self, entry: Entry) -> None:
        """The entry is complete."""


class Diverged(Exception):
    """A replay does something else than what was recorded, or comes to what cannot be repeated."""


class Tape:
    """``played``: events of the entry that have happened. ``began``: the listener knows of it."""

    __slots__ = ("_size", "began", "entry", "listener", "played")

    def __init__(self, entry: Entry, listener: Listener | None = None, played: int = 0) -> None:
        self.entry = entry
        self.listener = listener
        self.played = played
        self._size = sum(len(event.data) + _EACH for event in entry.events)
        self.began = played > 0 or entry.ticks > 0

    @property
    def next(self) -> Event | None:
        """The event that is to happen next, if it is known."""
        events = self.entry.events
        return events[self.played] if self.played < len(events) else None

    def is_behind(self, ticks: int, forms: int) -> bool:
        """Is more known of the evaluation than that it used so many ticks and reported so many forms?"""
        entry = self.entry
        return self.played < len(entry.events) or ticks < entry.ticks or forms < entry.forms

    def begin(self, asks: bool) -> None:
        """The evaluation does its first step, and asks or does not."""
        if not self.began:
            self.began = True
            self.entry.asks = asks
            if self.listener is not None:
                self.listener.began(self.entry)

    def write(self, kind: EventKind, ticks: int, operation: int, data: Callable[[], bytes]) -> None:
        """Something happens. What cannot be written down makes the entry one that cannot be repeated."""
        entry = self.entry
        if self._size > _MOST:
            return
        try:
            event = Event(kind, ticks, operation, data())
        except (SnapshotError, UnicodeEncodeError):
            event = Event("overrun", ticks, operation)
        self._size += len(event.data) + _EACH
        if self._size > _MOST:
            event = Event("overrun", ticks, operation)
        if event.kind == "overrun":
            entry.is_exact = False
        entry.events.append(event)
        self.played += 1
        if self.listener is not None:
            self.listener.happened(entry, event)

    def cut(self, ticks: int, forms: int, printed: int) -> None:
        """Forget what was known to happen after this."""
        entry = self.entry
        del entry.events[self.played :]
        self._size = sum(len(event.data) + _EACH for event in entry.events)
        entry.ticks, entry.forms, entry.printed, entry.is_over = ticks, forms, printed, False
        entry.is_exact = all(event.kind != "overrun" for event in entry.events)
        if self.listener is not None:
            self.listener.shortened(entry)


def happening_bytes(happening: Happening) -> bytes:
    """What an event says, as bytes. Raises ``SnapshotError`` for a value that cannot travel."""
    kind, what = happening
    if kind in _WITH_VALUE:
        return value_bytes(what)
    if kind == "restart":
        index, code = what
        return b"%d %s" % (index, code.encode())
    if kind in _DEEDS:
        mark, deed = what
        return msgpack.encode((mark, deed))
    return b""


def deed_from(event: Event) -> tuple[Mark | None, bytes]:
    """What a person did, and the mark of where, if it has one. Raises ``SnapshotError``."""
    try:
        return msgpack.decode(event.data, type=tuple[Mark | None, bytes])
    except MsgspecError:
        raise Damaged("an event") from None


def happening_from(event: Event, session: SessionState) -> Happening:
    """The event, about to happen again in a session. Raises ``SnapshotError``."""
    if event.kind in _WITH_VALUE:
        return event.kind, value_from(event.data, session)
    if event.kind == "restart":
        index, _, code = event.data.partition(b" ")
        return event.kind, (int(index), code.decode())
    if event.kind == "late":
        return event.kind, event.ticks + 1
    if event.kind in _DEEDS:
        return event.kind, deed_from(event)
    return event.kind, None
