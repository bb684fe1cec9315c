"""A client that comes back: what it missed, evaluations that went on without it, and requests that are sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from omega.protocol import MSGPACK

from .peer import SPIN, Message, Peer, Place, serving

#: Prints a line, then goes on long enough for its client to go meanwhile, then prints another.
SLOW = '(begin (display "before") (sleep 0.2) (display "after") (+ 40 2))'


@asynccontextmanager
async def left_alone(
    code: str, **settings: Any
) -> AsyncIterator[tuple[Place, str, str, Message]]:
    """A server whose client has begun an evaluation that goes on without it, and has gone; the id of session and request,
    and the request."""
    async with serving(**settings) as place:
        gone = await place.connect()
        session = await gone.clone()
        asked = {"code": code, "session": session, "on-disconnect": "continue"}
        id = await gone.start("eval", **asked)
        await trio.sleep(0.05)
        await gone.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        yield place, session, id, {"op": "eval", "id": id, **asked}


async def attached(place: Place, session: str, codec: Any = None) -> tuple[Peer, list[Message], Message]:
    """A new client that attaches: what came before the answer, and the answer."""
    peer = await (place.connect() if codec is None else place.connect(codec))
    id = await peer.start("attach", session=session)
    before = []
    while (message := await peer.next()).get("id") != id:
        before.append(message)
    assert message["status"] == ["done"]
    return peer, before, message


def said(replies: list[Message]) -> list[Any]:
    """Output, values and statuses, in order."""
    return [reply.get("out", reply.get("value", reply.get("status"))) for reply in replies]


async def test_an_evaluation_goes_on_and_what_was_missed_is_sent() -> None:
    async with left_alone(SLOW) as (place, session, id, _):
        await trio.sleep(0.4)
        _peer, missed, answer = await attached(place, session)
        assert said(missed) == ["after", "42", ["done"]]
        assert {reply["id"] for reply in missed} == {id}
        assert (answer["replayed"], answer["lost"], answer["running"]) == (3, 0, [])


async def test_what_it_says_from_now_on_comes_to_the_new_connection() -> None:
    async with left_alone('(begin (display (read-line)) (sleep 0.1) (display "late") 1)') as (place, session, id, _):
        peer, missed, answer = await attached(place, session, MSGPACK)
        assert answer["running"] == [id]
        assert said(missed) in ([], [["need-input"]])  # the question may have been read
        await peer.one("stdin", session=session, stdin="typed\n")
        assert said(await peer.replies(id)) == ["typed", "late", "1", ["done"]]


async def test_without_asking_for_it_an_evaluation_ends_with_its_client_and_says_so() -> None:
    async with serving() as place:
        gone = await place.connect()
        session = await gone.clone()
        id = await gone.start("eval", code=SPIN, session=session)
        queued = await gone.start("eval", code="2", session=session)
        await trio.sleep(0.05)
        await gone.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        _peer, missed, answer = await attached(place, session)
        assert [(reply["id"], reply["status"]) for reply in missed if "status" in reply] == [
            (queued, ["done", "interrupted"]),
            (id, ["done", "interrupted"]),
        ]
        assert answer["running"] == []


async def test_queued_evaluations_go_on_too() -> None:
    async with serving() as place:
        gone = await place.connect()
        session = await gone.clone()
        for code in ("(define x 1) (sleep 0.1)", "(set! x (+ x 1))"):
            await gone.start("eval", code=code, session=session, on_disconnect="continue")
        await trio.sleep(0.02)
        await gone.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        peer = await place.connect()
        assert await peer.values("x", session=session) == ["2"]


async def test_the_same_request_again_is_answered_and_not_evaluated_again() -> None:
    async with serving() as place:
        gone = await place.connect()
        session = await gone.clone()
        await gone.values("(define x 0)", session=session)
        asked = {"op": "eval", "id": "retry", "session": session, "code": "(set! x (+ x 1)) (display x) x"}
        await gone.send(asked)
        first = await gone.replies("retry")
        await gone.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        peer, missed, _answer = await attached(place, session)
        assert missed == []
        await peer.send(asked)
        assert await peer.replies("retry") == first
        # The same id with something else to do, and something else with the same code, are new.
        await peer.send({**asked, "code": "(list 'x x)"})
        assert said(await peer.replies("retry")) == ["(x 1)", ["done"]]
        await peer.send({**asked, "id": "other"})
        assert said(await peer.replies("other"))[-2:] == ["2", ["done"]]


async def test_a_request_that_still_runs_is_joined() -> None:
    async with left_alone(SLOW) as (place, session, id, asked):
        peer = await place.connect()
        await peer.one("attach", session=session)
        await peer.send(asked)
        assert said(await peer.replies(id)) == ["before", "after", "42", ["done"]]


async def test_only_who_attaches_repeats_requests_and_nobody_repeats_its_own() -> None:
    async with serving() as place:
        first, second = await place.connect(), await place.connect()
        session = await first.clone()
        await first.values("(define x 0)", session=session)
        asked = {"op": "eval", "id": "1", "session": session, "code": "(set! x (+ x 1)) x"}
        for peer in (first, first, second):
            await peer.send(asked)
            await peer.replies("1")
        assert await second.values("x", session=session) == ["3"]
        await first.one("attach", session=session)
        await first.send(asked)
        assert said(await first.replies("1"))[-2] == "3"  # the other connection's, the last one
        assert await second.values("x", session=session) == ["3"]


async def test_what_is_kept_is_bounded_and_what_is_lost_is_counted() -> None:
    code = '(do ((i 0 (+ i 1))) ((= i 200)) (display (make-string 1000 #\\x)) (newline) (sleep 0.0001))'
    async with left_alone(f"(sleep 0.1) {code} 'end", replay_bytes=20_000) as (place, session, id, asked):
        await trio.sleep(1)
        await place.settle(lambda: not place.server.host._sessions[session].pending)
        peer, missed, answer = await attached(place, session)
        assert 0 < answer["replayed"] < 40
        assert answer["lost"] > 100
        assert said(missed)[-2:] == ["end", ["done"]]
        await peer.send(asked)
        replies = await peer.replies(id)
        assert replies[0]["lost"] >= answer["lost"]
        assert said(replies)[-2:] == ["end", ["done"]]
        # It has been told.
        assert (await peer.one("attach", session=session))["lost"] == 0


async def test_nothing_is_kept_of_a_server_that_keeps_nothing() -> None:
    async with left_alone(SLOW, replay_bytes=0) as (place, session, _id, _):
        await trio.sleep(0.4)
        _peer, missed, answer = await attached(place, session)
        assert (missed, answer["replayed"]) == ([], 0)


async def test_nobody_who_comes_back_within_the_grace_ends_it() -> None:
    async with left_alone(SPIN, session_grace=0.1) as (place, _session, _id, _):
        await place.settle(lambda: place.server.host.count == 0)


async def test_attaching_to_no_session_and_without_rights() -> None:
    async with serving(tokens={"alice": "a" * 20, "bob": "b" * 20}) as place:
        alice, bob = await place.connect(), await place.connect()
        await alice.one("auth", token="a" * 20)
        await bob.one("auth", token="b" * 20)
        session = await alice.clone()
        assert (await bob.one("attach", session=session))["status"] == ["error", "done", "unknown-session"]
        assert (await bob.one("attach"))["status"] == ["error", "done", "invalid-argument"]
