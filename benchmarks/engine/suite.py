"""Every program on every engine, in one run.

Omega and CPython run in this process in turns, under the same settings of the garbage collector, and are timed by its
processor time; a ratio is the median of the ratios of the rounds, so that what else the machine does cancels. The
classic interpreter, which is slow, runs each program once.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import exp, log
from statistics import fmean, median
from time import process_time

from benchmarks.engine.classic import Classic
from benchmarks.engine.compute import COMPUTE
from benchmarks.engine.guile import guile_seconds
from benchmarks.engine.library import LIBRARY
from benchmarks.engine.machine import machine
from benchmarks.engine.program import Program
from benchmarks.report import Cell, Report, Table, Target
from omega.runtime import Runtime
from omega.runtime.process import tune_process

#: How often each side runs; no more once a program has used so many seconds.
ROUNDS, SECONDS = 9, 3.0
PROGRAMS = (*COMPUTE, *LIBRARY)
#: What issue 3 asks for: geometric means, and the most for one program except generators by re-entered ``call/cc``.
MOST_COMPUTE, MOST_ALL, MOST_ONE = 2.0, 3.0, 8.0
EXCEPTION = "generator"


def main() -> Report:
    """Run every program everywhere."""
    tune_process()
    guile = guile_seconds(PROGRAMS)
    rows: list[tuple[Cell, ...]] = []
    ratios = {}
    for program in PROGRAMS:
        ours, theirs, ratio = compare(program)
        ratios[program.name] = ratio
        native = guile[program.name] / theirs if program.name in guile else "-"
        rows.append((program.name, ours * 1e3, theirs * 1e3, ratio, classic(program, theirs), native, program.title))
    compute = mean([ratios[program.name] for program in COMPUTE])
    everything = mean(list(ratios.values()))
    rows.append(("compute", "", "", compute, "", "", "geometric mean"))
    rows.append(("all", "", "", everything, "", "", "geometric mean"))
    columns = ("program", "omega ms", "cpython ms", "omega", "classic", "guile", "what it does")
    worst = max(ratio for name, ratio in ratios.items() if name != EXCEPTION)
    targets = [
        Target("compute programs, geometric mean", compute, MOST_COMPUTE, "x CPython"),
        Target("all programs, geometric mean", everything, MOST_ALL, "x CPython"),
        Target(f"the slowest but {EXCEPTION}", worst, MOST_ONE, "x CPython"),
    ]
    if EXCEPTION in guile:
        theirs = next(float(row[2]) for row in rows if row[0] == EXCEPTION) / 1e3
        bound = guile[EXCEPTION] / theirs
        targets.append(Target(f"{EXCEPTION}, beside Guile's", ratios[EXCEPTION], bound, "x CPython"))
    table = Table("Omega, a classic interpreter and Guile: times CPython's time", columns, tuple(rows))
    parts, promises = machine()
    return Report("engine", (table, parts), (*targets, *promises))


def compare(program: Program) -> tuple[float, float, float]:
    """Median seconds in Omega and in Python, and the median ratio. RuntimeError if a result is wrong."""
    runtime = Runtime()
    runtime.eval(program.path.read_text("utf-8"), file=program.path.name)
    ours: list[float] = []
    theirs: list[float] = []
    begin = process_time()
    while len(ours) < ROUNDS and (not ours or process_time() - begin < SECONDS):
        for seconds, work in ((ours, lambda: runtime.eval("(run)")), (theirs, program.python)):
            result, taken = timed(work)
            if result != program.result:
                raise RuntimeError(f"{program.name}: {result}, and {program.result} is right")
            seconds.append(taken)
    return median(ours), median(theirs), median([a / b for a, b in zip(ours, theirs, strict=True)])


def classic(program: Program, theirs: float) -> Cell:
    """How many times as long as Python the classic interpreter takes."""
    if not program.classic:
        return "-"
    session = Classic()
    session.eval(program.path.read_text("utf-8"))
    result, taken = timed(lambda: session.eval("(run)"))
    if result != program.result:
        raise RuntimeError(f"{program.name}: the classic interpreter says {result}, and {program.result} is right")
    return taken / theirs


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What the work gives, and the processor seconds it takes."""
    gc.collect()
    begin = process_time()
    result = work()
    return result, process_time() - begin


def mean(ratios: list[float]) -> float:
    """The geometric mean."""
    return exp(fmean(log(ratio) for ratio in ratios))
