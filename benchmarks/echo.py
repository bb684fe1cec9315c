"""The yardstick: a bare trio server that moves the same bytes as Omega and does nothing else.

For every ``request`` bytes received it sends ``reply`` bytes, all that one read brought in one write. So what it costs
is the socket, the kernel and trio: the floor for any server on this stack. Run as a process of its own, it says on its
first line which port it took.
"""

from __future__ import annotations

import argparse
import socket

import trio


async def serve(request: int, reply: int) -> None:
    """Serve for ever. ``request``, ``reply``: bytes of one message each way."""
    answer = b"x" * reply

    async def answer_all(stream: trio.SocketStream) -> None:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pending = 0
        while data := await stream.receive_some(65536):
            messages, pending = divmod(pending + len(data), request)
            if messages:
                await stream.send_all(answer * messages)

    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    print(f"echo server started on port {listeners[0].socket.getsockname()[1]}", flush=True)
    await trio.serve_listeners(answer_all, listeners)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("request", type=int)
    parser.add_argument("reply", type=int)
    sizes = parser.parse_args()
    trio.run(serve, sizes.request, sizes.reply)
