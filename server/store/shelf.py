"""Shelves that outlive the server: what a session keeps by name (``runtime/debug/shelf.py``) is in memory and in the data file.

What is put is written with whatever else its turn of the scheduler has to write; whoever put it is answered when that is
committed. All of a shelf is read when its session comes back, so looking at it never waits for the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from omega.runtime.debug.shelf import Kept, MemoryShelf
from omega.server.logs import log

if TYPE_CHECKING:
    from omega.server.store.store import Store

_COLUMNS = "name, description, time, size, hash, evaluation, data, crc"

Thing = tuple[Kept, bytes]


class DurableShelf(MemoryShelf):
    """The shelf ``kind`` of the session with this key, 0 for what belongs to none, of so many bytes, with the ``things`` that
    it holds."""

    def __init__(self, store: Store, session: int, kind: str, limit: int, things: Sequence[Thing] = ()) -> None:
        super().__init__(limit)
        self._store = store
        self._session = session
        self._kind = kind
        for kept, data in things:
            super().put(kept, data)

    def put(self, kept: Kept, data: bytes) -> None:
        """Keep it, in place of one of the same name; the oldest go when there is no room."""
        before = {each.name for each in self.list()}
        super().put(kept, data)
        for name in before - {each.name for each in self.list()}:
            self._forget(name)
        row = (
            self._session, self._kind, _text(kept.name), _text(kept.description), kept.time, kept.size, kept.hash, int(kept.evaluation),
            data, crc32(data),
        )  # fmt: skip

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(f"INSERT OR REPLACE INTO shelf (session, kind, {_COLUMNS}) VALUES ({', '.join('?' * 10)})", row)

        self._store.do_before(write)

    def rename(self, name: str, to: str) -> None:
        """Call it something else, which none is called."""
        super().rename(name, to)
        where = (_text(to), self._session, self._kind, _text(name))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE shelf SET name = ? WHERE session = ? AND kind = ? AND name = ?", where)

        self._store.do_before(write)

    def delete(self, name: str) -> None:
        """Keep it no longer."""
        super().delete(name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        where = (self._session, self._kind, _text(name))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM shelf WHERE session = ? AND kind = ? AND name = ?", where)

        self._store.do_before(write)


def things_on(connection: sqlite3.Connection, session: int) -> dict[str, list[Thing]]:
    """What is on the shelves of a session, by their kind, the oldest first. What is damaged is passed over, and said."""
    found: dict[str, list[Thing]] = {}
    rows = connection.execute(f"SELECT kind, {_COLUMNS} FROM shelf WHERE session = ? ORDER BY id", (session,))
    for kind, name, description, time, size, hash, evaluation, data, crc in rows:
        if crc32(data) == crc:
            found.setdefault(kind, []).append((Kept(name, description, time, size, hash, bool(evaluation)), data))
        else:
            log.error("what was kept is damaged", kind=kind, name=name, session=session)
    return found


def _text(text: str) -> str:
    """The text without halves of surrogate pairs, which have no UTF-8."""
    return text.encode("utf-8", "replace").decode()
