"""A running server: its listeners, its connections, and its orderly end.

``Server(config).run()`` serves until ``stop`` is called: then nobody new comes in, evaluations get a moment to end and
are interrupted if they do not, every reply already made is sent, and everything is closed. This file must never look
into a message.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import trio

from omega.protocol import BENCODE
from omega.server.config import Config
from omega.server.connection import Client
from omega.server.host import SessionHost
from omega.server.listeners import (
    PortFile,
    open_tcp,
    open_unix,
    ports,
    remove_unix,
    startup_line,
    stdio_stream,
    tls_context,
)
from omega.server.logs import log
from omega.server.tokens import Tokens


class Server:
    """One server. ``announce``: called with each startup line. ``folder``: where ``.nrepl-port`` goes."""

    def __init__(self, config: Config, *, announce: Callable[[str], None] = print, folder: Path | None = None) -> None:
        self.config = config
        self.host = SessionHost(config)
        self.tokens = Tokens(config.tokens)
        #: The port listened on; 0 before and without TCP.
        self.port = 0
        self.clients: set[Client] = set()
        #: Whether it is about to end and takes no new evaluations.
        self.stopping = False
        self._announce = announce
        self._folder = folder or Path.cwd()
        self._connections = 0
        #: Connections in their TLS handshake.
        self._arriving = 0
        self._stop = trio.Event()
        self._gone = trio.Event()

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Serve until ``stop``. ConfigError if a listener or the data file cannot be opened."""
        self.host.durable.open()
        try:
            await self._run(task_status)
        finally:
            self.host.close_all()
        log.info("stopped")

    async def _run(self, task_status: trio.TaskStatus[None]) -> None:
        port_file = PortFile(self._folder)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.host.run)
            accepting = trio.CancelScope()
            try:
                await self._listen(nursery, accepting, port_file)
                task_status.started()
                await self._stop.wait()
                self.stopping = True
                accepting.cancel()
                await self._drain()
            finally:
                port_file.remove()
                if self.config.unix:
                    remove_unix(self.config.unix)
            nursery.cancel_scope.cancel()

    def stop(self) -> None:
        """End the server in order."""
        self._stop.set()

    def forget(self, client: Client) -> None:
        """A connection has ended."""
        self.clients.discard(client)
        if not self.clients:
            self._gone.set()

    def say(self, stream: str, text: str) -> None:
        """Tell the clients that asked for it what the server itself has to say. ``stream``: ``out`` or ``err``."""
        for client in self.clients:
            client.forward(stream, text)

    # -- coming in

    async def _listen(self, nursery: trio.Nursery, accepting: trio.CancelScope, port_file: PortFile) -> None:
        config = self.config
        if config.stdio:
            nursery.start_soon(self._serve_stdio)
            return
        context = tls_context(config)
        if config.unix:
            listeners = [open_unix(Path(config.unix))]
            line = f"nREPL server started on socket {config.unix} - nrepl+unix:{config.unix}"
        else:
            listeners = await open_tcp(config)
            self.port = ports(listeners)
            line = startup_line(config.host, self.port)
            if config.port_file and not port_file.write(self.port):
                log.warning("cannot write .nrepl-port", folder=str(self._folder))

        async def accept() -> None:
            with accepting:
                await trio.serve_listeners(serve, listeners, handler_nursery=nursery)

        async def serve(stream: trio.SocketStream) -> None:
            await self._serve(stream, context)

        nursery.start_soon(accept)
        self._announce(line)
        log.info("started", port=self.port or None, socket=config.unix or None, tls=context is not None)

    async def _serve_stdio(self) -> None:
        await self._serve_client(stdio_stream(), patient=True)
        self.stop()

    async def _serve(self, stream: trio.SocketStream, context: ssl.SSLContext | None) -> None:
        """Serve one connection that has come in."""
        limit = self.config.connections
        if len(self.clients) + self._arriving >= limit:
            log.warning("connection refused", limit="connections")
            with trio.move_on_after(1), suppress(trio.BrokenResourceError):
                if context is None:  # a TLS client could not read it
                    await stream.send_all(_too_many(limit))
            await trio.aclose_forcefully(stream)
            return
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a peer that lost its power says no goodbye
        secure = stream if context is None else await self._handshake(stream, context)
        if secure is not None:
            await self._serve_client(secure)

    async def _handshake(self, stream: trio.SocketStream, context: ssl.SSLContext) -> trio.abc.Stream | None:
        """The stream under TLS; None if the client does not get that far."""
        secure = trio.SSLStream(stream, context, server_side=True)
        self._arriving += 1
        try:
            with trio.fail_after(self.config.handshake_seconds):
                await secure.do_handshake()
        except (trio.BrokenResourceError, trio.TooSlowError) as error:
            log.info("handshake failed", reason=str(error.__cause__ or error))
            await trio.aclose_forcefully(stream)
            return None
        finally:
            self._arriving -= 1
        return secure

    async def _serve_client(self, stream: trio.abc.Stream, *, patient: bool = False) -> None:
        self._connections += 1
        client = Client(self, stream, self._connections, patient=patient)
        self.clients.add(client)
        log.info("connection opened", connection=client.number)
        await client.run()

    # -- going out

    async def _drain(self) -> None:
        """Let evaluations end, interrupt those that do not, and see every connection off."""
        log.info("stopping", connections=len(self.clients))
        self.say("err", "the server is shutting down\n")
        with trio.move_on_after(self.config.drain_seconds):
            self.host.stop_waiting()
            for client in list(self.clients):
                await client.silence()
        for client in list(self.clients):
            client.leave()
        with trio.move_on_after(self.config.drain_seconds + 1):
            while self.clients:
                self._gone = trio.Event()
                await self._gone.wait()
        for client in list(self.clients):
            client.abort()


def _too_many(limit: int) -> bytes:
    text = f"the server has {limit} connections open (limit: connections)"
    return BENCODE.encoder()({"status": ["error", "done", "limit-reached"], "limit": "connections", "message": text})
