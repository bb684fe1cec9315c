"""The dynamic state: one immutable chain of what is in force, innermost first (ENGINE.md, *Dynamic state*).

Entries are winders of ``dynamic-wind``, condition handlers and parameter bindings, prompts and handlers of effects, and
the extents of calls of a condition handler, in which that handler and those inside it are not in force while everything else still is. The machine holds the chain, and so
does every captured continuation: going from one to another means leaving the entries of the one down to the common
ancestor and entering those of the other.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.shapes import register

Kind: TypeAlias = Literal["wind", "handler", "handling", "parameter", "prompt", "effects"]

#: The kinds that have a frame of their own on the stack (``prompts.py``).
PROMPTS = frozenset(("prompt", "effects"))


class Dynamic:
    """One entry. ``wind``: thunks before and after. ``handler``: the procedure. ``handling``: the entry of the handler
    that is being called. ``parameter``: its key and value. ``prompt``: its tag and handler. ``effects``: the handlers of
    operations, as an association list."""

    __slots__ = ("depth", "first", "kind", "outer", "second")

    def __init__(self, kind: Kind, first: Value, second: Value, outer: Dynamic | None) -> None:
        self.kind = kind
        self.first = first
        self.second = second
        self.outer = outer
        self.depth: int = 1 if outer is None else outer.depth + 1


register(Dynamic, "dynamic", "kind", "first", "second", "outer", "depth")


def common_ancestor(left: Dynamic | None, right: Dynamic | None) -> Dynamic | None:
    """The innermost entry that both chains share."""
    while left is not right:
        if right is None or (left is not None and left.depth >= right.depth):
            assert left is not None
            left = left.outer
        else:
            right = right.outer
    return left


def innermost(chain: Dynamic | None, kind: Kind) -> Dynamic | None:
    """The innermost entry of this kind."""
    while chain is not None and chain.kind != kind:
        if kind == "handler" and chain.kind == "handling":
            chain = chain.first
        chain = chain.outer
    return chain


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
        outer = found[id(entry)] = Dynamic(entry.kind, first, entry.second, outer)
    return outer


def has_winders(chain: Dynamic | None) -> bool:
    """Is there a winder in the chain?"""
    while chain is not None:
        if chain.kind == "wind":
            return True
        chain = chain.outer
    return False
