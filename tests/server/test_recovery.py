"""A durable session comes back as it was, whatever it got from outside, and without asking for any of it again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import trio

from omega.server.tokens import ANYONE

from .debugger import debugged
from .killing import connected, server
from .peer import SPIN, Place, keeping


def rows(folder: Path, query: str) -> list[Any]:
    """What the data file says."""
    with closing(sqlite3.connect(folder / "data")) as connection:
        return connection.execute(query).fetchall()


async def again(folder: Path, session: str, code: str, **settings: Any) -> list[str]:
    """The values of code in a session on a new server."""
    async with keeping(folder, **settings) as place:
        peer = await place.connect()
        values = await peer.values(code, session=session)
        assert rows(folder, "SELECT count(*) FROM entries WHERE state = 'running'") == [(0,)]
        return values


async def test_input_is_not_asked_for_again(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        asked = await peer.start("eval", code="(define name (read-line)) (define more (read-line))", session=session)
        await peer.until("need-input")
        await peer.one("stdin", stdin="Ada\nLovelace\nrest\n", session=session)
        await peer.replies(asked)
    assert await again(tmp_path, session, "(list name more (read-line))") == ['("Ada" "Lovelace" "rest")']


async def test_the_time_is_the_time_it_was(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        (then,) = await peer.values("(begin (define then (current-second)) then)", session=session)
        await peer.values("(sleep 3)", session=session)
        await peer.values("(define r (random-integer 1000000000))", session=session)
        (drawn,) = await peer.values("r", session=session)
    began = time.monotonic()
    assert await again(tmp_path, session, "then r") == [then, drawn]
    assert time.monotonic() - began < 3  # nobody slept again


async def test_files_are_not_read_or_written_again(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "in").write_text("was here")
    settings = {"file_root": str(tmp_path / "files")}
    async with keeping(tmp_path, **settings) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        code = '(define text (call-with-input-file "in" read-line)) (with-output-to-file "out" (lambda () (display 1)))'
        await peer.values(code, session=session)
    (tmp_path / "files" / "in").unlink()
    (tmp_path / "files" / "out").unlink()
    assert await again(tmp_path, session, "text", **settings) == ['"was here"']
    assert list((tmp_path / "files").iterdir()) == []


async def test_a_restart_that_was_chosen_is_not_asked_for_again(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        asked = await peer.start("eval", code="(define x (+ 1 (car 5)))", session=session, on_error="restart")
        question = await peer.until("need-restart")
        (index,) = (each["index"] for each in question["restarts"] if each["name"] == "use-value")
        await peer.one("answer", session=session, key=question["key"], restart=index, code="(* 6 7)")
        await peer.replies(asked)
    assert await again(tmp_path, session, "x") == ["43"]


async def test_a_file_stops_at_its_first_error_again(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 0)", session=session)
        await peer.request("load-file", file="(set! x 1) (car 5) (set! x 2)", session=session)
    assert await again(tmp_path, session, "x") == ["1"]


LOOP = "(define n 0) (let loop () (set! n (+ n 1)) {work} (loop))"


@pytest.mark.parametrize(
    ("work", "params"),
    [("", {"budget": 5000}), ('(display "0123456789")', {"out_limit": 3000})],
    ids=["budget", "output"],
)
async def test_an_evaluation_that_reached_a_limit(tmp_path: Path, work: str, params: dict[str, int]) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        replies = await peer.request("eval", code=LOOP.format(work=work), session=session, **params)
        assert any(reply.get("ex") == "budget-exceeded" for reply in replies)
        expected = await peer.values("n", session=session)
        assert int(expected[0]) > 100
    assert await again(tmp_path, session, "n") == expected


async def test_an_interrupt_comes_where_it_came(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        for _ in range(3):
            running = await peer.start("eval", code=LOOP.format(work=""), session=session)
            await trio.sleep(0.03)
            await peer.one("interrupt", session=session)
            await peer.replies(running)
        expected = await peer.values("n", session=session)
    assert await again(tmp_path, session, "n") == expected


async def test_a_snapshot_that_was_restored_stays_restored(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define x 1)", session=session)
        await peer.one("snapshots/save", name="one", session=session)
        await peer.values("(define x 2)", session=session)
        await peer.one("snapshots/restore", name="one", session=session)
        await peer.values("(define y (+ x 10))", session=session)
        await peer.request("eval", code='(define z 5) (snapshots.restore "one")', session=session)
        await peer.values("(define w x)", session=session)
        expected = await peer.values("(list x w)", session=session)
    assert await again(tmp_path, session, "(list x w)") == expected == ["(1 1)"]


async def test_what_a_snapshot_was_saved_in_the_midst_of_and_went_on_stays_done(tmp_path: Path) -> None:
    """Where it has gone on it is done again; where it waits for somebody to go on with it, it waits again."""
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session, waiting = await peer.clone(durable=1), await peer.clone(durable=1)
        program = "(begin (define got (list 'saved (snapshots.save \"amid\"))) (set! n (+ n 1)) n)"
        await peer.values("(define n 0)", session=session)
        await peer.values(program, session=session)
        data = (await peer.one("snapshots/export", name="amid", session=session))["data"]
        await peer.one("snapshots/import", data=data, session=waiting)
        for each in (session, waiting):
            await peer.one("snapshots/restore", name="amid", session=each)
        it = await debugged(place, session)
        stop = await it.stopped()
        await it.at(stop, "continue")
        while (await it.peer.next()).get("event") != "terminated":
            pass
        assert await peer.values("n", session=session) == ["1"]
    assert await again(tmp_path, session, "(list n (car got))") == ["(1 saved)"]
    async with keeping(tmp_path) as place:
        it = await debugged(place, waiting)
        stop = await it.stopped()
        await it.at(stop, "continue")
        while (await it.peer.next()).get("event") != "terminated":
            pass
        assert await it.peer.values("n", session=waiting) == ["1"]


async def test_after_a_checkpoint_little_is_done_again(tmp_path: Path) -> None:
    async with keeping(tmp_path, checkpoint_evaluations=10) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define n 0)", session=session)
        for _ in range(25):
            await peer.values("(set! n (+ n 1))", session=session)
        await peer.values("(define (spin k) (if (> k 0) (spin (- k 1)))) (spin 3500000)", session=session)
    assert [number for (number,) in rows(tmp_path, "SELECT number FROM checkpoints ORDER BY number")] == [10, 20, 27]
    assert await again(tmp_path, session, "n") == ["25"]


async def slow_to_come_back(folder: Path) -> str:
    """A session whose state takes a second or so to be made again."""
    async with keeping(folder, checkpoint_ticks=10**9) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define n 0) (let loop ((i 0)) (if (< i 4000000) (begin (set! n i) (loop (+ i 1)))))", session=session)
    return session


async def longest_wait(place: Place, until: Callable[[], bool]) -> float:
    """The longest that another session waits for an answer until this is true, in seconds of this thread's processor time:
    the server runs in it, and the machine may be busy with something else."""
    peer = await place.connect()
    session = await peer.clone()
    await peer.values("1", session=session)
    longest = 0.0
    with trio.fail_after(30):
        while not until():
            began = time.thread_time()
            await peer.values("(+ 1 2)", session=session)
            longest = max(longest, time.thread_time() - began)
    return longest


def is_returning(place: Place) -> bool:
    """Is a session on its way back?"""
    return any(session.is_returning for session in place.server.host.sessions(ANYONE))


async def test_a_session_that_comes_back_stops_nobody(tmp_path: Path) -> None:
    session = await slow_to_come_back(tmp_path)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        slow = await peer.start("eval", code="n", session=session)
        assert await longest_wait(place, lambda: place.server.host.count == 2 and not is_returning(place)) < 0.1
        assert (await peer.replies(slow))[0]["value"] == "3999999"


async def lose(folder: Path, session: str | None, code: str) -> str:
    """Have a server killed while it evaluates this, in a session that defines ``x`` as 1 before."""
    with server(folder) as (process, port):
        async with connected(port) as peer:
            if session is None:
                session = await peer.clone(durable=1)
                await peer.values("(define x 1)", session=session)
            await peer.start("eval", code=code, session=session)
            await trio.sleep(0.3)
            process.kill()
    return session


async def test_a_checkpoint_of_another_version_gives_way_to_what_came_before(tmp_path: Path) -> None:
    async with keeping(tmp_path, checkpoint_evaluations=3) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        for n in range(10):
            await peer.values(f"(define x{n} {n})", session=session)
    assert len(rows(tmp_path, "SELECT number FROM checkpoints")) == 3
    other = b"omega-state\xff\xff" + bytes(100)
    with closing(sqlite3.connect(tmp_path / "data", isolation_level=None)) as connection:
        connection.execute("UPDATE checkpoints SET data = ?, crc = ?", (other, crc32(other)))
    assert await again(tmp_path, session, "(list x0 x9)") == ["(0 9)"]


@pytest.mark.slow
async def test_an_evaluation_without_an_end_is_lost_and_not_done_by_halves(tmp_path: Path) -> None:
    session = await lose(tmp_path, None, f"(set! x 2) (define t (current-second)) {SPIN}")
    assert await again(tmp_path, session, "x") == ["1"]
    assert rows(tmp_path, "SELECT number, state FROM entries ORDER BY number") == [(1, "done"), (2, "lost"), (3, "done")]
    # What it had from outside is known.
    assert rows(tmp_path, "SELECT number, sequence FROM events") == [(2, 0)]
    await lose(tmp_path, session, f"(set! x 3) {SPIN}")
    assert await again(tmp_path, session, "x") == ["1"]


async def test_a_session_that_cannot_come_back_says_why_and_others_do(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        damaged, sound = await peer.clone(durable=1), await peer.clone(durable=1)
        for session in (damaged, sound):
            await peer.values("(define x 1)", session=session)
    with closing(sqlite3.connect(tmp_path / "data", isolation_level=None)) as connection:
        connection.execute("UPDATE entries SET data = x'00' WHERE session = 1")
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        for _ in range(2):
            reply = await peer.one("eval", code="x", session=damaged)
            assert reply["status"] == ["error", "done", "storage-damaged"]
            assert reply["message"] == "session: its entry 1 is damaged in the data file"
        reply = await peer.one("completions", prefix="x", session=damaged)
        assert reply["status"] == ["error", "done", "storage-damaged"]
        assert await peer.values("x", session=sound) == ["1"]
        assert (await peer.one("close", session=damaged))["status"] == ["done", "session-closed"]


async def test_few_requests_wait_for_a_session_to_come_back(tmp_path: Path) -> None:
    session = await slow_to_come_back(tmp_path)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        ids = [await peer.start("completions", prefix="x", session=session) for _ in range(150)]
        ended = [(await peer.replies(id))[-1]["status"][-1] for id in ids]
        assert set(ended) == {"done", "limit-reached"}
        assert ended.count("done") >= 100


async def test_a_large_state_is_written_and_comes_back_and_stops_nobody(tmp_path: Path) -> None:
    async with keeping(tmp_path, checkpoint_evaluations=2) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values("(define v (iota 500000))", session=session)
        await peer.values("(define w (length v))", session=session)
        # The checkpoint is due now; what comes next for that session waits for it, others do not.
        after = await peer.start("eval", code="w", session=session)
        assert await longest_wait(place, lambda: bool(rows(tmp_path, "SELECT number FROM checkpoints"))) < 0.3
        assert (await peer.replies(after))[0]["value"] == "500000"
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        back = await peer.start("eval", code="(length v)", session=session)
        assert await longest_wait(place, lambda: place.server.host.count == 2 and not is_returning(place)) < 0.3
        assert (await peer.replies(back))[0]["value"] == "500000"


async def test_a_session_on_its_way_back_can_be_interrupted_left_and_closed(tmp_path: Path) -> None:
    session = await slow_to_come_back(tmp_path)
    async with keeping(tmp_path) as place:
        peer, other = await place.connect(), await place.connect()
        # Interrupted: what waits for the session ends at once, and the session comes back all the same.
        waiting = await peer.start("eval", code="(set! n 1)", session=session)
        looking = await peer.start("lookup", sym="n", session=session)
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        assert (await peer.replies(waiting))[-1]["status"] == ["done", "interrupted"]
        assert is_returning(place)
        # Left: nobody gets an answer, others do.
        await peer.stream.aclose()
        assert looking
        assert await other.values("n", session=session) == ["3999999"]
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        waiting = await peer.start("eval", code="n", session=session)
        looking = await peer.start("lookup", sym="n", session=session)
        assert (await peer.one("close", session=session))["status"] == ["done", "session-closed"]
        assert (await peer.replies(waiting))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.replies(looking))[-1]["status"][:2] == ["error", "done"]
        await place.settle(lambda: place.server.host.count == 0)
        assert (await peer.one("ls-sessions"))["sessions"] == []
