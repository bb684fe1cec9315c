"""Sorting vectors of plain values by a primitive order, for ``prelude/sorting.scm``, in runs of bounded length.

Only what Python compares as the primitive does, in bounded time, is sorted here: small numbers other than nan,
strings, characters. Everything else, and every other order, is the merge sort's. Merging two runs is sorting them both
again, because Python's sort finds what is in order already (Peters, *listsort.txt*).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from omega.runtime.lib import arithmetic, chars, strings
from omega.runtime.lib.primitive import PRIMITIVES, current, primitive
from omega.runtime.syntax.datum import FALSE, TRUE, UNSPECIFIED, Char, String, Value, Vector, boolean

assert arithmetic and chars and strings  # they declare the orders

#: Numbers beyond this and texts longer than this in all make comparing them costly.
_LARGE = 1 << 64
_LONG = 1_000_000

_text = attrgetter("text")


def _all_numbers(items: list[Value]) -> bool:
    kinds = set(map(type, items))
    if kinds == {int}:
        return bool(min(items) > -_LARGE and max(items) < _LARGE)
    return kinds <= {int, float} and all(-_LARGE < item < _LARGE for item in items)


def _all_strings(items: list[Value]) -> bool:
    return set(map(type, items)) == {String} and sum(len(item.text) for item in items) < _LONG


def _all_chars(items: list[Value]) -> bool:
    return set(map(type, items)) == {Char}


#: The orders by their primitive: which elements they fit, Python's sorting key, whether it decreases.
_ORDERS: dict[
    Callable[..., Value], tuple[Callable[[list[Value]], bool], Callable[[Value], Value] | None, bool]
] = {
    PRIMITIVES["<"].function: (_all_numbers, None, False),
    PRIMITIVES[">"].function: (_all_numbers, None, True),
    PRIMITIVES["string<?"].function: (_all_strings, _text, False),
    PRIMITIVES["string>?"].function: (_all_strings, _text, True),
    PRIMITIVES["char<?"].function: (_all_chars, _text, False),
    PRIMITIVES["char>?"].function: (_all_chars, _text, True),
}


@primitive(
    "%plain-order?", "(object)", "Whether the object is an order that %sort-run! may know how to apply."
)
def plain_order_p(object: Value) -> Value:
    return boolean(type(object) is _FUNCTION and object in _ORDERS)


_FUNCTION = type(plain_order_p)


def _order(items: Vector, start: int, end: int, order: Value) -> None:
    _, key, decreasing = _ORDERS[order]
    items.items[start:end] = sorted(items.items[start:end], key=key, reverse=decreasing)


@primitive(
    "%sort-run!",
    "(vector start end order)",
    "Put some elements of a vector in order and return #t, or return #f if not all are plain.",
    writes=True,
)
def sort_run(vector: Value, start: int, end: int, order: Value) -> Value:
    if not _ORDERS[order][0](vector.items[start:end]):
        return FALSE
    _order(vector, start, end, order)
    current.worked(4 * (end - start))
    return TRUE


@primitive(
    "%merge-runs!",
    "(vector start end order)",
    "Put elements of a vector in order that are two runs in order.",
    writes=True,
)
def merge_runs(vector: Value, start: int, end: int, order: Value) -> Value:
    _order(vector, start, end, order)
    current.worked((end - start) // 2)
    return UNSPECIFIED
