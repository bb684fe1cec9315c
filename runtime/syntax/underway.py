"""Work under way that is done in steps, as data: how it began, and the steps it took.

A printer or a comparison of large structures remembers what it has seen by identity, and that means nothing in a copy
or in another process. But it is deterministic, so there it does the same steps again, before its next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any, Generic, TypeVar

from omega.runtime.syntax.shapes import Wanted, fits, register

Result = TypeVar("Result")

#: No step of anybody is larger.
_MAX_STEP = 1 << 20


class Underway(Generic[Result]):
    """Call ``begin`` with the arguments of ``__init__`` in it."""

    __slots__ = ("_began", "_behind", "_steps")

    def begin(self, *began: Any) -> None:
        self._began = began
        self._steps: list[int] = []
        self._behind: list[int] = []

    def step(self, size: int = 500) -> Result:
        """Do about so much work."""
        if self._behind:
            behind, self._behind = self._behind, []
            for each in behind:
                self.advance(each)
        self._steps.append(size)
        return self.advance(size)

    def advance(self, size: int) -> Result:
        raise NotImplementedError


def register_underway(kind: type[Underway[Any]], tag: str, *began: Wanted) -> None:
    """Declare the shape of a kind of work; ``began``: what its arguments must be."""
    count = len(began)

    def fill(work: Underway[Any], parts: Sequence[Any]) -> None:
        work.__init__(*parts[:count])  # type: ignore[misc]
        work._steps, work._behind = list(parts[count:]), list(parts[count:])

    register(
        kind,
        tag,
        parts=lambda work: (*work._began, *work._steps),
        fill=fill,
        accepts=lambda parts: len(parts) >= count and all(map(fits, parts, chain(began, repeat(_is_step)))),
    )


def _is_step(part: Any) -> bool:
    return type(part) is int and 0 < part <= _MAX_STEP
