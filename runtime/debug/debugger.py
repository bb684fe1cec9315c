"""The debugger of one session: it runs an evaluation for its host, and stops it where somebody wants to look.

``Debugger.run`` is called in place of ``Evaluation.run``. Whatever nobody wants to stop in runs in generated code, at full
speed; a pause, an effect, a tick or a condition is noticed from outside.
While the evaluation is stopped, ``run`` gives the same ``Stop`` again; everything that looks at it is in ``view``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from msgspec.structs import replace

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.breakpoints import Breakpoint, Spec
from omega.runtime.debug.data import Data
from omega.runtime.debug.frames import below
from omega.runtime.debug.history import History
from omega.runtime.debug.judging import Judge
from omega.runtime.debug.marks import Marked
from omega.runtime.debug.replay import Position, Replay
from omega.runtime.debug.state import MachineState, machine_state
from omega.runtime.debug.steps import Step
from omega.runtime.debug.stop import Granularity, Logged, Notice, Place, Reason, Stop
from omega.runtime.debug.travel import Travel, Way
from omega.runtime.debug.view import View
from omega.runtime.debug.walking import Walking
from omega.runtime.debug.watching import Breakpoints
from omega.runtime.evaluation import Evaluation
from omega.runtime.journal import WAITING, Entry
from omega.runtime.machine.questions import Question
from omega.runtime.machine.restarts import offered
from omega.runtime.machine.signals import as_condition
from omega.runtime.machine.stack import Stack, depth
from omega.runtime.machine.stepping import UNKNOWN, Location
from omega.runtime.outcome import (
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    NeedsRestart,
    Offer,
    Outcome,
    OutOfTicks,
    Paused,
    Signalled,
)
from omega.runtime.recording import Diverged
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.printer import write_string

#: Stops of the machine that turn out to be none, in one run.
_TRIES = 16
#: Characters of a value in a description.
_SHOWN = 60

_OUT_OF_TICKS = OutOfTicks()
_REASONS: dict[str, Reason] = {
    "source": "breakpoint",
    "function": "function breakpoint",
    "effect": "effect",
    "tick": "instruction breakpoint",
    "data": "data breakpoint",
    "mark": "breakpoint",
}


class Debugger:
    """``evaluation``: the one it is attached to. ``stopped``: where that has stopped and waits."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.breakpoints = Breakpoints(runtime.state)
        self.evaluation: Evaluation | None = None
        self.stopped: Stop | None = None
        self._view: View | None = None
        self._walking = Walking(runtime, self.breakpoints)
        self._stepper = self._walking.stepper
        self._step: Step | None = None
        self._step_reason: Reason = "step"
        self._pausing = False
        #: On the way back: what goes there, and what is said when it is there.
        self._travel: Travel | Replay | None = None
        self._travel_reason: Reason = "step"
        self._judge = Judge(runtime, self.breakpoints.notices)
        self._judging: Generator[None, None, list[Breakpoint]] | None = None
        self._judged: Location | None = None
        #: Places that a client may watch, by the names it was given for them.
        self._data: dict[str, Data] = {}
        self._uncaught = False
        self._signals: frozenset[str] | None = None
        #: Does the host answer questions about conditions by itself?
        self._host_asks = False
        #: What has been stopped for already: a request, a question.
        self._seen: object = None

    # -- coming and going

    def attach(self, evaluation: Evaluation, stop_on_entry: bool = False) -> None:
        """Debug this evaluation from now on; it may have begun long ago."""
        self.detach()
        self.evaluation = evaluation
        self._host_asks = evaluation.asks
        self.breakpoints.find_code(evaluation.stack)
        if stop_on_entry:
            self._step, self._step_reason = Step(self._stepper, "statement", None), "entry"
            self._stepper.into()

    def detach(self) -> None:
        """Leave the evaluation, which goes on as if there had been no debugger. Breakpoints stay."""
        evaluation = self.evaluation
        if evaluation is not None:
            evaluation.stepper = None
            evaluation.signals = None
            evaluation.tells_past = False
            evaluation.asks = self._host_asks
        self._travel = None
        self.evaluation = self.stopped = self._view = self._step = self._judging = self._judged = self._seen = None
        self._pausing = False

    def close(self) -> None:
        """Leave the session: nothing of the debugger remains in it."""
        self.detach()
        self._walking.end()

    def drain(self) -> list[Notice]:
        """What there is to tell since the last call."""
        taken = [*self.breakpoints.notices]
        self.breakpoints.notices.clear()
        return taken

    # -- breakpoints

    def set_breakpoints(self, file: str, specs: Sequence[Spec]) -> list[Breakpoint]:
        """Have these breakpoints in a file, instead of those it had."""
        return self.breakpoints.set("source", specs, file)

    def mark(self, forms: Sequence[Marked]) -> None:
        """Stop where values of what is marked in these forms are known, and no longer in the forms marked before."""
        self.breakpoints.mark(forms)

    def set_function_breakpoints(self, specs: Sequence[Spec]) -> list[Breakpoint]:
        """Stop where these procedures begin."""
        return self.breakpoints.set("function", specs)

    def set_effect_breakpoints(self, specs: Sequence[Spec]) -> list[Breakpoint]:
        """Stop where these effects are asked of the host."""
        return self.breakpoints.set("effect", specs)

    def set_tick_breakpoints(self, specs: Sequence[Spec]) -> list[Breakpoint]:
        """Stop when an evaluation has used so many ticks."""
        return self.breakpoints.set("tick", specs)

    def data_info(self, reference: int, name: str) -> tuple[str, str]:
        """A name, for ``Spec.data``, of the place that a child of a reference of the view is, and what it is for people; the
        name is empty when that cannot be watched. Raises ``LispError``."""
        read = self.view.place(reference, name)
        if read is None:
            return "", f"{name} cannot be watched"
        data = str(len(self._data) + 1)
        self._data[data] = Data(name, read)
        return data, name

    def set_data_breakpoints(self, specs: Sequence[Spec]) -> list[Breakpoint]:
        """Stop when what is in these places has become something else."""
        return self.breakpoints.set("data", specs, data=self._data.get)

    def set_exception_breakpoints(self, filters: Iterable[str], types: Iterable[str] = ()) -> None:
        """Stop for conditions: ``all`` that are signalled, those that are ``uncaught``, those of these types."""
        chosen = set(filters)
        names = frozenset(types) | ({"condition"} if "all" in chosen else set())
        self._uncaught = "uncaught" in chosen
        self._signals = frozenset(names) or None

    # -- going on

    def pause(self) -> None:
        """Stop as soon as can be."""
        self._pausing = self.stopped is None

    def resume(self) -> None:
        """Go on until something stops it."""
        self._step = None
        self._stepper.over(None)
        self._go_on()

    def step_over(self, granularity: Granularity = "line") -> None:
        """Go on to the next place in the procedure, or to where that returns."""
        self._begin_step(granularity)
        self._stepper.over(self._origin())
        self._go_on()

    def step_into(self, granularity: Granularity = "line") -> None:
        """Go on to the next place, wherever that is."""
        self._begin_step(granularity)
        self._stepper.into(self._origin())
        self._go_on()

    def step_out(self, granularity: Granularity = "line") -> None:
        """Go on to where the procedure has returned."""
        self._begin_step(granularity)
        self._stepper.out(self._origin())
        self._go_on()

    def restart(self, index: int, code: str = "") -> None:
        """Go on with one of the restarts that the stop offers. Raises ``LispError``, and stays, if it cannot be done."""
        evaluation, stopped = self._attached(), self.stopped
        if stopped is None or stopped.condition is None:
            raise LispError(Condition("control-error", "there is no condition here that a restart is for"))
        evaluation.restart(index, code)
        self._step = None
        self._go_on()

    def step_over_at(self, stack: Stack | None, granularity: Granularity) -> None:
        """Go on to the next place in the activation on top of this part of the stack, or to where that returns."""
        self._begin_step(granularity)
        self._stepper.over(stack)
        self._go_on()

    # -- going back

    @property
    def can_go_back(self) -> bool:
        """Is there a way to what was before?"""
        evaluation = self.evaluation
        return self.runtime.past is not None and evaluation is not None and evaluation.entry is not None

    def step_back(self, granularity: Granularity = "line") -> None:
        """Go back to the place before this one in the procedure, or in one that it was called from."""
        self._set_out("back", "step", granularity)

    def reverse_continue(self) -> None:
        """Go back to where a breakpoint would have stopped it last, or to the beginning."""
        self._set_out("reverse", "breakpoint")

    def restart_frame(self, frame: int) -> None:
        """Go back to where an activation began; ``frame``: its id. Raises ``LispError`` if there is none."""
        found = self.view.activated(frame)
        size = depth(self._attached().stack)
        self._set_out("frame", "goto", "statement", size - found.position)

    def goto(self, ticks: int, operation: int = 0) -> None:
        """Go to a moment that it has come to before. Raises ``LispError``."""
        entry = self._entry()
        if not 0 <= ticks <= entry.ticks or operation < 0:
            raise LispError(Condition("index-error", f"goto: expected a tick from 0 to {entry.ticks}, got {ticks}"))
        self._leave_for(self._history().replay(Position(entry.number, ticks, operation)), "goto")

    def _set_out(self, way: Way, reason: Reason, granularity: Granularity = "line", height: int = 0) -> None:
        self._entry()
        self._leave_for(Travel(self._history(), self, way, granularity, height), reason)

    def _history(self) -> History:
        past = self.runtime.past
        if past is None:
            raise LispError(Condition("state-conflict", "the past of the session is not kept"))
        return past

    def _entry(self) -> Entry:
        entry = self._attached().entry
        if entry is None:
            raise LispError(Condition("state-conflict", "the past of the evaluation is not kept"))
        return entry

    def _leave_for(self, travel: Travel | Replay, reason: Reason) -> None:
        self._travel, self._travel_reason = travel, reason
        self._step = None
        self._go_on()

    def _go_back(self, ticks: int) -> Outcome | Stop:
        """Go on with the way back, and be there when that is done."""
        assert self._travel is not None
        try:
            if not self._travel.run(ticks):
                return _OUT_OF_TICKS
        except Diverged as problem:
            self._travel = None
            self.breakpoints.notices.append(Logged(f"there is no way back: {problem}", None, important=True))
            return self._stop("goto", "There is no way back")
        travel, self._travel = self._travel, None
        replay, scout = (travel.replay, travel.scout) if isinstance(travel, Travel) else (travel, None)
        return self._arrive(replay, scout)

    def _arrive(self, replay: Replay, scout: Debugger | None) -> Stop:
        """Be in the session that a replay has made, where a scout has stopped in it."""
        evaluation, there = self._attached(), replay.evaluation
        assert there is not None
        self.runtime.state.become(replay.runtime.state)
        evaluation.become(there)
        self._walking.come_to(evaluation, there.stepper)
        self._judge = Judge(self.runtime, self.breakpoints.notices)
        self._seen = None
        self.breakpoints.come_to(evaluation.stack)
        stopped = None if scout is None else scout.stopped
        if stopped is None:
            return self._stop(self._travel_reason, "Gone to another tick")
        reason = stopped.reason if self._travel_reason == "breakpoint" else self._travel_reason
        self._view = None
        self.stopped = replace(stopped, reason=reason)
        return self.stopped

    def scout(self, runtime: Runtime, with_breakpoints: bool) -> Debugger:
        """A debugger that goes the way again, in another session; perhaps it stops where this one would."""
        found = Debugger(runtime)
        found._stepper.follows = True
        found._walking.patience = 0
        if with_breakpoints:
            found.breakpoints.copy(self.breakpoints)
            found._uncaught, found._signals = self._uncaught, self._signals
            found._data = {name: each.of(runtime.state) for name, each in self._data.items() if each.is_lasting}
            watched = [each.spec for each in self.breakpoints.all.values() if each.kind == "data" and each.spec.data in found._data]
            found.set_data_breakpoints(watched)
        return found

    def count_all(self, is_exact: bool) -> None:
        """From now on count every operation, whatever that costs; or only where that costs nothing."""
        self._walking.is_exact = is_exact

    @property
    def height(self) -> int:
        """How many frames there are up to the innermost activation of the program's own."""
        return depth(self._origin())

    @property
    def locals(self) -> dict[str, Value]:
        """The variables of that activation, by their Python names."""
        first = self.view.backtrace.first_of_program()
        return {} if first is None else first.locals

    @property
    def has_left(self) -> bool:
        """Is what was stepped over over?"""
        return self._stepper.has_left

    @property
    def location(self) -> Location | None:
        """Where the stepper has stopped."""
        return self._stepper.location

    @property
    def signals(self) -> frozenset[str] | None:
        """The conditions that are told of when they are signalled."""
        return self._signals

    def _attached(self) -> Evaluation:
        if self.evaluation is None:
            raise LispError(Condition("control-error", "the debugger is not attached to an evaluation"))
        return self.evaluation

    def _begin_step(self, granularity: Granularity) -> None:
        place = None if self.stopped is None else self.stopped.place
        self._step = Step(self._stepper, granularity, None if place is None else place.span)
        self._step_reason = "step"
        self._stepper.has_left = False
        if self._stepper.only is not None:
            self._stepper.walk_all()

    def _origin(self) -> Stack | None:
        """The stack from the innermost activation of the program's own on."""
        stack = self._attached().stack
        first = self.view.backtrace.first_of_program()
        return stack if first is None else below(stack, first.position)

    def _go_on(self) -> None:
        self.stopped = self._view = None
        self._pausing = False
        self._walking.walked = 0

    # -- running

    def run(self, ticks: int) -> Outcome | Stop:
        """Go on for about this many ticks: what ``Evaluation.run`` says, or a ``Stop``."""
        evaluation = self._attached()
        for _ in range(_TRIES):
            if self.stopped is not None:
                return self.stopped
            if self._travel is not None:
                return self._go_back(ticks)
            if self._judging is not None:
                found = self._go_on_judging()
                if found is not None:
                    return found
                if self.breakpoints.notices:  # the host tells it before what is printed after it
                    return _OUT_OF_TICKS
                continue
            if self._pausing and (found := self._pause()) is not None:
                return found
            if evaluation.is_due:  # whoever runs next may count differently
                evaluation.run(ticks)
                self._view = None
                return _OUT_OF_TICKS
            self._prepare(evaluation)
            before = evaluation.ticks
            outcome = evaluation.run(self._bounded(ticks))
            self._view = None
            self._walking.walked += evaluation.ticks - before
            after = self._after(evaluation, outcome, before)
            if after is not None:
                return after
            ticks -= evaluation.ticks - before
            if ticks <= 0:
                break
        return _OUT_OF_TICKS

    def _prepare(self, evaluation: Evaluation) -> None:
        """Have the evaluation say what has to be known, and run with the executor that is needed."""
        evaluation.signals = self._signals
        evaluation.asks = self._host_asks or self._uncaught
        question = evaluation.question
        evaluation.tells_past = True
        if question is not None and not self._host_asks and self._seen is question and not evaluation.is_behind:
            evaluation.decline()
        self._walking.prepare(evaluation, self._step)

    def _bounded(self, ticks: int) -> int:
        """So many ticks, or fewer when something is to stop sooner."""
        evaluation = self._attached()
        if self._pausing:
            return 0 if evaluation.execution is not None else 1
        tick = self.breakpoints.next_tick(evaluation.ticks)
        return ticks if tick is None else max(1, min(ticks, tick - evaluation.ticks))

    def _pause(self) -> Stop | None:
        """Stop at once, if the evaluation is where that can be done."""
        evaluation = self._attached()
        place = evaluation.place
        return self._stop("pause", "Paused") if place == 0 or place == WAITING else None

    def _after(self, evaluation: Evaluation, outcome: Outcome, before: int) -> Outcome | Stop | None:
        """What the outcome of a run means; ``None``: go on."""
        if isinstance(outcome, Paused):
            location = outcome.location
            if self.breakpoints.reached:
                self._begin_judging(self.breakpoints.reached, location)
                return None
            reason, self._step = self._step_reason, None
            return self._stop(reason, "Stopped on entry" if reason == "entry" else "Step", location)
        if isinstance(outcome, OutOfTicks):
            reached = self.breakpoints.at_ticks(before, evaluation.ticks)
            if reached:
                self._begin_judging(reached, None)
                return None
            return outcome
        if isinstance(outcome, Signalled):
            return self._signalled(evaluation, outcome)
        if isinstance(outcome, EffectRequest) and outcome is not self._seen:
            self._seen = outcome
            reached = self.breakpoints.for_effect(outcome.op)
            if reached:
                self._begin_judging(reached, None)
                return None
        elif isinstance(outcome, NeedsRestart):
            question = evaluation.question
            if self._uncaught and question is not self._seen:
                self._seen = question
                return self._for_condition(outcome.condition, outcome.offers)
        elif isinstance(outcome, FormDone | FormFailed | Finished):
            self._stepper.into()
            self._seen = None
            if isinstance(outcome, Finished):
                self._step = None
                self._stepper.forget_all()
        if isinstance(outcome, EffectRequest | NeedsRestart) and evaluation.is_behind:
            return _OUT_OF_TICKS  # the answer is known
        return outcome

    def _signalled(self, evaluation: Evaluation, outcome: Signalled) -> Stop:
        condition = as_condition(outcome.value)
        execution = evaluation.execution
        assert execution is not None
        question = Question(condition, offered(execution.dynamic, condition))
        return self._for_condition(condition, question.offers, caught=True)

    def _for_condition(self, condition: Condition, offers: tuple[Offer, ...], caught: bool = False) -> Stop:
        self._step = None
        text = f"{condition.type}: {condition.message}" if condition.message else condition.type
        stop = self._stop("exception", text)
        place, span = stop.place, condition.place
        if place is not None and span is not None and place.span.holds(span):  # the frame knows only its whole operation
            place = replace(place, span=span)
        self.stopped = replace(stop, condition=condition, offers=offers, caught=caught, place=place)
        return self.stopped

    # -- stopping

    def _stop(
        self, reason: Reason, description: str, location: Location | None = None, hits: tuple[int, ...] = ()
    ) -> Stop:
        self._pausing = False
        ticks, operation = self._position()
        self.stopped = Stop(reason, description, ticks, operation, self._place(location), hits=hits)
        self._view = None
        return self.stopped

    def _place(self, location: Location | None) -> Place | None:
        if location is not None:
            return Place(location.kind, location.span, _name(location), location.value, location.arguments)
        first = self.view.backtrace.first_of_program()
        return None if first is None else Place("before", first.span, first.name)

    def _position(self) -> tuple[int, int]:
        """Where the evaluation is, exactly; see ``Stop``."""
        evaluation = self._attached()
        place = evaluation.place
        return evaluation.ticks, UNKNOWN if place is None else place

    @property
    def view(self) -> View:
        """What there is to see where the evaluation is."""
        if self._view is None:
            place = None if self.stopped is None else self.stopped.place
            self._view = View(self.runtime, self._attached(), self._stepper, place)
        return self._view

    def state(self) -> MachineState:
        """Control, environment, continuation and store, and what is in force."""
        place = None if self.stopped is None else self.stopped.place
        return machine_state(self.runtime, self._attached(), self.view, place)

    # -- conditions and messages of breakpoints

    def _begin_judging(self, reached: list[Breakpoint], location: Location | None) -> None:
        evaluation, place = self._attached(), self._place(location)
        view = View(self.runtime, evaluation, self._stepper, place)
        self._judged = location
        self._judging = self._judge.hits(reached, evaluation, view, place)

    def _go_on_judging(self) -> Outcome | Stop | None:
        """Go on asking whether the breakpoints that were reached stop here."""
        assert self._judging is not None
        try:
            next(self._judging)
            return _OUT_OF_TICKS
        except StopIteration as done:
            hits: list[Breakpoint] = done.value
        self._judging = None
        location, self._judged = self._judged, None
        if hits:
            self._step = None
            return self._stop(_REASONS[hits[0].kind], self._said(hits[0]), location, hits=tuple(each.id for each in hits))
        if location is not None and self._step is not None and self._stepper.watched:
            reason, self._step = self._step_reason, None
            return self._stop(reason, "Step", location)
        return None

    def _said(self, breakpoint: Breakpoint) -> str:
        spec = breakpoint.spec
        what = {"function": f"Procedure {spec.name}", "effect": f"Effect {spec.op}", "tick": f"Tick {spec.ticks}"}
        change = self.breakpoints.changed.get(breakpoint.id)
        if breakpoint.kind == "data" and change is not None:
            old, new = (write_string(value, _SHOWN) for value in change)
            return f"{self._data[spec.data].description} changed from {old} to {new}"
        return what.get(breakpoint.kind, f"Breakpoint {breakpoint.id}")


def _name(location: Location) -> str:
    code = location.code
    return code.name or ("top level" if code.index == 0 else "lambda")
