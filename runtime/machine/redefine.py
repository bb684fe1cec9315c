"""Redefining a primitive in a session: procedures that took its meaning for granted are compiled again.

Generated code computes ``(car x)`` by itself, which is right until the session defines a ``car`` of its own. That is
rare, so it is done the thorough way: every live procedure whose unit inlined the name gets new code that looks at the
global. Activations in progress finish with the code they have.
"""

from __future__ import annotations

from types import CodeType, FunctionType

from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.expressions import global_name
from omega.runtime.compile.integrate import is_known
from omega.runtime.compile.unit import unit_of
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.heap import walk
from omega.runtime.machine.stack import Stack
from omega.runtime.recursion import deep_recursion
from omega.runtime.session import SessionState


def redefined(session: SessionState, compiled: CompiledUnit) -> set[str]:
    """The names, of those that code takes for granted, that a unit is the first in the session to define or assign."""
    return {
        name
        for name in compiled.assigned
        if is_known(name) and global_name(name, False) not in session.globals
    }


def respect_definitions(
    session: SessionState, compiled: CompiledUnit, stack: Stack | None, dynamic: Dynamic | None
) -> None:
    """Before a unit runs that defines or assigns names of primitives: let the session's procedures see it, those too that
    only the computation in progress knows."""
    names = redefined(session, compiled)
    if not names:
        return

    def shadowed(name: str) -> bool:
        return name in names or global_name(name, False) in session.globals

    functions = [v for found, _ in walk(session, stack, dynamic) for v in found if type(v) is FunctionType]
    units = {unit for function in functions if (unit := unit_of(function)) and not unit.is_base}
    renewed = {unit for unit in units if unit.compiled.inlined & names}
    for unit in renewed:
        old = unit.compiled
        with deep_recursion():
            unit.renew(CompiledUnit(old.analysis.core, old.assigned, shadowed, False, old))
    for function in functions:
        if unit_of(function) in renewed:
            function.__code__ = unit_code(function)


def unit_code(function: FunctionType) -> CodeType:
    """The code that a procedure's unit now has for it."""
    unit = unit_of(function)
    assert unit is not None
    return unit.procedure_code(function.__code__.co_name)
