"""What happens in a session, for whoever wants to know: one frozen structure for each kind of event, and who is told.

Telling is synchronous, in the order in which listeners came; one that raises breaks neither the session nor the others.
Whoever makes an event asks ``wants`` first, so where nobody listens an event costs one look at a dictionary. This module
must never know what makes the events, or how they travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

#: The request that evaluates, as its client named it.
EvalId: TypeAlias = "str | int | None"
State: TypeAlias = Literal["idle", "running", "waiting", "stopped", "paused", "closed"]


class SessionEvent(Struct, frozen=True, rename="kebab", tag_field="event", omit_defaults=True):
    """An event; ``name`` of its class is the one that listeners ask for."""

    @classmethod
    def name(cls) -> str:
        """What this kind of event is called."""
        name = cls.__struct_config__.tag
        assert isinstance(name, str)
        return name


class EvalStart(SessionEvent, frozen=True, tag="eval-start"):
    """An evaluation has begun."""

    eval_id: EvalId
    file: str
    line: int
    column: int


class Done(SessionEvent, frozen=True, tag="done"):
    """An evaluation has ended; ``outcome``: the status of its last reply."""

    eval_id: EvalId
    outcome: tuple[str, ...]
    ticks: int


class Error(SessionEvent, frozen=True, tag="error"):
    """A form has ended in a condition of this type that nobody handled."""

    eval_id: EvalId
    ex: str
    message: str


class Output(SessionEvent, frozen=True, tag="output"):
    """The program has written text to ``out`` or ``err``."""

    eval_id: EvalId
    stream: str
    text: str


class Effect(SessionEvent, frozen=True, tag="effect"):
    """The program has asked its host for something."""

    eval_id: EvalId
    op: str


class ConditionSeen(SessionEvent, frozen=True, tag="condition"):
    """A condition has been signalled; its handlers come next."""

    eval_id: EvalId
    ex: str
    message: str


class Stopped(SessionEvent, frozen=True, tag="stopped"):
    """A debugger has stopped an evaluation at this position."""

    eval_id: EvalId
    reason: str
    ticks: int
    operation: int
    file: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET


class Continued(SessionEvent, frozen=True, tag="continued"):
    """An evaluation that a debugger had stopped goes on."""

    eval_id: EvalId


class SessionState(SessionEvent, frozen=True, tag="session-state"):
    """What the session does now: nothing, evaluate, wait for its client, stand still for a debugger, or until it is resumed; or it has ended."""

    state: State


class SnapshotSaved(SessionEvent, frozen=True, tag="snapshot-saved"):
    """The session has been saved under this name."""

    snapshot: str


class SnapshotRestored(SessionEvent, frozen=True, tag="snapshot-restored"):
    """The session is as it was saved under this name."""

    snapshot: str


class HistoryNavigate(SessionEvent, frozen=True, tag="history-navigate"):
    """The session shows its past after, or amid, this entry; or its present, which is ``live``."""

    number: int
    live: bool
    ticks: int | UnsetType = UNSET


Listener: TypeAlias = Callable[[SessionEvent], None]

#: Every kind of event there is.
KINDS: tuple[type[SessionEvent], ...] = (
    EvalStart, Done, Error, Output, Effect, ConditionSeen, Stopped, Continued, SessionState,
    SnapshotSaved, SnapshotRestored, HistoryNavigate,
)  # fmt: skip


class Events:
    """Who listens to the events of one session. ``failed``: told what a listener raised."""

    def __init__(self, failed: Callable[[Exception], None] | None = None) -> None:
        self._failed = failed
        #: Who is told of which kind; kinds that nobody listens to are not in it.
        self._told: dict[type[SessionEvent], list[Listener]] = {}

    def wants(self, kind: type[SessionEvent]) -> bool:
        """Does anybody listen to this kind?"""
        return kind in self._told

    def on(self, names: Iterable[str], listener: Listener) -> None:
        """Tell this listener of the events with these names, or whose names begin so; of all if none is given."""
        prefixes = tuple(names) or ("",)
        for kind in KINDS:
            if kind.name().startswith(prefixes):
                self._told.setdefault(kind, []).append(listener)

    def once(self, names: Iterable[str], listener: Listener) -> None:
        """Tell this listener of the next such event only."""

        def tell(event: SessionEvent) -> None:
            self.off(tell)
            listener(event)

        self.on(names, tell)

    def off(self, listener: Listener) -> None:
        """Tell this listener nothing more."""
        for kind, listeners in list(self._told.items()):
            if listener in listeners:
                rest = [each for each in listeners if each != listener]
                if rest:
                    self._told[kind] = rest
                else:
                    del self._told[kind]

    def emit(self, event: SessionEvent) -> None:
        """Tell whoever listens."""
        for listener in tuple(self._told.get(type(event), ())):
            try:
                listener(event)
            except Exception as error:  # noqa: BLE001  # a listener's fault is not the session's
                if self._failed is not None:
                    self._failed(error)
