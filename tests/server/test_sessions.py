"""Sessions: their isolation, inheritance, list, and what becomes of them when the connection is gone."""

from __future__ import annotations

import trio

from .peer import SPIN, serving


async def test_sessions_share_nothing_and_a_clone_inherits() -> None:
    async with serving() as place:
        peer = await place.connect()
        first = await peer.clone()
        await peer.values("(define x 1)", session=first)
        copy, other = await peer.clone(session=first), await peer.clone()
        await peer.values("(set! x 2)", session=first)
        assert await peer.values("x", session=copy) == ["1"]
        assert await peer.values("x", session=first) == ["2"]
        assert any("err" in reply for reply in await peer.request("eval", code="x", session=other))


async def test_a_clone_inherits_the_last_value() -> None:
    async with serving() as place:
        peer = await place.connect()
        first = await peer.clone()
        await peer.values("(+ 40 2)", session=first)
        assert await peer.values("*1", session=await peer.clone(session=first)) == ["42"]


async def test_a_running_session_can_be_cloned() -> None:
    async with serving() as place:
        peer = await place.connect()
        first = await peer.clone()
        await peer.values("(define x 1)", session=first)
        await peer.start("eval", code=SPIN, session=first)
        assert await peer.values("x", session=await peer.clone(session=first)) == ["1"]


async def test_ls_sessions() -> None:
    async with serving() as place:
        peer, other = await place.connect(), await place.connect()
        ids = {await peer.clone(), await peer.clone(), await other.clone()}
        assert set((await peer.one("ls-sessions"))["sessions"]) == ids
        gone = ids.pop()
        assert (await peer.one("close", session=gone))["status"] == ["done", "session-closed"]
        assert set((await other.one("ls-sessions"))["sessions"]) == ids


async def test_a_session_can_be_used_from_another_connection_and_outlives_its_own() -> None:
    async with serving(session_grace=0.2) as place:
        first, second = await place.connect(), await place.connect()
        session = await first.clone()
        await first.values("(define x 1)", session=session)
        assert await second.values("x", session=session) == ["1"]
        await first.stream.aclose()
        await trio.sleep(0.3)
        assert await second.values("x", session=session) == ["1"]


async def test_a_dropped_connection_frees_its_sessions_after_the_grace() -> None:
    async with serving(session_grace=0.2) as place:
        watcher, peer = await place.connect(), await place.connect()
        session = await peer.clone()
        await peer.values("(define x 1)", session=session)
        await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.02)
        await peer.stream.aclose()
        await place.settle(lambda: len(place.server.clients) == 1)
        # Its evaluation has ended, the session is still there: somebody may come back.
        assert place.server.host.count == 1
        await place.settle(lambda: place.server.host.count == 0)
        reply = await watcher.one("eval", code="x", session=session)
        assert reply["status"] == ["error", "done", "unknown-session"]


async def test_coming_back_in_time_keeps_the_session() -> None:
    async with serving(session_grace=0.3) as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 1)", session=session)
        running = await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.02)
        await peer.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        back = await place.connect()
        assert (await back.one("interrupt", session=session, interrupt_id=running))["status"][0] == "done"
        await trio.sleep(0.5)
        assert await back.values("x", session=session) == ["1"]


async def test_no_grace_closes_at_once() -> None:
    async with serving(session_grace=0.0) as place:
        peer = await place.connect()
        await peer.clone()
        await peer.stream.aclose()
        await place.settle(lambda: place.server.host.count == 0)


async def test_ephemeral_evaluations_end_with_the_connection() -> None:
    async with serving() as place:
        peer = await place.connect()
        for _ in range(5):
            await peer.start("eval", code=SPIN)
        await place.settle(lambda: place.server.host.count == 5)
        await peer.stream.aclose()
        await place.settle(lambda: place.server.host.count == 0)


async def test_queued_requests_of_a_dropped_connection_are_dropped_and_others_go_on() -> None:
    async with serving() as place:
        first, second = await place.connect(), await place.connect()
        session = await first.clone()
        await first.values("(define x 0)", session=session)
        for _ in range(3):
            await first.start("eval", code=f"(set! x (+ x 1)) {SPIN}", session=session)
        await trio.sleep(0.05)
        waiting = await second.start("eval", code="x", session=session)
        await first.stream.aclose()
        assert (await second.replies(waiting))[0]["value"] == "1"
