"""Resume points: where a computation can be taken up again, and with which variables.

A frame on the heap is the tuple ``(resume point, value of each live variable...)``. The description of a point is
shared by every session that runs the unit; the ``ResumePoint`` itself belongs to one session's copy, whose globals its
function uses. Both are named by ``(index of the procedure, id of the term, kind)``, in every process alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from omega.runtime.compile import ir
from omega.runtime.compile.liveness import Liveness
from omega.runtime.expand.core import Variable
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span

if TYPE_CHECKING:
    from omega.runtime.compile.unit import CompiledUnit, Unit

#: ``return``: the value of the term's call arrives. ``loop``: at a loop's head. ``term``: before the term.
Kind: TypeAlias = str
Key: TypeAlias = tuple[int, int, Kind]
Frame: TypeAlias = tuple[Any, ...]


class InBind:
    """Context: inside the body of this ``BindCall``."""

    __slots__ = ("outer", "term")

    def __init__(self, term: ir.BindCall, outer: Context) -> None:
        self.term = term
        self.outer = outer


class InLoop:
    """Context: inside the body of this loop."""

    __slots__ = ("outer", "term")

    def __init__(self, term: ir.Loop, outer: Context) -> None:
        self.term = term
        self.outer = outer


#: What is around a term inside its procedure; ``None``: its value is the procedure's.
Context: TypeAlias = InBind | InLoop | None


def live_in(context: Context, liveness: Liveness) -> frozenset[Variable]:
    """What the surroundings of a term still need when it is done."""
    needed: frozenset[Variable] = frozenset()
    while context is not None:
        if isinstance(context, InBind):
            needed |= liveness.of(context.term.next) - {context.term.variable}
        context = context.outer
    return needed


class Point:
    """A resume point, described. ``variable`` receives the value that arrives; ``live`` is the frame's layout; ``span``
    is where a person would say the computation is. ``number``: what generated code knows it by, as ``R[number]``."""

    __slots__ = ("code", "context", "key", "live", "number", "span", "term", "variable")

    def __init__(
        self,
        key: Key,
        code: ir.Code,
        term: ir.Term,
        context: Context,
        variable: Variable | None,
        live: list[Variable],
        span: Span,
    ) -> None:
        self.number = -1
        self.key = key
        self.code = code
        self.term = term
        self.context = context
        self.variable = variable
        self.live = live
        self.span = span


class Points:
    """The resume points of a compiled unit, by key and in order of their numbers, which begin at 1."""

    __slots__ = ("_by_key", "listed")

    def __init__(self) -> None:
        self._by_key: dict[Key, Point] = {}
        self.listed: list[Point] = []

    def get(self, key: Key) -> Point | None:
        return self._by_key.get(key)

    def add(self, point: Point) -> Point:
        """Number a new point."""
        self._by_key[point.key] = point
        self.listed.append(point)
        point.number = len(self.listed)
        return point


class ResumePoint:
    """A resume point in one session. ``resume(value, frame)`` goes on from it; it is compiled when first called."""

    __slots__ = ("compiled", "point", "resume", "unit")

    def __init__(self, unit: Unit, compiled: CompiledUnit, point: Point) -> None:
        self.unit = unit
        self.compiled = compiled
        self.point = point
        self.resume: Callable[[Value, Frame], Value] = self._compile

    def _compile(self, value: Value, frame: Frame) -> Value:
        self.resume = self.unit.resume_function(self)
        return self.resume(value, frame)
