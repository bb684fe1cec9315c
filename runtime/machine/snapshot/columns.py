"""Reads the columns of a snapshot, believing nothing: what has another form than the writer's is ``Damaged``."""

from __future__ import annotations

import sys
from array import array
from typing import Any, TypeVar

from omega.runtime.machine.snapshot.problem import Damaged

Kind = TypeVar("Kind")


class Columns:
    """What a snapshot says, by name."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def one(self, name: str, kind: type[Kind]) -> Kind:
        """A column, or a single item, of this type."""
        return as_a(self._body.get(name), kind, name)

    def many(self, name: str, kind: type[Kind]) -> list[Kind]:
        """A list of things of this type."""
        return all_of(self._body.get(name), kind, name)

    def numbers(self, name: str) -> list[int]:
        """Unsigned integers."""
        return numbers(self._body.get(name), name)

    def doubles(self, name: str) -> list[float]:
        """Floating-point numbers."""
        return _unpacked("d", self.one(name, bytes), name)


def as_a(value: Any, kind: type[Kind], name: str) -> Kind:
    """The value, if it is exactly of this type."""
    if type(value) is not kind:
        raise Damaged(f"{name} is missing or no {kind.__name__}")
    return value


def all_of(values: Any, kind: type[Kind], name: str) -> list[Kind]:
    """The list, if all in it is exactly of this type."""
    found = as_a(values, list, name)
    if found and set(map(type, found)) != {kind}:
        raise Damaged(f"something in {name} is no {kind.__name__}")
    return found


def numbers(data: Any, name: str) -> list[int]:
    """Unsigned integers from their bytes."""
    return _unpacked("I", as_a(data, bytes, name), name)


def _unpacked(code: str, data: bytes, name: str) -> list[Any]:
    found = array(code)
    if len(data) % found.itemsize:
        raise Damaged(f"{name} is cut off")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tolist()


def integer(data: Any, name: str) -> int:
    """Any integer from its two's complement."""
    return int.from_bytes(as_a(data, bytes, name), "little", signed=True)
