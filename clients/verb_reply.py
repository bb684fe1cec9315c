"""What the verbs of the server answer, read for people: where in its history a session is, sizes, times.

This module must never ask for anything.
"""

from __future__ import annotations

import time

from msgspec import Struct

from omega.clients.fields import Message, optional_int, optional_text


class Position(Struct, frozen=True):
    """Where in its history a session is: after entry ``number``, or amid it at ``ticks``. ``live``: that is the present."""

    number: int
    ticks: int | None
    live: bool

    def __str__(self) -> str:
        if self.ticks is not None:
            return f"amid entry {self.number}, at tick {self.ticks}"
        return f"as it was after entry {self.number}" if self.number else "as it began"


def position_of(body: Message) -> Position:
    """The position that a verb of the history answers with."""
    return Position(optional_int(body, "number") or 0, optional_int(body, "ticks"), bool(body.get("live")))


def when(item: Message, key: str) -> str:
    """A time, in the time zone of whoever reads it."""
    try:
        moment = float(optional_text(item, key) or "")
    except ValueError:
        return ""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))


def size(count: int) -> str:
    """A number of bytes."""
    return f"{count} B" if count < 10_000 else f"{count / 1000:.0f} kB" if count < 10_000_000 else f"{count / 1e6:.0f} MB"
