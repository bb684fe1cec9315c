"""The stack of a suspended evaluation as a person sees it: activations of procedures with names, places and variables.

Frames are described from the innermost on, as far as somebody looks, so a stack of a million frames costs nothing.
Nothing here changes a frame: a variable that is assigned gives a new frame, in a stack that is new down to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType

from msgspec import Struct

from omega.runtime.compile import ir
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.expressions import python_name
from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.compile.unit import Unit, procedure_of, unit_of
from omega.runtime.expand.core import Variable
from omega.runtime.machine.activation import BEGINNING
from omega.runtime.machine.careful import REDOING
from omega.runtime.machine.stack import CALLING, TOP, Stack, depth, frames
from omega.runtime.machine.stepping import Stepper
from omega.runtime.machine.variables import bindings_of
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Passage, Span


class Activated(Struct):
    """One activation. ``position``: of its frame on the stack. ``is_subtle``: of the library rather than the program.
    ``compiled``: ``None`` where it is not known. ``code`` and ``locals``: ``None`` and nothing for one that has not begun. ``locals``: values, or boxes, by Python name."""

    position: int
    frame: Frame
    name: str
    span: Span
    is_subtle: bool
    compiled: CompiledUnit | None
    code: ir.Code | None
    locals: dict[str, Value]

    @property
    def held(self) -> frozenset[str]:
        """The Python names of the variables that the frame itself has."""
        point = self.frame[0]
        return frozenset(point.point.names) if isinstance(point, ResumePoint) else frozenset()

    def bindings(self) -> dict[str, Variable]:
        """The variables that have a value and can be named where it is, by name."""
        if self.code is None or self.compiled is None:
            return {}
        return bindings_of(self.code, self.locals, self.compiled.analysis, self.span)


class Backtrace:
    """The activations on a stack; those a ``stepper`` knows have also the variables that the program needs no more."""

    def __init__(self, stack: Stack | None, stepper: Stepper | None, place: Span | None = None) -> None:
        """``place``: where the innermost is, if it is in the midst of something that its frame does not know of."""
        self.stack = stack
        self._place = place
        self._stepper = stepper
        self._found: list[Activated] = []
        self._rest: Iterator[tuple[int, Frame]] = enumerate(frames(stack))
        self._is_whole = False
        self._in_top = False

    def entries(self, start: int, count: int) -> list[Activated]:
        """So many of them, from this one on; the innermost is 0."""
        self._look(start + count)
        return self._found[start : start + count]

    def entry(self, index: int) -> Activated | None:
        """One of them."""
        found = self.entries(index, 1) if index >= 0 else []
        return found[0] if found else None

    def first_of_program(self) -> Activated | None:
        """The innermost activation of the program's own."""
        index = 0
        while (found := self.entry(index)) is not None and found.is_subtle:
            index += 1
        return found

    @property
    def count(self) -> int:
        """How many there are; of a stack nobody has looked through, how many there are at most."""
        return len(self._found) if self._is_whole else depth(self.stack)

    def _look(self, count: int) -> None:
        while len(self._found) < count and not self._is_whole:
            for position, frame in self._rest:
                found = self._described(position, frame)
                if found is not None:
                    self._found.append(found)
                    break
            else:
                self._is_whole = True

    def _described(self, position: int, frame: Frame) -> Activated | None:
        point = frame[0]
        if point is REDOING:
            point, frame = frame[4][0], frame[4]
        if isinstance(point, ResumePoint):
            described = point.point
            code = described.code
            self._in_top = code.index == 0
            kept = None if self._stepper is None else self._stepper.locals_of(frame)
            locals = dict(zip(described.names, frame[1:], strict=True)) if kept is None else kept
            name = code.name or ("top level" if code.index == 0 else "lambda")
            span = self._place if position == 0 and self._place is not None else described.span
            return Activated(position, frame, name, span, point.unit.is_base, point.compiled, code, locals)
        if point is CALLING and type(frame[1]) is FunctionType:
            known, unit = procedure_of(frame[1]), unit_of(frame[1])
            if known is None or unit is None:
                return None
            return Activated(position, frame, known.name or "lambda", known.span, unit.is_base, unit.compiled, None, {})
        if point is BEGINNING or (point is CALLING and frame[1] is BEGINNING):
            self._in_top = True
            compiled = _unit(frame).compiled
            return Activated(position, frame, "top level", compiled.procedures["f0"].span, False, compiled, None, {})
        if point is TOP and not self._in_top:
            return Activated(position, frame, "top level", frame[1], False, None, None, {})
        return None

    def assign(self, activated: Activated, variable: Variable, value: Value) -> None:
        """Give a variable another value. ``stack`` is the one to go on with."""
        name = python_name(variable)
        held = activated.locals.get(name)
        if variable.mutated and type(held) is list:
            held[0] = value
            return
        activated.locals[name] = value
        before = activated.frame
        point = before[0]
        if not isinstance(point, ResumePoint) or name not in point.point.names:
            return  # the program needs it no more
        index = point.point.names.index(name)
        after: Frame = (*before[: index + 1], value, *before[index + 2 :])
        whole = after
        if (on_stack := _frame_at(self.stack, activated.position))[0] is REDOING:
            whole = (*on_stack[:4], after)
        self.stack = _with_frame(self.stack, activated.position, whole)
        activated.frame = after
        if self._stepper is not None:
            self._stepper.moved(before, after)


def below(stack: Stack | None, position: int) -> Stack | None:
    """The stack from the frame at this position on."""
    while stack is not None:
        segment, index, rest = stack
        if position < len(segment) - index:
            return segment, index + position, rest
        position -= len(segment) - index
        stack = rest
    return None


def _unit(frame: Frame) -> Unit:
    unit: Unit = frame[1] if frame[0] is BEGINNING else frame[2][0]
    return unit


def _frame_at(stack: Stack | None, position: int) -> Frame:
    """The frame at this position, from the innermost on."""
    while stack is not None:
        segment, index, stack = stack
        if position < len(segment) - index:
            return segment[index + position]
        position -= len(segment) - index
    raise IndexError(position)


def _with_frame(stack: Stack | None, position: int, frame: Frame) -> Stack:
    """The same stack with another frame at this position; who else holds the old one keeps it."""
    above: list[tuple[list[Frame], int]] = []
    while stack is not None:
        segment, index, rest = stack
        count = len(segment) - index
        if position < count:
            changed = segment[index:]
            changed[position] = frame
            found: Stack = (changed, 0, rest)
            for segment, index in reversed(above):
                found = (segment, index, found)
            return found
        position -= count
        above.append((segment, index))
        stack = rest
    raise IndexError(position)


def source_of(activated: Activated) -> Passage | None:
    """The text of the top-level form that the procedure of an activation is in, if it is known."""
    point = activated.frame[0]
    return point.compiled.source if isinstance(point, ResumePoint) else None
