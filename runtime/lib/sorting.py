"""Sorting short lists of plain values by a primitive order, for ``prelude/sorting.scm``, which merges the runs.

Only what Python compares as the primitive does, in bounded time, is sorted here: small numbers other than nan,
strings, characters. Everything else, and every other order, is the merge sort's.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from omega.runtime.lib import arithmetic, chars, strings
from omega.runtime.lib.primitive import PRIMITIVES, primitive
from omega.runtime.syntax.datum import FALSE, Char, String, Value, boolean, lisp_list

assert arithmetic and chars and strings  # they declare the orders

#: Elements in one run: a millisecond's work.
RUN = 5_000
#: Numbers beyond this and texts longer than this in all make comparing them costly.
_LARGE = 1 << 64
_LONG = 1_000_000

_text = attrgetter("text")


def _all_numbers(items: list[Value]) -> bool:
    return all(type(item) in (int, float) and -_LARGE < item < _LARGE for item in items)


def _all_strings(items: list[Value]) -> bool:
    return all(type(item) is String for item in items) and sum(len(item.text) for item in items) < _LONG


def _all_chars(items: list[Value]) -> bool:
    return all(type(item) is Char for item in items)


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
    "%plain-order?", "(object)", "Whether the object is an order that %sorted-run may know how to apply."
)
def plain_order_p(object: Value) -> Value:
    return boolean(type(object) is _FUNCTION and object in _ORDERS)


_FUNCTION = type(plain_order_p)


@primitive(
    "%sorted-run",
    "(list count order)",
    "The first count elements of the list in order, or #f if not all are plain.",
)
def sorted_run(list: Value, count: int, order: Value) -> Value:
    fits, key, decreasing = _ORDERS[order]
    items = []
    for _ in range(min(count, RUN)):
        items.append(list.car)
        list = list.cdr
    if not fits(items):
        return FALSE
    items.sort(key=key, reverse=decreasing)
    return lisp_list(items)
