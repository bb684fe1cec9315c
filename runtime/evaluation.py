"""One evaluation of a session, and where it stands among what is known of it.

What happens to it from outside is written to a tape, with the place where it happened (``recording.py``); an evaluation
that is behind its tape has the same happen again, at the same places, and says nothing that was said before. How the
forms of a text are evaluated is in ``forms.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from omega.runtime.condition import Condition, LispError
from omega.runtime.forms import NO_RESTART, Forms
from omega.runtime.journal import BETWEEN, MARKED, PER_FORM, SIGNALS, WAITING, Checkpoint, Event, EventKind
from omega.runtime.machine.base import BASE
from omega.runtime.machine.execution import Execution, ExecutionOutcome
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.machine.stepping import Stepper
from omega.runtime.mark import Mark, mark_of
from omega.runtime.outcome import (
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    NeedsRestart,
    Outcome,
    OutOfTicks,
    Paused,
    Signalled,
)
from omega.runtime.recording import Diverged, Happening, Tape, deed_from, happening_bytes, happening_from
from omega.runtime.slices import Steps
from omega.runtime.syntax.datum import Value

if TYPE_CHECKING:
    from omega.runtime.journal import Entry
    from omega.runtime.runtime import Runtime

#: What the number of an operation is made of; no statement has so many. Behind the last one is the point of the next tick.
_ANCHOR = 1 << 20
_LAST = 1 << 60

#: Ticks between two states that are kept on the way, at least, and the bytes of a session for which that is worth it.
_SAVED = 1_000_000
_SMALL = 4 * 1024 * 1024

_OUT_OF_TICKS = OutOfTicks()
_OVER = object()


class Evaluation(Forms):
    """Made by ``Runtime.evaluate``; call ``run`` until it says ``Finished``."""

    def __init__(self, runtime: Runtime, text: str, file: str, line: int, column: int) -> None:
        super().__init__(runtime, text, file, line, column)
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
        #: Up to this tick products are checked before they are made.
        self._checked = -1
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
        #: A tick, and the number in it of a condition that is sought.
        self._wanted: tuple[int, int] | None = None
        #: What the session had printed before.
        self._printed_before = runtime.state.console.count
        #: The tick after which it is time to keep a state on the way, and the work on that.
        self._save_at = _SAVED
        self._saving: Iterator[None] | None = None

    @property
    def place(self) -> int | None:
        """The ``operation`` of an event that happened now; ``None``: it is at a point that could not be found again."""
        return self._place()

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
            self._save_at = self.ticks + max(_SAVED, self.ticks // 4, 20 * len(found.data))
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
        if self._deed is None:
            return super()._proceed(ticks)
        if next(self._deed, _OVER) is _OVER:
            self._deed = None
        return _OUT_OF_TICKS

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

    def decline(self) -> None:
        """Choose no restart that ``NeedsRestart`` offered: the form ends as if nobody had been asked."""
        self._restart(NO_RESTART, "")
        self._write(("restart", (NO_RESTART, "")), WAITING)
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
            self._begin_recovery(data)
        elif kind == "recovered":
            self._end_recovery()
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
    def is_due(self) -> bool:
        """Is something that happened here to happen again, before anything else does?"""
        event = None if self.tape is None else self.tape.next
        if event is None or event.ticks != self.ticks or event.kind == "late":
            return self._deed is not None
        if event.operation == MARKED:
            self._sought, _ = deed_from(event)
            return self._is_found()
        return self._place() == event.operation

    @property
    def is_counting(self) -> bool:
        """Is its next event at an operation of the tick that it is in, or of the next? Then whoever runs it has to count."""
        event = None if self.tape is None else self.tape.next
        return event is not None and event.ticks - self.ticks in (0, 1) and (event.operation > 0 or event.operation == MARKED)

    @property
    def is_behind(self) -> bool:
        """Is it in the past of what its entry knows?"""
        tape = self.tape
        if tape is None:
            return False
        return tape.is_behind(self.ticks, self.reported) or (tape.entry.is_over and not self._finished)

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
            ticks, printed = self.ticks, self.printed
            entry.ticks = max(entry.ticks, ticks)
            if self.reported > entry.forms or printed > entry.printed:
                entry.forms, entry.printed = max(entry.forms, self.reported), max(entry.printed, printed)
            if self._finished:
                entry.is_over = True
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

    # -- inside

    def _drive(self, execution: Execution, ticks: int) -> ExecutionOutcome:
        behind = self.is_behind
        if behind:
            execution.is_late = False
        execution.checked = max(execution.checked, self._checked - self._ticks)
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
        if execution.refused or execution.is_broken:
            self._take_notes(execution, behind)
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
