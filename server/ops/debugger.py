"""Ops of the debugger. Those about a stop repeat its key; with another one they are refused with ``stale-key``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.debugging import Debugging
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client


def _debugging_of(client: Client, request: Request) -> Debugging:
    """The debugger that this client has attached to the session."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    debugging = session.debugging
    if debugging is None or debugging.client is not client:
        raise Refusal("no-debugger", "this connection has no debugger in the session; `debug-start` attaches one")
    return debugging


def _stopped(client: Client, request: Request) -> Debugging:
    """The same, while its evaluation is stopped at the place that the request is about."""
    debugging = _debugging_of(client, request)
    if debugging.key is None or debugging.key != request.params["key"]:
        raise Refusal("stale-key", "no evaluation of the session is stopped with this key")
    return debugging


def debug_start(client: Client, request: Request) -> None:
    """Attach a debugger; the request stays open for its events."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    if session.debugging is not None:
        raise Refusal("debugger-attached", "the session has a debugger already")
    Debugging(
        client,
        request.id,
        session,
        pauses=param(request.params, "on-disconnect", "continue") == "pause",
        on_entry=param(request.params, "stop-on-entry", False),
    )


def debug_stop(client: Client, request: Request) -> None:
    """Detach it."""
    _debugging_of(client, request).end()
    answer(client, request)


def pause(client: Client, request: Request) -> None:
    """Stop the evaluation that runs."""
    _debugging_of(client, request)
    answer(client, request)


def at_stop(client: Client, request: Request) -> None:
    """Ops about a stop."""
    _stopped(client, request)
    answer(client, request)


def set_breakpoints(client: Client, request: Request) -> None:
    """Say where to stop."""
    _debugging_of(client, request)
    answer(client, request, {"breakpoints": []})
