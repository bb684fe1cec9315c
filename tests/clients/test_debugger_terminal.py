"""The debugger as a person uses it, at a pseudo-terminal in front of a real server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from omega.clients import connect

from .conftest import OMEGA
from .terminal import terminal
from .test_repl import CTRL_C, CTRL_D, ENTER, PROMPT, RESTART, TAB, VALUE, leave


def test_a_conversation_about_a_stop(environment: Mapping[str, str], port: int, tmp_path: Path) -> None:
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press("(define (fact longer-name) (if (= longer-name 0) 1 (* longer-name (fact (- longer-name 1)))))" + ENTER)
        screen.expect(r"\nfact\n")
        screen.press(":break fact" + ENTER)
        screen.expect(r"breakpoint 1: function fact\n")
        screen.press("(fact 3)" + ENTER)
        screen.expect(r"breakpoint 1 in fact at <repl>:1:28 .*\n->   1 \| \(define \(fact longer-name\) \(if")
        screen.expect(r"omega\[2\]dbg>")
        screen.press("(* longer-name 10)" + ENTER)
        screen.expect(r"\n30\n")
        screen.expect(r"omega\[2\]dbg>")
        screen.press(":s" + ENTER)
        screen.expect(r"step in fact at <repl>:1:32 ")
        screen.expect(r"omega\[2\]dbg>")
        screen.press(ENTER)  # once more
        screen.expect(r"  => #f\n")
        screen.press(":disable 1" + ENTER)
        screen.expect(r"omega\[2\]dbg>")
        screen.press("(list long" + TAB)
        screen.expect(r"er-name")
        screen.press(")" + ENTER)
        screen.expect(r"\n\(3\)\n")
        screen.press(CTRL_C)
        screen.expect(r"omega\[2\]dbg>")
        screen.press(":continue" + ENTER)
        screen.expect(r"\n6\n")
        screen.expect(PROMPT)
        leave(screen)


def test_ctrl_c_pauses_what_is_debugged_and_ctrl_d_ends_it(
    environment: Mapping[str, str], port: int, tmp_path: Path
) -> None:
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press(":debug on" + ENTER)
        screen.expect(r"attached\n")
        screen.expect(PROMPT)
        screen.press("(let loop ((i 0)) (if (= i 0) (display 'spinning)) (loop (+ i 1)))" + ENTER)
        screen.expect(r"\nspinning")
        screen.press(CTRL_C)
        screen.expect(r"pause in .*\n")
        screen.expect(r"omega\[\d+\]dbg>")
        screen.press("(> i 10)" + ENTER)
        screen.expect(r"\n#t\n")
        screen.press(":set i 0" + ENTER)
        screen.expect(r"  i = 0\n")
        screen.press(":c" + ENTER)
        screen.expect(r"\nspinning")
        screen.press(CTRL_C)
        screen.expect(r"omega\[\d+\]dbg>")
        screen.press(CTRL_D)
        screen.expect(r"\ninterrupted\n")
        screen.expect(PROMPT)
        screen.press(":debug off" + ENTER)
        screen.expect(r"not attached\n")
        screen.press("(let loop () (loop))" + ENTER)
        time.sleep(0.3)
        screen.press(CTRL_C)
        screen.expect(r"\ninterrupted\n")
        leave(screen)


def test_an_error_without_a_debugger_can_be_looked_at_before_a_restart_is_chosen(
    environment: Mapping[str, str], port: int, tmp_path: Path
) -> None:
    with terminal([OMEGA, "repl", "--connect", str(port)], cwd=tmp_path, env=environment) as screen:
        screen.expect(PROMPT)
        screen.press("(define (f x) (+ 1 (car x)))" + ENTER)
        screen.expect(PROMPT)
        screen.press("(list (f 5))" + ENTER)
        screen.expect(RESTART)
        screen.press(":brek" + ENTER)
        screen.expect(r"did you mean :break\?\n  0: use-value ")
        screen.expect(RESTART)
        screen.press(":break f" + ENTER)
        screen.expect(r":break: choose a restart first.*\n  0: use-value ")
        screen.expect(RESTART)
        screen.press(":locals" + ENTER)
        screen.expect(r"pause in f at <repl>:1:\d+ .*\n->   1 \| \(define")
        screen.expect(r"  0: use-value .*\n.*\n.*\n  x = 5\n")
        screen.expect(r"omega\[2\]dbg>")
        screen.press(":step" + ENTER)
        screen.expect(r"it waits for a restart")
        screen.press(":up" + ENTER)
        screen.expect(r"frame 1: top level at <repl>:2:7\n")
        screen.press(":c" + ENTER)
        screen.expect(r"  0: use-value ")
        screen.expect(RESTART)
        screen.press(":bt" + ENTER)
        screen.expect(r"   1: top level  <repl>:2:7\n")
        screen.press("0" + ENTER)
        screen.expect(VALUE)
        screen.press("(* 6 7)" + ENTER)
        screen.expect(r"\n\(43\)\n")
        screen.expect(PROMPT)
        screen.press("(list (f 6))" + ENTER)
        screen.expect(RESTART)
        screen.press(":bt" + ENTER)
        screen.expect(r"omega\[2\]dbg>")
        screen.press(CTRL_D)
        screen.expect(PROMPT)
        screen.press("(list (f 6))" + ENTER)
        screen.expect(RESTART)
        screen.press(":abort" + ENTER)
        screen.expect(PROMPT)
        screen.press("(* 6 7)" + ENTER)
        screen.expect(r"\n42\n")
        leave(screen)


def test_who_is_killed_at_a_stop_leaves_a_program_that_goes_on(
    environment: Mapping[str, str], port: int, tmp_path: Path
) -> None:
    with connect(port) as other:
        command = ("repl", "--connect", str(port), "--session", other.session)
        with terminal([OMEGA, *command], cwd=tmp_path, env=environment) as screen:
            screen.expect(PROMPT)
            screen.press("(define (f x) (* x 2))" + ENTER + ":break f" + ENTER + "(define y (f 21))" + ENTER)
            screen.expect(r"dbg>")
            os.killpg(screen.process.pid, signal.SIGKILL)
            assert other.eval("y", timeout=10).value == "42"
