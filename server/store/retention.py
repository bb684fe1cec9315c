"""What is let go of: history nobody's state depends on, in steps of a bounded size.

A session's state is its newest checkpoint and the entries after it. The checkpoint before that one is kept too, with
the entries between, so that a damaged checkpoint loses nothing. Everything older is history, and goes when there are
too many entries, when they are too old, or when they take too many bytes. A closed session goes whole.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from omega.server.store.records import CLOSED

#: Rows deleted by one step, in which nobody else's commit is done.
STEP = 200
#: Checkpoints that are kept.
_CHECKPOINTS = 2
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How much history a session keeps; 0 is no bound."""

    entries: int = 10_000
    days: float = 0
    bytes: int = 64 * 1024 * 1024


def prune_session(connection: sqlite3.Connection, session: int, policy: Retention, now: float) -> bool:
    """One step on a session's history; whether there may be more to do."""
    doomed = _doomed(connection, session, _first_needed(connection, session), policy, now)
    more = False
    if doomed:
        connection.execute(
            "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE session = ? AND number <= ? ORDER BY number LIMIT ?)",
            (session, doomed, STEP),
        )
        # The newest entry never goes: it is where numbers go on.
        (oldest,) = connection.execute("SELECT min(number) FROM entries WHERE session = ?", (session,)).fetchone()
        connection.execute("DELETE FROM events WHERE session = ? AND number < ?", (session, oldest))
        more = oldest <= doomed
    connection.execute(
        # The state that a session began with stays as long as what it did first: without one it began blank.
        "DELETE FROM checkpoints WHERE session = :key AND id NOT IN"
        " (SELECT id FROM checkpoints WHERE session = :key ORDER BY number DESC LIMIT :kept) AND NOT"
        " (number = 0 AND EXISTS (SELECT 1 FROM entries WHERE session = :key AND number = 1))",
        {"key": session, "kept": _CHECKPOINTS},
    )
    connection.execute("PRAGMA incremental_vacuum(100)").fetchall()
    return more


def drop_closed(connection: sqlite3.Connection) -> bool:
    """One step of deleting sessions that are closed; whether there may be more to do."""
    row = connection.execute("SELECT key FROM sessions WHERE state = ? LIMIT 1", (CLOSED,)).fetchone()
    if row is not None:
        _drop(connection, row[0])
    return row is not None


def _drop(connection: sqlite3.Connection, session: int) -> None:
    for table in ("entries", "events", "checkpoints", "shelf"):
        deleted = connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE session = ? LIMIT ?)", (session, STEP)
        ).rowcount
        if deleted:
            return
    connection.execute("DELETE FROM sessions WHERE key = ?", (session,))
    connection.execute("PRAGMA incremental_vacuum(100)").fetchall()


def _first_needed(connection: sqlite3.Connection, session: int) -> int:
    """The number of the first entry that the state may be made from: 1 if all are."""
    numbers = connection.execute(
        "SELECT number FROM checkpoints WHERE session = ? ORDER BY number DESC LIMIT ?", (session, _CHECKPOINTS)
    ).fetchall()
    return int(numbers[-1][0]) + 1 if len(numbers) == _CHECKPOINTS else 1


def _doomed(connection: sqlite3.Connection, session: int, edge: int, policy: Retention, now: float) -> int:
    """The number up to which entries go; 0 for none."""
    (newest,) = connection.execute("SELECT ifnull(max(number), 0) FROM entries WHERE session = ?", (session,)).fetchone()
    doomed = newest - policy.entries if policy.entries else 0
    if policy.days:
        (number,) = connection.execute(
            "SELECT ifnull(max(number), 0) FROM entries WHERE session = ? AND number < ? AND began < ?",
            (session, edge, now - policy.days * _DAY),
        ).fetchone()
        doomed = max(doomed, number)
    if policy.bytes:
        (number,) = connection.execute(
            "SELECT ifnull(max(number), 0) FROM (SELECT number, sum(length(data)) OVER (ORDER BY number DESC) AS held"
            " FROM entries WHERE session = ?) WHERE held > ?",
            (session, policy.bytes),
        ).fetchone()
        doomed = max(doomed, number)
    doomed = min(doomed, edge - 1, newest - 1)
    if doomed <= 0:
        return 0
    exists = connection.execute("SELECT 1 FROM entries WHERE session = ? AND number <= ? LIMIT 1", (session, doomed)).fetchone()
    return doomed if exists else 0
