"""The sessions around a session, as its runtime sees them (``runtime/debug/home.py``): those of the same principal.

This file must never show one principal the sessions of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.runtime import Condition, LispError, Runtime
from omega.server.limit import LimitReached

if TYPE_CHECKING:
    from omega.server.host import SessionHost
    from omega.server.session import Session


class SessionHome:
    """A ``Home`` of one session of a host."""

    def __init__(self, host: SessionHost, session: Session) -> None:
        self._host = host
        self._session = session

    def open(self, runtime: Runtime, name: str) -> str:
        """Let a runtime be a session of whoever uses this one; its id. Raises ``LispError`` when there may be no more."""
        try:
            return self._host.open_beside(self._session, runtime).id
        except LimitReached as reached:
            raise LispError(Condition("budget-exceeded", str(reached))) from None
