"""The forms of a text, read, compiled and run one after the other, in slices: an evaluation, but for its journal.

What limits there are is noticed here, and what happens when they are reached, when nobody handles a condition, and when
the evaluation is ended. Whoever evaluates says what a journal has to do with it: where an evaluation can be found again,
and what is known of it from before (``evaluation.py``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from omega.runtime.compile.cache import CACHE, SourceForm
from omega.runtime.compile.points import Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.requests import Deferred
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
from omega.runtime.machine.stack import CALLING, Continuation, Stack
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
from omega.runtime.recording import Happening
from omega.runtime.suspended import Suspended
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, Value
from omega.runtime.syntax.reader import END, PAUSED, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.single import read_expression

if TYPE_CHECKING:
    from omega.runtime.runtime import Runtime

#: Tokens read in one slice, and ticks for the after thunks of an evaluation that was ended from outside.
_TOKENS, _GRACE = 5_000, 100_000
#: Characters looked at to see that only white space is left of a text.
_GLANCE = 80
#: What a program may use when it has reached a limit or its session holds more memory than it may: ticks, and bytes of one string or vector.
_RECOVERY_TICKS = 10_000
_RECOVERY_BYTES = 4_096

#: The index of no restart.
NO_RESTART = -1
#: The file name of an expression that answers a question.
_ANSWER = "<answer>"
#: The effect that no host has to answer: it ends the evaluation.
EXIT = "exit.op"

_OUT_OF_TICKS = OutOfTicks()


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


class Forms(ABC):
    """``asks``: where nobody handles a condition, wait for a restart (``NeedsRestart``) rather than end the form."""

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
        #: What has been signalled, while it stands there.
        self._signal: Value | None = None

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
    def request(self) -> EffectRequest | None:
        """The effect that waits for the host's answer."""
        return self._request

    @property
    def question(self) -> Question | None:
        """What it waits for somebody's answer about."""
        return self._question

    @property
    def limits(self) -> Limits:
        """The session's, in force."""
        return self._runtime.state.limits

    # -- what has to do with the journal

    @abstractmethod
    def _drive(self, execution: Execution, ticks: int) -> ExecutionOutcome:
        """Run the computation, with the executor that is wanted."""

    @abstractmethod
    def _anchor(self) -> None:
        """Here is something that can be found again."""

    @abstractmethod
    def _intervene(self, what: Happening) -> None:
        """Let something happen now, if the machine is where it can be found again, or else when it next is."""

    @abstractmethod
    def _is_too_large(self, times: int) -> bool:
        """Must the session be measured?"""

    @abstractmethod
    def _is_asked(self) -> bool:
        """Is somebody asked about a condition that nobody handles?"""

    # -- going on

    def _proceed(self, ticks: int) -> Outcome:
        """Go on. With no ticks: only to the next tick point."""
        if self._finished:
            return Finished()
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

    def _begin_recovery(self, condition: Condition) -> None:
        """The session holds too much: let the program do what little it takes to let go of something."""
        execution = self._execution
        if execution is None or self._exceed(condition):
            self._recovery = self.ticks + _RECOVERY_TICKS
            if execution is not None:
                self._limit(execution)

    def _end_recovery(self) -> None:
        """It has let go of enough."""
        self._recovery = None
        if self._execution is not None:
            self._execution.limits = self._runtime.state.limits

    def _fail(self, condition: Condition) -> None:
        if self._execution is not None:
            _with_place(condition, self._execution)
        self._end(FormFailed(condition))

    def _restart(self, index: int, code: str) -> None:
        question, execution = self._asked(), self._execution
        if question is None or execution is None:
            raise LispError(Condition("control-error", f"there is no restart {index}"))
        if index == NO_RESTART:
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
        outcome = self._drive(execution, ticks)
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

    def _asked(self) -> Question | None:
        """What it waits for an answer of, or what could be answered about the condition that has been signalled."""
        if self._question is not None or self._signal is None or self._execution is None:
            return self._question
        condition = as_condition(self._signal)
        return Question(condition, offered(self._execution.dynamic, condition))

    # -- as data

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
    def resumed(cls, runtime: Runtime, suspended: Suspended) -> Self:
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
