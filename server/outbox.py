"""The replies one connection still has to send: bounded, and written in batches.

Whoever produces replies may always ``put``; whether it should go on is ``full``. An evaluation of a client that does
not read is parked here and told when there is room. While a batch of work runs (a turn of the scheduler, the requests
of one read) the ``Post`` collects which outboxes have something, so that all of a connection's replies leave in one
write. This file owns the count of waiting bytes and must never touch a socket.
"""

from __future__ import annotations

from collections.abc import Callable

import trio

#: The most bytes one write takes, so that room is noticed while a big backlog drains.
BATCH_BYTES = 256 * 1024


class Post:
    """The outboxes that were filled since ``hold``; ``deliver`` sends what they have."""

    def __init__(self) -> None:
        self._holding = False
        self._filled: list[Callable[[], None]] = []

    def hold(self) -> None:
        """Collect from now on."""
        self._holding = True

    def add(self, send: Callable[[], None]) -> None:
        """An outbox has something: send it now, or at the next ``deliver``."""
        if self._holding:
            self._filled.append(send)
        else:
            send()

    def deliver(self) -> None:
        """Send what was collected."""
        self._holding = False
        if self._filled:
            filled, self._filled = self._filled, []
            for send in filled:
                send()


class Outbox:
    """Encoded replies in order. ``limit``: bytes from which producers should pause. ``filled``: called when something
    is put into an empty outbox."""

    def __init__(self, limit: int, filled: Callable[[], None]) -> None:
        self.limit = limit
        #: Bytes put and not yet written to the socket; bytes ever put.
        self.size = 0
        self.total = 0
        self._filled = filled
        self._parts: list[bytes] = []
        self._first = 0
        self._roomy = trio.Event()
        self._empty = trio.Event()
        self._parked: list[Callable[[], None]] = []

    @property
    def full(self) -> bool:
        """Whether evaluations that write here should wait."""
        return self.size >= self.limit

    def put(self, data: bytes) -> None:
        """Append one encoded reply."""
        self._parts.append(data)
        self.size += len(data)
        self.total += len(data)
        if len(self._parts) == 1:
            self._filled()

    def park(self, resume: Callable[[], None]) -> None:
        """Call ``resume`` once, when half of the limit is free again."""
        self._parked.append(resume)

    def take(self) -> bytes:
        """The next bytes to write, everything that waits up to ``BATCH_BYTES``; empty if there is nothing."""
        parts, first = self._parts, self._first
        if self.size <= BATCH_BYTES:
            data = parts[0] if len(parts) == 1 else b"".join(parts[first:])
            last = len(parts)
        else:
            last, total = first, 0
            while last < len(parts) and (last == first or total + len(parts[last]) <= BATCH_BYTES):
                total += len(parts[last])
                last += 1
            data = b"".join(parts[first:last])
        if last == len(parts):
            parts.clear()
            last = 0
        elif last > 1000:
            del parts[:last]
            last = 0
        self._first = last
        return data

    def restore(self, data: bytes) -> None:
        """Put back the end of what ``take`` gave: it could not be written now."""
        self._parts[: self._first] = [data]
        self._first = 0

    def written(self, count: int) -> None:
        """This many bytes of what was taken have left: whoever waits for room may go on."""
        self.size -= count
        if not self.size:
            self._empty.set()
        if self.size * 2 <= self.limit:
            if self._parked:
                parked, self._parked = self._parked, []
                for resume in parked:
                    resume()
            self._roomy.set()

    async def room(self) -> None:
        """Wait until at most half of the limit waits to be written."""
        while self.size * 2 > self.limit:
            self._roomy = trio.Event()
            await self._roomy.wait()

    async def emptied(self) -> None:
        """Wait until nothing waits to be written."""
        while self.size:
            self._empty = trio.Event()
            await self._empty.wait()

    def discard(self) -> None:
        """Drop everything: nobody will read it. Whoever is parked goes on and finds its client gone."""
        self._parts.clear()
        self._first = 0
        self.written(self.size)
