"""A stock CIDER in Emacs, driven by its own commands: what it shows its user of Omega."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Drive

PROGRAM = """\
;; several forms
(define (square x)
  "Multiply X by itself."
  (* x x))

(define (sum-of-squares a b)
  (+ (square a)
     (square b)))
"""


@pytest.fixture
def shown(cider_client: list[str | Path], port: int, drive: Drive, tmp_path: Path, request: Any) -> dict[str, Any]:
    """What CIDER shows in the scenario that the test is named after. Its keys are used in buffers of both kinds."""
    scenario = request.node.name.removeprefix("test_")
    program = tmp_path / ("squares.scm" if scenario == "step" else "squares.clj")
    program.write_text(PROGRAM)
    said = drive([*cider_client, str(port), program, scenario], seconds=120)
    return dict(json.loads(line) for line in said.replace("\a", "").splitlines())  # a batch Emacs rings its bell there


def test_daily(shown: dict[str, Any]) -> None:
    assert shown["runtime"] == "clojure"
    assert "WARNING" not in shown["repl"] and shown["repl"].endswith("user> ")
    assert shown["eval"] == "144"
    assert "(x)" in shown["doc"] and "Multiply X by itself." in shown["doc"] and "squares.clj" in shown["doc"]
    assert "satisfy the predicate" in shown["doc-of-the-prelude"]
    assert shown["find-var"] == ["squares.clj", 2]
    assert shown["find-var-of-the-prelude"] == ["lists.scm", "(define (filter predicate list)"]
    assert shown["complete"] == ["sum-of-sq", ["sum-of-squares"]]
    assert "square" in shown["eldoc"] and "[x]" in shown["eldoc"]
    assert shown["apropos"].startswith("sum-of-squares")
    assert shown["macroexpand-1"] == "(if 1 (begin 2))"
    assert shown["ns-vars"] is True
    assert shown["format"] == "(define (f x)\n  (* x\n     x))"
    error = shown["error"]
    assert "type-error" in error and "expected a number" in error and "user/sum-of-squares" in error
    assert error.index("user/square") < error.index("user/sum-of-squares") < error.index("user/top-level")
    assert shown["error-place"] == ["squares.clj", 4]


def test_inspect(shown: dict[str, Any]) -> None:
    assert "#(a" in shown["list"] and "page: 1 of 2" in shown["list"] and "0: 1" in shown["list"]
    assert "5: 6" in shown["next-page"] and "0: 1" not in shown["next-page"]
    assert "0: a" in shown["pushed"] and "Type: vector" in shown["pushed"]
    assert shown["defined"] == '#(a "b\\n")'
    assert "#<procedure square>" in shown["sibling"]
    assert shown["popped"] == shown["list"]
    assert "5: 6" in shown["resized"] and "Page Info" not in shown["resized"]
    assert "no good" in shown["exception"] and "irritants: (1 2)" in shown["exception"]


def test_step(shown: dict[str, Any]) -> None:
    assert shown["instrumented"] == {"user": ["sum-of-squares"]}
    assert shown["stops"] == [
        ["a", "3", "a=3 b=4"],
        ["x", "3", "x=3"],  # in
        ["x", "3", "x=3"],
        ["(* x x)", "9", "x=3"],
        ["(square a)", "9", "a=3 b=4"],
        ["b", "4", "a=3 b=4"],
        ["(square a)", "9", "a=3 b=4"],  # back
        ["a", "3", "a=3 b=4"],  # back
        ["(square a)", "9", "a=3 b=4"],
        ["b", "4", "a=3 b=4"],
    ]
    assert shown["prompt"].split()[-2:] == ["quit", "back"]
    assert shown["evaluated"] == ["b", "700", "a=3 b=4"]
    assert "a: 3" in shown["locals"] and "b: 4" in shown["locals"]
    assert "user/sum-of-squares" in shown["stack"]
    assert shown["value"] == "=> 25"
    assert shown["again"] == ["a", "5", "a=5 b=6"]
    assert shown["here"] == ["(square b)", "36", "a=5 b=6"]
    assert shown["after"] == "49"
