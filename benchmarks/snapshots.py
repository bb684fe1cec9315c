"""Sessions as bytes and back: 10⁵ live objects of each kind and of all kinds, a deep recursion, a library.

Processor time, because a snapshot waits for nothing; the best of a few, each after a collection.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

from benchmarks.lisp_text import program
from benchmarks.report import Report, Table, Target, command
from omega.runtime import Evaluation, Runtime
from omega.runtime.process import tune_process

OBJECTS = 100_000
TIMES = 5

#: How each kind of object is made, from ``i``; each is in a vector, which is one object more in all.
KINDS = {
    "pairs": "(cons i '())",
    "vectors": "(vector i)",
    "strings": "(number->string i)",
    "closures": "(make-adder i)",
    "records": "(make-point i 'y)",
}
PRELUDE = """
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define (make-adder n) (lambda (k) (+ n k)))
(define (fill n make) (let ((v (make-vector n))) (do ((i 0 (+ i 1))) ((= i n) v) (vector-set! v i (make i)))))
(define (count n) (if (= n 0) (let loop () (loop)) (+ 1 (count (- n 1)))))
"""


def main() -> Report:
    """Save and restore each session a few times."""
    tune_process()
    rows = []
    for name, expression in KINDS.items():
        rows.append(measured(f"{OBJECTS} {name}", f"(define all (fill {OBJECTS} (lambda (i) {expression})))"))
    each = OBJECTS // len(KINDS)
    fills = " ".join(f"(fill {each} (lambda (i) {expression}))" for expression in KINDS.values())
    mixed = measured(f"{OBJECTS} of all kinds", f"(define all (list {fills}))")
    rows.append(mixed)
    rows.append(measured(f"{OBJECTS} frames of a recursion", f"(count {OBJECTS})", stop=OBJECTS + 1_000))
    rows.append(measured("a library of 1000 lines", program(1_000)))
    rows.append(measured("nothing", ""))
    return Report(
        "snapshots",
        (Table("sessions as bytes", ("session", "snapshot ms", "restore ms", "bytes"), tuple(rows)),),
        (
            Target(f"snapshot of {mixed[0]}", mixed[1], 150, "ms"),
            Target(f"restore of {mixed[0]}", mixed[2], 150, "ms"),
        ),
    )


def measured(name: str, text: str, stop: int = 0) -> tuple[str, float, float, int]:
    """A session in which this was evaluated, or is being evaluated after ``stop`` ticks: milliseconds to save and to
    restore it, and its size."""
    runtime = Runtime()
    runtime.eval(PRELUDE)
    evaluation: Evaluation | None = None
    if stop:
        evaluation = runtime.evaluate(text)
        while evaluation.ticks < stop:
            evaluation.run(stop - evaluation.ticks)
    else:
        runtime.eval(text)
    data = runtime.snapshot(evaluation)
    return name, best(lambda: runtime.snapshot(evaluation)), best(lambda: Runtime.restore(data)), len(data)


def best(action: Callable[[], object]) -> float:
    """The fewest milliseconds of the processor that the action took."""
    found = []
    for _ in range(TIMES):
        gc.collect()
        begin = process_time()
        action()
        found.append((process_time() - begin) * 1e3)
    return min(found)


if __name__ == "__main__":
    command({"snapshots": main})
