"""Settings of the whole process that suit the machine; for programs that are Omega, not for those that embed it."""

from __future__ import annotations

import gc

from omega.runtime.machine import prelude


def tune_process() -> None:
    """Load the base, exempt it from garbage collection, and collect seldom: frames and pairs come in millions."""
    prelude.load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
