"""The numbers by which a client knows frames and variables. Each is used once, so an old one is noticed.

The server's own are good for one stop. A client may ask with what it got at an earlier one, and must then be told so
instead of being shown something else.
"""

from __future__ import annotations

from omega.clients.dap.messages import Refused


class Handles:
    """Numbers for things of one kind; ``kind`` says which, to people."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._last = 0
        self._things: dict[int, int] = {}
        self._numbers: dict[int, int] = {}

    def number(self, thing: int) -> int:
        """The number of what the server calls ``thing``: the same until ``forget``."""
        found = self._numbers.get(thing)
        if found is None:
            self._last += 1
            found = self._numbers[thing] = self._last
            self._things[found] = thing
        return found

    def thing(self, number: int) -> int:
        """What the server calls it. Raises ``Refused`` for a number of an earlier stop, or of none."""
        try:
            return self._things[number]
        except KeyError:
            raise Refused(f"{self._kind} {number} is not of the place where the program stands now") from None

    def forget(self) -> None:
        """The program goes on: what there was is gone."""
        self._things.clear()
        self._numbers.clear()
