"""What the machine's own parts cost: a tick, being preempted, a continuation captured and entered."""

from __future__ import annotations

from time import process_time

from benchmarks.report import Table
from omega.runtime import Runtime
from omega.runtime.condition import LispError
from omega.runtime.outcome import Finished, FormFailed

_LOOP = "(let loop ((i 0)) (if (< i 1000000) (loop (+ i 1)) i))"
_CALLS = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 22)"
_CAPTURES = "(let loop ((i 0)) (if (< i 100000) (begin (call/cc (lambda (k) (k i))) (loop (+ i 1))) i))"
#: Ticks in a slice: of one that is seldom interrupted, and of one that often is.
_WHOLE, _CUT = 10_000_000, 100


def machine() -> Table:
    """Measure each by a program that does little else."""
    turns, turning, _ = run(_LOOP, _WHOLE)
    calls, calling, _ = run(_CALLS, _WHOLE)
    _, captured, _ = run(_CAPTURES, _WHOLE)
    _, whole, few = run(_CALLS, _WHOLE)
    _, cut, many = run(_CALLS, _CUT)
    return Table(
        "Parts of the machine",
        ("what", "ns"),
        (
            ("a tick of a loop, all its turn does included", turning / turns * 1e9),
            ("a tick of a procedure, all its call does included", calling / calls * 1e9),
            ("a preemption, with the stack taken down and built again", (cut - whole) / (many - few) * 1e9),
            ("a call/cc whose continuation is called", captured / 100_000 * 1e9),
        ),
    )


def run(text: str, slice: int) -> tuple[int, float, int]:
    """Run a text in slices of so many ticks: the ticks it takes, the processor seconds, the slices."""
    evaluation = Runtime().evaluate(text)
    begin = process_time()
    slices = 0
    while True:
        outcome = evaluation.run(slice)
        slices += 1
        if isinstance(outcome, FormFailed):
            raise LispError(outcome.condition)
        if isinstance(outcome, Finished):
            return evaluation.ticks, process_time() - begin, slices
