"""What is around a session: other sessions, as far as whoever uses this one may know of them.

A host that has sessions gives each of them a ``Home``. Without one there is memory: a program that uses the runtime as a
library finds the sessions that its own made in ``MemoryHome.sessions``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, TypeAlias

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.shelf import MemoryShelf, Shelf
from omega.runtime.slices import Steps

if TYPE_CHECKING:
    from omega.runtime.journal import Entry
    from omega.runtime.runtime import Runtime

#: ``uninitialized``: it has no state in memory yet. ``initializing``: that is being made. ``ready`` for work, or ``running``
#: some. ``paused``: it does no work until it is resumed. ``terminated`` for good. ``error``: its state cannot be made.
Life: TypeAlias = Literal["uninitialized", "initializing", "ready", "running", "paused", "terminated", "error"]


class SessionInfo(Struct, frozen=True):
    """What is known of a session. Of one without a state in memory the counters say what it has done so far as is known."""

    id: Annotated[str, "Its id."]
    name: Annotated[str, "Its name, for people."]
    state: Annotated[str, "uninitialized, initializing, ready, running, paused, terminated or error."]
    durable: Annotated[bool, "Whether it outlives the server."]
    created: Annotated[float, "When it was made, in seconds since 1970."]
    evaluations: Annotated[int, "How many evaluations it has done."]
    ticks: Annotated[int, "The ticks they used."]
    effects: Annotated[int, "The answers they got from outside."]
    errors: Annotated[int, "How many of them ended in an error."]
    memory: Annotated[int, "About the bytes of memory that it holds."]


class Home(Protocol):
    """The sessions around one; ``shelf``: where whole sessions are kept by name."""

    @property
    def shelf(self) -> Shelf:
        """Where whole sessions are kept by name, for all of them."""

    def open(self, runtime: Runtime, name: str, *, durable: bool = False) -> str:
        """Let a runtime be a session, with a name for people; its id. Raises ``LispError`` when there may be no more."""

    def is_kept(self, id: str) -> bool:
        """Is a durable session that has been opened kept now? Raises ``LispError`` if it cannot be; then it is gone."""

    def info(self, runtime: Runtime) -> SessionInfo:
        """What is known of the session that has this runtime."""

    def sessions(self) -> Sequence[SessionInfo]:
        """All of them, the oldest first."""

    def changed(self, runtime: Runtime) -> None:
        """The session with this runtime has another name, has been paused or resumed."""

    def amended(self, entry: Entry) -> None:
        """An entry of the history of the session that asks says something else about itself."""

    def terminate(self, runtime: Runtime) -> None:
        """End the session with this runtime, soon."""

    def prune(self, unused: float) -> Sequence[str]:
        """Delete what is kept of sessions that nobody has used for so many seconds; their ids."""


def opened(home: Home, runtime: Runtime, name: str, durable: bool) -> Steps[str]:
    """Let a runtime be a session, and if it is to be durable wait until that is so; its id. Raises ``LispError``."""
    id = home.open(runtime, name, durable=durable)
    while durable and not home.is_kept(id):
        yield
    return id


class MemoryHome:
    """A ``Home`` in memory: ``sessions`` by id."""

    def __init__(self, first: Runtime) -> None:
        self.shelf: Shelf = MemoryShelf(first.ceiling.shelf_bytes)
        self.by_id: dict[str, Runtime] = {}
        self._count = 0
        self._add(first)

    def _add(self, runtime: Runtime) -> str:
        self._count += 1
        runtime.id = f"session-{self._count}"
        self.by_id[runtime.id] = runtime
        return runtime.id

    def open(self, runtime: Runtime, name: str, *, durable: bool = False) -> str:
        """Let a runtime be a session; its id."""
        if durable:
            raise LispError(Condition("state-conflict", "durable: expected a host that keeps sessions, this one keeps nothing"))
        runtime.home, runtime.name = self, name
        return self._add(runtime)

    def is_kept(self, id: str) -> bool:
        """There is nothing to wait for."""
        return True

    def info(self, runtime: Runtime) -> SessionInfo:
        """What is known of a session."""
        state: Life = "running" if runtime.asking is not None else "ready"
        return runtime.describe("terminated" if runtime.is_terminated else "paused" if runtime.is_paused else state)

    def sessions(self) -> Sequence[SessionInfo]:
        """All of them, the oldest first."""
        return [self.info(each) for each in self.by_id.values()]

    def changed(self, runtime: Runtime) -> None:
        """Whoever has a runtime sees that by itself."""

    def amended(self, entry: Entry) -> None:
        """Whoever has a history sees that by itself."""

    def terminate(self, runtime: Runtime) -> None:
        """End a session."""
        runtime.is_terminated = True
        self.by_id.pop(runtime.id, None)

    def prune(self, unused: float) -> Sequence[str]:
        """Nothing is kept."""
        return ()
