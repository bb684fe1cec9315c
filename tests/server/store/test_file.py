"""A file that is no sound data file of this version is refused in words; what can be survived is."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from omega.server.store import Store, StoreError
from omega.server.store.file import DataFile

from .records import entry, opened, session, using


async def filled(path: Path, entries: int = 50) -> None:
    """A data file with a session of some entries."""
    async with using(path) as use:
        use.store.put_session(session())
        for number in range(1, entries + 1):
            use.store.put_entry(entry(number, data=os.urandom(3000)))
        assert await use.committed() is None


def refusal(path: Path) -> str:
    """Why the file is refused, without its name."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        Store.open(path)
    assert before is None or path.read_bytes() == before
    return str(caught.value).removeprefix(f"data file {path}: ")


def test_what_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(b"not a database at all\n" * 1000)
    assert refusal(path) == "it is not a data file of Omega"


def test_a_folder_and_a_place_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "Is a directory"
    assert refusal(tmp_path / "no" / "data") == "No such file or directory"


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with opened(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    assert refusal(path) == "it is a database, but not one of Omega"


async def test_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "data"
    await filled(path, 1)
    with opened(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert refusal(path).startswith("it has schema version 99, from a newer Omega; this one reads up to ")


async def test_a_file_in_use(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path):
        with pytest.raises(StoreError, match="another server uses it"):
            DataFile.open(path)


async def test_a_file_that_was_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "data"
    await filled(path)
    os.truncate(path, path.stat().st_size // 2)
    assert refusal(path).startswith("it is damaged: ")


async def test_an_empty_file_becomes_a_data_file(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.touch()
    await filled(path, 1)
    async with using(path) as use:
        assert len((await use.recovery()).entries) == 1


async def test_a_new_file_is_its_owners(tmp_path: Path) -> None:
    await filled(tmp_path / "data", 1)
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("sync", "mode"), [("full", 2), ("normal", 1)])
def test_how_a_commit_is_kept(tmp_path: Path, sync: str, mode: int) -> None:
    file = DataFile.open(tmp_path / "data", sync=sync)
    assert file.connection.execute("PRAGMA synchronous").fetchone() == (mode,)
    assert file.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    file.close()


async def test_garbage_after_the_end_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "data"
    await filled(path)
    with path.open("ab") as file:
        file.write(os.urandom(10_000))
    async with using(path) as use:
        assert len((await use.recovery()).entries) == 50


def killed(path: Path, commits: int) -> None:
    """A data file as a server leaves it that is killed after some commits of one entry each: with its log."""
    file = DataFile.open(path)
    other = path.with_name("copy")
    file.connection.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(1, commits + 1):
        file.connection.execute(
            "INSERT INTO entries (session, number, state, began, seconds, ticks, text, outcome, data, crc)"
            " VALUES (1, ?, 'done', 0, 0, 0, '', '', x'', 0)",
            (number,),
        )
    for end in ("", "-wal"):
        other.with_name("copy" + end).write_bytes(path.with_name(path.name + end).read_bytes())
    file.close()
    for end in ("", "-wal"):
        other.with_name("copy" + end).rename(path.with_name(path.name + end))


@pytest.mark.parametrize("cut", [1, 100, 4000, 5000, 20_000])
async def test_a_torn_log_is_survived_up_to_its_last_whole_commit(tmp_path: Path, cut: int) -> None:
    path, log = tmp_path / "data", tmp_path / "data-wal"
    killed(path, 20)
    size = log.stat().st_size
    os.truncate(log, size - cut)
    async with using(path) as use:
        numbers = [one.number for one in (await use.recovery()).entries]
        assert numbers == list(range(1, len(numbers) + 1))
        assert 20 - cut // 4096 * 2 - 2 <= len(numbers) < 20
        use.store.put_entry(entry(len(numbers) + 1))
        assert await use.committed() is None


async def test_garbage_after_the_log_is_survived(tmp_path: Path) -> None:
    path, log = tmp_path / "data", tmp_path / "data-wal"
    killed(path, 20)
    with log.open("ab") as file:
        file.write(os.urandom(9000))
    async with using(path) as use:
        assert len((await use.recovery()).entries) == 20


async def test_damage_inside_is_found_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "data"
    await filled(path)
    killed(path, 0)
    (tmp_path / "data-wal").write_bytes(b"\0" * 32)
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(4096))
    with pytest.raises(StoreError, match="it is damaged: "):
        Store.open(path)


@pytest.mark.parametrize("seed", range(8))
async def test_random_damage_is_told_or_does_no_harm(tmp_path: Path, seed: int) -> None:
    """Whatever bytes of a file are others: it is refused, or a session of it is, or everything is there as it was."""
    path, chance = tmp_path / "data", Random(seed)
    await filled(path, 80)
    async with using(path) as use:
        expected = [(one.number, one.state, one.data) for one in (await use.recovery()).entries]
    sound = path.read_bytes()
    told = 0
    for _ in range(25):
        damaged = bytearray(sound)
        start = chance.randrange(len(damaged))
        for place in range(start, min(start + chance.choice((1, 4, 200)), len(damaged))):
            damaged[place] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            async with using(path) as use:
                assert [known.session.key for known in use.store.known] == [1]
                found = (await use.recovery()).entries
                assert [(one.number, one.state, one.data) for one in found] == expected
        except* StoreError:
            told += 1
    assert told
