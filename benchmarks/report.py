"""What a benchmark found: tables and targets, printed for people and written as JSON for programs.

Figures are reported as they are; a target that is missed is printed as missed and does not fail the run. This file
must never measure anything but the load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind. ``columns``: names with their units. ``rows``: one cell a column each."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One promise. ``most``: whether ``bound`` is the largest value allowed, else the smallest."""

    name: str
    value: float
    bound: float
    unit: str
    most: bool = True

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.value <= self.bound if self.most else self.value >= self.bound


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one benchmark found."""

    benchmark: str
    tables: tuple[Table, ...]
    targets: tuple[Target, ...] = ()


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which ``percent`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def command(benchmarks: Mapping[str, Callable[[], Report]]) -> None:
    """Run benchmarks as a program, those named as arguments or all: prints each report when it is there; ``--json FILE``
    also writes them all."""
    parser = argparse.ArgumentParser(description="Measure, and print the figures.")
    if len(benchmarks) > 1:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(benchmarks)} (all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file as well")
    given = parser.parse_args()
    file: Path | None = given.json
    names: list[str] = getattr(given, "names", None) or list(benchmarks)
    if unknown := [name for name in names if name not in benchmarks]:
        parser.error(f"no benchmark is called {unknown[0]}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers that were started are stopped
    written = []
    for name in names:
        before = os.getloadavg()[0]
        report = benchmarks[name]()
        machine = _machine(before, os.getloadavg()[0])
        print(_text(report, machine), flush=True)
        written.append(_plain(report, machine))
        if file is not None:
            file.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


def _machine(before: float, after: float) -> dict[str, Cell]:
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count() or 1,
        "load before": round(before, 2),
        "load after": round(after, 2),
    }


def _text(report: Report, machine: dict[str, Cell]) -> str:
    lines = [f"== {report.benchmark}   " + ", ".join(f"{name} {value}" for name, value in machine.items())]
    for table in report.tables:
        lines += ["", table.title, *_aligned((table.columns, *table.rows))]
    if report.targets:
        lines += ["", "targets"]
        lines += _aligned([
            (
                "met" if target.met else "NOT MET",
                target.name,
                f"{_shown(target.value)} {target.unit}",
                f"{'at most' if target.most else 'at least'} {_shown(target.bound)} {target.unit}",
            )
            for target in report.targets
        ])  # fmt: skip
    return "\n".join(lines) + "\n"


def _aligned(rows: Sequence[tuple[Cell, ...]]) -> list[str]:
    """The rows as lines: columns as wide as needed, text to the left and numbers to the right."""
    widths = [max(len(_shown(cell)) for cell in column) for column in zip(*rows, strict=True)]
    left = [isinstance(cell, str) for cell in rows[-1]]
    return [
        "  " + "  ".join(
            _shown(cell).ljust(width) if is_left else _shown(cell).rjust(width)
            for cell, width, is_left in zip(row, widths, left, strict=True)
        ).rstrip()
        for row in rows
    ]  # fmt: skip


def _shown(cell: Cell) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"


def _plain(report: Report, machine: dict[str, Cell]) -> dict[str, object]:
    return {
        "benchmark": report.benchmark,
        "machine": machine,
        "tables": [
            {"title": table.title, "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows]}
            for table in report.tables
        ],
        "targets": [
            {"name": t.name, "value": t.value, "unit": t.unit, "at most" if t.most else "at least": t.bound, "met": t.met}
            for t in report.targets
        ],
    }
