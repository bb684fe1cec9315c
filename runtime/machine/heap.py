"""How much memory a session holds, without a cost per allocation (ENGINE.md, *Heap accounting*).

While a session runs, nothing else allocates: the change in the interpreter's count of allocated blocks over a run is
what the session gained or lost. Reading the count costs microseconds in a small process and 0.2 ms in one of 200 MB,
so in a large one only some runs are measured, and stand for the others. Strings and vectors beyond the small-block
allocator are charged by the primitives that make them. The sum drifts (garbage is freed in somebody else's run), so
before a session is refused memory it is measured exactly, by a walk from its roots, in slices like any other work.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import repeat
from types import CellType, FunctionType
from typing import Any

from omega.runtime.compile.points import ResumePoint, ResumePoints
from omega.runtime.compile.unit import unit_of
from omega.runtime.lib.primitive import current
from omega.runtime.machine.base import SHARED
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.stack import Composable, Continuation, Stack
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Pair, Value
from omega.runtime.syntax.shapes import SHAPES

#: Mean size of an allocated block in bytes, measured over pairs, frames and numbers.
_BLOCK = 64
#: Bytes charged for a tick that was not measured.
_UNMEASURED = 512
#: Runs of at most this many ticks, in which primitives touched at most as many elements, are short; the next run of a
#: session whose last one was longer is measured whole.
_SHORT = 1_000
#: Seconds that measuring may cost in one run.
_COST = 40e-6
_SAMPLED_OUT = -1
#: Bits of an address inside of one region, and those in which no two objects differ alone: none is smaller than that.
_REGION = 20
_GRAIN = 4
_GRAINS = 1 << _REGION - _GRAIN
#: References followed between two safepoints of the exact walk.
_STEP = 5_000


class Meter:
    """Measures runs. One in a process, because the count is the process's. A run is measured from its start when the
    session's last run was a long one, else from its second turn; the ticks before are charged by the tick."""

    __slots__ = ("_before", "_runs", "_stride", "_used")

    def __init__(self) -> None:
        self._before: int | None = None
        self._runs = 0
        self._stride = 1
        self._used = 0

    def begin(self, session: SessionState) -> None:
        """A run begins."""
        current.charged = current.spent = 0
        self._before = None
        self._used = 0
        if session.is_busy:
            self._start()

    def turn(self, ticks: int) -> None:
        """A turn of so many ticks is over, and it was not the last of the run."""
        if self._before is None:
            self._used += ticks
            self._start()

    def _start(self) -> None:
        self._runs += 1
        if self._runs % self._stride:
            self._before = _SAMPLED_OUT
            return
        start = time.thread_time()
        self._before = sys.getallocatedblocks()
        self._stride = 1 + int((time.thread_time() - start) / _COST)

    def end(self, session: SessionState, ticks: int) -> None:
        """The run, of so many ticks, is over: charge it to the session."""
        gained = current.charged + _UNMEASURED * (ticks if self._before is None else self._used)
        if self._before is not None and self._before != _SAMPLED_OUT:
            gained += (sys.getallocatedblocks() - self._before) * _BLOCK * self._stride
        session.is_busy = ticks > _SHORT or current.spent > _SHORT
        session.heap_bytes = max(0, session.heap_bytes + gained)


METER = Meter()


def walk(
    session: SessionState, stack: Stack | None, dynamic: Dynamic | None
) -> Iterator[tuple[list[Value], int]]:
    """Everything a session can reach, once each; the base is not the session's. Every few thousand objects, the ones found
    since then and their size in bytes."""
    # Where objects have been seen, by region: a set of their identities would be larger than they are, and take long to
    # grow and to be freed.
    seen: dict[int, bytearray] = {}
    pending: list[Any] = [v for k, v in session.globals.items() if k != "__builtins__"]
    pending += (stack, dynamic)
    while pending:
        found: list[Value] = []
        size = 0
        for _ in repeat(None, _STEP):
            value = pending.pop()
            identity = id(value)
            region = seen.get(identity >> _REGION)
            if region is None:
                region = seen[identity >> _REGION] = bytearray(_GRAINS)
            grain = identity >> _GRAIN & _GRAINS - 1
            if not region[grain]:
                region[grain] = 1
                found.append(value)
                size += _visit(value, pending)
            if not pending:
                break
        yield found, size


def measure(session: SessionState, stack: Stack | None, dynamic: Dynamic | None) -> Iterator[int]:
    """The bytes a session holds. Yields what was found so far, every few thousand objects, the total last."""
    total = 0
    for _, size in walk(session, stack, dynamic):
        total += size
        yield total


def _visit(value: Value, pending: list[Any]) -> int:
    """The size of one object in bytes; what it refers to joins ``pending``."""
    kind = type(value)
    if kind is Pair:
        pending += (value.car, value.cdr)
        return 48
    if kind is tuple or kind is list:
        pending.extend(value)
        return sys.getsizeof(value)
    shape = SHAPES.get(kind)
    if shape is not None:
        if id(value) in SHARED:
            return 0
        pending.extend(shape.parts(value))
        return shape.size(value)
    if kind is FunctionType:
        unit = unit_of(value)
        if unit is None or unit.is_base:
            return 0
        pending.extend(value.__closure__ or ())
        return 1_000
    if kind is CellType:
        pending.append(value.cell_contents)
    elif kind is Continuation or kind is Composable:
        pending += (value.stack, value.dynamic)
    elif kind is ResumePoint:
        return 0
    elif kind is ResumePoints:
        points: ResumePoints = value
        return points.compiled.source_bytes
    return sys.getsizeof(value)
