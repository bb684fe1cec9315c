"""Ops that look at a program where it has stopped, answered at once; and those that evaluate there, in slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request, Sendable
from omega.runtime import LispError, Value
from omega.runtime.debug.frames import Activated
from omega.runtime.debug.probe import Probe
from omega.runtime.debug.stop import Stop
from omega.runtime.report import describe, message_line
from omega.server.debug.debugging import Debugging
from omega.server.debug.fields import TEXT, frame_fields, place_fields, value_fields
from omega.server.debug.inquiry import Inquiry, Told, failed
from omega.server.failure import restart_fields
from omega.server.ops.answer import answer, param
from omega.server.ops.debugger import stopped
from omega.server.ops.evaluation import check_room
from omega.server.ops.inspection import MOST_COMPLETIONS
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client

#: Frames and variables in one answer.
MOST_LISTED = 1_000


def _frame_of(debugging: Debugging, request: Request) -> Activated | None:
    """The frame that the request names, ``None`` if it names none. Refused if there is no such frame."""
    id = request.params.get("frame")
    if not isinstance(id, int):
        return None
    found = debugging.debugger.view.backtrace.entry(id)
    if found is None:
        raise Refusal("invalid-argument", f"there is no frame {id}", argument="frame")
    return found


def stack_trace(client: Client, request: Request) -> None:
    """The activations, innermost first. The program's own innermost one is where the stop is; a frame alone knows only
    the statement."""
    debugger = stopped(client, request).debugger
    backtrace = debugger.view.backtrace
    innermost, place = backtrace.first_of_program(), None if debugger.stopped is None else debugger.stopped.place
    start = param(request.params, "start", 0)
    levels = min(param(request.params, "levels", 0) or MOST_LISTED, MOST_LISTED)
    found = backtrace.entries(start, levels)
    frames = [
        frame_fields(id, each) | (place_fields(place.span) if place and each is innermost else {})
        for id, each in enumerate(found, start)
    ]
    answer(client, request, {"stack-frames": frames, "total-frames": backtrace.count})


def exception_info(client: Client, request: Request) -> None:
    """The condition that has stopped the program."""
    stop = _at_condition(stopped(client, request))
    assert stop.condition is not None
    condition = stop.condition
    details = {
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


def debug_completions(client: Client, request: Request) -> None:
    """The names that start with a prefix: the variables of the frame first."""
    debugging = stopped(client, request)
    frame, prefix = _frame_of(debugging, request), param(request.params, "prefix", "")
    local = [] if frame is None else sorted(name for name in frame.bindings() if name.startswith(prefix))
    namespace = debugging.session.runtime.namespace
    listed = [{"candidate": name, "type": "var", "ns": namespace} for name in local]
    for one in debugging.session.runtime.completions(prefix, limit=MOST_COMPLETIONS):
        if one.candidate not in local:
            listed.append({"candidate": one.candidate, "type": one.type, "ns": one.ns})
    answer(client, request, {"completions": listed[:MOST_COMPLETIONS]})


# -- evaluating


def evaluate(client: Client, request: Request) -> None:
    """The value of an expression in a frame, or at top level."""
    debugging = stopped(client, request)
    frame, code = _frame_of(debugging, request), param(request.params, "code", "")
    view = debugging.debugger.view

    def tell(value: Value) -> dict[str, Sendable]:
        return value_fields("result", value, view)

    try:
        with client.host.watchdog.limit():
            probe = view.probe(code, frame)
    except LispError as error:
        status, body = failed(error.condition)
        return answer(client, request, body, status)
    _inquire(client, request, debugging, code, probe, tell)


def _inquire(client: Client, request: Request, debugging: Debugging, code: str, probe: Probe, tell: Told) -> None:
    inquiry = Inquiry(client, request.id, debugging, code, probe, tell, client.host.watchdog)
    check_room(client, inquiry.size)
    debugging.session.submit(inquiry, aside=True)
