"""The stepping executor: it does what the fast one does, tick by tick, and stops where a person wants to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Condition, Finished, FormDone, FormFailed, Limits, OutOfTicks, Paused, Runtime
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.stack import frames
from omega.runtime.machine.stepping import Stepper, every_operation, every_statement
from omega.runtime.machine.variables import frame_variables
from omega.runtime.syntax.printer import write_string

from . import test_loop_properties as loops
from .test_properties import Tree, text, trees

LANGUAGE = Path(__file__).parents[1] / "language"


@dataclass
class Seen:
    """What a program did. ``values``: of its forms, or the type, message and place of the condition and the stack."""

    values: list[object] = field(default_factory=list)
    output: str = ""
    ticks: int = 0


#: Ticks of a slice, and the executor: ``None`` for the fast one.
Slice = tuple[int, Stepper | None]


def run(program: str, *slices: Slice, before: str = "") -> Seen:
    """Run a program in these slices, over and over."""
    runtime = Runtime()
    runtime.eval(before)
    evaluation = runtime.evaluate(program)
    seen = Seen()
    for ticks, stepper in cycle(slices):
        evaluation.stepper = stepper
        outcome = evaluation.run(ticks)
        if isinstance(outcome, Finished):
            break
        if isinstance(outcome, FormDone):
            seen.values.append(write_string(outcome.value))
        elif isinstance(outcome, FormFailed):
            seen.values.append(described(outcome.condition))
    seen.output = "".join(chunk for _, chunk in runtime.drain_output())
    seen.ticks = evaluation.ticks
    return seen


def described(condition: Condition) -> object:
    return condition.type, condition.message, condition.place, condition.stack


@st.composite
def slices(draw: st.DrawFn) -> list[Slice]:
    """Slices of few ticks by executors that take turns: fast, stepped, and stepped with many stops."""
    curious = Stepper(draw(st.sampled_from([every_operation, every_statement])))
    executors = st.sampled_from([None, Stepper(), curious, curious])
    return draw(st.lists(st.tuples(st.integers(1, 9), executors), min_size=1, max_size=12))


@settings(max_examples=100, deadline=None)
@given(trees(), slices())
def test_random_programs(tree: Tree, mixed: list[Slice]) -> None:
    for program in (text(tree), f"(guard (e (#t (list 'error (condition-type e)))) {text(tree)})"):
        whole = run(program, (100_000, None))
        assert run(program, (100_000, Stepper())) == whole
        assert run(program, *mixed) == whole


@settings(max_examples=100, deadline=None)
@given(loops.tails((), (), 7), slices())
def test_random_loops(tree: Tree, mixed: list[Slice]) -> None:
    before = "(define (clip x) (min (max x -50) 50))"
    for program in (
        f"(let* ((fuel {loops.FUEL}) (captured '()) (result {loops.text(tree)})) (list result (map (lambda (p) (p)) captured)))",
        f"(define (f) {loops.text(tree)}) (define fuel {loops.FUEL}) (define captured '()) (f)",
    ):
        whole = run(program, (100_000, None), before=before)
        assert run(program, (100_000, Stepper()), before=before) == whole
        assert run(program, *mixed, before=before) == whole


def test_long_programs_made_shorter() -> None:
    program = (LANGUAGE / "tail-calls.scm").read_text(encoding="utf-8").replace("0000", "00")
    whole = run(program, (100_000, None))
    assert run(program, (100_000, Stepper())) == whole == run(program, (97, Stepper()), (97, None))
    assert whole.values.count("done") > 20


@pytest.mark.parametrize("program", [
    "(define (f x) (* 2 (+ 1 (car x)))) (f 5)",
    "(define (f x) (car x)) (list (f 5))",
    "(define (f x y) x) (list (f 1))",
    "(define (f x y) x) (apply f '(1 2 3))",
    "(define (f) (g)) (f)",
    "(define (f) (set! undefined 5)) (f)",
    "((vector-ref (vector 1) 0) 2)",
    "(letrec ((a (lambda () b)) (b (a))) b)",
    "(vector-set! (vector 1) 1 0)",
    "(map car '((1) 2))",
    "(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (condition/report-string e))) (lambda () (car 5)))))",
    "(with-exception-handler (lambda (e) 1) (lambda () (raise 'x)))",
    "(dynamic-wind (lambda () (display 'in)) (lambda () (error \"no\" 1)) (lambda () (display 'out) (car 5)))",
])  # fmt: skip
def test_errors_are_the_same(program: str) -> None:
    whole = run(program, (1_000, None))
    assert run(program, (1_000, Stepper())) == whole
    assert run(program, (1, Stepper(every_operation))) == whole


COUNT = "(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1))))) (count DEEP)"


def finish(evaluation: Evaluation) -> tuple[object, int]:
    value: object = None
    while not isinstance(outcome := evaluation.run(100_000), Finished):
        assert isinstance(outcome, FormDone | OutOfTicks), outcome
        if isinstance(outcome, FormDone):
            value = outcome.value
    return value, evaluation.ticks


def test_executors_change_amid_a_million_deep_recursion() -> None:
    evaluation = Runtime(Limits(heap_per_session=1 << 31)).evaluate(COUNT.replace("DEEP", "1000000"))
    while evaluation.ticks < 500_000:
        evaluation.run(100_000)
    stepper = evaluation.stepper = Stepper(every_operation)
    for _ in range(5_000):
        assert isinstance(evaluation.run(1_000), Paused)
    outcome = evaluation.run(1_000)
    assert isinstance(outcome, Paused)
    assert outcome.depth > 500_000 and outcome.location.variables.keys() <= {"n"}
    stepper.watch = None
    evaluation.run(2_000)
    evaluation.stepper = None
    while evaluation.ticks < 1_000_000:
        evaluation.run(100_000)
    evaluation.stepper = stepper
    for _ in range(10):
        assert isinstance(evaluation.run(1_000), OutOfTicks)
    evaluation.stepper = None
    assert finish(evaluation) == (1_000_000, 1_000_000)


def test_deep_recursion_and_deep_code_are_stepped_on_the_heap() -> None:
    evaluation = Runtime(Limits(heap_per_session=1 << 31)).evaluate(COUNT.replace("DEEP", "50000"))
    evaluation.stepper = Stepper()
    assert finish(evaluation) == (50_000, 50_000)
    nested = "(define (f x) x) " + "(+ 1 (f " * 1_500 + "0" + "))" * 1_500
    let = "(define (f x) x) " + "(let ((y (f 1))) (if (f y) (begin (f 2) " * 300 + "y" + ") 0))" * 300
    for program in (nested, let):
        assert run(program, (100_000, Stepper())) == run(program, (7, Stepper()), (7, None)) == run(program, (9_999, None))


# -- where it stops


def stops(program: str, stepper: Stepper) -> Iterator[tuple[str, str, object]]:
    """Kind, text and value of each stop in a program of one line."""
    evaluation = Runtime().evaluate(program)
    evaluation.stepper = stepper
    while not isinstance(outcome := evaluation.run(1_000), Finished):
        if isinstance(outcome, Paused):
            at = outcome.location
            value = write_string(at.value) if at.kind in ("value", "return") else at.arguments
            yield at.kind, program[at.span.column - 1 : at.span.end_column - 1], value


def test_every_operation() -> None:
    program = "(define (f x) (list (abs (car x)) 'y)) (f '(-5))"
    seen = list(stops(program, Stepper(every_operation)))
    body = seen[[kind for kind, _, _ in seen].index("tail-call") + 1 :]
    assert body == [
        ("before", "(list (abs (car x)) 'y)", ()),
        ("before", "(abs (car x))", ()),
        ("before", "(car x)", ()),
        ("before", "x", ()),
        ("value", "x", "(-5)"),
        ("value", "(car x)", "-5"),
        ("value", "(abs (car x))", "5"),
        ("before", "'y", ()),
        ("value", "'y", "y"),
        ("value", "(list (abs (car x)) 'y)", "(5 y)"),
        ("return", "(list (abs (car x)) 'y)", "(5 y)"),
    ]


def test_calls_mutations_and_the_values_that_come_back() -> None:
    program = "(define (f x) (+ 1 (g x))) (define (g y) (set! z (* y 2)) z) (define z 0) (f 20)"
    seen = [each for each in stops(program, Stepper(every_operation)) if each[0] != "before"]
    assert [each for each in seen if each[0] in ("call", "tail-call", "return")][-4:] == [
        ("tail-call", "(f 20)", (20,)),
        ("call", "(g x)", (20,)),
        ("return", "z", "40"),
        ("return", "(+ 1 (g x))", "41"),
    ]
    assert ("value", "(g x)", "40") in seen


def shown(program: str, outcome: Paused) -> str:
    span = outcome.location.span
    return program[span.column - 1 : span.end_column - 1]


def test_code_that_eval_runs_is_stepped_too() -> None:
    program = "(define (f x) (+ x 1)) (eval '(f (quote 5)) (interaction-environment))"
    assert ("return", "(+ x 1)", "6") in list(stops(program, Stepper(every_operation)))


def paused(program: str, stepper: Stepper, until: str) -> tuple[Evaluation, Paused]:
    """Run to the first stop at this text."""
    evaluation = Runtime().evaluate(program)
    evaluation.stepper = stepper
    while shown(program, outcome := go_on(evaluation)) != until:
        pass
    return evaluation, outcome


def go_on(evaluation: Evaluation) -> Paused:
    while not isinstance(outcome := evaluation.run(1_000), Finished):
        if isinstance(outcome, Paused):
            return outcome
    raise AssertionError("ran to its end")


NESTED = "(define (h z) (list z)) (define (g y) (car (h y))) (define (f x) (let ((a (g x))) (+ a x))) (f 1)"


def test_over_stays_in_the_procedure_and_out_leaves_it() -> None:
    stepper = Stepper(every_statement)
    evaluation, outcome = paused(NESTED, stepper, "(g x)")
    stepper.over(evaluation.stack)
    assert shown(NESTED, go_on(evaluation)) == "(+ a x)"

    evaluation, outcome = paused(NESTED, stepper, "(h y)")
    deep = outcome.depth
    stepper.out(evaluation.stack)
    outcome = go_on(evaluation)
    assert shown(NESTED, outcome) == "(+ a x)" and outcome.depth == deep - 1
    assert outcome.location.variables == {"x": 1, "a": 1}


def test_stepping_over_ends_when_the_procedure_is_left_by_an_escape() -> None:
    program = "(define (f k) (k 1)) (define (g) (+ 1 (call/cc (lambda (k) (+ 10 (f k)))))) (list (g))"
    stepper = Stepper(every_statement)
    evaluation, _ = paused(program, stepper, "(f k)")
    stepper.over(evaluation.stack)
    outcome = go_on(evaluation)
    assert shown(program, outcome).startswith("(+ 1 (call/cc")


def test_breaks_also_stop_in_what_is_stepped_over() -> None:
    stepper = Stepper(every_statement)
    evaluation, _ = paused(NESTED, stepper, "(g x)")
    stepper.over(evaluation.stack)
    stepper.breaks = lambda kind, activation, span: activation.code.name == "h"
    assert go_on(evaluation).location.code.name == "h"


def test_variables_in_scope_also_those_that_are_dead() -> None:
    program = (
        "(define (f x unused) (let* ((a (g x)) (x (* a 10)) (b (g x))) (set! b (g b)) (g a) (g b)))"
        " (define (g y) y) (f 1 2)"
    )
    stepper = Stepper(every_operation)
    evaluation, outcome = paused(program, stepper, "(g b)")
    assert outcome.location.kind == "before"
    evaluation, outcome = paused(program, stepper, "(g a)")
    assert outcome.location.variables == {"unused": 2, "a": 1, "x": 10, "b": 10}
    top = next(frames(evaluation.stack))
    assert frame_variables(top) == {"a": 1, "b": 10}


def test_effects_are_asked_for_and_answered_in_the_middle_of_stepping() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(+ 1 (effect 'some.op 5))")
    evaluation.stepper = Stepper(every_operation)
    requests = 0
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, FormDone):
            assert outcome.value == 42
        elif not isinstance(outcome, OutOfTicks | Paused):
            requests += 1
            evaluation.answer(41)
    assert requests == 1
