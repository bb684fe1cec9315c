"""A connected socket that one thread may read while others write, with deadlines.

TLS needs the care: an SSL object must not be read and written at the same moment, and a read may have to write. So the
socket is non-blocking, every call on it is made under one lock, and all waiting happens outside that lock. This module
knows bytes only.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from contextlib import suppress

from omega.clients.address import Address
from omega.clients.errors import ClientTimeout, ConnectionFailed, ConnectionLost

CHUNK = 65536


class ClientSocket:
    """``deadline`` arguments are ``time.monotonic`` seconds, ``None`` for no bound."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._call = threading.Lock()
        self._message = threading.Lock()

    def send(self, data: bytes, deadline: float | None = None) -> None:
        """Send all of it; messages of several threads never mix. Raises ``ConnectionLost``, ``ClientTimeout``."""
        rest = memoryview(data)
        with self._message:
            while rest:
                wanted = select.POLLOUT
                try:
                    with self._call:
                        rest = rest[self._socket.send(rest) :]
                    continue
                except ssl.SSLWantReadError:
                    wanted = select.POLLIN
                except (BlockingIOError, ssl.SSLWantWriteError):
                    pass
                except (OSError, ValueError) as error:
                    raise ConnectionLost(f"cannot send to the server: {error}") from error
                self._wait(wanted, deadline)

    def receive(self, deadline: float | None = None) -> bytes:
        """Whatever comes next, ``b""`` when the peer has closed. Raises ``ClientTimeout``."""
        while True:
            wanted = select.POLLIN
            try:
                with self._call:
                    return self._socket.recv(CHUNK)
            except ssl.SSLWantWriteError:
                wanted = select.POLLOUT
            except (BlockingIOError, ssl.SSLWantReadError):
                pass
            except (OSError, ValueError):
                return b""
            self._wait(wanted, deadline)

    def shut(self) -> None:
        """End the connection: whoever waits in ``receive`` gets ``b""``, whoever waits in ``send`` an error."""
        with self._call, suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the descriptor back. Nobody may be in ``receive``: the number may be another file's next moment."""
        self.shut()
        with self._message, self._call:
            self._socket.close()

    def _wait(self, wanted: int, deadline: float | None) -> None:
        poller = select.poll()
        poller.register(self._socket, wanted)
        seconds = None if deadline is None else deadline - time.monotonic()
        if seconds is not None and (seconds <= 0 or not poller.poll(seconds * 1000)):
            raise ClientTimeout("no answer from the server in the time given")
        if seconds is None:
            poller.poll()


def open_socket(address: Address, tls: ssl.SSLContext | None, timeout: float) -> ClientSocket:
    """A connection to this address within ``timeout`` seconds. Raises ``ConnectionFailed`` with the reason."""
    context = ssl.create_default_context() if tls is None and address.secure else tls
    sock: socket.socket | None = None
    try:
        if address.path is not None:
            sock = socket.socket(socket.AF_UNIX)
            sock.settimeout(timeout)
            sock.connect(address.path)
        else:
            sock = socket.create_connection((address.host, address.port), timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            sock = context.wrap_socket(sock, server_hostname=address.host)
        return ClientSocket(sock)
    except (OSError, ValueError) as error:
        if sock is not None:
            sock.close()
        raise ConnectionFailed(f"cannot connect to {address}: {reason_of(error)}") from error


def reason_of(error: BaseException) -> str:
    """What the operating system or the TLS library says, without numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted ({error.verify_message})"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
