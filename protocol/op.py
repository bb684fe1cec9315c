"""The shape of the op table: what an op's entry says, and how one parameter's value is checked.

Owns no op. Nothing here raises on bad values: checking answers with words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from omega.protocol.wire import Wire


class Kind(Enum):
    """The type of a parameter; the value is how messages to people name it."""

    TEXT = "text"
    INTEGER = "an integer"
    FLAG = "a flag"
    MAP = "a map"
    ID = "a request's id (text or an integer)"


class Invalid(Enum):
    """The answer of a check that failed without more to say than the parameter's kind."""

    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Param:
    """``name``: the message's key. ``kind``: the type. ``doc``: one sentence. ``minimum``: for integers.
    ``choices``: all texts allowed, if not any. ``missing``: the status a request without it gets, if required."""

    name: str
    kind: Kind
    doc: str
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    missing: str = "invalid-argument"

    def check(self, value: Wire) -> Wire | Invalid:
        """The value to use, or ``Invalid.WRONG``. ``None`` stands for an absent one (nil, bencode's ``le``)."""
        kind = self.kind
        if kind is Kind.TEXT:
            if type(value) is str:
                return value if not self.choices or value in self.choices else Invalid.WRONG
        elif kind is Kind.FLAG:
            return not (value is None or value is False or value == [])
        elif kind is Kind.INTEGER:
            number = _integer(value)
            if number is not None:
                return number if self.minimum is None or number >= self.minimum else Invalid.WRONG
        elif kind is Kind.ID:
            if type(value) in (str, int):
                return value
        elif type(value) is dict:
            return value
        return None if value is None or value == [] else Invalid.WRONG

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return self.kind.value if self.minimum is None else f"{self.kind.value} of at least {self.minimum}"


def _integer(value: Wire) -> int | None:
    """An integer, also from decimal text: some editors send line numbers so."""
    if type(value) is int:
        return value
    if type(value) is str and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    return None


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. ``returns``: name and meaning of what its replies hold besides id, session and status."""

    name: str
    doc: str
    required: tuple[Param, ...] = ()
    optional: tuple[Param, ...] = ()
    returns: tuple[tuple[str, str], ...] = ()
    params: dict[str, Param] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", {param.name: param for param in (*self.required, *self.optional)})
