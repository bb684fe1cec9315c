"""What a session is at this moment and how it becomes another: the evaluation it is amid, its past, what of that it shows.

A session has one runtime as long as it lives, whatever becomes of its state: a snapshot that is restored, a look at the past,
another time of an evaluation give it another ``state``, while what is around it, and what it keeps by name, stays. This file
must never evaluate anything.
"""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import UNSET

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.home import Home, Life, MemoryHome, SessionInfo
from omega.runtime.debug.look import Look, Present
from omega.runtime.evaluation import Evaluation
from omega.runtime.events import Events, HistoryNavigate, SessionEvent
from omega.runtime.journal import Checkpoint, Entry, State
from omega.runtime.limits import Limits
from omega.runtime.machine.base import BASE
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.plain import to_lisp
from omega.runtime.session import SessionState
from omega.runtime.slices import Steps, finish
from omega.runtime.waiting import SLEEP

if TYPE_CHECKING:
    from omega.runtime.debug.history import History
    from omega.runtime.runtime import Runtime

#: Effects that may be done for a program in the past.
_HARMLESS = frozenset(("clock.op", "input.op", SLEEP))

E = TypeVar("E", bound=SessionEvent)


class Counters:
    """What a session has done."""

    __slots__ = ("effects", "errors", "evaluations", "ticks")

    def __init__(self) -> None:
        self.evaluations = self.ticks = self.effects = self.errors = 0

    def add(self, evaluation: Evaluation, state: State) -> None:
        """An evaluation is over."""
        self._add(evaluation.ticks, evaluation.effects, state == "error")

    def add_entry(self, entry: Entry) -> None:
        """A history says that this was evaluated."""
        if not entry.is_fork:
            self._add(entry.ticks, entry.effects, entry.state == "error")

    def _add(self, ticks: int, effects: int, is_error: bool) -> None:
        self.evaluations += 1
        self.ticks += ticks
        self.effects += effects
        self.errors += is_error


class Lifetime(ABC):
    """What ``Runtime`` is besides what evaluates."""

    def __init__(self, limits: Limits, seed: int | None) -> None:
        self.seed = int.from_bytes(os.urandom(8), "little") if seed is None else seed
        self.state = SessionState(limits, BASE, self.seed)
        #: What the session was in the midst of when it was saved, if it was restored.
        self.suspended: Evaluation | None = None
        #: What it did, if somebody keeps that.
        self.past: History | None = None
        #: The entry by which the session became another, if that was the last thing done to it.
        self.turned: Entry | None = None
        #: What of the past it shows, if not the present.
        self.look: Look | None = None
        #: What to do when the evaluation that asked for it is over.
        self._due: Callable[[], None] | None = None
        #: At this moment: the evaluation that performs a verb; the one that rests while somebody else uses one.
        self.asking: Evaluation | None = None
        self.resting: Evaluation | None = None
        #: The sessions around this one; what it is called among them, and by people; the most that its limits may be.
        self._home: Home | None = None
        self.id = self.name = ""
        self.ceiling = self.state.limits
        #: It does no work for now; it never will again.
        self.is_paused = self.is_terminated = False
        self.created = time.time()
        self._counters = Counters()
        #: Work on the whole session, in steps, that is done before any evaluation goes on.
        self.chores: list[Iterator[None]] = []
        #: Who is told what happens to it.
        self.events: Events | None = None
        #: Seconds since 1970.
        self.clock: Callable[[], float] = time.time

    @property
    def home(self) -> Home:
        """The sessions around this one."""
        if self._home is None:
            self._home = MemoryHome(cast("Runtime", self))
        return self._home

    @home.setter
    def home(self, home: Home) -> None:
        self._home = home

    def check(self, op: str) -> None:
        """Raises ``LispError`` if an effect must not be done because the session shows its past."""
        if self.look is not None and op not in _HARMLESS:
            message = f"{op}: nothing outside is asked for while the session shows its past; (history.live) returns"
            raise LispError(Condition("state-conflict", message))

    def end(
        self, evaluation: Evaluation, state: State, *, value: str = "", error: str = "", seconds: float = 0.0
    ) -> None:
        """An evaluation is over, and nothing more of it will run: how, and its value or error as it was shown."""
        self._counters.add(evaluation, state)
        if evaluation.entry is not None and self.past is not None and self.look is None:
            self.past.end(evaluation.entry, state, value, error, seconds)

    def tell(self, kind: type[E], *fields: object) -> None:
        """Tell whoever listens of an event."""
        if self.events is not None and self.events.wants(kind):
            self.events.emit(kind(*fields))

    def recount(self) -> None:
        """What it has done is what its history says."""
        self._counters = Counters()
        for entry in () if self.past is None else (*self.past.before, *self.past.entries):
            self._counters.add_entry(entry)

    def describe(self, state: Life, *, durable: bool = False) -> SessionInfo:
        """What is known of the session, which is in this state."""
        count, memory = self._counters, self.state.heap_bytes
        return SessionInfo(
            self.id, self.name, state, durable, self.created, count.evaluations, count.ticks, count.effects, count.errors, memory
        )

    def settle(self) -> None:
        """Do what was to be done when the evaluation is over."""
        due, self._due = self._due, None
        if due is not None:
            due()

    @property
    def has_long_history(self) -> bool:
        """Does the history take so much memory, or so long to do again, that ``shorten_history`` is due?"""
        return self.past is not None and (self.past.is_large or self.past.is_far(self.state.heap_bytes))

    def shorten_history(self) -> Steps[None]:
        """Let go of the oldest of the history, or have its newest begin at the present, if that is something to begin with; in
        steps, between which the session must not change."""
        past = self.past
        if past is None or past.is_amid:
            return
        number = past.last
        try:
            state = yield from self.capture(None)
        except LispError:
            past.stay_large()
        else:
            (past.rebase if past.is_large else past.keep_after)(Checkpoint(number, state))

    def begin_history(self, state: bytes | None = None) -> None:
        """Keep the history of the session from now on. ``state``: what it is now, if it is not blank."""
        from omega.runtime.debug.history import History
        self.past = History(self.seed, None if state is None else Checkpoint(0, state))

    def snapshot(self, evaluation: Evaluation | None = None) -> bytes:
        """The session as bytes, with what it is in the midst of. What cannot travel, such as an open file, is named by a
        ``SnapshotError``. An effect that waits for its answer is asked for again after ``restore``."""
        from omega.runtime.machine.snapshot.session import save

        amid = evaluation or self.midst
        return finish(save(self.state, None if amid is None else amid.suspend()))

    def capture(self, answer: object) -> Steps[bytes]:
        """The session as bytes, with the evaluation it is in the midst of; if that is ``asking`` for it, it then goes on with
        this answer. In steps, between which the session must not change. Raises ``LispError`` if it holds what cannot travel."""
        from omega.runtime.machine.snapshot.session import save

        suspended = None if self.midst is None else self.midst.suspend()
        if suspended is not None and self.asking is not None:
            suspended.op, suspended.arguments, suspended.value = None, (), to_lisp(answer)
        try:
            return (yield from save(self.state, suspended))
        except SnapshotError as error:
            raise LispError(Condition("state-conflict", f"the session cannot be saved: {error}")) from None

    @property
    def midst(self) -> Evaluation | None:
        """The evaluation that the session is in the midst of."""
        suspended = self.suspended
        return self.asking or self.resting or (None if suspended is None or suspended.is_finished else suspended)

    # -- the past

    def when_over(self, action: Callable[[], None]) -> None:
        """Do something when the host says that the evaluation that is ``asking`` for it is over (``settle``); at once if none
        is."""
        if self.asking is None:
            action()
        else:
            self._due = action

    def look_at(self, other: Runtime, evaluation: Evaluation | None, look: Look) -> None:
        """Show the session of another runtime, which nobody else has, amid an evaluation, until ``return_to_present``."""
        look.live = Present(self.state, self.past, self.suspended) if self.look is None else self.look.live
        self.look = look
        self.become(other, evaluation)
        self.past, self.suspended = None, evaluation
        place = look.place
        self.tell(HistoryNavigate, place.number, False, UNSET if place.ticks is None else place.ticks)

    def become(self, other: Runtime, evaluation: Evaluation | None) -> None:
        """Be the session of another runtime, which nobody else has, amid this evaluation of it. What is around a session, and
        what it keeps by name, stays."""
        other.state.limits = self.state.limits
        self.state = other.state
        if evaluation is not None:
            evaluation.moved(cast("Runtime", self))

    @property
    def present(self) -> SessionState:
        """Its state as it is now, whatever it shows."""
        return self.state if self.look is None else self.look.live.state

    def return_to_present(self) -> None:
        """Show the present."""
        if self.look is not None:
            live, self.look = self.look.live, None
            self.state, self.past, self.suspended = live.state, live.past, live.suspended
            self.tell(HistoryNavigate, 0 if self.past is None else self.past.last, True)

    def adopt(self, data: bytes, text: str) -> Steps[None]:
        """Be the session that was saved, after some steps. What was printed stays printed, and the evaluation it is in the
        midst of ends. ``text``: what a program would have said to have this. Raises ``LispError`` if the bytes are not those
        of a session."""
        restored = yield from self.unsealed(data)
        self.return_to_present()
        restored.state.console.done = self.state.console.drain()
        self.become(restored, restored.suspended)
        self.suspended = restored.suspended
        midst = self.asking or self.resting
        if midst is not None:
            midst.abandon()
        if self.past is not None:
            self.turned = self.past.turn(data, text, None if self.asking is None else self.asking.entry, self.clock())

    @abstractmethod
    def unsealed(self, data: bytes) -> Steps[Runtime]:
        """The session that was saved, made in steps. Raises ``LispError`` if the bytes are not those of one."""
