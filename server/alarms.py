"""Wakes programs that sleep. This file must never touch a session; it tells whoever asked that the time is over."""

from __future__ import annotations

from collections.abc import Callable

import trio


class Alarms:
    """Runs while the host runs."""

    def __init__(self) -> None:
        self._nursery: trio.Nursery | None = None

    def start(self, seconds: float, done: Callable[[], None]) -> Callable[[], None]:
        """Call ``done`` after so many seconds; returns what stops it, if nobody is interested any more."""
        assert self._nursery is not None
        scope = trio.CancelScope()
        self._nursery.start_soon(self._wait, seconds, done, scope)
        return scope.cancel

    async def run(self) -> None:
        """Be there for requests, for ever."""
        async with trio.open_nursery() as self._nursery:
            await trio.sleep_forever()

    async def _wait(self, seconds: float, done: Callable[[], None], scope: trio.CancelScope) -> None:
        with scope:
            await trio.sleep(seconds)
        if not scope.cancelled_caught:
            done()
