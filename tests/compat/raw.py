"""A client that says only what it is told: messages out exactly as written, replies back exactly as they came.

Must never add a field or repair a reply: what editors send, oddities and all, is the point.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from omega.protocol import BENCODE, CLOSED, NEED_DATA, Connection

SECONDS = 10.0  # the longest wait for the end of one request

Message = dict[str, Any]  # whatever was on the wire; a test looks into it


class RawClient:
    """A blocking bencode connection to 127.0.0.1: a request without its ``done`` in time is a TimeoutError."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self._connection = Connection(codec=BENCODE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message."""
        self._socket.sendall(self._connection.send(message))

    def receive(self, seconds: float = SECONDS) -> Message:
        """The next message. Raises TimeoutError after ``seconds``, EOFError at the end of the stream."""
        deadline = time.monotonic() + seconds
        while (message := self._connection.next_message()) is NEED_DATA:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            self._connection.receive_data(self._socket.recv(65536))
        if message is CLOSED:
            raise EOFError("the server closed the connection")
        return message

    def finish(self, *requests: Mapping[str, Any]) -> list[Message]:
        """Every message until each of these requests is done, each one's replies held to what clients rely on."""
        deadline = time.monotonic() + SECONDS
        seen: list[Message] = []
        waiting = {request["id"] for request in requests}
        while waiting:
            seen.append(self.receive(deadline - time.monotonic()))
            if "done" in status(seen[-1]):
                waiting.discard(seen[-1]["id"])
        for request in requests:
            check_replies(request, [reply for reply in seen if reply["id"] == request["id"]])
        return seen

    def ask(self, message: Mapping[str, Any]) -> list[Message]:
        """Send a request and return its replies."""
        self.send(message)
        return self.finish(message)

    def silent_for(self, seconds: float) -> bool:
        """Whether nothing arrives for that long."""
        try:
            self.receive(seconds)
        except TimeoutError:
            return True
        return False


def status(message: Message) -> Sequence[str]:
    """The message's status words, none if it has none."""
    found = message.get("status", [])
    assert isinstance(found, list)
    return found


def check_replies(request: Mapping[str, Any], replies: Sequence[Message]) -> None:
    """What every client relies on: id and session come back, one ``done``, last, and one thing told per message."""
    for reply in replies:
        assert reply["id"] == request["id"], reply
        assert isinstance(reply["session"], str) and reply["session"], reply
        if "session" in request:
            assert reply["session"] == request["session"], reply
        assert sum(key in reply for key in ("value", "out", "err")) <= 1, reply
    assert ["done" in status(reply) for reply in replies] == [False] * (len(replies) - 1) + [True], replies


def value(replies: Sequence[Message]) -> str:
    """The values of a request's replies, put together: as one text, however many pieces it came in."""
    return joined(replies, "value")


def joined(replies: Sequence[Message], key: str) -> str:
    """The text a client shows for ``out`` or ``err``: its pieces put together."""
    return "".join(reply[key] for reply in replies if key in reply)


def words(replies: Sequence[Message]) -> set[str]:
    """Every status word of a request's replies."""
    return {word for reply in replies for word in status(reply)}
