"""Programs that sleep hold up nobody, wake in time, and can be woken."""

from __future__ import annotations

import time

import trio

from .peer import serving


async def test_others_go_on_while_a_program_sleeps() -> None:
    async with serving() as place:
        peer = await place.connect()
        session, other = await peer.clone(), await peer.clone()
        start = time.monotonic()
        asleep = [await peer.start("eval", code="(sleep 0.5) 'awake", session=session)]
        asleep.append(await peer.start("eval", code="(begin (sleep 1/4) 'two)", session=other))
        third = await peer.clone()
        assert [r["value"] for r in await peer.request("eval", code="(+ 1 2)", session=third) if "value" in r] == ["3"]
        assert time.monotonic() - start < 0.4
        for sleeper, value in zip(asleep, ("awake", "two"), strict=True):
            assert [r["value"] for r in await peer.replies(sleeper) if "value" in r][-1] == value
        assert time.monotonic() - start >= 0.5


async def test_a_sleeping_program_can_be_interrupted() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = "(dynamic-wind (lambda () #f) (lambda () (sleep 1000)) (lambda () (display \"left\")))"
        asleep = await peer.start("eval", code=code, session=session)
        await trio.sleep(0.1)
        assert (await peer.one("interrupt", session=session))["status"] == ["done"]
        replies = await peer.replies(asleep)
        assert [r["out"] for r in replies if "out" in r] == ["left"]
        assert replies[-1]["status"] == ["done", "interrupted"]
        assert [r["value"] for r in await peer.request("eval", code="'on", session=session) if "value" in r] == ["on"]


async def test_a_time_that_is_none_is_an_error() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for code in ("(sleep -1)", "(effect 'sleep.op 'x)", "(effect 'sleep.op)", "(effect 'sleep.op 1e300)"):
            replies = await peer.request("eval", code=code, session=session)
            assert [r["ex"] for r in replies if "ex" in r] == ["type-error"], code
