"""What differs between two states of a session: the globals that only one of them has, and those that are not the same.

Two values are the same when their graphs are: of the same kinds, with the same parts, sharing alike. Procedures are the same
when their code is, place and all, and what they close over. The walk keeps its own stack, for structures may be a million
deep, and goes in steps, for states are large. This file must never change what it looks at.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from itertools import repeat
from types import CellType, FunctionType
from typing import Annotated, Any

from msgspec import Struct

from omega.runtime.compile.expressions import is_unit_name, unmangle
from omega.runtime.compile.points import ResumePoint
from omega.runtime.compile.unit import Unit, procedure_of, unit_of
from omega.runtime.expand.scope import Macro, split_name
from omega.runtime.machine.stack import Composable, Continuation
from omega.runtime.plain import Count
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Pair, Symbol, Value
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import SHAPES

#: Parts compared between two steps.
_STEP = 1_000
#: Characters shown of a value.
_SHOWN = 200
#: What every evaluation changes.
_PASSING = frozenset(("*1", "*2", "*3", "*e"))
_ATOMS = frozenset((int, float, complex, str, bytes, bool, type(None)))


class Held(Struct, frozen=True):
    """A global of one of two states."""

    name: Annotated[str, "Its name."]
    value: Annotated[str, "Its value, printed; of a procedure what is written in the program, if that is known."]


class Change(Struct, frozen=True):
    """A global that is another in each of two states."""

    name: Annotated[str, "Its name."]
    before: Annotated[str, "Its value in the first."]
    after: Annotated[str, "Its value in the second."]


class Difference(Struct, frozen=True):
    """What differs between two states, by name."""

    added: Annotated[tuple[Held, ...], "The globals that only the second has."]
    removed: Annotated[tuple[Held, ...], "The globals that only the first has."]
    changed: Annotated[tuple[Change, ...], "The globals that are not the same in both."]
    more: Annotated[Count, "How many there was no room to list."]


def difference(first: SessionState, second: SessionState, limit: int) -> Generator[None, None, Difference]:
    """What differs, at most so many of each sort."""
    before, after = _globals(first), _globals(second)
    added = [name for name in after if name not in before]
    removed = [name for name in before if name not in after]
    changed = []
    comparison = Comparison()
    for name, value in before.items():
        if name in after:
            yield from comparison.steps(value, after[name])
            if not comparison.same:
                changed.append(name)
    return Difference(
        tuple(Held(name, shown(after[name])) for name in added[:limit]),
        tuple(Held(name, shown(before[name])) for name in removed[:limit]),
        tuple(Change(name, shown(before[name]), shown(after[name])) for name in changed[:limit]),
        sum(max(0, len(found) - limit) for found in (added, removed, changed)),
    )


def _globals(state: SessionState) -> dict[str, Any]:
    """Values and macros by the names that people know, in order."""
    found: dict[str, Any] = {}
    for key, value in state.globals.items():
        if key.startswith("g_"):
            name, library = split_name(unmangle(key[2:]))
            found[f"{name} of {library}" if library else name] = value
    for keyword, binding in state.scope.bindings.items():
        if isinstance(keyword, Symbol) and isinstance(binding, Macro):
            found[keyword.name] = binding
    return {name: found[name] for name in sorted(found) if not name.startswith("%") and name not in _PASSING}


def shown(value: Value) -> str:
    """A value for people, within bounds."""
    if isinstance(value, Macro):
        return f"#<syntax {value.name}>"
    known = procedure_of(value)
    unit = None if known is None else unit_of(value)
    if known is not None and unit is not None and unit.compiled.source is not None:
        text = unit.compiled.source.shown(known.span)
        if text is not None:
            return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return write_string(value, _SHOWN)


class Comparison:
    """Compares pairs of values of two sessions. ``same``: whether those given to ``steps`` last were. What has been found the
    same is not walked again."""

    def __init__(self) -> None:
        self.same = False
        #: What corresponds to what, by the identity of the first, and by the complement of that of the second.
        self._twins: dict[int, tuple[Any, Any]] = {}

    def steps(self, first: Any, second: Any) -> Iterator[None]:
        """Compare two values, in steps."""
        assumed: list[int] = []
        pending = [(first, second)]
        self.same = True
        while pending and self.same:
            for _ in repeat(None, _STEP):
                one, other = pending.pop()
                self.same = self._matches(one, other, assumed, pending)
                if not pending or not self.same:
                    break
            yield
        while assumed and not self.same:
            for key in assumed[-_STEP:]:
                del self._twins[key]
            del assumed[-_STEP:]
            yield

    def _matches(self, one: Any, other: Any, assumed: list[int], pending: list[tuple[Any, Any]]) -> bool:
        """Could the two be the same, as far as can be seen of them alone? Their parts join ``pending``; what is taken for
        granted then, ``assumed``."""
        kind = type(one)
        if kind is not type(other):
            return False
        if one is other:
            return True
        if kind in _ATOMS:
            return repr(one) == repr(other) if kind is float or kind is complex else bool(one == other)
        shape = SHAPES.get(kind)
        if shape is None or not shape.is_shared(one):
            key, back = id(one), ~id(other)
            known = self._twins
            if key in known or back in known:
                return key in known and back in known and known[key][1] is other and known[back][0] is one
            known[key] = known[back] = (one, other)
            assumed += (key, back)
        if kind is Pair:
            pending += ((one.cdr, other.cdr), (one.car, other.car))
            return True
        if shape is not None:
            return _join(shape.parts(one), shape.parts(other), pending)
        if kind is tuple or kind is list:
            return _join(one, other, pending)
        if kind is CellType:
            return _join(_content(one), _content(other), pending)
        if kind is Continuation or kind is Composable:
            pending += ((one.stack, other.stack), (one.dynamic, other.dynamic))
            return True
        if kind is ResumePoint:
            return one.number == other.number and _are_alike(one.unit, other.unit, pending)
        if kind is FunctionType:
            return _functions_match(one, other, pending)
        return bool(one == other)


def _functions_match(one: FunctionType, other: FunctionType, pending: list[tuple[Any, Any]]) -> bool:
    first, second = unit_of(one), unit_of(other)
    names = one.__code__.co_freevars
    if first is None or second is None or names != other.__code__.co_freevars:
        return False
    if one.__code__.co_name != other.__code__.co_name or not _are_alike(first, second, pending):
        return False
    cells = zip(names, one.__closure__ or (), other.__closure__ or (), strict=True)
    pending += ((cell, twin) for name, cell, twin in cells if not is_unit_name(name))
    return True


def _are_alike(one: Unit, other: Unit, pending: list[tuple[Any, Any]]) -> bool:
    """Are two units the same code? What they quote, as the programs have changed it, joins ``pending``."""
    if one is other or one.is_base or other.is_base:
        return one is other
    (packed, constants), (twin, others) = one.compiled.packed(), other.compiled.packed()
    own, owned = one.literals.copies, other.literals.copies
    quoted = [own.get(id(value), value) for value in constants]
    return packed == twin and _join(quoted, [owned.get(id(value), value) for value in others], pending)


def _join(parts: Any, others: Any, pending: list[tuple[Any, Any]]) -> bool:
    if len(parts) != len(others):
        return False
    pending += zip(reversed(parts), reversed(others), strict=True)
    return True


def _content(cell: CellType) -> tuple[Any, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # it is empty
        return ()
