"""A verb that changes its session, from the session's queue to its one ``done``: it waits its turn like an evaluation, so it
never happens in the middle of one. Verbs that only look are answered at once (``ops/verbs.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from omega.protocol import RequestId
from omega.runtime import LispError, Overrun, Runtime
from omega.runtime.plain import to_wire
from omega.runtime.verbs import BadArgument, Verb
from omega.server.logs import log
from omega.server.turn import Ending, Turn
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.server.audience import Audience


class Errand(Turn):
    """One request's verb. It takes one step, and never waits for anything once its turn has come."""

    __slots__ = ("_arguments", "_verb", "_watchdog")

    def __init__(
        self, client: Audience, id: RequestId, session_id: str, verb: Verb, arguments: dict[str, object], watchdog: Watchdog
    ) -> None:
        super().__init__(client, id, session_id)
        self._verb = verb
        self._arguments = arguments
        self._watchdog = watchdog

    @property
    def size(self) -> int:
        """Characters of what it was given, which it keeps while it waits."""
        return sum(len(value) for value in self._arguments.values() if isinstance(value, str | bytes | tuple))

    def interrupt(self) -> None:
        """Do not do it."""
        self.interrupted = True

    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Do it; nothing is left to do then but the ``done``."""
        self.ending = carry_out(runtime, self._verb, self._arguments, self._watchdog)
        return True


def carry_out(runtime: Runtime, verb: Verb, arguments: dict[str, object], watchdog: Watchdog) -> Ending:
    """Do what a verb is for; how its request ends. A fault of the runtime itself ends the request, never the session."""
    try:
        with watchdog.limit():
            result = runtime.call(verb, arguments)
    except LispError as error:
        return failure(error)
    except Overrun:
        message = f"{verb.name}: it took too long (limit: operation-time)"
        return ("error", "done", "limit-reached"), {"limit": "operation-time", "message": message}
    except Exception:  # noqa: BLE001  # whatever went wrong
        log.exception("verb failed", verb=verb.name)
        return ("error", "done", "internal-error"), {}
    shown = to_wire(result) if result is not None else {}
    if verb.result_name is not None:
        return ("done",), {verb.result_name: shown}
    assert isinstance(shown, Mapping)
    return ("done",), shown


def failure(error: LispError) -> Ending:
    """How a request ends whose verb failed, or was given what it does not take."""
    condition = error.condition
    if isinstance(error, BadArgument):
        argument = {} if error.parameter is None else {"argument": error.parameter}
        return ("error", "done", "invalid-argument"), {"message": condition.message, **argument}
    return ("error", "done", "verb-error"), {"ex": condition.type, "message": condition.message}
