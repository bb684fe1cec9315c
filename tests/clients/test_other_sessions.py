"""Going on with a session that somebody else has used, through ``omega repl``'s pipe and a real server."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from omega.clients import connect
from omega.clients.operations import Call, request
from omega.clients.results import Reply

from .conftest import OMEGA, RunOmega


def left_alone(port: int, code: str) -> str:
    """A session whose client has begun this evaluation and gone; its id."""
    client = connect(port)
    session = client.clone()
    gone = connect(port, session=session)
    gone.eval("(define kept 'kept)")
    gone.post(_evaluation(code), None)
    time.sleep(0.2)
    gone.close()
    client.close()
    return session


def _evaluation(code: str) -> Call[Reply]:
    return request("eval", {"code": code, "on-disconnect": "continue"})


def test_what_was_missed_is_shown_and_what_runs_is_followed(omega: RunOmega, port: int) -> None:
    session = left_alone(port, '(display "early") (sleep 4) (display "late") (list kept)')
    done = omega("repl", "--connect", str(port), input=f":attach {session[:8]}\n:follow\n(list kept 1)\n:sessions\n")
    assert f"session {session}, 1 to follow\n" in done.stdout
    assert re.search(r"late\n\(kept\)\n\(kept 1\)\n", done.stdout), done
    assert f"* {session}  ready, " in done.stdout
    assert (done.stderr, done.returncode) == ("", 0)


def test_the_questions_of_what_others_began_are_asked_again(omega: RunOmega, port: int) -> None:
    session = left_alone(port, "(string-append (read-line) (symbol->string '!))")
    done = omega("repl", "--connect", str(port), input=f":attach {session}\ntyped\n(+ 1 2)\n", seconds=20)
    assert done.stdout.endswith('"typed!"\n3\n'), done


def test_a_session_that_is_not_there(omega: RunOmega, port: int) -> None:
    done = omega("repl", "--connect", str(port), input=":attach zzz\n1\n")
    assert done.stderr == "there is no session called zzz, or with an id that begins so\n"
    assert (done.stdout, done.returncode) == ("1\n", 1)


def test_the_end_of_the_server_is_noticed_by_who_follows(
    launch_server: Callable[..., AbstractContextManager[int]], environment: Mapping[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "omega.server", "--port", "0"]
    with ExitStack() as cleanup:
        port = cleanup.enter_context(launch_server(command, cwd=tmp_path))
        client = cleanup.enter_context(connect(port))
        client.post(_evaluation("(let loop ((i 0)) (loop (+ i 1)))"), None)
        repl = subprocess.Popen(
            [OMEGA, "repl", "--connect", str(port), "--session", client.session],
            cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert repl.stdin is not None and repl.stdout is not None
        repl.stdin.write(":pause\n:c\n")
        repl.stdin.flush()
        while not repl.stdout.readline().startswith("pause in "):
            assert repl.poll() is None
    try:
        _, complaint = repl.communicate(timeout=20)
    finally:
        repl.kill()
    assert repl.returncode == 3
    assert complaint.endswith("omega: the server closed the connection\n")
