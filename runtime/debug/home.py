"""What is around a session: other sessions, as far as whoever uses this one may know of them.

A host that has sessions gives each of them a ``Home``. Without one there is memory: a program that uses the runtime as a
library finds the sessions it made in ``MemoryHome.sessions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from omega.runtime.runtime import Runtime


class Home(Protocol):
    """The sessions beside a session."""

    def open(self, runtime: Runtime, name: str) -> str:
        """Let a runtime be a session, with a name for people; its id. Raises ``LispError`` when there may be no more."""


class MemoryHome:
    """A ``Home`` in memory."""

    def __init__(self) -> None:
        self.sessions: dict[str, Runtime] = {}

    def open(self, runtime: Runtime, name: str) -> str:
        """Let a runtime be a session; its id."""
        id = f"session-{len(self.sessions) + 1}"
        self.sessions[id] = runtime
        runtime.home = self
        return id
