"""The debugger over the wire: stops, keys, going on, looking, evaluating where a program has stopped, and its end."""

from __future__ import annotations

from typing import Any

import trio

from .debugger import COUNT, FACT, debugged
from .peer import SPIN, serving


async def test_a_breakpoint_stops_tells_where_and_goes_on() -> None:
    async with serving() as place:
        it = await debugged(place)
        id = await it.eval(FACT, file="a.scm")
        await it.value(id)
        assert (await it.event())["event"] == "terminated"
        (told,) = await it.break_at(3)
        assert (told["verified"], told["line"]) == (1, 3)
        id = await it.eval("(display 'before) (fact 3)", file="b.scm")
        stop = await it.stopped()
        assert (stop["reason"], stop["eval-id"], stop["file"], stop["line"]) == ("breakpoint", id, "a.scm", 3)
        assert (stop["frame-name"], stop["hit-breakpoints"]) == ("fact", [told["id"]])
        trace = await it.at(stop, "stack-trace")
        assert [frame["name"] for frame in trace["stack-frames"]][:4] == ["fact", "fact", "fact", "fact"]
        assert trace["total-frames"] == len(trace["stack-frames"])
        await it.leave(stop)
        replies = await it.peer.replies(id)
        assert [reply.get("out", reply.get("value")) for reply in replies[:3]] == ["before", "#<unspecified>", "6"]


async def test_output_comes_before_the_stop_it_precedes() -> None:
    async with serving() as place:
        it = await debugged(place)
        id = await it.eval("(begin (display 'before)\n 'here)", file="a.scm")
        await it.value(id)
        await it.event()
        await it.break_at(2)
        id = await it.eval("(begin (display 'before)\n 'here)", file="a.scm")
        messages = [await it.peer.next() for _ in range(3)]
        told = [message.get("out", message.get("event")) for message in messages]
        assert [each for each in told if each != "breakpoint"] == ["before", "stopped"]


async def test_stepping() -> None:
    async with serving() as place:
        it = await debugged(place, stop_on_entry=1)
        id = await it.eval("(define (f x)\n  (* x\n     x))\n(+ (f 2)\n   (f 3))", file="a.scm")
        stop = await it.stopped()
        assert (stop["reason"], stop["line"]) == ("entry", 1)
        lines = []
        for op in ("step-over", "step-into", "step-out", "step-over"):
            stop = await it.go(stop, op)
            assert stop["reason"] == "step"
            lines.append(stop["line"])
            where = {name: stop[name] for name in ("file", "line", "column", "end-line", "end-column")}
            frame = (await it.at(stop, "stack-trace"))["stack-frames"][0]
            assert {name: frame[name] for name in where} == where, "a frame's place is the stop's, not its statement's"
        assert lines[0] == 4
        assert lines[1] in (2, 3)
        await it.leave(stop)
        assert await it.value(id) == "13"


async def test_pausing_a_loop_and_going_on() -> None:
    async with serving() as place:
        it = await debugged(place)
        id = await it.eval(COUNT)
        await trio.sleep(0.05)
        assert (await it.ask("pause"))["status"] == ["done"]
        stop = await it.stopped()
        assert stop["reason"] == "pause"
        found = await it.at(stop, "evaluate", frame=1, code="i")
        assert int(found["result"]) == stop["ticks"]
        assert (await it.at(stop, "continue"))["status"] == ["done"]
        assert (await it.event())["event"] == "continued"
        await it.ask("pause")
        later = await it.stopped()
        assert later["ticks"] > stop["ticks"]
        assert later["key"] != stop["key"]
        await it.ask("interrupt")
        assert (await it.peer.replies(id))[-1]["status"] == ["done", "interrupted"]
        assert [(await it.event())["event"] for _ in range(2)] == ["continued", "terminated"]


async def test_a_debugger_is_attached_to_a_running_evaluation_and_leaves_it_running() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        id = await peer.start("eval", code=COUNT, session=session)
        await trio.sleep(0.05)
        it = await debugged(place, session)
        await it.ask("pause")
        stop = await it.stopped()
        assert stop["eval-id"] == id
        assert (await it.ask("debug-stop"))["status"] == ["done"]
        assert (await it.peer.replies(it.id))[-1]["status"] == ["done"]
        await trio.sleep(0.05)
        again = await debugged(place, session)
        await again.ask("pause")
        assert (await again.stopped())["ticks"] > stop["ticks"]
        await again.ask("interrupt")
        assert (await peer.replies(id))[-1]["status"] == ["done", "interrupted"]


async def test_a_stale_key_is_refused_and_nothing_is_misapplied() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.value(await it.eval(FACT, file="a.scm"))
        await it.event()
        await it.break_at(2)
        id = await it.eval("(fact 2)")
        first = await it.stopped()
        second = await it.go(first, "continue")
        for op, params in KEYED.items():
            for key in (first["key"], "", "no such key", second["key"][:-1]):
                refused = await it.ask(op, key=key, **params)
                assert refused["status"] == ["error", "done", "stale-key"], op
        third = await it.go(second, "continue")
        await it.leave(third)
        assert await it.value(id) == "2"
        late = await it.at(third, "continue")
        assert late["status"] == ["error", "done", "stale-key"]


#: Ops about a stop, with parameters they need.
KEYED: dict[str, dict[str, Any]] = {
    **{op: {} for op in ("continue", "step-over", "step-into", "step-out", "step-back", "reverse-continue")},
    **{op: {} for op in ("stack-trace", "exception-info", "restarts", "debug-state")},
    "restart-frame": {"frame": 1},
    "goto": {"ticks": 1},
    "scopes": {"frame": 1},
    "variables": {"variables_reference": 1},
    "set-variable": {"variables_reference": 1, "name": "n", "value": "1"},
    "evaluate": {"code": "1"},
    "debug-completions": {"prefix": "c"},
    "invoke-restart": {"restart": 0},
    "data-breakpoint-info": {"variables_reference": 1, "name": "n"},
}
#: Ops that need a debugger and no stop.
UNKEYED: dict[str, dict[str, Any]] = {
    **{op: {} for op in ("pause", "debug-stop")},
    "set-breakpoints": {"file": "a.scm", "breakpoints": []},
    **{
        op: {"breakpoints": []}
        for op in ("set-function-breakpoints", "set-effect-breakpoints", "set-tick-breakpoints", "set-data-breakpoints")
    },
    "set-exception-breakpoints": {"filters": []},
    "breakpoint-locations": {"file": "a.scm", "line": 1},
}


async def test_without_a_debugger_every_op_says_so() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        for op, params in UNKEYED.items():
            assert (await peer.one(op, session=session, **params))["status"] == ["error", "done", "no-debugger"], op
        for op, params in KEYED.items():
            refused = await peer.one(op, session=session, key="none", **params)
            assert refused["status"] == ["error", "done", "no-debugger"], op
        for op in ("debug-start", *UNKEYED, *KEYED):
            params = {"key": "none", **KEYED.get(op, {}), **UNKEYED.get(op, {})}
            refused = await peer.one(op, session="gone", **params)
            assert refused["status"] == ["error", "done", "unknown-session"], op


async def test_a_session_has_one_debugger_and_it_is_its_clients_own() -> None:
    async with serving() as place:
        it = await debugged(place)
        other = await place.connect()
        refused = await other.one("debug-start", session=it.session)
        assert refused["status"] == ["error", "done", "debugger-attached"]
        await it.eval(SPIN)
        await it.ask("pause")
        stop = await it.stopped()
        refused = await other.one("continue", session=it.session, key=stop["key"])
        assert refused["status"] == ["error", "done", "no-debugger"]
        assert (await other.one("debug-stop", session=it.session))["status"] == ["error", "done", "no-debugger"]


async def test_a_condition_nobody_handles_stops_and_a_restart_goes_on() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["uncaught"])
        id = await it.eval("(+ 40 (car 5))")
        stop = await it.stopped()
        assert (stop["reason"], stop["condition"]) == ("exception", "type-error")
        assert stop["restarts"] == (await it.at(stop, "restarts"))["restarts"]
        use = next(each["index"] for each in stop["restarts"] if each["name"] == "use-value")
        info = await it.at(stop, "exception-info")
        assert info["exception-id"] == info["details"]["type-name"] == "type-error"
        assert info["description"] == "car: expected a pair, got 5 (integer)"
        assert info["break-mode"] == "unhandled"
        for wrong in ({"restart": 99}, {"restart": use}, {"restart": use, "code": "(1"}):
            refused = await it.at(stop, "invoke-restart", **wrong)
            assert refused["status"] == ["error", "done", "invalid-argument"]
        await it.leave(stop, "invoke-restart", restart=use, code="(/ 4 2)")
        assert await it.value(id) == "42"


async def test_a_condition_that_is_handled_stops_before_its_handlers_are_called() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["all"])
        id = await it.eval("(guard (e (#t (display 'handled) 'well)) (car 5))")
        stop = await it.stopped()
        assert (stop["reason"], stop["condition"]) == ("exception", "type-error")
        assert (await it.at(stop, "exception-info"))["break-mode"] == "always"
        await it.leave(stop)
        replies = await it.peer.replies(id)
        assert [reply.get("out", reply.get("value")) for reply in replies[:2]] == ["handled", "well"]
        id = await it.eval("(+ 1 1)")
        assert (await it.event())["event"] == "terminated"
        nothing = await it.eval(SPIN)
        await it.ask("pause")
        stop = await it.stopped()
        for op, params in (("exception-info", {}), ("restarts", {}), ("invoke-restart", {"restart": 0})):
            refused = await it.at(stop, op, **params)
            assert refused["status"][:2] == ["error", "done"], op
        await it.ask("interrupt")
        await it.peer.replies(nothing)


async def test_with_on_error_restart_the_debugger_is_told_first_then_the_client_is_asked() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["uncaught"])
        id = await it.eval("(+ 40 (car 5))", on_error="restart")
        stop = await it.stopped()
        refused = await it.ask("answer", key=stop["key"], restart=0, code="2")
        assert refused["status"] == ["error", "done", "stale-key"]
        await it.at(stop, "continue")
        question = await it.peer.until("need-restart")
        await it.ask("answer", key=question["key"], restart=0, code="2")
        assert await it.value(id) == "42"


async def test_an_error_goes_on_to_be_reported_when_nobody_chooses_a_restart() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.ask("set-exception-breakpoints", filters=["uncaught"])
        id = await it.eval("(car 5) 'next")
        await it.leave(await it.stopped())
        replies = await it.peer.replies(id)
        assert [reply["ex"] for reply in replies if "ex" in reply] == ["type-error"]
        assert replies[-2]["value"] == "next"


async def test_effects_ticks_and_procedures_stop() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.value(await it.eval(FACT, file="a.scm"))
        await it.event()
        (function,) = (await it.ask("set-function-breakpoints", breakpoints=[{"name": "fact", "hit-condition": "2"}]))["breakpoints"]
        (effect,) = (await it.ask("set-effect-breakpoints", breakpoints=[{"op": "clock.op"}]))["breakpoints"]
        assert function["verified"] == effect["verified"] == 1
        id = await it.eval("(current-jiffy) (fact 2)")
        stop = await it.stopped()
        assert (stop["reason"], stop["hit-breakpoints"]) == ("effect", [effect["id"]])
        stop = await it.go(stop, "continue")
        assert (stop["reason"], stop["hit-breakpoints"]) == ("function breakpoint", [function["id"]])
        await it.leave(stop)
        assert await it.value(id) == "2"
        await it.ask("set-function-breakpoints", breakpoints=[])
        await it.ask("set-effect-breakpoints", breakpoints=[])
        await it.ask("set-tick-breakpoints", breakpoints=[{"ticks": 1000}])
        id = await it.eval(COUNT)
        stop = await it.stopped()
        assert (stop["reason"], stop["ticks"]) == ("instruction breakpoint", 1000)
        await it.ask("interrupt")


async def test_log_points_and_conditions_that_fail_are_told() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.value(await it.eval(FACT, file="a.scm"))
        await it.event()
        await it.break_at(2, log_message="n is {n}")
        id = await it.eval("(fact 2)")
        events = [await it.event() for _ in range(4)]
        assert [event.get("output", "").strip() for event in events] == ["n is 2", "n is 1", "n is 0", ""]
        assert (events[0]["category"], events[0]["file"], events[0]["line"]) == ("console", "a.scm", 2)
        assert events[-1]["event"] == "terminated"
        assert await it.value(id) == "2"
        await it.break_at(2, condition="(car n)")
        id = await it.eval("(fact 2)")
        event = await it.event()
        assert (event["event"], event["category"]) == ("output", "important")
        assert "car" in event["output"]
        assert await it.value(id) == "2"


async def test_a_log_point_in_a_loop_waits_for_a_client_that_does_not_read() -> None:
    async with serving(outbox_bytes=4096) as place:
        it = await debugged(place)
        await it.value(await it.eval("(define (spin i)\n  (spin (+ i 1)))", file="a.scm"))
        await it.event()
        await it.break_at(2, log_message="{i}" + "x" * 15_000)
        other = await place.connect()
        id = await other.start("eval", code="(spin 0)", session=it.session)
        client = next(client for client in place.server.clients if client.held)
        await place.settle(lambda: client.outbox.full)
        assert client.outbox.size < 200_000
        await trio.sleep(0.3)
        assert client.outbox.size < 200_000
        await other.one("interrupt", session=it.session)
        assert (await other.replies(id))[-1]["status"] == ["done", "interrupted"]


async def test_a_breakpoint_set_before_its_code_is_loaded_is_told_when_it_is() -> None:
    async with serving() as place:
        it = await debugged(place)
        (told,) = await it.break_at(3)
        assert told["verified"] == 0
        assert told["message"]
        id = await it.peer.start("load-file", file=FACT + "(fact 1)", file_path="a.scm", session=it.session)
        event = await it.event()
        assert (event["event"], event["reason"], event["breakpoint"]["id"]) == ("breakpoint", "changed", told["id"])
        assert event["breakpoint"]["verified"] == 1
        await it.leave(await it.stopped())
        assert await it.value(id) == "1"


async def test_where_breakpoints_can_be() -> None:
    async with serving() as place:
        it = await debugged(place)
        await it.value(await it.eval(FACT, file="a.scm"))
        found = (await it.ask("breakpoint-locations", file="a.scm", line=2, end_line=3))["locations"]
        assert {place["line"] for place in found} == {2, 3}
        assert (await it.ask("breakpoint-locations", file="no.scm", line=1, end_line=10**18))["locations"] == []


async def test_what_a_snapshot_was_taken_in_the_midst_of_goes_on_under_a_debugger() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        code = '(define (f x) (let ((y (* x 2))) (snapshots.save "amid") (display "after") (+ x y)))\n(f 4)\n(list 1 2)'
        await peer.request("eval", code=code, session=session)
        restored = await peer.one("snapshots/restore", session=session, name="amid")
        assert restored["status"] == ["done"]
        it = await debugged(place, session)
        stop = await it.stopped()
        assert (stop["reason"], stop["frame-name"], stop["eval-id"]) == ("entry", "f", it.id)
        assert (await it.at(stop, "evaluate", frame=1, code="(list x y)"))["result"] == "(4 8)"
        await it.at(stop, "continue")
        messages = [await it.peer.next() for _ in range(5)]
        assert all(message["id"] == it.id for message in messages)
        said = [message.get("event", message.get("out", message.get("value"))) for message in messages]
        assert said == ["continued", "after", "12", "(1 2)", "terminated"]
        assert await it.peer.values("(f 1)", session=session) == ["3"]


async def test_what_is_resumed_outlives_its_debugger_for_whoever_attaches() -> None:
    async with serving() as place:
        peer = await place.connect()
        session = await peer.clone()
        await peer.start("eval", code='(snapshots.save "amid") (display (read-line)) 42', session=session)
        await peer.until("need-input")
        await peer.one("interrupt", session=session)
        await peer.one("snapshots/restore", session=session, name="amid")
        it = await debugged(place, session)
        await it.stopped()
        await it.ask("debug-stop")
        assert (await it.peer.replies(it.id))[-1]["status"] == ["done"]
        new = await place.connect()
        await new.send({"op": "attach", "id": "new", "session": session})
        assert "value" in await new.next()  # of the snapshot
        assert (await new.next())["status"] == ["need-input"]
        assert (await new.next())["running"] == [it.id]
        await new.send({"op": "stdin", "id": "input", "session": session, "stdin": "typed\n"})
        said = [reply.get("out", reply.get("value", reply.get("status"))) for reply in await new.replies(it.id)]
        assert said == ["typed", "#<unspecified>", "42", ["done"]]


DEEP = """(define saved #f)
(define count 0)
(define (a n) (+ 1 (b n)))
(define (b n) (* 2 (c n)))
(define (c n) (- (d n) 3))
(define (d n)
  (let ((x (call/cc (lambda (k) (set! saved k) n))))
    (* x x)))
"""
#: The continuation captured in ``d`` is used once more after everything has returned.
RUN = "(let ((r (a 5))) (set! count (+ count 1)) (if (< count 2) (saved 10) (list r count)))"


async def test_what_has_stopped_in_a_breakpoint_goes_on_on_another_server() -> None:
    async with serving() as there, serving() as here:
        it = await debugged(there)
        await it.value(await it.eval(DEEP, file="deep.scm"))
        await it.event()
        await it.break_at(8, file="deep.scm")
        id = await it.eval(RUN, file="run.scm")
        stop = await it.stopped()
        trace = await it.at(stop, "stack-trace")
        assert [frame["name"] for frame in trace["stack-frames"]][:4] == ["d", "c", "b", "a"]
        assert (await it.ask("snapshots/save", name="stopped"))["status"] == ["done"]
        data = (await it.ask("snapshots/export", name="stopped"))["data"]

        peer = await here.connect()
        session = await peer.clone()
        assert (await peer.one("snapshots/import", session=session, data=data))["evaluation"] == 1
        assert (await peer.one("snapshots/restore", session=session, name="stopped"))["status"] == ["done"]
        imported = await debugged(here, session)
        stop_here = await imported.stopped()
        trace = await imported.at(stop_here, "stack-trace")
        assert [frame["name"] for frame in trace["stack-frames"]][:4] == ["d", "c", "b", "a"]
        assert (await imported.at(stop_here, "evaluate", frame=1, code="(+ x count)"))["result"] == "5"
        await imported.break_at(8, file="deep.scm")
        again = await imported.go(stop_here, "continue")
        while (await imported.at(again, "evaluate", frame=1, code="x"))["result"] != "10":
            again = await imported.go(again, "continue")
        await imported.at(again, "continue")
        messages = [await imported.peer.next() for _ in range(3)]
        assert [message.get("event", message.get("value")) for message in messages] == ["continued", "(195 2)", "terminated"]
        # And where it came from nothing has changed.
        again = await it.go(stop, "continue")
        await it.leave(again)
        assert await it.value(id) == "(195 2)"
