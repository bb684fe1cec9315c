"""Room for Python's recursion: the compiler's, and the machine's.

The expander, the lowering and the emitter are plain recursive functions over trees whose depth ``source_depth``
bounds. From CPython 3.11 on, a Python function that calls a Python function uses no C stack, so all they need is a
higher limit. The machine's own recursion is bounded by the ticks of a turn (``machine/execution.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Python frames for one level of nested source in the deepest pass, times the greatest useful ``source_depth``.
_ROOM = 250_000
#: Python frames the host may be deep in already, and those of one turn of the machine.
_RUN = 10_000


def ensure_room_to_run() -> None:
    """Let one turn of the machine recurse on top of what the host does. Raises the process's limit, once."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _RUN))


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let recursion over a program's tree go as deep as the tree."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _ROOM))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
