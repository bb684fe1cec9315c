"""A client that follows a session's events: the held ``events/subscribe``, and its end.

A subscription never outlives its client, and never slows the session: while the client does not read, the newest events
wait here, and it is told how many it has lost. This file must never run Lisp.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import to_builtins

from omega.protocol import RequestId, Response
from omega.runtime.events import Output, SessionEvent

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.session import Session

EVENT = ("event",)
DONE = ("done",)
#: Events, and characters in them, that wait for a client that does not read.
MOST_WAITING, MOST_CHARACTERS = 1000, 1024 * 1024


class Following:
    """One subscription. ``id``: of the request that is held open for the events. ``names``: their names or beginnings;
    none means all."""

    def __init__(self, client: Client, id: RequestId, session: Session, names: tuple[str, ...]) -> None:
        self.client = client
        self._id = id
        self._session = session
        self._waiting: deque[SessionEvent] = deque()
        self._characters = 0
        self._lost = 0
        client.held.add(self)
        session.followers.append(self)
        session.events.on(names, self._hear)

    def end(self) -> None:
        """Send no more: the one ``done`` of ``events/subscribe``."""
        self._session.events.off(self._hear)
        self._session.followers.remove(self)
        self.client.held.discard(self)
        self._waiting.clear()
        self.client.send(Response(self._id, self._session.id, DONE))

    def vanish(self) -> None:
        """The client is gone."""
        self.end()

    def _hear(self, event: SessionEvent) -> None:
        if not self._waiting:
            if not self.client.outbox.full:
                return self._send(event)
            self.client.outbox.park(self._catch_up)
        self._waiting.append(event)
        self._characters += _characters(event)
        while len(self._waiting) > MOST_WAITING or (self._characters > MOST_CHARACTERS and len(self._waiting) > 1):
            self._next()
            self._lost += 1

    def _catch_up(self) -> None:
        """The client reads again."""
        while self._waiting and not self.client.outbox.full:
            self._send(self._next())
        if self._waiting:
            self.client.outbox.park(self._catch_up)

    def _next(self) -> SessionEvent:
        event = self._waiting.popleft()
        self._characters -= _characters(event)
        return event

    def _send(self, event: SessionEvent) -> None:
        body = to_builtins(event)
        if self._lost:
            body["lost"] = self._lost
            self._lost = 0
        self.client.send(Response(self._id, self._session.id, EVENT, body))


def _characters(event: SessionEvent) -> int:
    return len(event.text) if isinstance(event, Output) else 0
