"""What a debugger tells its host: that an evaluation has stopped, why and where, and what else there is to show.

Values in here are live: the host prints them, bounded, while the evaluation waits.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from omega.runtime.condition import Condition
from omega.runtime.machine.stepping import Kind
from omega.runtime.outcome import Offer
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span

#: As in the Debug Adapter Protocol, and two of ours: ``effect`` and ``limit``.
Reason: TypeAlias = Literal[
    "step", "breakpoint", "function breakpoint", "data breakpoint", "instruction breakpoint", "exception", "pause",
    "entry", "goto", "effect", "limit",
]  # fmt: skip

#: How far a step goes: to the next expression, the next statement or the next line.
Granularity: TypeAlias = Literal["expression", "statement", "line"]


class Place(Struct, frozen=True):
    """Where an evaluation is: ``kind`` and ``span`` of the operation, the ``name`` of the procedure. ``value``: of a
    ``value`` or ``return``; the procedure of a call, whose ``arguments`` are known."""

    kind: Kind
    span: Span
    name: str
    value: Value = None
    arguments: tuple[Value, ...] = ()


class Stop(Struct, frozen=True):
    """An evaluation has stopped and waits. ``hits``: the ids of the breakpoints that stopped it. ``description``: one line
    for people; ``text``: more of it, if there is. ``place``: ``None`` before anything of a form has run. ``condition`` and the
    ``offers`` of restarts, when it stopped for one; ``caught``: handlers have not been asked yet.

    The position is ``(ticks, operation)``, as an ``Event`` of the journal has it: with so many ticks used, ``operation`` 0 is
    the point where the next is about to be, ``k`` the k-th operation since the last was, ``WAITING`` and ``BETWEEN`` are
    what they are there, and ``UNKNOWN`` is somewhere on the way."""

    reason: Reason
    description: str
    ticks: int
    operation: int
    place: Place | None = None
    text: str = ""
    hits: tuple[int, ...] = ()
    condition: Condition | None = None
    offers: tuple[Offer, ...] = ()
    caught: bool = False


class Logged(Struct, frozen=True):
    """Text to be shown: of a log point, or about a breakpoint (``important``) whose condition or message failed."""

    text: str
    span: Span | None
    important: bool = False


class Changed(Struct, frozen=True):
    """The breakpoint with this id is bound to code now, or no longer, or to other code than before."""

    id: int


Notice: TypeAlias = Logged | Changed
