"""Pairs and the compositions of ``car`` and ``cdr``: R7RS 6.4."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from operator import attrgetter

from omega.runtime.lib.primitive import as_pair, primitive, wrong_type
from omega.runtime.syntax.datum import UNSPECIFIED, Pair, Value, boolean


@primitive("cons", "(a b)", "A new pair of a and b.")
def cons(a: Value, b: Value) -> Value:
    return Pair(a, b)


@primitive("pair?", "(object)", "Whether the object is a pair.")
def pair_p(object: Value) -> Value:
    return boolean(type(object) is Pair)


@primitive("car", "(pair)", "The first half of the pair.")
def car(pair: Value) -> Value:
    return as_pair(pair, "car", 0).car


@primitive("cdr", "(pair)", "The second half of the pair.")
def cdr(pair: Value) -> Value:
    return as_pair(pair, "cdr", 0).cdr


@primitive("set-car!", "(pair object)", "Replace the first half of the pair.", writes=True)
def set_car(pair: Value, object: Value) -> Value:
    as_pair(pair, "set-car!").car = object
    return UNSPECIFIED


@primitive("set-cdr!", "(pair object)", "Replace the second half of the pair.", writes=True)
def set_cdr(pair: Value, object: Value) -> Value:
    as_pair(pair, "set-cdr!").cdr = object
    return UNSPECIFIED


def _accessor(name: str, steps: str, wanted: str) -> Callable[[Value], Value]:
    """The function that follows ``steps`` (``"cdr.car"``: first cdr, then car)."""
    follow = attrgetter(steps)

    def access(pair: Value) -> Value:
        try:
            return follow(pair)
        except AttributeError:
            raise wrong_type(name, wanted, pair) from None

    return access


def _declare_compositions() -> None:
    """``caar`` to ``cddddr``: R7RS (scheme cxr)."""
    for depth in (2, 3, 4):
        for letters in map("".join, product("ad", repeat=depth)):
            name = f"c{letters}r"
            inward = [f"c{letter}r" for letter in reversed(letters)]
            wanted = (
                f"a list of {depth} or more elements"
                if letters == "a" + "d" * (depth - 1)
                else f"a pair with a {name}"
            )
            meaning = "The " + " of the ".join(reversed(inward)) + "."
            primitive(name, "(pair)", meaning)(_accessor(name, ".".join(inward), wanted))


def _declare_ordinals() -> None:
    """``first`` to ``tenth``: SRFI 1."""
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    for count, name in enumerate(names, 1):
        wanted = f"a list of {count} or more elements"
        steps = ".".join(["cdr"] * (count - 1) + ["car"])
        primitive(name, "(list)", f"The {name} element of the list.")(_accessor(name, steps, wanted))


_declare_compositions()
_declare_ordinals()
