"""A debugger never outlives its client: what becomes of it and of what it debugs, in every state a client can leave it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trio

from .debugger import COUNT, FACT, Debugged, debugged
from .peer import SPIN, Place, serving


async def gone(place: Place, it: Debugged) -> None:
    """The client leaves without a word, and the server has noticed."""
    clients = len(place.server.clients)
    await it.peer.stream.aclose()
    await place.settle(lambda: len(place.server.clients) == clients - 1)


async def at_breakpoint(place: Place, **params: Any) -> tuple[Debugged, str]:
    """A debugged session that has stopped in ``(fact 2)``, called by another client; that evaluation's id."""
    it = await debugged(place, **params)
    await it.value(await it.eval(FACT, file="a.scm"))
    await it.event()
    await it.break_at(3)
    return it, await it.eval("(fact 2)")


async def test_by_default_what_is_stopped_goes_on() -> None:
    async with serving() as place:
        it, _id = await at_breakpoint(place)
        await it.stopped()
        watcher = await place.connect()
        await watcher.one("attach", session=it.session)
        await gone(place, it)
        peer = await place.connect()
        await peer.one("attach", session=it.session)
        assert await peer.values("(fact 3)", session=it.session) == ["6"]  # no breakpoint is left


async def test_an_evaluation_of_the_same_client_goes_on_and_can_be_attached_to() -> None:
    async with serving() as place:
        it, id = await at_breakpoint(place)
        await it.stopped()
        await gone(place, it)
        peer = await place.connect()
        asked = await peer.start("attach", session=it.session)
        replies = await peer.replies(id)
        assert [reply.get("value", reply.get("status")) for reply in replies] == ["2", ["done"]]
        await peer.replies(asked)


async def test_configured_so_it_stays_paused_and_the_next_debugger_takes_it_up() -> None:
    async with serving() as place:
        it, id = await at_breakpoint(place, on_disconnect="pause")
        first = await it.stopped()
        await gone(place, it)
        again = await debugged(place, it.session)
        stop = await again.stopped()
        assert stop["key"] != first["key"]
        same = ("reason", "eval-id", "line", "ticks", "frame-name", "hit-breakpoints")
        assert {name: stop[name] for name in same} == {name: first[name] for name in same}
        await again.peer.one("attach", session=it.session)
        await again.leave(stop)  # the breakpoints of the first client are gone with it
        assert await again.value(id) == "2"


async def test_whoever_evaluates_may_go_without_the_debugger_and_the_other_way_round() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.value(await it.eval(FACT, file="a.scm"))
        await it.event()
        await it.break_at(3)
        other = await place.connect()
        await other.start("eval", code="(fact 2)", session=it.session)
        await it.stopped()
        await other.stream.aclose()
        assert [(await it.event())["event"] for _ in range(2)] == ["continued", "terminated"]
        other = await place.connect()
        id = await other.start("eval", code="(fact 2)", session=it.session)
        await it.stopped()
        await gone(place, it)
        assert [reply["value"] for reply in await other.replies(id) if "value" in reply] == ["2"]


async def test_a_debugger_in_a_session_that_has_left_the_memory(tmp_path: Path) -> None:
    async with serving(data=str(tmp_path / "data")) as place:
        peer = await place.connect()
        session = await peer.clone(durable=1)
        await peer.values(FACT, session=session)
    async with serving(data=str(tmp_path / "data")) as place:
        it = await debugged(place, session)
        (told,) = (await it.ask("set-function-breakpoints", breakpoints=[{"name": "fact"}]))["breakpoints"]
        assert told["verified"] == 1
        id = await it.eval("(fact 1)")
        stop = await it.stopped()
        stop = await it.go(stop, "continue")
        stop = await it.go(stop, "step-back")
        await it.go(stop, "continue")
        await it.ask("debug-stop")
        assert await it.value(id) == "1"
        assert await it.peer.values("(fact 4)", session=session) == ["24"]


async def test_what_was_resumed_and_left_paused_is_the_next_debuggers() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.request("eval", code='(snapshots.save "amid") (display "on") 42', session=session)
        await peer.one("snapshots/restore", session=session, name="amid")
        it = await debugged(place, session, on_disconnect="pause")
        await it.stopped()
        await gone(place, it)
        again = await debugged(place, session)
        stop = await again.stopped()
        assert stop["eval-id"] == again.id
        await again.at(stop, "continue")
        said = []
        while "terminated" not in said:
            message = await again.peer.next()
            said.append(message.get("event", message.get("out", message.get("value"))))
        assert said[0] == "continued"
        assert said[-3:] == ["on", "42", "terminated"] or said[-4:] == ["on", "#<unspecified>", "42", "terminated"]


async def test_what_stays_paused_can_be_interrupted() -> None:
    async with serving() as place:
        it, id = await at_breakpoint(place, on_disconnect="pause")
        await it.stopped()
        await gone(place, it)
        peer = await place.connect()
        assert (await peer.one("interrupt", session=it.session))["status"] == ["done"]
        asked = await peer.start("attach", session=it.session)
        assert [reply["status"] for reply in await peer.replies(id)] == [["done", "interrupted"]]
        await peer.replies(asked)
        assert await peer.values("(fact 3)", session=it.session) == ["6"]


async def test_what_stays_paused_ends_with_its_session() -> None:
    async with serving(session_grace=0.1) as place:
        it, _id = await at_breakpoint(place, on_disconnect="pause")
        await it.stopped()
        await gone(place, it)
        await place.settle(lambda: place.server.host.count == 0)


@pytest.mark.parametrize("on_disconnect", ["continue", "pause"])
async def test_leaving_in_every_other_state_leaves_a_session_that_works(on_disconnect: str) -> None:
    async with serving(session_grace=60.0) as place:
        for state in ("idle", "running", "pausing", "waiting", "evaluating", "queued"):
            it = await debugged(place, on_disconnect=on_disconnect)
            if state in ("running", "pausing"):
                await it.eval(SPIN)
                await trio.sleep(0.02)
            if state == "pausing":
                await it.peer.start("pause", session=it.session)
            if state == "waiting":
                await it.eval("(read-line)")
                await it.peer.until("need-input")
            if state == "evaluating":
                await it.eval(COUNT)
                await it.ask("pause")
                stop = await it.stopped()
                await it.peer.start("evaluate", session=it.session, key=stop["key"], code=SPIN)
            if state == "queued":
                await it.eval("(begin (sleep 0.05) 1)")
                await it.eval("2")
            await gone(place, it)
            again = await debugged(place, it.session)
            if state != "idle":
                await again.ask("interrupt")
            with trio.fail_after(5):
                await again.peer.request("interrupt", session=it.session)
                assert await again.peer.values("(+ 1 1)", session=it.session) == ["2"], state
            await again.peer.request("close", session=it.session)


async def test_closing_the_session_ends_the_debugger_and_what_is_stopped() -> None:
    async with serving() as place:
        it, id = await at_breakpoint(place)
        stop = await it.stopped()
        closing = await it.peer.start("close", session=it.session)
        assert (await it.peer.replies(id))[-1]["status"] == ["done", "interrupted"]
        assert (await it.peer.replies(it.id))[-1]["status"] == ["done"]
        assert (await it.peer.replies(closing))[-1]["status"] == ["done", "session-closed"]
        assert (await it.at(stop, "continue"))["status"] == ["error", "done", "unknown-session"]


async def test_the_server_stops_while_something_is_stopped() -> None:
    async with serving() as place:
        it, _id = await at_breakpoint(place, on_disconnect="pause")
        await it.stopped()
    assert not place.server.clients


async def test_interrupting_what_is_stopped_runs_the_after_thunks_and_ends_it() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["uncaught"])
        id = await it.eval("(dynamic-wind (lambda () #f) (lambda () (car 5)) (lambda () (display 'left)))")
        await it.stopped()
        await it.ask("interrupt")
        replies = await it.peer.replies(id)
        assert [reply.get("out", reply.get("status")) for reply in replies] == ["left", ["done", "interrupted"]]
        assert [(await it.event())["event"] for _ in range(2)] == ["continued", "terminated"]


async def test_pausing_what_waits_for_input_an_effect_or_a_restart_does_not_ask_twice() -> None:
    async with serving() as place:
        it = await debugged(place)
        id = await it.eval("(list (read-line) (begin (sleep 0.1) 'slept))")
        await it.peer.until("need-input")
        await it.ask("pause")
        stop = await it.stopped()
        await it.ask("stdin", stdin="typed\n")
        await it.at(stop, "continue")
        await trio.sleep(0.05)
        await it.ask("pause")
        stop = [await it.event(), await it.stopped()][1]
        await trio.sleep(0.15)  # the sleep is over while it is stopped
        await it.at(stop, "continue")
        replies = await it.peer.replies(id)
        assert [reply.get("value", reply.get("status")) for reply in replies] == ['("typed" slept)', ["done"]]
        id = await it.eval("(car 5)", on_error="restart")
        question = await it.peer.until("need-restart")
        await it.ask("pause")
        while (stop := await it.event())["event"] != "stopped":
            pass
        assert (await it.ask("answer", key=question["key"], restart=0, code="1"))["status"][-1] == "stale-key"
        await it.at(stop, "continue")
        await it.ask("answer", key=question["key"], restart=0, code="1")
        assert await it.value(id) == "1"
