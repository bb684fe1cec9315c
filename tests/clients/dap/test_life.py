"""``omega dap`` from start to end, on pipes and sockets, with its own server: launches, refusals, clients that misbehave."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients.conftest import OMEGA

from .client import PATIENCE, DapClient, Failed, adapter, connected, framed


@pytest.fixture
def client(environment: Mapping[str, str], tmp_path: Path) -> Iterator[DapClient]:
    with adapter(env=environment, cwd=tmp_path) as found:
        yield found


def program(folder: Path, text: str, name: str = "prog.scm") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_program_without_debugging(client: DapClient, tmp_path: Path) -> None:
    program(tmp_path, '#!/usr/bin/env -S omega run\n(write (command-line))\n(display "größer λ")\n(car 5)\n')
    client.initialize()
    launched = client.send("launch", program="prog.scm", args=["one", "2"], noDebug=True)
    client.event("initialized")
    answered = client.ask("setBreakpoints", source={"path": str(tmp_path / "prog.scm")}, breakpoints=[{"line": 2}])
    assert answered["breakpoints"][0]["message"] == "the program runs without debugging"
    client.ask("configurationDone")
    client.response(launched)
    assert client.event("exited") == {"exitCode": 1}
    client.event("terminated")
    assert client.output("stdout") == f'("{tmp_path}/prog.scm" "one" "2")größer λ'
    assert client.output("stderr").startswith("type-error: car: expected a pair, got 5 (integer)\n  at ")
    client.ask("disconnect")
    client.closed()


def test_the_status_of_exit_is_the_exit_code(client: DapClient, tmp_path: Path) -> None:
    client.launch(program(tmp_path, "(exit 3)"), noDebug=True)
    assert client.event("exited") == {"exitCode": 3}


def test_the_program_reads_what_is_entered(client: DapClient, tmp_path: Path) -> None:
    client.launch(program(tmp_path, "(write (list (read-line) (read-line) (eof-object? (read-line))))"), noDebug=True)
    for line in ("Ada", "Bob"):
        while "enter it here" not in client.event("output")["output"]:
            pass
        assert client.ask("evaluate", expression=line, context="repl") == {"result": "", "variablesReference": 0}
    while "enter it here" not in client.event("output")["output"]:
        pass
    client.ask("evaluate", expression=":eof", context="repl")
    client.event("exited")
    assert client.output("stdout") == '("Ada" "Bob" #t)'


def test_terminate_interrupts_and_disconnect_ends(client: DapClient, tmp_path: Path) -> None:
    forever = "(dynamic-wind (lambda () (display 'in)) (lambda () (let loop () (loop))) (lambda () (display 'out)))"
    client.launch(program(tmp_path, forever), noDebug=True)
    client.event("output")
    with pytest.raises(Failed, match="notStopped"):
        client.ask("stackTrace", threadId=1)
    client.ask("terminate")
    client.event("terminated")
    assert client.output("stdout") == "inout"


def test_disconnect_ends_a_program_that_never_would(client: DapClient, tmp_path: Path) -> None:
    client.launch(program(tmp_path, "(display 'in) (let loop () (loop))"), noDebug=True)
    client.event("output")
    client.ask("disconnect", terminateDebuggee=True)
    client.closed()


def test_a_flood_of_output_holds_up_nothing(client: DapClient, tmp_path: Path) -> None:
    client.launch(program(tmp_path, "(let loop () (display 'endless) (newline) (loop))"), noDebug=True)
    while len(client.output("stdout")) < 1_000_000:
        client.event("output")
    started = time.monotonic()
    assert client.ask("threads") == {"threads": [{"id": 1, "name": "prog.scm"}]}
    client.ask("disconnect")
    client.closed()
    assert time.monotonic() - started < 10
    assert set(client.output("stdout").split("\n")) <= {"endless", *("endless"[:size] for size in range(7))}


def test_a_client_that_never_reads_is_left_when_it_is_gone(environment: Mapping[str, str], tmp_path: Path) -> None:
    path = program(tmp_path, "(let loop () (display 'endless) (loop))")
    process = subprocess.Popen(
        [OMEGA, "dap"], cwd=tmp_path, env=dict(environment),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        for number, (command, arguments) in enumerate(
            (("initialize", {}), ("launch", {"program": str(path), "noDebug": True}), ("threads", {})), 1
        ):
            message = {"seq": number, "type": "request", "command": command, "arguments": arguments}
            process.stdin.write(framed(message))
        process.stdin.flush()
        heard = b""
        while b'"initialized"' not in heard:
            heard += os.read(process.stdout.fileno(), 65536)
        process.stdin.write(framed({"seq": 4, "type": "request", "command": "configurationDone"}))
        process.stdin.flush()
        time.sleep(1)  # the pipe fills up
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr.read() == b""
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def test_a_client_that_is_gone_ends_everything(environment: Mapping[str, str], tmp_path: Path) -> None:
    path = program(tmp_path, "(display 'in) (let loop () (loop))")
    with adapter(env=environment, cwd=tmp_path) as client:
        client.launch(path, noDebug=True)
        client.event("output")
    # Leaving the block closes the pipe and waits for the process, which waits for its server.


def test_what_cannot_be_launched_is_refused_and_something_else_can_be(client: DapClient, tmp_path: Path) -> None:
    (tmp_path / "latin.scm").write_bytes(b'"\xe9"')
    good = program(tmp_path, "1")
    client.initialize()
    for arguments, complaint in (
        ({}, "launch: program: expected a text, got nothing"),
        ({"program": "missing.scm"}, f"cannot read {tmp_path}/missing.scm: No such file or directory"),
        ({"program": "a\0b"}, "cannot read "),
        ({"program": "latin.scm"}, f"cannot read {tmp_path}/latin.scm: it is not UTF-8 text"),
        ({"program": str(good), "connect": "nowhere"}, "'nowhere' is not an address"),
        ({"program": str(good), "connect": "127.0.0.1:1"}, "cannot connect to nrepl://127.0.0.1:1: Connection refused"),
        ({"program": str(good), "cwd": "/nowhere"}, "launch: cwd: expected a folder, got '/nowhere'"),
        ({"program": str(good), "granularity": "word"}, "launch: granularity: expected one of line, statement, expression"),
    ):
        with pytest.raises(Failed) as caught:
            client.ask("launch", **arguments)
        assert str(caught.value).startswith(complaint)
    with pytest.raises(Failed, match=r"no .nrepl-port in .*: is a server running here\?"):
        client.ask("attach")
    launched = client.send("launch", program=str(good), noDebug=True)
    client.event("initialized")
    with pytest.raises(Failed, match="this conversation has something to debug already"):
        client.ask("attach", connect="127.0.0.1:1")
    client.ask("configurationDone")
    client.response(launched)
    client.event("terminated")


def test_input_that_nobody_reads_is_refused(client: DapClient, tmp_path: Path) -> None:
    client.launch(program(tmp_path, "(display 'in) (let loop () (loop))"), noDebug=True)
    client.event("output")
    with pytest.raises(Failed, match="the program reads nothing now"):
        client.ask("evaluate", expression=":eof", context="repl")


def test_requests_in_any_order_are_answered(client: DapClient) -> None:
    with pytest.raises(Failed, match="there is no request 'disassemble' here"):
        client.ask("disassemble")
    for command in ("continue", "stackTrace", "evaluate", "terminate", "completions", "pause"):
        with pytest.raises(Failed, match="nothing is debugged: launch a program or attach to a session first"):
            client.ask(command, threadId=1, expression="x", text="x", column=1)
    with pytest.raises(Failed, match="configurationDone: expected launch or attach before it"):
        client.ask("configurationDone")
    answered = client.ask("setBreakpoints", source={"path": "/a.scm"}, breakpoints=[{"line": 1}])["breakpoints"]
    assert answered == [{"id": 1, "verified": False, "message": "the program has not been started"}]
    assert client.ask("threads") == {"threads": [{"id": 1, "name": "session"}]}
    client.ask("disconnect")
    client.closed()


def test_disconnect_while_launching_gives_up(client: DapClient, tmp_path: Path) -> None:
    client.initialize()
    launched = client.send("launch", program=str(program(tmp_path, "1")), noDebug=True)
    client.event("initialized")
    client.ask("disconnect")
    with pytest.raises(Failed, match="cancelled"):
        client.response(launched)
    client.closed()


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        (b"Content-Length: 3\r\n\r\n{a}", "message: expected a JSON object: "),
        (b"Content-Length: 2\r\n\r\n[]", "message: expected a JSON object: "),
        (b"Content-Length: 2\r\n\r\n{}", "message: type: expected request, got nothing\n"),
        (b'Content-Length: 20\r\n\r\n{"type": "response"}', ""),
    ],
)
def test_a_message_that_is_none_is_complained_of_and_skipped(client: DapClient, sent: bytes, complaint: str) -> None:
    client.raw(sent)
    assert client.ask("threads")
    assert client.output("important").startswith(complaint)
    assert client.output("important").count("\n") == bool(complaint)


def test_a_stream_that_is_none_ends_the_conversation(client: DapClient) -> None:
    client.raw(b"{}\r\n\r\n")
    client.closed()
    assert client.output("important") == (
        "header: expected a line such as Content-Length: 119, got '{}'; this connection ends\n"
    )


@contextmanager
def listening(environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """The port of ``omega dap --port 0``."""
    process = subprocess.Popen(
        [OMEGA, "dap", "--port", "0"], cwd=folder, env=dict(environment),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    alarm = threading.Timer(100, process.kill)
    alarm.start()
    try:
        words, _, port = process.stdout.readline().strip().rpartition(":")
        assert words == "omega dap listens on 127.0.0.1"
        yield int(port)
        process.terminate()
        assert process.stderr.read() == ""
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_many_clients_of_one_adapter(environment: Mapping[str, str], tmp_path: Path) -> None:
    paths = [program(tmp_path, f"(display {number})", f"{number}.scm") for number in range(3)]
    with listening(environment, tmp_path) as port:
        with socket.create_connection(("127.0.0.1", port)) as browser:
            browser.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")
            browser.settimeout(PATIENCE)
            heard = b""
            while data := browser.recv(65536):
                heard += data
            assert b"got 'POST / HTTP/1.1'; this connection ends" in heard
        with connected(port) as first, connected(port) as second, connected(port) as third:
            for client, path in zip((first, second, third), paths, strict=True):
                client.launch(path, noDebug=True)
            for number, client in enumerate((first, second, third)):
                assert client.event("exited") == {"exitCode": 0}
                assert client.output("stdout") == str(number)
                client.ask("disconnect")
                client.closed()


def test_a_port_that_is_taken(environment: Mapping[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [OMEGA, "dap", "--port", str(port)], check=False, cwd=tmp_path, env=dict(environment),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"omega: cannot listen on 127.0.0.1:{port}: Address already in use\n"
