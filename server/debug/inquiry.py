"""An expression evaluated where a program has stopped: a request that runs in slices beside the stopped evaluation.

It can be interrupted by its id, uses no more ticks than it may, and ends when the program goes on: what it looks at is
gone then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.protocol import RequestId
from omega.runtime import Condition, EffectRequest, FormFailed, LispError, OutOfTicks, Overrun, Runtime
from omega.runtime.debug.probe import Probe
from omega.runtime.outcome import Done
from omega.runtime.report import message_line
from omega.runtime.runtime import default_host
from omega.server.logs import log
from omega.server.turn import NOTHING, Ending, Told, Turn
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.server.audience import Audience
    from omega.server.debug.debugging import Debugging

#: Characters that one expression may print, and that one message of it has.
MOST_PRINTED, PIECE = 1024 * 1024, 64 * 1024
STALE: Ending = (("error", "done", "stale-key"), {"message": "the program has gone on meanwhile"})


class Inquiry(Turn):
    """``tell``: makes the fields of the answer out of the value."""

    __slots__ = ("_debugging", "_key", "_printed", "_probe", "_tell", "_text", "_watchdog")

    def __init__(
        self,
        client: Audience,
        id: RequestId,
        debugging: Debugging,
        text: str,
        probe: Probe,
        tell: Told,
        watchdog: Watchdog,
    ) -> None:
        super().__init__(client, id, debugging.session.id)
        self._debugging = debugging
        self._key = debugging.key
        self._text = text
        self._probe = probe
        self._tell = tell
        self._watchdog = watchdog
        self._printed = 0

    @property
    def text(self) -> str:
        """What it is to do, for people."""
        return self._text

    @property
    def did(self) -> bool:
        """Whether it may have changed the session."""
        return not self._probe.is_pure

    @property
    def size(self) -> int:
        """Characters it keeps while it waits."""
        return len(self._text)

    @property
    def ticks(self) -> int:
        """Ticks used so far."""
        return self._probe.ticks

    def interrupt(self) -> None:
        """Do no more of it."""
        self.interrupted = True

    def release(self) -> None:
        """Nothing more of it will run, and its answer can be sent."""
        self._probe.leave()
        super().release()

    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Go on for at most about so many ticks; whether its answer is known. A fault ends it, never the session."""
        try:
            with self._watchdog.limit():
                self.ending = self._step(ticks)
        except Overrun:
            self.ending = failed(Condition("budget-exceeded", "one operation of it took too long (limit: operation-time)"))
        except Exception:  # noqa: BLE001  # whatever went wrong
            log.exception("debugger fault", session=self.session_id)
            self.ending = (("error", "done", "internal-error"), NOTHING)
        if self.ending is not None:
            self._probe.leave()
        self._tell_output(runtime)
        return self.ending is not None

    def _tell_output(self, runtime: Runtime) -> None:
        """Tell what it has printed, in pieces; it ends when that is too much."""
        for stream, text in runtime.drain_output():
            self._printed += len(text)
            if self._printed > MOST_PRINTED:
                message = f"evaluate: more than {MOST_PRINTED} characters of output (limit: debugger)"
                self.ending = self.ending or failed(Condition("budget-exceeded", message))
                return
            for start in range(0, len(text), PIECE):
                self._debugging.tell("output", category="console", stream=stream, output=text[start : start + PIECE])

    def _step(self, ticks: int) -> Ending | None:
        if self._debugging.key != self._key:
            return STALE
        match self._probe.run(ticks):
            case Done(value):
                return ("done",), self._tell(value)
            case FormFailed(condition):
                return failed(condition)
            case EffectRequest(op, arguments):
                try:
                    self._probe.answer(default_host(op, arguments))
                except LispError as error:
                    self._probe.refuse(error.condition)
            case OutOfTicks():
                pass
        return None


def failed(condition: Condition) -> Ending:
    """How a request ends whose expression has ended in a condition."""
    return ("error", "done", "evaluate-error"), {"ex": condition.type, "message": message_line(condition)}
