"""A debugger attached to a session by one client: the held ``debug-start``, its events, and its end.

A debugger never outlives its client: ``end`` is called on ``debug-stop``, when the session closes and when the
connection is gone. This file must never run Lisp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import RequestId, Response, Sendable

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.session import Session

EVENT = ("event",)
DONE = ("done",)


class Debugging:
    """The debugger of one session. ``id``: of the request that is held open for its events. ``pauses``: whether a stopped
    evaluation stays so when the client goes. ``on_entry``: whether the next evaluation stops at its start."""

    def __init__(self, client: Client, id: RequestId, session: Session, *, pauses: bool, on_entry: bool) -> None:
        self.client = client
        self.pauses = pauses
        self.on_entry = on_entry
        #: What ops about the stop repeat, while an evaluation is stopped.
        self.key: str | None = None
        self._id = id
        self._session = session
        client.held.add(self)
        session.debugging = self

    def tell(self, event: str, **fields: Sendable) -> None:
        """Send an event; ``_`` in a name stands for ``-``."""
        body = {name.replace("_", "-"): value for name, value in fields.items()}
        self.client.send(Response(self._id, self._session.id, EVENT, {"event": event, **body}))

    def end(self) -> None:
        """Detach: the one ``done`` of ``debug-start``."""
        self.client.held.discard(self)
        self._session.debugging = None
        self.client.send(Response(self._id, self._session.id, DONE))
