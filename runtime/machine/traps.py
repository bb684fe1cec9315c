"""Traps: the procedures of a session that leave a frame at their start, where the stepping executor takes over.

With traps and ``Stepper(only=...)`` a program runs at full speed but for the procedures that somebody watches. Without a
stepper a trap changes nothing but the time a call takes, so none need be removed in a hurry.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType

from omega.runtime.compile.emit import by_name
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.heap import walk
from omega.runtime.machine.redefine import unit_code
from omega.runtime.machine.stack import Stack
from omega.runtime.machine.stepping import Procedures
from omega.runtime.session import SessionState


class Traps:
    """The traps of one session. Procedures of the base, which all sessions share, cannot be trapped."""

    __slots__ = ("_session", "_units")

    def __init__(self, session: SessionState) -> None:
        self._session = session
        self._units: set[Unit] = set()

    def set(self, wanted: Procedures, stack: Stack | None, dynamic: Dynamic | None) -> Iterator[None]:
        """Trap these procedures and no others, in steps; between the first and the last the session must not run.

        ``stack`` and ``dynamic``: of what the session is in the midst of, which may know procedures nobody else does."""
        changed: dict[Unit, frozenset[str]] = {}
        for unit in self._units.union(wanted):
            indices = wanted.get(unit, frozenset())
            codes = by_name(unit.compiled.analysis.codes) if indices else {}
            names = frozenset(name for name, code in codes.items() if code.index in indices and code.index > 0)
            if names != unit.trapped and not unit.is_base:
                changed[unit] = names ^ unit.trapped
                unit.trap(names)
                yield
        self._units = {unit for unit in wanted if unit.trapped}
        if any(names & unit.compiled.makers.keys() for unit, names in changed.items()):
            for found, _ in walk(self._session, stack, dynamic):
                for value in found:
                    if type(value) is FunctionType:
                        unit_changed = unit_of(value)
                        if unit_changed in changed and value.__code__.co_name in changed[unit_changed]:
                            value.__code__ = unit_code(value)
                yield
