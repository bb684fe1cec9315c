"""The log of a durable session, as the session sees it: what it evaluates is kept, and its state comes back from that.

An evaluation is an entry of the log, written in the turn in which it ends; one that outlasts a turn is noted as running,
so that it stands as lost if the server dies. What an entry cannot give again, a checkpoint with it does. This file must
never decide what a session runs next, nor send anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from omega.runtime import Runtime, SnapshotError
from omega.server.logs import log
from omega.server.store import (
    CheckpointRecord,
    EntryRecord,
    Fault,
    Known,
    Recovery,
    SessionRecord,
    Store,
    StoreError,
)
from omega.server.store.records import CLOSED, LOST, RUNNING

#: Characters of a text that a list of evaluations shows.
_SHOWN = 200


class NotReady(Exception):
    """The session is on its way back from its log: ask ``session.when_ready``."""


class Keeper:
    """``record``: the session's. ``last``: the number of its newest entry."""

    def __init__(self, store: Store, record: SessionRecord, last: int = 0) -> None:
        self.record = record
        self.last = last
        self._store = store
        self._began = 0.0
        self._is_noted = False

    @property
    def fault(self) -> Fault | None:
        """Why nothing can be kept now."""
        return self._store.fault

    @property
    def known(self) -> Known:
        """What is known of the session, for when it is needed again."""
        return Known(self.record, self.last, 0, time.time())

    def create(self, base: bytes | None, then: Callable[[Fault | None], None]) -> None:
        """Keep the session itself. ``base``: the state it begins with, ``None`` for a blank one."""
        self._store.put_session(self.record)
        if base is not None:
            self._store.put_checkpoint(CheckpointRecord(self.record.key, 0, self.record.created, base))
        self._store.then(then)

    def close(self, then: Callable[[Fault | None], None]) -> None:
        """The session is closed for good; its history stays until it is pruned."""
        self._store.put_session(replace(self.record, state=CLOSED))
        self._store.then(then)

    # -- evaluations

    def begin(self) -> None:
        """An evaluation begins."""
        self._began = time.time()
        self._is_noted = False

    def note(self, text: str) -> None:
        """It goes on in another turn."""
        if not self._is_noted:
            self._is_noted = True
            self._store.put_entry(self._entry(RUNNING, 0, text, ""))

    def end(
        self, runtime: Runtime, state: str, ticks: int, text: str, outcome: str, then: Callable[[Fault | None], None]
    ) -> None:
        """It is over; ``then`` is called when that is kept, or cannot be."""
        number = self.last + 1

        def kept(fault: Fault | None) -> None:
            if fault is None:
                self.last = number
            then(fault)

        try:
            state_bytes = runtime.snapshot()
        except SnapshotError as error:
            return kept(Fault("storage-failed", f"the session cannot be kept: {error}; nothing of this was done to it"))
        self._store.put_entry(self._entry(state, ticks, text, outcome))
        self._store.put_checkpoint(CheckpointRecord(self.record.key, number, time.time(), state_bytes))
        self._store.then(kept)

    def _entry(self, state: str, ticks: int, text: str, outcome: str) -> EntryRecord:
        seconds = time.time() - self._began
        return EntryRecord(
            self.record.key, self.last + 1, state, self._began, seconds, ticks, text[:_SHOWN], outcome[:_SHOWN], b""
        )

    # -- coming back

    def bring_back(self, blank: Runtime, ready: Callable[[], None]) -> Return:
        """Begin to make the session's state again, from a ``blank`` one; ``ready`` is called when ``run`` can go on."""
        return Return(self._store, self.record, blank, ready)


class Return:
    """A session's state on its way back: call ``run`` until it gives a runtime."""

    def __init__(self, store: Store, record: SessionRecord, blank: Runtime, ready: Callable[[], None]) -> None:
        self._record = record
        self._blank = blank
        self._ready = ready
        self._found: Recovery | StoreError | None = None
        store.recover(record.key, self._read)

    def _read(self, found: Recovery | StoreError) -> None:
        self._found = found
        self._ready()

    @property
    def waits(self) -> bool:
        """Whether it waits for what is read."""
        return self._found is None

    def run(self, ticks: int) -> Runtime | None:
        """Go on for about so many ticks; the runtime when it is there. Raises ``StoreError`` when it cannot be made."""
        if isinstance(self._found, StoreError):
            raise self._found
        assert self._found is not None
        checkpoint = self._found.checkpoint
        try:
            runtime = self._blank if checkpoint is None else Runtime.restore(checkpoint.data, self._blank.state.limits)
        except SnapshotError as error:
            raise StoreError(f"session: its state cannot be restored: {error}") from None
        for entry in self._found.entries:
            if entry.state not in (RUNNING, LOST):
                raise StoreError(f"session: its entry {entry.number} cannot be repeated")
        log.debug("session is back", session=self._record.id, entries=len(self._found.entries))
        return runtime
