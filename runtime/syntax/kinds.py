"""What the kinds of value are called, and how the opaque ones look: ``#<procedure car>``, ``#<condition ...>``.

Kinds this folder does not know add themselves to the tables here. Nothing of the host language may ever show.
This module must never import what is above it (``lib``, ``machine``).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from omega.runtime.condition import Condition
from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import (
    EOF,
    NIL,
    UNASSIGNED,
    UNSPECIFIED,
    Boolean,
    Bytevector,
    Char,
    Keyword,
    Pair,
    Singleton,
    String,
    Symbol,
    Value,
    Values,
    Vector,
)
from omega.runtime.syntax.numerals import number_to_text


class Compound(NamedTuple):
    """How a value with parts prints: ``opening``, then each child after its own text, then ``closing``."""

    opening: str
    children: Sequence[tuple[str, Value]]
    closing: str


#: Text of an opaque value, by its Python type or a base of it: a port, a promise, an environment, ...
describers: dict[type, Callable[[Value], str]] = {}
#: Parts of a value that shows them, by its Python type or a base of it: records, hash tables, ...
compounds: dict[type, Callable[[Value], Compound]] = {}
#: What messages call a value of this Python type or a base of it: a word, or what computes it.
type_names: dict[type, str | Callable[[Value], str]] = {}
#: Ask each in turn what a procedure is called; ``None`` means "not mine", ``""`` "it has no name".
procedure_namers: list[Callable[[Value], str | None]] = []

_PROCEDURES = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)

_BUILT_IN_NAMES: dict[type, str] = {
    int: "integer",
    Ratio: "rational",
    float: "real",
    Gaussian: "complex",
    complex: "complex",
    Boolean: "boolean",
    Symbol: "symbol",
    Keyword: "keyword",
    String: "string",
    Char: "character",
    Pair: "pair",
    Vector: "vector",
    Bytevector: "bytevector",
    Values: "multiple values",
    Condition: "condition",
}
#: Python types whose values never have parts.
ATOMS = frozenset({*_BUILT_IN_NAMES, Singleton, *_PROCEDURES} - {Pair, Vector, Values})
_SINGLETON_NAMES = {
    NIL: "empty list",
    EOF: "end of file",
    UNSPECIFIED: "unspecified",
    UNASSIGNED: "unassigned",
}

_Hook = TypeVar("_Hook")


def find_hook(hooks: dict[type, _Hook], kind: type) -> _Hook | None:
    """The entry for this Python type, or for the nearest base of it that has one."""
    for base in kind.__mro__:
        if base in hooks:
            return hooks[base]
    return None


def type_name(value: Value) -> str:
    """What messages call the type of a value: ``integer``, ``pair``, ``empty list``, ``procedure``, ..."""
    kind = type(value)
    if kind in _BUILT_IN_NAMES:
        return _BUILT_IN_NAMES[kind]
    hook = find_hook(type_names, kind)
    if hook is not None:
        return hook if isinstance(hook, str) else hook(value)
    if kind is Singleton:
        return _SINGLETON_NAMES[value]
    return "procedure" if callable(value) else "object"


def procedure_name(value: Value) -> str:
    """The Lisp name of a procedure, ``""`` for an anonymous one."""
    for namer in procedure_namers:
        name = namer(value)
        if name is not None:
            return name
    name = getattr(value, "__name__", "")
    return "" if not isinstance(name, str) or name.startswith(("<", "_")) else name


def parts(value: Value) -> Compound | None:
    """How a value that shows its parts prints, or ``None`` for the others (and for pairs and vectors)."""
    if type(value) is Values:
        return Compound("#<values", [(" ", item) for item in value.objects], ">")
    hook = find_hook(compounds, type(value))
    return None if hook is None else hook(value)


def has_parts(value: Value) -> bool:
    """Whether a value has parts that print with it."""
    kind = type(value)
    if kind is Pair or kind is Vector or kind is Values:
        return True
    return kind not in ATOMS and find_hook(compounds, kind) is not None


def opaque_text(value: Value) -> str:
    """The text of a value without parts that is neither a string, character, symbol, keyword nor bytevector."""
    kind = type(value)
    if kind is float or kind is Ratio or kind is complex or kind is int or kind is Gaussian:
        return number_to_text(value)
    if isinstance(value, Singleton):
        return value.text
    describer = find_hook(describers, kind)
    if describer is not None:
        return describer(value)
    if kind is Condition:
        return f"#<condition {value.type}: {value.message}>"
    if isinstance(value, _PROCEDURES) or callable(value):
        name = procedure_name(value)
        return f"#<procedure {name}>" if name else "#<procedure>"
    return "#<object>"
