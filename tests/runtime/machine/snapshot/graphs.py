"""Are two object graphs the same, sharing and cycles included?"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from omega.runtime.compile.unit import unit_of
from omega.runtime.machine.base import BASE
from omega.runtime.machine.snapshot.graph import ATOMS
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.shapes import SHAPES

_BASE = {id(value) for value in BASE.values()}


def is_same(left: Any, right: Any) -> bool:
    """Is there one way to put the objects of the one graph in the place of those of the other?"""
    twins: dict[int, int] = {}
    pending = [(left, right)]
    while pending:
        one, other = pending.pop()
        if type(one) is not type(other):
            return False
        if id(one) in _BASE or id(other) in _BASE:
            if one is not other:
                return False
        elif type(one) in ATOMS:
            same = one is other or (isinstance(one, complex | float | int | Ratio | str | bytes) and repr(one) == repr(other))
            if not same:
                return False
        elif id(one) in twins or id(other) in twins.values():
            if twins.get(id(one)) != id(other):
                return False
        else:
            twins[id(one)] = id(other)
            parts, others = _parts(one), _parts(other)
            if len(parts) != len(others):
                return False
            pending += zip(parts, others, strict=True)
    return True


def _parts(value: Any) -> list[Any]:
    if type(value) is list or type(value) is tuple:
        return list(value)
    if type(value) is FunctionType:
        code = value.__code__
        unit = unit_of(value)
        assert unit is not None
        cells = zip(code.co_freevars, value.__closure__ or (), strict=True)
        return [code.co_name, *(cell.cell_contents for name, cell in cells if "_" in name)]
    return list(SHAPES[type(value)].parts(value))
