"""An evaluation between two slices, as data: what a snapshot holds of it."""

from __future__ import annotations

from collections.abc import Sequence

from omega.runtime.condition import Condition
from omega.runtime.machine.questions import are_listed
from omega.runtime.machine.stack import Continuation
from omega.runtime.syntax.datum import NIL, Value
from omega.runtime.syntax.shapes import is_value, of, register


class Suspended:
    """``text``, which starts in ``file`` at ``line`` and ``column``; ``begun``: how many of its forms have been.
    ``ticks`` used by those that are done. ``continuation``: what the form that is running goes on with, ``value``, which
    it will take, and the ticks it has ``used``; ``None`` between two forms. ``op`` and ``arguments`` of an effect it waits
    for. ``asks``: the host answers questions about conditions; ``question``: the condition of the one it waits for, with
    the restarts ``listed``; ``aborted``: the one that was answered by aborting. ``condition``, or ``interrupted``: what
    will be reported when the after thunks have run, which may take ``grace`` more ticks. ``over``: no form will be begun.
    ``finished``. ``recovery``, and the limit ``exceeded`` with the ``extra`` ticks: see ``Evaluation``."""

    __slots__ = (
        "aborted", "arguments", "asks", "begun", "column", "condition", "continuation", "exceeded", "extra", "file",
        "finished", "grace", "interrupted", "line", "listed", "op", "over", "question", "recovery", "text", "ticks", "used", "value",
    )  # fmt: skip

    aborted: Condition | None
    arguments: Sequence[Value]
    asks: bool
    begun: int
    column: int
    condition: Condition | None
    continuation: Continuation | None
    exceeded: Condition | None
    extra: int
    file: str
    finished: bool
    grace: int
    interrupted: bool
    line: int
    listed: Value
    op: str | None
    over: bool
    question: Condition | None
    recovery: int | None
    text: str
    ticks: int
    used: int
    value: Value

    def __init__(self) -> None:
        """One that has done nothing and waits for nothing."""
        self.aborted = self.condition = self.question = self.exceeded = None
        self.continuation = self.op = self.recovery = None
        self.arguments = ()
        self.asks = self.finished = self.interrupted = self.over = False
        self.begun = self.extra = self.grace = self.ticks = self.used = 0
        self.listed = self.value = NIL


def _is_sound(suspended: Suspended) -> bool:
    counts = (suspended.begun, suspended.extra, suspended.line, suspended.column, suspended.ticks, suspended.used)
    return (
        all(0 <= count < 1 << 62 for count in counts)
        and all(map(is_value, suspended.arguments))
        and are_listed(suspended.listed)
        and (suspended.question is None or suspended.continuation is not None)
    )


register(
    Suspended,
    "evaluation",
    *Suspended.__slots__,
    accepts=of(
        *(Condition | None, tuple, bool, int, int, Condition | None, Continuation | None, Condition | None, int),
        *(str, bool, int),
        *(bool, int, is_value, str | None, bool, Condition | None, int | None, str, int, int, is_value),
    ),
    is_sound=_is_sound,
    is_internal=True,
)
