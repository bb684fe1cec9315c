"""What the machine's own parts cost: a tick, also stepped, being preempted, a continuation, a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

from benchmarks.report import Table, Target
from omega.runtime import Runtime
from omega.runtime.condition import LispError
from omega.runtime.machine.stepping import Stepper
from omega.runtime.outcome import Finished, FormFailed

_LOOP = "(let loop ((i 0)) (if (< i 1000000) (loop (+ i 1)) i))"
_CALLS = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 22)"
_STEPPED = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 17)"
_CAPTURES = "(let loop ((i 0)) (if (< i 100000) (begin (call/cc (lambda (k) (k i))) (loop (+ i 1))) i))"
#: Ten to the fifth live objects: the pairs of a list, the pairs in it, and their strings.
_OBJECTS = "(define held (map (lambda (i) (cons i (number->string i))) (iota 33333)))"
_COPIES = 5
#: What issue 3 asks for, in milliseconds.
MOST_SNAPSHOT = 150.0
#: Ticks in a slice: of one that is seldom interrupted, and of one that often is.
_WHOLE, _CUT = 10_000_000, 100


def machine() -> tuple[Table, list[Target]]:
    """Measure each by a program that does little else."""
    turns, turning, _ = run(_LOOP, _WHOLE)
    calls, calling, _ = run(_CALLS, _WHOLE)
    _, captured, _ = run(_CAPTURES, _WHOLE)
    _, whole, few = run(_CALLS, _WHOLE)
    _, cut, many = run(_CALLS, _CUT)
    steps, stepping, _ = run(_STEPPED, _WHOLE, Stepper())
    session = Runtime()
    session.eval(_OBJECTS)
    data = session.snapshot()
    saving = milliseconds(session.snapshot)
    loading = milliseconds(lambda: Runtime.restore(data))
    table = Table(
        "Parts of the machine",
        ("what", "ns"),
        (
            ("a tick of a loop, all its turn does included", turning / turns * 1e9),
            ("a tick of a procedure, all its call does included", calling / calls * 1e9),
            ("a preemption, with the stack taken down and built again", (cut - whole) / (many - few) * 1e9),
            ("a tick of the same procedure in the stepping executor", stepping / steps * 1e9),
            ("a call/cc whose continuation is called", captured / 100_000 * 1e9),
            ("a live object saved in a snapshot", saving * 10),
            ("a live object restored", loading * 10),
        ),
    )
    return table, [
        Target("snapshot of 10^5 live objects", saving, MOST_SNAPSHOT, "ms"),
        Target("restoring them", loading, MOST_SNAPSHOT, "ms"),
    ]


def milliseconds(work: Callable[[], object]) -> float:
    """The processor time that some work takes, the median of a few times."""
    times = []
    for _ in range(_COPIES):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return median(times) * 1e3


def run(text: str, slice: int, stepper: Stepper | None = None) -> tuple[int, float, int]:
    """Run a text in slices of so many ticks: the ticks it takes, the processor seconds, the slices."""
    evaluation = Runtime().evaluate(text)
    evaluation.stepper = stepper
    begin = process_time()
    slices = 0
    while True:
        outcome = evaluation.run(slice)
        slices += 1
        if isinstance(outcome, FormFailed):
            raise LispError(outcome.condition)
        if isinstance(outcome, Finished):
            return evaluation.ticks, process_time() - begin, slices
