"""The dynamic state: one immutable chain of what is in force, innermost first (ENGINE.md, *Dynamic state*).

Entries are winders of ``dynamic-wind``, condition handlers, restarts, parameter bindings, prompts and handlers of
effects, and the extents of calls of a condition handler, in which that handler and those inside it are not in force
while everything else still is. The machine holds the chain, and so does every captured continuation: going from one to
another means leaving the entries of the one down to the common ancestor and entering those of the other.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from omega.runtime.syntax.datum import NIL, UNSPECIFIED, Pair, Symbol, Value
from omega.runtime.syntax.shapes import is_value, maybe_value, of, register

Kind: TypeAlias = Literal[
    "wind", "handler", "cluster", "exits", "guard", "handling", "level", "restarts", "fault", "association",
    "parameter", "prompt", "effects",
]  # fmt: skip


class Dynamic(Struct, eq=False):
    """One entry, and what it holds.

    ``wind``: thunks before and after. ``handler``: the procedure (R7RS). ``cluster``: handlers by condition type, which may
    decline. ``exits``: clauses by condition type, and the key of the exit (``escape.py``) they are evaluated behind.
    ``guard``: a procedure with the clauses, and its key. ``handling``: the entry of the handler that is being called.
    ``level``: a person has been asked; handlers outside are not in force. ``restarts``: a list of them, and the key of the
    exit they leave for, if any. ``fault``: a condition, and the continuations of its ``use-value`` and ``retry``.
    ``association``: a condition, and the restarts that are only for it. ``parameter``: its key and value. ``prompt``: a
    pair of its tag and handler, and the key of its frame (``prompts.py``). ``effects``: the handlers of operations, as an
    association list, and such a key. ``inside`` makes one."""

    kind: Kind
    first: Value
    second: Value
    outer: Dynamic | None
    #: How many entries there are from here on outwards.
    depth: int


def inside(outer: Dynamic | None, kind: Kind, first: Value, second: Value = UNSPECIFIED) -> Dynamic:
    """A new entry, inside of another."""
    return Dynamic(kind, first, second, outer, 1 if outer is None else outer.depth + 1)


def _is_sound(entry: Dynamic) -> bool:
    if entry.depth != (1 if entry.outer is None else entry.outer.depth + 1):
        return False
    if entry.kind == "handling":
        return entry.first is None or (type(entry.first) is Dynamic and entry.first.depth < entry.depth)
    if entry.kind == "prompt":
        return type(entry.first) is Pair
    return is_value(entry.first) and (entry.kind != "effects" or _are_handlers(entry.first))


def _are_handlers(handlers: Value) -> bool:
    """Is it an association list by symbols?"""
    seen: set[int] = set()
    while type(handlers) is Pair and id(handlers) not in seen:
        seen.add(id(handlers))
        if type(handlers.car) is not Pair or type(handlers.car.car) is not Symbol:
            return False
        handlers = handlers.cdr
    return handlers is NIL


register(
    Dynamic,
    "dynamic",
    "kind",
    "first",
    "second",
    "outer",
    "depth",
    blank=lambda: Dynamic("level", None, None, None, 1),
    accepts=of(get_args(Kind).__contains__, maybe_value, is_value, Dynamic | None, int),
    is_sound=_is_sound,
)


def common_ancestor(left: Dynamic | None, right: Dynamic | None) -> Dynamic | None:
    """The innermost entry that both chains share."""
    while left is not right:
        if right is None or (left is not None and left.depth >= right.depth):
            assert left is not None
            left = left.outer
        else:
            right = right.outer
    return left


def moved(chain: Dynamic | None, stop: Dynamic | None, outer: Dynamic | None) -> Dynamic | None:
    """The entries of a chain inside of ``stop``, on another chain."""
    entries = []
    while chain is not stop:
        assert chain is not None
        entries.append(chain)
        chain = chain.outer
    found: dict[int, Dynamic] = {}
    for entry in reversed(entries):
        # Only the extent of a handler's call refers to another entry: the handler's, which may be one that moves.
        first = found.get(id(entry.first), entry.first) if entry.kind == "handling" else entry.first
        outer = found[id(entry)] = inside(outer, entry.kind, first, entry.second)
    return outer


def has_winders(chain: Dynamic | None) -> bool:
    """Is there a winder in the chain?"""
    while chain is not None:
        if chain.kind == "wind":
            return True
        chain = chain.outer
    return False
