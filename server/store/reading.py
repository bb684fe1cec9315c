"""Questions to the data file. Each takes a reader's connection, in whatever thread; none changes anything.

What was read is checked: a row whose ``crc`` is wrong, or a gap between entries, is damage and said to be, never passed
over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from zlib import crc32

from omega.server.store.problem import StoreError
from omega.server.store.records import STATES, CheckpointRecord, EntryRecord, Known, Recovery, SessionRecord

_SESSION = "s.key, s.id, s.principal, s.name, s.seed, s.origin, s.created, s.state"
_KNOWN = f"""
SELECT {_SESSION},
  ifnull((SELECT max(number) FROM entries WHERE session = s.key), 0),
  ifnull((SELECT max(number) FROM checkpoints WHERE session = s.key), 0),
  ifnull((SELECT began FROM entries WHERE session = s.key ORDER BY number DESC LIMIT 1), s.created)
FROM sessions AS s"""
_SIZES = """
SELECT count(*), ifnull(sum(length(data)), 0) + ifnull(
  (SELECT sum(length(data)) FROM checkpoints WHERE session = :key), 0)
FROM entries WHERE session = :key"""
_ENTRY = "session, number, state, began, seconds, ticks, text, outcome, data, crc"


def known_sessions(connection: sqlite3.Connection, *, sizes: bool = False) -> list[Known]:
    """Every session in the file. ``sizes``: count entries and bytes too, which looks at all of them."""
    found = []
    for row in connection.execute(_KNOWN + " ORDER BY s.key"):
        entries, size = connection.execute(_SIZES, {"key": row[0]}).fetchone() if sizes else (0, 0)
        found.append(Known(SessionRecord(*row[:8]), row[8], row[9], row[10], entries, size))
    return found


def highest_key(connection: sqlite3.Connection) -> int:
    """The highest number a session has had of which anything is there: what is left of one that is deleted must never become
    another's."""
    tables = ("entries", "events", "checkpoints", "shelf")
    highest = " UNION ALL ".join(["SELECT max(key) FROM sessions", *(f"SELECT max(session) FROM {table}" for table in tables)])
    (found,) = connection.execute(f"SELECT ifnull(max(number), 0) FROM (SELECT NULL AS number UNION ALL {highest})").fetchone()
    assert isinstance(found, int)
    return found


def recovery(connection: sqlite3.Connection, session: int, past: int = 0) -> Recovery:
    """What a session's state is made of, and of its past about so many bytes. Raises ``StoreError`` when the former is not
    all there."""
    connection.execute("BEGIN")  # one moment, whatever is written or pruned meanwhile
    try:
        checkpoints = _sound_checkpoints(connection, session)
        first = _first_entry(connection, session, checkpoints, past)
        entries = tuple(entries_from(connection, session, first))
    finally:
        connection.execute("COMMIT")
    for number, entry in enumerate(entries, first):
        if entry.number != number:
            raise StoreError(f"session: its entry {number} is missing from the data file")
    return Recovery(tuple(each for each in checkpoints if each.number >= first - 1), entries)


def _first_entry(
    connection: sqlite3.Connection, session: int, checkpoints: list[CheckpointRecord], past: int
) -> int:
    """The number of the first entry to begin with: as old as it is there, and not too large."""
    needed = checkpoints[-1].number + 1 if checkpoints else 1
    oldest, size = connection.execute(
        "SELECT ifnull(min(number), 0), ifnull(sum(length(data)), 0) FROM entries WHERE session = ? AND number < ?",
        (session, needed),
    ).fetchone()
    starts = [each.number + 1 for each in checkpoints]
    if not starts or starts[0] > 1:
        starts.insert(0, 1)  # a blank session is a state, too
    return next((start for start in starts if start >= oldest), needed) if oldest and size <= past else needed


def entries_from(
    connection: sqlite3.Connection, session: int, first: int = 1, most: int = -1
) -> Iterator[EntryRecord]:
    """Entries of a session from a number on, oldest first. Raises ``StoreError`` for one that is damaged."""
    rows = connection.execute(
        f"SELECT {_ENTRY} FROM entries WHERE session = ? AND number >= ? ORDER BY number LIMIT ?", (session, first, most)
    )
    for row in rows:
        entry = EntryRecord(*row[:9])
        if crc32(entry.data) != row[9] or entry.state not in STATES:
            raise StoreError(f"session: its entry {entry.number} is damaged in the data file")
        yield entry


def checkpoints_of(connection: sqlite3.Connection, session: int) -> Iterator[CheckpointRecord]:
    """The checkpoints of a session that are sound, newest first."""
    rows = connection.execute(
        "SELECT session, number, made, data, crc FROM checkpoints WHERE session = ? ORDER BY number DESC", (session,)
    )
    for row in rows:
        checkpoint = CheckpointRecord(*row[:4])
        if crc32(checkpoint.data) == row[4]:
            yield checkpoint


def events_of(connection: sqlite3.Connection, session: int, number: int) -> list[bytes]:
    """The events of an evaluation that were written while it ran, in order."""
    rows = connection.execute(
        "SELECT data, crc FROM events WHERE session = ? AND number = ? ORDER BY sequence", (session, number)
    )
    found = []
    for data, crc in rows:
        if crc32(data) != crc:
            raise StoreError(f"session: an event of its entry {number} is damaged in the data file")
        found.append(data)
    return found


def _sound_checkpoints(connection: sqlite3.Connection, session: int) -> list[CheckpointRecord]:
    """Oldest first; none for a session that began blank and has done little. Raises ``StoreError`` if it had some that are
    needed."""
    found = [*checkpoints_of(connection, session)][::-1]
    (count, oldest) = connection.execute(
        "SELECT count(*), ifnull(min(number), 0) FROM checkpoints WHERE session = ?", (session,)
    ).fetchone()
    if count and not found:
        (first,) = connection.execute("SELECT ifnull(min(number), 0) FROM entries WHERE session = ?", (session,)).fetchone()
        if oldest == 0 or first != 1:
            raise StoreError("session: its checkpoints are damaged in the data file")
    return found
