"""Copying a session's whole graph, for ``fork``: the copy shares nothing that can change with the original.

Procedures are rebuilt over the copy's globals from units linked anew; boxes, pairs, frames and continuations are
copied with their sharing and cycles. Numbers, symbols, characters, literal strings and the base are shared. The walk
keeps its own stack: structures may be a million deep.
"""

from __future__ import annotations

from types import CellType, FunctionType
from typing import Any

from omega.runtime.compile.expressions import is_unit_name
from omega.runtime.compile.points import ResumePoint, ResumePoints
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.machine.base import SHARED
from omega.runtime.machine.stack import Composable, Continuation, Stack
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Pair, Value
from omega.runtime.syntax.shapes import SHAPES


def copy_state(source: SessionState, target: SessionState) -> None:
    """Fill a fresh session with copies of everything another one has defined."""
    copier = Copier(target.globals)
    copier.into(source, target)
    copier.finish()


class Copier:
    """Copies values into the session whose globals are given. Call ``finish`` before the copies are used."""

    def __init__(self, globals: dict[str, Any]) -> None:
        self._globals = globals
        self._copies: dict[int, Any] = {}
        self._units: dict[int, Unit] = {}
        self._unfilled: list[tuple[Any, Any]] = []

    def into(self, value: Any, copied: Any) -> None:
        """Let the copy of a value be one that is there already."""
        self._copies[id(value)] = copied
        self._unfilled.append((value, copied))

    def copy(self, value: Value) -> Value:
        """The copy of a value; its parts are filled in by ``finish``."""
        kind = type(value)
        if kind is tuple:
            return tuple(self.copy(each) for each in value)
        if kind is ResumePoint:
            return self._unit(value.unit).point(value.compiled, value.number)
        shape = SHAPES.get(kind)
        if (shape is None and kind not in _MACHINE) or id(value) in SHARED:
            return value
        found = self._copies.get(id(value))
        if found is None:
            if kind is Pair:  # which most of a session is
                found = Pair(None, None)
            else:
                found = self._shell(value) if shape is None else value if shape.is_shared(value) else shape.blank()
            if found is not value:
                self.into(value, found)
        return found

    def finish(self) -> None:
        """Fill in everything that was copied."""
        while self._unfilled:
            value, copied = self._unfilled.pop()
            kind = type(value)
            if kind is Pair:
                copied.car, copied.cdr = self.copy(value.car), self.copy(value.cdr)
            elif kind is list:
                copied.extend(map(self.copy, value))
            elif kind is CellType:
                copied.cell_contents = self.copy(value.cell_contents)
            elif kind is Continuation or kind is Composable:
                copied.stack, copied.dynamic = self._stack(value.stack), self.copy(value.dynamic)
            elif kind is not FunctionType:
                shape = SHAPES[kind]
                shape.fill(copied, [self.copy(part) for part in shape.parts(value)])

    def _shell(self, value: Value) -> Value:
        """The empty copy of a value of the machine's own kinds."""
        kind = type(value)
        if kind is list:
            return []
        if kind is CellType:
            return CellType()
        return self._function(value) if kind is FunctionType else kind(None, None)

    def _function(self, function: FunctionType) -> FunctionType:
        old = unit_of(function)
        if old is None or old.is_base:
            return function
        unit = self._unit(old)
        code = function.__code__
        if code.co_name not in unit.compiled.makers:
            return unit.function(code.co_name)
        cells = tuple(
            unit.cell(name) if is_unit_name(name) else self.copy(cell)
            for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True)
        )
        return FunctionType(unit.procedure_code(code.co_name), self._globals, code.co_name, None, cells)

    def _unit(self, unit: Unit) -> Unit:
        if unit.is_base:
            return unit
        found = self._units.get(id(unit))
        if found is None:
            found = self._units[id(unit)] = Unit(unit.compiled, self._globals)
            found.generations = [ResumePoints(found, points.compiled) for points in unit.generations]
            for key, copy in unit.literals.copies.items():
                found.literals.copies[key] = self.copy(copy)
        return found

    def _stack(self, stack: Stack | None) -> Stack | None:
        waiting = []
        copied: Stack | None = None
        while stack is not None:
            found = self._copies.get(id(stack))
            if found is not None:
                copied = found
                break
            waiting.append(stack)
            stack = stack[2]
        for part in reversed(waiting):
            copied = self._copies[id(part)] = (self.copy(part[0]), part[1], copied)
        return copied


#: Kinds that change or have parts and have no shape, because only the machine knows what they are.
_MACHINE = frozenset((list, CellType, Continuation, Composable, FunctionType))
