"""The scheduler: which session's evaluation runs next, and for how long.

One trio task runs one turn of about 2 ms, lets trio look at the network, and runs the next; with nothing to run it
sleeps. Sessions that wait for input, for a slow reader or for work are not in the queue at all.

*Least attained service*: a session's level grows with the time it has used since it was last idle (twice the time, one
level up), and the lowest level goes first, so a fresh evaluation never waits for a round of long-running ones. Every
fourth turn starts with whoever has waited longest, whatever its level, so nobody starves. An interrupted evaluation
goes before everything. A turn runs as many short evaluations as fit into it: a trio checkpoint is paid per turn.

Time is this thread's processor time: on a busy machine nobody looks greedy for having been kept waiting. This file must
never know what an evaluation is or sends; it sees only ``Runnable``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from time import thread_time
from typing import Protocol

import trio

from omega.server.watchdog import Watchdog

LEVELS = 12
#: One turn in so many starts with the session that has waited longest.
AGED_EVERY = 4
#: Ticks per second assumed of a session not yet measured (about 100 ns a tick, and some caution).
FIRST_RATE = 4_000_000.0
#: With fewer new evaluations waiting than this, each gets a whole slice at once.
FEW = 8
FEWEST_TICKS, MOST_TICKS = 50, 10_000_000
#: Time on the clock below which a measurement says nothing.
MEASURABLE = 50e-6


class Progress(Enum):
    """What one step of a session led to."""

    MORE = "go on"
    WAITING = "not now: something will call ready"
    IDLE = "nothing to do"


class Runnable(Protocol):
    """A session as the scheduler sees it; the attributes are the scheduler's own notes on it."""

    #: Its place in the queue: 0 if in none. Numbers grow, so the smallest has waited longest.
    ticket: int
    #: Seconds used since it was last idle.
    used: float
    #: Ticks per second, measured.
    rate: float

    def step(self, ticks: int) -> tuple[Progress, int]:
        """Run for at most about so many ticks; says what came of it and the ticks used."""


class Scheduler:
    """The run queue and the task that serves it. ``slice_seconds``: length of a turn."""

    def __init__(self, slice_seconds: float, watchdog: Watchdog) -> None:
        self._slice = slice_seconds
        #: What new work gets at first, so that a thousand new evaluations are all looked at soon.
        self._look = slice_seconds / 8
        self._watchdog = watchdog
        self._urgent: deque[tuple[int, Runnable]] = deque()
        self._levels: list[deque[tuple[int, Runnable]]] = [deque() for _ in range(LEVELS)]
        self._tickets = 0
        self._turns = 0
        self._wake = trio.Event()
        self._asleep = False
        self._held = False

    def ready(self, runnable: Runnable, *, urgent: bool = False) -> None:
        """This session can go on; ``urgent`` puts it before all others, even if it is queued already."""
        if runnable.ticket and not urgent:
            return
        self._tickets += 1
        runnable.ticket = self._tickets
        if urgent:
            self._urgent.append((self._tickets, runnable))
        else:
            level = min(int(runnable.used / self._look).bit_length(), LEVELS - 1)
            self._levels[level].append((self._tickets, runnable))
        if self._asleep and not self._held:
            self._wake.set()

    def withdraw(self, runnable: Runnable) -> None:
        """Take a session out of the queue."""
        runnable.ticket = 0

    async def run(self, turn: Callable[[], bool]) -> None:
        """Serve the queue for ever. ``turn``: what to call for one, ``self.turn`` or something around it."""
        while True:
            if turn():
                # The first lets trio look at the network, the second lets every reader it woke hand out its requests:
                # trio runs the tasks of one batch in random order.
                await trio.lowlevel.checkpoint()
                await trio.lowlevel.checkpoint()
            else:
                self._asleep = True
                self._wake = trio.Event()
                await self._wake.wait()
                self._asleep = False

    def hold(self) -> None:
        """New work is on its way: do not wake the task for it before ``release``."""
        self._held = True

    def release(self) -> None:
        """If the task sleeps, run the new work here and now: a short evaluation is answered without a task switch."""
        self._held = False
        if self._asleep and not self._wake.is_set() and self.turn() and self._waiting():
            self._wake.set()

    def _waiting(self) -> bool:
        """Whether anybody may want to run."""
        return bool(self._urgent) or any(self._levels)

    def turn(self) -> bool:
        """Run whoever is next for one slice; False if nobody wants to run."""
        self._turns += 1
        runnable = self._oldest() if self._turns % AGED_EVERY == 0 else self._first()
        if runnable is None:
            return False
        now = thread_time()
        deadline = now + self._slice
        while runnable is not None:
            progress, now = self._serve(runnable, now, deadline)
            if now >= deadline or (progress is not Progress.MORE and not self._fresh()):
                break  # an answer does not wait here for long-running work
            runnable = self._first()
        return True

    def _fresh(self) -> bool:
        """Whether urgent or new work waits."""
        return bool(self._urgent or self._levels[0])

    def _serve(self, runnable: Runnable, now: float, deadline: float) -> tuple[Progress, float]:
        """Give one session its share of the turn; what came of it, and the time afterwards."""
        runnable.ticket = 0
        pauses = self._watchdog.pauses
        if runnable.used >= self._look:
            deadline = min(deadline, now + runnable.used)
        elif len(self._levels[0]) < FEW:  # it may well end now: let it, even if the turn gets longer
            deadline = now + self._slice
        else:
            deadline = now + self._look
        while True:
            quota = int(runnable.rate * (deadline - now))
            self._watchdog.start(now)
            paused = pauses.total
            progress, ticks = runnable.step(min(max(quota, FEWEST_TICKS), MOST_TICKS))
            before, now = now, thread_time()
            spent = now - before - (pauses.total - paused)
            runnable.used += spent
            if ticks and spent > MEASURABLE:
                rate = ticks / spent
                runnable.rate = rate if rate < runnable.rate else min(rate, runnable.rate * 1.5)
            if progress is not Progress.MORE or now >= deadline:
                break
        if progress is Progress.MORE:
            self.ready(runnable)
        elif progress is Progress.IDLE:
            runnable.used = 0.0
        return progress, now

    def _first(self) -> Runnable | None:
        """The session to run next: an urgent one, else the lowest level's first."""
        for queue in (self._urgent, *self._levels):
            while queue:
                ticket, runnable = queue.popleft()
                if runnable.ticket == ticket:
                    return runnable
        return None

    def _oldest(self) -> Runnable | None:
        """The session that has waited longest."""
        best: deque[tuple[int, Runnable]] | None = None
        for queue in (self._urgent, *self._levels):
            while queue and queue[0][1].ticket != queue[0][0]:
                queue.popleft()
            if queue and (best is None or queue[0][0] < best[0][0]):
                best = queue
        return best.popleft()[1] if best is not None else None
