"""The stack as data: a linked list of segments of frames, shared by every continuation that captured it.

``(segment, index, next)``: the frames of ``segment`` from ``index`` on, innermost first, then those of ``next``. A
segment is never changed after it was made, so capturing a continuation costs nothing and re-entering it is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeAlias

from msgspec import Struct

from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.condition import StackEntry
from omega.runtime.lib.primitive import current
from omega.runtime.machine.dynamic import Dynamic, has_winders, moved
from omega.runtime.machine.registers import FRAMES, REINSTATE, TC, THROW, M, Marker, call_next
from omega.runtime.syntax.datum import Value, Values

Stack: TypeAlias = "tuple[list[Frame], int, Stack | None]"

EMPTY: list[Frame] = []


class CallPoint:
    """The resume point of a frame ``(CALLING, procedure, arguments)``, which calls a procedure."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        return frame[1](*frame[2])


CALLING = CallPoint()


class JumpPoint:
    """The resume point of a frame ``(JUMPING, value)``: a continuation has been called with the value, which arrives when
    there is a tick for that."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        for _ in current.budget:
            return frame[1]
        FRAMES.append(frame)
        return TC


JUMPING = JumpPoint()


class TopLevel:
    """The resume point of a frame ``(TOP, span)`` at the bottom of a stack: the form that is being evaluated."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        return value


TOP = TopLevel()


class Continuation(Struct, eq=False):
    """A first-class, multi-shot continuation: a stack, and the dynamic state it goes with."""

    stack: Stack | None
    dynamic: Dynamic | None

    #: Set by ``prelude.py``: the Lisp procedure that leaves and enters winders, then throws.
    rewind: ClassVar[Callable[..., Any]]

    def __call__(self, *values: Value) -> Marker:
        value = values[0] if len(values) == 1 else Values(values)
        if self.dynamic is not M.dynamic:
            return call_next(Continuation.rewind, (self, value))
        M.action = (THROW, self.stack, value)
        return TC


class Composable:
    """A part of a continuation, up to a prompt: calling it puts its frames on the present stack, and its entries, a chain
    that begins nowhere, on the present dynamic state."""

    __slots__ = ("dynamic", "stack")

    #: Set by ``prelude.py``: the Lisp procedures that leave extents for a prompt, and that enter those of a continuation.
    leave: Callable[..., Any]
    enter: Callable[..., Any]

    def __init__(self, stack: Stack | None, dynamic: Dynamic | None) -> None:
        self.stack = stack
        self.dynamic = dynamic

    def __call__(self, *values: Value) -> Marker:
        value = values[0] if len(values) == 1 else Values(values)
        whole = moved(self.dynamic, None, M.dynamic)
        if has_winders(self.dynamic):
            return call_next(Composable.enter, (Composable(self.stack, whole), value))
        M.dynamic = whole
        M.action = (REINSTATE, self, value)
        return TC


def frames(stack: Stack | None) -> Iterator[Frame]:
    """The frames of a stack, innermost first."""
    while stack is not None:
        segment, index, stack = stack
        for position in range(index, len(segment)):
            yield segment[position]


def depth(stack: Stack | None) -> int:
    """How many frames are on a stack."""
    count = 0
    while stack is not None:
        segment, index, stack = stack
        count += len(segment) - index
    return count


def describe(stack: Stack | None, limit: int = 30) -> list[StackEntry]:
    """The innermost activations of a program's own procedures, in source terms."""
    entries: list[StackEntry] = []
    in_top = False
    for frame in frames(stack):
        point = frame[0]
        if isinstance(point, ResumePoint) and not point.unit.is_base:
            code, span = point.point.code, point.point.span
            # Code made from data stands nowhere, and its top level is no place that a person knows.
            in_top = code.index == 0 and span.line > 0
            if code.index > 0 or in_top:
                name = code.name or ("top level" if in_top else "lambda")
                entries.append(StackEntry(name, span if span.line > 0 else None))
        elif point is TOP and not in_top:
            entries.append(StackEntry("top level", frame[1]))
        if len(entries) == limit:
            break
    return entries
