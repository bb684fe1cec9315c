"""The way in: ``omega dap`` on standard input and output, or listening for any number of clients.

It listens on this machine only: whoever connects may read files and run programs as the user who started it.
"""

from __future__ import annotations

import argparse
import os
import sys

import trio

from omega.clients.connection_options import Security, security_of
from omega.clients.dap.adapter import Adapter
from omega.clients.dap.requests import HANDLERS

_HOST = "127.0.0.1"
_OK, _FAILED = 0, 1


def main(options: argparse.Namespace) -> int:
    """``omega dap``; the exit status. Raises ``ConnectionFailed`` for a token or a certificate that cannot be read."""
    security = security_of(options)
    try:
        if options.port is None:
            trio.run(_converse, stdio_stream(), options.connect, security)
        else:
            trio.run(_listen, options.port, options.connect, security)
    except OSError as error:
        print(f"omega: cannot listen on {_HOST}:{options.port}: {error.strerror}", file=sys.stderr)
        return _FAILED
    return _OK


async def _converse(stream: trio.abc.Stream, connect: str | None, security: Security) -> None:
    async with stream:
        await Adapter(stream, HANDLERS, connect, security).run()


async def _listen(port: int, connect: str | None, security: Security) -> None:
    (listener,) = await trio.open_tcp_listeners(port, host=_HOST)
    print(f"omega dap listens on {_HOST}:{listener.socket.getsockname()[1]}", flush=True)

    async def converse(stream: trio.SocketStream) -> None:
        stream.setsockopt(trio.socket.IPPROTO_TCP, trio.socket.TCP_NODELAY, True)
        await _converse(stream, connect, security)

    await trio.serve_listeners(converse, [listener])


def stdio_stream() -> trio.abc.Stream:
    """Standard input and output as one stream. Whatever else prints goes to stderr from now on, not between messages."""
    reading, writing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    return trio.StapledStream(trio.lowlevel.FdStream(writing), trio.lowlevel.FdStream(reading))
