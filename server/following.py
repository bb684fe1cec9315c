"""A client that follows a session's events: the held ``events/subscribe``, and its end.

A subscription never outlives its client. This file must never run Lisp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import RequestId, Response

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.session import Session

DONE = ("done",)


class Following:
    """One subscription. ``id``: of the request that is held open for the events. ``names``: their names or beginnings;
    none means all."""

    def __init__(self, client: Client, id: RequestId, session: Session, names: tuple[str, ...]) -> None:
        self.client = client
        self._id = id
        self._session = session
        self._names = names
        client.held.add(self)
        session.followers.append(self)

    def end(self) -> None:
        """Send no more: the one ``done`` of ``events/subscribe``."""
        self.client.held.discard(self)
        self._session.followers.remove(self)
        self.client.send(Response(self._id, self._session.id, DONE))
