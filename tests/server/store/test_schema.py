"""A file of every older version becomes one of this with everything in it.

``fixtures/vN.sql`` is what ``sqlite3 FILE .dump`` says of a file of version N; a migration on main comes with the dump of
the version before it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from omega.server.store.file import connect_reader
from omega.server.store.problem import StoreError
from omega.server.store.schema import APPLICATION, MIGRATIONS, migrate, version_of

from .records import opened, using

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = range(1, len(MIGRATIONS) + 1)


def old_file(path: Path, version: int) -> None:
    """A file as a server of this version left it."""
    with opened(path) as connection:
        connection.executescript((FIXTURES / f"v{version}.sql").read_text("utf-8"))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")


def shape(connection: sqlite3.Connection) -> list[str]:
    """What tables and indexes there are."""
    return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")]


@pytest.mark.parametrize("version", VERSIONS)
async def test_from_every_older_version(tmp_path: Path, version: int) -> None:
    old_file(tmp_path / "old", version)
    async with using(tmp_path / "new") as use, using(tmp_path / "old") as use:
        (known,) = use.store.known
        assert (known.session.id, known.session.name, known.last) == ("a-session", "work", 2)
        found = await use.recovery(known.session.key)
        assert [one.data for one in found.checkpoints] == [b"state"]
        assert [(one.number, one.text, one.data) for one in found.entries] == [(2, "(+ 1 2)", b"packed")]
    with opened(tmp_path / "new") as new, opened(tmp_path / "old") as old:
        assert version_of(old) == len(MIGRATIONS)
        assert shape(old) == shape(new)


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_who_only_reads_does_not_migrate(tmp_path: Path, version: int) -> None:
    old_file(tmp_path / "old", version)
    with pytest.raises(StoreError, match="a server of this version brings it up to"):
        connect_reader(tmp_path / "old")


def test_a_migration_that_dies_leaves_the_version_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        raise RuntimeError

    monkeypatch.setattr("omega.server.store.schema.MIGRATIONS", (*MIGRATIONS, dies))
    with opened(tmp_path / "data") as connection:
        with pytest.raises(RuntimeError):
            migrate(connection)
        assert version_of(connection) == len(MIGRATIONS)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
