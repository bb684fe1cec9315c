"""What a debugger tells while an evaluation runs under it, as frozen values: it has stopped, gone on, or logs something.

The messages come for the request ``debug-start``, with a field ``event``. This module must never do I/O.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from omega.clients.fields import Message, items_of, mapping_of, optional_int, optional_text


class Place(Struct, frozen=True):
    """A stretch of source text; lines and columns count from 1, the end column is the one behind the last character.
    ``file`` is empty and ``line`` 0 where there is no text."""

    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


class RestartOffer(Struct, frozen=True):
    """One way to go on. ``index``: what it is chosen by. ``values``: how many values it needs."""

    index: int
    name: str
    description: str
    values: int


class Stopped(Struct, frozen=True):
    """An evaluation waits. ``key``: what every request about this stop repeats. ``kind``: ``before`` an expression, at its
    ``value``, at a ``call`` or ``tail-call``, at a ``return``. ``hit``: the server's ids of breakpoints."""

    key: str
    eval_id: str
    reason: str
    description: str
    frame_name: str
    place: Place
    kind: str
    value: str | None
    ticks: int
    operation: int
    hit: tuple[int, ...]
    restarts: tuple[RestartOffer, ...]
    can_step_back: bool


class Continued(Struct, frozen=True):
    """The evaluation that had stopped goes on."""


class BreakpointMoved(Struct, frozen=True):
    """The server knows more of a breakpoint than before: its code is there now."""

    id: int
    verified: bool
    place: Place


class Logged(Struct, frozen=True):
    """The text of a log point, or of a condition that failed (``important``). ``stream``: what an expression has printed that
    was evaluated at a stop, and where to."""

    text: str
    important: bool
    stream: str | None


class Terminated(Struct, frozen=True):
    """The evaluation is over."""

    eval_id: str


DebugEvent = Stopped | Continued | BreakpointMoved | Logged | Terminated


def read_debug_event(message: Message) -> Iterator[DebugEvent]:
    """The event of one message, if it is one that we know."""
    match optional_text(message, "event"):
        case "stopped":
            yield Stopped(
                key=optional_text(message, "key") or "",
                eval_id=optional_text(message, "eval-id") or "",
                reason=optional_text(message, "reason") or "",
                description=optional_text(message, "description") or optional_text(message, "text") or "",
                frame_name=optional_text(message, "frame-name") or "",
                place=place_of(message),
                kind=optional_text(message, "kind") or "",
                value=optional_text(message, "value"),
                ticks=optional_int(message, "ticks") or 0,
                operation=optional_int(message, "operation") or 0,
                hit=tuple(id for id in items_of(message.get("hit-breakpoints")) if isinstance(id, int)),
                restarts=offers_of(message),
                can_step_back=bool(message.get("can-step-back")),
            )
        case "continued":
            yield Continued()
        case "breakpoint":
            found = mapping_of(message.get("breakpoint"))
            yield BreakpointMoved(
                optional_int(found, "id") or 0, bool(found.get("verified")), place_of(found)
            )
        case "output":
            yield Logged(
                optional_text(message, "output") or "",
                optional_text(message, "category") == "important",
                optional_text(message, "stream"),
            )
        case "terminated":
            yield Terminated(optional_text(message, "eval-id") or "")


def place_of(message: Message) -> Place:
    """The place that a stop, a frame or a breakpoint names."""
    line, column = optional_int(message, "line") or 0, optional_int(message, "column") or 0
    return Place(
        optional_text(message, "file") or "",
        line,
        column,
        optional_int(message, "end-line") or line,
        optional_int(message, "end-column") or column + 1,
    )


def offers_of(message: Message) -> tuple[RestartOffer, ...]:
    """The restarts that a question or a stop lists, innermost first."""
    return tuple(
        RestartOffer(
            optional_int(offer, "index") or 0,
            optional_text(offer, "name") or "",
            optional_text(offer, "description") or "",
            optional_int(offer, "values") or 0,
        )
        for offer in map(mapping_of, items_of(message.get("restarts")))
    )
