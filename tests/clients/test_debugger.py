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
