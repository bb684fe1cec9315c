"""Starting: ``omega eval`` and ``omega run`` from nothing beside a bare Python, and the loading of a long program.

What was compiled before is there, as it is from the second start of an installation on: Python's own ``.pyc`` files and
the prelude's image. Loading is reading, expanding and compiling in a process that has started already.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.lisp_text import program
from benchmarks.report import Report, Table, Target, command, percentile
from omega.clients.local import start_runtime

STARTS = 20
LINES, SHORT = 10_000, 100
OMEGA = (sys.executable, "-c", "from omega.clients.cli import main; raise SystemExit(main())")


def main() -> Report:
    """Start many times, load once."""
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder, "short.scm")
        short.write_text(program(SHORT), "utf-8")
        commands = (
            ("python -c pass", (sys.executable, "-c", "pass")),
            ("omega eval '(+ 1 2)'", (*OMEGA, "eval", "(+ 1 2)")),
            (f"omega run, a program of {SHORT} lines", (*OMEGA, "run", str(short))),
        )
        starts = {name: start_times(argv) for name, argv in commands}
    bare = percentile(starts["python -c pass"], 50)
    text = program(LINES)
    seconds = load_time(text)
    return Report(
        "startup",
        (
            Table(
                f"cold start, {STARTS} times",
                ("command", "p50 ms", "p90 ms", "p50 above python ms"),
                tuple(
                    (name, percentile(ms, 50), percentile(ms, 90), percentile(ms, 50) - bare)
                    for name, ms in starts.items()
                ),
            ),
            Table(
                "loading a program",
                ("lines", "characters", "s", "lines a s"),
                ((text.count("\n"), len(text), seconds, text.count("\n") / seconds),),
            ),
        ),
        (
            Target("omega eval '(+ 1 2)', p50", percentile(starts["omega eval '(+ 1 2)'"], 50), 150, "ms"),
            Target(f"loading {LINES} lines", seconds, 3, "s"),
        ),
    )


def start_times(argv: Sequence[str]) -> list[float]:
    """Milliseconds from the start of a process to its end, each of ``STARTS`` times. RuntimeError if it fails."""
    found = []
    for _ in range(STARTS + 1):
        begin = perf_counter()
        if subprocess.run(argv, check=False, stdout=subprocess.DEVNULL).returncode:
            raise RuntimeError(f"{' '.join(argv)} failed")
        found.append((perf_counter() - begin) * 1e3)
    return found[1:]  # the first may have had to compile


def load_time(text: str) -> float:
    """Seconds to load a text into a fresh session."""
    runtime = start_runtime()
    begin = perf_counter()
    runtime.eval(text, file="program.scm")
    return perf_counter() - begin


if __name__ == "__main__":
    command({"startup": main})
