"""What a client and a server are told, and in which order, with a scripted server: for what a test must decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from omega.protocol import Sendable
from tests.clients.peer import Line, Request, scripted_peer

from .client import DapClient, Failed, adapter


class Program:
    """A server whose program stops once for each ``continue``, and what it was asked. ``stop`` is sent behind ``out`` and
    right behind the answer to what caused it, in one piece: nothing but the adapter can keep the order."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.stops = 0
        self.line: Line | None = None
        self._debug: Request | None = None
        self._load: Request | None = None

    def __call__(self, request: Request, line: Line) -> None:
        self.asked.append(request)
        self.line = line
        match request["op"]:
            case "debug-start":
                self._debug = request
            case "load-file":
                self._load = request
                line.raw(self.stop(line))
            case "continue" if self.stops == 1:
                line.raw(line.message(request, "done") + self.stop(line))
            case "continue":
                line.reply(request, "done")
                assert self._load is not None
                line.reply(self._load, value="1", ns="user")
                line.reply(self._load, "done")
            case "set-breakpoints":
                wanted = request["breakpoints"]
                assert isinstance(wanted, list)
                found: list[Sendable] = [
                    {"id": 70 + index, "verified": 0, "line": 2, "file": "f.scm"} for index, _ in enumerate(wanted)
                ]
                line.reply(request, "done", breakpoints=found)
            case "stack-trace":
                frame: dict[str, Sendable] = {"id": 0, "name": "f", "file": "<repl>", "line": 1, "column": 1}
                line.reply(request, "done", stack_frames=[frame], total_frames=1)
            case "scopes":
                line.reply(request, "done", scopes=[{"name": "Locals", "variables-reference": 5}])
            case "pause":
                line.reply(request, "error", "done", "no-such-thing", message="pause: nothing runs")
            case _:
                line.reply(request, "done")

    def stop(self, line: Line) -> bytes:
        self.stops += 1
        assert self._debug is not None and self._load is not None
        said = line.message(self._load, out=f"before {self.stops}\n")
        changed = line.message(self._debug, "event", event="breakpoint", breakpoint={"id": 70, "verified": 1, "line": 3})
        return said + changed + line.message(
            self._debug, "event", event="stopped", key=f"key-{self.stops}", reason="breakpoint", hit_breakpoints=[70]
        )  # fmt: skip

    def ops(self) -> list[object]:
        return [request["op"] for request in self.asked]


@contextmanager
def stopped(environment: Mapping[str, str], tmp_path: Path) -> Iterator[tuple[DapClient, Program]]:
    """A launched program at its first stop."""
    file = tmp_path / "f.scm"
    file.write_text("1\n2\n3\n")
    program = Program()
    with scripted_peer(program) as port, adapter("--connect", f"127.0.0.1:{port}", env=environment, cwd=tmp_path) as client:
        client.launch(file, {2: {"condition": "(f)"}, 3: {}})
        client.event("stopped")
        yield client, program


def test_the_beginning_is_in_order(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, program):
        assert program.ops() == [
            "eval", "debug-start", "ls-sessions", "set-exception-breakpoints",
            "set-breakpoints", "set-breakpoints", "set-exception-breakpoints", "load-file",
        ]  # fmt: skip
        asked = [request for request in program.asked if request["op"] == "set-breakpoints"]
        assert [request["file"] for request in asked] == [str(tmp_path / "f.scm"), "f.scm"], "as a program may load it"
        assert asked[0]["breakpoints"] == asked[1]["breakpoints"] == [{"line": 2, "condition": "(f)"}, {"line": 3}]
        told = [
            message.get("event") or message["command"]
            for message in client.messages
            if message.get("event") != "breakpoint"
        ]
        assert told == [
            "initialize", "initialized", "setBreakpoints", "setExceptionBreakpoints",
            "configurationDone", "launch", "thread", "output", "stopped",
        ]  # fmt: skip
        assert [message["seq"] for message in client.messages] == list(range(1, len(client.messages) + 1))


def test_what_a_request_causes_is_told_after_its_response(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, program):
        before = len(client.messages)
        client.ask("continue", threadId=1)
        assert client.event("stopped")["hitBreakpointIds"] == [1]
        said = [message.get("command") or message["event"] for message in client.messages[before:]]
        assert said == ["continue", "output", "breakpoint", "stopped"]
        assert [request["key"] for request in program.asked if request["op"] == "continue"] == ["key-1"]
        client.ask("continue", threadId=1)
        assert client.event("exited") == {"exitCode": 0}
        client.event("terminated")
        assert client.output("stdout") == "before 1\nbefore 2\n"


def test_breakpoints_are_known_by_our_numbers(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, _):
        answered = client.ask("setBreakpoints", source={"path": str(tmp_path / "f.scm")}, lines=[3])["breakpoints"]
        assert [(each["id"], each["verified"]) for each in answered] == [(3, False)]
        client.ask("continue", threadId=1)
        changed = client.wait(lambda m: m.get("event") == "breakpoint" and m["body"]["breakpoint"]["id"] == 3)
        assert changed["body"] == {"reason": "changed", "breakpoint": {"id": 3, "verified": True, "line": 3}}


def test_numbers_of_an_earlier_stop_are_refused(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, _):
        frame = client.ask("stackTrace", threadId=1)["stackFrames"][0]
        assert frame["source"]["name"] == "<repl>" and frame["source"]["sourceReference"] > 0
        scope = client.ask("scopes", frameId=frame["id"])["scopes"][0]
        client.ask("continue", threadId=1)
        client.event("stopped")
        for command, name, number in (("scopes", "frameId", frame["id"]), ("variables", "variablesReference", scope["variablesReference"])):
            with pytest.raises(Failed, match="is not of the place where the program stands now"):
                client.ask(command, **{name: number})
        assert client.ask("stackTrace", threadId=1)["stackFrames"][0]["id"] != frame["id"]


def test_refusals_of_the_server_are_told_in_its_words(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, _), pytest.raises(Failed) as caught:
        client.ask("pause", threadId=1)
    response = caught.value.response
    assert response["message"] == response["body"]["error"]["format"] == "pause: nothing runs"


def test_a_restart_begins_again_with_the_same_breakpoints(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, program):
        program.asked.clear()
        (tmp_path / "f.scm").write_text("changed\n")
        client.ask("restart")
        client.event("stopped")
        assert program.ops() == [
            "eval", "debug-start", "ls-sessions", "set-exception-breakpoints",
            "set-breakpoints", "set-breakpoints", "load-file",
        ]  # fmt: skip
        assert program.asked[-1]["file"] == "changed\n"
        assert client.events().count("initialized") == 1 and "terminated" not in client.events()


def test_a_server_that_goes_away_is_told_of(environment: Mapping[str, str], tmp_path: Path) -> None:
    with stopped(environment, tmp_path) as (client, program):
        assert program.line is not None
        program.line.close()
        client.event("terminated")
        assert client.output("important") == "the server closed the connection\n"
        with pytest.raises(Failed, match="nothing is debugged"):
            client.ask("continue", threadId=1)
        client.ask("disconnect")
