"""What the store's tests share: records, and a store that runs in the test's own trio run."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import trio
import trio.testing

from omega.server.store import (
    CheckpointRecord,
    EntryRecord,
    Fault,
    Recovery,
    SessionRecord,
    Store,
    StoreError,
)
from omega.server.store.reading import recovery

T = TypeVar("T")


def session(key: int = 1, **changes: Any) -> SessionRecord:
    """A session of alice's."""
    return SessionRecord(**{"key": key, "id": f"s{key}", "principal": "alice", "name": "", "seed": 7, "origin": "", "created": 1e9, **changes})


def entry(number: int, session: int = 1, **changes: Any) -> EntryRecord:
    """An evaluation that is done."""
    known = {"session": session, "number": number, "state": "done", "began": 1e9 + number, "seconds": 0.1, "ticks": 3}
    return EntryRecord(**{**known, "text": f"({number})", "outcome": "ok", "data": b"entry %d" % number, **changes})


def checkpoint(number: int, session: int = 1, data: bytes = b"state") -> CheckpointRecord:
    """A checkpoint after the entry of this number."""
    return CheckpointRecord(session, number, 1e9, data)


class Answer(Generic[T]):
    """Called with an answer, once, and waited for."""

    def __init__(self) -> None:
        self._given: list[T] = []
        self._done = trio.Event()

    def __call__(self, answer: T) -> None:
        self._given.append(answer)
        self._done.set()

    async def get(self) -> T:
        """The answer."""
        with trio.fail_after(10):
            await self._done.wait()
        (answer,) = self._given
        return answer


class Use:
    """A store at work."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def committed(self) -> Fault | None:
        """Flush what was put, and wait until it is committed or is not."""
        answer: Answer[Fault | None] = Answer()
        self.store.then(answer)
        self.store.flush()
        return await answer.get()

    async def put_checkpoint(self, number: int, session: int = 1, data: bytes = b"state") -> Fault | None:
        """Put a checkpoint and wait until it is committed or is not."""
        self.store.put_checkpoint(checkpoint(number, session, data))
        return await self.committed()

    async def recovery(self, session: int = 1, past: int = 0) -> Recovery:
        """What a session's state is made of, and of its past. Raises ``StoreError``."""
        answer: Answer[Recovery | StoreError] = Answer()
        self.store.ask(partial(recovery, session=session, past=past), answer)
        found = await answer.get()
        if isinstance(found, StoreError):
            raise found
        return found


@asynccontextmanager
async def using(path: Path, **options: Any) -> AsyncIterator[Use]:
    """A store, closed at the end."""
    store = Store.open(path, **options)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            await trio.testing.wait_all_tasks_blocked(0.01)
            yield Use(store)
            nursery.cancel_scope.cancel()
    finally:
        store.close()


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file through SQLite alone."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
