"""Where a session keeps what it saves by name: snapshots, histories, whole sessions.

Behind the Protocol is memory, or whatever the host says: a file, a database. What is kept is bytes that a ``parcel.py`` or
``Runtime.snapshot`` made; a shelf must never look into them.
"""

from __future__ import annotations

from typing import Annotated, Protocol

from msgspec import Struct
from msgspec.structs import replace

from omega.runtime.condition import Condition, LispError


class Kept(Struct, frozen=True):
    """What is known of something that is kept, without its bytes."""

    name: Annotated[str, "The name it is saved under."]
    description: Annotated[str, "What was said about it."]
    time: Annotated[float, "When it was saved, in seconds since 1970."]
    size: Annotated[int, "Its bytes."]
    hash: Annotated[str, "The SHA-256 of its bytes."]
    evaluation: Annotated[bool, "Whether it was saved in the midst of an evaluation."]


class Shelf(Protocol):
    """Where things are kept by name."""

    def put(self, kept: Kept, data: bytes) -> None:
        """Keep it, in place of one of the same name; the oldest may have to go. Raises ``LispError`` if it cannot be kept."""

    def list(self) -> tuple[Kept, ...]:
        """All, the oldest first."""

    def data(self, name: str) -> bytes | None:
        """The bytes of one."""

    def rename(self, name: str, to: str) -> None:
        """Call it something else, which none is called."""

    def delete(self, name: str) -> None:
        """Keep it no longer."""


class MemoryShelf:
    """A ``Shelf`` of so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[str, tuple[Kept, bytes]] = {}

    def put(self, kept: Kept, data: bytes) -> None:
        """Keep it, in place of one of the same name; the oldest go when there is no room."""
        if len(data) > self._limit:
            message = f"{kept.name}: {len(data)} bytes exceed the limit shelf-bytes of {self._limit}"
            raise LispError(Condition("budget-exceeded", message))
        self._kept.pop(kept.name, None)
        self._kept[kept.name] = (kept, data)
        while sum(each.size for each, _ in self._kept.values()) > self._limit:
            del self._kept[next(iter(self._kept))]

    def list(self) -> tuple[Kept, ...]:
        """All, the oldest first."""
        return tuple(each for each, _ in self._kept.values())

    def data(self, name: str) -> bytes | None:
        """The bytes of one."""
        return self._kept[name][1] if name in self._kept else None

    def rename(self, name: str, to: str) -> None:
        """Call it something else, which none is called."""
        self._kept = {
            to if key == name else key: (replace(kept, name=to) if key == name else kept, data)
            for key, (kept, data) in self._kept.items()
        }

    def delete(self, name: str) -> None:
        """Keep it no longer."""
        self._kept.pop(name, None)


def describe(name: str, data: bytes, *, time: float, description: str = "", evaluation: bool = False) -> Kept:
    """What is known of these bytes."""
    import hashlib  # takes long, and only what is kept needs it

    return Kept(name, description, time, len(data), hashlib.sha256(data).hexdigest(), evaluation)


class Catalogue:
    """A shelf as verbs use it: what is not there is a condition. ``what``: what each of them is."""

    def __init__(self, what: str, shelf: Shelf) -> None:
        self.shelf = shelf
        self._what = what

    def find(self, verb: str, name: str) -> Kept:
        """What is known of the one of this name. Raises ``LispError``."""
        for each in self.shelf.list():
            if each.name == name:
                return each
        raise LispError(Condition("state-conflict", f"{verb}: there is no {self._what} {name}"))

    def data(self, verb: str, name: str) -> bytes:
        """Its bytes. Raises ``LispError``."""
        self.find(verb, name)
        data = self.shelf.data(name)
        if data is None:
            raise LispError(Condition("state-conflict", f"{verb}: the bytes of the {self._what} {name} are gone"))
        return data

    def delete(self, verb: str, name: str) -> None:
        """Keep it no longer. Raises ``LispError``."""
        self.find(verb, name)
        self.shelf.delete(name)

    def rename(self, verb: str, name: str, to: str) -> Kept:
        """Give it another name. Raises ``LispError``."""
        self.find(verb, name)
        if any(each.name == to for each in self.shelf.list()):
            raise LispError(Condition("state-conflict", f"{verb}: there is a {self._what} {to} already"))
        self.shelf.rename(name, to)
        return self.find(verb, to)
