"""Which parts of a value need a datum label when it is printed, found in steps of bounded work.

This module must never recurse and never change the value it looks at.
"""

from __future__ import annotations

from sys import maxsize

from omega.runtime.syntax.datum import Pair, Value, Vector
from omega.runtime.syntax.kinds import ATOMS, has_parts, parts

#: Elements of a vector looked at in one go.
_CHUNK = 500
_SHARDS = 32
_MASK = _SHARDS - 1


class _Elements:
    """What remains to be seen of a vector or compound."""

    __slots__ = ("index", "items")

    def __init__(self, items: list[Value]) -> None:
        self.items = items
        self.index = 0


class LabelScan:
    """Finds what needs a label: what a cycle comes back to, or with ``shared`` all that occurs twice.

    ``limit``: give up after this many parts; the labels found until then are right.
    """

    def __init__(self, value: Value, shared: bool, limit: int | None = None) -> None:
        #: By identity. The values are kept so that no other object can get their identity.
        self.labelled: dict[int, Value] = {}
        self.done = False
        self._shared = shared
        self._limit = maxsize if limit is None else limit
        # A Python int here is the identity of a value: no number has parts, so none gets here.
        self._stack: list[Value] = [value]
        # What was seen, by identity: the value while the walk is inside it, ``None`` afterwards. In several
        # dictionaries because one that grows to a million entries stops everything for 60 ms to move house.
        self._seen: tuple[dict[int, Value], ...] = tuple({} for _ in range(_SHARDS))
        self._kept: list[object] = []

    def step(self, atoms: int) -> int:
        """Look at about ``atoms`` parts at most, unless ``done`` comes first; how many of them are left."""
        stack, shards, given = self._stack, self._seen, atoms
        while stack and atoms > 0:
            atoms -= 1
            value = stack.pop()
            kind = type(value)
            if kind is int:  # an identity: everything inside that value has been seen
                shards[value >> 5 & _MASK][value] = None
                continue
            if kind is _Elements:
                atoms -= self._elements(value)
                continue
            key = id(value)
            seen = shards[key >> 5 & _MASK]
            if key in seen:
                if self._shared or seen[key] is not None:
                    self.labelled[key] = value
                continue
            seen[key] = value
            stack.append(key)
            if kind is Pair:
                car, cdr = value.car, value.cdr
                if type(cdr) not in ATOMS and has_parts(cdr):
                    stack.append(cdr)
                if type(car) not in ATOMS and has_parts(car):
                    stack.append(car)
            elif kind is Vector:
                stack.append(_Elements(value.items))
            else:
                compound = parts(value)
                assert compound is not None
                self._kept.append(compound.children)
                stack.append(_Elements([child for _, child in compound.children]))
        self._limit -= given - atoms
        self.done = not stack or self._limit < 0
        return atoms

    def _elements(self, elements: _Elements) -> int:
        """Push the next element that has parts of its own; the extra work finding it took."""
        items = elements.items
        start = elements.index
        end = min(start + _CHUNK, len(items))
        for index in range(start, end):
            if type(items[index]) not in ATOMS and has_parts(items[index]):
                elements.index = index + 1
                self._stack += (elements, items[index])
                return index - start
        elements.index = end
        if end < len(items):
            self._stack.append(elements)
        return end - start
