"""Traps for tests: half of the procedures that a session has."""

from __future__ import annotations

from types import FunctionType

from omega.runtime import Runtime
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.heap import walk
from omega.runtime.machine.stepping import Procedures
from omega.runtime.machine.traps import Traps

#: Slices after which a session is looked at anew.
_SLICES = 40


class Trapper:
    """Traps every second procedure of the units of one session."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._traps = Traps(runtime.state)
        self._slices = 0

    def half(self, evaluation: Evaluation) -> Procedures:
        """What is trapped now."""
        if self._slices % _SLICES == 0 or evaluation.stack is None:
            units = self._units(evaluation)
            codes = {unit.compiled: set(range(0, len(unit.compiled.procedures) + 1, 2)) for unit in units}
            for _ in self._traps.set(codes, evaluation.stack, None):
                pass
        self._slices += 1
        return self._traps.procedures

    def _units(self, evaluation: Evaluation) -> set[Unit]:
        found: set[Unit | None] = set()
        for values, _ in walk(self._runtime.state, evaluation.stack, None):
            found.update(unit_of(value) for value in values if type(value) is FunctionType)
        return {unit for unit in found if unit is not None and not unit.is_base}
