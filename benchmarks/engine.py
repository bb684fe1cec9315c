"""The engine: programs in Omega beside the same algorithms written by hand for CPython.

Both sides run in this process, in turns, under the same settings of the garbage collector, and are timed by its
processor time. A ratio is the median of Omega's times over the median of Python's.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import exp, log
from statistics import fmean, median
from time import process_time

from benchmarks.programs import PROGRAMS, Program
from benchmarks.report import Report, Table, command
from omega.runtime import Runtime
from omega.runtime.process import tune_process

#: How often each side runs; no more once a program has used so many seconds.
REPEATS, SECONDS = 7, 5.0


def main() -> Report:
    """Run every program on both sides."""
    tune_process()
    rows = [(program.name, *compare(program)) for program in PROGRAMS]
    ratios = [ours / theirs for _, ours, theirs in rows]
    mean = exp(fmean(log(ratio) for ratio in ratios))
    return Report(
        "engine",
        (
            Table(
                "Omega beside CPython, medians",
                ("program", "omega ms", "python ms", "ratio"),
                (
                    *((name, ours, theirs, ours / theirs) for name, ours, theirs in rows),
                    ("geometric mean", "", "", mean),
                ),
            ),
        ),
    )


def compare(program: Program) -> tuple[float, float]:
    """Milliseconds the program takes in Omega and in Python. RuntimeError if they do not agree on the result."""
    runtime = Runtime()
    runtime.eval(program.lisp)
    ours: list[float] = []
    theirs: list[float] = []
    begin = process_time()
    while len(ours) < REPEATS and (not ours or process_time() - begin < SECONDS):
        computed, seconds = timed(lambda: runtime.eval("(run)"))
        expected, natural = timed(program.python)
        if computed != expected:
            raise RuntimeError(f"{program.name}: Omega says {computed}, Python says {expected}")
        ours.append(seconds)
        theirs.append(natural)
    return median(ours) * 1e3, median(theirs) * 1e3


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What the work gives, and the processor seconds it takes."""
    gc.collect()
    begin = process_time()
    result = work()
    return result, process_time() - begin


if __name__ == "__main__":
    command(main)
