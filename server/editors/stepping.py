"""CIDER's debugger: from value to value of marked forms, asking at each what to do (``need-debug-input``).

It is a debugger of the session like any other, with another way of talking: which stops are shown is decided by a
``Tour``, and what a person answers comes as EDN. Its client hears of it on the id of ``init-debugger``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from omega.protocol import RequestId, Sendable
from omega.runtime import Evaluation, Outcome, OutOfTicks, StackEntry, Value
from omega.runtime.debug.frames import Activated, source_of
from omega.runtime.debug.marks import Marked, whole
from omega.runtime.debug.parts import shown_activation
from omega.runtime.debug.stop import Place, Stop
from omega.runtime.debug.tour import Going, Sight, Tour
from omega.runtime.debug.watching import KNOWN
from omega.runtime.machine.stack import depth
from omega.runtime.machine.variables import variables_of
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.printer import procedure_name, write_string
from omega.server.debug.debugging import Debugging
from omega.server.debug.inquiry import Inquiry
from omega.server.editors.causes import frames
from omega.server.editors.inputs import DebugInput
from omega.server.failure import ACTIVATIONS

if TYPE_CHECKING:
    from omega.server.connection import Client
    from omega.server.editors.marks import Marks
    from omega.server.job import Job

ASKED = ("need-debug-input",)
#: What may be answered: ways to go on, and more.
GOING: dict[str, Going] = {
    "next": "next", "continue": "continue", "continue-all": "continue-all", "out": "out", "here": "here", "trace": "trace",
}  # fmt: skip
COMMANDS = (*GOING, "in", "eval", "inspect", "inspect-prompt", "locals", "stacktrace", "quit")
PROMPTS = {"eval": "Expression to evaluate: ", "inspect-prompt": "Inspect value: "}
#: Stops passed by in one slice.
PASSED = 50
#: Characters of a value; variables told of, and characters of one.
VALUE, LOCALS, LOCAL = 2_000, 50, 200


class Stepping(Debugging):
    """The debugger of a session with marked forms."""

    def __init__(self, marks: Marks) -> None:
        super().__init__(marks.client, marks.id, marks.session, pauses=False, on_entry=False)
        self._marks = marks
        self._tour = Tour()
        #: Forms that were stepped into without being marked, and how deep, until that has returned.
        self._entered: list[tuple[Marked, int]] = []
        #: While one steps into what is called next: the form that it is called in, and how deep.
        self._entering: Marked | None = None
        self._deep = 0
        #: Does less stop than is marked?
        self._leaves_alone = False
        #: What is to be printed.
        self._traced = ""
        #: What a person looks at, and the command that waits for an expression.
        self._sight: Sight | None = None
        self._pending: str | None = None

    @property
    def _forms(self) -> list[Marked]:
        return [*self._marks.forms, *(form for form, _ in self._entered)]

    def mark(self) -> None:
        """Stop in what is marked now, as far as it may be seen."""
        self.debugger.mark([still for form in self._forms if (still := self._tour.still(form)) is not None])

    # -- the evaluation

    def attach(self, job: Job, evaluation: Evaluation) -> None:
        """Debug this evaluation, from its start."""
        self._tour = Tour()
        super().attach(job, evaluation)

    def run(self, ticks: int) -> Outcome | Stop:
        """Go on to the next stop that is to be seen."""
        for _ in range(PASSED):
            outcome = self.debugger.run(ticks)
            if not isinstance(outcome, Stop) or self.key is not None or self._is_seen(outcome):
                return outcome
            if self._traced:
                break  # what the program has printed comes first
        return OutOfTicks()

    def report(self) -> None:
        """Print what was traced; ask about what is to be seen."""
        traced, self._traced = self._traced, ""
        if traced and self._job is not None:
            self._job.send((), {"out": traced})
        super().report()

    def _is_seen(self, stop: Stop) -> bool:
        """Is the person to be asked here? If not, the debugger has been told to go on."""
        place, sight = stop.place, self._sight_at(stop)
        self.pausing = False  # one can only step here
        self._leave(self._depth())
        if sight is not None and place is not None and self._tour.sees(sight):
            self._see_all()
            if not self._tour.traces:
                self._sight, self._entering = sight, None
                return True
            self._trace(sight, place)
        if self._entering is not None and place is not None and self._entering.span.holds(place.span):
            self.debugger.step_into("expression")
            return False
        if self._entering is not None and place is not None and self._depth() >= self._deep:
            self._enter(place)
        self._entering = None
        self.debugger.resume()
        return False

    def _see_all(self) -> None:
        """What was left alone is not any more."""
        if self._leaves_alone:
            self._leaves_alone = False
            self.mark()

    def _depth(self) -> int:
        evaluation = self.debugger.evaluation
        return 0 if evaluation is None else depth(evaluation.stack)

    def _sight_at(self, stop: Stop) -> Sight | None:
        place = stop.place
        if place is None or place.kind not in KNOWN:
            return None
        for marked in self._forms:
            path = marked.paths.get(place.span)
            if path is not None:
                return Sight(marked, path)
        return None

    def _enter(self, place: Place) -> None:
        """A procedure was stepped into: step through it this time, also if it is not marked."""
        frame = self._frame
        source = None if frame is None else source_of(frame)
        known = any(form.span.holds(place.span) for form in self._forms)
        entered = None if source is None or known else whole(source)
        if entered is not None:
            self._entered.append((entered, self._depth()))
            self.mark()

    def _leave(self, depth: int) -> None:
        """What was stepped into deeper than this has returned."""
        kept = [each for each in self._entered if each[1] <= depth]
        if len(kept) < len(self._entered):
            self._entered = kept
            self.mark()

    def _trace(self, sight: Sight, place: Place) -> None:
        """Print a value in place of asking about it."""
        part = sight.marked.passage.part(place.span)
        text = "" if part is None else " ".join(part.text.split())[:LOCAL]
        self._traced += f"{'| ' * (len(sight.path) - 1)}{text} => {_value_text(place)[:LOCAL]}\n"

    def ended(self, job: Job) -> None:
        """An evaluation is over."""
        super().ended(job)
        self._sight = self._pending = self._entering = None
        self._tour = Tour()
        self._leave(0)
        self._see_all()

    # -- what the client hears

    def _tell(self, event: str, fields: dict[str, Sendable]) -> None:
        """CIDER knows no events; what there is to read of them it shows."""
        text = fields.get("output")
        if event == "output" and isinstance(text, str):
            self._marks.notify(text)

    def _done(self) -> None:
        """``init-debugger`` stays open."""

    def _show(self, stop: Stop) -> None:
        """Ask what to do."""
        assert stop.place is not None
        self.ask(_value_text(stop.place))

    def ask(self, value: str, **more: Sendable) -> None:
        """Ask what to do, and show this for the value."""
        sight = self._sight
        assert sight is not None and self._job is not None
        self.key = str(uuid4())
        self._pending = None
        span = sight.marked.span
        body: dict[str, Sendable] = {
            "key": self.key,
            "input-type": (*COMMANDS, "back") if self.debugger.can_go_back else COMMANDS,
            "debug-value": value,
            "coor": sight.path,
            "code": sight.marked.passage.text,
            "file": span.file,
            "line": span.line,
            "column": span.column,
            "original-ns": self.session.runtime.namespace,
            **more,
        }
        if self._job.id is not None:
            body["original-id"] = self._job.id
        if locals := self._locals():
            body["locals"] = locals
        self._marks.send(ASKED, body)

    def _locals(self) -> list[Sendable]:
        frame = self._frame
        if frame is None or frame.code is None:
            return []
        values = list(variables_of(frame.code, frame.locals).items())[:LOCALS]
        return [[name, write_string(value, LOCAL)] for name, value in values]

    @property
    def _frame(self) -> Activated | None:
        return self.debugger.view.backtrace.first_of_program()

    # -- what the client answers

    def answer(self, given: DebugInput) -> None:
        """Do what was said, but for what needs an expression that was not given."""
        stop, sight = self.debugger.stopped, self._sight
        assert stop is not None and stop.place is not None and sight is not None
        going = GOING.get(given.command)
        if going is not None:
            self._tour.go(sight, going, given.coord or (), force=given.force)
            if going in ("continue", "continue-all"):
                self._leaves_alone = True
                self.mark()
            self.debugger.resume()
            return self.went_on()
        match given.command:
            case "in":
                self._tour.go(sight, "next")
                self._entering, self._deep = sight.marked, self._depth()
                self.debugger.step_into("expression")
                self.went_on()
            case "back" if self.debugger.can_go_back:
                self._tour.go(sight, "next")
                self.debugger.reverse_continue()
                self.went_on()
            case "inspect":
                self.inspect(stop.place.value)
            case "locals" if (frame := self._frame) is not None:
                self.session.inspector.start(shown_activation(frame))
                self._ask_again(inspect=self.session.inspector.rendered())
            case "stacktrace":
                self._marks.send(("stack",), {"causes": [self._stack()]})
                self._ask_again()
            case "quit":
                assert self._job is not None
                self.session.interrupt(self._job.id)
            case command if command in PROMPTS:
                self.key = str(uuid4())
                self._pending = command
                body = {"key": self.key, "input-type": "expression", "prompt": PROMPTS[command]}
                self._marks.send(ASKED, {**body, "debug-value": _value_text(stop.place)})
            case _:
                self._ask_again()

    @property
    def pending(self) -> str | None:
        """The command that waits for an expression."""
        return self._pending

    def inspect(self, value: Value) -> None:
        """Show a value in the inspector, and ask again."""
        self.session.inspector.start(value)
        self._ask_again(inspect=self.session.inspector.rendered())

    def _ask_again(self, **more: Sendable) -> None:
        stop = self.debugger.stopped
        assert stop is not None and stop.place is not None
        self.ask(_value_text(stop.place), **more)

    def _stack(self) -> dict[str, Sendable]:
        stack = [StackEntry(entry.name, entry.span) for entry in self.debugger.view.backtrace.entries(0, ACTIVATIONS)]
        shown = frames(stack, self.session.runtime.namespace)
        return {"class": "StackTrace", "message": "Where the evaluation has stopped", "stacktrace": shown}

    def evaluate(self, client: Client, id: RequestId, command: str, code: str) -> None:
        """Evaluate an expression where the program has stopped, and show its value: that is part of what happens to the
        program. Raises ``LispError``, and Overrun when reading it takes too long."""
        view = self.debugger.view
        entries = view.backtrace.entries(0, ACTIVATIONS)
        frame = next((number for number, entry in enumerate(entries, 1) if not entry.is_subtle), 0)
        with client.host.watchdog.limit():
            probe = view.evaluate(code, frame, records=True)

        def tell(value: Value) -> dict[str, Sendable]:
            if command == "inspect-prompt":
                self.inspect(value)
            else:
                self.ask(write_string(value, VALUE))
            return {}

        inquiry = _Expression(client, id, self, code, probe, tell, client.host.watchdog)
        self.session.submit(inquiry, aside=True)

    def failed(self, body: dict[str, Sendable]) -> None:
        """An expression had no value: say so, and ask again."""
        text = f"{body.get('ex', 'error')}: {body.get('message', '')}"
        self._ask_again(**{"caught-msg": text})


class _Expression(Inquiry):
    """An expression evaluated at a stop; when it has failed, the person is asked again."""

    __slots__ = ()

    def step(self, runtime: Runtime, ticks: int) -> bool:
        over = super().step(runtime, ticks)
        stepping, ending = self._debugging, self.ending
        assert isinstance(stepping, Stepping)
        if over and ending is not None and "error" in ending[0] and stepping.key == self._key:
            stepping.failed(dict(ending[1]))
        return over


def _value_text(place: Place) -> str:
    """What is shown for a value: the call itself where no value comes back here."""
    if place.kind != "tail-call":
        return write_string(place.value, VALUE)
    words = [procedure_name(place.value) or "lambda", *(write_string(each, LOCAL) for each in place.arguments)]
    return f"({' '.join(words)[:VALUE]})"


