"""All measurements, one after the other: what ``make bench`` runs."""

from __future__ import annotations

from benchmarks import engine, sessions, spinning, wire
from benchmarks.report import command

if __name__ == "__main__":
    command(wire.main, sessions.main, spinning.main, engine.main)
