"""A limit that is reached is a condition: programs see it, and have little left to act on it; nobody can widen it."""

from __future__ import annotations

import pytest

from omega.runtime import Finished, FormDone, FormFailed, Limits, Runtime
from omega.runtime.evaluation import Evaluation
from omega.runtime.syntax.printer import write_string

TICKS = Limits(ticks_per_evaluation=20_000)
HEAP = Limits(heap_per_session=8 << 20)
SPIN = "(let loop () (loop))"
GROW = "(let loop ((l '())) (loop (cons 1 l)))"
KEEP = "(let loop () (set! kept (cons 1 kept)) (loop))"


def run(evaluation: Evaluation, quantum: int) -> tuple[str, int]:
    """What the forms gave, and what was printed before the end, with the ticks it took."""
    shown = []
    while not isinstance(outcome := evaluation.run(quantum), Finished):
        if isinstance(outcome, FormDone):
            shown.append(write_string(outcome.value, 200))
        elif isinstance(outcome, FormFailed):
            limit = outcome.condition.message.split()[2]
            shown.append(f"{outcome.condition.type} {limit} {outcome.condition.place}")
    return " ".join(shown), evaluation.ticks


def outcome(text: str, limits: Limits, quantum: int = 1_000) -> tuple[str, str, int]:
    runtime = Runtime(limits)
    runtime.eval("(define kept '())")
    ended, ticks = run(runtime.evaluate(text), quantum)
    return ended, "".join(text for _, text in runtime.drain_output()), ticks


USED_UP = "budget-exceeded ticks-per-evaluation"
FULL = "budget-exceeded heap-per-session"

#: The program, its limits, how what it gave begins, and what it prints.
PROGRAMS = {
    "a guard": (f"(guard (e (#t (condition-type e))) {SPIN}) 7", TICKS, "budget-exceeded 7", ""),
    "a guard for something else": (f"(guard (e ((string? e) 1)) {SPIN}) 7", TICKS, USED_UP, ""),
    "a handler that returns": (
        f"(handler-bind ((budget-exceeded (lambda (e) (display 'seen)))) {SPIN}) 7", TICKS, USED_UP, "seen"),
    "a handler of R7RS that returns": (
        f"(with-exception-handler (lambda (e) (display 'seen)) (lambda () {SPIN})) 7", TICKS, USED_UP, "seen"),
    "an after thunk": (f"(dynamic-wind list (lambda () {SPIN}) (lambda () (display 'left))) 7", TICKS, USED_UP, "left"),
    "a handler that never ends": (f"(handler-bind ((t (lambda (e) {SPIN}))) {SPIN}) 7", TICKS, USED_UP, ""),
    "going on all the same": (f"(let again () (guard (e (#t 1)) {SPIN}) (again)) 7", TICKS, USED_UP, ""),
    "nobody": (f"{SPIN} 7", TICKS, USED_UP, ""),
    "memory that is let go of": (
        f"(guard (e (#t (condition-type e))) {GROW}) (do ((i 0 (+ i 1))) ((= i 50000) (string-length (make-string 9000 #\\a))))",
        HEAP, "budget-exceeded 9000", ""),
    "memory that is kept": (f"(guard (e (#t 'caught)) {KEEP}) {SPIN}", HEAP, f"caught {FULL}", ""),
    "memory, seen": (f"(handler-bind ((t (lambda (e) (display 'seen)))) {GROW}) 7", HEAP, FULL, "seen"),
    "memory that is used up again": (f"(let again () (guard (e (#t 1)) {GROW}) (again)) 7", HEAP, FULL, ""),
    "a handler that takes more memory": (
        f"(handler-bind ((t (lambda (e) (let loop () (set! kept (cons (make-list 50000 1) kept)) (loop))))) {GROW}) 7",
        HEAP, FULL, ""),
    "one object": ("(guard (e (#t (condition-type e))) (make-vector 1000000000000 0)) 7", HEAP, "budget-exceeded 7", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_limits_are_conditions(name: str) -> None:
    text, limits, expected, printed = PROGRAMS[name]
    ended, output, ticks = outcome(text, limits)
    assert ended.startswith(expected), ended
    assert output == printed
    if limits is TICKS:
        # With what was given to act on it, and no more.
        assert ticks < 31_000
        assert outcome(text, limits, 31) == (ended, output, ticks)


def test_what_is_left_after_a_limit_is_saved_with_the_session() -> None:
    """In each slice of the grace, another process could go on."""
    text = f"(let again () (guard (e (#t 1)) {SPIN}) (again)) 7"
    expected = outcome(text, TICKS)
    runtime = Runtime(TICKS)
    evaluation = runtime.evaluate(text)
    while evaluation.ticks < 25_000:
        evaluation.run(500)
    runtime = Runtime.restore(runtime.snapshot(evaluation), TICKS)
    assert runtime.suspended is not None
    assert run(runtime.suspended, 500) == (expected[0], expected[2])
