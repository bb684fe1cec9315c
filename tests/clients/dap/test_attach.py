"""Attached to a session of a running server: what runs there is stopped, looked at and left as it was."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from omega.clients import Client, connect

from .client import DapClient, Failed, adapter


@pytest.fixture
def user(port: int) -> Iterator[Client]:
    """Somebody who works in a session."""
    with connect(port) as client:
        yield client


@contextmanager
def attached(port: int, session: str, environment: Mapping[str, str], folder: Path, **more: object) -> Iterator[DapClient]:
    with adapter(env=environment, cwd=folder) as client:
        client.initialize()
        answer = client.send("attach", connect=f"127.0.0.1:{port}", session=session, **more)
        client.event("initialized")
        client.ask("configurationDone")
        client.response(answer)
        yield client


def top(client: DapClient) -> int:
    """The id of the innermost frame."""
    number: int = client.ask("stackTrace", threadId=1, levels=1)["stackFrames"][0]["id"]
    return number


def paused_beyond(client: DapClient, beyond: int) -> int:
    """Pause the program; what ``i`` is there. It may be paused before it has done anything: then it goes on a little."""
    while True:
        client.ask("pause", threadId=1)
        assert client.event("stopped")["reason"] == "pause"
        found = int(client.ask("evaluate", expression="i", frameId=top(client))["result"])
        if found > beyond:
            return found
        client.ask("continue", threadId=1)


@contextmanager
def running(user: Client, code: str) -> Iterator[None]:
    """An evaluation that never ends by itself."""
    thread = threading.Thread(target=user.eval, args=(code,))
    thread.start()
    try:
        yield
    finally:
        user.interrupt()
        thread.join(30)
        assert not thread.is_alive()


def test_what_runs_is_paused_and_goes_on(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path
) -> None:
    with running(user, "(define seen 0) (let loop ((i 0)) (set! seen i) (loop (+ i 1)))"):
        with attached(port, user.session, environment, tmp_path) as client:
            before = paused_beyond(client, 0)
            client.ask("continue", threadId=1)
            after = paused_beyond(client, before)
            client.ask("disconnect")
        with attached(port, user.session, environment, tmp_path) as client:
            paused_beyond(client, after)
    assert user.eval("(> seen 0)").value == "#t", "the session is left as it was"


def test_terminating_interrupts_what_runs_and_keeps_the_session(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path
) -> None:
    user.eval("(define kept 'here)")
    results = []
    thread = threading.Thread(target=lambda: results.append(user.eval("(let loop () (loop))")))
    thread.start()
    with attached(port, user.session, environment, tmp_path) as client:
        client.ask("pause", threadId=1)
        client.event("stopped")
        client.ask("disconnect", terminateDebuggee=True)
    thread.join(30)
    assert results[0].interrupted
    assert user.eval("kept").value == "here"


def test_the_console_evaluates_in_the_session_and_stops_there(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path
) -> None:
    user.eval("(define (twice x)\n  (* 2 x))", file="typed.scm", line=1, column=1)
    with attached(port, user.session, environment, tmp_path) as client:
        client.ask("setExceptionBreakpoints", filters=[])
        assert client.ask("evaluate", expression="(+ 1 2)", context="repl")["result"] == "3"
        with pytest.raises(Failed, match="type-error"):
            client.ask("evaluate", expression="(car 5)", context="repl")
        client.wait(lambda m: m.get("event") == "output" and "car: expected a pair" in m["body"]["output"])
        client.ask("setFunctionBreakpoints", breakpoints=[{"name": "twice"}])
        asked = client.send("evaluate", expression="(display (twice 21))", context="repl")
        assert client.event("stopped")["reason"] == "function breakpoint"
        frame = client.ask("stackTrace", threadId=1)["stackFrames"][0]
        source = frame["source"]
        assert (frame["name"], source["name"]) == ("twice", "typed.scm")
        text = client.ask("source", sourceReference=source["sourceReference"], source=source)["content"]
        assert text == "(define (twice x)\n  (* 2 x))"
        client.ask("continue", threadId=1)
        client.response(asked)
        assert client.output("stdout") == "42"
        forever = client.send("evaluate", expression="(let loop () (loop))", context="repl")
        client.ask("cancel", requestId=forever)
        with pytest.raises(Failed, match="cancelled"):
            client.response(forever)
    assert user.eval("(twice 2)").value == "4", "no debugger is left"


@pytest.mark.parametrize("ends", [True, False])
def test_a_program_launched_on_a_running_server_ends_or_is_left(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path, ends: bool
) -> None:
    path = tmp_path / "prog.scm"
    path.write_text("(define seen 0)\n(define (spin)\n  (set! seen (+ seen 1))\n  (spin))\n(spin)\n")
    before = set(user.ls_sessions())
    with adapter("--connect", f"127.0.0.1:{port}", env=environment, cwd=tmp_path) as client:
        client.launch(path, {3: {}})
        client.event("stopped")
        (session,) = set(user.ls_sessions()) - before
        client.ask("disconnect", terminateDebuggee=ends)
    if ends:
        assert session not in user.ls_sessions()
        return
    with attached(port, session, environment, tmp_path) as client:
        client.ask("pause", threadId=1)
        client.event("stopped")
        assert int(client.ask("evaluate", expression="seen", frameId=top(client))["result"]) > 0, "it went on"
        client.ask("disconnect", terminateDebuggee=True)
    user.close_session(session)


def test_a_session_has_one_debugger(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path
) -> None:
    with attached(port, user.session, environment, tmp_path), adapter(env=environment, cwd=tmp_path) as second:
        second.initialize()
        with pytest.raises(Failed, match="the session has a debugger already"):
            second.ask("attach", connect=f"127.0.0.1:{port}", session=user.session)
        with pytest.raises(Failed, match="there is no such session"):
            second.ask("attach", connect=f"127.0.0.1:{port}", session="nobody's")


def test_the_only_session_needs_no_name(
    port: int, user: Client, environment: Mapping[str, str], tmp_path: Path
) -> None:
    with connect(port) as other, adapter(env=environment, cwd=tmp_path) as client:
        client.initialize()
        with pytest.raises(Failed, match=f"attach: session: expected the id of a session, of which there are 2: .*{other.session}"):
            client.ask("attach", connect=f"127.0.0.1:{port}")
        other.close()
        answer = client.send("attach", connect=f"127.0.0.1:{port}")
        client.event("initialized")
        client.ask("configurationDone")
        client.response(answer)
        assert client.ask("threads")["threads"][0]["name"] == f"session {user.session}"


def test_what_has_stopped_may_stay_so(port: int, user: Client, environment: Mapping[str, str], tmp_path: Path) -> None:
    with running(user, "(let loop ((i 0)) (loop (+ i 1)))"):
        with attached(port, user.session, environment, tmp_path, onDisconnect="pause") as client:
            client.ask("pause", threadId=1)
            client.event("stopped")
            before = client.ask("evaluate", expression="i", frameId=top(client))["result"]
            client.ask("disconnect")
        with attached(port, user.session, environment, tmp_path) as client:
            client.event("stopped")
            assert client.ask("evaluate", expression="i", frameId=top(client))["result"] == before
