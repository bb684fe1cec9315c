"""Durable sessions: what they are after a restart, whose they are, and what becomes of them when nobody uses them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import trio

from .peer import SPIN, Peer, Place, keeping, serving

DURABLE = {"durable": 1}


async def test_what_was_defined_is_there_after_a_restart(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        first, second = await peer.clone(**DURABLE), await peer.clone(durable=1, name="other")
        await peer.values("(define x 1) (define (f) (* x 2))", session=first)
        await peer.values("(set! x 21)", session=first)
        await peer.values("(define x 'second)", session=second)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert (await peer.one("ls-sessions"))["sessions"] == [first, second]
        assert await peer.values("(f)", session=first) == ["42"]
        assert await peer.values("x *1", session=second) == ["second", "second"]


async def test_ephemeral_sessions_are_gone_after_a_restart(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        kept, gone = await peer.clone(**DURABLE), await peer.clone()
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert (await peer.one("ls-sessions"))["sessions"] == [kept]
        assert (await peer.one("eval", code="1", session=gone))["status"] == ["error", "done", "unknown-session"]


async def test_an_unused_session_comes_back_for_questions_too(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        await peer.values('(define (area r) "Of a circle." (* 3 r r))', session=session)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        asked = [
            await peer.start("lookup", sym="area", session=session),
            await peer.start("completions", prefix="are", session=session),
            await peer.start("macroexpand", code="(area 1)", session=session),
            await peer.start("clone", session=session),
        ]
        looked, completed, expanded, cloned = [(await peer.replies(id))[0] for id in asked]
        assert looked["info"]["arglists-str"] == "(r)"
        assert [one["candidate"] for one in completed["completions"]] == ["area"]
        assert expanded["expansion"] == "(area 1)"
        assert await peer.values("(area 2)", session=cloned["new-session"]) == ["12"]


async def test_a_durable_clone_begins_with_what_its_source_has(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        source = await peer.clone()
        await peer.values("(define x 1)", session=source)
        await peer.start("eval", code=SPIN, session=source)
        copy = await peer.clone(session=source, durable=1)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert await peer.values("x", session=copy) == ["1"]


async def history(peer: Peer, session: str) -> list[tuple[int, str, str]]:
    """What a session has done: number, code, and how it ended."""
    entries = (await peer.one("history/list", session=session))["entries"]
    return [(one["number"], one["code"], one["state"]) for one in entries]


async def test_the_history_is_there_after_a_restart_and_can_be_gone_back_in(tmp_path: Path) -> None:
    async with keeping(tmp_path, checkpoint_evaluations=2) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        for n in range(6):
            await peer.values(f"(define x {n})", session=session)
        await peer.request("eval", code="(car 5)", session=session)
        expected = await history(peer, session)
        assert expected == [*((n + 1, f"(define x {n})", "done") for n in range(6)), (7, "(car 5)", "error")]
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert await history(peer, session) == expected
        await peer.one("history/goto", session=session, number=3)
        assert await peer.values("x", session=session) == ["2"]
        await peer.one("history/navigate", session=session)
        await peer.values("(define y (* x 10))", session=session)
        assert await peer.values("(list x y)", session=session) == ["(2 20)"]
        expected = await history(peer, session)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert await history(peer, session) == expected
        assert await peer.values("(list x y)", session=session) == ["(2 20)"]


async def test_a_durable_clone_has_the_history_of_its_source(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        source = await peer.clone()
        for code in ("(define x 1)", "(define x 2)"):
            await peer.values(code, session=source)
        copy = await peer.clone(session=source, durable=1)
        await peer.values("(define x 3)", session=copy)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        done = [code for _, code, _ in await history(peer, copy)]
        assert done[:2] == ["(define x 1)", "(define x 2)"]
        assert done[-1] == "(define x 3)"
        await peer.one("history/goto", session=copy, number=1)
        assert await peer.values("x", session=copy) == ["1"]
        await peer.one("history/live", session=copy)
        assert await peer.values("x", session=copy) == ["3"]


async def test_an_imported_session_may_be_durable_and_has_its_history(tmp_path: Path) -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for code in ("(define x 1)", "(define x (random-integer 1000000))"):
            await peer.values(code, session=session)
        (x,) = await peer.values("x", session=session)
        data = (await peer.one("sessions/export", session=session))["data"]
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        asking = await peer.clone()
        imported = (await peer.one("sessions/import", session=asking, data=data, durable=1))["new-session"]
        assert await peer.values("x", session=imported) == [x]
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert await peer.values("x", session=imported) == [x]
        assert [code for _, code, _ in await history(peer, imported)][:2] == ["(define x 1)", "(define x (random-integer 1000000))"]


async def test_an_error_and_an_interrupt_leave_what_was_done_before_them(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        await peer.request("eval", code="(define a 1) (car 5) (define b 2)", session=session)
        running = await peer.start("eval", code=f"(define c 3) {SPIN}", session=session)
        await trio.sleep(0.05)
        await peer.one("interrupt", session=session)
        assert (await peer.replies(running))[-1]["status"] == ["done", "interrupted"]
    async with keeping(tmp_path) as place:
        assert await (await place.connect()).values("(list a b c)", session=session) == ["(1 2 3)"]


async def test_random_numbers_go_on_where_they_were(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        await peer.values("(random-integer 1000000000)", session=session)
        same = await peer.clone(session=session)
        expected = await peer.values("(random-integer 1000000000)", session=same)
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert await peer.values("(random-integer 1000000000)", session=session) == expected


async def test_only_its_principal_sees_a_session(tmp_path: Path) -> None:
    tokens = {"alice": "a-token", "bob": "b-token"}

    async def client(place: Place, name: str) -> Peer:
        peer = await place.connect()
        assert (await peer.one("auth", token=tokens[name]))["status"] == ["done"]
        return peer

    async with keeping(tmp_path, tokens=tokens) as place:
        session = await (await client(place, "alice")).clone(**DURABLE)
    async with keeping(tmp_path, tokens=tokens) as place:
        bob, alice = await client(place, "bob"), await client(place, "alice")
        assert (await bob.one("ls-sessions"))["sessions"] == []
        assert (await bob.one("eval", code="1", session=session))["status"] == ["error", "done", "unknown-session"]
        assert (await alice.one("ls-sessions"))["sessions"] == [session]
        assert await alice.values("1", session=session) == ["1"]
        assert (await bob.one("close", session=session))["status"] == ["error", "done", "unknown-session"]


async def test_a_closed_session_is_gone_for_good(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        used, unused = await peer.clone(**DURABLE), await peer.clone(**DURABLE)
        await peer.values("1", session=used)
        running = await peer.start("eval", code=SPIN, session=used)
        assert (await peer.one("close", session=used))["status"] == ["done", "session-closed"]
        assert (await peer.replies(running))[-1]["status"] == ["done", "interrupted"]
        assert (await peer.one("close", session=unused))["status"] == ["done", "session-closed"]
        assert (await peer.one("ls-sessions"))["sessions"] == []
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        assert (await peer.one("ls-sessions"))["sessions"] == []
        assert (await peer.one("eval", code="1", session=used))["status"] == ["error", "done", "unknown-session"]


async def test_nothing_is_left_of_a_session_that_is_closed_while_it_works(tmp_path: Path) -> None:
    def left() -> int:
        with closing(sqlite3.connect(tmp_path / "data")) as connection:
            tables = ("sessions", "entries", "events", "checkpoints")
            return sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)

    async with keeping(tmp_path, checkpoint_evaluations=1) as place:
        peer = await place.connect()
        for _ in range(20):
            session = await peer.clone(**DURABLE)
            asked = [await peer.start("eval", code=f"(define x {n})", session=session) for n in range(3)]
            closed = await peer.start("close", session=session)
            for id in (*asked, closed):
                assert "done" in (await peer.replies(id))[-1]["status"]
        await place.settle(lambda: left() == 0)


async def test_the_grace_period_does_not_end_a_durable_session(tmp_path: Path) -> None:
    async with keeping(tmp_path, session_grace=0.0) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        await peer.values("(define x 1)", session=session)
        await peer.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        assert await (await place.connect()).values("x", session=session) == ["1"]


async def test_an_unused_session_leaves_the_memory_and_comes_back(tmp_path: Path) -> None:
    async with keeping(tmp_path, unload_seconds=0.2) as place:
        peer, other = await place.connect(), await place.connect()
        session = await peer.clone(**DURABLE)
        await peer.values("(define x 1)", session=session)
        assert place.server.host.count == 1
        await place.settle(lambda: place.server.host.count == 0)
        await peer.values("(set! x (+ x 1))", session=session)
        await peer.stream.aclose()
        await place.settle(lambda: place.server.host.count == 0)
        assert await other.values("x", session=session) == ["2"]


async def test_a_session_that_works_stays_in_memory(tmp_path: Path) -> None:
    async with keeping(tmp_path, unload_seconds=0.1) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        running = await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.4)
        assert place.server.host.count == 1
        await peer.one("interrupt", session=session)
        assert (await peer.replies(running))[-1]["status"] == ["done", "interrupted"]


async def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        session = await peer.clone(**DURABLE)
        ids = [await peer.start("eval", code=f"(begin (define n {n}) n)", session=session) for n in range(50)]
        heard = [await peer.next() for _ in range(100)]
        assert [message["id"] for message in heard] == [id for id in ids for _ in range(2)]
        assert [message.get("value") for message in heard[::2]] == [str(n) for n in range(50)]
        assert all(message["status"] == ["done"] for message in heard[1::2])


async def test_a_server_that_keeps_nothing_says_so() -> None:
    async with serving() as place:
        reply = await (await place.connect()).one("clone", **DURABLE)
        assert reply["status"] == ["error", "done", "not-durable"]
        assert "--data FILE" in reply["message"]


@pytest.mark.parametrize("limit", [1, 2])
async def test_sessions_that_are_not_in_memory_do_not_count(tmp_path: Path, limit: int) -> None:
    async with keeping(tmp_path) as place:
        peer = await place.connect()
        ids = [await peer.clone(**DURABLE) for _ in range(4)]
        for id in ids:
            await peer.values("(define x 1)", session=id)
    async with keeping(tmp_path, sessions=limit, unload_seconds=0.1) as place:
        peer = await place.connect()
        for id in ids[:limit]:
            assert await peer.values("x", session=id) == ["1"]
        refused = await peer.one("eval", code="x", session=ids[limit])
        assert (refused["status"], refused["limit"]) == (["error", "done", "limit-reached"], "sessions")
        refused = await peer.one("completions", prefix="x", session=ids[limit])
        assert (refused["status"], refused["limit"]) == (["error", "done", "limit-reached"], "sessions")
        await place.settle(lambda: place.server.host.count == 0)
        assert await peer.values("x", session=ids[limit]) == ["1"]
