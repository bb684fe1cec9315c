"""The client's half of an nREPL conversation, without I/O: ids out, replies sorted by id in.

``open`` makes the bytes of a request and the ``Exchange`` that its replies will be found in; ``receive`` takes
whatever arrived. Both clients drive one of these; neither this module nor what it imports may open a socket, wait,
or know threads or trio. Callers serialise access.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Literal, TypeVar

from omega.clients.errors import ConnectionLost, OmegaClientError, RequestRefused
from omega.clients.fields import Message, optional_text, status_of
from omega.clients.operations import Call
from omega.clients.results import Reply
from omega.protocol import (
    BENCODE,
    CLOSED,
    MSGPACK,
    NEED_DATA,
    Connection,
    FrameLimits,
    LocalProtocolError,
    RemoteProtocolError,
    Sendable,
    Wire,
)

T = TypeVar("T")
CodecName = Literal["bencode", "msgpack"]

#: What a server may send us in one message: large, for we chose to talk to it.
_LIMITS = FrameLimits(message_bytes=256 * 1024 * 1024, tokens=10_000_000)


class Exchange:
    """One request and the reply messages that have come for it and were not taken yet."""

    def __init__(self, id: str, op: str, session: str | None) -> None:
        self.id = id
        self.op = op
        self.session = session
        self.done = False
        self._messages: deque[tuple[int, Message]] = deque()
        self._abandoned = False

    def take(self) -> Message | None:
        """The next message, or ``None`` when none is here."""
        return self._messages.popleft()[1] if self._messages else None

    @property
    def since(self) -> int | None:
        """When the next message came, to be compared with other exchanges' of the dialogue; ``None`` when none is here."""
        return self._messages[0][0] if self._messages else None

    def add(self, message: Message, arrival: int) -> None:
        self.done = self.done or "done" in status_of(message)
        if not self._abandoned:
            self._messages.append((arrival, message))

    def abandon(self) -> None:
        """Nobody waits for this one: what has come and what will come is dropped."""
        self._abandoned = True
        self._messages.clear()


def first_of(exchanges: Iterable[Exchange]) -> tuple[Exchange, Message] | None:
    """The message that came first of those waiting in these exchanges, and which it is for; ``None`` when none is here."""
    waiting = [(since, each) for each in exchanges if (since := each.since) is not None]
    if not waiting:
        return None
    _, exchange = min(waiting, key=itemgetter(0))
    message = exchange.take()
    assert message is not None
    return exchange, message


class Others(Exchange):
    """What comes for requests that were sent on other connections, to a session that this one has attached to."""

    def __init__(self) -> None:
        super().__init__("", "attach", None)

    def add(self, message: Message, arrival: int) -> None:
        super().add(message, arrival)
        self.done = False


class Dialogue:
    """Requests and replies of one connection."""

    def __init__(self, codec: CodecName = "bencode") -> None:
        self._connection = Connection(_LIMITS, MSGPACK if codec == "msgpack" else BENCODE)
        self._open: dict[str, Exchange] = {}
        # No two connections use the same ids: a server that is sent a request again answers it with what it said before.
        self._prefix = os.urandom(4).hex()
        self._count = 0
        self._arrivals = 0
        #: Where replies to the requests of others are put.
        self.others: Others | None = None
        self._complaint = ""
        #: Why no further reply can come, once that is so.
        self.failure: OmegaClientError | None = None

    def open(self, op: str, session: str | None, params: Mapping[str, Sendable]) -> tuple[Exchange, bytes]:
        """A new exchange and the bytes that start it. Raises ``RequestRefused`` for a parameter no codec can carry."""
        if self.failure is not None:
            raise self.failure
        self._count += 1
        exchange = Exchange(f"{self._prefix}-{self._count}", op, session)
        message: dict[str, Sendable] = {"op": op, "id": exchange.id}
        if session is not None:
            message["session"] = session
        message.update((key, value) for key, value in params.items() if value is not None)
        try:
            data = self._connection.send(message)
        except LocalProtocolError as error:
            raise RequestRefused(op, ("invalid-argument",), str(error)) from error
        self._open[exchange.id] = exchange
        return exchange, data

    def forget(self, exchange: Exchange) -> None:
        """This request was never sent."""
        self._open.pop(exchange.id, None)

    def receive(self, data: bytes) -> set[Exchange]:
        """Take what arrived (``b""``: the peer closed), put each message into its exchange; returns those exchanges."""
        touched: set[Exchange] = set()
        if self.failure is not None:
            return touched
        try:
            self._connection.receive_data(data)
            while True:
                message = self._connection.next_message()
                if message is NEED_DATA:
                    return touched
                if message is CLOSED:
                    break
                exchange = self._sort(message)
                if exchange is not None:
                    touched.add(exchange)
        except RemoteProtocolError as error:
            self.fail(f"the server broke the protocol: {error}")
        else:
            self.fail(
                "the server closed the connection" + (f": {self._complaint}" if self._complaint else "")
            )

        return touched

    def fail(self, reason: str) -> None:
        """Nothing more can be sent or received; the first reason stays."""
        if self.failure is None:
            self.failure = ConnectionLost(reason)

    def _sort(self, message: Message) -> Exchange | None:
        id = message.get("id")
        exchange = self._open.get(id) if isinstance(id, str) else None
        if exchange is None and id is not None and "session" in message:
            exchange = self.others
        if exchange is not None:
            self._arrivals += 1
            exchange.add(message, self._arrivals)
            if exchange.done:
                del self._open[exchange.id]
        elif "error" in status_of(message):
            self._complaint = optional_text(message, "message") or optional_text(message, "err") or ""
        return exchange


class ReplyFold:
    """Merges the messages of one exchange into a ``Reply``."""

    def __init__(self) -> None:
        self._status: dict[str, None] = {}
        self._body: dict[str, Wire] = {}

    def add(self, message: Message) -> None:
        self._status.update(dict.fromkeys(status_of(message)))
        self._body.update(message)

    def answer(self, call: Call[T]) -> T:
        """What the call asked for. Raises ``RequestRefused`` when the server said no."""
        reply = Reply(tuple(self._status), self._body)
        check_accepted(call.op, reply.status, self._body, call.expected)
        return call.read(reply)


def check_accepted(
    op: str, status: tuple[str, ...], body: Message, expected: frozenset[str] = frozenset()
) -> None:
    """Raises ``RequestRefused`` if the status says ``error`` for a reason that is not in ``expected``."""
    if "error" in status and not expected & set(status):
        detail = optional_text(body, "message") or optional_text(body, "err") or ""
        raise RequestRefused(op, status, detail.strip())
