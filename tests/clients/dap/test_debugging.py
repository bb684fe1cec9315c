"""A program under the debugger, as an editor drives it, with a server of its own: stops, steps both ways, values, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from .client import DapClient, Failed, Message, adapter

#: Of every test here; lines count from 1.
PROGRAM = """\
(define (fact n)
  (if (= n 0)
      1
      (* n (fact (- n 1)))))
(display "start\\n")
(define v (vector 1 (list 2 3) "four"))
(define total (fact 4))
(display total)
(newline)
(car v)
(display "end\\n")
"""
FACT, START, VECTOR, TOTAL, SHOW, ERROR = 4, 5, 6, 7, 8, 10


@pytest.fixture
def client(environment: Mapping[str, str], tmp_path: Path) -> Iterator[DapClient]:
    with adapter(env=environment, cwd=tmp_path) as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prog.scm"
    path.write_text(PROGRAM)
    return path


def stack(client: DapClient, **more: object) -> list[Message]:
    frames: list[Message] = client.ask("stackTrace", threadId=1, **more)["stackFrames"]
    return frames


def go(client: DapClient, command: str, **more: object) -> tuple[str, int]:
    """Go on with this request; why the program stops then, and in which line."""
    client.ask(command, threadId=1, **more)
    reason: str = client.event("stopped")["reason"]
    return reason, stack(client)[0]["line"]


def variables(client: DapClient, reference: int, **more: object) -> dict[str, str]:
    found = client.ask("variables", variablesReference=reference, **more)["variables"]
    return {each["name"]: each["value"] for each in found}


def scope(client: DapClient, name: str = "Locals", frame: int = 0) -> Message:
    scopes = client.ask("scopes", frameId=stack(client)[frame]["id"])["scopes"]
    found: Message = next(each for each in scopes if each["name"] == name)
    return found


def value(client: DapClient, expression: str, context: str = "watch", frame: int = 0) -> str:
    body = client.ask("evaluate", expression=expression, frameId=stack(client)[frame]["id"], context=context)
    result: str = body["result"]
    return result


def breakpoints(client: DapClient, file: Path, *wanted: Message) -> list[Message]:
    found: list[Message] = client.ask("setBreakpoints", source={"path": str(file)}, breakpoints=list(wanted))["breakpoints"]
    return found


def end(client: DapClient) -> None:
    client.event("exited")
    client.event("terminated")


def test_conditions_hits_and_messages(client: DapClient, file: Path) -> None:
    with client.launching(file):
        answered = breakpoints(
            client, file,
            {"line": FACT, "condition": "(= n 2)"},
            {"line": 2, "hitCondition": "4"},
            {"line": SHOW, "logMessage": "total is {total}"},
            {"line": START, "condition": "(oops"},
        )  # fmt: skip
        assert "message" in answered[3] and not answered[3]["verified"]
        client.ask("setExceptionBreakpoints", filters=[])
    assert client.event("stopped")["reason"] == "breakpoint"
    assert (stack(client)[0]["line"], value(client, "n")) == (FACT, "2")
    assert go(client, "continue") == ("breakpoint", 2)
    assert value(client, "n") == "1", "the fourth time"
    client.ask("continue", threadId=1)
    end(client)
    logged = client.wait(lambda m: m.get("event") == "output" and "total is" in m["body"]["output"])["body"]
    assert (logged["category"], logged["output"], logged["line"]) == ("console", "total is 24\n", SHOW)
    assert logged["source"]["path"] == str(file)


def test_a_condition_nobody_handles_and_its_restarts(client: DapClient, file: Path) -> None:
    client.launch(file)
    stopped = client.event("stopped")
    assert stopped["reason"] == "exception" and "car" in stopped["description"] + stopped.get("text", "")
    info = client.ask("exceptionInfo", threadId=1)
    assert (info["exceptionId"], info["breakMode"]) == ("type-error", "unhandled")
    assert info["description"].startswith("car: expected a pair")
    client.wait(lambda m: m.get("event") == "output" and "use-value" in m["body"]["output"])
    frame = stack(client)[0]
    assert frame["line"] == ERROR
    listed = client.ask("evaluate", expression=":restarts", context="repl")["result"]
    assert "use-value" in listed
    for wrong in (":restart", ":restart x", ":restart 99"):
        with pytest.raises(Failed):
            client.ask("evaluate", expression=wrong, context="repl")
    client.ask("evaluate", expression=":restart 0 'instead", context="repl")
    end(client)
    assert client.output("stdout").endswith("end\n")


def test_exception_filters(client: DapClient, tmp_path: Path) -> None:
    path = tmp_path / "handled.scm"
    path.write_text("(guard (e (#t 'a)) (car 5))\n(guard (e (#t 'b)) (vector-ref (vector) 1))\n(display 'end)\n")
    with client.launching(path):
        with pytest.raises(Failed, match="expected all or uncaught, got 'some'"):
            client.ask("setExceptionBreakpoints", filters=["some"])
        client.ask("setExceptionBreakpoints", filters=[], filterOptions=[{"filterId": "all", "condition": "index-error"}])
    assert client.event("stopped")["reason"] == "exception"
    assert stack(client)[0]["line"] == 2
    client.ask("continue", threadId=1)
    end(client)
    assert client.output("stdout") == "end"


def test_names_are_completed(client: DapClient, file: Path) -> None:
    client.launch(file, {FACT: {}})
    client.event("stopped")
    frame = stack(client)[0]["id"]

    def completed(text: str, column: int, **more: object) -> list[tuple[str, int, int]]:
        targets = client.ask("completions", text=text, column=column, **more)["targets"]
        return [(each["label"], each["start"], each["length"]) for each in targets]

    assert ("fact", 2, 3) in completed("(fac", 5, frameId=frame)
    assert ("vector-ref", 7, 8) in completed('"😀" (vector-r', 15, frameId=frame)
    assert ("n", 1, 1) in completed("n", 2, frameId=frame)
    assert completed(":res", 5) == [(":restarts", 1, 4), (":restart", 1, 4)]
    assert ("fact", 2, 3) in completed("first\n(fac)", 5, line=2, frameId=frame)
    with pytest.raises(Failed, match="completions: line: expected a line of the text, got 9"):
        completed("x", 1, line=9)


def test_a_restart_of_everything(client: DapClient, file: Path) -> None:
    (set_,) = client.launch(file, {TOTAL: {}})
    client.event("stopped")
    file.write_text(PROGRAM.replace("(fact 4)", "(fact 3)"))
    client.ask("restart")
    assert client.event("stopped")["hitBreakpointIds"] == [set_["id"]]
    assert go(client, "continue") == ("exception", ERROR)
    assert client.output("stdout") == "start\nstart\n6\n"


def test_sources_of_the_library(client: DapClient, tmp_path: Path) -> None:
    path = tmp_path / "library.scm"
    path.write_text("(define (three x) (car x))\n(vector-for-each three (vector 1))\n")
    client.launch(path)
    assert client.event("stopped")["reason"] == "exception"
    library = [frame for frame in stack(client) if "sourceReference" in frame["source"]]
    assert library and library[0]["presentationHint"] == "subtle"
    text = client.ask("source", source=library[0]["source"], sourceReference=library[0]["source"]["sourceReference"])
    assert "vector-for-each" in text["content"] and text["content"].count("\n") > library[0]["line"]


def test_a_program_that_loads_another_stops_in_it(client: DapClient, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    helper = tmp_path / "lib" / "helper.scm"
    helper.write_text("(define (helper x)\n  (* x 2))\n")
    path = tmp_path / "main.scm"
    path.write_text('(load "lib/helper.scm")\n(display (helper 21))\n')
    with client.launching(path):
        breakpoints(client, helper, {"line": 2})
    client.event("stopped")
    assert stack(client)[0]["source"] == {"name": "helper.scm", "path": str(helper)}
    assert client.ask("breakpointLocations", source={"path": str(helper)}, line=2)["breakpoints"]
    client.ask("continue", threadId=1)
    end(client)
    assert client.output("stdout") == "42"


def test_an_expression_that_takes_long_is_given_up(client: DapClient, file: Path) -> None:
    client.launch(file, {FACT: {}})
    client.event("stopped")
    frame = stack(client)[0]["id"]
    with pytest.raises(Failed, match="evaluate: more than 500000 ticks"):
        value(client, "(let loop () (loop))", "hover")
    forever = client.send("evaluate", expression="(begin (display 'on) (let loop () (loop)))", frameId=frame, context="repl")
    client.wait(lambda m: m.get("event") == "output" and client.output("stdout") == "start\non")
    client.ask("cancel", requestId=forever)
    with pytest.raises(Failed, match="cancelled"):
        client.response(forever)
    assert value(client, "n") == "4"


def test_the_size_of_steps(client: DapClient, file: Path) -> None:
    client.launch(file, {TOTAL: {}}, granularity="line")
    client.event("stopped")
    assert go(client, "next", granularity="statement") == ("step", SHOW), "what clients say that mean nothing special"
    client.ask("restart", arguments={"program": str(file), "granularity": "expression"})
    client.event("stopped")
    breakpoints(client, file)
    assert go(client, "stepIn", granularity="line") == ("step", 2)
    descriptions = []
    for size, place in (("instruction", (2, 7)), ("statement", (2, 7)), ("statement", (FACT, 12))):
        client.ask("next", threadId=1, granularity=size)
        descriptions.append(client.event("stopped")["description"])
        top = stack(client)[0]
        assert (top["line"], top["column"]) == place, "statement: as the configuration has it"
    assert descriptions == ["Step", "Step, value #f", "Step"]
    with pytest.raises(Failed, match="next: granularity: expected one of line, statement, instruction, got 'word'"):
        client.ask("next", threadId=1, granularity="word")


def test_a_breakpoint_and_what_is_to_be_seen_there(client: DapClient, file: Path) -> None:
    (set_,) = client.launch(file, {FACT: {}})
    stopped = client.event("stopped")
    assert (stopped["reason"], stopped["hitBreakpointIds"]) == ("breakpoint", [set_["id"]])
    assert not set_["verified"], "its code is not there before the program is loaded"
    changed = client.wait(lambda m: m.get("event") == "breakpoint")["body"]["breakpoint"]
    assert (changed["id"], changed["verified"], changed["line"]) == (set_["id"], True, FACT)

    top, bottom = stack(client)
    assert (top["name"], top["line"], top["source"]["path"]) == ("fact", FACT, str(file))
    assert (bottom["name"], bottom["line"]) == ("top level", TOTAL)
    assert client.ask("stackTrace", threadId=1, startFrame=1, levels=1) == {"stackFrames": [bottom], "totalFrames": 2}

    assert variables(client, scope(client)["variablesReference"])["n"] == "4"
    assert value(client, "(* n 100)") == "400"
    for context, expression in (("hover", "nothing-of-that-name"), ("watch", "(car 5)"), ("repl", "(oops"), ("watch", "")):
        with pytest.raises(Failed) as caught:
            value(client, expression, context)
        assert caught.value.args[0] and "Traceback" not in caught.value.args[0]
    client.ask("continue", threadId=1)
    assert client.event("stopped")["reason"] == "breakpoint"
    assert variables(client, scope(client)["variablesReference"])["n"] == "3"


def test_steps_forwards_and_backwards(client: DapClient, file: Path) -> None:
    client.launch(file, stopOnEntry=True)
    assert client.event("stopped")["reason"] == "entry"
    breakpoints(client, file, {"line": VECTOR})
    assert go(client, "continue") == ("breakpoint", VECTOR)
    assert go(client, "next") == ("step", TOTAL)
    assert go(client, "stepIn") == ("step", 2)
    assert [frame["name"] for frame in stack(client)] == ["fact", "top level"]
    assert go(client, "next") == ("step", FACT)
    assert "invalidated" not in client.events()
    assert go(client, "stepBack") == ("step", 2)
    assert client.events()[-2:] == ["invalidated", "stopped"], "what is shown is of another time"
    assert go(client, "stepBack") == ("step", TOTAL)
    assert go(client, "next") == ("step", SHOW)
    assert go(client, "next")[1] == SHOW + 1
    assert client.output("stdout") == "start\n24"
    assert go(client, "reverseContinue") == ("breakpoint", VECTOR)
    breakpoints(client, file)
    assert go(client, "continue") == ("exception", ERROR)
    client.ask("continue", threadId=1)
    end(client)
    assert client.output("stdout") == "start\n24\n", "nothing is printed twice"


def test_values_are_paged_looked_into_and_changed(client: DapClient, file: Path) -> None:
    client.launch(file, {TOTAL: {}, FACT: {}})
    client.event("stopped")
    found = client.ask("evaluate", expression="v", frameId=stack(client)[0]["id"], context="watch")
    assert found["indexedVariables"] == 3 and found["type"]
    reference = found["variablesReference"]
    assert list(variables(client, reference).values()) == ["1", "(2 3)", '"four"']
    assert list(variables(client, reference, start=1, count=1, filter="indexed").values()) == ["(2 3)"]
    long = client.ask("evaluate", expression="(make-vector 20000 0)", frameId=stack(client)[0]["id"], context="watch")
    told = client.ask("variables", variablesReference=long["variablesReference"])["variables"]
    assert told[-1]["value"] == f"and {20_000 - len(told) + 1} more" and told[-2]["value"] == "0"
    inner = client.ask("variables", variablesReference=reference, start=1, count=1)["variables"][0]
    assert list(variables(client, inner["variablesReference"]).values())[:2] == ["2", "3"]

    client.ask("continue", threadId=1)
    client.event("stopped")
    locals_ = scope(client)["variablesReference"]
    assert client.ask("setVariable", variablesReference=locals_, name="n", value="(+ 3 2)")["value"] == "5"
    assert "invalidated" in client.events()
    assert value(client, "n") == "5"
    with pytest.raises(Failed):
        client.ask("setVariable", variablesReference=locals_, name="n", value="(car 5)")
    frame = stack(client)[0]["id"]
    assert client.ask("setExpression", expression="n", value="2 ; a comment", frameId=frame)["value"] == "2"
    with pytest.raises(Failed):
        client.ask("setExpression", expression="(car n)", value="2", frameId=frame)
    globals_ = client.ask("variables", variablesReference=scope(client, "Globals")["variablesReference"])["variables"]
    vector = next(each for each in globals_ if each["name"] == "v")
    part = client.ask("variables", variablesReference=vector["variablesReference"])["variables"][0]
    assert value(client, part["evaluateName"]) == "1"
    said = client.ask("setExpression", expression=part["evaluateName"], value="'new", frameId=stack(client)[0]["id"])
    assert said["value"] == "new"
    assert value(client, "v") == '#(new (2 3) "four")'
    breakpoints(client, file)
    assert go(client, "continue") == ("exception", ERROR)
    assert client.output("stdout") == "start\n2\n", "(* 2 (fact 1))"


def test_functions_effects_and_data(client: DapClient, tmp_path: Path) -> None:
    path = tmp_path / "kinds.scm"
    path.write_text("(define count 0)\n(define (bump! by)\n  (set! count (+ count by)))\n(bump! 1)\n(bump! 2)\n(current-second)\n")
    with client.launching(path):
        names = ({"name": "bump!", "condition": "(= by 1)"}, {"name": "effect:*"}, {"name": "no-such"})
        answered = client.ask("setFunctionBreakpoints", breakpoints=list(names))["breakpoints"]
        assert len(answered) == 3 and answered[1]["verified"]
    assert client.event("stopped")["reason"] == "function breakpoint"
    assert stack(client)[0]["name"] == "bump!"
    globals_ = scope(client, "Globals")["variablesReference"]
    info = client.ask("dataBreakpointInfo", variablesReference=globals_, name="count")
    assert info["dataId"] and info["accessTypes"] == ["write"]
    assert client.ask("dataBreakpointInfo", name="count", frameId=stack(client)[0]["id"])["dataId"]
    locals_ = scope(client)["variablesReference"]
    assert client.ask("dataBreakpointInfo", variablesReference=locals_, name="nothing-here")["dataId"] is None
    assert client.ask("setDataBreakpoints", breakpoints=[{"dataId": info["dataId"]}])["breakpoints"][0]["verified"]
    client.ask("continue", threadId=1)
    assert client.event("stopped")["reason"] == "data breakpoint"
    assert value(client, "count") == "1"
    client.ask("setDataBreakpoints", breakpoints=[])
    client.ask("continue", threadId=1)
    assert client.event("stopped")["reason"] == "effect"
    client.ask("continue", threadId=1)
    end(client)


def test_a_running_program_is_paused_and_the_time_is_gone_to(client: DapClient, tmp_path: Path) -> None:
    path = tmp_path / "loop.scm"
    path.write_text("(define (spin i)\n  (spin (+ i 1)))\n(spin 0)\n")
    client.launch(path)
    with pytest.raises(Failed, match="notStopped"):
        client.ask("stackTrace", threadId=1)
    with pytest.raises(Failed, match="notStopped"):
        client.ask("evaluate", expression="1", context="repl")
    later = 0
    while later < 1_000:
        if later:
            client.ask("continue", threadId=1)
        client.ask("pause", threadId=1)
        assert client.event("stopped")["reason"] == "pause"
        later = int(value(client, "i")) + 1
    client.ask("evaluate", expression=":goto 100", context="repl")
    assert client.event("stopped")["reason"] == "goto"
    first = int(value(client, "i"))
    assert first < later
    client.ask("evaluate", expression=":goto 200", context="repl")
    client.event("stopped")
    assert int(value(client, "i")) == first + 100
    client.ask("terminate")
    end(client)


def test_a_frame_is_begun_again(client: DapClient, file: Path) -> None:
    client.launch(file, {FACT: {"condition": "(= n 2)"}})
    client.event("stopped")
    breakpoints(client, file)
    frames = stack(client)
    outer = next(frame for frame in frames if frame["name"] == "fact" and frame is not frames[0])
    client.ask("restartFrame", frameId=outer["id"])
    client.event("stopped")
    assert value(client, "n") == "3"
    assert go(client, "continue") == ("exception", ERROR)
    assert client.output("stdout") == "start\n24\n"
