"""``analyze-last-stacktrace``: the session's last error with its activations, as editors show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.editors.causes import cause
from omega.server.ops.answer import answer, runtime_of

if TYPE_CHECKING:
    from omega.server.connection import Client


def analyze_last_stacktrace(client: Client, request: Request) -> None:
    """One message for the error, for it has no other causes; then ``done``."""
    runtime = runtime_of(client, request)
    condition = runtime.last_error
    if condition is None:
        return answer(client, request, status=("done", "no-error"))
    answer(client, request, cause(condition, runtime.namespace), status=())
    answer(client, request)
