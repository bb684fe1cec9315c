"""Durable evaluations beside ephemeral ones: what it costs that an evaluation is on the disk before its ``done``.

One server on one core, its writer thread too, serves both kinds in turns, under the same load. The data file is in the
folder for temporary files: on a disk in memory the figures would say little. A commit waits for the disk, so one connection
alone waits about as long as the disk needs; many share that. Evaluations of one session wait for the commit of those
before them, so what is pipelined on one connection is not.
"""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

from benchmarks.load import Caller
from benchmarks.process import omega
from benchmarks.report import Report, Table, Target, command
from benchmarks.wire import CODE, CYCLE, NEW, Cell, compare, traffic
from omega.protocol import BENCODE

CONNECTIONS = (1, 64)
#: Requests under way on one connection.
WINDOWS = (1, 16)
COLUMNS = ("connections", "under way", "evaluations", "p50 us", "p99 us", "per second", "per core second")
#: How much more a durable evaluation may cost, with many connections.
MOST = 1.5


def main() -> Report:
    """Measure both kinds, of code that is always the same and of new code."""
    cells: dict[tuple[str, int, int], dict[str, Cell]] = {}
    rows: list[tuple[str | int | float, ...]] = []
    with (
        tempfile.TemporaryDirectory(prefix="omega-durable-") as folder,
        omega("--session-grace", "600", "--data", str(Path(folder) / "data")) as server,
    ):
        for name, first in ((CODE, None), ("new code", 100_000)):
            kinds = {kind: callers(server.port, first, durable=kind == "durable") for kind in ("ephemeral", "durable")}
            for window, connections in product(WINDOWS, CONNECTIONS):
                found = compare({kind: (server, some[:connections]) for kind, some in kinds.items()}, window)
                cells[name, window, connections] = found
                rows += [
                    (connections, window, f"{kind}, {name}", c.p50, c.p99, c.rate, c.core) for kind, c in found.items()
                ]
            for caller in (*kinds["ephemeral"], *kinds["durable"]):
                caller.socket.close()
    targets = tuple(
        Target(f"cost of durability at {connections} connections, {name}, {how}", cost, MOST, "times")
        for (name, window, connections), found in cells.items()
        if connections == max(CONNECTIONS) and window == 1
        for how, cost in (
            ("by the clock", found["ephemeral"].rate / found["durable"].rate),
            ("by processor time", found["ephemeral"].core / found["durable"].core),
        )
    )
    return Report("durable", (Table("evaluations in bencode", COLUMNS, tuple(rows)),), targets)


def callers(port: int, first: int | None, *, durable: bool) -> list[Caller]:
    """A connection for each session, all ready to ask."""
    found = []
    for number in range(max(CONNECTIONS)):
        start = None if first is None else first + number * NEW + (max(CONNECTIONS) * NEW if durable else 0)
        found.append(Caller(port, traffic(port, BENCODE, CYCLE if first is None else NEW, start, durable=durable)))
    return found


if __name__ == "__main__":
    command({"durable": main})
