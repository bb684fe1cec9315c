"""``python -m benchmarks.engine``."""

from __future__ import annotations

from benchmarks.engine.suite import main
from benchmarks.report import command

if __name__ == "__main__":
    command({"engine": main})
