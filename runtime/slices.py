"""Work that takes long, cut into steps of about a millisecond: a generator that yields between them, and returns the result.

The host goes on with it when it likes. What it works on must not change meanwhile. This module must never import anything
else of omega.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar, cast

R = TypeVar("R")
#: Something done in steps, and its result.
Steps: TypeAlias = Generator[None, None, R]


def finish(steps: Steps[R]) -> R:
    """Go on with something to its end."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return cast(R, stop.value)
