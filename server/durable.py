"""What keeps a durable session: what it evaluates goes into its log, and its state comes back from that.

An evaluation is an entry of the log, written in the turn in which it ends. One that outlasts a turn is noted as running,
and what it gets from outside as it gets it, so that it stands as lost if the server dies. What an entry cannot give
again, a checkpoint in the same commit does. This file must never decide what a session runs next, nor send anything.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from omega.runtime import LispError, Runtime, SnapshotError
from omega.runtime.journal import Checkpoint, Entry, State
from omega.runtime.session import SessionState
from omega.runtime.slices import Steps
from omega.server.logs import log
from omega.server.returning import Return, furnish
from omega.server.store import (
    CheckpointRecord,
    EntryRecord,
    EventsRecord,
    Fault,
    Known,
    SessionRecord,
    Store,
)
from omega.server.turn import Turn
from omega.server.watchdog import Watchdog

#: Characters of a text that a list of evaluations shows.
_SHOWN = 200
#: Bytes of entries after which a checkpoint is due.
_BYTES = 4 * 1024 * 1024
#: Bytes of memory that the history of a session may take; the data file has it all.
_PAST = 16 * 1024 * 1024


class NotReady(Exception):
    """The session is on its way back from its log: ask ``session.when_ready``."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When a checkpoint is due: after so many evaluations, or ticks of them, since the last one."""

    evaluations: int
    ticks: int


class Draft(NamedTuple):
    """What a new session begins with: its checkpoints and entries, and the number of the last of them."""

    checkpoints: tuple[CheckpointRecord, ...]
    entries: tuple[EntryRecord, ...]
    last: int


class Keeper:
    """``record``: the session's. ``last``: the number of its newest entry."""

    def __init__(
        self, store: Store, record: SessionRecord, policy: Policy, watchdog: Watchdog, last: int = 0
    ) -> None:
        self.record = record
        self.last = last
        self._policy = policy
        self._store = store
        self._watchdog = watchdog
        #: Of what is evaluated: when it began, the state it began in, and how many of its events are written.
        self._job: Turn | None = None
        self._began = 0.0
        self._state: SessionState | None = None
        self._noted: int | None = None
        #: What rested when the session was made another.
        self._left: tuple[Entry, Turn] | None = None
        #: Since the last checkpoint.
        self._entries = self._ticks = self._bytes = 0

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be kept now."""
        return self._store.fault

    @property
    def known(self) -> Known:
        """What is known of the session, for when it is needed again."""
        return Known(self.record, self.last, 0, time.time())

    def draft(self, runtime: Runtime) -> Draft:
        """The state and the history of a runtime, for a new session to begin with. Raises ``SnapshotError`` for a state that
        cannot be kept."""
        key, now, past = self.record.key, self.record.created, runtime.past
        state = runtime.snapshot()
        if past is None or all(entry.is_fork for entry in past.entries[: past.at]):
            return Draft((CheckpointRecord(key, 0, now, state),), (), 0)
        base = Runtime(runtime.state.limits, seed=past.seed).snapshot() if past.base is None else past.base.data
        return Draft(
            (CheckpointRecord(key, past.first - 1, now, base), CheckpointRecord(key, past.last, now, state)),
            tuple(self._record(entry, _over(entry.state), entry.time) for entry in past.entries[: past.at]),
            past.last,
        )

    def create(self, draft: Draft | None, then: Callable[[Fault | None], None]) -> None:
        """Keep the session itself, with what it begins with; without that it is blank."""
        self._store.cut()
        self._store.put_session(self.record)
        if draft is not None:
            for checkpoint in draft.checkpoints:
                self._store.put_checkpoint(checkpoint)
            for entry in draft.entries:
                self._store.put_entry(entry)
            self.last = draft.last
        self._store.then(then)
        self._store.cut()

    def rename(self, name: str) -> None:
        """The session is called otherwise."""
        self.record = replace(self.record, name=name)
        self._store.put_session(self.record)
        self._store.then(lambda fault: None)

    def close(self, then: Callable[[Fault | None], None]) -> None:
        """The session is closed for good, and what was kept of it is deleted."""
        self._store.drop_session(self.record)
        self._store.then(then)

    def bring_back(self, blank: Runtime, ready: Callable[[], None]) -> Return:
        """Begin to make the session's state again, from a ``blank`` one; ``ready`` is called when ``run`` can go on."""
        return Return(self._store, self.record.key, blank, self._watchdog, ready)

    def when_kept(self, then: Callable[[Fault | None], None]) -> None:
        """Call this when everything put until now is kept, or cannot be."""
        self._store.then(then)

    def furnish(self, runtime: Runtime) -> None:
        """Let what a new runtime saves by name be kept, too."""
        furnish(runtime, self._store, self.record.key, {})

    def amend(self, entry: Entry) -> None:
        """An entry that is over says something else about itself: its tags."""
        self._store.put_entry(self._record(entry, entry.state, entry.time))

    # -- evaluations

    def begin(self, job: Turn, runtime: Runtime) -> None:
        """A job is about to do its first step, or another one."""
        if self._job is not job:
            self._job = job
            self._began = time.time()
            self._state = runtime.present
            self._noted = None

    def note(self, job: Turn) -> None:
        """It goes on in another turn: what is known of it until now is written."""
        try:
            if job.entry is not None:
                self._note(job, job.entry)
        except Exception:  # noqa: BLE001  # whatever it is, it is met again at the end, and then the client is told
            log.exception("cannot note", session=self.record.id)

    def _note(self, job: Turn, entry: Entry) -> None:
        if self._noted is None:
            self._put_entry(entry, job, "running", _packed(entry))
            self._noted = len(entry.events)
        elif self._noted > len(entry.events):  # somebody went back in time, and on from there
            self._forget_events(entry.number, len(entry.events))
            self._noted = len(entry.events)
        for sequence in range(self._noted, len(entry.events)):
            self._store.put_events(EventsRecord(self.record.key, entry.number, sequence, entry.events[sequence].pack()))
        self._noted = len(entry.events)

    def end(self, job: Turn, runtime: Runtime, then: Callable[[Fault | None], None]) -> None:
        """It is over; ``then`` is called when that is kept, or cannot be."""
        try:
            self._end(job, runtime, then)
        except Exception:  # noqa: BLE001  # a fault of one session must not end the server
            log.exception("cannot keep", session=self.record.id)
            then(Fault("storage-failed", "this could not be kept: nothing of it was done to the session"))

    def _end(self, job: Turn, runtime: Runtime, then: Callable[[Fault | None], None]) -> None:
        entry, self._job = job.entry, None
        number = self.last if entry is None else entry.number
        is_another = runtime.present is not self._state
        if entry is None and (not is_another or _looks_back(runtime)):
            return self._store.then(then)  # it has not changed the session, but perhaps what that keeps by name
        if entry is not None and runtime.past is not None and entry.number < runtime.past.last:
            # Somebody made the session another while it rested; it goes into the file with the entry that says so.
            self._left = entry, job
            return self._store.then(then)
        data = b"" if entry is None else _packed(entry)
        base = None
        if entry is None or not entry.is_exact or is_another:
            try:
                base = runtime.snapshot()
            except SnapshotError as problem:
                return then(Fault("storage-failed", f"the session cannot be kept: {problem}; nothing of this was done to it"))

        def kept(fault: Fault | None) -> None:
            if fault is None:
                self.last = number
                if base is not None and runtime.past is not None and not runtime.past.has_checkpoint(number):
                    runtime.past.checkpoints.append(Checkpoint(number, base))
            then(fault)

        if base is not None:
            self._store.cut()  # it may not fit: what others did must not go with it
        if self._left is not None:
            left, rested = self._left
            self._left = None
            self._put_entry(left, rested, rested.outcome, _packed(left))
        if entry is not None:
            self._put_entry(entry, job, job.outcome, data)
        if base is not None:
            self._put_checkpoint(number, base)
        self._store.then(kept)
        if base is not None:
            self._store.cut()

    def _put_entry(self, entry: Entry, job: Turn, state: State, data: bytes) -> None:
        if entry.number <= self.last:  # somebody went back in time, and on from there
            self._forget_from(entry.number)
            self.last = entry.number - 1
        if state != "running" and self._noted:
            self._forget_events(entry.number)
        self._store.put_entry(self._record(entry, state, self._began, job.shown, data))
        if state != "running":
            self._entries += 1
            self._ticks += entry.ticks
            self._bytes += len(data)

    def _record(
        self, entry: Entry, state: State, began: float, outcome: str | None = None, data: bytes | None = None
    ) -> EntryRecord:
        text = entry.text[:_SHOWN]
        shown = (outcome if outcome is not None else entry.error or entry.value)[:_SHOWN]
        packed = _packed(entry) if data is None else data
        return EntryRecord(self.record.key, entry.number, state, began, entry.seconds, entry.ticks, text, shown, packed)

    def _forget_events(self, number: int, first: int = 0) -> None:
        """Events that are in the entry now, or have not happened after all."""
        key = self.record.key

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM events WHERE session = ? AND number = ? AND sequence >= ?", (key, number, first)
            )

        self._store.do_before(forget)

    def _forget_from(self, number: int) -> None:
        """What the session did from this entry on has not been done after all."""
        key = self.record.key

        def forget(connection: sqlite3.Connection) -> None:
            for table in ("entries", "events", "checkpoints"):
                connection.execute(f"DELETE FROM {table} WHERE session = ? AND number >= ?", (key, number))

        self._store.do_before(forget)

    # -- checkpoints

    @property
    def is_due(self) -> bool:
        """Would it take long to do again what was done since the last checkpoint?"""
        policy = self._policy
        return self._entries >= policy.evaluations or self._ticks >= policy.ticks or self._bytes >= _BYTES

    def came_back(self, runtime: Runtime) -> bool:
        """The session is back; whether a checkpoint is due."""
        past = runtime.past
        if past is not None:
            newest = past.checkpoints[-1].number if past.checkpoints else past.first - 1
            again = [entry for entry in past.entries if entry.number > newest]
            self._entries, self._ticks = len(again), sum(entry.ticks for entry in again)
            self._bytes = sum(entry.size for entry in again)
        return self.is_due

    def checkpoint(self, runtime: Runtime) -> Steps[None]:
        """Write the session's state, so that it comes back sooner: in steps, between which it must not change. What cannot be
        written is made again by its entries."""
        if runtime.look is not None or _looks_back(runtime):
            return
        self._entries = self._ticks = self._bytes = 0
        try:
            data = yield from runtime.capture(None)
        except LispError:
            return
        self._store.cut()
        self._put_checkpoint(self.last, data)
        self._store.cut()
        past = runtime.past
        if past is not None and past.is_large:
            past.rebase(Checkpoint(self.last, data))

    def _put_checkpoint(self, number: int, data: bytes) -> None:
        self._entries = self._ticks = self._bytes = 0
        self._store.put_checkpoint(CheckpointRecord(self.record.key, number, time.time(), data))


def _over(state: State) -> State:
    """The state of an entry that will not go on."""
    return "lost" if state == "running" else state


def _packed(entry: Entry) -> bytes:
    """The entry as bytes. Half of a surrogate pair has none: with one in its text an entry cannot be done again."""
    try:
        return entry.pack()
    except UnicodeEncodeError:
        entry.is_exact = False
        entry.text, entry.file = (text.encode("utf-8", "replace").decode() for text in (entry.text, entry.file))
        entry.value, entry.error = (text.encode("utf-8", "replace").decode() for text in (entry.value, entry.error))
        return entry.pack()


def _looks_back(runtime: Runtime) -> bool:
    """Is it a state of the past that somebody looks at?"""
    return runtime.past is not None and runtime.past.at < len(runtime.past.entries)
