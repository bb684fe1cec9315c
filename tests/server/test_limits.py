"""Every limit: its error names it, and what is within it goes on."""

from __future__ import annotations

import pytest
import trio

from .peer import SPIN, Closed, Peer, serving


async def test_message_bytes() -> None:
    async with serving(message_bytes=1000) as place:
        peer = await place.connect()
        session = await peer.clone()
        assert await peer.values("1", session=session) == ["1"]
        await peer.send({"op": "eval", "code": "x" * 2000})
        told = await peer.next()
        assert told["limit"] == "message-bytes"
        assert "error" in told["status"]
        with pytest.raises(Closed):
            await peer.next()
        # The session lives on.
        assert await (await place.connect()).values("2", session=session) == ["2"]


async def test_a_bad_frame_is_told_where_and_closes() -> None:
    async with serving() as place:
        peer = await place.connect()
        await peer.request("describe")
        await peer.stream.send_all(b"d2:op-4:evale")
        told = await peer.next()
        assert isinstance(told["offset"], int)
        assert told["message"]
        with pytest.raises(Closed):
            await peer.next()


@pytest.mark.parametrize("hello", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"])
async def test_other_protocols_get_an_answer_and_a_close(hello: bytes) -> None:
    async with serving() as place:
        stream = await place.stream()
        await stream.send_all(hello)
        told = b""
        while data := await stream.receive_some(4096):
            told += data
        assert b"nREPL" in told or b"bencode" in told


async def test_pending_requests() -> None:
    async with serving(pending_requests=3) as place:
        peer = await place.connect()
        session = await peer.clone()
        ids = [await peer.start("eval", code=SPIN, session=session) for _ in range(4)]
        refused = (await peer.replies(ids[3]))[0]
        assert refused["status"] == ["error", "done", "limit-reached"]
        assert refused["limit"] == "pending-requests"
        for id in ids[:3]:
            await peer.one("interrupt", session=session, interrupt_id=id)
        assert await peer.values("1", session=session) == ["1"]


async def test_pending_bytes() -> None:
    async with serving(pending_bytes=100) as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code=SPIN, session=session)
        refused = await peer.one("eval", code="1" * 90, session=session)
        assert refused["limit"] == "pending-bytes"
        await peer.one("interrupt", session=session, interrupt_id=running)
        await peer.replies(running)
        assert await peer.values("(+ 1 1)" + " " * 200, session=session) == ["2"]


async def test_sessions_per_connection() -> None:
    async with serving(sessions_per_connection=2) as place:
        peer, other = await place.connect(), await place.connect()
        first, _ = await peer.clone(), await peer.clone()
        refused = await peer.one("clone")
        assert refused["status"] == ["error", "done", "limit-reached"]
        assert refused["limit"] == "sessions-per-connection"
        await other.clone()
        await peer.one("close", session=first)
        await peer.clone()


async def test_requests_without_a_session_count_while_they_run() -> None:
    async with serving(sessions_per_connection=2) as place:
        peer = await place.connect()
        for _ in range(2):
            await peer.start("eval", code=SPIN)
        refused = await peer.one("eval", code="1")
        assert refused["limit"] == "sessions-per-connection"
        # However many wait, those that end quickly never count.
        other = await place.connect()
        ids = [await other.start("eval", code=str(n)) for n in range(50)]
        assert [(await other.replies(id))[0]["value"] for id in ids] == [str(n) for n in range(50)]


async def test_sessions() -> None:
    async with serving(sessions=2) as place:
        peer = await place.connect()
        await peer.clone()
        await peer.clone()
        assert (await (await place.connect()).one("clone"))["limit"] == "sessions"


async def test_connections() -> None:
    async with serving(connections=1) as place:
        peer = await place.connect()
        await peer.request("describe")
        second = await place.connect()
        assert (await second.next())["limit"] == "connections"
        with pytest.raises(Closed):
            await second.next()
        await peer.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        assert await (await place.connect()).values("1") == ["1"]


async def _out_and_error(peer: Peer, session: str, code: str, **params: object) -> tuple[str, str, str]:
    replies = await peer.request("eval", code=code, session=session, **params)
    assert replies[-1]["status"] == ["done"]
    out = "".join(reply.get("out", "") for reply in replies)
    return out, "".join(reply.get("err", "") for reply in replies), replies[-2]["ex"]


PRINT = '(let loop () (display "0123456789") (loop))'


async def test_output_per_evaluation() -> None:
    async with serving(output_per_evaluation=1005) as place:
        peer = await place.connect()
        session = await peer.clone()
        out, err, ex = await _out_and_error(peer, session, PRINT)
        assert out == ("0123456789" * 101)[:1005]
        assert "output-per-evaluation" in err
        assert ex == "budget-exceeded"
        # One form that prints too much and ends at once.
        out, err, ex = await _out_and_error(peer, session, '(display (make-string 2000 #\\x))')
        assert out == "x" * 1005
        assert "output-per-evaluation" in err
        # Each evaluation has its own.
        assert await peer.values("1", session=session) == ["1"]


async def test_out_limit_is_the_requests_own() -> None:
    async with serving(output_per_evaluation=1000) as place:
        peer = await place.connect()
        session = await peer.clone()
        out, err, _ = await _out_and_error(peer, session, PRINT, out_limit=25)
        assert out == "0123456789012345678901234"
        assert "output-per-evaluation" in err
        out, _, _ = await _out_and_error(peer, session, PRINT, out_limit=5000)
        assert len(out) == 1000


async def test_budget_of_one_request() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        _, err, ex = await _out_and_error(peer, session, SPIN, budget=10_000)
        assert "budget" in err
        assert ex == "budget-exceeded"
        assert await peer.values("(+ 1 1)", session=session, budget=10_000) == ["2"]


async def test_ticks_per_evaluation() -> None:
    async with serving(ticks_per_evaluation=100_000) as place:
        peer = await place.connect()
        session = await peer.clone()
        _, err, ex = await _out_and_error(peer, session, SPIN)
        assert "ticks-per-evaluation" in err
        assert ex == "budget-exceeded"
        assert await peer.values("1", session=session) == ["1"]


async def test_heap_per_session() -> None:
    async with serving(heap_per_session=8 * 1024 * 1024) as place:
        peer = await place.connect()
        session = await peer.clone()
        _, err, ex = await _out_and_error(peer, session, "(let loop ((l '())) (loop (cons l l)))")
        assert "heap" in err
        assert ex == "budget-exceeded"
        assert await peer.values("1", session=session) == ["1"]


async def test_describe_tells_the_limits() -> None:
    async with serving(message_bytes=12345) as place:
        limits = (await (await place.connect()).one("describe"))["limits"]
        assert limits["message-bytes"] == 12345
        assert {"pending-requests", "sessions-per-connection", "output-per-evaluation"} <= set(limits)


async def test_a_slow_reader_costs_bounded_memory_and_slows_nobody() -> None:
    async with serving(outbox_bytes=100_000, output_per_evaluation=0) as place:
        slow, quick = await place.connect(), await place.connect()
        session = await slow.clone()
        running = await slow.start("eval", code='(let loop () (display (make-string 1000 #\\x)) (loop))', session=session)
        await place.settle(lambda: any(client.jobs for client in place.server.clients))
        client = next(client for client in place.server.clients if client.jobs)
        await place.settle(lambda: client.outbox.full)
        await trio.sleep(0.2)
        most = client.outbox.size
        assert most < 10_000_000  # the limit, and what one first slice can print
        own = await quick.clone()
        for _ in range(20):
            assert await quick.values("(+ 1 2)", session=own) == ["3"]
        assert client.outbox.size == most
        # Others can still end it, and everything it printed arrives once it reads.
        assert (await quick.one("interrupt", session=session, interrupt_id=running))["status"] == ["done"]
        replies = await slow.replies(running)
        assert replies[-1]["status"] == ["done", "interrupted"]
        assert set("".join(reply.get("out", "") for reply in replies)) == {"x"}


async def test_a_slow_reader_that_reads_again_goes_on() -> None:
    async with serving(outbox_bytes=10_000) as place:
        peer = await place.connect()
        session = await peer.clone()
        code = "(let loop ((i 0)) (if (< i 3000) (begin (display (make-string 1000 #\\x)) (loop (+ i 1))) 'end))"
        id = await peer.start("eval", code=code, session=session)
        await trio.sleep(0.3)
        replies = await peer.replies(id)
        assert sum(len(reply.get("out", "")) for reply in replies) == 3_000_000
        assert replies[-2]["value"] == "end"


async def test_a_client_that_only_sends_is_not_read_for_ever() -> None:
    async with serving(outbox_bytes=10_000) as place:
        peer = await place.connect()
        client = None
        with trio.move_on_after(1):
            while True:
                await peer.send({"op": "describe", "verbose?": 1})
                if client is None and place.server.clients:
                    client = next(iter(place.server.clients))
        assert client is not None
        assert client.outbox.size < 200_000
        assert await (await place.connect()).values("1") == ["1"]
