"""What each kind of value is made of: the one description by which sessions are measured, forked and saved.

A kind whose values have parts, or can change, registers its shape here, once; ``machine/heap.py`` adds up sizes by it,
``machine/copy.py`` copies by it and snapshots write by it. A kind without a shape cannot change and has no parts: it
is shared by everybody. Procedures, frames, stacks and boxes belong to the machine, which treats them itself.
This module must never import what is above it (``lib``, ``machine``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, islice
from operator import attrgetter, itemgetter
from types import UnionType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

from omega.runtime.condition import Condition, StackEntry
from omega.runtime.condition_types import ConditionType
from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import Bytevector, Pair, String, Value, Values, Vector
from omega.runtime.syntax.source import Span


class Shape(Struct, frozen=True):
    """``tag``: the kind's name in snapshots. ``parts``: the whole state of a value as a sequence of Lisp values and of
    host constants (``str``, ``bytes``, ``bool``, ``None``, a ``Span``, a tuple of such). ``fill``: give a blank value, one
    that ``blank`` made, this state. ``size``: bytes of the value without its parts. ``is_shared``: this value can never
    change and has no parts that can, so a fork keeps it.

    A snapshot may have been damaged on its way. ``accepts``: may these be the parts of such a value? Without it all
    must be Lisp values. Parts may still be blank then: what depends on their state is asked by ``is_sound``, when all
    values have theirs. ``is_internal``: no program can get hold of such a thing. ``is_tree``: things of such kinds are
    never, through others of such kinds, parts of themselves."""

    tag: str
    blank: Callable[[], Any]
    parts: Callable[[Any], Sequence[Any]]
    fill: Callable[[Any, Sequence[Any]], None]
    size: Callable[[Any], int]
    is_shared: Callable[[Any], bool]
    accepts: Callable[[Sequence[Any]], bool]
    is_sound: Callable[[Any], bool]
    is_internal: bool
    is_tree: bool


#: The shape of each kind that has one, by its Python type (exactly, not by a base of it).
SHAPES: dict[type, Shape] = {}
#: The same, by tag.
BY_TAG: dict[str, Shape] = {}


#: Types of parts that are no Lisp values, those of internal kinds among them.
_HOST_TYPES = {str, bytes, bool, type(None), list, tuple, Span}


def is_value(part: Any) -> bool:
    """Is it a Lisp value, rather than something of the host that a value is made of?"""
    return type(part) not in _HOST_TYPES


def are_values(parts: Sequence[Any]) -> bool:
    """Are all of them Lisp values?"""
    return _HOST_TYPES.isdisjoint(map(type, parts))


def maybe_value(part: Any) -> bool:
    """Is it a Lisp value, or ``None``?"""
    return part is None or is_value(part)


#: What a part must be: of a type, or something that a test says yes to.
Wanted: TypeAlias = "type | UnionType | Callable[[Any], bool]"


class Of:
    """An ``accepts``: a part for each of ``wanted``, and any number of ``rest``."""

    __slots__ = ("rest", "wanted")

    def __init__(self, wanted: tuple[Wanted, ...], rest: Wanted | None) -> None:
        self.wanted = wanted
        self.rest = rest

    def __call__(self, parts: Sequence[Any]) -> bool:
        return self.all((parts,))

    def all(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Does it accept each of these? Asked of each column rather than of each row: there may be very many."""
        count = len(self.wanted)
        lengths = set(map(len, rows))
        if lengths and (min(lengths) < count or (self.rest is None and max(lengths) > count)):
            return False
        columns = (map(itemgetter(at), rows) for at in range(count))
        if not all(map(_all_fit, columns, self.wanted)):
            return False
        if self.rest is None or lengths <= {count}:
            return True
        return _all_fit(chain.from_iterable(islice(row, count, None) for row in rows), self.rest)


def of(*wanted: Wanted, rest: Wanted | None = None) -> Of:
    """An ``accepts``: a part for each of these, and any number of ``rest``."""
    return Of(wanted, rest)


def _all_fit(parts: Iterable[Any], wanted: Wanted) -> bool:
    if isinstance(wanted, type | UnionType):
        return all(issubclass(kind, wanted) for kind in set(map(type, parts)))
    return _HOST_TYPES.isdisjoint(map(type, parts)) if wanted is is_value else all(map(wanted, parts))


def accepts_all(shape: Shape, rows: Sequence[Sequence[Any]]) -> bool:
    """May each of these be the parts of a value of this shape?"""
    if isinstance(shape.accepts, Of):
        return shape.accepts.all(rows)
    if shape.accepts is are_values:
        return are_values([*chain.from_iterable(rows)])
    return all(map(shape.accepts, rows))


def fits(part: Any, wanted: Any) -> bool:
    """Is the part what is ``Wanted``?"""
    return isinstance(part, wanted) if isinstance(wanted, type | UnionType) else wanted(part)


def _never(value: Value) -> bool:
    return False


def _always(value: Value) -> bool:
    return True


def register(
    kind: type,
    tag: str,
    *slots: str,
    parts: Callable[[Any], Sequence[Any]] | None = None,
    fill: Callable[[Any, Sequence[Any]], None] | None = None,
    blank: Callable[[], Any] | None = None,
    size: Callable[[Any], int] = sys.getsizeof,
    is_shared: Callable[[Any], bool] = _never,
    accepts: Callable[[Sequence[Any]], bool] = are_values,
    is_sound: Callable[[Any], bool] = _always,
    is_internal: bool = False,
    is_tree: bool = False,
) -> None:
    """Declare a kind of value. ``slots``: the attributes that hold its state, where that is all there is to say; else
    ``parts`` and ``fill``, which see a state of any length. ``blank`` makes a value that is to be filled."""
    if parts is None or fill is None:
        parts, fill = _getter(slots), _setter(slots)
    blank = blank or partial(object.__new__, kind)
    shape = Shape(tag, blank, parts, fill, size, is_shared, accepts, is_sound, is_internal, is_tree)
    assert kind not in SHAPES and tag not in BY_TAG, f"the shape {tag} is registered twice"
    SHAPES[kind] = BY_TAG[tag] = shape
    if is_internal:
        _HOST_TYPES.add(kind)


def _getter(slots: tuple[str, ...]) -> Callable[[Any], Sequence[Any]]:
    if len(slots) == 1:
        (slot,) = slots
        return lambda value: (getattr(value, slot),)
    found: Callable[[Any], Sequence[Any]] = attrgetter(*slots)
    return found


def _setter(slots: tuple[str, ...]) -> Callable[[Any, Sequence[Any]], None]:
    def fill(value: Any, parts: Sequence[Any]) -> None:
        for slot, part in zip(slots, parts, strict=True):
            setattr(value, slot, part)

    return fill


def _fill_vector(value: Vector, parts: Sequence[Any]) -> None:
    value.items = list(parts)


def _fill_bytevector(value: Bytevector, parts: Sequence[Any]) -> None:
    value.data = bytearray(parts[0])


def _fill_values(value: Values, parts: Sequence[Any]) -> None:
    value.objects = tuple(parts)


register(
    Gaussian,
    "gaussian",
    *("real", "imag"),
    is_shared=_always,
    accepts=of(int | Ratio, int | Ratio),
    is_sound=lambda number: number.imag != 0,
)
register(Pair, "pair", "car", "cdr", blank=lambda: Pair(None, None))
register(
    Vector,
    "vector",
    parts=lambda v: v.items,
    fill=_fill_vector,
    blank=lambda: Vector([]),
    size=lambda v: 48 + sys.getsizeof(v.items),
)
register(
    String,
    "string",
    "text",
    "frozen",
    blank=lambda: String(""),
    size=lambda string: 48 + sys.getsizeof(string.text),
    is_shared=lambda string: bool(string.frozen),
    accepts=of(str, bool),
)
register(
    Bytevector,
    "bytevector",
    parts=lambda bytevector: (bytes(bytevector.data),),
    fill=_fill_bytevector,
    size=lambda bytevector: 48 + len(bytevector.data),
    accepts=of(bytes),
)
register(
    Values, "values", parts=lambda values: values.objects, fill=_fill_values, blank=lambda: Values(())
)
register(
    Condition,
    "condition",
    *Condition.__slots__,
    accepts=of(is_value, ConditionType, str, maybe_value, Span | None, is_value, tuple),
    is_sound=lambda condition: all(type(entry) is StackEntry for entry in condition.stack),
)


def _fill_entry(entry: StackEntry, parts: Sequence[Any]) -> None:
    force_setattr(entry, "name", parts[0])
    force_setattr(entry, "place", parts[1])


register(
    StackEntry,
    "stack-entry",
    parts=lambda entry: (entry.name, entry.place),
    fill=_fill_entry,
    blank=lambda: StackEntry("", None),
    is_shared=_always,
    accepts=of(str, Span | None),
    is_internal=True,
)
