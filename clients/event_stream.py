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
from omega.clients.debug_events import BreakpointMoved, Continued, Logged, Stopped, Terminated
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
#: What is shown to a person and needs no answer.
_SHOWN = (Output, Logged, BreakpointMoved, Continued)


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


class Stream(Iterator[Event]):
    """What is told in several ``besides``, in the order in which it came, until ``Done``."""

    def __init__(self, client: Client, besides: Sequence[Beside], session: str | None) -> None:
        self._client = client
        self._session = session
        self._besides = {beside.exchange: beside for beside in besides}
        self._ready: deque[Event] = deque()
        self._over = False

    def __next__(self) -> Event:
        while not self._ready:
            if self._over:
                raise StopIteration
            self._wait()
        event = self._ready.popleft()
        self._over = self._over or isinstance(event, Done)
        return event

    def arrived(self) -> list[Event]:
        """What has come already and is only to be shown: output and what a debugger says, up to anything else. Nobody else
        may be iterating."""
        with suppress(ClientTimeout):
            while not self._over and all(isinstance(event, _SHOWN) for event in self._ready):
                found = self._client.next_of(tuple(self._besides), time.monotonic())
                if found is None:
                    break
                self._read(*found)
        events: list[Event] = []
        while self._ready and isinstance(self._ready[0], _SHOWN):
            events.append(self._ready.popleft())
        return events

    @property
    def is_due(self) -> bool:
        """Something else has come than can be shown."""
        return bool(self._ready)

    def _wait(self) -> None:
        """Read at least one message, or find that it is over."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """End what is followed, or at least stop following, and return at once; ``Done`` will come."""
        raise NotImplementedError

    def abandon(self) -> None:
        """Nobody iterates any more."""
        raise NotImplementedError

    def _read(self, exchange: Exchange, message: Message) -> None:
        self._ready.extend(self._besides[exchange].read(message))

    def stdin(self, text: str) -> None:
        """Answer a ``NeedInput``; an empty text is the end of input."""
        self._client.post(operations.stdin(text), self._session)

    def answer(self, question: NeedRestart, restart: int, code: str = "") -> None:
        """Answer a ``NeedRestart`` with the index of a restart, and an expression for the values it needs. Raises
        ``RequestRefused`` if that cannot be; with ``stale-key`` in its status the question is no longer open."""
        self._client.answer(question, restart, code, session=self._session)


class EventStream(Stream):
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
        self._evaluation = _Evaluation(client.start(call, session, deadline), EventReader(call.op))
        super().__init__(client, [self._evaluation, *besides], session)
        self._deadline = deadline

    @property
    def id(self) -> str:
        """The request's id, as ``Client.interrupt`` takes it."""
        return self._evaluation.exchange.id

    def _wait(self) -> None:
        try:
            found = self._client.next_of(tuple(self._besides), self._deadline)
        except ClientTimeout:
            self.abandon()
            raise
        if found is None:
            self._over = True
        else:
            self._read(*found)

    def abandon(self) -> None:
        """Stop listening; what still runs is interrupted."""
        if self._over:
            return
        self._over = True
        exchange = self._evaluation.exchange
        exchange.abandon()
        if not exchange.done:
            with suppress(OmegaClientError):  # no connection, no evaluation
                self.interrupt()

    def interrupt(self) -> None:
        """Ask the server to end this evaluation, and return at once; ``Done`` will follow."""
        self._client.post(operations.interrupt(self.id), self._session)


class FollowingStream(Stream):
    """What happens in a session that we did not begin, until nothing runs any more or ``interrupt``. ``besides``: who tells of
    it beside the evaluations of others. ``waits``: also for what has not come yet; it does in any case once something has
    stopped."""

    def __init__(self, client: Client, besides: Sequence[Beside], *, waits: bool) -> None:
        # The others come first, whose exchange is never over: the end of the connection is noticed.
        super().__init__(client, [client.others, *besides], None)
        self._waits = waits
        self._left = False

    def _wait(self) -> None:
        something = any(exchange.since is not None for exchange in self._besides)
        if self._left or not (something or (self._waits and self._client.others.running)):
            self._ready.append(Done(("done",)))
            return
        with suppress(ClientTimeout):
            found = self._client.next_of(tuple(self._besides), time.monotonic() + _LOOK)
            if found is not None:
                self._read(*found)

    def _read(self, exchange: Exchange, message: Message) -> None:
        running = self._client.others.running
        for event in self._besides[exchange].read(message):
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


class _Evaluation:
    """An evaluation's own messages."""

    def __init__(self, exchange: Exchange, reader: EventReader) -> None:
        self.exchange = exchange
        self.read = reader.read
