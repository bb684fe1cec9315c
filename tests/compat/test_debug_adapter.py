"""The client that Microsoft's debug adapters are tested with, from npm, drives ``omega dap``: launch, a breakpoint,
variables, steps forwards and backwards, a condition that nobody handles."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Drive

PROGRAM = """\
(define (fact n)
  (if (= n 0)
      1
      (* n (fact (- n 1)))))
(display "start\\n")
(define v (vector 1 2 3))
(display (fact 3))
(newline)
(car v)
"""


@pytest.fixture(scope="module")
def seen(npm_debugger: Path, drive: Drive, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the client was told, step by step."""
    program = tmp_path_factory.mktemp("program") / "prog.scm"
    program.write_text(PROGRAM)
    driver = Path(__file__).with_name("drive_debug_adapter.js")
    module = npm_debugger / "node_modules" / "@vscode" / "debugadapter-testsupport"
    omega = Path(sys.executable).with_name("omega")
    shown: dict[str, Any] = json.loads(drive(["node", driver, omega, module, program], seconds=90))
    return shown


def test_launch_and_breakpoint(seen: dict[str, Any]) -> None:
    assert seen["breakpoint"] == [["fact", 4], ["top level", 7]]
    assert seen["deeper"]["n"] == "2"


def test_variables(seen: dict[str, Any]) -> None:
    assert seen["locals"]["n"] == "3"
    assert seen["evaluated"] == "300"


def test_steps(seen: dict[str, Any]) -> None:
    assert seen["start"] == 1, "where the program began: there was no breakpoint on the way back"
    assert seen["stepIn"] == [["fact", 2], ["top level", 7]]
    assert seen["stepOut"] == [["top level", 7]]


def test_steps_back(seen: dict[str, Any]) -> None:
    assert (seen["stepBack"], seen["back"]) == ([["top level", 7]], [["top level", 6]])
    assert seen["output"]["stdout"] == "start\n6\n", "what was printed before is not printed again"


def test_a_condition_nobody_handles(seen: dict[str, Any]) -> None:
    assert seen["exception"] == [["top level", 9]]
    assert seen["exceptionInfo"]["exceptionId"] == "type-error"
    assert seen["exceptionInfo"]["details"]["message"].startswith("car: expected a pair")
    assert seen["exited"] == {"exitCode": 1}
