"""A question to a person, about a condition that nobody handles: what is offered, and going on with the answer.

The computation waits where the condition was signalled. An answer that needs values brings an expression for them,
which is evaluated on top of the waiting stack, in a *level* of its own: the handlers outside are not in force in it, the
restarts are, and a new ``abort`` leads back to the question.
"""

from __future__ import annotations

from omega.runtime.compile.points import Frame
from omega.runtime.condition import Condition
from omega.runtime.lib.primitive import failure, primitive
from omega.runtime.machine.base import base_procedure
from omega.runtime.machine.dynamic import inside
from omega.runtime.machine.execution import Execution
from omega.runtime.machine.registers import TC, UNHANDLED, M
from omega.runtime.machine.restarts import ABORT, Restart, invoke_restart
from omega.runtime.machine.stack import CALLING, Continuation
from omega.runtime.outcome import Offer
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    UNSPECIFIED,
    Pair,
    String,
    Symbol,
    Value,
    Values,
    intern,
    lisp_list,
)


class Question:
    """What an execution stopped for. ``restarts``: in the order of the offers."""

    __slots__ = ("condition", "listed", "offers", "restarts")

    def __init__(self, condition: Condition, listed: Value) -> None:
        """``listed``: ``(restart values . description)`` of each, as ``Stopped`` has them."""
        self.condition = condition
        self.listed = listed
        self.restarts: list[Restart] = []
        offers = []
        while isinstance(listed, Pair):
            restart, values, description = listed.car.car, listed.car.cdr.car, listed.car.cdr.cdr
            self.restarts.append(restart)
            name = restart.name.name if isinstance(restart.name, Symbol) else ""
            text = description.text if type(description) is String else ""
            offers.append(Offer(name, text or name, values))
            listed = listed.cdr
        self.offers = tuple(offers)

    def is_abort(self, index: int) -> bool:
        """Does this restart end the form?"""
        return self.restarts[index].function is ABORT.function

    def go_on(self, execution: Execution, index: int, code: list[Frame] | None) -> None:
        """Have the execution go on with a restart; ``code``: frames that compute its values. Raises ``LispError`` if it
        needs values and there is no way to get any."""
        restart = self.restarts[index]
        if code is None:
            values = self.offers[index].values
            if values and restart.interactive is FALSE:
                plural = "a value" if values == 1 else f"{values} values"
                raise failure("control-error", f"the restart {self.offers[index].name} needs {plural}")
            frame: Frame = (CALLING, base_procedure("invoke-restart-interactively"), (restart,))
            execution.stack = ([frame], 0, execution.stack)
            return
        again: Frame = (CALLING, ask_again, (self.condition, self.listed))
        back = Continuation(([again], 0, execution.stack), execution.dynamic)
        report = String(f"Return to the question about {self.condition.type}.")
        abort = Restart(intern("abort"), back, report, prefix=lisp_list((UNSPECIFIED,)))
        level = inside(execution.dynamic, "restarts", lisp_list((abort,)))
        execution.dynamic = inside(level, "level", UNSPECIFIED)
        execution.stack = ([*code, (ANSWERING, restart)], 0, execution.stack)
        execution.value = UNSPECIFIED


def are_listed(listed: Value) -> bool:
    """Could this list be what ``Stopped`` offers?"""
    seen: set[int] = set()
    while type(listed) is Pair and id(listed) not in seen:
        seen.add(id(listed))
        offer = listed.car
        if type(offer) is not Pair or type(offer.car) is not Restart or type(offer.cdr) is not Pair:
            return False
        if type(offer.cdr.car) is not int:
            return False
        listed = listed.cdr
    return listed is NIL


class AnswerPoint:
    """The resume point of a frame ``(ANSWERING, restart)``: the values for a restart arrive."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        given = value.objects if type(value) is Values else (value,)
        level = M.dynamic
        assert level is not None and level.outer is not None
        found = invoke_restart(frame[1], lisp_list(given))  # raises in the level if the number of values is wrong
        M.dynamic = level.outer.outer
        return found


ANSWERING = AnswerPoint()


@primitive("%ask-again", "(condition offers)", "Stop here once more.", calls=True)
def ask_again(condition: Value, offers: Value) -> Value:
    M.action = (UNHANDLED, condition, offers)
    return TC

