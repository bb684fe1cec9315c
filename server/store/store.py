"""The store as the server sees it: put records, be told when they are committed, ask what a session is made of.

Everything put during one turn of the scheduler becomes one batch at ``flush``. Whoever waits for a batch is called in
trio's thread, in the order the batches were made. When there is no room left, ``fault`` says so until a small write
succeeds again. This file must never know what a record's ``data`` says.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import trio

from omega.server.logs import log
from omega.server.store.batch import Batch, Waiter
from omega.server.store.file import DataFile
from omega.server.store.problem import READING, Fault, StoreError, fault_of, is_damage
from omega.server.store.reading import highest_key, known_sessions
from omega.server.store.records import (
    CLOSED,
    CheckpointRecord,
    EntryRecord,
    EventsRecord,
    Known,
    SessionRecord,
)
from omega.server.store.retention import Retention, drop_closed, prune_session
from omega.server.store.shelf import Thing, things_on
from omega.server.store.writer import Writer

T = TypeVar("T")

#: Seconds between two looks whether there is room again, and between two looks for old history.
_AGAIN, _PRUNE = 0.5, 300.0
#: Entries of one session after which its history is looked at.
_MANY = 256
#: What must be writable before new work is taken again.
_ROOM = 64 * 1024
#: Threads that read at a time.
_READERS = 4


class Store:
    """A data file in use by one server."""

    def __init__(self, file: DataFile, retention: Retention) -> None:
        #: Every session in the file when it was opened.
        self.known: list[Known] = []
        #: What was on the shelves that belong to no session, by their kind.
        self.shelves: dict[str, list[Thing]] = {}
        #: Why nothing new can be kept now; ``None`` when all is well.
        self.fault: Fault | None = None
        self._file = file
        self._retention = retention
        self._writer = Writer(file.connection, self._report)
        self._batch = Batch()
        #: Batches before that one that are not handed over yet, and whether the writer has some.
        self._cut: list[Batch] = []
        self._writes = False
        self._results: deque[tuple[Batch, Fault | None]] = deque()
        self._token: trio.lowlevel.TrioToken | None = None
        self._announce: Callable[[], None] = self.deliver
        self._limiter = trio.CapacityLimiter(_READERS)
        self._nursery: trio.Nursery | None = None
        #: Entries put since their session's history was last looked at.
        self._grown: dict[int, int] = {}
        self._to_prune: dict[int, None] = {}
        self._wake = trio.Event()
        self._keys = 0
        self._stopped = False

    @classmethod
    def open(
        cls, path: Path, *, sync: str = "full", most_bytes: int = 0, retention: Retention | None = None
    ) -> Store:
        """Open the file or make a new one; entries that were running when the last server died become ``lost``. Raises
        ``StoreError``."""
        file = DataFile.open(path, sync=sync, most_bytes=most_bytes)
        store = cls(file, retention or Retention())
        try:
            store._lose(file.connection)
            store.known = known_sessions(file.connection)
            store._keys = highest_key(file.connection)
            store.shelves = things_on(file.connection, 0)
        except READING as error:
            file.close()
            raise StoreError(f"data file {path}: {'it is damaged: ' if is_damage(error) else ''}{error}") from None
        store._writer.start()
        return store

    def _lose(self, connection: sqlite3.Connection) -> None:
        """What was running is lost. On a full disk that cannot be written, but whoever reads it takes it so anyway."""
        try:
            connection.execute("UPDATE entries SET state = 'lost' WHERE state = 'running'")
        except sqlite3.OperationalError as error:
            self.fault = fault_of(error)
            if self.fault.status != "storage-full":
                raise

    def next_key(self) -> int:
        """A number for a new session."""
        self._keys += 1
        return self._keys

    # -- writing

    def put_session(self, record: SessionRecord) -> None:
        """A session is new, or has changed."""
        self._batch.put_session(record)

    def put_entry(self, record: EntryRecord) -> None:
        """An evaluation has begun, or ended."""
        self._batch.put_entry(record)
        grown = self._grown.get(record.session, 0) + 1
        self._grown[record.session] = grown % _MANY
        if grown == _MANY:
            self._to_prune[record.session] = None
            self._wake.set()

    def put_events(self, record: EventsRecord) -> None:
        """A running evaluation got answers from outside."""
        self._batch.put_events(record)

    def put_checkpoint(self, record: CheckpointRecord) -> None:
        """A session's whole state. It may not fit where everything else does, so ``cut`` before and after it."""
        self._batch.put_checkpoint(record)

    def do_before(self, task: Callable[[sqlite3.Connection], None]) -> None:
        """Do this to the file in the same commit, before what is put."""
        self._batch.tasks.append(task)

    def drop_session(self, record: SessionRecord) -> None:
        """Delete a session: from the next commit on it is closed, and what it has is deleted in the background."""
        self.put_session(replace(record, state=CLOSED))
        self.then(lambda fault: self._wake.set())

    def then(self, waiter: Waiter) -> None:
        """Call this when everything put since the last ``flush`` is committed, or cannot be."""
        self._batch.waiters.append(waiter)

    def cut(self) -> None:
        """What was put and what will be need not be kept both: if one does not fit, the other may."""
        if self._batch:
            self._cut.append(self._batch)
            self._batch = Batch()

    def flush(self) -> None:
        """The turn is over: hand over what was put, now or as soon as the writer has done what it has."""
        if self._writes or self._stopped:
            return
        self.cut()
        if self._cut:
            batches, self._cut = self._cut, []
            self._writes = True
            batches[-1].waiters.append(self._written)
            self._writer.write(batches)

    def _written(self, fault: Fault | None) -> None:
        self._writes = False

    def _report(self, results: Sequence[tuple[Batch, Fault | None]]) -> None:
        """On the writer's thread: batches are done."""
        self._results.extend(results)
        if self._token is not None:
            with suppress(trio.RunFinishedError):
                self._token.run_sync_soon(self._announce)

    def deliver(self) -> None:
        """Tell those who wait what has become of their batches."""
        while self._results:
            batch, fault = self._results.popleft()
            if fault is not None and self.fault is None:
                log.error("cannot keep", status=fault.status, reason=fault.message, work=batch.is_work)
                if batch.is_work:
                    self.fault = fault
                    self._wake.set()
            for waiter in batch.waiters:
                try:
                    waiter(fault)
                except Exception:  # noqa: BLE001  # a fault of one session must not end the server
                    log.exception("what waited for a commit failed")
        self.flush()

    # -- reading

    def ask(
        self, question: Callable[[sqlite3.Connection], T], done: Callable[[T | StoreError], None]
    ) -> None:
        """Put a question to the file in another thread; ``done`` gets the answer later."""
        assert self._nursery is not None
        self._nursery.start_soon(self._ask, question, done)

    async def _ask(
        self, question: Callable[[sqlite3.Connection], T], done: Callable[[T | StoreError], None]
    ) -> None:
        def read() -> T | StoreError:
            try:
                with closing(self._file.reader()) as connection:
                    return question(connection)
            except StoreError as error:
                return error
            except READING as error:
                return StoreError(f"data file {self._file.path}: {'it is damaged: ' if is_damage(error) else ''}{error}")

        done(await trio.to_thread.run_sync(read, limiter=self._limiter))

    # -- the store's life

    async def run(self, announce: Callable[[], None] | None = None) -> None:
        """Report commits, read, and let go of old history, for ever. ``announce``: called when there is something to
        ``deliver``, in place of that."""
        self._announce = announce or self._announce
        self._token = trio.lowlevel.current_trio_token()
        self._announce()
        async with trio.open_nursery() as self._nursery:
            self._nursery.start_soon(self._keep_house)
            await trio.sleep_forever()

    def close(self) -> None:
        """Write what there is and close the file. Blocks for as long as that takes."""
        self.cut()
        if self._cut:
            self._writer.write(self._cut)
        self._stopped = True
        self._writer.stop()
        self.deliver()
        self._file.close()

    async def _keep_house(self) -> None:
        """Look for room when there was none, and for history that may go: when a session has many new entries, and now and
        then."""
        self._to_prune = dict.fromkeys(known.session.key for known in self.known)
        while True:
            self._wake = trio.Event()
            if self.fault is not None and not await self._find_room():
                await trio.sleep(_AGAIN)
            if self._to_prune:
                session = next(iter(self._to_prune))
                del self._to_prune[session]
                await self._repeated(partial(prune_session, session=session, policy=self._retention, now=time.time()))
            elif self.fault is None:
                await self._repeated(drop_closed)
                with trio.move_on_after(_PRUNE) as patience:
                    await self._wake.wait()
                if patience.cancelled_caught:
                    self._to_prune.update(dict.fromkeys(self._grown))

    async def _find_room(self) -> bool:
        """Whether something can be written now; if so, work is taken again."""
        found = await self._committed(_fill_room)
        if found and await self._committed(_clear_room):
            log.info("can keep again")
            self.fault = None
        return self.fault is None

    async def _repeated(self, task: Callable[[sqlite3.Connection], bool]) -> None:
        """Do a task on the writer's connection, a step and a commit at a time, until it says that no more is to do."""
        more = [True]
        while more[-1]:
            if not await self._committed(lambda connection: more.append(task(connection))):
                return

    async def _committed(self, task: Callable[[sqlite3.Connection], None]) -> bool:
        """Do a task in a batch of its own; whether it was committed."""
        done, faults = trio.Event(), list[Fault | None]()

        def report(fault: Fault | None) -> None:
            faults.append(fault)
            done.set()

        batch = Batch()
        batch.tasks.append(task)
        batch.waiters.append(report)
        self._writer.write([batch])
        await done.wait()
        return faults == [None]


def _fill_room(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO room VALUES (zeroblob(?))", (_ROOM,))


def _clear_room(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM room")
