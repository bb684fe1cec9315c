"""Whoever goes back and forth in random programs, in any way, comes to the same end, and nobody is asked twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import (
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    LispError,
    OutOfTicks,
    Runtime,
)
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.stop import Granularity, Logged, Stop
from omega.runtime.evaluation import Evaluation

from .test_replay import BEFORE, programs

FILE = "/random.scm"
MOVES = ["into", "over", "out", "back", "reverse", "goto", "restart", "resume"]
SIZES: list[Granularity] = ["line", "statement", "expression"]


class Run:
    """One session: what it printed, and how often it asked."""

    def __init__(self, program: str) -> None:
        self.runtime = Runtime(seed=5)
        self.runtime.begin_history()
        self.runtime.eval(BEFORE.replace("(define (ask", "\n(define (ask"), file=FILE)
        self.runtime.drain_output()
        self.evaluation: Evaluation = self.runtime.evaluate(program, file=FILE)
        self.requests = 0
        self.output = ""

    def take(self, outcome: object) -> None:
        self.output += "".join(text for _, text in self.runtime.drain_output())
        if isinstance(outcome, EffectRequest):
            self.requests += 1
            self.evaluation.answer(self.requests % 7)
        else:
            assert isinstance(outcome, OutOfTicks | FormDone | FormFailed | Finished | Stop), outcome


@settings(max_examples=60, deadline=None)
@given(programs(), st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(SIZES), st.integers(0, 1_000)), max_size=12), st.integers(1, 300))
def test_any_way_leads_to_the_same_end(program: str, moves: list[tuple[str, Granularity, int]], quantum: int) -> None:
    program = program.replace(" (", "\n(", 3)
    plain = Run(program)
    while not isinstance(outcome := plain.evaluation.run(1_000), Finished):
        plain.take(outcome)
    plain.take(outcome)

    other = Run(program)
    debugger = Debugger(other.runtime)
    debugger.attach(other.evaluation, True)
    debugger.set_function_breakpoints([Spec(name="ask"), Spec(name="deep")])
    debugger.set_breakpoints(FILE, [Spec(line=2), Spec(line=3)])
    left = list(moves)
    for _ in range(20_000):
        found = debugger.run(quantum)
        other.take(found)
        assert not any(isinstance(each, Logged) for each in debugger.drain()), "there is always a way back"
        if isinstance(found, Finished):
            break
        if isinstance(found, Stop):
            if not left:
                debugger.set_breakpoints(FILE, [])
                debugger.set_function_breakpoints([])
            move, size, number = left.pop(0) if left else ("resume", SIZES[0], 0)
            try:
                go(debugger, move, size, number)
            except LispError:
                debugger.resume()
    else:
        raise AssertionError("it does not end")
    assert (other.output, other.requests) == (plain.output, plain.requests)
    assert fingerprint(other.runtime) == fingerprint(plain.runtime)
    assert other.evaluation.ticks == plain.evaluation.ticks


def go(debugger: Debugger, move: str, size: Granularity, number: int) -> None:
    evaluation = debugger.evaluation
    assert evaluation is not None and evaluation.entry is not None
    match move:
        case "into":
            debugger.step_into(size)
        case "over":
            debugger.step_over(size)
        case "out":
            debugger.step_out(size)
        case "back":
            debugger.step_back(size)
        case "reverse":
            debugger.reverse_continue()
        case "goto":
            debugger.goto(number % (evaluation.entry.ticks + 1))
        case "restart":
            debugger.restart_frame(1 + number % 3)
        case _:
            debugger.resume()
