"""Resume points: where a computation can be taken up again, and with which variables.

A frame on the heap is the tuple ``(resume point, value of each live variable...)``. The description of a point is
shared by every session that runs the unit; the ``ResumePoint`` itself belongs to one session's copy, whose globals its
function uses. Both are known by a number made of the id of the term and the kind, in every process alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from omega.runtime.compile import ir
from omega.runtime.compile.expressions import python_name
from omega.runtime.compile.liveness import Liveness
from omega.runtime.expand.core import Variable
from omega.runtime.syntax.datum import Value

if TYPE_CHECKING:
    from omega.runtime.compile.compiled import CompiledUnit
    from omega.runtime.compile.unit import Unit

Frame: TypeAlias = tuple[Any, ...]

# Kinds of points: the value of the term's call arrives; at a loop's head; before the term.
RETURN, LOOP, TERM = range(3)
_KINDS = 3


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


def point_number(term: ir.Term, kind: int) -> int:
    """What a point is known by in its unit; never 0."""
    return term.id * _KINDS + kind


def term_and_kind(number: int) -> tuple[int, int]:
    """The id of the term, and the kind, of the point with this number."""
    return divmod(number, _KINDS)


class Point:
    """A resume point, described. ``variable`` receives the value that arrives; ``live`` is the frame's layout; ``span``
    is where a person would say the computation is. ``number``: what generated code knows it by, as ``R[number]``.
    ``names``: the Python names of what is live."""

    __slots__ = ("code", "context", "kind", "live", "names", "number", "span", "term", "variable")

    def __init__(self, kind: int, code: ir.Code, term: ir.Term, context: Context, liveness: Liveness) -> None:
        """Describe the point of this kind at this term: lay out its frame."""
        self.number = point_number(term, kind)
        self.kind = kind
        self.code = code
        self.context = context
        self.span = term.span
        self.variable: Variable | None = None
        if kind == RETURN:
            assert isinstance(term, ir.BindCall)
            self.variable = term.variable
            live = liveness.of(term.next) - {term.variable}
            term = term.next
        elif kind == LOOP:
            assert isinstance(term, ir.Loop)
            liveness.of(term)
            assert term.live is not None
            live = term.live.union(term.variables)
        else:
            live = liveness.of(term)
        self.term: ir.Term = term
        self.live = ir.by_uid(live | live_in(context, liveness))
        self.names = [python_name(variable) for variable in self.live]


class ResumePoint:
    """A resume point in one session. ``resume(value, frame)`` goes on from it; it is compiled when first called."""

    __slots__ = ("compiled", "number", "resume", "unit")

    def __init__(self, unit: Unit, compiled: CompiledUnit, number: int) -> None:
        self.unit = unit
        self.compiled = compiled
        self.number = number
        self.resume: Callable[[Value, Frame], Value] = self._compile

    @property
    def point(self) -> Point:
        """What it is."""
        return self.compiled.analysis.point(self.number)

    def _compile(self, value: Value, frame: Frame) -> Value:
        self.resume = self.unit.resume_function(self)
        return self.resume(value, frame)


class ResumePoints(dict[int, Any]):
    """``R`` of the functions of a unit: its resume points by number, each made when it is first asked for; at 0 the unit.
    ``compiled``: what the unit was compiled to when these functions were made."""

    __slots__ = ("compiled",)

    def __init__(self, unit: Unit, compiled: CompiledUnit) -> None:
        self.compiled = compiled
        self[0] = unit

    def __missing__(self, number: int) -> ResumePoint:
        found = self[number] = ResumePoint(self[0], self.compiled, number)
        return found
