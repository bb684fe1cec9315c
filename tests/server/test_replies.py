"""Each rule of WIRE.md, *Replies*, over a real socket."""

from __future__ import annotations

import pytest

from omega.protocol import BENCODE, MSGPACK, Codec

from .peer import SPIN, serving


@pytest.mark.parametrize("codec", [BENCODE, MSGPACK], ids=str)
async def test_a_value_then_a_bare_done(codec: Codec) -> None:
    async with serving() as place:
        peer = await place.connect(codec)
        session = await peer.clone()
        id = await peer.start("eval", code="(+ 1 2)", session=session)
        assert await peer.replies(id) == [
            {"id": id, "session": session, "ns": "user", "value": "3"},
            {"id": id, "session": session, "status": ["done"]},
        ]


async def test_one_value_for_each_form_and_output_before_it() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request("eval", code='(display "a") (begin (display "b") 7) 8', session=session)
        kinds = [next(key for key in ("out", "value", "status") if key in reply) for reply in replies]
        assert kinds == ["out", "value", "out", "value", "value", "status"]
        assert [reply["out"] for reply in replies if "out" in reply] == ["a", "b"]
        assert [reply["value"] for reply in replies if "value" in reply][1:] == ["7", "8"]
        for reply in replies:
            assert len({"value", "out", "err"} & set(reply)) <= 1
            assert ("ns" in reply) == ("value" in reply)


async def test_no_code_at_all_still_ends_in_done() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert [reply["status"] for reply in await peer.request("eval", code="  ; nothing")] == [["done"]]


async def test_ids_are_echoed_and_may_be_missing_repeated_or_numbers() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for extra in ({}, {"id": 5}, {"id": "same"}, {"id": "same"}):
            await peer.send({"op": "eval", "code": "1", "session": session, **extra})
        replies = [await peer.next() for _ in range(8)]
        assert [reply.get("id") for reply in replies] == [None, None, 5, 5, "same", "same", "same", "same"]
        assert "id" not in replies[0]
        assert {reply["session"] for reply in replies} == {session}
        assert [reply.get("status") for reply in replies] == [None, ["done"]] * 4


async def test_every_reply_names_a_session_even_when_the_request_did_not() -> None:
    async with serving() as place:
        peer = await place.connect()
        for op, params in (("eval", {"code": "1"}), ("describe", {}), ("clone", {}), ("nonsense", {}), ("eval", {})):
            replies = await peer.request(op, **params)
            assert len({reply["session"] for reply in replies}) == 1


async def test_without_a_session_nothing_is_remembered() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert await peer.values("(define x 1) x") != []
        replies = await peer.request("eval", code="x")
        assert ["eval-error"] in [reply.get("status") for reply in replies]
        assert (await peer.one("ls-sessions"))["sessions"] == []
        assert place.server.host.count == 0


async def test_an_error_is_told_before_eval_error_and_the_next_form_runs() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request("eval", code='(car 1) (+ 1 1)', session=session)
        assert [sorted(set(reply) - {"id", "session"}) for reply in replies] == [
            ["err"],
            ["column", "ex", "file", "line", "message", "ns", "restarts", "root-ex", "stack", "status"],
            ["ns", "value"], ["status"],
        ]  # fmt: skip
        assert replies[0]["err"].startswith("type-error: ")
        assert replies[0]["err"].endswith("\n")
        assert replies[1]["status"] == ["eval-error"]
        assert replies[1]["ex"] == replies[1]["root-ex"] == "type-error"
        assert replies[2]["value"] == "2"
        assert replies[3]["status"] == ["done"]


async def test_a_read_error_stops_the_rest() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        replies = await peer.request("eval", code="1 ) 2", session=session)
        assert [reply["value"] for reply in replies if "value" in reply] == ["1"]
        assert [reply["status"] for reply in replies if "status" in reply] == [["eval-error"], ["done"]]
        assert await peer.values("3", session=session) == ["3"]


async def test_unfinished_code_is_an_error_not_a_wait() -> None:
    async with serving() as place:
        peer = await place.connect()
        replies = await peer.request("eval", code="(+ 1")
        assert [reply["status"] for reply in replies if "status" in reply] == [["eval-error"], ["done"]]


async def test_faults_each_have_their_status_and_leave_the_session_alive() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        unknown = await peer.one("no-such-op", session=session)
        assert unknown["status"] == ["error", "done", "unknown-op"]
        assert unknown["op"] == "no-such-op"
        assert (await peer.one("eval", session=session))["status"] == ["error", "done", "no-code"]
        assert (await peer.one("eval", code="1", session="gone"))["status"] == ["error", "done", "unknown-session"]
        assert (await peer.one("close", session="gone"))["status"] == ["error", "done", "unknown-session"]
        elsewhere = await peer.one("eval", code="1", session=session, ns="no.such.ns")
        assert elsewhere["status"] == ["error", "done", "namespace-not-found"]
        for code in (7, {"a": 1}, ["x"], b"\xff\xfe"):
            wrong = await peer.one("eval", code=code, session=session)
            assert wrong["status"] == ["error", "done", "invalid-argument"]
            assert wrong["argument"] == "code"
            assert "text" in wrong["message"]
        assert await peer.values("1", session=session, ns="user") == ["1"]


async def test_evaluations_of_one_session_run_in_the_order_sent() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        codes = ["(define x 0)", "(define (count n) (if (= n 0) 0 (count (- n 1))))"]
        codes += [f"(begin (count {3000 if i % 3 == 0 else 1}) (set! x (+ x 1)) x)" for i in range(30)]
        ids = [await peer.start("eval", code=code, session=session) for code in codes]
        seen, values = [], []
        for _ in range(len(ids)):
            value, done = await peer.next(), await peer.next()
            assert value["id"] == done["id"]
            assert done["status"] == ["done"]
            seen.append(done["id"])
            values.append(value["value"])
        assert seen == ids
        assert values[2:] == [str(i + 1) for i in range(30)]


async def test_fast_requests_are_answered_during_an_evaluation() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        spinning = await peer.start("eval", code=SPIN, session=session)
        for op, params in (
            ("describe", {}), ("ls-sessions", {}), ("completions", {"prefix": "ca"}), ("lookup", {"sym": "car"}),
            ("macroexpand", {"code": "(f x)"}), ("stdin", {"stdin": "x"}), ("clone", {}),
        ):  # fmt: skip
            assert "done" in (await peer.one(op, session=session, **params))["status"]
        assert await peer.values("1") == ["1"]
        await peer.request("interrupt", session=session)
        assert (await peer.replies(spinning))[-1]["status"] == ["done", "interrupted"]


async def test_value_and_done_leave_in_one_write() -> None:
    async with serving() as place:
        stream = await place.stream()
        await stream.send_all(b"d4:code1:12:id1:a2:op4:evale")
        data = await stream.receive_some(4096)
        assert b"5:value1:1" in data
        assert b"6:statusl4:donee" in data
