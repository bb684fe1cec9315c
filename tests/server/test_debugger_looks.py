"""What can be seen, changed and evaluated over the wire where a program has stopped."""

from __future__ import annotations

from typing import Any

import trio

from .debugger import Debugged, debugged
from .peer import SPIN, Message, Place, serving

PROGRAM = """(define rate 10)
(define (make scale)
  (lambda (items)
    (define total 0)
    (for-each (lambda (x) (set! total (+ total x))) items)
    (list 'here scale total items)))
"""


async def stopped(place: Place) -> tuple[Debugged, Message, int, str]:
    """A program that has stopped in the last line, with a closure, an assigned variable and a list: the debugger, the stop,
    the innermost frame and the id of the evaluation."""
    it = await debugged(place)
    await it.value(await it.eval(PROGRAM, file="a.scm"))
    await it.event()
    await it.break_at(6)
    id = await it.eval("((make 3) (iota 25))")
    stop = await it.stopped()
    frames = (await it.at(stop, "stack-trace"))["stack-frames"]
    return it, stop, frames[0]["id"], id


async def scope(it: Debugged, stop: Message, frame: int, name: str) -> int:
    """The reference of a scope of this name."""
    found = (await it.at(stop, "scopes", frame=frame))["scopes"]
    return int(next(each["variables-reference"] for each in found if each["name"] == name))


async def variables(it: Debugged, stop: Message, reference: int, **params: Any) -> dict[str, Message]:
    """Variables by name."""
    found = (await it.at(stop, "variables", variables_reference=reference, **params))["variables"]
    return {each["name"]: each for each in found}


async def test_scopes_and_variables() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        scopes = (await it.at(stop, "scopes", frame=frame))["scopes"]
        assert [each["name"] for each in scopes] == ["Locals", "Closure", "Globals"]
        assert [bool(each["expensive"]) for each in scopes] == [False, False, True]
        locals = await variables(it, stop, scopes[0]["variables-reference"])
        assert locals["total"]["value"] == "300"
        assert locals["items"]["type"] == "pair"
        assert locals["total"]["variables-reference"] == 0
        closed = await variables(it, stop, scopes[1]["variables-reference"])
        assert closed["scale"]["value"] == "3"
        globals = await variables(it, stop, scopes[2]["variables-reference"])
        assert globals["rate"]["value"] == "10"


async def test_parts_of_a_value_come_in_pages() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        items = (await variables(it, stop, await scope(it, stop, frame, "Locals")))["items"]
        assert items["indexed-variables"] == 25
        page = await variables(it, stop, items["variables-reference"], start=20, count=3, filter="indexed")
        assert [(name, each["value"]) for name, each in page.items()] == [("20", "20"), ("21", "21"), ("22", "22")]
        assert page["21"]["evaluate-name"] == "(list-ref items 21)"
        everything = await variables(it, stop, items["variables-reference"])
        assert len(everything) == 25


async def test_a_variable_is_set_and_the_program_goes_on_with_it() -> None:
    async with serving() as place:
        it, stop, frame, id = await stopped(place)
        locals = await scope(it, stop, frame, "Locals")
        answer = await it.at(stop, "set-variable", variables_reference=locals, name="total", value="(* total scale)")
        assert (answer["value"], answer["type"], answer["variables-reference"]) == ("900", "integer", 0)
        wrong = await it.at(stop, "set-variable", variables_reference=locals, name="total", value="(car total)")
        assert wrong["status"] == ["error", "done", "evaluate-error"]
        assert wrong["ex"] == "type-error"
        nothing = await it.at(stop, "set-variable", variables_reference=locals, name="no-such", value="1")
        assert nothing["status"] == ["error", "done", "evaluate-error"]
        await it.leave(stop)
        assert (await it.value(id)).startswith("(here 3 900 (0 1 2")


async def test_evaluating_in_a_frame_at_top_level_and_with_errors() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        found = await it.at(stop, "evaluate", frame=frame, code="(list total scale)", context="watch")
        assert (found["result"], found["type"]) == ("(300 3)", "pair")
        parts = await variables(it, stop, found["variables-reference"])
        assert [each["value"] for each in parts.values()] == ["300", "3"]
        assert (await it.at(stop, "evaluate", code="(* rate 2)"))["result"] == "20"
        for params, ex in (({"code": "total"}, "unbound-variable"), ({"frame": frame, "code": "(car total)"}, "type-error"), ({"code": "(1"}, "parse-error")):
            refused = await it.at(stop, "evaluate", **params)
            assert refused["status"] == ["error", "done", "evaluate-error"], refused
            assert refused["ex"] == ex
            assert refused["message"]
        for params in ({"frame": 99, "code": "1"}, {"code": "1", "context": "nonsense"}):
            assert (await it.at(stop, "evaluate", **params))["status"] == ["error", "done", "invalid-argument"]


async def test_what_an_expression_prints_is_told_by_the_debugger() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        assert (await it.at(stop, "evaluate", frame=frame, code="(begin (display total) 'shown)"))["result"] == "shown"
        event = await it.event()
        assert (event["event"], event["category"], event["output"]) == ("output", "console", "300")


async def test_an_expression_prints_no_more_than_it_may() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        code = "(let loop ((i 0)) (display (make-string 10000 #\\x)) (loop (+ i 1)))"
        refused = await it.at(stop, "evaluate", frame=frame, code=code)
        assert (refused["status"], refused["ex"]) == (["error", "done", "evaluate-error"], "budget-exceeded")
        assert (await it.at(stop, "evaluate", frame=frame, code="total"))["result"] == "300"


async def test_a_long_expression_slows_nobody_is_bounded_and_can_be_interrupted() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        asking = await it.peer.start("evaluate", session=it.session, key=stop["key"], frame=frame, code=SPIN)
        other = await place.connect()
        with trio.fail_after(2):
            assert await other.values("(+ 1 1)") == ["2"]
            trace = await it.at(stop, "stack-trace")
        assert trace["status"] == ["done"]
        await it.ask("interrupt", interrupt_id=asking)
        assert (await it.peer.replies(asking))[-1]["status"] == ["done", "interrupted"]
        bounded = await it.at(stop, "evaluate", frame=frame, code=SPIN, context="watch")
        assert (bounded["status"], bounded["ex"]) == (["error", "done", "evaluate-error"], "budget-exceeded")
        assert (await it.at(stop, "evaluate", frame=frame, code="total"))["result"] == "300"


async def test_an_expression_ends_when_the_program_goes_on() -> None:
    async with serving() as place:
        it, stop, frame, id = await stopped(place)
        asking = await it.peer.start("evaluate", session=it.session, key=stop["key"], frame=frame, code=SPIN)
        await it.at(stop, "continue")
        assert (await it.peer.replies(asking))[-1]["status"] == ["error", "done", "stale-key"]
        assert (await it.value(id)).startswith("(here 3 300")


async def test_a_variable_is_watched() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        globals = await scope(it, stop, frame, "Globals")
        info = await it.at(stop, "data-breakpoint-info", variables_reference=globals, name="rate")
        assert info["description"]
        (told,) = (await it.ask("set-data-breakpoints", breakpoints=[{"data-id": info["data-id"]}]))["breakpoints"]
        assert told["verified"] == 1
        await it.ask("set-breakpoints", file="a.scm", breakpoints=[])
        await it.leave(stop)
        id = await it.eval("(let loop ((i 0)) (if (< i 5) (loop (+ i 1))))\n(set! rate 11)\n'end", file="b.scm")
        stop = await it.stopped()
        assert (stop["reason"], stop["hit-breakpoints"]) == ("data breakpoint", [told["id"]])
        assert "10" in stop["description"] and "11" in stop["description"]
        await it.leave(stop)
        assert await it.value(id) == "end"
        (gone,) = (await it.ask("set-data-breakpoints", breakpoints=[{"data-id": "no such id"}]))["breakpoints"]
        assert gone["verified"] == 0
        assert gone["message"]


async def test_the_machine_is_shown() -> None:
    async with serving() as place:
        it, stop, _frame, _ = await stopped(place)
        state = await it.at(stop, "debug-state")
        assert {"control", "environment", "continuation", "store", "semantic"} <= set(state)
        assert {"total", "items"} <= {each["name"] for each in state["environment"]}
        assert state["continuation"]


async def test_names_of_the_frame_are_completed_first() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        found = (await it.at(stop, "debug-completions", frame=frame, prefix="tota"))["completions"]
        assert found[0]["candidate"] == "total"
        assert "vector-ref" in {each["candidate"] for each in (await it.at(stop, "debug-completions", prefix="vector-r"))["completions"]}


async def test_what_is_not_there_is_refused_by_its_argument() -> None:
    async with serving() as place:
        it, stop, frame, _ = await stopped(place)
        for op, argument, params in (
            ("scopes", "frame", {"frame": 99}),
            ("scopes", "frame", {"frame": 0}),
            ("variables", "variables-reference", {"variables_reference": 10**9}),
            ("data-breakpoint-info", "variables-reference", {"variables_reference": 10**9, "name": "x"}),
            ("debug-completions", "frame", {"frame": 99, "prefix": ""}),
        ):
            refused = await it.at(stop, op, **params)
            assert refused["status"] == ["error", "done", "invalid-argument"], op
            assert refused["argument"] == argument
        locals = await scope(it, stop, frame, "Locals")
        assert "data-id" not in await it.at(stop, "data-breakpoint-info", variables_reference=locals, name="no-such")
        assert (await it.at(stop, "stack-trace", start=10**9))["stack-frames"] == []


async def test_answers_about_a_million_frames_and_huge_values_are_bounded() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["uncaught"])
        await it.eval(
            "(define big (make-vector 100000 (make-string 10000 #\\x)))\n"
            "(define (deep n v) (if (= n 0) (car v) (+ 1 (deep (- n 1) v))))\n(deep 200000 big)"
        )
        stop = await it.stopped()
        with trio.fail_after(10):
            trace = await it.at(stop, "stack-trace", start=150000, levels=5)
            assert len(trace["stack-frames"]) == 5
            trace = await it.at(stop, "stack-trace")
            assert 100 < len(trace["stack-frames"]) <= 1000
            frame = trace["stack-frames"][0]["id"]
            big = (await variables(it, stop, await scope(it, stop, frame, "Locals")))["v"]
            assert len(str(big)) < 5000
            page = await variables(it, stop, big["variables-reference"])
            assert 100 < len(page) <= 1000
            last = await variables(it, stop, big["variables-reference"], start=99_999, count=10)
            assert list(last) == ["99999"]
