"""A scripted nREPL peer on a real socket: for what a good server never does, and for order a test must decide.

It answers ``clone`` and ``close`` itself and hands every other request to the test's function. It must never grow an
evaluator: tests that need one use the real server.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from omega.protocol import NEED_DATA, Connection, Sendable, Wire
from omega.protocol.codec import Signal

Request = dict[str, Wire]


class Line:
    """The peer's end of one connection, as a script uses it."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._connection = Connection()

    def reply(self, request: Request, *status: str, **body: Sendable) -> None:
        """Send one message with this request's id and session."""
        self.raw(self.message(request, *status, **body))

    def message(self, request: Request, *status: str, **body: Sendable) -> bytes:
        """The bytes of such a message, for a test that sends several in one piece."""
        message: dict[str, Sendable] = {key.replace("_", "-"): value for key, value in body.items()}
        message.update({key: request[key] for key in ("id", "session") if key in request})
        if status:
            message["status"] = list(status)
        return self._connection.send(message)

    def send(self, message: dict[str, Sendable]) -> None:
        self.raw(self._connection.send(message))

    def raw(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)

    def requests(self) -> Iterator[Request]:
        """What the client sends, until it closes."""
        while True:
            message = self._connection.next_message()
            if message is NEED_DATA:
                self._connection.receive_data(self._socket.recv(65536))
            elif isinstance(message, Signal):
                return
            else:
                yield message


Script = Callable[[Request, Line], None]


@contextmanager
def scripted_peer(
    script: Script, wrap: Callable[[socket.socket], socket.socket] | None = None
) -> Iterator[int]:
    """The port of a peer that gives every request but ``clone`` and ``close`` to ``script``, for any number of
    connections. ``wrap``: puts TLS around an accepted socket."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                lines.append(sock)
                threads.append(threading.Thread(target=_serve, args=(sock, script, wrap), daemon=True))
                threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for sock in lines:
                sock.close()
            for thread in threads:
                thread.join(5)
                assert not thread.is_alive()


def _serve(
    sock: socket.socket, script: Script, wrap: Callable[[socket.socket], socket.socket] | None
) -> None:
    sessions = 0
    try:
        with wrap(sock) if wrap else sock as stream:
            line = Line(stream)
            for request in line.requests():
                match request["op"]:
                    case "clone":
                        sessions += 1
                        line.reply(request, "done", new_session=f"session-{sessions}")
                    case "close":
                        line.reply(request, "done", "session-closed")
                    case _:
                        script(request, line)
    except OSError:
        return
