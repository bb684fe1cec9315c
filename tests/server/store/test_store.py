"""What was committed is there when the file is opened again, and nothing else is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import trio

from omega.server.store import EventsRecord, Fault, StoreError
from omega.server.store.file import connect_reader
from omega.server.store.reading import events_of, known_sessions

from .records import checkpoint, entry, opened, session, using


async def test_what_was_committed_is_there_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session(1, name="work"))
        use.store.put_session(session(2, principal="bob"))
        for number in range(1, 100):
            use.store.put_entry(entry(number))
        assert await use.committed() is None
    async with using(path) as use:
        assert [(known.session, known.last) for known in use.store.known] == [
            (session(1, name="work"), 99),
            (session(2, principal="bob"), 0),
        ]
        assert use.store.next_key() == 3
        found = await use.recovery()
        assert found.checkpoints == ()
        assert found.entries == tuple(entry(number) for number in range(1, 100))


async def test_a_state_is_the_newest_checkpoint_and_what_came_after(tmp_path: Path) -> None:
    async with using(tmp_path / "data") as use:
        use.store.put_session(session())
        for number in range(1, 11):
            use.store.put_entry(entry(number))
            if number % 4 == 0:
                assert await use.put_checkpoint(number, data=b"after %d" % number) is None
        assert await use.committed() is None
        found = await use.recovery()
        assert found.checkpoints == (checkpoint(8, data=b"after 8"),)
        assert [one.number for one in found.entries] == [9, 10]


@pytest.mark.parametrize("base", [None, 0])
async def test_the_past_comes_with_it_as_far_as_it_can_be_made_again(tmp_path: Path, base: int | None) -> None:
    async with using(tmp_path / "data") as use:
        use.store.put_session(session())
        checkpoints = ([] if base is None else [base]) + [4, 8]
        for number in checkpoints:
            await use.put_checkpoint(number)
        for number in range(1, 11):
            use.store.put_entry(entry(number))
        assert await use.committed() is None

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM entries WHERE number <= 2")

        async def numbers(past: int) -> tuple[list[int], list[int]]:
            found = await use.recovery(past=past)
            return [one.number for one in found.checkpoints], [one.number for one in found.entries]

        assert await numbers(10_000) == (checkpoints, list(range(1, 11)))
        assert await numbers(10) == ([8], [9, 10])
        use.store.do_before(forget)
        assert await use.committed() is None
        assert await numbers(10_000) == ([4, 8], list(range(5, 11)))


async def test_those_who_wait_are_told_in_order_and_after_the_commit(tmp_path: Path) -> None:
    path = tmp_path / "data"
    told: list[int] = []
    async with using(path) as use:
        use.store.put_session(session())
        reader = connect_reader(path)

        def tell(number: int, fault: Fault | None) -> None:
            assert fault is None
            (committed,) = reader.execute("SELECT count(*) FROM entries WHERE number = ?", (number,)).fetchone()
            told.append(number if committed else -number)

        for number in range(1, 301):
            use.store.put_entry(entry(number))
            use.store.then(lambda fault, number=number: tell(number, fault))  # type: ignore[misc]
            use.store.flush()
            if number % 7 == 0:
                await trio.lowlevel.checkpoint()
        assert await use.committed() is None
        reader.close()
    assert told == list(range(1, 301))


async def test_an_evaluation_that_was_running_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        use.store.put_entry(entry(1, state="running"))
        use.store.put_entry(entry(2, state="running"))
        use.store.put_events(EventsRecord(1, 2, 0, b"answers"))
        assert await use.committed() is None
        use.store.put_entry(entry(1, outcome="over"))
        assert await use.committed() is None
    async with using(path) as use:
        assert [(one.state, one.outcome) for one in (await use.recovery()).entries] == [("done", "over"), ("lost", "ok")]
        reader = connect_reader(path)
        assert events_of(reader, 1, 2) == [b"answers"]
        reader.close()


async def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        for number in (1, 2, 3):
            use.store.put_entry(entry(number))
            await use.put_checkpoint(number, data=b"after %d" % number)
        assert await use.committed() is None
    with opened(path) as connection:
        connection.execute("UPDATE checkpoints SET data = x'00' WHERE number = 3")
    async with using(path) as use:
        found = await use.recovery()
        assert found.checkpoints == (checkpoint(2, data=b"after 2"),)
        assert [one.number for one in found.entries] == [3]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE entries SET data = x'00' WHERE number = 3", "its entry 3 is damaged"),
        ("DELETE FROM entries WHERE number = 3", "its entry 3 is missing"),
        ("DELETE FROM entries WHERE number = 1", "its entry 1 is missing"),
    ],
)
async def test_damage_is_told_and_never_passed_over(tmp_path: Path, damage: str, message: str) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        use.store.put_session(session(2))
        for number in (1, 2, 3, 4):
            use.store.put_entry(entry(number))
        use.store.put_entry(entry(1, session=2))
        assert await use.committed() is None
    with opened(path) as connection:
        connection.execute(damage + " AND session = 1")
    async with using(path) as use:
        with pytest.raises(StoreError, match=message):
            await use.recovery()
        assert len((await use.recovery(2)).entries) == 1


async def test_a_session_whose_checkpoints_are_all_damaged(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        await use.put_checkpoint(0)
        use.store.put_entry(entry(1))
        assert await use.committed() is None
    with opened(path) as connection:
        connection.execute("UPDATE checkpoints SET data = x'00'")
    async with using(path) as use:
        with pytest.raises(StoreError, match="its checkpoints are damaged"):
            await use.recovery()


async def test_text_without_utf8_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session(name="\ud800"))
        use.store.put_entry(entry(1, text="\ud800x"))
        assert await use.committed() is None
        assert (await use.recovery()).entries[0].text == "?x"


async def test_what_is_left_of_a_deleted_session_never_becomes_anothers(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session(5))
        use.store.put_entry(entry(1, session=5))
        assert await use.committed() is None
    with opened(path) as connection:
        connection.execute("DELETE FROM sessions")
    async with using(path) as use:
        assert use.store.next_key() == 6


async def test_events_of_an_evaluation_that_could_not_be_kept_give_way(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        for data in (b"first", b"second"):
            use.store.put_events(EventsRecord(1, 1, 0, data))
            assert await use.committed() is None
        reader = connect_reader(path)
        assert events_of(reader, 1, 1) == [b"second"]
        reader.close()


async def test_sizes(tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with using(path) as use:
        use.store.put_session(session())
        use.store.put_entry(entry(1, data=b"x" * 1000))
        await use.put_checkpoint(1, data=b"x" * 500)
        reader = connect_reader(path)
        (known,) = known_sessions(reader, sizes=True)
        reader.close()
        assert (known.entries, known.bytes, known.last, known.checkpoint, known.used) == (1, 1500, 1, 1, 1e9 + 1)
