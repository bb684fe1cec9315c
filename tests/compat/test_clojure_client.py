"""Debian's libnrepl-clojure: nREPL's own command line client, as people type into it, and its client library.

It drops every reply that does not echo id and session, and Ctrl-C ends it only on exactly ``[done session-idle]``.
"""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from .conftest import Drive

Typist = Callable[[str, str], str]


@pytest.fixture(scope="module")
def command(clojure_client: list[str], port: int) -> list[str]:
    """The command line client, connected to the server."""
    return [*clojure_client, "-m", "nrepl.cmdline", "--connect", "--host", "127.0.0.1", "--port", str(port)]


@contextmanager
def terminal(command: list[str], env: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], Typist]]:
    """The client running; ``typist(text, pattern)`` types a line and gives back what is shown up to the pattern."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", bufsize=0, env=env,
    ) as process:  # fmt: skip
        alarm = threading.Timer(60, process.kill)
        alarm.start()
        assert process.stdin is not None and process.stdout is not None
        keyboard, screen = process.stdin, process.stdout

        def typist(text: str, pattern: str) -> str:
            keyboard.write(text + "\n" if text else "")
            keyboard.flush()
            return read_until(screen, pattern)

        try:
            yield process, typist
        finally:
            alarm.cancel()
            process.kill()


def read_until(screen: IO[str], pattern: str) -> str:
    """What is shown until the pattern matches its end; the client's death ends the wait with a failure."""
    shown = ""
    while not re.search(pattern + r"\Z", shown):
        character = screen.read(1)
        assert character, f"the client ended before {pattern!r}: {shown}"
        shown += character
    return shown


def test_a_session_as_typed(command: list[str], drive: Drive) -> None:
    lines = [
        "(+ 1 2)",
        "(define (square n) (* n n))",
        '(begin (display "nine is ") (square 3))',
        "'(a \"b\" 1/2)",
        "(car 5)",
        "(square 12)",
        "(when-let [x 1] x)",
        "*ns*",
        "(ns other)",
        "(square 5)",
        "quit",
    ]
    shown = drive(command, stdin="\n".join(lines) + "\n")
    assert shown.startswith("nREPL 1.0.0")
    answers = re.split(r"^user=> ", shown, flags=re.MULTILINE)[1:]
    assert answers[0] == "3\n"
    assert answers[2] == "nine is 9\n"
    assert answers[3] == '(a "b" 1/2)\n'
    assert "car" in answers[4]
    assert answers[5] == "144\n"
    assert answers[9] == "25\n"  # Clojure's own forms broke nothing


def test_ctrl_c_ends_the_evaluation_then_the_idle_client(command: list[str], outside: Mapping[str, str]) -> None:
    with terminal(command, outside) as (process, typist):
        typist("", "user=> ")
        typist("(let loop () (loop))", "")
        time.sleep(1)  # it tells nobody that it has sent the form
        process.send_signal(signal.SIGINT)
        typist("", "user=> ")
        assert typist("(* 6 7)", "user=> ") == "42\nuser=> "
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_the_client_library(clojure_client: list[str], port: int, drive: Drive) -> None:
    program = Path(__file__).with_name("drive_clojure_client.clj")
    command = [*clojure_client, program, str(port)]
    seen = dict(line.split("\t", 1) for line in drive(command).splitlines())
    assert seen["describe"] == "true"
    assert re.search(r':value \[.*"10" "15"\]', seen["values"])
    assert ':out "λ\\n"' in seen["output"]
    assert '"eval-error"' in seen["error"]
    assert ':value ["30"]' in seen["load-file"]
    assert '"string-append"' in seen["completions"]
    assert ':value ["11"]' in seen["clone"]
    assert '"interrupted"' in seen["interrupt"]
    assert ':value ["-1"]' in seen["after"]
    assert '"session-closed"' in seen["close"]


