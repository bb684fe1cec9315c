"""The careful executor: a failing statement again, sub-expression by sub-expression.

When a generated statement raises, nothing of it has happened yet (one side effect per statement, and last), so it is
done again here, with every primitive checking its arguments. Either the exact sub-expression signals a condition, or
the statement succeeds, because the fast path's template did not apply (``(< 1 +nan.0)`` never gets here, ``(= z 0)``
for a complex z does), and the program goes on behind it.

Values of sub-expressions are kept, by node, until the statement is done: so when one of them fails and a restart gives
its value, the others are not computed a second time (``RedoPoint``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Statement
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.points import Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.machine.activation import ONWARD, Activation
from omega.runtime.machine.checks import check_call, with_place
from omega.runtime.machine.registers import CALL, FRAMES, TC, M
from omega.runtime.machine.stack import CALLING
from omega.runtime.syntax.datum import UNSPECIFIED, Value

#: What to go on with: frames, innermost first, and the value that arrives at the first.
Continued = tuple[list[Frame], Value]


class Careful(Activation):
    """Does one statement of a procedure again. ``locals``: the Python locals of the activation. ``waiting``: the resume
    point of the frame to make for it when it is a call that waits for its value."""

    def __init__(
        self, unit: Unit, compiled: CompiledUnit, statement: Statement, locals: Mapping[str, Any]
    ) -> None:
        # The analysis is the one that the statement is of.
        super().__init__(
            unit, compiled, compiled.analysis, statement.code, statement.term, statement.context, dict(locals)
        )
        self.waiting = statement.waiting
        #: The values of sub-expressions computed so far, by the id of the node.
        self.known: dict[int, Value] = {}
        #: The node that failed.
        self.at = -1

    def retry(self) -> Continued:
        """Do the statement. Raises ``LispError``, with its place, where it cannot be done."""
        term = self.term
        try:
            if not isinstance(term, ir.TailCall):
                result = self.advance()
            elif term.id in self.known:
                result = self.deliver(self.known[term.id])
            else:
                arguments = tuple(self.operands(term.operands))
                procedure = self.evaluate(term.operator)
                with_place(term.span, check_call, procedure, len(arguments))
                frames: list[Frame] = [(CALLING, procedure, arguments)]
                if self.waiting is not None:
                    frames.append(self.frame(self.waiting))
                return frames, UNSPECIFIED
        except Exception:
            self._failed(term.id)
            raise
        return ([self.here()], UNSPECIFIED) if result is ONWARD else ([], result)

    def redo_frame(self, failed: Frame) -> Frame:
        """A frame that takes a value for the sub-expression that failed, and does the rest of the statement."""
        known = self.known
        return (REDOING, self.at, tuple(known), tuple(known.values()), failed)

    def evaluate(self, simple: ir.Simple) -> Value:
        if isinstance(simple, ir.Literal | ir.Local):
            return super().evaluate(simple)
        if simple.id in self.known:
            return self.known[simple.id]
        try:
            value = self.known[simple.id] = super().evaluate(simple)
        except Exception:
            self._failed(simple.id)
            raise
        return value

    def act(self, term: ir.Bind) -> Value:
        return self.known[term.id] if term.id in self.known else super().act(term)

    def _failed(self, node: int) -> None:
        """An exception leaves the node: the innermost one is where it comes from."""
        if self.at < 0:
            self.at = node


class RedoPoint:
    """The resume point of a frame ``(REDOING, node, nodes, values, frame at a term)``: the value that arrives is that of
    the node, the values are those of the nodes, and with them the term is done."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        _, node, nodes, values, at = frame
        point = at[0].point
        locals = dict(zip(point.names, at[1:], strict=True))
        careful = Careful(at[0].unit, at[0].compiled, Statement(point.term, point.code, point.context, None), locals)
        careful.waiting = careful.return_point()
        careful.known = dict(zip(nodes, values, strict=True))
        careful.known[node] = value
        frames, result = careful.retry()  # faults.py finds the activation here by name, on the traceback
        FRAMES.extend(frames)
        M.action = (CALL, _value, (result,))
        return TC


REDOING = RedoPoint()


def _value(value: Value) -> Value:
    """Delivers the value of a redone statement."""
    return value
