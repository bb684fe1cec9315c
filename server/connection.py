"""One client's connection: a reader that turns bytes into requests, and a writer that empties the outbox.

The reader hands each request to its op's handler, which answers at once or gives the session a job; it never waits for
an evaluation. The writer sends everything that waits in one piece. A client that does not read finds its evaluations
parked when the outbox is full, and is itself not read any more at twice that. This file must never run Lisp.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import trio

from omega.protocol import (
    CLOSED,
    Connection,
    FrameLimits,
    LocalProtocolError,
    OpError,
    RemoteProtocolError,
    Request,
    RequestId,
    Response,
    Sendable,
    Signal,
    Wire,
    parse_request,
)
from omega.server.debug.debugging import Debugging
from omega.server.durable import NotReady
from omega.server.following import Following
from omega.server.limit import LimitReached
from omega.server.logs import log
from omega.server.ops import HANDLERS
from omega.server.ops.refusal import Refusal
from omega.server.ops.table import TABLE
from omega.server.outbox import Outbox
from omega.server.residence import away
from omega.server.session import Session
from omega.server.store import StoreError
from omega.server.tokens import ANYONE, Principal
from omega.server.turn import Turn

if TYPE_CHECKING:
    from omega.server.editors.marks import Marks
    from omega.server.server import Server

READ_BYTES = 64 * 1024
#: A reader with many requests at hand lets others have a turn after so many seconds.
READER_SLICE = 0.002
#: How long a connection that ends may take to say its last words, and how much it still listens to meanwhile.
FAREWELL_SECONDS = 1.0
FAREWELL_BYTES = 1024 * 1024
#: Requests of one connection that may wait for sessions to come back from their logs.
MOST_WAITING = 100


class Client:
    """One connection. ``stream``: any trio stream. ``number``: for the log. ``patient``: at the end of its input its
    evaluations may still finish (standard input of a pipe) instead of being interrupted."""

    def __init__(self, server: Server, stream: trio.abc.Stream, number: int, *, patient: bool = False) -> None:
        config = server.config
        self.server = server
        self.host = server.host
        self.number = number
        #: Who is asking; None until ``auth`` when the server wants a token.
        self.principal: Principal | None = None if server.tokens.required else ANYONE
        self.failures = 0
        self.outbox = Outbox(config.outbox_bytes, lambda: self.host.post.add(self._flush))
        #: Evaluations that wait or run, the code they hold, and the sessions this connection uses and has made.
        self.jobs: set[Turn] = set()
        self.pending_bytes = 0
        self.sessions: set[Session] = set()
        self.cloned: set[Session] = set()
        #: Those of them that it goes on with: a request it sends may be one that was sent before.
        self.attached: set[Session] = set()
        #: The requests that are held open for events.
        self.held: set[Debugging | Following | Marks] = set()
        #: Evaluations without a session that have begun.
        self.ephemerals = 0
        #: The id and session that get what the server itself says (``forward-system-output``).
        self.listening: tuple[RequestId, str] | None = None
        self.stream = stream
        self._patient = patient
        self._protocol = Connection(FrameLimits(message_bytes=config.message_bytes))
        self._closed = False
        #: Whether this side ends the connection; whether the peer has.
        self._leaving = False
        self._over = False
        #: The socket to write to directly; other streams are left to the writer.
        self._socket = stream.socket.fileno() if isinstance(stream, trio.SocketStream) else None
        self._sending = False
        #: Requests that wait for a session to come back.
        self._waiting = 0
        self._filled = trio.Event()
        self._quiet = trio.Event()
        self._scope = trio.CancelScope()
        self._reading = trio.CancelScope()

    # -- replies

    def send(self, response: Response) -> bool:
        """Queue one reply. Nothing happens when the connection is gone. False if the peer has closed its side: it may
        not be there to read this."""
        return self.send_message(response.to_message())

    def send_message(self, message: Mapping[str, Sendable]) -> bool:
        """Queue one reply given as the dict to send; see ``send``."""
        if self._closed:
            return False
        try:
            data = self._protocol.send(message)
        except LocalProtocolError:  # text that has no UTF-8: half of a surrogate pair
            data = self._protocol.send({key: _printable(value) for key, value in message.items()})
        self.outbox.put(data)
        return not self._over

    def forward(self, stream: str, text: str) -> None:
        """Send what the server itself says, if this client asked for it and keeps up with reading."""
        if self.listening is not None and not self.outbox.full:
            id, session = self.listening
            self.send(Response(id, session, (), {stream: text, "source": "system"}))

    # -- evaluations

    def job_started(self, job: Turn) -> None:
        """One more evaluation waits for its turn."""
        self.jobs.add(job)
        self.pending_bytes += job.size

    def job_ended(self, job: Turn) -> None:
        """An evaluation has sent its ``done``."""
        self.jobs.discard(job)
        self.pending_bytes -= job.size
        if not self.jobs:
            self._quiet.set()

    # -- the connection's life

    async def run(self) -> None:
        """Serve the connection until either side ends it. Never raises for what the peer did."""
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._write)
                    with self._reading:
                        await self._read()
                    await self._say_farewell()
                    nursery.cancel_scope.cancel()
        except Exception:  # noqa: BLE001  # a fault of one connection must not end the server
            log.exception("connection failed", connection=self.number)
        finally:
            self._closed = True
            self.host.release(self)
            self.outbox.discard()
            self.server.forget(self)
            with (
                trio.CancelScope(shield=True, deadline=trio.current_time() + FAREWELL_SECONDS),
                suppress(trio.BrokenResourceError, OSError),
            ):
                await self.stream.aclose()
            log.info("connection closed", connection=self.number)

    def leave(self) -> None:
        """Stop reading; say what is still to be said, then close."""
        self._leaving = True
        self._reading.cancel()

    def abort(self) -> None:
        """Close at once."""
        self._scope.cancel()

    @property
    def _listening(self) -> bool:
        return not self._leaving and not self._over

    async def _read(self) -> None:
        """Read requests and hand them out until the peer closes, breaks the protocol, or must leave."""
        while self._listening:
            try:
                data = await self.stream.receive_some(READ_BYTES)
            except (trio.BrokenResourceError, trio.ClosedResourceError, OSError):
                return self.abort()
            self._protocol.receive_data(bytes(data))
            more = True
            while more and self._listening:
                try:
                    more = self._hand_out()
                except RemoteProtocolError as error:
                    if data:
                        log.info("bad frame", connection=self.number, reason=error.reason, limit=error.limit)
                    self._leaving = True
                    self.outbox.put(self._protocol.error_reply(error))
                if more:
                    await trio.lowlevel.checkpoint()
                if self.outbox.size >= 2 * self.outbox.limit:
                    await self.outbox.room()

    def _hand_out(self) -> bool:
        """Hand out the messages at hand, for a while; whether there may be more. Raises RemoteProtocolError."""
        end = perf_counter() + READER_SLICE
        self.host.begin()
        try:
            while self._listening:
                message = self._protocol.next_message()
                if isinstance(message, Signal):
                    self._over = message is CLOSED
                    return False
                self._dispatch(message)
                if perf_counter() >= end or self.outbox.size >= 2 * self.outbox.limit:
                    return True
            return False
        finally:
            self.host.end()

    def _dispatch(self, message: dict[str, Wire]) -> None:
        """Answer one message, or give it to a session. Never raises, whatever the message."""
        request = parse_request(message, TABLE)
        if self.principal is None and request.op != "auth":
            self.send(Response(request.id, request.session, ("error", "done", "auth-required")))
        elif isinstance(request, OpError):
            self.send_message({"session": str(uuid4()), **request.to_message()})
        else:
            self._serve(request)

    def _serve(self, request: Request) -> None:
        """Answer a request, or give it to a session, or have it wait for a session that comes back. Never raises."""
        try:
            HANDLERS[request.op](self, request)
        except Refusal as refusal:
            self._refuse(request, refusal.status, refusal.body)
        except NotReady:
            self._await_session(request)
        except Exception:  # noqa: BLE001  # a fault of one op must not end the connection
            log.exception("op failed", connection=self.number, op=request.op)
            self.send(Response(request.id, request.session, ("error", "done", "internal-error")))

    def _refuse(self, request: Request, status: str, body: Mapping[str, Sendable]) -> None:
        self.send(Response(request.id, request.session or str(uuid4()), ("error", "done", status), body))

    def _await_session(self, request: Request) -> None:
        """Serve a request when its session has come back."""
        session = self.host.find(request.session or "", self)
        assert session is not None  # it was found to be away
        if self._waiting >= MOST_WAITING:
            message = f"{self._waiting} requests wait for sessions that come back already"
            return self._refuse(request, "limit-reached", {"limit": "pending-requests", "message": message})
        self._waiting += 1

        def ready(error: LimitReached | StoreError | None) -> None:
            self._waiting -= 1
            if error is None:
                self._serve(request)
            else:
                self._refuse(request, *away(error))

        session.when_ready(ready)

    def _flush(self) -> None:
        """Write what waits, as far as the socket takes it at once; the writer does the rest."""
        if self._sending or self._closed:
            return
        if self._socket is not None:
            data = self.outbox.take()
            try:
                sent = os.write(self._socket, data)
            except BlockingIOError:
                sent = 0
            except OSError:
                return self.abort()
            if sent < len(data):
                self.outbox.restore(data[sent:])
            self.outbox.written(sent)
        if self.outbox.size:
            self._filled.set()

    async def _write(self) -> None:
        """Write what could not be written at once, for ever."""
        try:
            while True:
                await self._filled.wait()
                self._sending = True
                while data := self.outbox.take():
                    await self.stream.send_all(data)
                    self.outbox.written(len(data))
                self._sending = False
                self._filled = trio.Event()
        except (trio.BrokenResourceError, trio.ClosedResourceError, OSError):
            self.abort()

    async def _say_farewell(self) -> None:
        """End this client's evaluations and send what is left, within a bounded time."""
        if self._patient and not self._leaving:
            with trio.move_on_after(self.server.config.drain_seconds):
                await self.silence()
        self.host.release(self)
        with trio.move_on_after(FAREWELL_SECONDS), suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            await self.silence()
            await self.outbox.emptied()
            if self._leaving and isinstance(self.stream, trio.SocketStream):
                # Closing with unread input would reset the connection, and the last reply with it.
                await self.stream.send_eof()
                for _ in range(FAREWELL_BYTES // READ_BYTES):
                    if not await self.stream.receive_some(READ_BYTES):
                        break

    async def silence(self) -> None:
        """Wait until no evaluation of this client is left."""
        while self.jobs:
            self._quiet = trio.Event()
            await self._quiet.wait()


def _printable(value: Any) -> Sendable:
    """The value with every character that has no UTF-8 replaced."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_printable(item) for item in value]
        case dict():
            return {_printable(key): _printable(item) for key, item in value.items()}  # type: ignore[misc]  # keys: str
        case _:
            return value  # type: ignore[no-any-return]  # Sendable already
