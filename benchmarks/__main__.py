"""All measurements, one after the other: what ``make bench`` runs, or the ones named: ``make bench ARGS=engine``."""

from __future__ import annotations

from benchmarks import attaching, durable, recording, sessions, snapshots, spinning, startup, wire
from benchmarks.engine import suite
from benchmarks.report import command

if __name__ == "__main__":
    command({
        "wire": wire.main,
        "durable": durable.main,
        "sessions": sessions.main,
        "spinning": spinning.main,
        "attaching": attaching.main,
        "startup": startup.main,
        "snapshots": snapshots.main,
        "recording": recording.main,
        "engine": suite.main,
    })  # fmt: skip
