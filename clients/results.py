"""What client calls return, as frozen values, and how an evaluation's events add up to its result.

This module must never do I/O or know the connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from omega.clients.events import Done, Event, FormError, FormValue, Output
from omega.clients.fields import Message


@dataclass(frozen=True, slots=True)
class EvalResult:
    """One evaluation, complete.

    ``value``: the last form's value, printed, or ``None`` when no form had one. ``values``: every form's.
    ``out``, ``err``: everything written, error reports included in ``err``. ``status``: every status word, in order.
    ``ex``: the condition type of the last error, or ``None``. ``interrupted``: it was ended by an interrupt.
    """

    value: str | None = None
    values: tuple[str, ...] = ()
    out: str = ""
    err: str = ""
    status: tuple[str, ...] = ()
    ex: str | None = None
    interrupted: bool = False

    @property
    def ok(self) -> bool:
        """Every form has a value: no error, no interrupt."""
        return self.ex is None and not self.interrupted and "error" not in self.status


class EvalFold:
    """Collects the events of one evaluation into an ``EvalResult``."""

    def __init__(self) -> None:
        self._values: list[str] = []
        self._written: dict[str, list[str]] = {"out": [], "err": []}
        self._status: tuple[str, ...] = ()
        self._ex: str | None = None

    def add(self, event: Event) -> None:
        match event:
            case Output(stream, text):
                self._written[stream].append(text)
            case FormValue(text):
                self._values.append(text)
            case FormError(ex):
                self._ex = ex
            case Done(status):
                self._status = status

    def result(self) -> EvalResult:
        return EvalResult(
            value=self._values[-1] if self._values else None,
            values=tuple(self._values),
            out="".join(self._written["out"]),
            err="".join(self._written["err"]),
            status=self._status,
            ex=self._ex,
            interrupted="interrupted" in self._status,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to an operation that is no evaluation: its messages merged, later keys winning."""

    status: tuple[str, ...]
    body: Message


@dataclass(frozen=True, slots=True)
class Completion:
    """One name that starts with the prefix asked for. ``type``: ``function``, ``macro``, ``special-form``, ``var``."""

    candidate: str
    type: str
    ns: str


@dataclass(frozen=True, slots=True)
class Attached:
    """What there is to follow in a session. ``replayed``: replies that were missed and have come now; ``lost``: those that
    the server could not keep. ``running``: the ids of evaluations that run or wait."""

    replayed: int
    lost: int
    running: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """What the server knows about a name. ``arglists``: parameter lists as text, ``(x y . rest)``.
    ``type``: ``function``, ``macro``, ``special-form``, ``var``."""

    name: str
    ns: str | None = None
    type: str | None = None
    doc: str | None = None
    arglists: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class ServerDescription:
    """What ``describe`` says: operations by name (with their documentation if it was asked for), versions, limits."""

    ops: Mapping[str, Message] = field(default_factory=dict)
    versions: Message = field(default_factory=dict)
    aux: Message = field(default_factory=dict)
    limits: Message = field(default_factory=dict)
    transports: tuple[str, ...] = ()
