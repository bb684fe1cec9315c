"""Ops that look at a program where it has stopped, answered at once; and those that evaluate there, in slices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, cast

from omega.protocol import Request, Sendable
from omega.runtime import LispError, Overrun, Value
from omega.runtime.debug.probe import Probe
from omega.runtime.debug.stop import Stop
from omega.runtime.report import describe, message_line
from omega.server.debug.debugging import Debugging
from omega.server.debug.fields import (
    TEXT,
    entry_fields,
    frame_fields,
    scope_fields,
    value_fields,
)
from omega.server.debug.inquiry import Inquiry, failed
from omega.server.failure import restart_fields
from omega.server.ops.answer import answer, param
from omega.server.ops.debugger import seen, stopped
from omega.server.ops.evaluation import check_room
from omega.server.ops.inspection import MOST_COMPLETIONS
from omega.server.ops.refusal import Refusal
from omega.server.turn import Told

if TYPE_CHECKING:
    from omega.server.connection import Client

#: What is listed of anything when a client does not say how much it wants.
SOME = 500
#: Ticks that an expression may take: one that a person has typed and waits for, and one that an editor asks for unbidden.
MOST_TICKS, GLANCE_TICKS = 100_000_000, 500_000


def stack_trace(client: Client, request: Request) -> None:
    """The activations, innermost first."""
    view, params = stopped(client, request).debugger.view, request.params
    start, levels = param(params, "start", 0), param(params, "levels", 0)
    found, count = seen(client, "start", lambda: view.frames(start, levels or SOME))
    answer(client, request, {"stack-frames": [frame_fields(each) for each in found], "total-frames": count})


def scopes(client: Client, request: Request) -> None:
    """What a frame sees."""
    view, frame = stopped(client, request).debugger.view, param(request.params, "frame", 0)
    found = seen(client, "frame", lambda: view.scopes(frame))
    answer(client, request, {"scopes": [scope_fields(each) for each in found]})


def variables(client: Client, request: Request) -> None:
    """What a scope or a value is made of."""
    view, params = stopped(client, request).debugger.view, request.params
    reference, start, count = (param(params, name, 0) for name in ("variables-reference", "start", "count"))
    kind = cast('Literal["", "named", "indexed"]', param(params, "filter", ""))
    found = seen(client, "variables-reference", lambda: view.variables(reference, start, count or SOME, kind))
    answer(client, request, {"variables": [entry_fields(each) for each in found]})


def debug_state(client: Client, request: Request) -> None:
    """The machine, part by part."""
    state = seen(client, "key", stopped(client, request).debugger.state)
    parts = {name: getattr(state, name) for name in state.__struct_fields__}
    answer(client, request, {name: [entry_fields(each) for each in part] for name, part in parts.items()})


def debug_completions(client: Client, request: Request) -> None:
    """The names that start with a prefix: the variables of the frame first."""
    view, params = stopped(client, request).debugger.view, request.params
    prefix, frame = param(params, "prefix", ""), param(params, "frame", 0)
    found = seen(client, "frame", lambda: view.completions(prefix, frame, MOST_COMPLETIONS))
    listed = [{"candidate": one.candidate, "type": one.type, "ns": one.ns} for one in found]
    answer(client, request, {"completions": listed})


# -- a condition


def exception_info(client: Client, request: Request) -> None:
    """The condition that has stopped the program."""
    stop = _at_condition(stopped(client, request))
    assert stop.condition is not None
    condition = stop.condition
    details: dict[str, Sendable] = {
        "message": message_line(condition)[:TEXT],
        "type-name": condition.type,
        "stack": describe(condition)[: 10 * TEXT],
    }
    body: dict[str, Sendable] = {
        "exception-id": condition.type,
        "description": message_line(condition)[:TEXT],
        "break-mode": "always" if stop.caught else "unhandled",
        "details": details,
    }
    answer(client, request, body)


def restarts(client: Client, request: Request) -> None:
    """The ways to go on from it."""
    answer(client, request, {"restarts": restart_fields(_at_condition(stopped(client, request)).offers)})


def _at_condition(debugging: Debugging) -> Stop:
    stop = debugging.debugger.stopped
    if stop is None or stop.condition is None:
        raise Refusal("no-condition", "the program has not stopped for a condition")
    return stop


# -- evaluating


def evaluate(client: Client, request: Request) -> None:
    """The value of an expression in a frame, or at top level."""
    debugging = stopped(client, request)
    view, frame, code = debugging.debugger.view, param(request.params, "frame", 0), param(request.params, "code", "")
    if frame:
        seen(client, "frame", lambda: view.activated(frame))

    def tell(value: Value) -> dict[str, Sendable]:
        return value_fields("result", view.shown(value, frame, code))

    # What is typed to the program is part of what happens to it; the rest only looks.
    records = param(request.params, "context", "repl") == "repl"
    _inquire(client, request, debugging, code, lambda: view.evaluate(code, frame, records=records), tell)


def _is_glance(request: Request) -> bool:
    return request.params.get("context") in ("watch", "hover", "variables")


def set_variable(client: Client, request: Request) -> None:
    """Give a variable, or a part of a value, the value of an expression."""
    debugging, params = stopped(client, request), request.params
    view, reference = debugging.debugger.view, param(params, "variables-reference", 0)
    name, text = param(params, "name", ""), param(params, "value", "")

    def tell(value: Value) -> dict[str, Sendable]:
        return value_fields("value", view.shown(value))

    _inquire(client, request, debugging, text, lambda: view.set(reference, name, text), tell)


def _inquire(
    client: Client, request: Request, debugging: Debugging, code: str, begin: Callable[[], Probe], tell: Told
) -> None:
    """Evaluate, beside the program that has stopped."""
    check_room(client, len(code))
    try:
        with client.host.watchdog.limit():
            probe = begin()
    except LispError as error:
        status, body = failed(error.condition)
        return answer(client, request, body, status)
    except Overrun:
        message = "reading it took too long (limit: operation-time)"
        raise Refusal("limit-reached", message, limit="operation-time") from None
    probe.limit = GLANCE_TICKS if _is_glance(request) else MOST_TICKS
    inquiry = Inquiry(client, request.id, debugging, code, probe, tell, client.host.watchdog)
    debugging.session.submit(inquiry, aside=True)
