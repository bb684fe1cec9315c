"""Requests as they come and answers as they go: their parts, checked, so that handlers see only what they asked for.

Every complaint names the command and the field. This module must never know what a command means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: What a message may hold on its way out.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
#: The body of a response or of an event.
Body: TypeAlias = "Mapping[str, Json]"

#: The largest integer that every client can read.
_MOST = 2**53
_LONG = 80


class Refused(Exception):
    """A request that cannot be done; the text says why, to a person. ``word``: what clients know the reason by, if they
    do (``cancelled``, ``notStopped``). ``show``: clients should show it, whatever made them ask."""

    def __init__(self, text: str, *, word: str | None = None, show: bool = False) -> None:
        super().__init__(text)
        self.word = word
        self.show = show


class Arguments:
    """The arguments of a request, or an object inside of them; ``null`` counts as absent. Methods raise ``Refused``."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self._where = where
        self._values = values

    def optional_text(self, name: str) -> str | None:
        """The text under this name, if there is one."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(name, "a text", value)

    def text(self, name: str) -> str:
        """The text under this name."""
        value = self.optional_text(name)
        if value is None:
            raise self._wrong(name, "a text", None)
        return value

    def optional_integer(self, name: str) -> int | None:
        """The integer under this name, if there is one."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST:
            return value
        raise self._wrong(name, "an integer", value)

    def integer(self, name: str) -> int:
        """The integer under this name."""
        value = self.optional_integer(name)
        if value is None:
            raise self._wrong(name, "an integer", None)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Whether it is true; ``default`` if it is not said."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        raise self._wrong(name, "true or false", value)

    def items(self, name: str) -> list[Arguments]:
        """The objects of a list; none if it is absent."""
        return [self._inner(f"{name}[{index}]", item) for index, item in enumerate(self._list(name))]

    def texts(self, name: str) -> list[str]:
        """The texts of a list; none if it is absent."""
        found = []
        for index, item in enumerate(self._list(name)):
            if not isinstance(item, str):
                raise self._wrong(f"{name}[{index}]", "a text", item)
            found.append(item)
        return found

    def integers(self, name: str) -> list[int]:
        """The integers of a list; none if it is absent."""
        return [
            Arguments(self._where, {f"{name}[{index}]": item}).integer(f"{name}[{index}]")
            for index, item in enumerate(self._list(name))
        ]

    def optional_inner(self, name: str) -> Arguments | None:
        """The object under this name, if there is one."""
        value = self._values.get(name)
        return None if value is None else self._inner(name, value)

    def inner(self, name: str) -> Arguments:
        """The object under this name."""
        return self._inner(name, self._values.get(name))

    def wrong(self, name: str, expected: str) -> Refused:
        """What to raise about a field that has the right type and cannot be used all the same."""
        return self._wrong(name, expected, self._values.get(name))

    def _list(self, name: str) -> list[object]:
        value = self._values.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise self._wrong(name, "a list", value)

    def _inner(self, name: str, value: object) -> Arguments:
        if isinstance(value, dict):
            return Arguments(f"{self._where}: {name}", value)
        raise self._wrong(name, "an object", value)

    def _wrong(self, name: str, expected: str, value: object) -> Refused:
        return Refused(f"{self._where}: {name}: expected {expected}, got {_shown(value)}")


class Request(Arguments):
    """A request, asked for its arguments as an object inside of it is. ``number``: what its response repeats."""

    def __init__(self, number: int, command: str, values: Mapping[str, object]) -> None:
        super().__init__(command[:_LONG], values)
        self.number = number
        self.command = command
        #: Whether its response has been sent; there is one.
        self.answered = False


def request_of(message: Mapping[str, object]) -> Request | None:
    """The request that a message is; ``None`` for a response or an event. Raises ``Refused`` for what is neither."""
    kind = message.get("type")
    if kind in ("response", "event"):
        return None
    head = Arguments("message", message)
    if kind != "request":
        raise head.wrong("type", "request")
    command = head.text("command")
    return Request(head.integer("seq"), command, _values(command, message.get("arguments")))


def _values(command: str, arguments: object) -> dict[str, object]:
    if arguments is None:
        return {}
    if isinstance(arguments, dict):
        return arguments
    raise Refused(f"{command[:_LONG]}: arguments: expected an object, got {_shown(arguments)}")


def _shown(value: object) -> str:
    """A JSON value as a person wrote it, in short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONG else text[:_LONG] + "..."
