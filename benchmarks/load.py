"""The load generator: as cheap as can be, so that what is measured is the server.

Requests are encoded and replies foretold before the clock starts: both are cycles of messages of one length. While it
runs there is one ``recv``, one comparison of bytes and one ``send`` for all that a read brought; a reply that is not
byte for byte the one foretold raises. Nothing is decoded here.
"""

from __future__ import annotations

import select
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

_READ = 64 * 1024
#: Seconds without a reply after which a server counts as stuck.
_STUCK = 20.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one connection says and must hear: as many requests as replies, in order, begun again at the end. All
    requests are of one length, and all replies."""

    requests: tuple[bytes, ...]
    replies: tuple[bytes, ...]

    def __post_init__(self) -> None:
        for messages in (self.requests, self.replies):
            if len({len(message) for message in messages}) != 1 or len(messages) != len(self.requests):
                raise ValueError("messages of one connection must be of one length, and as many each way")


@dataclass(frozen=True, slots=True)
class Load:
    """What a run found. ``seconds``: from the first request to the last reply. ``latencies``: in seconds, one for each
    request, from the write that sent it to the read that brought its reply."""

    count: int
    seconds: float
    latencies: list[float]


class Caller:
    """One connection. It goes on in its traffic where the run before stopped."""

    def __init__(self, port: int, traffic: Traffic) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.latencies: list[float] = []
        self._cycle = len(traffic.requests)
        self._request = len(traffic.requests[0])
        self._reply = len(traffic.replies[0])
        # Twice the cycle, so that what is sent or heard at once never wraps around.
        self._requests = b"".join(traffic.requests) * 2
        self._replies = b"".join(traffic.replies) * 2
        if self._cycle * self._reply < _READ:
            raise ValueError("the cycle of messages is shorter than one read")
        self._sent = 0
        self._heard = 0
        self._answered = 0
        self._waiting: deque[tuple[int, float]] = deque()  # (number of the request after the batch, time sent)

    def send(self, count: int) -> None:
        """Send the next requests."""
        at = self._sent % self._cycle * self._request
        self._sent += count
        self._waiting.append((self._sent, perf_counter()))
        self.socket.sendall(self._requests[at : at + count * self._request])

    def hear(self, more: bool) -> bool:
        """Take what has come, and if ``more`` send as many new requests; whether requests are still under way."""
        data = self.socket.recv(_READ)
        at = self._heard % (self._cycle * self._reply)
        if not data or self._replies[at : at + len(data)] != data:
            raise RuntimeError(f"expected {self._replies[at : at + len(data)]!r}, got {data!r}")
        self._heard += len(data)
        done = self._heard // self._reply - self._answered
        if done:
            self._note(done)
            if more:
                self.send(done)
        return self._sent > self._answered

    def _note(self, done: int) -> None:
        now = perf_counter()
        while done:
            end, sent = self._waiting[0]
            part = min(done, end - self._answered)
            self.latencies.extend([now - sent] * part)
            self._answered += part
            done -= part
            if self._answered == end:
                self._waiting.popleft()


def drive(callers: Sequence[Caller], window: int, seconds: float) -> Load:
    """Let callers load a server for so many seconds. ``window``: requests each keeps under way, fewer than its
    traffic's cycle; 1 is not pipelined. RuntimeError if a reply is wrong or does not come."""
    poll = select.epoll()
    by_number = {caller.socket.fileno(): caller for caller in callers}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    busy = set(by_number)
    for caller in callers:
        caller.latencies = []
    with poll:
        begin = perf_counter()
        for caller in callers:
            caller.send(window)
        while busy:
            ready = poll.poll(_STUCK)
            if not ready:
                raise RuntimeError(f"no reply within {_STUCK:.0f} s")
            more = perf_counter() - begin < seconds
            for number, _ in ready:
                if not by_number[number].hear(more):
                    busy.discard(number)
        elapsed = perf_counter() - begin
    latencies = [latency for caller in callers for latency in caller.latencies]
    return Load(len(latencies), elapsed, latencies)
