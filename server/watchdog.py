"""The watchdog: ends a slice that did not come back by itself.

Ticks bound a slice as long as a tick costs what it usually does. When it does not (products of huge integers), a timer
signal makes the program stop at its next tick; and when there is no next tick for far too long, it raises ``Overrun``
inside the running ``Evaluation.run``, which turns it into a condition and keeps the session. Compiling one form cannot
be stopped and taken up again, so it may take ``COMPILING`` times as long before it is ended. The flag ``guarding`` is
true only there, so the signal can never hit the server's own code. The timer counts processor time, so a busy machine
ends nobody's evaluation. Signals reach only the main thread: elsewhere (tests that run a server in a thread) the
watchdog stays asleep.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time
from types import FrameType

from omega.runtime import Overrun, is_running, preempt
from omega.server.pauses import Pauses

COMPILING = 10


class Watchdog:
    """Owns ``SIGPROF`` while installed. ``seconds``: how long one operation of a program may take. ``soft``: after how
    long a slice is asked to end."""

    def __init__(self, seconds: float, soft: float) -> None:
        self.seconds = seconds
        self.soft = soft
        #: True exactly while the runtime runs and may be ended.
        self.guarding = False
        #: Collections are not the running program's fault.
        self.pauses = Pauses()
        self._started = 0.0
        self._paused = 0.0
        self._is_patient = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Own the signal inside this block, unless somebody else has it or this is not the main thread."""
        main = threading.current_thread() is threading.main_thread()
        if not main or signal.getsignal(signal.SIGPROF) not in (signal.SIG_DFL, None):
            yield
            return
        signal.signal(signal.SIGPROF, self._alarm)
        # Always on: the timer counts processor time, so an idle server gets no signals at all.
        signal.setitimer(signal.ITIMER_PROF, self.soft, self.soft)
        try:
            with self.pauses.measured():
                yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def start(self, now: float) -> None:
        """A call into the runtime is about to begin, at this processor time."""
        self._started = now
        self._paused = self.pauses.total

    @contextmanager
    def limit(self) -> Iterator[None]:
        """Watch one call into the runtime that is not a slice, such as ``fork``. Raises Overrun when it takes too long."""
        self.start(thread_time())
        self.guarding = True
        try:
            yield
        finally:
            self.guarding = False

    @contextmanager
    def patience(self) -> Iterator[None]:
        """Watch a slice that ends in time if it can, and is not ended in its midst if it cannot: it repeats what was done."""
        self.guarding = self._is_patient = True
        try:
            yield
        finally:
            self.guarding = self._is_patient = False

    def _alarm(self, _signal: int, _frame: FrameType | None) -> None:
        if not self.guarding or self.pauses.running:
            return
        preempt()
        if self._is_patient:
            return
        allowed = self.seconds if is_running() else self.seconds * COMPILING
        if thread_time() - self._started - (self.pauses.total - self._paused) >= allowed:
            self.guarding = False
            raise Overrun
