"""From a Python exception on the fast path to a condition at an exact place, or to the rest of the program.

The traceback's frames give, line by line, the statement that failed and the calls that waited for it, with their
variables: so the continuation of the failing statement is rebuilt after the fact, and the fast path needs no ``try``.
"""

from __future__ import annotations

from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Statement
from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.compile.unit import statement_at
from omega.runtime.condition import Condition, LispError
from omega.runtime.lib.primitive import current
from omega.runtime.machine.activation import Activation
from omega.runtime.machine.careful import Careful, RedoPoint
from omega.runtime.machine.checks import check_call
from omega.runtime.machine.dynamic import inside
from omega.runtime.machine.registers import CALL, FRAMES, UNHANDLED, M
from omega.runtime.machine.signals import signal_fault
from omega.runtime.machine.stack import CALLING, Continuation, Stack
from omega.runtime.machine.stack import describe as describe_stack
from omega.runtime.syntax.datum import NIL, UNSPECIFIED, Pair, Value
from omega.runtime.syntax.kinds import procedure_name
from omega.runtime.syntax.shapes import SHAPES, register


class Overrun(Exception):
    """Raised into a running slice by the host's watchdog: one operation took far too long."""


def recover(error: Exception, frame: Frame, below: Stack | None) -> tuple[Stack, Value, tuple[Any, ...] | None]:
    """What to do after ``frame`` raised: the stack and value to go on with, and what to ask of the driver."""
    FRAMES.clear()
    M.action = None
    if isinstance(error, Overrun | MemoryError):
        current.is_broken = True
    active = _active(error)
    try:
        if active and not isinstance(error, Overrun):
            frames, value = _retry(error, active[-1])
            frames += [each.frame(w) for each in reversed(active[:-1]) if (w := each.waiting)]
            return (frames, 0, below), value, None
        condition = _condition(error, frame)
    except LispError as signalled:
        condition = signalled.condition
    except Exception as second:  # noqa: BLE001 - a defect here must not kill the session
        condition = _condition(second, frame)
    frames = [each.frame(w) for each in reversed(active[:-1]) if (w := each.waiting)]
    frames.insert(0, active[-1].here() if active else frame)
    stack: Stack = (frames, 0, below)
    if condition.place is None or condition.place.line == 0:
        condition.place = _place(active, stack)
    if isinstance(error, Overrun):
        return stack, UNSPECIFIED, (UNHANDLED, condition, NIL)
    use = Continuation(_stack_for_value(active, stack), M.dynamic)
    M.dynamic = inside(M.dynamic, "fault", condition, Pair(use, Continuation(stack, M.dynamic)))
    return stack, UNSPECIFIED, (CALL, signal_fault, (condition,))


def _stack_for_value(active: list[Careful], stack: Stack) -> Stack | None:
    """Where a value goes that is used in place of what failed: to the sub-expression of the program's own, or to where
    the prelude's procedure was called that found it cannot go on."""
    if active and not active[-1].unit.is_base:
        return [active[-1].redo_frame(stack[0][0])], 0, _below(stack)
    outside: Stack | None = _below(stack)
    while outside is not None and _is_inside_base(outside[0][outside[1]]):
        outside = _below(outside)
    return outside


def _below(stack: Stack) -> Stack | None:
    """The stack without its innermost frame."""
    segment, index, rest = stack
    if index + 1 < len(segment):
        return segment, index + 1, rest
    while rest is not None and rest[1] == len(rest[0]):
        rest = rest[2]
    return rest


def _is_inside_base(frame: Frame) -> bool:
    """Is it a frame of the prelude that does not have an extent to leave?"""
    point = frame[0]
    return type(point) is ResumePoint and point.unit.is_base and not leaves_extent(point.point.term)


def leaves_extent(term: ir.Term) -> bool:
    """Is leaving an extent of the dynamic state among what the term does first?"""
    while isinstance(term, ir.Bind):
        if isinstance(term.value, ir.Apply) and term.value.primitive.name in ("%pop-dynamic", "%pop-extent"):
            return True
        term = term.next
    return False


def _active(error: Exception) -> list[Careful]:
    """The activations on the traceback, of generated code and walked ones, outermost first."""
    found = []
    traceback = error.__traceback__
    while traceback is not None:
        active = traceback.tb_frame
        at = statement_at(active, traceback.tb_lineno)
        if active.f_code is RedoPoint.resume.__code__:
            found.append(active.f_locals["careful"])
        elif active.f_code.co_name == "walk" and isinstance(walked := active.f_locals.get("self"), Activation):
            found.append(_careful(walked))
        elif at is not None:
            found.append(Careful(*at, active.f_locals))
        traceback = traceback.tb_next
    return found


def _careful(walked: Activation) -> Careful:
    """What does a statement again that failed in a walk."""
    waiting = walked.return_point() if isinstance(walked.term, ir.TailCall) else None
    statement = Statement(walked.term, walked.code, walked.context, waiting)
    return Careful(walked.unit, walked.compiled, statement, walked.locals)


def _retry(error: Exception, failed: Careful) -> tuple[list[Frame], Value]:
    """Do the failing statement carefully: for its value, or for the condition and its place."""
    term = failed.term
    if isinstance(error, LispError) and isinstance(term, ir.TailCall):
        failed.retry()
        # Its operands are sound: the procedure called was a primitive, and it has said what is wrong.
        if error.condition.place is None and not failed.unit.is_base:
            error.condition.place = term.span
        failed.at = term.id
        raise error
    frames, value = failed.retry()
    if isinstance(term, ir.TailCall) and not isinstance(error, LispError) and _is_internal(error, failed):
        raise error
    return frames, value


def _is_internal(error: Exception, failed: Careful) -> bool:
    """A call that is sound raised: did the exception come from inside the runtime's own Python code?"""
    traceback = error.__traceback__
    last = None
    while traceback is not None:
        last = traceback.tb_frame
        traceback = traceback.tb_next
    return last is not None and "R" not in last.f_code.co_freevars


def _condition(error: Exception, frame: Frame) -> Condition:
    """The condition of an exception that no statement explains."""
    if isinstance(error, LispError):
        return error.condition
    if isinstance(error, Overrun):
        return Condition("budget-exceeded", "one operation took longer than the limit operation-time allows")
    if isinstance(error, MemoryError):
        return Condition("budget-exceeded", "the process has no memory left for this")
    name = ""
    if frame[0] is CALLING:
        try:
            check_call(frame[1], len(frame[2]))
        except LispError as signalled:
            return signalled.condition
        name = procedure_name(frame[1])
    return InternalError(f"internal error{' in ' + name if name else ''}; this is a defect of Omega", error)


class InternalError(Condition):
    """A defect of the runtime itself. ``cause`` is for the host's log; programs and clients see only the message."""

    __slots__ = ("cause",)

    def __init__(self, message: str, cause: Exception) -> None:
        super().__init__("internal-error", message)
        self.cause = cause


_CONDITION = SHAPES[Condition]
# The cause stays in the process where it happened.
register(
    InternalError,
    "internal-error",
    *Condition.__slots__,
    blank=lambda: InternalError("", RuntimeError()),
    accepts=_CONDITION.accepts,
    is_sound=_CONDITION.is_sound,
)


def _place(active: list[Careful], stack: Stack) -> Any:
    """The innermost place in a program's own text; code made from data has none."""
    for each in reversed(active):
        if not each.unit.is_base and each.term.span.line > 0:
            return each.term.span
    return next((entry.place for entry in describe_stack(stack) if entry.place is not None), None)
