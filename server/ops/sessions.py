"""Ops about sessions: ``clone``, ``close``, ``ls-sessions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.runtime import Overrun
from omega.server.limit import LimitReached
from omega.server.ops.answer import answer, session_of
from omega.server.ops.refusal import Refusal

if TYPE_CHECKING:
    from omega.server.connection import Client


def clone(client: Client, request: Request) -> None:
    """Open a session, with the definitions of the one given."""
    try:
        session = client.host.clone(client, session_of(client, request))
    except LimitReached as reached:
        raise Refusal("limit-reached", str(reached), limit=reached.limit) from None
    except Overrun:
        raise Refusal("limit-reached", "copying the session took too long", limit="operation-time") from None
    answer(client, request, {"new-session": session.id})


def close(client: Client, request: Request) -> None:
    """Close a session; answered when its evaluations have ended."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    client.host.close(session, lambda: answer(client, request, status=("done", "session-closed")))


def ls_sessions(client: Client, request: Request) -> None:
    """List the sessions of this client's principal."""
    assert client.principal is not None  # only auth is served without one
    session_of(client, request)
    answer(client, request, {"sessions": [session.id for session in client.host.sessions(client.principal)]})
