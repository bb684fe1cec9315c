"""One evaluation: the forms of a text, read, compiled and run one after the other, in slices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from omega.runtime.compile.cache import CACHE, SourceForm
from omega.runtime.compile.points import Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.requests import Deferred
from omega.runtime.journal import BETWEEN, MARKED, PER_FORM, SIGNALS, WAITING, Checkpoint, Event, EventKind
from omega.runtime.limits import Limits
from omega.runtime.machine.activation import first_frames
from omega.runtime.machine.base import BASE
from omega.runtime.machine.evaluating import deferred_frames, setting
from omega.runtime.machine.execution import Execution, ExecutionOutcome
from omega.runtime.machine.heap import measure
from omega.runtime.machine.questions import Question
from omega.runtime.machine.redefine import respect_definitions
from omega.runtime.machine.restarts import offered
from omega.runtime.machine.signals import as_condition
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.machine.stack import CALLING, Continuation, Stack
from omega.runtime.machine.stepping import Stepper
from omega.runtime.mark import Mark, mark_of
from omega.runtime.outcome import (
    Done,
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    NeedsRestart,
    Outcome,
    OutOfTicks,
    Paused,
    Signalled,
    Stopped,
)
from omega.runtime.recording import Diverged, Happening, Tape, deed_from, happening_bytes, happening_from
from omega.runtime.slices import Steps
from omega.runtime.suspended import Suspended
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, Value
from omega.runtime.syntax.reader import END, PAUSED, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.single import read_expression

if TYPE_CHECKING:
    from omega.runtime.journal import Entry
    from omega.runtime.runtime import Runtime

#: Tokens read in one slice, and ticks for the after thunks of an evaluation that was ended from outside.
_TOKENS = 5_000
#: Characters looked at to see that only white space is left of a text.
_GLANCE = 80
_GRACE = 100_000
#: What a program may use when it has reached a limit or its session holds more memory than it may: ticks, and bytes of one string or vector.
_RECOVERY_TICKS = 10_000
_RECOVERY_BYTES = 4_096

#: The index of no restart.
_NONE = -1
#: What the number of an operation is made of; no statement has so many. Behind the last one is the point of the next tick.
_ANCHOR = 1 << 20
_LAST = 1 << 60

#: Ticks between two states that are kept on the way, at least, and the bytes of a session for which that is worth it.
_SAVED = 1_000_000
_SMALL = 4 * 1024 * 1024

#: The file name of an expression that answers a question.
_ANSWER = "<answer>"
#: The effect that no host has to answer: it ends the evaluation.
EXIT = "exit.op"

_OUT_OF_TICKS = OutOfTicks()
_OVER = object()


def _with_place(condition: Condition, execution: Execution) -> Condition:
    """The condition, which says where the program is if it does not say where it was."""
    if not condition.stack:
        condition.stack = tuple(execution.backtrace())
    if condition.place is None and condition.stack:
        condition.place = condition.stack[0].place
    return condition


def _exit_status(arguments: tuple[Value, ...]) -> int:
    """What a process would end with (R7RS 6.14)."""
    status = arguments[0] if arguments else TRUE
    return status & 255 if type(status) is int else int(status is FALSE)


class Evaluation:
    """Made by ``Runtime.evaluate``; call ``run`` until it says ``Finished``. ``asks``: where nobody handles a condition,
    wait for a restart (``NeedsRestart``) rather than end the form."""

    asks = False

    def __init__(self, runtime: Runtime, text: str, file: str, line: int, column: int) -> None:
        self._runtime = runtime
        self._text = text
        self._key = (text, file, line, column)
        known = CACHE.get(self._key)
        self._reader = Reader(*self._key) if known is None else None
        #: The forms read so far, or all of them, and how many have been begun.
        self._forms = known or []
        self._begun = 0
        self._execution: Execution | None = None
        self._ticks = 0
        #: What to report when the after thunks have run, and the ticks they may use.
        self._outcome: Finished | FormFailed | None = None
        self._grace = 0
        #: Ended from outside; nothing more will run but after thunks.
        self._over = False
        self._finished = False
        #: Has the state that it ran in been replaced?
        self.is_abandoned = False
        self._measuring: Iterator[int] | None = None
        #: What it waits for the answer of, and the condition about which the answer was to abort.
        self._question: Question | None = None
        self._aborted: Condition | None = None
        #: The effect that waits for the host's answer.
        self._request: EffectRequest | None = None
        #: Begun by a session that holds too much already: the ticks at which it must have let go of enough.
        self._recovery: int | None = None
        #: The limit that was reached and has been signalled, and the ticks the program was given to act on that.
        self._exceeded: Condition | None = None
        self._extra = 0
        #: The stepping executor, to run with it; may be changed between two runs.
        self.stepper: Stepper | None = None
        #: Names of condition types: to be told (``Signalled``) when one is signalled, before its handlers are.
        self.signals: frozenset[str] | None = None
        #: Is it to say what it waits for also where the answer is known, and comes next?
        self.tells_past = False
        #: What happens to it is written there, or read from there.
        self.tape: Tape | None = None
        #: Answers it got from outside.
        self.effects = 0
        #: Forms whose outcome has been reported.
        self.reported = 0
        #: What is to happen when it has come to a point that can be found again.
        self._pending: list[Happening] = []
        #: Things that can be found again since the last tick, and that tick; the operations after them are counted.
        self._anchors, self._anchored = -1, 0
        #: Has nothing run since the last of them? Is it stopped at an operation?
        self._is_fresh, self._is_paused = True, False
        #: The stepper that runs, and one that goes to an operation without anybody looking.
        self._driver: Stepper | None = None
        self._guide: Stepper | None = None
        self._aim: tuple[int, int] | None = None
        #: An operation that is sought although nobody has counted it; what a person did, while that is done again.
        self._sought: Mark | None = None
        self._until: tuple[int, int] | None = None
        self._deed: Iterator[None] | None = None
        #: What has been signalled, while it stands there.
        self._signal: Value | None = None
        #: A tick, and the number in it of a condition that is sought.
        self._wanted: tuple[int, int] | None = None
        #: What the session had printed before.
        self._printed_before = runtime.state.console.count
        #: The tick after which it is time to keep a state on the way, and the work on that.
        self._save_at = _SAVED
        self._saving: Iterator[None] | None = None
        #: Up to this tick products are checked before they are made.
        self._checked = -1

    @property
    def ticks(self) -> int:
        """Ticks used so far."""
        return self._ticks + (self._execution.ticks if self._execution is not None else 0)

    @property
    def source(self) -> tuple[str, str, int, int]:
        """Its text, and the file, line and column where that starts."""
        return self._key

    @property
    def is_over(self) -> bool:
        """Is it certain, between two forms, that the next outcome is ``Finished``? (Not when it still may be.)"""
        if self._execution is not None or self._outcome is not None or self._begun < len(self._forms):
            return False
        if self._reader is not None and not self._finished:
            rest = self._text[self._reader.offset : self._reader.offset + _GLANCE]
            if rest and (len(rest) == _GLANCE or not rest.isspace()):
                return False
            CACHE.put(self._key, self._forms)
        return True

    @property
    def stack(self) -> Stack | None:
        """The stack of the form that is being evaluated."""
        return None if self._execution is None else self._execution.stack

    @property
    def execution(self) -> Execution | None:
        """The computation of the form that is being evaluated; ``None`` between two forms."""
        return self._execution

    @property
    def place(self) -> int | None:
        """The ``operation`` of an event that happened now; ``None``: it is at a point that could not be found again."""
        return self._place()

    @property
    def request(self) -> EffectRequest | None:
        """The effect that waits for the host's answer."""
        return self._request

    @property
    def question(self) -> Question | None:
        """What it waits for somebody's answer about."""
        return self._question

    def run(self, ticks: int) -> Outcome:
        """Go on for about this many ticks, or to the end of a form, or to an effect."""
        if self._finished:
            return Finished()
        if self._runtime.chores:
            if next(self._runtime.chores[0], _OVER) is _OVER:
                del self._runtime.chores[0]
            return _OUT_OF_TICKS
        if self.tape is None:
            return self._run_on(None, ticks)
        self.tape.begin(self.asks)
        try:
            return self._run_on(self.tape, ticks)
        except Diverged:
            raise
        except BaseException:
            # What it has done cannot be known, so it cannot be done again.
            self._write(("overrun", None), 0)
            raise

    def saved(self) -> Steps[Checkpoint | None]:
        """The state it is in, at a tick point, for whoever comes back to it; in steps. ``None``: for now that cannot be."""
        from omega.runtime.machine.snapshot.session import save

        tape, execution, state = self.tape, self._execution, self._runtime.state
        if tape is None or execution is None or not execution.at_tick or self._outcome is not None or state.heap_bytes > _SMALL:
            return None
        found = Checkpoint(tape.entry.number, b"", True, self.ticks, tape.played, self.reported, self.printed)
        try:
            return replace(found, data=(yield from save(state, self.suspend())))
        except SnapshotError:
            return None

    def _save(self) -> Steps[None]:
        """Keep the state it is in, when it is time for that: it is to cost a small part of what was done since the last."""
        past = self._runtime.past
        self._save_at = self.ticks + _SAVED // 10
        if past is None or self.is_behind:
            return
        found = yield from self.saved()
        if found is not None:
            self._save_at = self.ticks + max(_SAVED, self.ticks // 4, 10 * self._runtime.state.heap_bytes)
            past.keep(found)

    def _run_on(self, tape: Tape | None, ticks: int) -> Outcome:
        self._wanted = None
        if self._saving is None and self.ticks >= self._save_at:
            self._saving = self._save()
        if self._saving is not None:
            if not self._pending and next(self._saving, _OVER) is not _OVER:
                return _OUT_OF_TICKS
            self._saving = None
        while self._pending:
            place = self._place()
            if place is None:
                return self._told(self._proceed(0))
            self._happen(self._pending.pop(0), place)
        if tape is not None and tape.next is not None:
            return self._again(tape, tape.next, ticks)
        return self._told(self._proceed(ticks))

    def _proceed(self, ticks: int) -> Outcome:
        """Go on. With no ticks: only to the next tick point."""
        if self._finished:
            return Finished()
        if self._deed is not None:
            if next(self._deed, _OVER) is _OVER:
                self._deed = None
            return _OUT_OF_TICKS
        if self._outcome is not None:
            return self._unwind(self._outcome, ticks)
        if self._question is not None:
            return NeedsRestart(self._question.condition, self._question.offers)
        if self._measuring is not None:
            return self._measure()
        if self._request is not None:
            return self._request
        if self._execution is None and self._recovery is None and self._is_too_large(1):
            self._measuring = measure(self._runtime.state, None, None)
            return _OUT_OF_TICKS
        try:
            if self._execution is None:
                outcome = self._next_form()
                if outcome is not None:
                    return outcome
            return self._run(ticks)
        except LispError as error:
            self._drop()
            return self._failed(error.condition)
        except ReadError as error:
            self._finished = True
            return self._failed(error.condition())

    # -- what comes from outside

    def answer(self, value: Value) -> None:
        """The value of the effect that ``run`` returned."""
        self._happen(("answer", value), WAITING)

    def refuse(self, condition: Condition) -> None:
        """The effect failed: signal this condition where it was requested."""
        self._happen(("refuse", condition), WAITING)

    def restart(self, index: int, code: str = "") -> None:
        """Go on with a restart that ``NeedsRestart`` offered, or that is there for what has been ``Signalled``. ``code``: an
        expression for the values it needs, evaluated where the condition was signalled. Raises ``LispError``, and the
        question stays open, if it cannot be done."""
        question, place = self._asked(), self._place()
        if question is None or place is None or not 0 <= index < len(question.offers):
            raise LispError(Condition("control-error", f"there is no restart {index}"))
        self._restart(index, code)
        self._write(("restart", (index, code)), place)
        self._anchor()

    def _asked(self) -> Question | None:
        """What it waits for an answer of, or what could be answered about the condition that has been signalled."""
        if self._question is not None or self._signal is None or self._execution is None:
            return self._question
        condition = as_condition(self._signal)
        return Question(condition, offered(self._execution.dynamic, condition))

    def decline(self) -> None:
        """Choose no restart that ``NeedsRestart`` offered: the form ends as if nobody had been asked."""
        self._restart(_NONE, "")
        self._write(("restart", (_NONE, "")), WAITING)
        self._anchor()

    def did(self, kind: EventKind, deed: bytes) -> None:
        """A person has changed something in a debugger, where it stands (``debug/deeds.py``)."""
        place, mark = self._place(), None
        if place is None and self._is_paused and self._driver is not None and self._driver.location is not None:
            place, mark = MARKED, mark_of(self._driver.location, self.stack)
        if place is None:
            self.did_unknown()
        else:
            self._write((kind, (mark, deed)), place)

    def did_unknown(self) -> None:
        """A person has changed something in a debugger that cannot be done again."""
        self._write(("overrun", None), 0)

    def interrupt(self) -> None:
        """End the evaluation: the next ``run`` unwinds, and then it is finished."""
        self._intervene(("interrupt", None))

    def fail(self, condition: Condition) -> None:
        """End the evaluation with a condition, for a limit the host keeps."""
        self._intervene(("fail", condition))

    def _intervene(self, what: Happening) -> None:
        """Let something happen now, if the machine is where it can be found again, or else when it next is."""
        if self._finished or self._over:
            return
        place = self._place()
        if place is None or self._pending:
            self._pending.append(what)
        else:
            self._happen(what, place)

    def go(self, ticks: int, operation: int, quota: int) -> bool:
        """Go on for about ``quota`` ticks towards a position in what is known of it; is it there, or where that ends?"""
        if self._finished or self.moment >= (ticks, operation or _LAST) or (self._waits and not self.is_behind):
            if self._guide is not None and self._is_paused:
                self.stepper = self._guide
            self._guide = None
            return True
        tape = self.tape
        event = None if tape is None else tape.next
        if tape is not None and event is not None and event.ticks <= ticks:
            self._again(tape, event, quota, (ticks, operation))
        else:
            outcome = self._told(self._toward(ticks, operation, quota))
            if isinstance(outcome, EffectRequest | NeedsRestart) and self.is_behind:
                raise Diverged("it asks for something that nobody was asked for")
        return False

    def continue_counts(self, reported: int, printed: int) -> None:
        """It was restored amid what it did, at a tick point: so many forms had been reported and characters printed."""
        self.reported = reported
        if self._execution is not None:
            self._execution.at_tick = True
        self._printed_before = self._runtime.state.console.count - printed

    def _place(self) -> int | None:
        """The ``operation`` of an event that happens now; ``None``: at a point that could not be found again."""
        if self._waits:
            return WAITING
        if self._execution is None:
            return BETWEEN - self._begun
        if self._execution.at_tick:
            return 0
        if self._signal is not None:
            return SIGNALS - self._begun * PER_FORM - self._execution.signals.count
        is_counted = self._is_paused and self._driver is not None and self._driver.since(self.ticks) is not None
        return self.position[1] if is_counted else None

    @property
    def position(self) -> tuple[int, int]:
        """Ticks used, and 0 at the canonical point of that tick; else the operation of the stepping executor with so many
        ticks used: counted from the last thing that can be found again, and the number of these before it above that.
        Where it waits, and where nobody counts: behind all of them."""
        ticks, rank = self.moment
        return ticks, 0 if rank == _LAST else rank

    def drive(self, stepper: Stepper) -> None:
        """Have this stepper run from now on; it has seen what the one before has seen."""
        self.stepper = self._driver = stepper

    @property
    def is_paused(self) -> bool:
        """Is it stopped at an operation?"""
        return self._is_paused

    @property
    def moment(self) -> tuple[int, int]:
        """The same in order: of two moments of an evaluation, the later one is greater."""
        ticks, execution = self.ticks, self._execution
        if execution is not None and execution.at_tick:
            return ticks, _LAST
        anchors = max(0, self._anchors) if self._anchored == ticks else 0
        count = None
        if self._is_fresh:
            count = 0
        elif self._driver is not None and execution is not None and not self._waits:
            count = self._driver.since(ticks)
        return ticks, anchors * _ANCHOR + (_ANCHOR - 1 if count is None else count)

    @property
    def _waits(self) -> bool:
        return self._request is not None or self._question is not None

    def _anchor(self) -> None:
        """Here is something that can be found again: operations are counted from it."""
        ticks = self.ticks
        self._anchors = self._anchors + 1 if ticks == self._anchored else 1
        self._anchored = ticks
        self._is_fresh, self._is_paused = True, False
        if self._driver is not None:
            self._driver.begin(ticks, True)
            self._arm()

    def _choose(self, stepper: Stepper | None) -> None:
        """Have this one run next; it counts from here on, if it can be known what to count from."""
        before = self._driver
        if stepper is not None and stepper is not before:
            if self._is_paused and before is not None:
                stepper.take_over(before)
            else:
                stepper.begin(self.ticks, self._is_fresh or (self._place() is not None and not self._is_paused))
        self._driver = stepper

    def _happen(self, what: Happening, place: int) -> None:
        self._write(what, place)
        self._apply(what)

    def _write(self, what: Happening, place: int) -> None:
        self._saving = None
        tape = self.tape
        if tape is not None:
            # Also within the last tick it may have gone back over what it had printed.
            if self.is_behind or self.printed < tape.entry.printed:
                tape.cut(self.ticks, self.reported, self.printed)
                self._runtime.state.console.muted = 0
            tape.write(what[0], self.ticks, place, partial(happening_bytes, what))

    def _apply(self, what: Happening) -> None:
        kind, data = what
        execution = self._execution
        if kind == "late":
            # Nothing that anybody could find again.
            self._checked = data
            return
        if kind == "set" or kind == "evaluate":
            from omega.runtime.debug.deeds import done_again

            # What is counted goes on to be: the evaluation does not move.
            self._deed = done_again(self._runtime, self, self._driver, data[1])
            return
        if kind == "answer" or kind == "refuse":
            self._request = None
            self.effects += 1
            if execution is not None and kind == "answer":
                execution.answer(data)
            elif execution is not None:
                execution.signal(BASE["b_raise"], data)
        elif kind == "restart":
            self._restart(*data)
        elif kind == "interrupt":
            self._end(Finished(interrupted=True))
        elif kind == "fail":
            self._fail(data)
        elif kind == "exceed":
            # Between forms: let the program do what little it takes to let go of something.
            if execution is None or self._exceed(data):
                self._recovery = self.ticks + _RECOVERY_TICKS
                if execution is not None:
                    self._limit(execution)
        elif kind == "recovered":
            self._recovery = None
            if execution is not None:
                execution.limits = self._runtime.state.limits
        self._anchor()

    def _again(self, tape: Tape, event: Event, ticks: int, most: tuple[int, int] | None = None) -> Outcome:
        """Go on towards the event that happened next, or to a position before it, or have it happen again."""
        place, left = self._place(), event.ticks - self.ticks
        if self._deed is not None:
            return self._proceed(0)
        if event.operation == MARKED:
            self._sought, _ = deed_from(event)
            is_there = left == 0 and self._is_found()
        elif event.kind == "late":
            # It was found out behind the tick point: perhaps something else has happened since.
            is_there = left < 0 or (left == 0 and place == 0)
        else:
            is_there = place == event.operation and left == 0
        if is_there:
            tape.played += 1
            self._guide = None
            if event.kind == "overrun":
                raise Diverged("an operation was ended in its midst here, which cannot be repeated")
            self._apply(happening_from(event, self._runtime.state))
            return _OUT_OF_TICKS
        if left < 0 or place == WAITING:
            raise Diverged(f"at tick {self.ticks} something else happened: {event.kind}")
        aim = (event.ticks, event.operation)
        self._until = None
        if (event.operation == MARKED or event.operation <= SIGNALS) and most is not None and most[0] >= event.ticks:
            self._until = most if most[1] > 0 and most[0] == event.ticks else None  # whichever comes first
        elif most is not None and (aim[1] < 0 or (most[0], most[1] or _LAST) < (aim[0], aim[1] or _LAST)):
            aim = most
        outcome = self._toward(*aim, ticks)
        if isinstance(outcome, EffectRequest | NeedsRestart):
            return outcome if self.tells_past else _OUT_OF_TICKS
        if isinstance(outcome, Paused) and (self.stepper is None or self.stepper.is_halt):
            return _OUT_OF_TICKS
        if isinstance(outcome, Signalled) and not self.tells_past and self._place() == event.operation:
            return _OUT_OF_TICKS
        return self._told(outcome)

    def _toward(self, ticks: int, operation: int, quota: int) -> Outcome:
        """Go on towards a position, for about ``quota`` ticks: at full speed up to the tick before."""
        left = ticks - self.ticks
        signals = (SIGNALS - operation) % PER_FORM if operation <= SIGNALS else 0
        self._wanted = (ticks, signals)
        if signals and self._until is None:
            return self._proceed(min(quota, left))
        if operation < 0 and not signals and (operation != MARKED or self._sought is None):
            return self._proceed(quota)
        if operation == 0 or left > 1:
            return self._proceed(min(quota, left if operation == 0 else left - 1))
        if left == 1 and self._place() != 0:
            return self._proceed(0)
        stepper = self.stepper or self._guide or Stepper()
        if self.stepper is None:
            self._guide = stepper
        self._choose(stepper)
        # Operations are counted only where everything is walked.
        only, stepper.only = stepper.only, None
        self._aim = (ticks, operation)
        if operation < 0:
            self._aim = self._until
        if operation == MARKED and self._sought is not None:
            stepper.look = (ticks, self._sought.kind, self._sought.span)
        self._arm()
        outcome = self._proceed(left)
        self._aim = stepper.halt = stepper.look = None
        if not isinstance(outcome, Paused) or stepper.is_halt:
            stepper.only = only
        return outcome

    def _is_found(self) -> bool:
        """Is it stopped at the operation that is sought?"""
        location = self._driver.location if self._is_paused and self._driver is not None else None
        return location is not None and mark_of(location, self.stack) == self._sought

    def _arm(self) -> None:
        """Have the stepper stop at the operation it is to go to, if that is the next one with its number."""
        if self._aim is not None and self._driver is not None:
            ticks, (anchors, count) = self._aim[0], divmod(self._aim[1], _ANCHOR)
            now = max(0, self._anchors) if self._anchored == ticks else 0
            self._driver.halt = (ticks, count) if now == anchors else None

    @property
    def is_behind(self) -> bool:
        """Is it in the past of what its entry knows?"""
        tape = self.tape
        if tape is None:
            return False
        return tape.is_behind(self.ticks, self.reported) or (tape.entry.is_over and not self._finished)

    @property
    def limits(self) -> Limits:
        """The session's, in force."""
        return self._runtime.state.limits

    @property
    def printed(self) -> int:
        """Characters printed so far."""
        return self._runtime.state.console.count - self._printed_before

    def _told(self, outcome: Outcome) -> Outcome:
        """The outcome, unless it was reported before."""
        tape = self.tape
        if isinstance(outcome, FormDone | FormFailed):
            self.reported += 1
            if tape is not None and self.reported <= tape.entry.forms:
                return _OUT_OF_TICKS
        if tape is not None:
            entry = tape.entry
            entry.ticks, entry.forms = max(entry.ticks, self.ticks), max(entry.forms, self.reported)
            entry.printed = max(entry.printed, self.printed)
            entry.is_over = entry.is_over or self._finished
        return outcome

    def abandon(self) -> None:
        """Nothing more of it will run: the state it ran in has been replaced."""
        self._drop()
        self._request = self._question = self._outcome = self._measuring = None
        self._pending.clear()
        self._finished = self.is_abandoned = True
        if self.tape is not None:
            self.tape.entry.is_over = True

    @property
    def is_finished(self) -> bool:
        """Is nothing left to run?"""
        return self._finished

    @property
    def entry(self) -> Entry | None:
        """Its entry in the journal, if there is one."""
        return None if self.tape is None else self.tape.entry

    # -- as data

    def become(self, other: Evaluation) -> None:
        """Go on as another evaluation of the same entry does, which has been made in another session: this one has become
        that session."""
        runtime, tape = self._runtime, self.tape
        self.__dict__.update(other.__dict__)
        self._runtime = runtime
        self.tape = tape
        if tape is not None and other.tape is not None:
            tape.played = other.tape.played
        if self._execution is not None:
            self._execution.session = runtime.state

    def moved(self, runtime: Runtime) -> Evaluation:
        """Itself, as an evaluation of another runtime that has its session now."""
        self._runtime = runtime
        return self

    def suspend(self) -> Suspended:
        """What there is to know of the evaluation between two slices, as data."""
        found = Suspended()
        found.text, found.file, found.line, found.column = self._key
        found.begun, found.ticks, found.finished = self._begun, self._ticks, self._finished
        found.grace, found.over, found.recovery = self._grace, self._over, self._recovery
        found.asks, found.aborted = self.asks, self._aborted
        found.exceeded, found.extra = self._exceeded, self._extra
        if self._execution is not None:
            found.continuation = Continuation(self._execution.stack, self._execution.dynamic)
            found.value, found.used = self._execution.value, self._execution.ticks
        if self._request is not None:
            found.op, found.arguments = self._request.op, self._request.args
        if self._question is not None:
            found.question, found.listed = self._question.condition, self._question.listed
        if isinstance(self._outcome, FormFailed):
            found.condition = self._outcome.condition
        found.interrupted = isinstance(self._outcome, Finished)
        return found

    @classmethod
    def resumed(cls, runtime: Runtime, suspended: Suspended) -> Evaluation:
        """An evaluation that goes on where another one, perhaps in another process, was suspended."""
        found = cls(runtime, suspended.text, suspended.file, suspended.line, suspended.column)
        found._begun, found._ticks, found._finished = suspended.begun, suspended.ticks, suspended.finished
        found._grace, found._over, found._recovery = suspended.grace, suspended.over, suspended.recovery
        found.asks, found._aborted = suspended.asks, suspended.aborted
        found._exceeded, found._extra = suspended.exceeded, suspended.extra
        if suspended.continuation is not None:
            execution = found._execution = Execution(runtime.state, [], suspended.continuation.dynamic)
            execution.stack = suspended.continuation.stack
            execution.value, execution.ticks = suspended.value, suspended.used
            found._limit(execution)
        if suspended.op is not None:
            found._request = EffectRequest(suspended.op, tuple(suspended.arguments))
        if suspended.question is not None:
            found._question = Question(suspended.question, suspended.listed)
        if suspended.interrupted:
            found._outcome = Finished(interrupted=True)
        elif suspended.condition is not None:
            found._outcome = FormFailed(suspended.condition)
        return found

    # -- inside

    def _measure(self) -> Outcome:
        """Go on measuring the session's memory exactly, and act when it really holds too much."""
        assert self._measuring is not None
        state = self._runtime.state
        limit = state.limits.heap_per_session
        held = next(self._measuring, None)
        if held is not None:
            state.heap_bytes = held
            return _OUT_OF_TICKS
        self._measuring = None
        if state.heap_bytes <= limit:
            if self._recovery is not None:
                self._intervene(("recovered", None))
            return _OUT_OF_TICKS
        condition = Condition(
            "budget-exceeded",
            f"the limit heap-per-session of {limit} bytes is used up; the session holds {state.heap_bytes}",
        )
        self._intervene(("fail" if state.heap_bytes > 2 * limit else "exceed", condition))
        return _OUT_OF_TICKS

    def _exceed(self, condition: Condition) -> bool:
        """A limit is reached: signal that to the program, once, so that it can act on it with what little it is given,
        or else end the evaluation. Is the program to go on?"""
        execution = self._execution
        if execution is None or execution.dynamic is None or self._exceeded is not None:
            self._fail(condition)
            return False
        self._exceeded = _with_place(condition, execution)
        # Handlers that return decline; when all have, the evaluation ends.
        end = (CALLING, BASE["b__25_stop"], (condition, FALSE, NIL))
        execution.stack = ([(CALLING, BASE["b_signal"], (condition,)), end], 0, execution.stack)
        execution.at_tick = False
        return True

    def _fail(self, condition: Condition) -> None:
        if self._execution is not None:
            _with_place(condition, self._execution)
        self._end(FormFailed(condition))

    def _restart(self, index: int, code: str) -> None:
        question, execution = self._asked(), self._execution
        if question is None or execution is None:
            raise LispError(Condition("control-error", f"there is no restart {index}"))
        if index == _NONE:
            self._give_up(question)
            return
        question.go_on(execution, index, self._read_answer(code) if code.strip() else None)
        self._question = self._signal = None
        self._aborted = question.condition if question.is_abort(index) else None

    def _next_form(self) -> Outcome | None:
        if self._reader is not None:
            syntax = self._reader.next(_TOKENS)
            if syntax is PAUSED:
                return _OUT_OF_TICKS
            if syntax is END:
                CACHE.put(self._key, self._forms)
            else:
                self._forms.append(SourceForm(syntax, self._reader.passage(syntax)))
                if self._begun >= len(self._forms):
                    return _OUT_OF_TICKS  # a form that was begun before a snapshot was taken
        if self._begun >= len(self._forms):
            self._finished = True
            return Finished()
        form = self._forms[self._begun]
        self._begun += 1
        session = self._runtime.state
        self._execution = Execution(session, self._frames(form))
        self._limit(self._execution)
        self._anchor()
        return None

    def _limit(self, execution: Execution) -> None:
        if self._recovery is not None:
            execution.limits = replace(execution.limits, object_bytes=_RECOVERY_BYTES)

    def _frames(self, form: SourceForm) -> list[Frame]:
        """What evaluates a form."""
        session = self._runtime.state
        try:
            compiled = form.compile(session.scope, session.limits, setting(session, source=form.source))
        except Deferred as deferred:
            return deferred_frames(form.syntax, form.source, deferred)
        waiting = self._execution
        stack, dynamic = (None, None) if waiting is None else (waiting.stack, waiting.dynamic)
        respect_definitions(session, compiled, stack, dynamic)
        session.heap_bytes += compiled.source_bytes
        return first_frames(Unit(compiled, session.globals))

    def _read_answer(self, code: str) -> list[Frame]:
        """What evaluates the expression for the values of a restart."""
        return self._frames(SourceForm(read_expression(code, _ANSWER, "the values of the restart")))

    def _run(self, ticks: int) -> Outcome:
        execution = self._execution
        assert execution is not None
        budget = self._runtime.state.limits.ticks_per_evaluation
        if budget:
            left = budget + self._extra - self.ticks
            if left <= 0 and execution.at_tick:
                used_up = Condition("budget-exceeded", f"the limit ticks-per-evaluation of {budget} is used up")
                self._extra = _RECOVERY_TICKS if self._exceed(used_up) else self._extra
                return _OUT_OF_TICKS
            ticks = min(ticks, max(0, left))
        behind = self.is_behind
        if behind:
            execution.is_late = False
        execution.checked = max(execution.checked, self._checked - self._ticks)
        outcome = self._drive(execution, ticks)
        if execution.refused or execution.is_broken:
            self._take_notes(execution, behind)
        if isinstance(outcome, EffectRequest) and outcome.op == EXIT:
            self._drop()
            self._finished = True
            return Finished(status=_exit_status(outcome.args))
        if isinstance(outcome, OutOfTicks | EffectRequest | Paused | Signalled):
            self._request = outcome if isinstance(outcome, EffectRequest) else None
            recovers = self._recovery is not None and self.ticks <= self._recovery
            if self._is_too_large(2 if recovers else 1):
                self._measuring = execution.measure()
            return outcome
        if isinstance(outcome, Done):
            self._drop()
            self._runtime.remember(outcome.value)
            return FormDone(outcome.value)
        assert isinstance(outcome, Stopped)
        if outcome.condition is self._exceeded:
            self._fail(outcome.condition)
            return _OUT_OF_TICKS
        question = Question(outcome.condition, outcome.offers)
        if question.offers and self._is_asked():
            self._question = question
            return NeedsRestart(question.condition, question.offers)
        failed = self._give_up(question)
        return self._unwind(failed, ticks) if self._execution is None else _OUT_OF_TICKS

    def _give_up(self, question: Question) -> FormFailed:
        """End the form where nobody handles a condition."""
        failed = FormFailed(self._aborted or question.condition, question.offers)
        self._aborted = None
        self._leave(failed)
        return failed

    def _drive(self, execution: Execution, ticks: int) -> ExecutionOutcome:
        stepper = self.stepper or self._guide
        self._choose(stepper)
        counts = stepper is None or (stepper.only is None and stepper.is_watching)
        if stepper is not None:
            stepper.offset = self._ticks
        wanted = self._wanted
        execution.signals.wanted = None if wanted is None else (wanted[0] - self._ticks, wanted[1])
        outcome = execution.run(ticks, stepper, self.signals)
        self._wanted = None
        self._is_fresh, self._is_paused = False, isinstance(outcome, Paused)
        self._signal = outcome.value if isinstance(outcome, Signalled) else None
        if stepper is not None and not counts:
            stepper.begin(self.ticks, execution.at_tick)
        return outcome

    def _is_too_large(self, times: int) -> bool:
        """Must the session be measured? What came of that in the past is written down."""
        return not self._pending and self._runtime.over_heap_limit(times) and not self.is_behind

    def _take_notes(self, execution: Execution, behind: bool) -> None:
        """Write down what the last run did that another might not."""
        before, refused, execution.refused = self._ticks, execution.refused, []
        is_broken, execution.is_broken = execution.is_broken, False
        if self.tape is not None and not behind:
            for ticks in refused:
                self.tape.write("late", before + ticks - 1, 0, bytes)
            if is_broken:
                self.tape.write("overrun", self.ticks - 1, 0, bytes)

    def _is_asked(self) -> bool:
        """Is somebody asked about a condition that nobody handles?"""
        tape = self.tape
        if tape is None:
            return self.asks
        place = BETWEEN - self._begun
        if not self.is_behind:
            if self.asks is not tape.entry.asks:
                tape.write("asks", self.ticks, place, bytes)
            return self.asks
        event = tape.next
        if event is None or (event.kind, event.ticks, event.operation) != ("asks", self.ticks, place):
            return tape.entry.asks
        tape.played += 1
        return not tape.entry.asks

    def _failed(self, condition: Condition) -> FormFailed:
        return self._report(FormFailed(condition))

    def _report(self, failed: FormFailed) -> FormFailed:
        self._runtime.remember_error(failed.condition)
        return failed

    def _drop(self) -> None:
        if self._execution is not None:
            self._ticks += self._execution.ticks
            self._execution = None

    def _end(self, outcome: Finished | FormFailed) -> None:
        """End the evaluation from outside."""
        if not self._finished and not self._over:
            self._over = True
            self._leave(outcome)

    def _leave(self, outcome: Finished | FormFailed) -> None:
        """Before this outcome is reported: leave the extents the program is in, running their after thunks."""
        execution = self._execution
        self._drop()
        self._question = self._request = self._signal = None
        self._outcome = outcome
        self._grace = _GRACE
        if execution is not None and execution.dynamic is not None:
            frames: list[Frame] = [(CALLING, BASE["b__25_unwind__all"], ())]
            self._execution = Execution(self._runtime.state, frames, execution.dynamic)
        self._anchor()

    def _unwind(self, outcome: Finished | FormFailed, ticks: int) -> Outcome:
        """Run the after thunks, within the grace they have."""
        if self._execution is not None and self._grace > 0:
            execution = self._execution
            left = self._drive(execution, min(ticks, self._grace - execution.ticks))
            if isinstance(left, Paused | Signalled):
                return left
            if isinstance(left, OutOfTicks) and (execution.ticks < self._grace or not execution.at_tick):
                return left
        self._drop()
        self._outcome = None
        self._finished = self._over
        return self._report(outcome) if isinstance(outcome, FormFailed) else outcome
