"""The shape of the op table: what an op's entry says, and how one parameter's value is checked.

Owns no op. Nothing here raises on bad values: checking answers with words.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from enum import Enum

from omega.protocol.wire import Wire


class Kind(Enum):
    """The type of a parameter; the value is how messages to people name it."""

    TEXT = "text"
    INTEGER = "an integer"
    FLAG = "a flag"
    MAP = "a map"
    LIST = "a list"
    BYTES = "bytes, or text in base64"
    ID = "a request's id (text or an integer)"


@dataclass(frozen=True, slots=True)
class Invalid:
    """What is wrong with a value. ``where``: in which part of it, in words, if it is not the whole. ``expected``: what
    must be there, in words. ``value``: what is."""

    where: str
    expected: str
    value: Wire


@dataclass(frozen=True, slots=True)
class Param:
    """``name``: the message's key. ``kind``: the type. ``doc``: one sentence. ``minimum``: for integers.
    ``choices``: all texts allowed, if not any. ``missing``: the status a request without it gets, if required.
    A list is one of texts, or of maps: ``fields`` that each must have, and ``options`` that it may have."""

    name: str
    kind: Kind
    doc: str
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    missing: str = "invalid-argument"
    fields: tuple[Param, ...] = ()
    options: tuple[Param, ...] = ()

    def check(self, value: Wire) -> Wire | Invalid:
        """The value to use, or what is wrong with it. ``None`` stands for an absent one (nil, bencode's ``le``)."""
        kind = self.kind
        if kind is Kind.TEXT:
            if type(value) is str:
                return value if not self.choices or value in self.choices else Invalid("", self.expected, value)
        elif kind is Kind.FLAG:
            return not (value is None or value is False or value == [])
        elif kind is Kind.INTEGER:
            number = _integer(value)
            if number is not None and (self.minimum is None or number >= self.minimum):
                return number
            if number is not None:
                return Invalid("", self.expected, number)
        elif kind is Kind.BYTES:
            data = _bytes(value)
            if data is not None:
                return data
        elif kind is Kind.ID:
            if type(value) in (str, int):
                return value
        elif kind is Kind.LIST:
            if type(value) is list:
                return self._check_items(value)
        elif type(value) is dict:
            return value
        return None if value is None or value == [] else Invalid("", self.expected, value)

    def _check_items(self, items: list[Wire]) -> Wire | Invalid:
        """A list's items: texts, or the fields of maps that are known here."""
        found: list[Wire] = []
        for number, item in enumerate(items, 1):
            checked = self._check_map(item) if self.fields else self._check_text(item)
            if isinstance(checked, Invalid):
                return Invalid(f", item {number}{checked.where}", checked.expected, checked.value)
            found.append(checked)
        return found

    def _check_text(self, item: Wire) -> Wire | Invalid:
        wrong = type(item) is not str or (self.choices and item not in self.choices)
        return Invalid("", self.expected_item, item) if wrong else item

    def _check_map(self, item: Wire) -> Wire | Invalid:
        if type(item) is not dict:
            return Invalid("", self.expected_item, item)
        found: dict[str, Wire] = {}
        for known in (*self.fields, *self.options):
            checked = known.check(item[known.name]) if known.name in item else None
            if isinstance(checked, Invalid):
                return Invalid(f", {known.name}", checked.expected, checked.value)
            if checked is not None:
                found[known.name] = checked
            elif known in self.fields:
                return Invalid(f", {known.name}", known.expected, None)
        return found

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        if self.kind is Kind.LIST:
            return f"a list, each item {self.expected_item}"
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return self.kind.value if self.minimum is None else f"{self.kind.value} of at least {self.minimum}"

    @property
    def expected_item(self) -> str:
        """What an item of a list must be, in words."""
        if self.fields:
            names = [each.name for each in self.fields] + [f"{each.name}?" for each in self.options]
            return f"a map with {', '.join(names)}"
        return "one of " + ", ".join(self.choices) if self.choices else "text"


def _integer(value: Wire) -> int | None:
    """An integer, also from decimal text: some editors send line numbers so."""
    if type(value) is int:
        return value
    if type(value) is str and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    return None


def _bytes(value: Wire) -> bytes | None:
    """Bytes, also from text in base64: bencode's strings are text."""
    if type(value) is bytes:
        return value
    if type(value) is not str:
        return None
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. ``returns``: name and meaning of what its replies hold besides id, session and status. ``also``: its
    other names; requests know it by ``name`` whichever was sent."""

    name: str
    doc: str
    required: tuple[Param, ...] = ()
    optional: tuple[Param, ...] = ()
    returns: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    params: dict[str, Param] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", {param.name: param for param in (*self.required, *self.optional)})
