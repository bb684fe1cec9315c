"""Plain data at the doors of the verbs (``verbs.py``): what may be given to one, and how its result looks in each.

A parameter has a kind, and perhaps bounds. A result is text, a number, a truth, bytes, nothing, a frozen struct of such, or
a tuple of them; it becomes a Lisp value or what a message can hold, and nothing of it is said twice. Neither may ever refer
to something that changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    Bytevector,
    Pair,
    String,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)

#: What a message may hold.
Wire: TypeAlias = "str | int | float | bool | Sequence[Wire] | Mapping[str, Wire]"

#: Elements of a list that is given.
_LONGEST_LIST = 10_000


class Kind(Enum):
    """What a parameter takes; the value is how messages to people name it."""

    TEXT = "a string"
    INTEGER = "an exact integer"
    FLAG = "a boolean"
    BYTES = "a bytevector"
    TEXTS = "a list of strings"


_KINDS: dict[object, Kind] = {
    str: Kind.TEXT, int: Kind.INTEGER, bool: Kind.FLAG, bytes: Kind.BYTES, tuple[str, ...]: Kind.TEXTS,
}  # fmt: skip


class Between(Struct, frozen=True):
    """Bounds, for ``Annotated``: of an integer, or of the length of a text."""

    least: int = 0
    most: int | None = None


class Named(Struct, frozen=True):
    """What a result that is no struct is called in a message, and what it is; for ``Annotated``."""

    name: str
    doc: str


LONGEST_NAME = 200
#: What things are saved under.
Name = Annotated[str, Between(1, LONGEST_NAME)]
#: A count, and where a page of a list begins.
Count = Annotated[int, Between(0)]


class Wrong(Enum):
    """The answer of a check that failed."""

    WRONG = "wrong"


WRONG = Wrong.WRONG


class Sort(Struct, frozen=True):
    """What one parameter takes. ``choices``: all texts allowed, if not any. ``optional``: nothing (``#f``) will do."""

    kind: Kind
    bounds: Between | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        bounds = self.bounds
        if bounds is None:
            return self.kind.value
        extent = f"at least {bounds.least}" if bounds.most is None else f"{bounds.least} to {bounds.most}"
        return f"{self.kind.value} of {extent}" + (" characters" if self.kind is Kind.TEXT else "")

    def check(self, value: object) -> object:
        """The value, if it is a Python value for this parameter; else ``WRONG``."""
        if value is None:
            return None if self.optional else WRONG
        fits: bool
        match self.kind:
            case Kind.TEXTS:
                fits = isinstance(value, tuple | list) and all(type(each) is str for each in value)
                return tuple(value) if fits and isinstance(value, tuple | list) else WRONG
            case Kind.TEXT:
                fits = type(value) is str and (not self.choices or value in self.choices) and self._is_within(len(value))
            case Kind.INTEGER:
                fits = type(value) is int and self._is_within(value)
            case Kind.FLAG:
                fits = type(value) is bool
            case Kind.BYTES:
                fits = type(value) is bytes
        return value if fits else WRONG

    def _is_within(self, amount: int) -> bool:
        bounds = self.bounds
        return bounds is None or (amount >= bounds.least and (bounds.most is None or amount <= bounds.most))

    def of_lisp(self, value: Value) -> object:
        """The Python value that a Lisp value is for this parameter; ``WRONG`` if it is none."""
        if self.kind is Kind.FLAG:
            return value is not FALSE
        if value is FALSE:
            return self.check(None)
        if self.kind is Kind.TEXT:
            return self.check(_text(value))
        if self.kind is Kind.BYTES and type(value) is Bytevector:
            return bytes(value.data)
        if self.kind is Kind.TEXTS:
            return self.check(_texts(value))
        return self.check(value)


def _text(value: Value) -> object:
    """The text of a string or a symbol."""
    if type(value) is String:
        return value.text
    return value.name if type(value) is Symbol else WRONG


def _texts(value: Value) -> object:
    """The texts of a list of strings and symbols."""
    found: list[object] = []
    while type(value) is Pair and len(found) < _LONGEST_LIST:
        found.append(_text(value.car))
        value = value.cdr
    return found if value is NIL else WRONG


def sort_of(hint: Any) -> tuple[Sort, str]:
    """What a parameter of this type takes, and the line about it."""
    doc = ""
    bounds = None
    while get_origin(hint) is Annotated:
        hint, *metadata = get_args(hint)
        for each in metadata:
            if isinstance(each, Between):
                bounds = each
            elif isinstance(each, str):
                doc = each
    optional = False
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
        optional = True
        if get_origin(hint) is Annotated:
            inner, _ = sort_of(hint)
            return Sort(inner.kind, inner.bounds, inner.choices, True), doc
    if get_origin(hint) is Literal:
        return Sort(Kind.TEXT, None, get_args(hint), optional), doc
    return Sort(_KINDS[hint], bounds, (), optional), doc


def fields_of(hint: Any) -> tuple[tuple[str, str], ...]:
    """Name and meaning of what a message holds when a verb's result is of this type."""
    if get_origin(hint) is Annotated:
        inner, *metadata = get_args(hint)
        for each in metadata:
            if isinstance(each, Named):
                listed = _struct_in(inner)
                of_what = "" if listed is None else " Each: " + ", ".join(name for name, _ in fields_of(listed)) + "."
                return ((each.name, each.doc + of_what),)
        hint = inner
    if hint is NoneType:
        return ()
    hints = get_type_hints(hint, include_extras=True)
    return tuple((wire_name(name), _line(hints[name])) for name in hint.__struct_fields__)


def _struct_in(hint: Any) -> Any:
    """The struct of which a tuple is one, or ``None``."""
    inside = get_args(hint)
    return inside[0] if get_origin(hint) is tuple and hasattr(inside[0], "__struct_fields__") else None


def _line(hint: Any) -> str:
    return next((each for each in get_args(hint)[1:] if isinstance(each, str)), "")


def name_of(hint: Any) -> str | None:
    """What a result of this type is called in a message; ``None`` for a struct, whose fields have names."""
    if get_origin(hint) is Annotated:
        return next((each.name for each in get_args(hint)[1:] if isinstance(each, Named)), None)
    return None


def wire_name(attribute: str) -> str:
    """What is called so in Python, in Lisp and in messages."""
    return attribute.rstrip("_").replace("_", "-")


def to_lisp(value: Any) -> Value:
    """A result as a Lisp value: a struct is an association list by name, what is missing is ``#f``."""
    kind = type(value)
    if value is None or kind is bool:
        return boolean(value is True)
    if kind is str:
        return String(value)
    if kind is bytes:
        return Bytevector(bytearray(value))
    if kind is tuple:
        return lisp_list([to_lisp(each) for each in value])
    if isinstance(value, Struct):
        fields = value.__struct_fields__
        return lisp_list([Pair(intern(wire_name(each)), to_lisp(getattr(value, each))) for each in fields])
    return value


def to_wire(value: Any) -> Wire:
    """A result as what a message can hold: a struct is a map, what is missing is left out, bytes are text in base64."""
    if type(value) is bytes:
        from base64 import b64encode  # only what is exported needs it

        return b64encode(value).decode("ascii")
    if type(value) is tuple:
        return [to_wire(each) for each in value]
    if isinstance(value, Struct):
        found = {wire_name(each): getattr(value, each) for each in value.__struct_fields__}
        return {name: to_wire(each) for name, each in found.items() if each is not None}
    plain: Wire = value
    return plain

