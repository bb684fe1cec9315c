"""One program of the suite: a text in Lisp, and the same algorithm as one would write it in Python.

Both sides do the same work on the same data; where the languages differ the Python side takes its own road: a loop for
a tail call, a generator for ``call/cc``, comprehensions for ``map``, exceptions for conditions. Each side ends in one
number, which is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TEXTS = Path(__file__).parent / "scheme"


@dataclass(frozen=True, slots=True)
class Program:
    """``name``: of the file in ``scheme/``, which defines ``(run)``. ``compute``: does it count among the compute
    programs, which have the stricter target? ``python``: the other side. ``result``: what both must give. ``classic``:
    can a classic interpreter run it, without continuations and deep recursion?"""

    name: str
    python: Callable[[], int]
    result: int
    compute: bool = False
    classic: bool = True

    @property
    def path(self) -> Path:
        """The file of the Lisp side."""
        return _TEXTS / f"{self.name}.scm"

    @property
    def title(self) -> str:
        """The first comment of the text, in short."""
        first = self.path.read_text("utf-8").partition("\n")[0]
        return first.removeprefix(";;; ").rstrip(".")
