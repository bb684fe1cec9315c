"""An evaluation that a snapshot was taken in the midst of, and that a debugger makes go on: as it began elsewhere, nobody
here has asked for it, and the client that debugs it gets what it says.

Its replies come for the ``debug-start``, which is held open, so its end is told by the event ``terminated`` alone; when
the debugger has gone they are kept for whoever attaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import Response
from omega.runtime import Evaluation, Runtime
from omega.server.audience import NOBODY
from omega.server.job import Allowance, Job, Source
from omega.server.printing import PrintOptions
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.server.debug.debugging import Debugging


class Resumed(Job):
    """``evaluation``: what the session of ``runtime`` was in the midst of."""

    __slots__ = ("_has_gone_on",)

    def __init__(
        self, debugging: Debugging, runtime: Runtime, evaluation: Evaluation, allowance: Allowance, watchdog: Watchdog
    ) -> None:
        code, file, line, column = evaluation.source
        super().__init__(
            debugging.client,
            debugging.id,
            debugging.session.id,
            Source(code, file, line, column),
            PrintOptions(),
            allowance,
            watchdog,
            asks=evaluation.asks,
            persists=True,
        )
        self._runtime = runtime
        self._evaluation = evaluation
        self._has_gone_on = False

    @property
    def started(self) -> bool:
        """Whether it has done anything here."""
        return self._has_gone_on

    def debug(self, debugging: Debugging | None) -> None:
        """Stop it under a debugger before it does anything; without one, nobody gets its replies."""
        if debugging is not None and not self._has_gone_on:
            debugging.on_entry = True
        if debugging is not None and self.client is NOBODY:
            self.id = debugging.id
            self.move(debugging.client)
        super().debug(debugging)
        if debugging is None:
            self.move(NOBODY)

    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Go on; see ``Job.step``."""
        self._has_gone_on = True
        return super().step(runtime, ticks)

    def _deliver(self, response: Response) -> None:
        if "done" not in response.status or self.debugging is None:
            super()._deliver(response)
