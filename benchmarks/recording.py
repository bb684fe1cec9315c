"""What it costs to keep the past of a session, and how long it takes to go there.

Processor time: recording and replaying wait for nothing. Each figure is the best of a few; a ratio is of two that were
measured in turns.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from time import process_time

from benchmarks.report import Report, Table, Target, command
from omega.runtime import EffectRequest, Evaluation, Finished, Runtime
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.replay import Position
from omega.runtime.debug.stop import Stop
from omega.runtime.process import tune_process

TIMES = 5
QUANTUM = 20_000
TICKS = 10_000_000

PROGRAMS = {
    "recursion": "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 27)",
    "a loop": "(let loop ((i 0)) (if (< i 1000000) (loop (+ i 1)) i))",
    "pairs": "(define (build n) (let loop ((i 0) (l '())) (if (= i n) l (loop (+ i 1) (cons i l))))) (length (map + (build 100000) (build 100000)))",
    "continuations": "(let loop ((i 0)) (if (< i 50000) (begin (call/cc (lambda (k) (k i))) (loop (+ i 1))) i))",
    "output": "(let loop ((i 0)) (if (< i 50000) (begin (write i) (loop (+ i 1))) i))",
    "10000 effects": "(let loop ((i 0)) (if (< i 10000) (begin (effect 'some.op i) (loop (+ i 1))) i))",
}
LONG = f"(define (spin n)\n  (let loop ((i 0)) (if (< i n) (loop (+ i 1)) i)))\n(define (f n)\n  (spin n)\n  (list n))\n(f {TICKS})\n"


def main() -> Report:
    """Run each program with and without its past being kept; then go to ticks of a long one."""
    tune_process()
    rows = [compared(name, text) for name, text in PROGRAMS.items()]
    engine = [ratio for name, _, _, ratio in rows if "effects" not in name]
    whole, ways = travelled()
    return Report(
        "recording",
        (
            Table("keeping the past of a session", ("program", "not kept ms", "kept ms", "ratio"), tuple(rows)),
            Table(f"an evaluation of {TICKS} ticks: {whole:.0f} ms", ("to go to", "ms", "of the evaluation"), tuple(ways)),
        ),
        (
            Target("keeping the past, worst of programs without effects", max(engine), 1.2, "times"),
            Target("goto beyond the time of the evaluation", max(ms for name, ms, _ in ways if "tick" in name) - whole, 100, "ms"),
        ),
    )


def compared(name: str, text: str) -> tuple[str, float, float, float]:
    """Milliseconds of a program whose past is not kept, and is; and how many times as many that are."""
    plain, kept = [], []
    for _ in range(TIMES):
        plain.append(timed(lambda: ran(text, False)))
        kept.append(timed(lambda: ran(text, True)))
    return name, min(plain), min(kept), min(kept) / min(plain)


def ran(text: str, keeps: bool) -> tuple[Runtime, Evaluation]:
    """A session in which this was evaluated."""
    runtime = Runtime(seed=1)
    if keeps:
        runtime.begin_history()
    evaluation = runtime.evaluate(text)
    while not isinstance(outcome := evaluation.run(QUANTUM), Finished):
        if isinstance(outcome, EffectRequest):
            evaluation.answer(7)
        runtime.drain_output()
    return runtime, evaluation


def travelled() -> tuple[float, list[tuple[str, float, float]]]:
    """Milliseconds of a long evaluation, and those to go to places in it."""
    whole = min(timed(lambda: ran(LONG, True)) for _ in range(3))
    runtime, _ = ran(LONG, True)
    past = runtime.past
    assert past is not None

    def goto(ticks: int) -> None:
        replay = past.replay(Position(1, ticks))
        while not replay.run(QUANTUM):
            pass

    ways = [(f"tick {ticks}", timed(partial(goto, ticks))) for ticks in (1, TICKS // 2, TICKS - 1)]
    debugger = Debugger(stopping := Runtime(seed=1))
    stopping.begin_history()
    debugger.attach(stopping.evaluate(LONG, file="/long.scm"))
    debugger.set_breakpoints("/long.scm", [Spec(line=5)])
    stopped(debugger)

    def back() -> None:
        debugger.step_back()
        stopped(debugger)

    ways.append(("the step before the last, over all of it", timed(back)))
    return whole, [(name, ms, ms / whole) for name, ms in ways]


def stopped(debugger: Debugger) -> None:
    """Run to the next stop."""
    while not isinstance(outcome := debugger.run(QUANTUM), Stop):
        assert not isinstance(outcome, Finished), outcome


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    gc.collect()
    begin = process_time()
    action()
    return (process_time() - begin) * 1e3


if __name__ == "__main__":
    command({"recording": main})
