"""One ``eval`` or ``load-file`` request, from the session's queue to its one ``done``.

A job turns the runtime's outcomes into messages, in the order WIRE.md gives: output before the value it precedes, the
error text before ``eval-error``, a bare ``done`` last. It runs only in steps the scheduler asks for, and must never
wait, write to a socket, or send anything after its ``done``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from omega.protocol import RequestId
from omega.runtime import (
    EOF,
    Condition,
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    LispError,
    NeedsRestart,
    Offer,
    Outcome,
    OutOfTicks,
    Overrun,
    Paused,
    Runtime,
    Signalled,
    String,
)
from omega.runtime.debug.stop import Stop
from omega.runtime.events import ConditionSeen, Effect, Error, EvalStart, Output
from omega.runtime.files import OPERATIONS
from omega.runtime.journal import Entry
from omega.runtime.machine.signals import as_condition
from omega.runtime.report import describe, message_line
from omega.runtime.runtime import default_host
from omega.runtime.slices import Steps
from omega.runtime.verbs import VERBS
from omega.runtime.waiting import SLEEP
from omega.server.failure import failure_fields, question_fields
from omega.server.files import Answer
from omega.server.logs import log
from omega.server.outbox import Outbox
from omega.server.printing import PREFIX, PrintOptions, ValuePrinter
from omega.server.scheduler import FEWEST_TICKS, MOST_TICKS
from omega.server.turn import Told, Turn
from omega.server.watchdog import Watchdog

if TYPE_CHECKING:
    from omega.runtime.debug.debugger import Debugger
    from omega.server.audience import Audience
    from omega.server.debug.debugging import Debugging

#: Output leaves in messages of at most so many characters.
CHUNK = 64 * 1024
#: The one effect of the console: the machine needs more input.
INPUT = "input.op"
#: The type of all conditions.
_EVERY_TYPE = frozenset(("condition",))


@dataclass(frozen=True, slots=True)
class Source:
    """What to evaluate and where it comes from; ``ns`` is the namespace asked for, if any."""

    code: str
    file: str = "<eval>"
    line: int = 1
    column: int = 1
    ns: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one evaluation may use; 0 is no bound. ``output``: characters. ``ticks``: calls and loop turns, a bound of
    the request's own below the session's. ``value``: characters of one printed value."""

    output: int = 0
    ticks: int = 0
    value: int = 0


class Job(Turn):
    """One request's evaluation. ``single``: send only the last value and stop at the first error (``load-file``).
    ``asks``: have the client choose a restart for a condition that nobody handles. ``persists``: go on when its client is
    gone. ``shows``: makes the fields of a message out of a value, which is not printed then."""

    __slots__ = (
        "_allowance", "_asks", "_began", "_density", "_evaluation", "_last", "_options", "_printed", "_printer",
        "_runtime", "_shows", "_single", "_source", "_told", "_verb", "_watchdog", "answered", "debugging", "left",
    )  # fmt: skip

    def __init__(
        self,
        client: Audience,
        id: RequestId,
        session_id: str,
        source: Source,
        options: PrintOptions,
        allowance: Allowance,
        watchdog: Watchdog,
        *,
        single: bool = False,
        asks: bool = False,
        persists: bool = False,
        shows: Told | None = None,
    ) -> None:
        super().__init__(client, id, session_id, persists=persists)
        self._source = source
        self._options = options
        self._allowance = allowance
        self._watchdog = watchdog
        self._single = single
        self._asks = asks
        self._shows = shows
        #: The condition that the last question was about: its report has been sent.
        self._told: Condition | None = None
        self._runtime: Runtime | None = None
        self._evaluation: Evaluation | None = None
        self._printer: ValuePrinter | None = None
        #: What the program asks of its session, while that is being done.
        self._verb: Steps[None] | None = None
        #: When its evaluation began, in seconds since 1970.
        self._began = 0.0
        self._printed = 0
        #: Characters printed per tick in the last step.
        self._density = 0.0
        self._last: FormDone | None = None
        #: The debugger of the session; one that its client has left, so that it stays stopped.
        self.debugging: Debugging | None = None
        self.left: Debugger | None = None
        #: The answer to what was asked, which came while it was stopped.
        self.answered: Answer | None = None

    @property
    def size(self) -> int:
        """Characters of code it keeps while it waits."""
        return len(self._source.code)

    @property
    def text(self) -> str:
        """The code."""
        return self._source.code

    @property
    def entry(self) -> Entry | None:
        """What is written down of its evaluation."""
        if self._evaluation is None or self._runtime is None:
            return None
        return self._evaluation.entry or self._runtime.turned

    @property
    def did(self) -> bool:
        """Whether its evaluation has begun."""
        return self.started

    @property
    def started(self) -> bool:
        """Whether its evaluation has begun."""
        return self._evaluation is not None

    @property
    def ticks(self) -> int:
        """Ticks used so far."""
        return 0 if self._evaluation is None else self._evaluation.ticks

    @property
    def evaluation(self) -> Evaluation | None:
        """What it evaluates, once that has begun."""
        return self._evaluation

    @property
    def is_abandoned(self) -> bool:
        """Whether the state that it runs in has been replaced."""
        return self._evaluation is not None and self._evaluation.is_abandoned

    @property
    def outboxes(self) -> tuple[Outbox, ...]:
        """What it fills: its client's, and what a debugger tells goes to another."""
        own = self.client.outbox
        return (own,) if self.debugging is None else (own, self.debugging.client.outbox)

    @property
    def is_pausing(self) -> bool:
        """Whether a debugger is to stop it at once, even if it waits for something."""
        is_asked = self.debugging is not None and self.debugging.pausing
        return is_asked and self._evaluation is not None and self._printer is None and self._verb is None

    def debug(self, debugging: Debugging | None) -> None:
        """Have it run under this debugger from now on, or under none."""
        self.debugging = debugging
        if debugging is not None and self.left is not None:
            debugging.take_up(self, self.left)
            self.left = None
        elif debugging is not None and self._evaluation is not None:
            debugging.attach(self, self._evaluation)

    def interrupt(self) -> None:
        """End the evaluation: its next step unwinds it. The caller has taken the running id."""
        self.interrupted = True
        self.stopped = False
        if self.debugging is not None:
            self.debugging.interrupted(self)
        elif self.left is not None:
            self.left.close()
            self.left = None
        self.wants_input = False
        self.asked = None
        if self.cancel is not None:
            self.cancel()
        self.key = None
        self._printer = self._verb = None
        if self._evaluation is not None:
            self._evaluation.interrupt()

    def answer(self, text: str) -> None:
        """Give the machine the console input it waits for; empty text is the end of input."""
        assert self._evaluation is not None
        self.wants_input = False
        self._evaluation.answer(String(text) if text else EOF)

    def resolve(self, answer: Answer) -> None:
        """Give the machine the answer to the effect it waits for, or the condition of its failure."""
        assert self._evaluation is not None
        self.asked = self.cancel = None
        if isinstance(answer, Condition):
            self._evaluation.refuse(answer)
        else:
            self._evaluation.answer(answer)

    def settle(self) -> str | None:
        """Take the answer that came while it was stopped. The name of an effect whose answer is still to come, if what is
        done for that cannot be left."""
        if self.asked is None:
            return None
        if self.answered is not None:
            answer, self.answered = self.answered, None
            self.resolve(answer)
            return None
        return None if self.asked.op == SLEEP else self.asked.op

    def forget_questions(self) -> None:
        """It is somewhere else in time: it will ask again for what it needs."""
        if self.cancel is not None:
            self.cancel()
        self.asked = self.cancel = self.key = None
        self.wants_input = False

    def restart(self, index: int, code: str) -> None:
        """Go on with the restart chosen. Raises ``LispError``, and the question stays open, if that cannot be."""
        assert self._evaluation is not None
        self._evaluation.restart(index, code)
        self.key = None

    def conclude(self) -> None:
        """Nothing more of it will run: the history is told."""
        if self._runtime is not None and self._evaluation is not None:
            value, error = ("", self.shown) if self.failed else (self.shown, "")
            seconds = self._runtime.clock() - self._began
            self._runtime.end(self._evaluation, self.outcome, value=value, error=error, seconds=seconds)

    def step(self, runtime: Runtime, ticks: int) -> bool:
        """Go on for at most about so many ticks; whether nothing is left to do but the ``done``.

        A fault of the runtime itself ends the evaluation, never the session or the server."""
        try:
            return self._step(runtime, ticks)
        except Exception:  # noqa: BLE001  # whatever went wrong
            log.exception("runtime fault", session=self.session_id)
            self.send((), {"err": "internal-error: the runtime failed; this is a defect of Omega\n"})
            self.send(("eval-error",), {"ex": "internal-error", "root-ex": "internal-error"})
            return True
        finally:
            self._watchdog.guarding = False

    def _step(self, runtime: Runtime, ticks: int) -> bool:
        if self._evaluation is None:
            if not self._start(runtime):
                return True
            assert self._evaluation is not None
        if self._printer is not None:
            return self._print_on()
        if self._verb is not None:
            self._go_on(self._verb, self._evaluation)
            return False
        ticks = min(ticks, self._output_quota())
        before, printed = self._evaluation.ticks, self._printed
        allowed = self._allowance.ticks
        if allowed:
            ticks = max(1, min(ticks, allowed - before))
        over = self._handle(self._run(self._evaluation, ticks))
        self._density = (self._printed - printed) / max(1, self._evaluation.ticks - before)
        return over

    def _output_quota(self) -> int:
        """Ticks after which a program that prints as it did in the last step would have filled the outbox."""
        if self._density < 1:
            return MOST_TICKS
        return max(FEWEST_TICKS, int(self.client.outbox.limit / self._density))

    def _start(self, runtime: Runtime) -> bool:
        """Make the evaluation; False if the request cannot be evaluated, which has then been said."""
        source = self._source
        if source.ns is not None and source.ns != runtime.namespace:
            body = {"ns": source.ns, "message": f"there is no namespace {source.ns}"}
            self.ending = (("error", "done", "namespace-not-found"), body)
            return False
        if self._options.unknown is not None:
            text = f"There is no printer {self._options.unknown}; write is used instead"
            self.send((PREFIX + "error",), {PREFIX + "error": text})
        self._runtime = runtime
        self._evaluation = runtime.evaluate(
            source.code, file=source.file, line=source.line, column=source.column
        )
        self._evaluation.asks = self._asks
        if (entry := self.entry) is not None:
            entry.single = self._single
        self._began = runtime.clock()
        if self.debugging is not None:
            self.debugging.attach(self, self._evaluation)
        if self.events.wants(EvalStart):
            self.events.emit(EvalStart(self.id, source.file, source.line, source.column))
        return True

    def _run(self, evaluation: Evaluation, ticks: int) -> Outcome | Stop:
        """One guarded run of the machine."""
        watchdog = self._watchdog
        debugging = None if self.interrupted else self.debugging
        if debugging is None:
            evaluation.signals = _EVERY_TYPE if self.events.wants(ConditionSeen) else None
        try:
            watchdog.guarding = True
            outcome = evaluation.run(ticks) if debugging is None else debugging.run(ticks)
            watchdog.guarding = False
            return outcome
        except Overrun:  # the signal came in the instant before or after the machine could take it
            evaluation.fail(_exceeded("evaluation: one operation of it took too long", "operation-time"))
            return OutOfTicks()

    def _handle(self, outcome: Outcome | Stop) -> bool:
        """Send what this outcome means; whether the evaluation is over."""
        assert self._runtime is not None and self._evaluation is not None
        output = self._runtime.drain_output()
        if output and not self._put(output):
            limit = self._allowance.output
            condition = _exceeded(f"output of one evaluation: more than {limit} characters", "output-per-evaluation")
            if isinstance(outcome, FormDone | FormFailed | Finished):
                return self._failed(condition, last=True)
            self._evaluation.fail(condition)
            return False
        match outcome:
            case Stop():
                self.stopped = True
                return False
            case Signalled(value):
                if self.events.wants(ConditionSeen):
                    condition = as_condition(value)
                    self.events.emit(ConditionSeen(self.id, condition.type, message_line(condition)))
                return False
            case OutOfTicks() | Paused():
                allowed = self._allowance.ticks
                if allowed and self._evaluation.ticks >= allowed and not self.interrupted:
                    self._allowance = Allowance(output=self._allowance.output, value=self._allowance.value)
                    self._evaluation.fail(_exceeded(f"evaluation: more than {allowed} ticks", "budget"))
                return False
            case FormDone():
                if self._single:
                    self._last = outcome
                    return False
                return self._print(outcome)
            case FormFailed(condition, offers):
                return self._failed(condition, offers, last=self._single)
            case NeedsRestart(condition, offers):
                if condition is not self._told:
                    self._tell(condition)
                self._told = condition
                self.key = str(uuid4())
                self.send(("need-restart",), {"key": self.key, **question_fields(condition, offers)})
                return False
            case EffectRequest():
                if self.events.wants(Effect):
                    self.events.emit(Effect(self.id, outcome.op))
                if outcome.op == INPUT:
                    self.wants_input = True
                elif outcome.op in VERBS:
                    self._verb = self._runtime.perform(self._evaluation, outcome)
                elif outcome.op in OPERATIONS or outcome.op == SLEEP:
                    self._ask(self._runtime, self._evaluation, outcome)
                else:
                    self._perform(self._evaluation, outcome)
                return False
            case Finished(status=status):
                if status is not None and not self.interrupted:
                    self.send((), {"exit": status})
                elif self._last is not None and not self.interrupted:
                    last, self._last = self._last, None
                    return self._print(last)
                return True

    def _ask(self, runtime: Runtime, evaluation: Evaluation, request: EffectRequest) -> None:
        """Have the session do an effect that takes time, if it may be done."""
        try:
            runtime.check(request.op)
        except LispError as error:
            evaluation.refuse(error.condition)
        else:
            self.asked = request

    def _perform(self, evaluation: Evaluation, request: EffectRequest) -> None:
        """Answer an effect that takes no time."""
        try:
            evaluation.answer(default_host(request.op, request.args))
        except LispError as error:
            evaluation.refuse(error.condition)

    def _go_on(self, verb: Steps[None], evaluation: Evaluation) -> None:
        """Have the runtime do one step of what the program asks of the session itself."""
        try:
            with self._watchdog.limit():
                next(verb)
        except StopIteration:
            self._verb = None
        except Overrun:
            self._verb = None
            evaluation.fail(_exceeded("a verb: one step of it took too long", "operation-time"))

    def _print(self, form: FormDone) -> bool:
        """Print a form's value, at once if it is small; whether the evaluation is over with it."""
        assert self._runtime is not None and self._evaluation is not None
        if self.interrupted:
            return False
        if self._shows is not None:
            self.send((), {**self._shows(form.value), "ns": self._runtime.namespace})
            return self._single or self._evaluation.is_over
        bounds = [bound for bound in (self._options.quota, self._allowance.value or None) if bound is not None]
        text = self._runtime.print(form.value, style=self._options.style, max_chars=min(bounds, default=None))
        self._printer = ValuePrinter(text, self._options, self._runtime.namespace, self.send)
        return self._print_on()

    def _print_on(self) -> bool:
        """Print the next piece of a value; whether the evaluation is over with it."""
        assert self._printer is not None and self._evaluation is not None
        if not self._printer.step():
            return False
        self._printer = None
        return self._single or self._evaluation.is_over

    def _failed(self, condition: Condition, offers: tuple[Offer, ...] = (), *, last: bool) -> bool:
        """Report a form's error; whether the evaluation is over with it."""
        assert self._runtime is not None
        if self.interrupted:
            return last
        if condition is not self._told:
            self._tell(condition)
        self._told = None
        # Without ``ns`` an editor whose first evaluation fails (CIDER's always does) shows the prompt ``nil>``.
        self.send(("eval-error",), failure_fields(condition, offers) | {"ns": self._runtime.namespace})
        if self.events.wants(Error):
            self.events.emit(Error(self.id, condition.type, message_line(condition)))
        return last

    def _tell(self, condition: Condition) -> None:
        """Send the report of an error, for people."""
        text = describe(condition)
        self.send((), {"err": text if text.endswith("\n") else text + "\n"})

    def _put(self, output: list[tuple[str, str]]) -> bool:
        """Send what the program printed; False as soon as it has printed more than it may."""
        limit = self._allowance.output
        for stream, text in output:
            if limit and self._printed + len(text) > limit:
                exceeded = self._printed <= limit
                text = text[: max(limit - self._printed, 0)]
                self._printed = limit + 1
            else:
                exceeded = False
                self._printed += len(text)
            for start in range(0, len(text), CHUNK):
                self.send((), {stream: text[start : start + CHUNK]})
                if self.events.wants(Output):
                    self.events.emit(Output(self.id, stream, text[start : start + CHUNK]))
            if exceeded:
                return False
        return True


def _exceeded(what: str, limit: str) -> Condition:
    return Condition("budget-exceeded", f"{what} (limit: {limit})")
