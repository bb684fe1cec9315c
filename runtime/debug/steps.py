"""A step: what the next operation to stop at must be like."""

from __future__ import annotations

from omega.runtime.compile import ir
from omega.runtime.debug.places import ATOMS
from omega.runtime.debug.stop import Granularity
from omega.runtime.machine.stepping import Kind, Stepper, Watched
from omega.runtime.syntax.source import Span


class Step:
    """Watches for the end of a step. ``start``: where it began. A step by ``line`` ends on another line of the procedure
    where it began, when that is about to return, and in any other procedure that the stepper lets it see."""

    def __init__(self, stepper: Stepper, granularity: Granularity, start: Span | None) -> None:
        self._stepper = stepper
        self._granularity = granularity
        self._start = None if start is None else (start.file, start.line)
        #: Has a loop of the procedure begun another turn? That may be all on one line.
        self._turned = False

    def __call__(self, kind: Kind, activation: Watched, span: Span) -> bool:
        # The library's own procedures, and code made from data, are nothing that a person can follow.
        if activation.unit.is_base or span.line <= 0:
            return False
        if kind == "return":
            return activation.code.index > 0  # the value of a top-level form is told anyway
        if self._granularity == "expression":
            return not isinstance(activation.at, ATOMS)
        if not self._stepper.is_origin(activation):
            return True
        if self._granularity == "statement":
            return activation.seen == 1
        if self._turned and activation.seen == 1:
            return True
        if type(activation.at) is ir.Jump:
            self._turned = True
        return kind == "before" and (span.file, span.line) != self._start
