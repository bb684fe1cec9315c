"""Snapshots: named whole states of a session, and of what it is in the midst of (SUBSYSTEMS 8).

The bytes are what ``Runtime.snapshot`` makes, so restoring one gives the state that was saved, also in another process. They
are kept on a shelf (``shelf.py``), which is no part of that state, and stays as it is when one is restored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from omega.runtime.debug.difference import Difference, difference
from omega.runtime.debug.home import opened
from omega.runtime.debug.parcel import Parcel, unwrap, wrap
from omega.runtime.debug.shelf import Catalogue, Kept, MemoryShelf, describe
from omega.runtime.events import SnapshotRestored, SnapshotSaved
from omega.runtime.plain import Count, Name, Named
from omega.runtime.slices import Steps
from omega.runtime.syntax.datum import String
from omega.runtime.syntax.printer import write_string
from omega.runtime.verbs import Subsystem, long_verb, verb

if TYPE_CHECKING:
    from omega.runtime.runtime import Runtime
    from omega.runtime.session import SessionState

_ITS_NAME = "The snapshot's name."


class Saved(Struct, frozen=True):
    """What saving answers. It is known before the state is saved, so that it is part of it: whoever goes on from a state that
    was saved in the midst of an evaluation finds that ``snapshots.save`` has returned."""

    name: Annotated[str, "The name it is saved under."]
    description: Annotated[str, "What was said about it."]
    time: Annotated[float, "When it was saved, in seconds since 1970."]


class Forked(Struct, frozen=True):
    """A session that was made from another."""

    new_session: Annotated[str, "The id of the new session."]


class Snapshots(Subsystem, name="snapshots"):
    """The snapshots of one session."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.kept = Catalogue("snapshot", MemoryShelf(runtime.ceiling.shelf_bytes))

    @long_verb(capability="snapshot", changes=True, also="snapshot")
    def save(
        self,
        name: Annotated[Name, "What to call it; one of that name is replaced."],
        *,
        description: Annotated[str, "What to say about it."] = "",
    ) -> Steps[Saved]:
        """Save the session under a name: everything that is defined, and the evaluation that asks for it, as far as it is."""
        runtime = self._runtime
        saved = Saved(name, description, runtime.clock())
        within = runtime.midst is not None
        data = yield from runtime.capture(saved)
        self.kept.shelf.put(describe(name, data, time=saved.time, description=description, evaluation=within), data)
        runtime.tell(SnapshotSaved, name)
        return saved

    @long_verb(capability="snapshot", changes=True, also="restore")
    def restore(self, name: Annotated[Name, _ITS_NAME]) -> Steps[Kept]:
        """Let the session be as it was saved. What is evaluated meanwhile ends there: it is part of what is replaced."""
        kept = self.kept.find("snapshots.restore", name)
        data = self.kept.data("snapshots.restore", name)
        yield from self._runtime.adopt(data, f"(snapshots.restore {write_string(String(name))})")
        self._runtime.tell(SnapshotRestored, name)
        return kept

    @verb(capability="snapshot")
    def list(self) -> Annotated[tuple[Kept, ...], Named("snapshots", "The snapshots, the oldest first.")]:
        """The snapshots of this session, the oldest first."""
        return self.kept.shelf.list()

    @verb(capability="snapshot")
    def get(self, name: Annotated[Name, _ITS_NAME]) -> Kept:
        """What is known of a snapshot."""
        return self.kept.find("snapshots.get", name)

    @long_verb(capability="snapshot")
    def diff(
        self,
        name: Annotated[Name, "The first snapshot."],
        other: Annotated[Name | None, "The second; the session as it is now by default."] = None,
        *,
        limit: Annotated[Count, "How many globals of each sort to list at most."] = 1000,
    ) -> Steps[Difference]:
        """What differs between a snapshot and another one, or the session as it is now."""
        before = yield from self._state(name)
        after = self._runtime.state if other is None else (yield from self._state(other))
        return (yield from difference(before, after, limit))

    @verb(capability="snapshot", changes=True)
    def rename(
        self, name: Annotated[Name, _ITS_NAME], to: Annotated[Name, "Its new name, which none has yet."]
    ) -> Kept:
        """Give a snapshot another name."""
        return self.kept.rename("snapshots.rename", name, to)

    @verb(capability="snapshot", changes=True)
    def delete(self, name: Annotated[Name, _ITS_NAME]) -> None:
        """Delete a snapshot."""
        self.kept.delete("snapshots.delete", name)

    @long_verb(capability="snapshot", changes=True, also="fork")
    def fork(
        self,
        snapshot: Annotated[Name | None, "The snapshot to make it from; the session as it is now by default."] = None,
        *,
        name: Annotated[str, "A name for the new session, for people."] = "",
        durable: Annotated[bool, "Whether the new session is to outlive the server."] = False,
    ) -> Steps[Forked]:
        """Make a new session from a snapshot, or from the session as it is now."""
        runtime = self._runtime
        if snapshot is None:
            forked = runtime.fork()
        else:
            forked = yield from runtime.unsealed(self.kept.data("snapshots.fork", snapshot))
        return Forked((yield from opened(runtime.home, forked, name, durable)))

    @long_verb(capability="snapshot")
    def export(
        self, name: Annotated[Name, _ITS_NAME]
    ) -> Steps[Annotated[bytes, Named("data", "The contents of a file that another server imports.")]]:
        """A snapshot as the contents of a file, which snapshots.import takes, also elsewhere."""
        kept = self.kept.find("snapshots.export", name)
        data = self.kept.data("snapshots.export", name)
        return (yield from wrap(Parcel("snapshot", kept.name, kept.description, kept.time, data)))

    @long_verb(capability="snapshot", changes=True)
    def import_(
        self,
        data: Annotated[bytes, "The contents of the file."],
        *,
        name: Annotated[Name | None, "What to call it; what it was called where it comes from by default."] = None,
    ) -> Steps[Kept]:
        """Keep a snapshot that snapshots.export made, perhaps elsewhere; one of its name is replaced."""
        parcel = yield from unwrap("snapshots.import", data, "snapshot")
        opened = yield from self._runtime.unsealed(parcel.data)
        called = name or parcel.name
        kept = describe(called, parcel.data, time=parcel.time, description=parcel.description, evaluation=opened.suspended is not None)
        self.kept.shelf.put(kept, parcel.data)
        return kept

    def _state(self, name: str) -> Steps[SessionState]:
        return (yield from self._runtime.unsealed(self.kept.data("snapshots.diff", name))).state
