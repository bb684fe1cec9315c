"""Redefining a primitive in a session: procedures that took its meaning for granted are compiled again.

Generated code computes ``(car x)`` by itself, which is right until the session defines a ``car`` of its own. That is
rare, so it is done the thorough way: every live procedure whose unit inlined the name gets new code that looks at the
global. Activations in progress finish with the code they have.
"""

from __future__ import annotations

from types import FunctionType

from omega.runtime.compile.expressions import global_name
from omega.runtime.compile.unit import CompiledUnit, Unit, info_of
from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.machine.heap import walk
from omega.runtime.recursion import deep_recursion
from omega.runtime.session import SessionState


def respect_definitions(session: SessionState, compiled: CompiledUnit) -> None:
    """Before a unit runs that defines or assigns names of primitives: let the session's procedures see it."""
    names = {
        name
        for name in compiled.assigned
        if name in PRIMITIVES and global_name(name, False) not in session.globals
    }
    if not names:
        return

    def shadowed(name: str) -> bool:
        return name in names or global_name(name, False) in session.globals

    renewed: dict[int, Unit] = {}
    functions = [value for value, _ in walk(session, None, None) if type(value) is FunctionType]
    for function in functions:
        info = info_of(function.__code__)
        if info is None or info.unit.compiled.is_base or not info.unit.compiled.inlined & names:
            continue
        old = info.unit
        unit = renewed.get(id(old))
        if unit is None:
            with deep_recursion():
                again = CompiledUnit(old.compiled.core, old.compiled.assigned, shadowed, False)
            unit = renewed[id(old)] = Unit(again, session.globals)
        name = function.__code__.co_name
        function.__code__ = unit.procedure_code(name)
