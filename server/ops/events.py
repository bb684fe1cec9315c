"""Ops that follow a session: ``events/subscribe``, ``events/unsubscribe``, ``attach``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Request
from omega.server.following import Following
from omega.server.ops.answer import answer, session_of, texts

if TYPE_CHECKING:
    from omega.server.connection import Client


def subscribe(client: Client, request: Request) -> None:
    """Send events from now on; the request stays open for them."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    Following(client, request.id, session, texts(request.params, "names"))


def unsubscribe(client: Client, request: Request) -> None:
    """Send this connection no more events of the session."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    for following in [each for each in session.followers if each.client is client]:
        following.end()
    answer(client, request)


def attach(client: Client, request: Request) -> None:
    """Go on with a session on this connection."""
    session = session_of(client, request)
    assert session is not None  # the op table requires it
    client.attached.add(session)
    replayed, lost = session.attach(client)
    answer(client, request, {"replayed": replayed, "lost": lost, "running": session.pending})
