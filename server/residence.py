"""Whether a session's runtime is in the memory: made when it is first needed, or, of a durable session, on its way back from
the log, or gone until somebody needs it again. This file must never run what a session is to evaluate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from omega.protocol import Sendable
from omega.runtime import Runtime
from omega.server.durable import Keeper, NotReady
from omega.server.limit import LimitReached
from omega.server.returning import Return
from omega.server.store import StoreError

#: Called when a session has come back, or cannot for this reason.
Called = Callable[[LimitReached | StoreError | None], None]


def away(error: LimitReached | StoreError) -> tuple[str, Mapping[str, Sendable]]:
    """The status, and what else is said, when a session cannot come back from its log."""
    if isinstance(error, LimitReached):
        return "limit-reached", {"limit": error.limit, "message": str(error)}
    return "storage-damaged", {"message": str(error)}


class Residence:
    """``make``: how to get a runtime. ``own``: makes it the session's. ``keeper``: who has the log of a durable session. ``ready``: called when ``come_back`` can go on.
    ``unloaded``: called when a runtime is gone, or is not made after all, though the session is not closed."""

    def __init__(
        self,
        make: Callable[[], Runtime],
        own: Callable[[Runtime], Runtime],
        keeper: Keeper | None,
        ready: Callable[[], None],
        unloaded: Callable[[], None],
    ) -> None:
        self.runtime: Runtime | None = None
        #: Whether its state could not be made again.
        self.is_broken = False
        self._make = make
        self._own = own
        self._keeper = keeper
        self._ready = ready
        self._unloaded = unloaded
        self._return: Return | None = None
        self._waiting: list[Called] = []

    @property
    def is_away(self) -> bool:
        """Whether the runtime has to come back from the log before anything can be done."""
        return self.runtime is None and self._keeper is not None

    @property
    def is_returning(self) -> bool:
        """Whether it is on its way."""
        return self._return is not None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for it, or it is on its way."""
        return bool(self._waiting) or self.is_returning

    def wake(self) -> None:
        """Raise ``NotReady`` if the runtime has to come back from the log first."""
        if self.is_away:
            raise NotReady

    def start(self) -> Runtime:
        """Make the runtime. LimitReached if there may be no more."""
        return self.begin_with(self._make())

    def begin_with(self, runtime: Runtime) -> Runtime:
        """Have this runtime, as it is."""
        self.runtime = self._own(runtime)
        return self.runtime

    def when_ready(self, call: Called) -> None:
        """Call this when it has come back, or cannot."""
        self._waiting.append(call)
        self._ready()

    def come_back(self, ticks: int) -> tuple[bool, int]:
        """Go on for about so many ticks with making the state again: whether it waits for what is read, and the ticks used.
        Raises ``LimitReached`` or ``StoreError`` if it cannot be made."""
        assert self._keeper is not None
        if self._return is None:
            self._return = self._keeper.bring_back(self._make(), self._ready)
        if self._return.waits:
            return True, 0
        before = self._return.ticks
        back = self._return.run(ticks)
        spent = max(0, self._return.ticks - before)
        if back is not None:
            self.begin_with(back)
            self._return = None
            self.is_broken = False
        return False, spent

    def give_up(self, error: LimitReached | StoreError) -> None:
        """It cannot come back."""
        self.is_broken = isinstance(error, StoreError)
        if self._return is not None:
            self._return = None
            self._unloaded()

    def tell(self, error: LimitReached | StoreError | None) -> None:
        """Tell all who waited that it has come back, or why it cannot."""
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call(error)

    def unload(self) -> bool:
        """Let go of the runtime: it comes back when it is needed. False if there is none."""
        if self.runtime is None:
            return False
        self.runtime.close()
        self.runtime = None
        self._unloaded()
        return True

    def abandon(self) -> None:
        """Nobody waits any more: the server ends."""
        self._waiting.clear()
