"""Watching some procedures while the others run at full speed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Finished, FormDone, OutOfTicks, Paused, Runtime
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.unit import unit_of
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.stepping import Kind, Procedures, Stepper, Watched
from omega.runtime.machine.traps import Traps
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Span

from .test_properties import Tree, text, trees
from .trapping import Trapper


class Entries:
    """Stops at the first operation of each activation, of the procedures of one name or of all."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._seen: list[Watched] = []

    def __call__(self, kind: Kind, activation: Watched, span: Span) -> bool:
        if any(each is activation for each in self._seen) or self._name not in (None, activation.code.name):
            return False
        self._seen.append(activation)
        return True


def every_value(kind: Kind, activation: Watched, span: Span) -> bool:
    """Stop where a value has come back."""
    return kind == "value"


def watched(runtime: Runtime, *names: str) -> tuple[Traps, Procedures]:
    """Traps in these global procedures, the inner ones too, which leave the rest of their units alone."""
    codes: dict[CompiledUnit, set[int]] = {}
    for name in names:
        unit = unit_of(runtime.eval(name))
        assert unit is not None
        codes.setdefault(unit.compiled, set()).update(code.index for code in unit.compiled.analysis.codes[1:])
    traps = Traps(runtime.state)
    for _ in traps.set(codes, None, None):
        pass
    return traps, traps.procedures


def stops(evaluation: Evaluation, stepper: Stepper) -> list[tuple[str | None, dict[str, object]]]:
    """Where a run stops: the procedures, with their variables."""
    evaluation.stepper, only = stepper, stepper.only
    found: list[tuple[str | None, dict[str, object]]] = []
    while not isinstance(outcome := evaluation.run(1_000), Finished):
        if isinstance(outcome, Paused):
            location = outcome.location
            found.append((location.code.name, {k: v for k, v in location.variables.items() if type(v) is int}))
            stepper.only = only
        else:
            assert isinstance(outcome, OutOfTicks | FormDone)
    return found


PROGRAM = """
(define (square x) (* x x))
(define (sum n) (if (= n 0) 0 (+ (square n) (sum (- n 1)))))
(define (adder n) (lambda (x) (+ x n)))
(define add3 (adder 3))
(define (twice f x) (f (f x)))
"""


def test_only_what_is_trapped_is_walked() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    _, only = watched(runtime, "square")
    found = stops(runtime.evaluate("(sum 3)"), Stepper(breaks=Entries(), only=only))
    assert found == [("square", {"x": 3}), ("square", {"x": 2}), ("square", {"x": 1})]


def test_closures_that_exist_and_those_made_later_are_trapped() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    traps, only = watched(runtime, "add3")
    found = stops(runtime.evaluate("(list (twice add3 1) ((adder 5) 1))"), Stepper(breaks=Entries(), only=only))
    inner = [(name, variables) for name, variables in found if name is None]
    assert inner == [(None, {"n": 3, "x": 1}), (None, {"n": 3, "x": 4}), (None, {"n": 5, "x": 1})]
    for _ in traps.set({}, None, None):
        pass
    assert stops(runtime.evaluate("(list (twice add3 1) ((adder 5) 1))"), Stepper(breaks=Entries(), only={})) == []


def test_a_closure_only_the_computation_in_progress_knows_is_trapped() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    evaluation = runtime.evaluate("(let ((f (adder 1))) (let loop ((i 0)) (if (< i 5000) (loop (f i)) i)))")
    while evaluation.ticks < 2_000:
        assert isinstance(evaluation.run(100), OutOfTicks)
    unit = unit_of(runtime.eval("adder"))
    assert unit is not None
    traps = Traps(runtime.state)
    for _ in traps.set({unit.compiled: {2}}, evaluation.stack, None):
        pass
    evaluation.stepper = Stepper(breaks=Entries(), only=traps.procedures)
    outcome = evaluation.run(1_000)
    assert isinstance(outcome, Paused) and outcome.location.code.name is None
    assert outcome.location.variables["n"] == 1


def test_a_trap_without_a_stepper_changes_nothing() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    ticks = ticks_of(runtime)
    watched(runtime, "square", "sum", "adder", "twice")
    assert write_string(runtime.eval("(list (sum 100) (twice (adder 1) 5))")) == "(338350 7)"
    assert ticks_of(runtime) == ticks


def ticks_of(runtime: Runtime) -> int:
    evaluation = runtime.evaluate("(sum 500)")
    while not isinstance(evaluation.run(300), Finished):
        pass
    return evaluation.ticks


def test_a_fork_of_a_session_with_traps_has_none() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    watched(runtime, "square", "add3")
    forked = runtime.fork()
    for name in ("square", "add3"):
        theirs, ours = forked.eval(name), runtime.eval(name)
        assert theirs.__code__.co_code != ours.__code__.co_code
    assert forked.eval("(+ (sum 3) (add3 1))") == 18


def test_a_primitive_redefined_while_its_users_are_trapped() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    _, only = watched(runtime, "square")
    runtime.eval("(define (* a b) 7)")
    assert len(stops(runtime.evaluate("(sum 3)"), Stepper(breaks=Entries(), only=only))) == 3
    assert runtime.eval("(sum 3)") == 21


def test_stepping_over_runs_what_is_called_at_full_speed_and_stops_in_what_is_watched() -> None:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    _, only = watched(runtime, "square")
    evaluation = runtime.evaluate("(define (main) (let ((a (sum 2))) (list a (sum 1)))) (main)")
    stepper = evaluation.stepper = Stepper(watch=Entries("main"))
    while not isinstance(outcome := evaluation.run(1_000), Paused):
        pass
    stepper.breaks, stepper.watch = Entries("square"), every_value
    stopped: list[object] = []
    for _ in range(3):
        stepper.over(evaluation.stack)
        stepper.only = only
        outcome = evaluation.run(1_000)
        assert isinstance(outcome, Paused)
        stopped.append(outcome.location.value)
        if outcome.location.code.name == "square":
            # Somebody says: go on. What was to be stepped over is forgotten, the breakpoint is not.
            stopped[-1] = outcome.location.variables["x"]
            stepper.only = only
            stepper.watch = None
            outcome = evaluation.run(1_000)
            assert isinstance(outcome, Paused)
            assert (outcome.location.code.name, outcome.location.variables) == ("square", {"x": 1})
    assert stopped[0] == stopped[2] == 2  # the operand; the procedure; then, deep in what that calls, the breakpoint


@settings(max_examples=60, deadline=None)
@given(trees(), st.integers(1, 50))
def test_random_programs(tree: Tree, ticks: int) -> None:
    for program in (text(tree), f"(define (f) {text(tree)}) (f)"):
        plain, trapped = Runtime(), Runtime()
        trapper = Trapper(trapped)
        seen = []
        for runtime in (plain, trapped):
            evaluation = runtime.evaluate(program)
            values = []
            while not isinstance(outcome := evaluation.run(ticks), Finished):
                if runtime is trapped:
                    evaluation.stepper = Stepper(only=trapper.half(evaluation))
                if isinstance(outcome, FormDone):
                    values.append(write_string(outcome.value, 2_000))
            seen.append((values, evaluation.ticks, runtime.drain_output()))
        assert seen[0] == seen[1]


@pytest.mark.parametrize("name", ["car", "map"])
def test_the_base_cannot_be_trapped(name: str) -> None:
    runtime = Runtime()
    unit = unit_of(runtime.eval(name))
    if unit is not None:
        for _ in Traps(runtime.state).set({unit.compiled: {1}}, None, None):
            pass
        assert not unit.trapped
    assert write_string(runtime.eval("(map car '((1) (2)))")) == "(1 2)"
