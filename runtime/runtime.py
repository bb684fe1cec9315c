"""The facade: one isolated session of the language, usable without any server.

    >>> from omega.runtime import Runtime
    >>> Runtime().eval("(+ 1 2)")
    3
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from omega.runtime.compile.expressions import global_name
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.history_verbs import HistoryVerbs
from omega.runtime.debug.home import Home, Life, MemoryHome, SessionInfo
from omega.runtime.debug.look import Look, Present
from omega.runtime.debug.sessions import Sessions
from omega.runtime.debug.snapshots import Snapshots
from omega.runtime.evaluation import Evaluation
from omega.runtime.events import Events, HistoryNavigate, SessionEvent
from omega.runtime.expand.showing import Mode
from omega.runtime.journal import Entry, State
from omega.runtime.limits import Limits
from omega.runtime.machine import prelude
from omega.runtime.machine.base import BASE
from omega.runtime.machine.copy import copy_state
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.names import Completion, SymbolInfo, all_names, apropos, completions, lookup, macroexpand
from omega.runtime.outcome import EffectRequest, Finished, FormDone, FormFailed
from omega.runtime.plain import to_lisp
from omega.runtime.session import SessionState
from omega.runtime.slices import Steps, finish
from omega.runtime.suspended import Suspended
from omega.runtime.syntax.datum import UNSPECIFIED, Value
from omega.runtime.syntax.printer import Printer, Style, write_string
from omega.runtime.verbs import VERBS, Verb
from omega.runtime.waiting import SLEEP

if TYPE_CHECKING:
    from omega.runtime.debug.history import History

_FIRST, _SECOND, _THIRD, _ERROR = (global_name(name, False) for name in ("*1", "*2", "*3", "*e"))

#: Characters that a history keeps of a value.
_SHOWN = 1_000
#: Effects that may be done for a program in the past.
_HARMLESS = frozenset(("clock.op", "input.op", SLEEP))

E = TypeVar("E", bound=SessionEvent)

#: Answers an effect for ``Runtime.eval``: ``(op, arguments) -> value``, or raises ``LispError``.
Host = Callable[[str, tuple[Value, ...]], Value]


def default_host(op: str, arguments: tuple[Value, ...]) -> Value:
    """The effects a program may have where nobody says otherwise: the clock."""
    if op == "clock.op":
        return time.time()
    raise LispError(Condition("capability-denied", f"{op}: there is no host here that answers this effect"))


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


class Runtime:
    """One session: its own globals, keywords, console and history over the shared base."""

    namespace = "user"

    def __init__(self, limits: Limits | None = None, *, seed: int | None = None) -> None:
        """``seed``: of the session's random numbers; without one they differ every time."""
        prelude.load()
        self.seed = int.from_bytes(os.urandom(8), "little") if seed is None else seed
        self.state = SessionState(limits or Limits(), BASE, self.seed)
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
            self._home = MemoryHome(self)
        return self._home

    @home.setter
    def home(self, home: Home) -> None:
        self._home = home

    @cached_property
    def sessions(self) -> Sessions:
        """Its life, and whole sessions kept."""
        return Sessions(self)

    @cached_property
    def history(self) -> HistoryVerbs:
        """What it did, and its past as a place to go."""
        return HistoryVerbs(self)

    @cached_property
    def snapshots(self) -> Snapshots:
        """Its named snapshots."""
        return Snapshots(self)

    def eval(self, text: str, *, file: str = "<eval>", host: Host = default_host) -> Value:
        """Evaluate all forms of the text; the value of the last. Raises ``LispError`` for the first that fails."""
        self._check_working()
        evaluation = self.evaluate(text, file=file)
        value: Value = UNSPECIFIED
        began = self.clock()
        while True:
            outcome = evaluation.run(100_000)
            if isinstance(outcome, FormDone):
                value = outcome.value
            elif isinstance(outcome, FormFailed):
                self.end(evaluation, "error", error=outcome.condition.message, seconds=self.clock() - began)
                self.settle()
                raise LispError(outcome.condition)
            elif isinstance(outcome, EffectRequest):
                self._answer(evaluation, outcome, host)
            elif isinstance(outcome, Finished):
                self.end(evaluation, "done", value=write_string(value, _SHOWN), seconds=self.clock() - began)
                self.settle()
                return value

    def _check_working(self) -> None:
        if self.is_paused or self.is_terminated:
            how = "has been terminated" if self.is_terminated else "is paused; sessions.resume lets it go on"
            raise LispError(Condition("state-conflict", f"eval: the session {how}"))

    def _answer(self, evaluation: Evaluation, request: EffectRequest, host: Host) -> None:
        """Have an effect done at once."""
        if request.op in VERBS:
            return finish(self.perform(evaluation, request))
        try:
            self.check(request.op)
            evaluation.answer(host(request.op, request.args))
        except LispError as error:
            evaluation.refuse(error.condition)

    def check(self, op: str) -> None:
        """Raises ``LispError`` if an effect must not be done because the session shows its past."""
        if self.look is not None and op not in _HARMLESS:
            message = f"{op}: nothing outside is asked for while the session shows its past; (history.live) returns"
            raise LispError(Condition("state-conflict", message))

    def evaluate(self, text: str, *, file: str = "<eval>", line: int = 1, column: int = 1) -> Evaluation:
        """Begin to evaluate the forms of a text that starts at this line and column of this file."""
        self.turned = None
        evaluation = Evaluation(self, text, file, line, column)
        if self.past is not None:
            self.past.begin(evaluation).time = self.clock()
        return evaluation

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

    def perform(self, evaluation: Evaluation, request: EffectRequest) -> Steps[None]:
        """Answer an evaluation that asks for a verb, in steps."""
        verb = VERBS[request.op]
        try:
            answer = yield from self.carry_out(verb, verb.of_lisp(request.args), asking=evaluation)
        except LispError as error:
            evaluation.refuse(error.condition)
        else:
            if not evaluation.is_abandoned:
                evaluation.answer(UNSPECIFIED if answer is None else to_lisp(answer))

    def carry_out(
        self,
        verb: Verb,
        arguments: dict[str, object],
        *,
        asking: Evaluation | None = None,
        resting: Evaluation | None = None,
    ) -> Steps[Any]:
        """Do what a verb is for, in steps; its result is plain data. ``asking``: the evaluation that wants it. ``resting``: the
        one that the session is in the midst of while somebody else does. Raises ``LispError``."""
        if asking is None:
            self.turned = None
        steps = verb.begin(getattr(self, verb.subsystem), arguments)
        while True:
            self.asking, self.resting = asking, resting
            try:
                next(steps)
            except StopIteration as stop:
                return stop.value
            finally:
                self.asking = self.resting = None
            yield

    def drain_output(self) -> list[tuple[str, str]]:
        """What was printed since the last call: ``("out" or "err", text)`` in order."""
        return self.state.console.drain()

    def print(self, value: Value, style: Style = "write", max_chars: int | None = None) -> Printer:
        """A printer of the value, to be stepped."""
        return Printer(value, style, max_chars)

    def completions(self, prefix: str, limit: int = 200) -> list[Completion]:
        """Names that start with the prefix."""
        return completions(self.state, prefix, limit)

    def lookup(self, name: str) -> SymbolInfo | None:
        """What is known about a name."""
        return lookup(self.state, name)

    def names(self) -> list[str]:
        """Every public name, in order."""
        return all_names(self.state)

    def apropos(
        self, pattern: str, *, any_case: bool = False, in_docs: bool = False, limit: int = 200
    ) -> list[SymbolInfo]:
        """What is known about the names that a regular expression matches; ``in_docs``: or whose documentation it
        matches. Raises ``LispError`` for what is no pattern."""
        return apropos(self.state, pattern, any_case=any_case, in_docs=in_docs, limit=limit)

    @property
    def last_error(self) -> Condition | None:
        """The condition of the last form that ended in one, ``*e``."""
        condition = self.state.globals.get(_ERROR)
        return condition if type(condition) is Condition else None

    def macroexpand(self, text: str, mode: Mode = "macroexpand") -> str:
        """The expansion of the first form of the text: ``macroexpand-1``, ``macroexpand`` or ``macroexpand-all``."""
        return macroexpand(self.state, text, mode)

    def fork(self) -> Runtime:
        """A session with the definitions and history of this one; they share nothing that can change."""
        forked = Runtime(self.state.limits)
        copy_state(self.state, forked.state)
        past = self.past if self.look is None else self.look.live.past
        if past is not None:
            if self.look is None and not past.is_amid:
                forked.past = past.fork()
            else:  # what it does now has no place in what it did
                with suppress(SnapshotError):
                    forked.begin_history(forked.snapshot())
        return forked

    @property
    def has_long_history(self) -> bool:
        """Does the history take so much memory that ``shorten_history`` is due?"""
        return self.past is not None and self.past.is_large

    def shorten_history(self) -> None:
        """Let go of the oldest of the history, if the present is something to begin it with. That takes time as a snapshot
        does, so a session that holds much waits longer for it."""
        from omega.runtime.journal import Checkpoint

        past = self.past
        if past is None or past.is_amid:
            return
        if self.state.heap_bytes > past.size:
            return past.stay_large()
        try:
            past.rebase(Checkpoint(past.last, self.snapshot()))
        except SnapshotError:
            past.stay_large()

    def begin_history(self, state: bytes | None = None) -> None:
        """Keep the history of the session from now on. ``state``: what it is now, if it is not blank."""
        from omega.runtime.debug.history import History
        from omega.runtime.journal import Checkpoint

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
            evaluation.moved(self)

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

    def adopt(self, data: bytes, text: str) -> None:
        """Be the session that was saved. What was printed stays printed, and the evaluation it is in the midst of ends.
        ``text``: what a program would have said to have this. Raises ``LispError`` if the bytes are not those of a session."""
        restored = self.unsealed(data)
        self.return_to_present()
        restored.state.console.done = self.drain_output()
        self.become(restored, restored.suspended)
        self.suspended = restored.suspended
        midst = self.asking or self.resting
        if midst is not None:
            midst.abandon()
        if self.past is not None:
            self.turned = self.past.turn(data, text, None if self.asking is None else self.asking.entry, self.clock())

    def unsealed(self, data: bytes) -> Runtime:
        """The session that was saved. Raises ``LispError`` if the bytes are not those of one."""
        try:
            return type(self).restore(data, self.state.limits)
        except SnapshotError as error:
            raise LispError(Condition("state-conflict", f"the session cannot be restored: {error}")) from None

    @classmethod
    def restore(cls, data: bytes, limits: Limits | None = None) -> Runtime:
        """The session that ``snapshot`` saved, perhaps in another process; its evaluation is ``suspended``. The bytes may
        come from anywhere: nothing in them is executed. Raises ``SnapshotError``."""
        from omega.runtime.machine.snapshot.session import load

        runtime = cls(limits)
        suspended = load(data, runtime.state)
        if type(suspended) is Suspended:
            runtime.suspended = Evaluation.resumed(runtime, suspended)
        return runtime

    def close(self) -> None:
        """Let go of everything."""
        self.state = SessionState(self.state.limits, BASE)

    def over_heap_limit(self, times: int = 1) -> bool:
        """Does the session hold more memory than it may, or than so many times that?"""
        return self.state.heap_bytes > times * self.state.limits.heap_per_session

    def remember(self, value: Value) -> None:
        """Shift ``*1 *2 *3``."""
        globals = self.state.globals
        for newer, older in ((_SECOND, _THIRD), (_FIRST, _SECOND)):
            if newer in globals:
                globals[older] = globals[newer]
        globals[_FIRST] = value

    def remember_error(self, condition: Condition) -> None:
        """Set ``*e``."""
        self.state.globals[_ERROR] = condition
