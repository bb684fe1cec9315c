"""Ctrl-C while a program runs: a call, not an exception that could tear anything apart.

Python delivers SIGINT to the main thread between any two instructions; as an exception it may lose bytes already
read. Inside ``with CtrlC(...)`` a press calls a function that only notes it. Only a press after ``patience`` others
raises ``KeyboardInterrupt``: whoever was asked does not react. Outside the main thread nothing changes.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self


class CtrlC:
    """``pressed`` is called in the main thread, at any moment: it must only set a flag or put into a queue."""

    def __init__(self, pressed: Callable[[], None], patience: int = 1) -> None:
        self._pressed = pressed
        self._given = self._patience = patience
        self._previous: object = None

    def __enter__(self) -> Self:
        with suppress(ValueError):  # not in the main thread
            self._previous = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)  # type: ignore[arg-type]  # what signal() itself returned

    def heeded(self) -> None:
        """Whoever was asked has reacted: patience begins anew."""
        self._patience = self._given

    @contextmanager
    def raising(self) -> Iterator[None]:
        """In this block Ctrl-C raises ``KeyboardInterrupt``, so that a blocking read of the terminal ends."""
        if self._previous is None:
            yield
            return
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._patience -= 1
        if self._patience < 0:
            raise KeyboardInterrupt
        self._pressed()
