"""``interrupt``: exactly one side ends an evaluation, whatever state it is in."""

from __future__ import annotations

import trio

from .peer import SPIN, Message, serving


def statuses(replies: list[Message]) -> list[list[str]]:
    return [reply["status"] for reply in replies if "status" in reply]


async def test_a_running_evaluation_ends_interrupted_and_the_session_lives() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.values("(define x 5)", session=session)
        running = await peer.start("eval", code=SPIN, session=session)
        await trio.sleep(0.02)
        assert (await peer.one("interrupt", session=session, interrupt_id=running))["status"] == ["done"]
        assert await peer.replies(running) == [
            {"id": running, "session": session, "status": ["done", "interrupted"]}
        ]
        assert await peer.values("x", session=session) == ["5"]


async def test_without_an_id_the_running_one_is_meant_and_the_queue_goes_on() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code=SPIN, session=session)
        queued = await peer.start("eval", code="6", session=session)
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        assert statuses(await peer.replies(running)) == [["done", "interrupted"]]
        assert (await peer.replies(queued))[0]["value"] == "6"


async def test_a_queued_one_is_answered_before_it_ran() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code=SPIN, session=session)
        first = await peer.start("eval", code="(define touched 1)", session=session)
        last = await peer.start("eval", code="7", session=session)
        assert (await peer.one("interrupt", session=session, interrupt_id=first))["status"] == ["done"]
        assert statuses(await peer.replies(first)) == [["done", "interrupted"]]
        await peer.one("interrupt", session=session, interrupt_id=running)
        assert statuses(await peer.replies(running)) == [["done", "interrupted"]]
        assert (await peer.replies(last))[0]["value"] == "7"
        assert ["eval-error"] in statuses(await peer.request("eval", code="touched", session=session))


async def test_nothing_runs() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        assert (await peer.one("interrupt", session=session))["status"] == ["done", "session-idle"]
        assert (await peer.one("interrupt", session=session, interrupt_id="x"))["status"] == ["done", "session-idle"]


async def test_another_id_is_a_mismatch_and_nothing_ends() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code=SPIN, session=session)
        wrong = await peer.one("interrupt", session=session, interrupt_id="other")
        assert wrong["status"] == ["error", "done", "interrupt-id-mismatch"]
        await peer.one("interrupt", session=session, interrupt_id=running)
        assert statuses(await peer.replies(running)) == [["done", "interrupted"]]


async def test_an_ephemeral_session_cannot_be_interrupted() -> None:
    async with serving() as place:
        peer = await place.connect()
        assert (await peer.one("interrupt"))["status"] == ["error", "done", "session-ephemeral"]
        await peer.start("eval", code='(display "here") ' + SPIN)
        session = (await peer.next())["session"]
        replies = await peer.one("interrupt", session=session)
        assert replies["status"] == ["error", "done", "session-ephemeral"]


async def test_a_second_interrupt_finds_the_session_idle() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code=SPIN, session=session)
        ids = [await peer.start("interrupt", session=session) for _ in range(3)]
        assert statuses(await peer.replies(ids[0])) == [["done"]]
        assert statuses(await peer.replies(ids[1])) == [["done", "session-idle"]]
        assert statuses(await peer.replies(ids[2])) == [["done", "session-idle"]]
        assert statuses(await peer.replies(running)) == [["done", "interrupted"]]


async def test_after_thunks_run_and_may_print() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = f'(dynamic-wind (lambda () (display "in ")) (lambda () {SPIN}) (lambda () (display "out")))'
        running = await peer.start("eval", code=code, session=session)
        assert (await peer.next())["out"] == "in "
        await peer.one("interrupt", session=session)
        assert [reply.get("out", reply.get("status")) for reply in await peer.replies(running)] == [
            "out", ["done", "interrupted"],
        ]  # fmt: skip


async def test_one_that_waits_for_input() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        running = await peer.start("eval", code="(read-line)", session=session)
        assert (await peer.next())["status"] == ["need-input"]
        await peer.one("interrupt", session=session)
        assert statuses(await peer.replies(running)) == [["done", "interrupted"]]
        assert await peer.values("1", session=session) == ["1"]


async def test_racing_the_end_gives_one_done_each() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for _ in range(100):
            running = await peer.start("eval", code="(+ 1 2)", session=session)
            asking = await peer.start("interrupt", session=session, interrupt_id=running)
            ended = statuses(await peer.replies(running))
            asked = statuses(await peer.replies(asking))
            assert (ended, asked) in (
                ([["done"]], [["done", "session-idle"]]),
                ([["done", "interrupted"]], [["done"]]),
            )


async def test_close_answers_what_runs_and_what_waits_first() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        ids = [await peer.start("eval", code=SPIN, session=session) for _ in range(4)]
        closing = await peer.start("close", session=session)
        seen = [await peer.next() for _ in range(5)]
        assert {reply["id"] for reply in seen[:4]} == set(ids)
        assert all({"done", "interrupted"} <= set(reply["status"]) for reply in seen[:4])
        assert seen[4] == {"id": closing, "session": session, "status": ["done", "session-closed"]}
        assert (await peer.one("eval", code="1", session=session))["status"] == ["error", "done", "unknown-session"]
        assert place.server.host.count == 0
