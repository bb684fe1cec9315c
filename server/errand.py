"""One request's verb, from its op to its one ``done``. One that changes the session waits its turn in the session's queue like
an evaluation, so it never happens in the middle of one; the others are done beside it (``ops/verbs.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from omega.protocol import RequestId
from omega.runtime import Evaluation, LispError, Overrun, Runtime
from omega.runtime.journal import Entry
from omega.runtime.plain import to_wire
from omega.runtime.slices import Steps
from omega.runtime.verbs import BadArgument, Verb
from omega.server.logs import log
from omega.server.turn import Ending, Turn
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.server.audience import Audience

#: Bytes of a message around what it carries, at most about.
_AROUND = 4096

#: What a reply says of itself: a result cannot say it. (The id of a session is the reply's ``session``.)
ENVELOPE = ("id", "session", "status")


class Errand(Turn):
    """One request's verb, done in steps; it never waits for anything once its turn has come. ``resting``: the evaluation that
    its session is in the midst of and that rests meanwhile. ``largest``: bytes of one message."""

    __slots__ = ("_arguments", "_entry", "_largest", "_steps", "_verb", "_watchdog", "resting")

    def __init__(
        self,
        client: Audience,
        id: RequestId,
        session_id: str,
        verb: Verb,
        arguments: dict[str, object],
        watchdog: Watchdog,
        largest: int,
        resting: Evaluation | None = None,
    ) -> None:
        super().__init__(client, id, session_id)
        self.resting = resting
        self._verb = verb
        self._arguments = arguments
        self._watchdog = watchdog
        self._largest = largest
        self._steps: Steps[Any] | None = None
        self._entry: Entry | None = None

    @property
    def size(self) -> int:
        """Characters of what it was given, which it keeps while it waits."""
        return sum(len(value) for value in self._arguments.values() if isinstance(value, str | bytes | tuple))

    @property
    def text(self) -> str:
        """The verb."""
        return self._verb.op

    @property
    def did(self) -> bool:
        """Whether it may have been done, in part."""
        return self._steps is not None and self._verb.changes

    @property
    def keeps(self) -> bool:
        """Whether what it did is for other sessions, too."""
        return self.did and self._verb.subsystem == "sessions"

    @property
    def entry(self) -> Entry | None:
        """What the history says of it."""
        return self._entry

    def interrupt(self) -> None:
        """Do it no further."""
        self.interrupted = True

    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Do one step of it; whether nothing is left to do but the ``done``."""
        if self.ending is not None:
            return True
        try:
            with self._watchdog.limit():
                if self._steps is None:
                    self._steps = runtime.carry_out(self._verb, self._arguments, resting=self.resting)
                next(self._steps)
        except StopIteration as stop:
            self._entry = runtime.turned
            self.ending = self._success(stop.value)
        except LispError as error:
            self.ending = failure(error)
        except Overrun:
            message = f"{self._verb.name}: one step of it took too long (limit: operation-time)"
            self.ending = ("error", "done", "limit-reached"), {"limit": "operation-time", "message": message}
        except Exception:  # noqa: BLE001  # a fault of the runtime itself ends the request, never the session
            log.exception("verb failed", verb=self._verb.name)
            self.ending = ("error", "done", "internal-error"), {}
        return self.ending is not None

    def _success(self, result: Any) -> Ending:
        if isinstance(result, bytes) and len(result) > self._largest * 3 // 4 - _AROUND:
            message = f"{self._verb.name}: {len(result)} bytes do not fit into a message (limit: message-bytes)"
            return ("error", "done", "limit-reached"), {"limit": "message-bytes", "message": message}
        shown = to_wire(result) if result is not None else {}
        if self._verb.result_name is not None:
            return ("done",), {self._verb.result_name: shown}
        assert isinstance(shown, Mapping)
        return ("done",), {name: each for name, each in shown.items() if name not in ENVELOPE}


def failure(error: LispError) -> Ending:
    """How a request ends whose verb failed, or was given what it does not take."""
    condition = error.condition
    if isinstance(error, BadArgument):
        argument = {} if error.parameter is None else {"argument": error.parameter}
        return ("error", "done", "invalid-argument"), {"message": condition.message, **argument}
    return ("error", "done", "verb-error"), {"ex": condition.type, "message": condition.message}
