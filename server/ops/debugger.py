"""Ops of the debugger that come, go, and go on. Those about a stop repeat its key; with another one they are refused with
``stale-key``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from omega.protocol import Request
from omega.runtime import LispError, Overrun
from omega.runtime.debug.stop import Granularity
from omega.server.debug.debugging import Debugging
from omega.server.debug.resumed import Resumed
from omega.server.editors.stepping import Stepping
from omega.server.job import Allowance
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client

T = TypeVar("T")


def debugging_of(client: Client, request: Request) -> Debugging:
    """The debugger that this client has attached to the session."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    session.wake()
    debugging = session.debugging
    if debugging is None or debugging.client is not client:
        raise Refusal("no-debugger", "this connection has no debugger in the session; `debug-start` attaches one")
    return debugging


def stopped(client: Client, request: Request) -> Debugging:
    """The same, while its evaluation is stopped at the place that the request is about."""
    debugging = debugging_of(client, request)
    if debugging.key is None or debugging.key != request.params["key"]:
        raise Refusal("stale-key", "no evaluation of the session is stopped with this key")
    return debugging


def seen(client: Client, argument: str, look: Callable[[], T]) -> T:
    """What a call into the runtime gives. Refused if it takes too long, or, for ``argument``, if that cannot be used."""
    try:
        with client.host.watchdog.limit():
            return look()
    except LispError as error:
        raise Refusal("invalid-argument", error.condition.message, argument=argument) from None
    except Overrun:
        message = "it took too long (limit: operation-time)"
        raise Refusal("limit-reached", message, limit="operation-time") from None


def debug_start(client: Client, request: Request) -> None:
    """Attach a debugger; the request stays open for its events."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    if session.debugging is not None:
        raise Refusal("debugger-attached", "the session has a debugger already")
    runtime, host = session.runtime, client.host
    debugging = Debugging(
        client,
        request.id,
        session,
        pauses=param(request.params, "on-disconnect", "continue") == "pause",
        on_entry=param(request.params, "stop-on-entry", False),
    )
    evaluation = runtime.resume()
    if evaluation is not None:
        allowance = Allowance(output=host.config.output_per_evaluation, value=host.config.message_bytes)
        job = Resumed(debugging, runtime, evaluation, allowance, host.watchdog)
        job.telling = session.transcript.begin(client, request)
        session.submit(job)


def debug_stop(client: Client, request: Request) -> None:
    """Detach it, and have marked forms stop no more."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    marks, debugging = session.marks, session.debugging
    if marks is not None and marks.client is client:
        marks.end()
        if debugging is None or isinstance(debugging, Stepping):
            return answer(client, request)
    debugging_of(client, request).end()
    answer(client, request)


def pause(client: Client, request: Request) -> None:
    """Stop the evaluation that runs."""
    debugging_of(client, request).pause()
    answer(client, request)


# -- going on


def _go_on(
    client: Client, request: Request, move: Callable[[], None], about: str = "key", then: Callable[[], None] | None = None
) -> None:
    """``about``: the argument that may be wrong. ``then``: what is to be done before it goes on."""
    debugging = stopped(client, request)
    seen(client, about, move)
    if then is not None:
        then()
    answer(client, request)
    debugging.went_on()


def resume(client: Client, request: Request) -> None:
    """``continue``: go on until something stops it."""
    _go_on(client, request, stopped(client, request).debugger.resume)


def step_over(client: Client, request: Request) -> None:
    """Go on to the next place in this procedure."""
    debugger = stopped(client, request).debugger
    _go_on(client, request, lambda: debugger.step_over(_granularity(request)))


def step_into(client: Client, request: Request) -> None:
    """Go on to the next place."""
    debugger = stopped(client, request).debugger
    _go_on(client, request, lambda: debugger.step_into(_granularity(request)))


def step_out(client: Client, request: Request) -> None:
    """Go on until this procedure has returned."""
    debugger = stopped(client, request).debugger
    _go_on(client, request, lambda: debugger.step_out(_granularity(request)))


# -- going back


def _go_back(client: Client, request: Request, move: Callable[[], None], about: str = "key") -> None:
    """Go on from another time: what the program waits for is not asked any more."""
    debugging = stopped(client, request)
    pending = debugging.settle()
    if pending is not None:
        raise Refusal("effect-pending", f"the program waits for {pending}, which cannot be taken back; go on first")
    _go_on(client, request, move, about, debugging.forget_questions)


def step_back(client: Client, request: Request) -> None:
    """Go back to the place before."""
    debugger = stopped(client, request).debugger
    _go_back(client, request, lambda: debugger.step_back(_granularity(request)))


def reverse_continue(client: Client, request: Request) -> None:
    """Go back to the last place where a breakpoint would have stopped, or to the start."""
    _go_back(client, request, stopped(client, request).debugger.reverse_continue)


def restart_frame(client: Client, request: Request) -> None:
    """Go back to where a procedure that is being called began."""
    debugger = stopped(client, request).debugger
    _go_back(client, request, lambda: debugger.restart_frame(param(request.params, "frame", 1)), "frame")


def goto(client: Client, request: Request) -> None:
    """Go to a tick of the evaluation, or to an operation after one."""
    debugger = stopped(client, request).debugger
    ticks, operation = param(request.params, "ticks", 0), param(request.params, "operation", 0)
    _go_back(client, request, lambda: debugger.goto(ticks, operation), "ticks")


def invoke_restart(client: Client, request: Request) -> None:
    """Go on from a condition with one of its restarts."""
    debugger = stopped(client, request).debugger
    index, code = param(request.params, "restart", 0), param(request.params, "code", "")
    _go_on(client, request, lambda: debugger.restart(index, code), "code" if code else "restart")


def _granularity(request: Request) -> Granularity:
    return cast(Granularity, param(request.params, "granularity", "line"))
