"""Going back in time over the wire: what was done is not done again, and what was said is not said again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import trio

from .debugger import COUNT, Debugged, debugged
from .peer import Message, Place, serving

LINES = """(define (work n)
  (display "one ")
  (let ((a (* n 2)))
    (display "two ")
    (let ((b (+ a 1)))
      (display "three ")
      (list n a b))))
"""


def take_away(folder: Path) -> int:
    """Delete every file there; how many there were."""
    found = list(folder.iterdir())
    for path in found:
        path.unlink()
    return len(found)


async def at_line(place: Place, line: int, code: str = "(work 5)", **settings: Any) -> tuple[Debugged, str, Message]:
    """A program that has stopped in this line; the id of its evaluation, and the stop."""
    it = await debugged(place)
    await it.value(await it.eval(LINES, file="a.scm"))
    await it.event()
    await it.break_at(line)
    id = await it.eval(code, file="run.scm")
    return it, id, await it.stopped()


async def local(it: Debugged, stop: Message, name: str) -> str:
    """The value of a variable at a stop."""
    return str((await it.at(stop, "evaluate", frame=1, code=name, context="watch")).get("result", "none"))


async def test_step_back_and_forth_says_nothing_twice() -> None:
    async with serving() as place:
        it, id, stop = await at_line(place, 7)
        assert stop["can-step-back"] == 1
        lines = [stop["line"]]
        for op in ("step-back", "step-back", "step-back", "step-over", "step-over"):
            stop = await it.go(stop, op)
            lines.append(stop["line"])
        assert lines[0] == 7
        assert lines[1] < 7 and lines[3] < lines[2] < lines[1]
        assert lines[5] > lines[4] > lines[3]
        assert await local(it, stop, "n") == "5"
        await it.ask("set-breakpoints", file="a.scm", breakpoints=[])
        await it.leave(stop)
        replies = await it.peer.replies(id)
        assert "".join(reply.get("out", "") for reply in replies) == "one two three "
        assert [reply["value"] for reply in replies if "value" in reply] == ["(5 10 11)"]


async def test_goto_restart_frame_and_reverse_continue() -> None:
    async with serving() as place:
        it, id, stop = await at_line(place, 4, "(begin (work 1) (work 2))")
        first = {name: stop[name] for name in ("line", "ticks")}  # operations are not counted at full speed
        assert await local(it, stop, "n") == "1"
        stop = await it.go(stop, "continue")
        assert await local(it, stop, "n") == "2"
        stop = await it.go(stop, "reverse-continue")
        assert {name: stop[name] for name in first} == first
        assert await local(it, stop, "n") == "1"
        stop = await it.go(stop, "continue")
        trace = await it.at(stop, "stack-trace")
        frame = next(frame for frame in trace["stack-frames"] if frame["name"] == "work")
        stop = await it.go(stop, "restart-frame", frame=frame["id"])
        assert (stop["frame-name"], await local(it, stop, "n"), await local(it, stop, "a")) == ("work", "2", "none")
        stop = await it.go(stop, "goto", ticks=0)
        assert stop["ticks"] == 0
        for params in ({"ticks": 10**9}, {"ticks": 1, "operation": -1}):
            assert (await it.at(stop, "goto", **params))["status"] == ["error", "done", "invalid-argument"]
        assert (await it.at(stop, "restart-frame", frame=99))["status"] == ["error", "done", "invalid-argument"]
        await it.ask("set-breakpoints", file="a.scm", breakpoints=[])
        await it.leave(stop)
        replies = await it.peer.replies(id)
        assert "".join(reply.get("out", "") for reply in replies) == "one two three one two three "
        assert replies[-2]["value"] == "(2 4 5)"


async def test_effects_are_not_asked_for_again(tmp_path: Path) -> None:
    code = """(define (note i)
  (call-with-output-file (number->string i) (lambda (port) (write i port)))
  (call-with-input-file "source" read-line))
(let loop ((i 0) (found '()))
  (if (< i 25)
      (loop (+ i 1) (cons (note i) found))
      (list 'found (length found))))
"""
    (tmp_path / "source").write_text("line\n")
    async with serving(file_root=str(tmp_path)) as place:
        it = await debugged(place)
        await it.break_at(7, file="b.scm")
        id = await it.eval(code, file="b.scm")
        assert (await it.event())["event"] == "breakpoint"  # its code is there now
        stop = await it.stopped()
        assert take_away(tmp_path) == 26  # whoever asked again would be seen, or would fail
        watcher = await place.connect()
        await watcher.send({"op": "events/subscribe", "id": "effects", "session": it.session, "names": ["effect"]})
        await watcher.one("ls-sessions")
        moves: tuple[tuple[str, dict[str, Any]], ...] = (
            ("goto", {"ticks": 1}), ("continue", {}), ("step-back", {}), ("continue", {}), ("goto", {"ticks": 30}), ("continue", {}),
        )  # fmt: skip
        for op, params in moves:
            stop = await it.go(stop, op, **params)
        await it.leave(stop)
        assert await it.value(id) == "(found 25)"
        assert take_away(tmp_path) == 0
        await watcher.one("ls-sessions")
        assert not watcher._kept  # no effect was asked for


async def test_a_change_in_the_past_makes_another_future() -> None:
    async with serving() as place:
        it, id, stop = await at_line(place, 7)
        stop = await it.go(stop, "step-back")
        while stop["line"] > 4:
            stop = await it.go(stop, "step-back")
        scopes = (await it.at(stop, "scopes", frame=1))["scopes"]
        answer = await it.at(stop, "set-variable", variables_reference=scopes[0]["variables-reference"], name="a", value="100")
        assert answer["value"] == "100"
        stop = await it.go(stop, "continue")
        assert stop["line"] == 7
        await it.leave(stop)
        replies = await it.peer.replies(id)
        assert [reply["value"] for reply in replies if "value" in reply] == ["(5 100 101)"]


async def test_going_back_while_input_is_waited_for() -> None:
    async with serving() as place:
        it = await debugged(place, stop_on_entry=1)
        id = await it.eval("(define x (read-line))\n(define y (read-line))\n(list x y)", file="c.scm")
        stop = await it.stopped()
        await it.at(stop, "continue")
        await it.peer.until("need-input")
        await it.ask("stdin", stdin="first\n")
        await it.peer.until("need-input")
        await it.ask("pause")
        while (stop := await it.event())["event"] != "stopped":
            pass
        stop = await it.go(stop, "step-back")
        await it.at(stop, "continue")
        await it.peer.until("need-input")  # for the second line; the first is known
        await it.ask("stdin", stdin="second\n")
        assert await it.value(id) == '("first" "second")'


async def test_interrupting_and_leaving_on_the_way_back() -> None:
    async with serving() as place:
        it = await debugged(place)
        id = await it.eval(COUNT)
        await trio.sleep(0.3)
        await it.ask("pause")
        stop = await it.stopped()
        await it.at(stop, "step-back")
        await it.ask("interrupt")
        assert (await it.peer.replies(id))[-1]["status"] == ["done", "interrupted"]
        await it.eval(COUNT)
        await trio.sleep(0.3)
        while (event := await it.event())["event"] != "terminated":
            pass
        await it.ask("pause")
        while (event := await it.event())["event"] != "stopped":
            pass
        await it.at(event, "goto", ticks=event["ticks"] // 2)
        await it.peer.stream.aclose()
        await place.settle(lambda: not place.server.clients)
        again = await debugged(place, it.session)
        await again.ask("interrupt")
        assert await again.peer.values("(+ 1 1)", session=it.session) == ["2"]


async def test_the_present_is_kept_busy_by_nobody_who_looks_back() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.eval(COUNT)
        await trio.sleep(0.5)
        await it.ask("pause")
        stop = await it.stopped()
        await it.at(stop, "goto", ticks=stop["ticks"] - 1)
        other = await place.connect()
        times = []
        for _ in range(5):
            begin = trio.current_time()
            assert await other.values("(+ 1 1)") == ["2"]
            times.append(trio.current_time() - begin)
        assert max(times) < 0.2
        assert (await it.event())["event"] == "continued"
        assert (await it.stopped())["ticks"] == stop["ticks"] - 1
        await it.ask("interrupt")
