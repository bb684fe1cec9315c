"""Guile, for scale: a compiler to native code. Its figures are left out where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engine.program import Program

_DRIVER = Path(__file__).parent / "guile.scm"
#: Seconds for all programs.
_LONGEST = 300


def guile_seconds(programs: Sequence[Program]) -> dict[str, float]:
    """The processor seconds that each program takes, by name; empty without Guile."""
    guile = shutil.which("guile")
    if guile is None:
        return {}
    command = [guile, "--no-auto-compile", "-s", str(_DRIVER), *(str(program.path) for program in programs)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_LONGEST, check=True)
    expected = {program.name: program.result for program in programs}
    found = {}
    for line in run.stdout.splitlines():
        name, result, microseconds = line.split()
        if int(result) != expected[name]:
            raise RuntimeError(f"{name}: Guile says {result}, and {expected[name]} is right")
        found[name] = int(microseconds) / 1e6
    return found
