"""History goes by count, age and size, in bounded steps; what a state is made of never does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from omega.server.store import Retention
from omega.server.store.batch import Batch
from omega.server.store.file import DataFile
from omega.server.store.retention import STEP, drop_closed, prune_session

from .records import checkpoint, entry, session

DAY = 86_400.0
#: Everything is kept.
ALL = Retention(entries=0, days=0, bytes=0)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A file with a session of 1000 entries and checkpoints after 400, 600, 800."""
    file = DataFile.open(tmp_path / "data")
    batch = Batch()
    batch.put_session(session(created=0.0))
    for number in range(1, 1001):
        batch.put_entry(entry(number, began=number * DAY, data=b"x" * 100))
    for number in (400, 600, 800):
        batch.put_checkpoint(checkpoint(number))
    batch.write(file.connection)
    yield file.connection
    file.close()


def prune(connection: sqlite3.Connection, policy: Retention, now: float = 1000 * DAY) -> tuple[int, int]:
    """Prune to the end: the number of the oldest entry left, and the steps it took."""
    steps = 1
    while prune_session(connection, 1, policy, now):
        steps += 1
    return connection.execute("SELECT min(number) FROM entries").fetchone()[0], steps


def checkpoints(connection: sqlite3.Connection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT number FROM checkpoints ORDER BY number")]


def test_by_count(connection: sqlite3.Connection) -> None:
    assert prune(connection, Retention(entries=500, days=0, bytes=0)) == (501, 500 // STEP + 1)
    assert checkpoints(connection) == [600, 800]


def test_by_age(connection: sqlite3.Connection) -> None:
    assert prune(connection, Retention(entries=0, days=700, bytes=0))[0] == 300


def test_by_size(connection: sqlite3.Connection) -> None:
    assert prune(connection, Retention(entries=0, days=0, bytes=45_000))[0] == 551


@pytest.mark.parametrize("policy", [Retention(entries=1), Retention(days=1), Retention(bytes=1)])
def test_what_the_last_two_checkpoints_need_stays(connection: sqlite3.Connection, policy: Retention) -> None:
    assert prune(connection, policy)[0] == 601


def test_without_bounds_everything_stays(connection: sqlite3.Connection) -> None:
    assert prune(connection, ALL) == (1, 1)


def test_a_session_without_checkpoints_keeps_everything(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM checkpoints")
    assert prune(connection, Retention(entries=1)) == (1, 1)


def test_the_newest_entry_stays_where_numbers_go_on(connection: sqlite3.Connection) -> None:
    batch = Batch()
    batch.put_checkpoint(checkpoint(1000))
    batch.put_checkpoint(checkpoint(1001))
    batch.write(connection)
    assert prune(connection, Retention(entries=1))[0] == 1000


def test_the_state_it_began_with_stays_as_long_as_its_first_entry(connection: sqlite3.Connection) -> None:
    batch = Batch()
    batch.put_checkpoint(checkpoint(0))
    batch.write(connection)
    prune(connection, ALL)
    assert checkpoints(connection) == [0, 600, 800]
    prune(connection, Retention(entries=500))
    assert checkpoints(connection) == [600, 800]


def test_a_closed_session_goes_whole_in_steps(connection: sqlite3.Connection) -> None:
    batch = Batch()
    batch.put_session(session(state="closed", created=0.0))
    batch.put_session(session(2))
    batch.write(connection)
    steps = 0
    while drop_closed(connection):
        steps += 1
    assert steps > 1000 // STEP
    assert connection.execute("SELECT key FROM sessions").fetchall() == [(2,)]
    for table in ("entries", "checkpoints", "events"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
