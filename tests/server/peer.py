"""What the server's tests share: a real server in the same trio run, and a client that shows every message as it came.

Leaving ``serving`` stops the server and holds it to leaving nothing behind.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trio

from omega.protocol import BENCODE, CLOSED, NEED_DATA, Codec, Connection, Signal
from omega.server.config import Config
from omega.server.server import Server

Message = dict[str, Any]
#: A loop that never ends by itself.
SPIN = "(let loop () (loop))"


class Closed(Exception):
    """The server has closed the connection."""


class Peer:
    """One connection, seen from the client."""

    def __init__(self, stream: trio.abc.Stream, codec: Codec = BENCODE) -> None:
        self.stream = stream
        self._protocol = Connection(codec=codec)
        self._ids = itertools.count(1)
        self._kept: list[Message] = []

    async def send(self, message: Message) -> None:
        """Send one message as it is."""
        await self.stream.send_all(self._protocol.send(message))

    async def start(self, op: str, **params: Any) -> str:
        """Send a request with a fresh id, and return the id. ``_`` in a name stands for ``-``."""
        id = f"r{next(self._ids)}"
        await self.send({"op": op, "id": id, **{name.replace("_", "-"): value for name, value in params.items()}})
        return id

    async def next(self) -> Message:
        """The next message from the server, whatever request it is for."""
        if self._kept:
            return self._kept.pop(0)
        return await self._pull()

    async def _pull(self) -> Message:
        while True:
            message = self._protocol.next_message()
            if not isinstance(message, Signal):
                return message
            if message is CLOSED:
                raise Closed
            assert message is NEED_DATA
            try:
                self._protocol.receive_data(bytes(await self.stream.receive_some(65536)))
            except trio.BrokenResourceError:
                raise Closed from None

    async def replies(self, id: str | int) -> list[Message]:
        """Every reply to this request, up to its ``done``; others are kept for later."""
        found: list[Message] = []
        passed: list[Message] = []
        with trio.fail_after(30):
            while not found or "done" not in found[-1].get("status", ()):
                message = await self.next()
                (found if message.get("id") == id else passed).append(message)
        self._kept[:0] = passed
        return found

    async def until(self, *status: str) -> Message:
        """The next message with this status; the ones before it are kept for later."""
        passed: list[Message] = []
        while (message := await self.next()).get("status") != list(status):
            passed.append(message)
        self._kept[:0] = passed
        return message

    async def request(self, op: str, **params: Any) -> list[Message]:
        """Send a request and wait for all of its replies."""
        return await self.replies(await self.start(op, **params))

    async def one(self, op: str, **params: Any) -> Message:
        """Send a request that gets one reply."""
        replies = await self.request(op, **params)
        assert len(replies) == 1, replies
        return replies[0]

    async def clone(self, **params: Any) -> str:
        """A new session's id."""
        return str((await self.one("clone", **params))["new-session"])

    async def values(self, code: str, **params: Any) -> list[str]:
        """The values of code, all of whose forms must succeed."""
        replies = await self.request("eval", code=code, **params)
        assert not any("err" in reply for reply in replies), replies
        return [reply["value"] for reply in replies if "value" in reply]


class Place:
    """A running server and how to reach it."""

    def __init__(self, server: Server, path: Path | None) -> None:
        self.server = server
        self._path = path
        self.streams: list[trio.SocketStream] = []

    async def stream(self) -> trio.SocketStream:
        """A new connection."""
        if self._path is not None:
            stream = await trio.open_unix_socket(str(self._path))
        else:
            stream = await trio.open_tcp_stream("127.0.0.1", self.server.port)
        self.streams.append(stream)
        return stream

    async def connect(self, codec: Codec = BENCODE) -> Peer:
        """A new client."""
        return Peer(await self.stream(), codec)

    async def settle(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds; fails when it does not within ten seconds."""
        with trio.fail_after(10):
            while not condition():  # noqa: ASYNC110  # the server has no event for every condition a test may have
                await trio.sleep(0.005)


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[Place]:
    """A server on 127.0.0.1 or a UNIX socket with these settings; stopped, and checked for leaks, at the end."""
    config = Config(**{"port": 0, "port_file": False, "drain_seconds": 0.1, **settings})
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            server = Server(config, announce=lambda line: None)
            await nursery.start(server.run)
            place = Place(server, Path(config.unix) if config.unix else None)
            try:
                yield place
            finally:
                for stream in place.streams:
                    await trio.aclose_forcefully(stream)
            server.stop()
    assert not server.clients
    assert server.host.count == 0


@asynccontextmanager
async def keeping(folder: Path, **settings: Any) -> AsyncIterator[Place]:
    """A server with a data file in this folder."""
    async with serving(data=str(folder / "data"), **settings) as place:
        yield place
