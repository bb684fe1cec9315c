"""The journal of a session as data: what was evaluated, and everything that came from outside while it was.

An evaluation is deterministic but for that, so an entry is enough to run it again, exactly, without asking anybody.
This module owns the form of entries and events and how they become bytes; it never runs anything, and it never holds a
live value: a program may change the value that it was given.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypeVar

from msgspec import Struct, ValidationError, convert, field, msgpack

from omega.runtime.limits import Limits
from omega.runtime.machine.snapshot.format import JOURNAL
from omega.runtime.machine.snapshot.problem import Damaged

#: ``answer`` of an effect, a value; ``refuse``: the condition it failed with. ``restart``: the index chosen, and code for
#: its values. ``interrupt``. ``fail``: ended by the host with a condition. ``exceed``: the session holds too much memory,
#: a condition that is signalled; ``recover``: the same between two forms; ``recovered``: it holds little enough again.
#: ``late``: from here on products were checked before they were made, and one was refused. ``asks``: a condition nobody
#: handled was asked about although the entry says not to, or not although it does. ``overrun``: one operation was ended
#: in its midst, which cannot be repeated. ``set``, ``evaluate``: what a person did in a debugger.
EventKind: TypeAlias = Literal[
    "answer", "refuse", "restart", "interrupt", "fail", "exceed", "recover", "recovered", "late", "asks", "overrun",
    "set", "evaluate",
]  # fmt: skip

#: ``operation`` of an event that came while the program waited for it, or for another.
WAITING = -1
#: ``operation`` of an event between two forms: this, less the number of forms begun.
BETWEEN = -2
#: ``operation`` of an event that came when a condition had been signalled and nobody knew yet: this, less the number of
#: forms begun times ``PER_FORM``, less the number of the condition in its tick.
SIGNALS, PER_FORM = -(1 << 51), 1 << 20
#: ``operation`` of what a person did at an operation that nobody counted: the event tells which, by a ``Mark``.
MARKED = -(1 << 50)

#: ``lost``: it ran when its process ended, and it cannot be known how far it came.
State: TypeAlias = Literal["running", "done", "error", "interrupted", "lost"]

Packed = TypeVar("Packed", bound=Struct)
_ENCODER = msgpack.Encoder()


class Event(Struct, frozen=True, array_like=True, gc=False):
    """One thing that came from outside. ``ticks``: used by the evaluation until then. ``operation``: 0 is the canonical
    point of a tick, where that many are used and the next would be; more is that operation of the stepping executor
    with so many ticks used; less is ``WAITING`` or ``BETWEEN``. ``data``: what the kind says, as bytes."""

    kind: EventKind
    ticks: int
    operation: int = 0
    data: bytes = b""

    def pack(self) -> bytes:
        """The event as bytes."""
        return _pack(self)

    @classmethod
    def unpack(cls, data: bytes) -> Event:
        """The event that ``pack`` made bytes of. Raises ``SnapshotError``."""
        return _unpack(data, cls)


class Entry(Struct, omit_defaults=True, gc=False):
    """One evaluation of a session, or one ``load-file``: the ``number``-th.

    ``text``, which starts in ``file`` at ``line`` and ``column``. ``single``: the host stops at the first error. ``asks``:
    when nobody handles a condition, somebody is asked. ``limits`` in force. ``events``, in the order they came.
    ``ticks`` used, ``forms`` reported and characters ``printed`` as far as it ever came; ``is_over``: to its end.
    ``is_exact``: it can be repeated.
    ``value`` or ``error``: as the host showed it, bounded. ``time``: when it began, and ``seconds`` it took, as the host
    says. ``is_fork``: no evaluation, but the point at which a session was copied: the copy has no console text and no
    open files. ``resumes``: it was not begun but gone on with, because the session was in the midst of it when it was saved."""

    number: int
    text: str
    file: str = "<eval>"
    line: int = 1
    column: int = 1
    single: bool = False
    asks: bool = False
    limits: Limits = Limits()
    events: list[Event] = field(default_factory=list)
    state: State = "running"
    value: str = ""
    error: str = ""
    ticks: int = 0
    forms: int = 0
    printed: int = 0
    is_over: bool = False
    is_exact: bool = True
    seconds: float = 0.0
    time: float = 0.0
    tags: tuple[str, ...] = ()
    is_fork: bool = False
    resumes: bool = False

    @property
    def size(self) -> int:
        """About the bytes of memory it takes."""
        return 600 + len(self.text) + len(self.value) + len(self.error) + sum(len(e.data) + 120 for e in self.events)

    @property
    def effects(self) -> int:
        """How many answers it got from outside."""
        return sum(event.kind in ("answer", "refuse") for event in self.events)

    def pack(self) -> bytes:
        """The entry as bytes."""
        return _pack(self)

    @classmethod
    def unpack(cls, data: bytes) -> Entry:
        """The entry that ``pack`` made bytes of. Raises ``SnapshotError``."""
        return _unpack(data, cls)


class Checkpoint(Struct, frozen=True):
    """A state of the session: ``Runtime.snapshot`` as ``data``, after the ``number``-th entry, or amid it: at the canonical
    point of so many ``ticks``, when so many of its events had happened, forms were reported and characters ``printed``."""

    number: int
    data: bytes
    is_amid: bool = False
    ticks: int = 0
    events: int = 0
    forms: int = 0
    printed: int = 0

    @property
    def size(self) -> int:
        """About the bytes of memory it takes."""
        return 200 + len(self.data)

    def pack(self) -> bytes:
        """The checkpoint as bytes."""
        return _pack(self)

    @classmethod
    def unpack(cls, data: bytes) -> Checkpoint:
        """The checkpoint that ``pack`` made bytes of. Raises ``SnapshotError``."""
        return _unpack(data, cls)


class Volume(Struct, frozen=True):
    """A whole history: the ``seed`` of the blank session, unless there is a ``base``; its entries, and states on the way."""

    seed: int
    base: Checkpoint | None
    entries: list[Entry]
    checkpoints: list[Checkpoint]

    def pack(self) -> bytes:
        """The history as bytes."""
        return _pack(self)

    @classmethod
    def unpack(cls, data: bytes) -> Volume:
        """The history that ``pack`` made bytes of. Raises ``SnapshotError``."""
        return _unpack(data, cls)


def _pack(record: Struct) -> bytes:
    # Only now: msgpack is not needed where nobody keeps a journal. msgspec's is ten times as fast, but only for its structs.
    from omega.runtime.machine.snapshot.envelope import seal_packed

    return seal_packed(_ENCODER.encode({type(record).__name__: record}), JOURNAL)


def _unpack(data: bytes, kind: type[Packed]) -> Packed:
    from omega.runtime.machine.snapshot.envelope import unseal

    try:
        return convert(unseal(data, JOURNAL).get(kind.__name__), kind)
    except ValidationError:
        raise Damaged(f"there is no {kind.__name__.lower()} in it") from None
