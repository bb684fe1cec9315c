"""A client that waits for each reply: to set a measurement up, and to time single requests.

Messages are decoded, which costs some microseconds: for throughput use ``load.py``.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Self

from omega.protocol import BENCODE, Codec, Connection, Sendable, Signal, Wire

Message = Mapping[str, Wire]
#: Seconds without a reply after which a server counts as stuck.
_STUCK = 30.0


class Peer:
    """One connection. ``codec``: what it speaks."""

    def __init__(self, port: int, codec: Codec = BENCODE) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), _STUCK)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._protocol = Connection(codec=codec)
        self._messages: deque[Message] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def encode(self, message: Mapping[str, Sendable]) -> bytes:
        """A request's bytes."""
        return self._protocol.send(message)

    def send(self, *messages: Mapping[str, Sendable]) -> None:
        """Send requests in one write."""
        self._socket.sendall(b"".join(self._protocol.send(message) for message in messages))

    def done(self, ids: Iterable[str]) -> list[Message]:
        """Wait until each of these requests is done; every message that came meanwhile. Raises on silence or end."""
        waiting = set(ids)
        heard = []
        while waiting:
            message = self._next()
            heard.append(message)
            status = message.get("status")
            if isinstance(status, list) and "done" in status:
                waiting.discard(str(message["id"]))
        return heard

    def event(self, name: str) -> Message:
        """Wait for the next event of this name; other messages that come meanwhile are dropped."""
        while (message := self._next()).get("event") != name:
            pass
        return message

    def ask(self, op: str, **params: Sendable) -> dict[str, Wire]:
        """Send one request, wait until it is done; what its messages held, later ones over earlier. RuntimeError if it
        ends in an error."""
        self.send({"op": op, "id": "ask", **params})
        answer = {key: value for message in self.done(["ask"]) for key, value in message.items()}
        status = answer["status"]
        if "err" in answer or (isinstance(status, list) and "error" in status):
            raise RuntimeError(f"{op}: {answer}")
        return answer

    def clone(self, **params: Sendable) -> str:
        """A new session's id."""
        return str(self.ask("clone", **params)["new-session"])

    def _next(self) -> Message:
        while not self._messages:
            data = self._socket.recv(65536)
            self._protocol.receive_data(data)
            while not isinstance(message := self._protocol.next_message(), Signal):
                self._messages.append(message)
            if not data:
                raise RuntimeError("the server has closed the connection")
        return self._messages.popleft()
