"""A machine just large enough to run primitives: it makes the calls that a long primitive asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from omega.runtime.condition import LispError
from omega.runtime.lib import handover
from omega.runtime.lib.library import TOPICS
from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.syntax.datum import NIL, String, Value, Vector, boolean, intern, lisp_list
from omega.runtime.syntax.printer import write_string

assert TOPICS


@dataclass(frozen=True)
class Request:
    """What a primitive returned: go on with the Lisp procedure of this name."""

    name: str
    arguments: tuple[Value, ...]


class Endless(Exception):
    """A call had more safepoints than a test waits for."""


def run(name: str, *arguments: Value, patience: int = 10_000) -> tuple[Value, int]:
    """The value of a call of the primitive, and how many safepoints it had; ``Endless`` after ``patience`` of them."""
    before = handover._continuation
    handover.install(lambda name, *arguments: Request(name, arguments))
    try:
        turns = 0
        value = PRIMITIVES[name].function(*arguments)
        while isinstance(value, Request) and value.name == "%again":
            turns += 1
            if turns > patience:
                raise Endless
            function, rest = value.arguments
            value = function(*python(rest))
        return value, turns
    finally:
        handover.install(before)


def call(name: str, *arguments: object) -> Value:
    """The value of a call of the primitive; the arguments are Python data (see ``lisp``)."""
    return run(name, *map(lisp, arguments))[0]


def shown(name: str, *arguments: object) -> str:
    """The value of a call, as ``write`` shows it."""
    return write_string(call(name, *arguments))


def fails(name: str, *arguments: object) -> str:
    """``type: message`` of the error that the call signals."""
    with pytest.raises(LispError) as caught:
        call(name, *arguments)
    return str(caught.value)


def python(value: Value) -> list[Value]:
    """The elements of a proper list."""
    items = []
    while value is not NIL:
        items.append(value.car)
        value = value.cdr
    return items


def lisp(value: object) -> Value:
    """Nested Python data as a Lisp value: a list for a list, a tuple for a vector, ``"'name"`` for a symbol.

    What is a Lisp value already stays as it is."""
    match value:
        case bool():
            return boolean(value)
        case list():
            return lisp_list([lisp(item) for item in value])
        case tuple():
            return Vector([lisp(item) for item in value])
        case str() if value.startswith("'"):
            return intern(value[1:])
        case str():
            return String(value)
        case _:
            return value
