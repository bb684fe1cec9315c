"""The effects of programs that take time: who does them, and how they are left. This file must never touch a session."""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime import EffectRequest, LispError
from omega.runtime.syntax.datum import UNSPECIFIED
from omega.runtime.waiting import SLEEP, seconds_to_wait
from omega.server.alarms import Alarms
from omega.server.files import Answer, FileDesk, refusal


class Effects:
    """``files``: who does file effects; ``None``: nobody. ``alarms``: who wakes a program that sleeps."""

    def __init__(self, files: FileDesk | None, alarms: Alarms) -> None:
        self._files = files
        self._alarms = alarms

    def start(self, asked: EffectRequest, limit: int, done: Callable[[Answer], None]) -> Callable[[], None] | None:
        """Begin with an effect; ``done`` gets its answer, perhaps at once. What stops it, if it can be stopped. ``limit``:
        bytes of an answer."""
        if asked.op == SLEEP:
            try:
                return self._alarms.start(seconds_to_wait(asked.args), lambda: done(UNSPECIFIED))
            except LispError as error:
                done(error.condition)
        elif self._files is None:
            done(refusal(asked.op))
        else:
            self._files.start(asked.op, asked.args, limit, done)
        return None
