"""Traps: the procedures of a session that leave a frame at their start, where the stepping executor takes over.

With traps and ``Stepper(only=...)`` a program runs at full speed but for the procedures that somebody watches. Without a
stepper a trap changes nothing but the time a call takes, so none need be removed in a hurry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import FunctionType

from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.emit import by_name
from omega.runtime.compile.points import ResumePoint
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.heap import walk
from omega.runtime.machine.redefine import unit_code
from omega.runtime.machine.stack import Stack
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Value

#: Procedures to watch, by the indices of their codes.
Codes = Mapping[CompiledUnit, AbstractSet[int]]


class Traps:
    """The traps of one session. Procedures of the base, which all sessions share, cannot be trapped. ``procedures``: those
    that are, and the top levels to be walked beside them, for ``Stepper.only``. ``codes``: what was asked for."""

    __slots__ = ("_session", "codes", "procedures")

    def __init__(self, session: SessionState) -> None:
        self._session = session
        self.codes: Codes = {}
        self.procedures: dict[Unit, AbstractSet[int]] = {}

    def set(self, codes: Codes, stack: Stack | None, dynamic: Dynamic | None) -> Iterator[None]:
        """Trap these procedures and no others, in steps; between the first and the last the session must not run.

        ``stack`` and ``dynamic``: of what the session is in the midst of, which may know procedures nobody else does."""
        self.codes = codes
        self.procedures.clear()
        changed: dict[Unit, AbstractSet[str]] = {}
        for found, _ in walk(self._session, stack, dynamic):
            for value in found:
                unit = _unit(value)
                if unit is None or unit.is_base:
                    continue
                if unit not in changed:
                    before = unit.trapped
                    self.add(unit)
                    changed[unit] = before ^ unit.trapped
                if type(value) is FunctionType and value.__code__.co_name in changed[unit]:
                    value.__code__ = unit_code(value)
            yield

    def add(self, unit: Unit) -> None:
        """Trap what is wanted of a unit none of whose closures exist."""
        wanted: frozenset[int] = frozenset()
        for generation in unit.generations:
            wanted |= self.codes.get(generation.compiled, frozenset())
        if wanted:
            self.procedures[unit] = wanted
        codes = by_name(unit.compiled.analysis.codes) if wanted else {}
        names = frozenset(name for name, code in codes.items() if code.index in wanted and code.index > 0)
        if names != unit.trapped:
            unit.trap(names)


def _unit(value: Value) -> Unit | None:
    """The unit that something on the way through a session belongs to."""
    if type(value) is FunctionType:
        return unit_of(value)
    return value.unit if type(value) is ResumePoint else value if type(value) is Unit else None
