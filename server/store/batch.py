"""What one turn of the scheduler has to write, and how it becomes one transaction.

Every statement of sqlite3 lets go of Python's lock and must get it back, which on a busy server takes as long as the
switch interval; so a batch is as few statements as can be: one with many rows for each table. A batch with rows of one
table only needs no BEGIN and COMMIT either.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from zlib import crc32

from omega.server.store.problem import Fault
from omega.server.store.records import CheckpointRecord, EntryRecord, EventsRecord, SessionRecord

#: Rows of one statement: each number of rows is a statement of its own, and sqlite3 keeps 128 of them compiled.
_ROWS = 48

Row = tuple[int | float | str | bytes, ...]
#: Called when a batch is committed, with None, or with why it is not.
Waiter = Callable[[Fault | None], None]

_ENTRIES = (
    "INSERT INTO entries (session, number, state, began, seconds, ticks, text, outcome, data, crc) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    """ ON CONFLICT (session, number) DO UPDATE SET state = excluded.state, seconds = excluded.seconds,
    ticks = excluded.ticks, outcome = excluded.outcome, data = excluded.data, crc = excluded.crc""",
)
_EVENTS = ("INSERT OR REPLACE INTO events (session, number, sequence, data, crc) VALUES ", "(?, ?, ?, ?, ?)", "")
_CHECKPOINTS = (
    "INSERT OR REPLACE INTO checkpoints (session, number, made, data, crc) VALUES ",
    "(?, ?, ?, ?, ?)",
    "",
)
_SESSIONS = (
    "INSERT INTO sessions (key, id, principal, name, seed, origin, created, state) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?)",
    " ON CONFLICT (key) DO UPDATE SET name = excluded.name, state = excluded.state",
)


class Batch:
    """Rows to write together, and who waits for that. Later news of an entry or a session replaces earlier news."""

    def __init__(self) -> None:
        self._entries: dict[tuple[int, int], Row] = {}
        self._sessions: dict[int, Row] = {}
        self._events: list[Row] = []
        self._checkpoints: list[Row] = []
        #: Work on the connection that is no rows, such as deleting some: done before them, in the same transaction.
        self.tasks: list[Callable[[sqlite3.Connection], None]] = []
        self.waiters: list[Waiter] = []

    def __bool__(self) -> bool:
        return bool(self._entries or self._sessions or self._events or self._checkpoints or self.tasks or self.waiters)

    @property
    def is_work(self) -> bool:
        """Whether it is about what somebody does; a checkpoint, or deleting something, can be done another time."""
        return bool(self._entries or self._sessions or self._events)

    def put_session(self, record: SessionRecord) -> None:
        """A session is new, or has changed."""
        self._sessions[record.key] = (
            record.key, record.id, _text(record.principal), _text(record.name), record.seed, record.origin,
            record.created, record.state,
        )  # fmt: skip

    def put_entry(self, record: EntryRecord) -> None:
        """An evaluation has begun, or ended."""
        self._entries[record.session, record.number] = (
            record.session, record.number, record.state, record.began, record.seconds, record.ticks, _text(record.text),
            _text(record.outcome), record.data, crc32(record.data),
        )  # fmt: skip

    def put_events(self, record: EventsRecord) -> None:
        """A running evaluation got answers from outside."""
        self._events.append((record.session, record.number, record.sequence, record.data, crc32(record.data)))

    def put_checkpoint(self, record: CheckpointRecord) -> None:
        """A session's whole state."""
        self._checkpoints.append((record.session, record.number, record.made, record.data, crc32(record.data)))

    def write(self, connection: sqlite3.Connection) -> None:
        """One transaction: all of it is kept, or nothing of it and an error raised."""
        write_together(connection, (self,))

    def statements(self) -> Iterable[tuple[tuple[str, str, str], Sequence[Row]]]:
        """The statements, in parts, each with the rows that are for it; sessions come before what is theirs."""
        yield _SESSIONS, list(self._sessions.values())
        yield _CHECKPOINTS, self._checkpoints
        yield _EVENTS, self._events
        yield _ENTRIES, list(self._entries.values())


def write_together(connection: sqlite3.Connection, batches: Sequence[Batch]) -> None:
    """Commit batches in one transaction, which is what makes many of them cheap. Raises what SQLite raises, and then
    nothing of them is written."""
    if not any(batch.tasks for batch in batches):
        pieces = [piece for batch in batches for piece in _pieces(batch)]
        if len(pieces) <= 1:
            for piece in pieces:
                connection.execute(*piece)
            return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for batch in batches:
            for task in batch.tasks:
                task(connection)
            for statement, values in _pieces(batch):
                connection.execute(statement, values)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself after some errors
            connection.execute("ROLLBACK")
        raise


def _pieces(batch: Batch) -> Iterable[tuple[str, list[int | float | str | bytes]]]:
    for (head, row, tail), rows in batch.statements():
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            yield head + ", ".join([row] * len(some)) + tail, [value for values in some for value in values]


def _text(text: str) -> str:
    """The text without halves of surrogate pairs, which have no UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
