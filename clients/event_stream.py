"""One evaluation as an iterator over its events, with those of a debugger between them where one is attached.

What two requests are told is put back into the one order in which it came: a program's output stands before the stop
that follows it. This module must never show anything to anybody.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from omega.clients import operations
from omega.clients.debug_events import Stopped, Terminated
from omega.clients.errors import ClientTimeout, OmegaClientError, RequestRefused
from omega.clients.events import Done, Event, EventReader, NeedRestart, Output
from omega.clients.fields import Message, optional_text, status_of
from omega.clients.operations import Call
from omega.clients.results import Reply

if TYPE_CHECKING:
    from omega.clients.dialogue import Exchange
    from omega.clients.sync_client import Client


#: Seconds between two looks at whether somebody still listens.
_LOOK = 0.2


class Beside(Protocol):
    """A request that is held open, and how the messages that come for it are read."""

    @property
    def exchange(self) -> Exchange: ...

    def read(self, message: Message) -> Iterator[Event]: ...


class OtherRequests:
    """The events of evaluations that other connections have begun, but for their ends. ``running``: the ids of those that
    are not over."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.running: set[str] = set()
        self._readers: dict[str, EventReader] = {}

    def read(self, message: Message) -> Iterator[Event]:
        id = optional_text(message, "id") or ""
        self.running.add(id)
        if "done" in status_of(message):
            self.running.discard(id)
        reader = self._readers.setdefault(id, EventReader("eval"))
        try:
            yield from (event for event in reader.read(message) if not isinstance(event, Done))
        except RequestRefused as error:
            yield Output("err", f"{error}\n")
        if id not in self.running:
            del self._readers[id]


class FollowingStream(Iterator[Event]):
    """What happens in a session that we did not begin, until nothing runs any more or ``interrupt``. ``waits``: also for
    what has not come yet; it does in any case once something has stopped."""

    def __init__(self, client: Client, besides: Sequence[Beside], *, waits: bool) -> None:
        self.client = client
        self._waits = waits
        self._besides = {beside.exchange: beside for beside in besides}
        self._ready: deque[Event] = deque()
        self._over = self._left = False

    def __next__(self) -> Event:
        while not self._ready:
            if self._over:
                raise StopIteration
            self._read()
        event = self._ready.popleft()
        self._over = self._over or isinstance(event, Done)
        return event

    def _read(self) -> None:
        running = self.client.others.running
        something = any(exchange.since is not None for exchange in self._besides)
        if self._left or not (something or (self._waits and running)):
            self._ready.append(Done(("done",)))
            return
        with suppress(ClientTimeout):
            found = self.client.next_of(tuple(self._besides), time.monotonic() + _LOOK)
            for event in () if found is None else self._besides[found[0]].read(found[1]):
                if isinstance(event, Stopped):
                    self._waits = True
                    running.add(event.eval_id)
                elif isinstance(event, Terminated):
                    running.discard(event.eval_id)
                self._ready.append(event)

    def abandon(self) -> None:
        """Stop listening."""
        self._left = True

    def interrupt(self) -> None:
        """Stop listening; what runs goes on."""
        self._left = True

    def stdin(self, text: str) -> None:
        """Answer a ``NeedInput``; an empty text is the end of input."""
        self.client.post(operations.stdin(text), None)

    def answer(self, question: NeedRestart, restart: int, code: str = "") -> None:
        """Answer a ``NeedRestart``. Raises ``RequestRefused``."""
        self.client.answer(question, restart, code)


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
        besides: Sequence[Beside] = (),
    ) -> None:
        self._client = client
        self._session = session
        self._deadline = deadline
        self._exchange = client.start(call, session, deadline)
        self._reader = EventReader(call.op)
        self._besides = {beside.exchange: beside for beside in besides}
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
                found = self._client.next_of((self._exchange, *self._besides), self._deadline)
            except ClientTimeout:
                self.abandon()
                raise
            if found is None:
                self._over = True
            elif found[0] is self._exchange:
                self._ready.extend(self._reader.read(found[1]))
            else:
                self._ready.extend(self._besides[found[0]].read(found[1]))
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
