"""What each kind of value is made of: the one description by which sessions are measured, forked and saved.

A kind whose values have parts, or can change, registers its shape here, once; ``machine/heap.py`` adds up sizes by it,
``machine/copy.py`` copies by it and snapshots write by it. A kind without a shape cannot change and has no parts: it
is shared by everybody. Procedures, frames, stacks and boxes belong to the machine, which treats them itself.
This module must never import what is above it (``lib``, ``machine``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from msgspec import Struct

from omega.runtime.condition import Condition
from omega.runtime.gaussian import Gaussian
from omega.runtime.syntax.datum import Bytevector, Pair, String, Value, Values, Vector


class Shape(Struct, frozen=True):
    """``tag``: the kind's name in snapshots. ``parts``: the whole state of a value as a sequence of Lisp values and of
    host constants (``str``, ``int``, ``bytes``, ``None``). ``fill``: give a blank value, one that ``blank`` made, this
    state. ``size``: bytes of the value without its parts. ``is_shared``: this value can never change and has no parts
    that can, so a fork keeps it."""

    tag: str
    blank: Callable[[], Any]
    parts: Callable[[Any], Sequence[Any]]
    fill: Callable[[Any, Sequence[Any]], None]
    size: Callable[[Any], int]
    is_shared: Callable[[Any], bool]


#: The shape of each kind that has one, by its Python type (exactly, not by a base of it).
SHAPES: dict[type, Shape] = {}
#: The same, by tag.
BY_TAG: dict[str, Shape] = {}


def _never(value: Value) -> bool:
    return False


def register(
    kind: type,
    tag: str,
    *slots: str,
    parts: Callable[[Any], Sequence[Any]] | None = None,
    fill: Callable[[Any, Sequence[Any]], None] | None = None,
    blank: Callable[[], Any] | None = None,
    size: Callable[[Any], int] = sys.getsizeof,
    is_shared: Callable[[Any], bool] = _never,
) -> None:
    """Declare a kind of value. ``slots``: the attributes that hold its state, where that is all there is to say; else
    ``parts`` and ``fill``, which see a state of any length. ``blank`` makes a value that is to be filled."""
    if parts is None or fill is None:
        parts, fill = _getter(slots), _setter(slots)
    shape = Shape(tag, blank or partial(object.__new__, kind), parts, fill, size, is_shared)
    assert kind not in SHAPES and tag not in BY_TAG, f"the shape {tag} is registered twice"
    SHAPES[kind] = BY_TAG[tag] = shape


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


register(Gaussian, "gaussian", "real", "imag", is_shared=lambda number: True)
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
)
register(
    Bytevector,
    "bytevector",
    parts=lambda bytevector: (bytes(bytevector.data),),
    fill=_fill_bytevector,
    size=lambda bytevector: 48 + len(bytevector.data),
)
register(Values, "values", parts=lambda values: values.objects, fill=_fill_values)
register(Condition, "condition", *Condition.__slots__)
