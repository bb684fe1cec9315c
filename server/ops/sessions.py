"""Ops about sessions: ``clone``, ``close``, ``ls-sessions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.runtime import Overrun, SnapshotError
from omega.server.limit import LimitReached
from omega.server.ops.answer import answer, param, session_of
from omega.server.ops.refusal import Refusal
from omega.server.store import Fault, StoreError

if TYPE_CHECKING:
    from omega.server.connection import Client


def clone(client: Client, request: Request) -> None:
    """Open a session, with the definitions of the one given."""
    source = session_of(client, request)

    def done(id: str, fault: Fault | None) -> None:
        if fault is None:
            answer(client, request, {"new-session": id})
        else:
            answer(client, request, {"message": fault.message}, ("error", "done", fault.status))

    try:
        if request.params.get("durable"):
            client.host.clone_durable(client, source, param(request.params, "name", ""), done)
        else:
            done(client.host.clone(client, source).id, None)
    except StoreError as error:
        raise Refusal("not-durable", str(error)) from None
    except SnapshotError as error:
        raise Refusal("not-durable", f"durable: the session cannot be kept: {error}") from None
    except LimitReached as reached:
        raise Refusal("limit-reached", str(reached), limit=reached.limit) from None
    except Overrun:
        raise Refusal("limit-reached", "copying the session took too long", limit="operation-time") from None


def close(client: Client, request: Request) -> None:
    """Close a session; answered when its evaluations have ended."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it

    def closed(fault: Fault | None) -> None:
        if fault is None:
            answer(client, request, status=("done", "session-closed"))
        else:
            answer(client, request, {"message": fault.message}, ("error", "done", fault.status))

    client.host.close(session, closed)


def ls_sessions(client: Client, request: Request) -> None:
    """List the sessions of this client's principal."""
    assert client.principal is not None  # only auth is served without one
    session_of(client, request)
    answer(client, request, {"sessions": client.host.session_ids(client.principal)})
