"""Units in a snapshot: those of the prelude by name, the others as packed core trees with their quoted data."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.packing import Packed
from omega.runtime.compile.points import ResumePoint, term_and_kind
from omega.runtime.compile.unit import Unit
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.known import key_of, remember
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.syntax.datum import Bytevector, Pair, Value, Vector


class UnitParts:
    """What is saved of a unit. ``name``: of one of the prelude, which has nothing else. ``constants``: what the core tree
    quotes. ``copies``: the originals of quoted data, and what the session has in their place, in turn."""

    __slots__ = ("constants", "copies", "name", "packed", "unit")

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.name: str | None = None
        self.packed: Packed | None = None
        self.constants: list[Value] = []
        self.copies: list[Value] = []
        if unit.is_base:
            self.name = names.unit_names().get(id(unit))
            if self.name is None:
                raise SnapshotError("a part of the library is still being loaded")
        else:
            self.packed, self.constants = unit.compiled.packed()
            first = unit.generations[0].compiled
            remember(key_of(self.packed, self.constants, first.assigned, self.generations()[0], first.source), first)
            if unit.literals.copies:
                self._find_copies()

    @property
    def values(self) -> list[Value]:
        """The values it holds."""
        return self.constants + self.copies

    def _find_copies(self) -> None:
        copies = self.unit.literals.copies
        seen: set[int] = set()
        pending = list(self.constants)
        while pending:
            value = pending.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            kind = type(value)
            if kind is Pair:
                pending += (value.car, value.cdr)
            elif kind is Vector:
                pending += value.items
            elif kind is not Bytevector:
                continue
            if id(value) in copies:
                self.copies += (value, copies[id(value)])

    def generation(self, compiled: CompiledUnit) -> int:
        """The number of one of the unit's generations."""
        return [each.compiled for each in self.unit.generations].index(compiled)

    def generations(self) -> list[list[str]]:
        """For each generation the names of primitives that meant something else."""
        compiled: list[Any] = [each.compiled for each in self.unit.generations]
        return [sorted(name for name, hidden in each.shadowed.items() if hidden) for each in compiled]


def fingerprint(point: ResumePoint) -> int:
    """A number that another compiler's point has only if it is the same place with the same variables."""
    term = point.compiled.analysis.term(term_and_kind(point.number)[0])
    live = [(variable.name, variable.uid, variable.mutated) for variable in point.point.live]
    return crc32(repr((type(term).__name__, point.point.span, live)).encode("utf-8", "surrogatepass"))
