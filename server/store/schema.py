"""The tables of the data file, and how a file of an older version becomes one of this.

``user_version`` counts the migrations that a file has seen. A migration is a function, is never changed once it was on
main, and runs in a transaction with the count; ``tests/server/store/test_schema.py`` runs them from every older version.

Entries are appended in the order of their commits, whatever their session, so that a commit touches few pages; what finds
those of one session is an index. ``crc`` is that of ``data``: SQLite does not notice a bit that has changed inside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

#: "Omga": what ``file`` and SQLite's pragma ``application_id`` show of our files.
APPLICATION = 0x4F6D6761


def _sessions_and_log(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE sessions (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, principal TEXT NOT NULL,"
        " name TEXT NOT NULL, seed INTEGER NOT NULL, origin TEXT NOT NULL, created REAL NOT NULL, state TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, number INTEGER NOT NULL,"
        " state TEXT NOT NULL, began REAL NOT NULL, seconds REAL NOT NULL, ticks INTEGER NOT NULL, text TEXT NOT NULL,"
        " outcome TEXT NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL, UNIQUE (session, number))"
    )
    connection.execute("CREATE INDEX running ON entries (session, number) WHERE state = 'running'")
    connection.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, number INTEGER NOT NULL,"
        " sequence INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL, UNIQUE (session, number, sequence))"
    )
    connection.execute(
        "CREATE TABLE checkpoints (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, number INTEGER NOT NULL,"
        " made REAL NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL, UNIQUE (session, number))"
    )
    # What is written to see whether there is room.
    connection.execute("CREATE TABLE room (data BLOB NOT NULL)")


def _shelves(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE shelf (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
        " description TEXT NOT NULL, time REAL NOT NULL, size INTEGER NOT NULL, hash TEXT NOT NULL,"
        " evaluation INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL, UNIQUE (session, kind, name))"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_sessions_and_log, _shelves)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has seen."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert isinstance(version, int)
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to date, one migration a transaction: a process that dies leaves a whole version behind."""
    for version in range(version_of(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
