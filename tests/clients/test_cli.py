"""``omega eval`` and ``omega run`` as a shell sees them: output, errors, exit status, pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Queue

import pytest

from .conftest import OMEGA, RunOmega
from .peer import scripted_peer

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FOREVER = "(let loop () (loop))"


@pytest.fixture(params=["here", "server"])
def where(request: pytest.FixtureRequest) -> list[str]:
    """The options that choose where to evaluate: the same program must look the same in both places."""
    if request.param == "here":
        return []
    return ["--connect", f"127.0.0.1:{request.getfixturevalue('port')}"]


def test_eval_prints_the_value_of_every_form_that_has_one(omega: RunOmega, where: list[str]) -> None:
    done = omega("eval", *where, '(+ 1 2) (define x 6) "two" (display "hi") (* x 7)')
    assert done.stdout.splitlines()[0] == "3"
    assert done.stdout.endswith('"two"\nhi\n42\n')
    assert (done.stderr, done.returncode) == ("", 0)


def test_an_error_has_a_place_a_caret_and_status_1(omega: RunOmega, where: list[str]) -> None:
    done = omega("eval", *where, "'before\n  (car 5)\n'after")
    assert done.returncode == 1
    assert done.stdout == "before\nafter\n"
    report = done.stderr.splitlines()
    assert report[0] == "type-error: car: expected a pair, got 5 (integer)"
    assert "<eval>:2:3" in report[1]
    assert report[-2:] == ["    2 |   (car 5)", "      |   ^"]


def test_a_reader_error_is_shown_at_its_place(omega: RunOmega, where: list[str]) -> None:
    done = omega("eval", *where, "(+ 1 2)\n(list 3 4]")
    assert (done.stdout, done.returncode) == ("3\n", 1)
    assert done.stderr.splitlines()[-2] == "    2 | (list 3 4]"


def test_the_program_reads_our_input(omega: RunOmega, where: list[str]) -> None:
    code = "(let ((a (read-line)) (b (read-line))) (list a b (eof-object? (read-line))))"
    assert omega("eval", *where, code, input="Ada\nBob").stdout == '("Ada" "Bob" #t)\n'
    assert omega("eval", *where, "-", input="(+ 1\n 2)").stdout == "3\n"


def test_run_prints_only_what_the_program_prints(omega: RunOmega, where: list[str], tmp_path: Path) -> None:
    program = tmp_path / "prog.scm"
    program.write_text(
        "#!/usr/bin/env -S omega run\n(+ 1 2)\n(write (command-line))\n(display (read-line))\n"
    )
    done = omega("run", *where, str(program), "one", '--two="3"\\', input="line\n")
    assert done.stdout == f'("{program}" "one" "--two=\\"3\\"\\\\")line'
    assert (done.stderr, done.returncode) == ("", 0)
    assert omega("run", *where, "-", input="(display (cdr (command-line)))").stdout == "()"


def test_run_stops_at_the_first_error(omega: RunOmega, where: list[str], tmp_path: Path) -> None:
    program = tmp_path / "prog.scm"
    program.write_text("(display 1)\n(define (f x)\n  (vector-ref x 9))\n(f (vector 1 2))\n(display 2)\n")
    done = omega("run", *where, str(program))
    assert (done.stdout, done.returncode) == ("1", 1)
    assert f"{program}:3:3" in done.stderr
    assert done.stderr.splitlines()[-2:] == ["    3 |   (vector-ref x 9))", "      |   ^"]


def test_what_cannot_be_used_is_status_2_and_who_cannot_be_reached_3(omega: RunOmega, tmp_path: Path) -> None:
    assert omega("run", "missing.scm").stderr == "omega: cannot read missing.scm: No such file or directory\n"
    assert omega("run", "missing.scm").returncode == 2
    (tmp_path / "latin.scm").write_bytes(b'(display "\xe9")')
    assert omega("run", "latin.scm").stderr == "omega: cannot read latin.scm: it is not UTF-8 text\n"
    assert omega("eval").returncode == 2
    assert omega("eval", "--connect", "nowhere", "1").returncode == 2
    for address in ("auto", "127.0.0.1:1", "unix:/nowhere"):
        done = omega("eval", "--connect", address, "1")
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("omega: ") and "Traceback" not in done.stderr


def test_auto_finds_the_port_file(omega: RunOmega, port: int, tmp_path: Path) -> None:
    (tmp_path / ".nrepl-port").write_text(str(port))
    assert omega("eval", "--connect", "auto", "(* 6 7)").stdout == "42\n"


def test_ctrl_c_interrupts_with_status_130(
    where: list[str], environment: Mapping[str, str], tmp_path: Path
) -> None:
    code = (
        f"(dynamic-wind (lambda () (display 'started)) (lambda () {FOREVER}) (lambda () (display 'unwound)))"
    )
    process = subprocess.Popen(
        [OMEGA, "eval", *where, code],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(len("started")) == b"started"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (out, process.returncode) == (b"unwound", 130)
    assert b"Traceback" not in err


def test_a_second_ctrl_c_leaves_a_server_that_does_not_react(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    asked: Queue[str] = Queue()
    with scripted_peer(lambda request, line: asked.put(str(request["op"]))) as port:
        process = subprocess.Popen(
            [OMEGA, "eval", "--connect", str(port), FOREVER], cwd=tmp_path, env=environment
        )
        assert asked.get(timeout=20) == "eval"
        process.send_signal(signal.SIGINT)
        assert asked.get(timeout=20) == "interrupt"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_a_closed_pipe_ends_the_program_quietly(
    where: list[str], environment: Mapping[str, str], tmp_path: Path
) -> None:
    code = "(let loop ((i 0)) (display i) (newline) (loop (+ i 1)))"
    process = subprocess.Popen(
        [OMEGA, "eval", *where, code],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"0\n"
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(20) == 141


def test_output_arrives_while_the_program_runs(
    where: list[str], environment: Mapping[str, str], tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [OMEGA, "eval", *where, "(display 'ready) (newline) (read-line)"],
        cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == b"ready\n", "though stdout is a pipe and the program waits"
        process.stdin.write(b"x\n")
        process.stdin.flush()
        assert process.stdout.readline() == b'"x"\n'
    assert process.wait(20) == 0


def test_output_that_our_terminal_cannot_show_is_escaped(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [OMEGA, "eval", '(display "caf\u00e9 \u65e5")'],
        check=False, cwd=tmp_path, env={**environment, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.rstrip() == b"caf\xe9 \\u65e5"


def test_help_teaches(omega: RunOmega) -> None:
    assert "omega eval '(+ 1 2)'" in omega("--help").stdout
    for command in ("eval", "run", "repl", "serve"):
        done = omega(command, "--help")
        assert done.returncode == 0
        assert done.stdout.count(f"omega {command}") >= 4, done.stdout


def test_eval_starts_quickly() -> None:
    heavy = ("trio", "prompt_toolkit", "structlog", "ssl", "asyncio", "importlib.resources", "tempfile", "random",
             "difflib", "hashlib", "omega.server", "omega.protocol")  # fmt: skip
    program = f"""
import sys
from omega.clients.cli import main
main(["eval", "(+ 1 2)"])
print([name for name in {heavy} if name in sys.modules])"""
    for _ in range(2):  # the first start may have to compile the library
        loaded = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
        )
    assert loaded.stdout == "3\n[]\n", "what the in-process path does not need must not be imported"


@pytest.mark.parametrize(
    ("arguments", "input", "output"),
    [
        (["hanoi.scm", "2"], "", "left -> middle\nleft -> right\nmiddle -> right\n3 moves\n"),
        (["words.scm"], "the cat and the\nDog and THE bird\n", "3 the\n2 and\n1 cat\n1 dog\n1 bird\n"),
        (
            ["same-fringe.scm"],
            "",
            (
                "(1 (2 3) (4)) has the leaves of ((1 2) (3 (4)))\n"
                "(1 (2 3) (4)) differs from ((1 2) (4 (3)))\n"
                "() has the leaves of (() (()))\n"
            ),
        ),
        (
            ["loader.scm"],
            "",
            (
                'left out "1.2.3": a price is not a number\n'
                '(("tea" . 3) ("coffee" . 4.5) ("bread" . 0))\n'
                "refused: 1.2.3\n"
            ),
        ),
        (
            ["orders.scm"],
            "",
            (
                "chose harbour of (harbour market)\n"
                "chose fish of (fish soup)\n"
                "sent (table at harbour)\n"
                "sent (order fish)\n"
                "result: (harbour fish)\n"
                "would send: ((table at harbour) (order fish))\n"
                "all ways: ((harbour fish) (harbour soup) (market soup) (market salad))\n"
            ),
        ),
        (
            ["calculator.scm"],
            "",
            (
                "(define square (fn (n) (* n n))) => square\n"
                "(define factorial (fn (n) (if n (* n (factorial (- n 1))) 1))) => factorial\n"
                "(define adder (fn (n) (fn (m) (+ n m)))) => adder\n"
                "(square 12) => 144\n"
                "(factorial 20) => 2432902008176640000\n"
                "((adder 3) 4) => 7\n"
                "(square unknown) => no such name: unknown\n"
            ),
        ),
    ],
)
def test_the_examples(
    omega: RunOmega, where: list[str], arguments: list[str], input: str, output: str
) -> None:
    done = omega("run", *where, str(EXAMPLES / arguments[0]), *arguments[1:], input=input)
    assert (done.stdout, done.stderr, done.returncode) == (output, "", 0)
    assert os.access(EXAMPLES / arguments[0], os.X_OK), "its first line makes it a command"


def test_a_server_that_dies_is_status_3(environment: Mapping[str, str], tmp_path: Path) -> None:
    socket = tmp_path / "s"
    server = subprocess.Popen(
        [sys.executable, "-m", "omega.server", "--unix", str(socket)],
        cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process = subprocess.Popen(
            [OMEGA, "eval", "--connect", f"unix:{socket}", f"(display 'started) {FOREVER}"],
            cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.read(len("started")) == b"started"
        server.kill()
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (3, b"omega: the server closed the connection\n")
    finally:
        server.kill()
        server.wait()
