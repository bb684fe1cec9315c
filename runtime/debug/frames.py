"""The stack of a suspended evaluation as a person sees it: activations of procedures with names, places and variables.

Frames are described from the innermost on, as far as somebody looks, so a stack of a million frames costs nothing.
Nothing here changes a frame: a variable that is assigned gives a new frame, in a stack that is new down to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
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
from omega.runtime.machine.stack import CALLING, TOP, Stack, depth
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


class Row(Struct, frozen=True):
    """A segment of a stack. ``first``: how many activations come before its own; ``position``: of its first frame.
    ``shown``: which of its frames are activations."""

    first: int
    position: int
    frames: list[Frame]
    shown: Sequence[int]


class Backtrace:
    """The activations on a stack; those a ``stepper`` knows have also the variables that the program needs no more."""

    def __init__(self, stack: Stack | None, stepper: Stepper | None, place: Span | None = None) -> None:
        """``place``: where the innermost is, if it is in the midst of something that its frame does not know of."""
        self.stack = stack
        self._place = place
        self._stepper = stepper
        self._found: dict[int, Activated] = {}
        self._rows: list[Row] = []
        self._rest = stack
        self._count = 0
        self._first: int | None = None

    def entries(self, start: int, count: int) -> list[Activated]:
        """So many of them, from this one on; the innermost is 0."""
        self._look(start + count)
        return [self._entry(index) for index in range(start, min(start + count, self._count))]

    def entry(self, index: int) -> Activated | None:
        """One of them."""
        found = self.entries(index, 1) if index >= 0 else []
        return found[0] if found else None

    def first_of_program(self) -> Activated | None:
        """The innermost activation of the program's own."""
        if self._first is None:
            self._first, looked = -1, 0
            while self._first < 0 and (looked < len(self._rows) or self._look(self._count + 1)):
                row = self._rows[looked]
                own = (at for at, shown in enumerate(row.shown) if not _is_base(row.frames[shown]))
                if (at := next(own, None)) is not None:
                    self._first = row.first + at
                looked += 1
        return self.entry(self._first)

    @property
    def count(self) -> int:
        """How many there are; of a stack nobody has looked through, how many there are at most."""
        return self._count if self._rest is None else self._count + depth(self._rest)

    def _look(self, count: int) -> bool:
        """Know so many of them, or all; are there so many?"""
        while self._count < count and self._rest is not None:
            segment, index, self._rest = self._rest
            frames = segment[index:] if index else segment
            last = self._rows[-1] if self._rows else None
            position = 0 if last is None else last.position + len(last.frames)
            above = last.frames[-1] if last is not None and last.frames else None
            others = [at for at, frame in enumerate(frames) if type(frame[0]) is not ResumePoint]
            hidden = {at for at in others if not _is_shown(frames[at], frames[at - 1] if at else above)}
            shown: Sequence[int] = range(len(frames))
            if hidden:
                shown = [at for at in shown if at not in hidden]
            self._rows.append(Row(self._count, position, frames, shown))
            self._count += len(shown)
        return self._count >= count

    def _entry(self, index: int) -> Activated:
        found = self._found.get(index)
        if found is None:
            row = self._rows[bisect_right(self._rows, index, key=lambda row: row.first) - 1]
            at = row.shown[index - row.first]
            found = self._found[index] = self._described(row.position + at, row.frames[at])
        return found

    def _described(self, position: int, frame: Frame) -> Activated:
        if frame[0] is REDOING:
            frame = frame[4]
        point = frame[0]
        if isinstance(point, ResumePoint):
            described = point.point
            code = described.code
            kept = None if self._stepper is None else self._stepper.locals_of(frame)
            locals = dict(zip(described.names, frame[1:], strict=True)) if kept is None else kept
            name = code.name or ("top level" if code.index == 0 else "lambda")
            span = self._place if position == 0 and self._place is not None else described.span
            return Activated(position, frame, name, span, point.unit.is_base, point.compiled, code, locals)
        if point is TOP:
            return Activated(position, frame, "top level", frame[1], False, None, None, {})
        if _is_beginning(frame):
            compiled = _unit(frame).compiled
            return Activated(position, frame, "top level", compiled.procedures["f0"].span, False, compiled, None, {})
        known, unit = procedure_of(frame[1]), unit_of(frame[1])
        assert known is not None and unit is not None
        return Activated(position, frame, known.name or "lambda", known.span, unit.is_base, unit.compiled, None, {})

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


def _is_beginning(frame: Frame) -> bool:
    """Does a top-level form begin here?"""
    return frame[0] is BEGINNING or (frame[0] is CALLING and frame[1] is BEGINNING)


def _is_shown(frame: Frame, above: Frame | None) -> bool:
    """Is a frame, of no compiled procedure, something that a person calls an activation? ``above``: what it waits for."""
    point = frame[0]
    if point is CALLING and type(frame[1]) is FunctionType:
        return unit_of(frame[1]) is not None
    if point is TOP:
        # The form is there already where its own code waits.
        is_top = above is not None and type(above[0]) is ResumePoint and above[0].point.code.index == 0
        return not is_top and not (above is not None and _is_beginning(above))
    return point is REDOING or _is_beginning(frame)


def _is_base(frame: Frame) -> bool:
    """Is it of the library?"""
    point = frame[4][0] if frame[0] is REDOING else frame[0]
    if isinstance(point, ResumePoint):
        return point.unit.is_base
    unit = unit_of(frame[1]) if point is CALLING and type(frame[1]) is FunctionType else None
    return unit is not None and unit.is_base


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
