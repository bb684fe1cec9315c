"""One evaluation as an iterator over its events, with those of a debugger between them where one is attached.

What two requests are told is put back into the one order in which it came: a program's output stands before the stop
that follows it. This module must never show anything to anybody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from omega.clients import operations
from omega.clients.errors import ClientTimeout, OmegaClientError
from omega.clients.events import Done, Event, EventReader, NeedRestart
from omega.clients.fields import Message
from omega.clients.operations import Call
from omega.clients.results import Reply

if TYPE_CHECKING:
    from omega.clients.dialogue import Exchange
    from omega.clients.sync_client import Client


class Beside(Protocol):
    """A request that is held open, and how the messages that come for it are read."""

    @property
    def exchange(self) -> Exchange: ...

    def read(self, message: Message) -> Iterator[Event]: ...


class EventStream(Iterator[Event]):
    """The events of one evaluation, the last of which is ``Done``; made by ``Client.stream``.

    An exception in the loop's body leaves the evaluation running: call ``interrupt``, or go on iterating.
    """

    def __init__(
        self,
        client: Client,
        call: Call[Reply],
        session: str | None,
        deadline: float | None,
        beside: Beside | None = None,
    ) -> None:
        self._client = client
        self._session = session
        self._deadline = deadline
        self._exchange = client.start(call, session, deadline)
        self._reader = EventReader(call.op)
        self._beside = beside
        self._exchanges = (self._exchange,) if beside is None else (self._exchange, beside.exchange)
        self._ready: deque[Event] = deque()
        self._over = False

    @property
    def id(self) -> str:
        """The request's id, as ``Client.interrupt`` takes it."""
        return self._exchange.id

    def __next__(self) -> Event:
        while not self._ready:
            if self._over:
                raise StopIteration
            try:
                found = self._client.next_of(self._exchanges, self._deadline)
            except ClientTimeout:
                self.abandon()
                raise
            if found is None:
                self._over = True
            elif found[0] is self._exchange:
                self._ready.extend(self._reader.read(found[1]))
            elif self._beside is not None:
                self._ready.extend(self._beside.read(found[1]))
        event = self._ready.popleft()
        self._over = self._over or isinstance(event, Done)
        return event

    def abandon(self) -> None:
        """Stop listening; what still runs is interrupted."""
        if self._over:
            return
        self._over = True
        self._exchange.abandon()
        if not self._exchange.done:
            with suppress(OmegaClientError):  # no connection, no evaluation
                self.interrupt()

    def interrupt(self) -> None:
        """Ask the server to end this evaluation, and return at once; ``Done`` will follow."""
        self._client.post(operations.interrupt(self.id), self._session)

    def stdin(self, text: str) -> None:
        """Answer a ``NeedInput``; an empty text is the end of input."""
        self._client.post(operations.stdin(text), self._session)

    def answer(self, question: NeedRestart, restart: int, code: str = "") -> None:
        """Answer a ``NeedRestart`` with the index of a restart, and an expression for the values it needs. Raises
        ``RequestRefused`` if that cannot be; with ``stale-key`` in its status the question is no longer open."""
        self._client.answer(question, restart, code, session=self._session)
