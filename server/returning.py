"""A durable session's state on its way back from its log: read in another thread, then made again in slices.

The newest checkpoint is restored and the entries after it are done again; the events they hold answer what they ask for,
so nobody outside is asked. When it cannot be restored, the one before is, or what the session did is done again from its
beginning. An evaluation that was lost is passed over: nothing of it is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from omega.runtime import Runtime, SnapshotError
from omega.runtime.debug.history import History
from omega.runtime.debug.replay import Replay
from omega.runtime.journal import Checkpoint, Entry
from omega.runtime.recording import Diverged
from omega.server.logs import log
from omega.server.store import EntryRecord, Store, StoreError
from omega.server.store.reading import entries_from, recovery
from omega.server.store.records import LOST, RUNNING
from omega.server.store.shelf import DurableShelf, Thing, things_on
from omega.server.watchdog import Watchdog

#: Evaluations from before the newest checkpoint that are listed.
_LISTED = 2_000
#: Bytes of entries before the newest checkpoint that come back too, for whoever looks at the past.
_PAST = 4 * 1024 * 1024


class Return:
    """Call ``run`` until it gives a runtime. ``blank``: what the session is without anything done. ``ready``: called when
    what there is to know has been read."""

    def __init__(
        self, store: Store, session: int, blank: Runtime, watchdog: Watchdog, ready: Callable[[], None]
    ) -> None:
        self._blank = blank
        self._watchdog = watchdog
        self._ready = ready
        self._store = store
        self._session = session
        self._found: Kept | StoreError | None = None
        self._replay: Replay | None = None
        store.ask(partial(_kept, session=session, seed=blank.seed), self._read)

    def _read(self, found: Kept | StoreError) -> None:
        self._found = found
        self._ready()

    @property
    def waits(self) -> bool:
        """Whether it waits for what is read."""
        return self._found is None

    @property
    def ticks(self) -> int:
        """Ticks used so far by the evaluation that is done again now."""
        return 0 if self._replay is None or self._replay.evaluation is None else self._replay.evaluation.ticks

    def run(self, ticks: int) -> Runtime | None:
        """Go on for about so many ticks; the runtime when it is there. Raises ``StoreError`` when it cannot be made."""
        if isinstance(self._found, StoreError):
            raise self._found
        assert self._found is not None
        try:
            with self._watchdog.patience():
                if self._replay is None:
                    self._replay = self._found.history.replay()
                    return None
                if not self._replay.run(ticks):
                    return None
        except SnapshotError as error:
            checkpoints = self._found.history.checkpoints
            if not checkpoints:
                raise StoreError(f"session: its state cannot be restored: {error}") from None
            # Another version of Omega may have written it: what was evaluated can be evaluated by this one, too.
            log.warning("a checkpoint cannot be restored", entry=checkpoints.pop().number, reason=str(error))
            self._replay = None
            return None
        except Diverged as error:
            raise StoreError(f"session: its entry {self._replay.number if self._replay else 0} cannot be repeated: {error}") from None
        self._found.history.adopt(self._replay)
        runtime = self._replay.runtime
        runtime.state.limits = self._blank.state.limits
        runtime.ceiling = self._blank.ceiling
        runtime.recount()
        furnish(runtime, self._store, self._session, self._found.things)
        return runtime


def furnish(runtime: Runtime, store: Store, session: int, things: Mapping[str, Sequence[Thing]]) -> None:
    """Let what a runtime saves by name outlive the server. ``things``: what is kept already, by the kind of its shelf."""
    for kind, catalogue in (("snapshot", runtime.snapshots.kept), ("history", runtime.history.kept)):
        catalogue.shelf = DurableShelf(store, session, kind, runtime.ceiling.shelf_bytes, things.get(kind, ()))


class Kept(NamedTuple):
    """What the file has of a session: its ``history``, and what it saved by name."""

    history: History
    things: Mapping[str, Sequence[Thing]]


def _kept(connection: sqlite3.Connection, session: int, seed: int) -> Kept:
    return Kept(_history(connection, session, seed), things_on(connection, session))


def _history(connection: sqlite3.Connection, session: int, seed: int) -> History:
    """What a session did, as the file has it."""
    found = recovery(connection, session, _PAST)
    checkpoints = [Checkpoint(each.number, each.data) for each in found.checkpoints]
    first = found.entries[0].number if found.entries else checkpoints[-1].number + 1 if checkpoints else 1
    base = checkpoints.pop(0) if checkpoints and checkpoints[0].number == first - 1 else None
    try:
        entries = [_entry(record) for record in found.entries]
    except SnapshotError as error:
        raise StoreError(f"session: an entry cannot be read: {error}") from None
    history = History(seed, base, entries, checkpoints)
    if first > 1:
        history.before = _before(connection, session, first - 1)
    return history


def _before(connection: sqlite3.Connection, session: int, number: int) -> list[Entry]:
    """The last entries up to the one of this number, as far as they can be read: they are only listed."""
    found = []
    try:
        for record in entries_from(connection, session, max(1, number - _LISTED + 1)):
            if record.number > number:
                break
            found.append(_entry(record))
    except (StoreError, SnapshotError) as error:
        log.warning("old history cannot be read", session=session, reason=str(error))
    return found


def _entry(record: EntryRecord) -> Entry:
    entry = Entry.unpack(record.data)
    if record.state in (RUNNING, LOST):
        # Nothing of it is to be done again.
        entry = Entry(entry.number, entry.text, entry.file, entry.line, entry.column, time=entry.time, state="lost")
    return entry
