"""Snapshots: named whole states of a session, and of what it is in the midst of (SUBSYSTEMS 8).

Where the bytes are kept is behind ``Shelf``: in memory, or wherever the host says. They are what ``Runtime.snapshot`` makes,
so restoring one gives the state that was saved, also in another process; a shelf is no part of that state, and stays as it
is when one is restored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol

from msgspec import Struct
from msgspec.structs import replace

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.difference import Difference, difference
from omega.runtime.plain import Count, Name, Named
from omega.runtime.verbs import Steps, Subsystem, long_verb, verb

if TYPE_CHECKING:
    from omega.runtime.runtime import Runtime
    from omega.runtime.session import SessionState

#: Bytes of snapshots that a session keeps in memory.
SHELF_BYTES = 64 * 1024 * 1024


class Saved(Struct, frozen=True):
    """What saving answers. It is known before the state is saved, so that it is part of it: whoever goes on from a state that
    was saved in the midst of an evaluation finds that ``snapshots.save`` has returned."""

    name: Annotated[str, "The name it is saved under."]
    description: Annotated[str, "What was said about it."]
    time: Annotated[float, "When it was saved, in seconds since 1970."]


class Snapshot(Struct, frozen=True):
    """A snapshot, without its bytes."""

    name: Annotated[str, "The name it is saved under."]
    description: Annotated[str, "What was said about it."]
    time: Annotated[float, "When it was saved, in seconds since 1970."]
    size: Annotated[int, "Its bytes."]
    hash: Annotated[str, "The SHA-256 of its bytes."]
    evaluation: Annotated[bool, "Whether it was saved in the midst of an evaluation."]


class Shelf(Protocol):
    """Where snapshots are kept."""

    def put(self, snapshot: Snapshot, data: bytes) -> None:
        """Keep it, in place of one of the same name; the oldest may have to go. Raises ``LispError`` if it cannot be kept."""

    def list(self) -> tuple[Snapshot, ...]:
        """All, the oldest first."""

    def data(self, name: str) -> bytes | None:
        """The bytes of one."""

    def delete(self, name: str) -> None:
        """Keep it no longer."""


class MemoryShelf:
    """A ``Shelf`` of so many bytes."""

    def __init__(self, limit: int = SHELF_BYTES) -> None:
        self._limit = limit
        self._kept: dict[str, tuple[Snapshot, bytes]] = {}

    def put(self, snapshot: Snapshot, data: bytes) -> None:
        """Keep it, in place of one of the same name; the oldest go when there is no room."""
        if len(data) > self._limit:
            message = f"{snapshot.name}: a snapshot of {len(data)} bytes exceeds the limit snapshot-bytes of {self._limit}"
            raise LispError(Condition("budget-exceeded", message))
        self._kept.pop(snapshot.name, None)
        self._kept[snapshot.name] = (snapshot, data)
        while sum(kept.size for kept, _ in self._kept.values()) > self._limit:
            del self._kept[next(iter(self._kept))]

    def list(self) -> tuple[Snapshot, ...]:
        """All, the oldest first."""
        return tuple(snapshot for snapshot, _ in self._kept.values())

    def data(self, name: str) -> bytes | None:
        """The bytes of one."""
        return self._kept[name][1] if name in self._kept else None

    def delete(self, name: str) -> None:
        """Keep it no longer."""
        self._kept.pop(name, None)


class Snapshots(Subsystem, name="snapshots"):
    """The snapshots of one session."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.shelf: Shelf = MemoryShelf()

    @verb(capability="snapshot", changes=True, also="snapshot")
    def save(
        self,
        name: Annotated[Name, "What to call it; one of that name is replaced."],
        *,
        description: Annotated[str, "What to say about it."] = "",
    ) -> Saved:
        """Save the session under a name: everything that is defined, and the evaluation that asks for it, as far as it is."""
        from hashlib import sha256  # only here: it loads a large library

        saved = Saved(name, description, self._runtime.clock())
        data = self._runtime.capture(saved)
        digest = sha256(data).hexdigest()
        within = self._runtime.asking is not None
        self.shelf.put(Snapshot(name, description, saved.time, len(data), digest, within), data)
        return saved

    @verb(capability="snapshot", changes=True, also="restore")
    def restore(self, name: Annotated[Name, "The snapshot's name."]) -> Snapshot:
        """Let the session be as it was saved. What is evaluated meanwhile ends there: it is part of what is replaced."""
        snapshot = self._find("snapshots.restore", name)
        self._runtime.adopt(self._data("snapshots.restore", name))
        return snapshot

    @verb(capability="snapshot")
    def list(self) -> Annotated[tuple[Snapshot, ...], Named("snapshots", "The snapshots, the oldest first.")]:
        """The snapshots of this session, the oldest first."""
        return self.shelf.list()

    @verb(capability="snapshot")
    def get(self, name: Annotated[Name, "The snapshot's name."]) -> Snapshot:
        """What is known of a snapshot."""
        return self._find("snapshots.get", name)

    @long_verb(capability="snapshot")
    def diff(
        self,
        name: Annotated[Name, "The first snapshot."],
        other: Annotated[Name | None, "The second; the session as it is now by default."] = None,
        *,
        limit: Annotated[Count, "How many globals of each sort to list at most."] = 1000,
    ) -> Steps[Difference]:
        """What differs between a snapshot and another one, or the session as it is now."""
        before = self._state("snapshots.diff", name)
        yield
        after = self._runtime.state if other is None else self._state("snapshots.diff", other)
        yield
        return (yield from difference(before, after, limit))

    @verb(capability="snapshot", changes=True)
    def delete(self, name: Annotated[Name, "The snapshot's name."]) -> None:
        """Delete a snapshot."""
        self._find("snapshots.delete", name)
        self.shelf.delete(name)

    @verb(capability="snapshot", changes=True)
    def rename(
        self, name: Annotated[Name, "The snapshot's name."], to: Annotated[Name, "Its new name, which none has yet."]
    ) -> Snapshot:
        """Give a snapshot another name."""
        snapshot = self._find("snapshots.rename", name)
        if any(each.name == to for each in self.shelf.list()):
            raise LispError(Condition("state-conflict", f"snapshots.rename: there is a snapshot {to} already"))
        renamed = replace(snapshot, name=to)
        self.shelf.put(renamed, self._data("snapshots.rename", name))
        self.shelf.delete(name)
        return renamed

    def _state(self, verb: str, name: str) -> SessionState:
        self._find(verb, name)
        return self._runtime.unsealed(self._data(verb, name)).state

    def _find(self, verb: str, name: str) -> Snapshot:
        for each in self.shelf.list():
            if each.name == name:
                return each
        raise LispError(Condition("state-conflict", f"{verb}: there is no snapshot {name}"))

    def _data(self, verb: str, name: str) -> bytes:
        data = self.shelf.data(name)
        if data is None:
            raise LispError(Condition("state-conflict", f"{verb}: the bytes of the snapshot {name} are gone"))
        return data
