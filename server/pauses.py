"""How long the garbage collector has run: time that is charged to nobody's evaluation.

A collection of a thousand sessions' objects takes tens of milliseconds and hits whoever allocates next. This file only
measures; when to collect is the runtime's business (``omega.runtime.process``).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import thread_time


class Pauses:
    """``total``: seconds of this thread's processor time spent in collections while ``measured``."""

    def __init__(self) -> None:
        self.total = 0.0
        #: Whether a collection runs now.
        self.running = False
        self._began = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure inside this block."""
        gc.callbacks.append(self._notice)
        try:
            yield
        finally:
            gc.callbacks.remove(self._notice)

    def _notice(self, phase: str, _info: Mapping[str, int]) -> None:
        if phase == "start":
            self.running = True
            self._began = thread_time()
        else:
            self.total += thread_time() - self._began
            self.running = False
