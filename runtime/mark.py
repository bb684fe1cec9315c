"""Where an evaluation is stopped, told so that it is found again although nobody has counted its operations.

Within one tick code only goes forward, so an operation in an activation of this depth, above this call, is met once.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from omega.runtime.compile.points import ResumePoint
from omega.runtime.machine.stack import Stack, depth, frames
from omega.runtime.machine.stepping import Kind, Location
from omega.runtime.syntax.source import Span


class Mark(Struct, frozen=True, array_like=True):
    """``kind``, ``place`` and ``node`` of the operation. ``depth``: of the stack. ``below``: the number of the resume point
    of whoever waits for the procedure, 0 if that is no procedure."""

    kind: Kind
    place: tuple[str, int, int, int, int]
    node: int
    depth: int
    below: int

    @property
    def span(self) -> Span:
        """Where the operation is."""
        return Span(*self.place)


def mark_of(location: Location, stack: Stack | None) -> Mark:
    """The mark of a place where a walk has stopped."""
    below = next(islice(frames(stack), 1, None), None)
    point = None if below is None else below[0]
    number = point.number if isinstance(point, ResumePoint) else 0
    return Mark(location.kind, (*location.span,), location.node, depth(stack), number)
