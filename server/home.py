"""The sessions around a session, as its runtime sees them (``runtime/debug/home.py``): those of the same principal.

This file must never show one principal the sessions of another, nor end or begin a session in the midst of a step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import trio

from omega.runtime import Condition, Limits, LispError, Runtime
from omega.runtime.debug.home import Life, SessionInfo
from omega.runtime.debug.shelf import Shelf
from omega.runtime.journal import Entry
from omega.server.limit import LimitReached
from omega.server.store import Fault, Known, StoreError

if TYPE_CHECKING:
    from omega.server.host import SessionHost
    from omega.server.session import Session

#: What a session's events call what it does, and what that is in its life.
_LIVES: dict[str, Life] = {
    "idle": "ready", "running": "running", "waiting": "running", "stopped": "running", "paused": "paused", "closed": "terminated",
}  # fmt: skip


class SessionHome:
    """The ``Home`` of one session of a host."""

    def __init__(self, host: SessionHost, session: Session) -> None:
        self._host = host
        self._session = session
        self._principal = session.principal

    @property
    def limits(self) -> Limits:
        """The most that a session here may use."""
        return self._host.limits

    @property
    def shelf(self) -> Shelf:
        """Where whole sessions are kept by name, for all of this principal's."""
        return self._host.durable.shelf(self._principal)

    def when_kept(self, then: Callable[[Fault | None], None]) -> None:
        """Call this when everything put into the data file until now is kept, or cannot be; at once without a file."""
        store = self._host.durable.store
        if store is None:
            then(None)
        else:
            store.then(then)

    def open(self, runtime: Runtime, name: str, *, durable: bool = False) -> str:
        """Let a runtime be a session of whoever asks; its id. Raises ``LispError`` when there may be no more."""
        runtime.name = name
        try:
            return self._host.open(self._session, runtime, durable=durable)
        except LimitReached as reached:
            raise LispError(Condition("budget-exceeded", str(reached))) from None
        except StoreError as error:
            raise LispError(Condition("state-conflict", str(error))) from None

    def is_kept(self, id: str) -> bool:
        """Is a durable session that has been opened kept now?"""
        try:
            return self._host.is_kept(id)
        except StoreError as error:
            raise LispError(Condition("state-conflict", str(error))) from None

    def info(self, runtime: Runtime) -> SessionInfo:
        """What is known of the session that has this runtime."""
        return live_info(self._session)

    def sessions(self) -> Sequence[SessionInfo]:
        """All of this principal's, the oldest first."""
        found = [dormant_info(known) for known in self._host.durable.dormant(self._principal)]
        found += [live_info(session) for session in self._host.sessions(self._principal)]
        return sorted(found, key=lambda info: info.created)

    def changed(self, runtime: Runtime) -> None:
        """Its session has another name, has been paused or resumed."""
        self._session.renewed()

    def amended(self, entry: Entry) -> None:
        """An entry of its history has other tags."""
        if self._session.keeper is not None:
            self._session.keeper.amend(entry)

    def terminate(self, runtime: Runtime) -> None:
        """End the session, when whatever runs now has said what it has to."""
        trio.lowlevel.current_trio_token().run_sync_soon(self._host.close, self._session)

    def prune(self, unused: float) -> Sequence[str]:
        """Delete the durable sessions that nobody has used for so many seconds; their ids."""
        before = time.time() - unused
        gone = [known for known in self._host.durable.dormant(self._principal) if known.used <= before]
        for known in gone:
            self._host.durable.drop(known)
        return [known.session.id for known in gone]


def live_info(session: Session) -> SessionInfo:
    """What is known of a session of this process."""
    durable = session.keeper is not None
    if not session.started:
        if session.keeper is not None:
            life: Life = "error" if session.is_broken else "initializing" if session.is_returning else "uninitialized"
            return dormant_info(session.keeper.known, life)
        return SessionInfo(session.id, "", "uninitialized", False, 0.0, 0, 0, 0, 0, 0)
    runtime = session.runtime
    return runtime.describe("paused" if runtime.is_paused else _LIVES[session.state], durable=durable)


def dormant_info(known: Known, state: Life = "uninitialized") -> SessionInfo:
    """What is known of a durable session that is not in memory."""
    record = known.session
    return SessionInfo(record.id, record.name, state, True, record.created, known.last, 0, 0, 0, 0)
