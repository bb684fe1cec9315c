"""A connected trio stream to an address; the counterpart of ``sync_socket.py``. It knows bytes only."""

from __future__ import annotations

import os
import socket
from ssl import SSLContext, create_default_context

import trio

from omega.clients.address import Address
from omega.clients.errors import ConnectionFailed
from omega.clients.sync_socket import reason_of


async def open_stream(address: Address, tls: SSLContext | None) -> trio.abc.Stream:
    """A connection to this address, its TLS handshake done. Raises ``ConnectionFailed`` with the reason."""
    try:
        stream: trio.SocketStream
        if address.path is not None:
            stream = await trio.open_unix_socket(address.path)
        else:
            stream = await trio.open_tcp_stream(address.host, address.port)
            stream.setsockopt(trio.socket.IPPROTO_TCP, trio.socket.TCP_NODELAY, True)
    except OSError as error:
        cause = error.__cause__
        if isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        error = cause if isinstance(cause, OSError) else error
        # trio's own text names the address again, in Python's words.
        reason = os.strerror(error.errno) if error.errno and not isinstance(error, socket.gaierror) else reason_of(error)
        raise ConnectionFailed(f"cannot connect to {address}: {reason}") from error
    context = create_default_context() if tls is None and address.secure else tls
    if context is None:
        return stream
    secure = trio.SSLStream(stream, context, server_hostname=address.host, https_compatible=True)
    try:
        await secure.do_handshake()
    except trio.BrokenResourceError as error:
        await trio.aclose_forcefully(secure)
        raise ConnectionFailed(
            f"cannot connect to {address}: {reason_of(error.__cause__ or error)}"
        ) from error
    except BaseException:
        await trio.aclose_forcefully(secure)
        raise
    return secure
