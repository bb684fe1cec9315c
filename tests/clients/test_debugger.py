"""The terminal's debugger against a real server: commands through a pipe, where everything that is shown is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import RunOmega

FACT = """(define (fact n)
  (if (= n 0)
      1
      (* n
         (fact (- n 1)))))
"""
#: What `omega repl` prints for these lines, errors among it, after it has loaded `fact.scm`; the ticks of stops are left out.
Script = Callable[..., str]


@pytest.fixture
def script(omega: RunOmega, port: int, tmp_path: Path) -> Script:
    (tmp_path / "fact.scm").write_text(FACT)

    def run(*lines: str) -> str:
        done = omega("repl", "--connect", str(port), input="\n".join((":load fact.scm", *lines, "")), merged=True)
        assert done.stdout.startswith("fact\n")
        return re.sub(r"  \(tick [^)]*\)\n", "\n", done.stdout.removeprefix("fact\n"))

    return run


def test_a_function_stops_where_a_condition_is_true(script: Script) -> None:
    assert script(":break fact if (= n 2)", "(fact 4)", ":bt", "(* n 10)", ":up", "n", ":bt 2", ":c", ":c") == (
        "breakpoint 1: function fact  if (= n 2)\n"
        "breakpoint 1 in fact at fact.scm:2:3\n"
        "     1 | (define (fact n)\n"
        "->   2 |   (if (= n 0)\n"
        "->   3 |       1\n"
        "->   4 |       (* n\n"
        "->   5 |          (fact (- n 1)))))\n"
        "*  0: fact       fact.scm:2:3\n"
        "   1: fact       fact.scm:5:10\n"
        "   2: fact       fact.scm:5:10\n"
        "   3: top level  <repl>:1:1\n"
        "20\n"
        "frame 1: fact at fact.scm:5:10\n"
        "     2 |   (if (= n 0)\n"
        "     3 |       1\n"
        "     4 |       (* n\n"
        "->   5 |          (fact (- n 1)))))\n"
        "       |          ^^^^^^^^^^^^^^\n"
        "3\n"
        "   0: fact  fact.scm:2:3\n"
        "*  1: fact  fact.scm:5:10\n"
        "  … 2 more; :bt 4 shows them\n"
        "24\n"
        ":continue: nothing has stopped; :break sets a breakpoint\n"
    )


def test_a_log_point_stands_in_its_place_among_the_output(script: Script) -> None:
    lines = ("(define (say x) (display x) (newline))", ':break say log "x is {x} and {oops}"', "(begin (say 1) (say 2))", "'end")
    assert script(*lines) == (
        "say\n"
        'breakpoint 1: function say  log "x is {x} and {oops}"\n'
        "the message of breakpoint 1 failed: unbound-variable: oops: unbound variable\n"
        "x is 1 and ?\n1\nx is 2 and ?\n2\nend\n"
    )


def test_what_was_saved_in_the_midst_of_an_evaluation_goes_on(script: Script) -> None:
    lines = ('(define (f x) (snapshots.save "mid") (* x 2))', "(list 'twice (f 21))", ":restore mid", ":debug on", ":p x", ":c")
    shown = script(*lines)
    assert "as it was saved in mid, in the midst of an evaluation; :debug on goes on with it\n" in shown
    assert "entry in f at <repl>:1:15\n" in shown
    assert shown.endswith("\n21\n(twice 42)\n")


def test_errors_stop_and_restarts_go_on(script: Script) -> None:
    shown = script("(define (f x) (+ 1 (car x)))", ":debug on", "(list 'a (f 5))", "0", "(* 6 7)", "(f 6)", ":restart 0 1", "(f 7)", ":c")
    stop = (
        "condition in f at <repl>:1:20\n"
        "  type-error: car: expected a pair, got {} (integer)\n"
        "->   1 | (define (f x) (+ 1 (car x)))\n"
        "       |                    ^^^^^^^\n"
        "  0: use-value  Give a value to use instead.\n"
        "  1: retry      Try again.\n"
        "  2: abort      Return to top level.\n"
    )
    told = "type-error: car: expected a pair, got 7 (integer)\n  at <repl>:1:20 in f\n"
    assert shown.startswith(
        f"f\nthe debugger is attached\n{stop.format(5)}(a 43)\n{stop.format(6)}2\n{stop.format(7)}{told}"
    )


def test_wrong_commands_say_what_is_expected(script: Script) -> None:
    shown = script(
        ":step", ":brek", ":break fact", "(fact 1)", ":load x.scm", ":frame 7", ":up", ":up", ":frame x", ":next far",
        ":goto soon", ":delete 9", ":break x.scm:0", ":restart 0", ":watch (car 5)", ":unwatch 1", "(car 5)", "(oops", ":q",
    )  # fmt: skip
    wanted = (
        ":step: nothing has stopped; :break sets a breakpoint",
        "there is no command :brek; did you mean :break?",
        ":load: an evaluation has stopped; :continue or :abort it first",
        "there is no frame 7; they go from 0 to 1",
        "there is no frame 2; they go from 0 to 1",
        "expected the number of a frame, got x",
        "expected expression, statement or line, got far",
        ":goto: expected a number of ticks, such as 120 or 120+3, got soon",
        "there is no breakpoint 9; :break lists them",
        ":break: lines and columns count from 1, got x.scm:0",
        "there is no restart 0",
        "  watch 0: (car 5) = type-error: car: expected a pair, got 5 (integer)",
        "nothing watched has the number 1; :watch lists them",
        "type-error: car: expected a pair, got 5 (integer)",
    )
    lines = iter(shown.splitlines())
    for line in wanted:
        assert line in lines, f"{line!r} is missing, or not in its place: {shown}"


def test_the_end_of_input_ends_what_has_stopped(omega: RunOmega, port: int) -> None:
    lines = "(define (f) 1)\n(define (g)\n  (display 'never))\n:break f\n(begin (f) (g))\n"
    done = omega("repl", "--connect", str(port), input=lines)
    assert "breakpoint 1 in f" in done.stdout
    assert "never" not in done.stdout
    assert (done.stderr, done.returncode) == ("interrupted\n", 1)


def test_without_a_debugger_a_program_goes_on(script: Script) -> None:
    assert script(":break fact", "(fact 3)", ":debug off", ":debug", ":break", "(fact 4)").endswith(
        "the debugger is not attached\n6\nthe debugger is not attached\nno breakpoints\n24\n"
    )


def test_effects_ticks_and_conditions_that_are_handled(script: Script) -> None:
    shown = script(
        ":break effect sleep.op", "(begin (sleep 0.01) 'slept)", ":c", ":break tick 3", "(fact 9)", "(< n 9)", ":c",
        ":delete 2", ":break on type-error", "(guard (e (#t 'caught)) (car 5))", ":c", ":break",
    )  # fmt: skip
    assert re.findall(r"^(breakpoint \d+|condition) in (\S+)", shown, re.MULTILINE) == [
        ("breakpoint 1", "top"), ("breakpoint 2", "fact"), ("condition", "lambda")
    ]  # fmt: skip
    assert [line for line in shown.splitlines() if line in ("slept", "#t", "362880", "caught")] == ["slept", "#t", "362880", "caught"]
    assert shown.endswith("  0: on uncaught\n  1: effect sleep.op\n  3: on type-error\n")


def test_variables_are_looked_at_changed_and_watched(script: Script) -> None:
    shown = script(
        "(define count 0)", "(define (work n)\n  (let ((y (* n 2)))\n    (set! count (+ count y))\n    (list n y count)))",
        ":break 4", "(work 5)", ":locals", ":set y 100", ":break change count", ":watch (+ y n)", ":c", ":disable 2", ":set count 7", ":state", ":up",
        ":set nosuch 1", ":scope nosuch", ":c",
    )  # fmt: skip
    stop = "in work at <repl>:4:5\n     2 | (define (work n)\n     3 |   (let ((y (* n 2)))\n->   4 |     (set! count (+ count y))\n"
    assert f"breakpoint 1 {stop}" in shown
    assert "  n = 5\n  y = 10\n  y = 100\nbreakpoint 2: change of count\n  watch 0: (+ y n) = 105\n" in shown
    assert "breakpoint 2 in work at <repl>:5:5\n  count changed from 0 to 100\n" in shown
    assert "  count = 7\ncontrol:\n" in shown
    assert "this frame sees no variable nosuch\nthis frame has no scope nosuch, only globals\n" in shown
    assert "\nenvironment:\n  n: 5\n  y: 100\ncontinuation:\n  0: work at <repl>:5:5\n  1: top level at <repl>:6:1\n" in shown
    assert shown.endswith("\n(5 100 7)\n")


def test_back_and_forth_in_time(script: Script) -> None:
    shown = script(
        "(define log '())", '(define (note! x) (display x) (set! log (cons x log)) (length log))', ":break note! if (= x 3)",
        "(map note! '(1 2 3 4))", "log", ":step", ":step", ":back", ":restart-frame", ":back", ":goto 2", "log",
        ":rcontinue", ":c", "log", "(set! x 33)", ":disable 1", ":c", "log",
    )  # fmt: skip
    assert [line for line in shown.splitlines() if not re.match(r"(->|  +)", line)] == [
        "log", "note!", "breakpoint 1: function note!  if (= x 3)",
        "12",
        "breakpoint 1 in note! at <repl>:2:19", "(2 1)",
        "step in note! at <repl>:2:19", "3", "step in note! at <repl>:2:19", "step in note! at <repl>:2:19",
        "goto in note! at <repl>:2:19", "step in top level at <repl>:3:1",
        "goto in top level at <repl>:3:1", "(1)", "step in top level at <repl>:3:1",
        "breakpoint 1 in note! at <repl>:2:19", "(2 1)",
        "334",
        "(1 2 3 4)", "(4 33 2 1)",
    ]  # fmt: skip


def test_a_frame_that_has_only_begun_begins_again_where_it_is(script: Script) -> None:
    shown = script(
        "(define (inner x) (* x 2))", "(define (outer y) (+ 1 (inner y)))", ":break inner", "(outer 5)", ":restart-frame",
        ":restart-frame 1", ":c", ":step", ":restart-frame", ":disable 1", ":c",
    )  # fmt: skip
    assert [line for line in shown.splitlines() if not re.match(r"(->|  +)", line)] == [
        "inner", "outer", "breakpoint 1: function inner", "breakpoint 1 in inner at <repl>:1:19", "goto in inner at <repl>:1:19",
        "goto in outer at <repl>:2:24", "breakpoint 1 in inner at <repl>:1:19", "step in inner at <repl>:1:19",
        "goto in inner at <repl>:1:19", "11",
    ]  # fmt: skip
