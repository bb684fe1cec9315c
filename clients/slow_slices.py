"""Ends a slice of a program evaluated in this process when one of its operations takes far longer than any should.

A tick usually costs less than a microsecond, but a product of huge integers can cost any time, and generated code does
not bound it. So a timer signal, which counts processor time, makes the program stop at its next tick; the runtime then
runs with every check for a while, and the limit of the session is signalled where it is exceeded.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from omega.runtime import preempt

#: Seconds of processor time that one slice may take; an ordinary one takes a fifth.
_SECONDS = 0.05


class SlowSlices:
    """Call ``begin`` before each slice."""

    def __init__(self) -> None:
        self._began = 0.0

    def begin(self) -> None:
        self._began = thread_time()

    def _alarm(self, number: int, frame: object) -> None:
        if thread_time() - self._began > _SECONDS:
            preempt()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Own the timer inside this block; signals reach only the main thread, so elsewhere nothing is watched."""
        try:
            before = signal.signal(signal.SIGPROF, self._alarm)
        except ValueError:  # not in the main thread
            yield
            return
        signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
