"""The one thread that writes to the data file.

It takes whatever batches have come since it last looked and commits them together, so the busier the server, the more
evaluations share the price of one commit. It must never touch a session: it reports, and whoever runs the sessions acts.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from omega.server.store.batch import Batch, write_together
from omega.server.store.problem import Fault, fault_of

#: Told, on the writer's thread, what became of batches.
Report = Callable[[Sequence[tuple[Batch, Fault | None]]], None]


class Writer:
    """Owns the connection from ``start`` to ``stop``."""

    def __init__(self, connection: sqlite3.Connection, report: Report) -> None:
        self._connection = connection
        self._report = report
        self._queue: SimpleQueue[list[Batch] | None] = SimpleQueue()
        # Not a daemon's: what was handed over is written, also when the process ends in order.
        self._thread = threading.Thread(target=self._run, name="omega-writer")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def write(self, batches: list[Batch]) -> None:
        """Have batches committed after those before them."""
        self._queue.put(batches)

    def stop(self) -> None:
        """Write what there is, then end. Blocks until that is done."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batches, over = list(first), False
            try:
                while not over:
                    more = self._queue.get_nowait()
                    if more is None:
                        over = True
                    else:
                        batches += more
            except Empty:
                pass
            self._report(self._commit(batches))
            if over:
                return

    def _commit(self, batches: list[Batch]) -> list[tuple[Batch, Fault | None]]:
        try:
            write_together(self._connection, batches)
        except Exception as error:  # noqa: BLE001  # whatever it is, this thread must go on
            if len(batches) == 1:
                return [(batches[0], fault_of(error))]
            # What does not fit must not take with it what does.
            return [result for batch in batches for result in self._commit([batch])]
        return [(batch, None) for batch in batches]
