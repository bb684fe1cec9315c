"""What a client that follows a session is told, in what order, and that it slows nobody."""

from __future__ import annotations

import trio

from omega.runtime.events import KINDS
from omega.server.following import MOST_CHARACTERS, MOST_WAITING

from .peer import SPIN, Message, Peer, serving


async def follow(peer: Peer, session: str, *names: str) -> str:
    """The id of a new subscription."""
    id = await peer.start("events/subscribe", session=session, names=list(names))
    await peer.one("ls-sessions")  # it is in force
    return id


async def heard(peer: Peer, id: str, last: str) -> list[Message]:
    """The events on a subscription up to one of this name."""
    found: list[Message] = []
    with trio.fail_after(10):
        while not found or found[-1]["event"] != last:
            message = await peer.next()
            if message.get("id") == id:
                assert message["status"] == ["event"]
                found.append(message)
    return found


async def test_everything_that_happens_is_told_in_order() -> None:
    async with serving() as place:
        peer, watcher = await place.connect(), await place.connect()
        session = await peer.clone()
        id = await follow(watcher, session)
        asked = await peer.start("eval", code='(display "hi") (current-jiffy) (car 5)', session=session, file="a.scm", line=3)
        await peer.replies(asked)
        events = await heard(watcher, id, "session-state")
        events += await heard(watcher, id, "session-state")
        assert [event["event"] for event in events] == [
            *("session-state", "eval-start", "output", "effect", "condition", "error", "done", "session-state"),
        ]
        running, start, output, effect, condition, error, done, idle = events
        assert (running["state"], idle["state"]) == ("running", "idle")
        assert (start["eval-id"], start["file"], start["line"]) == (asked, "a.scm", 3)
        assert (output["stream"], output["text"]) == ("out", "hi")
        assert effect["op"] == "clock.op"
        assert (condition["ex"], condition["message"]) == (error["ex"], error["message"])
        assert (error["ex"], error["message"]) == ("type-error", "car: expected a pair, got 5 (integer)")
        assert (done["eval-id"], done["outcome"]) == (asked, ["done"])
        assert all(event["session"] == session for event in events)


async def test_conditions_are_told_also_those_that_are_handled() -> None:
    async with serving() as place:
        peer, watcher = await place.connect(), await place.connect()
        session = await peer.clone()
        id = await follow(watcher, session, "condition", "error", "done")
        code = "(guard (e (#t 'well)) (car 5)) (with-exception-handler (lambda (c) 10) (lambda () (+ 1 (raise-continuable 'oops)))) (cdr 6)"
        replies = await peer.request("eval", code=code, session=session)
        assert [reply["value"] for reply in replies if "value" in reply] == ["well", "11"]
        events = await heard(watcher, id, "done")
        assert [(event["event"], event.get("ex")) for event in events] == [
            ("condition", "type-error"), ("condition", "raised-object"), ("condition", "type-error"), ("error", "type-error"), ("done", None),
        ]  # fmt: skip
        assert events[0]["message"] == "car: expected a pair, got 5 (integer)"
        assert await peer.values("(+ 1 1)", session=session) == ["2"]


async def test_names_and_their_beginnings_choose() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id = await follow(peer, session, "out", "done")
        other = await place.connect()
        await other.request("eval", code="(display 1) 2", session=session)
        assert [event["event"] for event in await heard(peer, id, "done")] == ["output", "done"]


async def test_waiting_for_the_client_is_a_state() -> None:
    async with serving() as place:
        peer, watcher = await place.connect(), await place.connect()
        session = await peer.clone()
        id = await follow(watcher, session, "session-state")
        asked = await peer.start("eval", code="(read-line)", session=session)
        await peer.until("need-input")
        await peer.one("stdin", stdin="x\n", session=session)
        await peer.replies(asked)
        await peer.request("close", session=session)
        replies = await watcher.replies(id)
        assert [reply.get("state") for reply in replies] == ["running", "waiting", "running", "idle", "closed", None]
        assert replies[-1]["status"] == ["done"]


async def test_unsubscribing_ends_this_connections_subscriptions_only() -> None:
    async with serving() as place:
        first, second = await place.connect(), await place.connect()
        session = await first.clone()
        mine, also_mine = await follow(first, session), await follow(first, session, "done")
        other = await follow(second, session, "done")
        assert (await first.one("events/unsubscribe", session=session))["status"] == ["done"]
        for id in (mine, also_mine):
            assert [reply["status"] for reply in await first.replies(id)] == [["done"]]
        await first.values("1", session=session)
        assert len(await heard(second, other, "done")) == 1
        assert not first._kept


async def test_closing_the_session_ends_them_and_leaving_ends_ones_own() -> None:
    async with serving() as place:
        peer, watcher = await place.connect(), await place.connect()
        session = await peer.clone()
        id = await follow(watcher, session, "nothing-is-called-so")
        await follow(peer, session)
        found = place.server.host._sessions[session]
        assert len(found.followers) == 2
        await peer.stream.aclose()
        await place.settle(lambda: len(found.followers) == 1)
        assert (await watcher.one("close", session=session))["status"] == ["done", "session-closed"]
        assert (await watcher.replies(id))[-1]["status"] == ["done"]
        assert not any(map(found.events.wants, KINDS))


async def test_a_slow_subscriber_loses_the_oldest_and_is_told_how_many_and_slows_nobody() -> None:
    async with serving(outbox_bytes=4096) as place:
        peer, slow = await place.connect(), await place.connect()
        session = await peer.clone()
        id = await follow(slow, session, "output")
        # More than any socket takes: it does not read.
        await slow.start("eval", code='(do ((i 0 (+ i 1))) ((= i 400)) (display (make-string 60000 #\\x)))')
        client = next(client for client in place.server.clients if client.held)
        await place.settle(lambda: client.outbox.full)
        count = 3 * MOST_WAITING
        with trio.fail_after(10):
            replies = await peer.request(
                "eval", code=f'(do ((i 0 (+ i 1))) ((= i {count})) (display i) (current-jiffy))', session=session
            )
        assert replies[-1]["status"] == ["done"]
        lost, texts = 0, list[str]()
        with trio.fail_after(30):
            while not texts or texts[-1] != str(count - 1):
                message = await slow.next()
                if message.get("id") == id:
                    lost += message.get("lost", 0)
                    texts.append(message["text"])
        assert lost > 0
        assert lost + len(texts) == count


async def test_what_waits_for_a_slow_subscriber_is_bounded_in_characters() -> None:
    async with serving(outbox_bytes=4096) as place:
        peer, slow = await place.connect(), await place.connect()
        session = await peer.clone()
        await follow(slow, session, "output")
        await slow.start("eval", code='(do ((i 0 (+ i 1))) ((= i 400)) (display (make-string 60000 #\\x)))')
        client = next(client for client in place.server.clients if client.held)
        await place.settle(lambda: client.outbox.full)
        await peer.request("eval", code='(do ((i 0 (+ i 1))) ((= i 100)) (display (make-string 60000 #\\y)) (current-jiffy))', session=session)
        (following,) = place.server.host._sessions[session].followers
        assert 0 < following._characters <= MOST_CHARACTERS
        assert following._lost > 50


async def test_a_busy_session_is_followed_while_it_runs() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        spinning = await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.05)
        id = await follow(peer, session, "done")
        await peer.one("interrupt", session=session)
        (done,) = await heard(peer, id, "done")
        assert (done["eval-id"], done["outcome"]) == (spinning, ["done", "interrupted"])
