"""What the data file holds, as frozen records: one for a row of each table.

``data`` is opaque here: entries, events and checkpoints are packed and read by the runtime. The other columns are what a
list of them shows, and copies of nothing that matters to a replay.
"""

from __future__ import annotations

from dataclasses import dataclass

#: States of a session, and of an entry. ``lost``: the server died before it was over, so nothing of it was kept.
OPEN, CLOSED = "open", "closed"
RUNNING, LOST = "running", "lost"
STATES = (RUNNING, "done", "error", "interrupted", LOST)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A durable session. ``key``: its number in this file. ``principal``: whose it is. ``seed``: of its random numbers.
    ``origin``: the id of the session it was cloned from, if any. Times are seconds since 1970."""

    key: int
    id: str
    principal: str
    name: str
    seed: int
    origin: str
    created: float
    state: str = OPEN


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a session when the file is opened, or listed. ``entries``: how many there are; ``last``: the number
    of the newest, 0 for none; ``checkpoint``: of the newest checkpoint, which holds what all entries up to that did;
    ``used``: when the newest entry began, or the session. ``bytes``: what entries and checkpoints take, if it was asked for."""

    session: SessionRecord
    last: int
    checkpoint: int
    used: float
    entries: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One evaluation of a session. ``number``: from 1. ``began``: seconds since 1970. ``text`` and ``outcome``: their
    beginnings, for lists. ``data``: everything, packed."""

    session: int
    number: int
    state: str
    began: float
    seconds: float
    ticks: int
    text: str
    outcome: str
    data: bytes


@dataclass(frozen=True, slots=True)
class EventsRecord:
    """Events of an evaluation that is still running. ``sequence``: the number of the first of them."""

    session: int
    number: int
    sequence: int
    data: bytes


@dataclass(frozen=True, slots=True)
class CheckpointRecord:
    """The state of a session after its entry ``number``: 0 for before all of them."""

    session: int
    number: int
    made: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a session's state is made of, and as much of its past as can be made again. ``checkpoints``: those that are
    sound, oldest first; ``entries``: every one after the first of them, or from the first of all, which a blank session did."""

    checkpoints: tuple[CheckpointRecord, ...]
    entries: tuple[EntryRecord, ...]
