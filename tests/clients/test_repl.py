"""``omega repl`` as a person uses it, on a pseudo-terminal, and as a script does, through a pipe."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping
from pathlib import Path

from .conftest import OMEGA, RunOmega
from .terminal import Terminal, terminal

ENTER, CTRL_C, CTRL_D, CTRL_Q, TAB, UP = "\r", "\x03", "\x04", "\x11", "\t", "\x1b[A"
PROMPT, RESTART, VALUE = r"omega>", r"restart>", r"value>"


def test_a_conversation_at_a_terminal(environment: Mapping[str, str], port: int, tmp_path: Path) -> None:
    program = tmp_path / "prog.scm"
    program.write_text('(define (f x)\n  (car x))\n(display "loaded")\n')
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press("(+ 1 2)" + ENTER)
        screen.expect(r"\n3\n")

        screen.expect(PROMPT)
        screen.press("(list 1" + ENTER + "2)" + ENTER)
        screen.expect(r"\(1 2\)\n")

        screen.expect(PROMPT)
        screen.press("(vector-le" + TAB)
        screen.expect("vector-length")
        screen.press(CTRL_Q)
        screen.expect(r"\(vector-length [^\n]*\n  \S+")
        screen.press(" (vector 5 6 7))" + ENTER)
        screen.expect(r"\n3\n")

        screen.expect(PROMPT)
        screen.press("(begin" + ENTER + "(car 5))" + ENTER)
        screen.expect(r"type-error: car: .*\n  at <repl>:\d+:3.*\n")
        screen.expect(r"\d+ \|   \(car 5\)\)\n +\|   \^\n")

        screen.expect(RESTART)
        screen.press("(begin (display 'spinning) (let loop () (loop)))" + ENTER)
        screen.expect(r"\nspinning")
        screen.press(CTRL_C)
        screen.expect(r"\ninterrupted\n")
        screen.press("(define x 41)" + ENTER + "(+ x 1)" + ENTER)
        screen.expect(r"\n42\n")

        screen.expect(PROMPT)
        screen.press("(string-append (read-line) (symbol->string '!))" + ENTER)
        screen.expect(r"'!\)\)\n")
        screen.press("typed later\n")
        screen.expect(r'"typed later!"\n')

        screen.expect(PROMPT)
        screen.press(f":load {program}" + ENTER)
        screen.expect(r"\nloaded\n")
        screen.expect(PROMPT)
        screen.press("(f 7)" + ENTER)
        screen.expect(r"2 \|   \(car x\)\)\n +\|   \^\n")

        screen.press(":doc no-such" + ENTER)
        screen.expect(r"no-such has no binding")
        screen.press(UP + UP)
        screen.expect(r"\(f 7\)")
        screen.press(CTRL_C)
        screen.expect(PROMPT)
        leave(screen)
    assert "+(list 1\n+  2)\n" in (tmp_path / "state/omega/history").read_text()


def test_restarts_are_chosen_by_number(environment: Mapping[str, str], port: int, tmp_path: Path) -> None:
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press("(+ 1 (* 2 (car 5)))" + ENTER)
        screen.expect(r"type-error: car: expected a pair, got 5 \(integer\)\n")
        screen.expect(r"1 \| \(\+ 1 \(\* 2 \(car 5\)\)\)\n +\| +\^\n")
        screen.expect(r"  0: use-value +\S.*\n  1: retry +\S.*\n  2: abort +Return to top level\.\n")
        screen.expect(RESTART)
        screen.press("7" + ENTER)
        screen.expect(r"there is no restart 7\n")
        screen.expect(RESTART)
        screen.press("0" + ENTER)
        screen.expect(VALUE)
        screen.press("(+ 10" + ENTER + "10)" + ENTER)
        screen.expect(r"\n41\n")

        # An error in the value: one more question, and back to the first one.
        screen.expect(PROMPT)
        screen.press("(list nowhere)" + ENTER)
        screen.expect(r"1: store-value.*\n")
        screen.expect(RESTART)
        screen.press(":1" + ENTER)
        screen.expect(VALUE)
        screen.press("(vector-ref (vector) 1)" + ENTER)
        screen.expect(r"index-error: .*\n")
        screen.expect(r"2: abort +Return to the question about unbound-variable\.\n")
        screen.expect(RESTART)
        screen.press(ENTER)
        screen.expect(r"1: store-value.*\n")
        screen.expect(RESTART)
        screen.press("1" + ENTER)
        screen.expect(VALUE)
        screen.press("(oops" + CTRL_C)  # no value after all
        screen.expect(r"1: store-value.*\n")
        screen.expect(RESTART)
        screen.press("1" + ENTER)
        screen.expect(VALUE)
        screen.press("1 2" + ENTER)
        screen.expect(r"answer.*one expression.*\n")
        screen.expect(RESTART)
        screen.press("1" + ENTER)
        screen.expect(VALUE)
        screen.press("'kept" + ENTER)
        screen.expect(r"\n\(kept\)\n")

        # Ctrl-C aborts, and so does anything that is no number, which is then evaluated.
        screen.expect(PROMPT)
        screen.press('(restart-case (error "x") (pick (a b) (list a b nowhere)))' + ENTER)
        screen.expect(RESTART)
        screen.press("0" + ENTER)
        screen.expect(r"2 values>")
        screen.press("1 2" + ENTER)
        screen.expect(r"\n\(1 2 kept\)\n")
        screen.expect(PROMPT)
        screen.press("(car 6)" + ENTER)
        screen.expect(RESTART)
        screen.press(CTRL_C)
        screen.expect(PROMPT)
        screen.press("(car 7)" + ENTER)
        screen.expect(RESTART)
        screen.press("(* 6 7)" + ENTER)
        screen.expect(r"\n42\n")
        screen.expect(PROMPT)
        leave(screen)


def leave(screen: Terminal) -> None:
    """Ctrl-D is lost while the terminal changes modes between two prompts, so a person may have to press it again."""
    deadline = time.monotonic() + 20
    while screen.process.poll() is None and time.monotonic() < deadline:
        screen.press(CTRL_D)
        time.sleep(0.3)
    assert screen.wait() == 0


def test_ctrl_c_at_any_moment_keeps_the_session(
    environment: Mapping[str, str], port: int, tmp_path: Path
) -> None:
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press("(define kept 'kept)" + ENTER)
        screen.expect(r"\nkept\n")
        for pause in (0.0, 0.002, 0.005, 0.01, 0.02, 0.05):
            screen.press("(+ 1 1)" + ENTER)
            time.sleep(pause)
            screen.process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        screen.press(CTRL_C)
        time.sleep(0.3)
        screen.press("(list kept kept)" + ENTER)
        screen.expect(r"\n\(kept kept\)\n")
        leave(screen)


def test_a_private_server_comes_and_goes_with_the_repl(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    env = {**environment, "TMPDIR": str(scratch)}
    with terminal([OMEGA, "repl"], cwd=tmp_path, env=env) as screen:
        screen.expect(r"a private server[^\n]*\n")
        assert [path.name.startswith("omega-") for path in scratch.iterdir()] == [True]
        screen.expect(PROMPT)
        screen.press("(* 6 7)" + ENTER)
        screen.expect(r"\n42\n")
        screen.process.send_signal(signal.SIGTERM)
        assert screen.wait() == 128 + signal.SIGTERM
    assert list(scratch.iterdir()) == []


def test_forms_through_a_pipe(omega: RunOmega, port: int) -> None:
    where = ("--connect", str(port))
    done = omega(
        "repl",
        *where,
        input='(define (f x)\n  (* x x))\n(f 5) (f 6)\n(display "hi")\n:doc f\n(read-line)\nhere\n',
    )
    assert done.stdout.endswith('25\n36\nhi\n(f x)\n  defined at <repl>:1:1\n"here"\n')
    assert (done.stderr, done.returncode) == ("", 0)


def test_exit_leaves_with_its_status(omega: RunOmega, port: int) -> None:
    done = omega("repl", "--connect", str(port), input="(car 5)\n(display 'here) (exit 7)\n(display 'never)\n")
    assert (done.returncode, done.stdout) == (7, "here\n")
    assert omega("repl", "--connect", str(port), input="(car 5)\n(exit)\n").returncode == 0
    assert omega("eval", "--connect", str(port), "(exit 300) (car 5)").returncode == 44


def test_a_failure_in_a_pipe_is_told_at_the_end(omega: RunOmega, port: int) -> None:
    done = omega("repl", "--connect", str(port), input="(car 5)\n'after\n(open")
    assert (done.stdout, done.returncode) == ("after\n", 1)
    assert "    1 | (car 5)\n      | ^" in done.stderr
    assert "    3 | (open" in done.stderr
