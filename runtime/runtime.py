"""The facade: one isolated session of the language, usable without any server.

    >>> from omega.runtime import Runtime
    >>> Runtime().eval("(+ 1 2)")
    3
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from omega.runtime.compile.expressions import global_name
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.snapshots import Snapshots
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.showing import Mode
from omega.runtime.limits import Limits
from omega.runtime.machine import prelude
from omega.runtime.machine.base import BASE
from omega.runtime.machine.copy import copy_state
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.names import Completion, SymbolInfo, all_names, apropos, completions, lookup, macroexpand
from omega.runtime.outcome import EffectRequest, Finished, FormDone, FormFailed
from omega.runtime.plain import to_lisp
from omega.runtime.session import SessionState
from omega.runtime.suspended import Suspended
from omega.runtime.syntax.datum import UNSPECIFIED, Value
from omega.runtime.syntax.printer import Printer, Style
from omega.runtime.verbs import VERBS, Steps, Verb, finish

if TYPE_CHECKING:
    from omega.runtime.debug.history import History

_FIRST, _SECOND, _THIRD, _ERROR = (global_name(name, False) for name in ("*1", "*2", "*3", "*e"))

#: Answers an effect for ``Runtime.eval``: ``(op, arguments) -> value``, or raises ``LispError``.
Host = Callable[[str, tuple[Value, ...]], Value]


def default_host(op: str, arguments: tuple[Value, ...]) -> Value:
    """The effects a program may have where nobody says otherwise: the clock."""
    if op == "clock.op":
        return time.time()
    raise LispError(Condition("capability-denied", f"{op}: there is no host here that answers this effect"))


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
        #: The evaluation that performs a verb at this moment.
        self.asking: Evaluation | None = None
        #: Seconds since 1970.
        self.clock: Callable[[], float] = time.time

    @cached_property
    def snapshots(self) -> Snapshots:
        """Its named snapshots."""
        return Snapshots(self)

    def eval(self, text: str, *, file: str = "<eval>", host: Host = default_host) -> Value:
        """Evaluate all forms of the text; the value of the last. Raises ``LispError`` for the first that fails."""
        evaluation = self.evaluate(text, file=file)
        value: Value = UNSPECIFIED
        while True:
            outcome = evaluation.run(100_000)
            if isinstance(outcome, FormDone):
                value = outcome.value
            elif isinstance(outcome, FormFailed):
                raise LispError(outcome.condition)
            elif isinstance(outcome, EffectRequest):
                if outcome.op in VERBS:
                    finish(self.perform(evaluation, outcome))
                    continue
                try:
                    evaluation.answer(host(outcome.op, outcome.args))
                except LispError as error:
                    evaluation.refuse(error.condition)
            elif isinstance(outcome, Finished):
                return value

    def evaluate(self, text: str, *, file: str = "<eval>", line: int = 1, column: int = 1) -> Evaluation:
        """Begin to evaluate the forms of a text that starts at this line and column of this file."""
        evaluation = Evaluation(self, text, file, line, column)
        if self.past is not None:
            self.past.begin(evaluation)
        return evaluation

    def perform(self, evaluation: Evaluation, request: EffectRequest) -> Steps[None]:
        """Answer an evaluation that asks for a verb, in steps."""
        verb = VERBS[request.op]
        try:
            answer = yield from self.carry_out(verb, verb.of_lisp(request.args), evaluation)
        except LispError as error:
            evaluation.refuse(error.condition)
        else:
            evaluation.answer(UNSPECIFIED if answer is None else to_lisp(answer))

    def carry_out(self, verb: Verb, arguments: dict[str, object], asking: Evaluation | None = None) -> Steps[Any]:
        """Do what a verb is for, in steps; its result is plain data. ``asking``: the evaluation that the session is in the
        midst of. Raises ``LispError``."""
        steps = verb.begin(getattr(self, verb.subsystem), arguments)
        while True:
            self.asking = asking
            try:
                next(steps)
            except StopIteration as stop:
                return stop.value
            finally:
                self.asking = None
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
        return forked

    def snapshot(self, evaluation: Evaluation | None = None) -> bytes:
        """The session as bytes, with what it is in the midst of. What cannot travel, such as an open file, is named by a
        ``SnapshotError``. An effect that waits for its answer is asked for again after ``restore``."""
        from omega.runtime.machine.snapshot.session import save

        return save(self.state, None if evaluation is None else evaluation.suspend())

    def capture(self, answer: object) -> bytes:
        """The session as bytes, with the evaluation that is ``asking`` for it, which then goes on with this answer. Raises
        ``LispError`` if the session holds what cannot travel."""
        from omega.runtime.machine.snapshot.session import save

        suspended = None if self.asking is None else self.asking.suspend()
        if suspended is not None:
            suspended.op, suspended.arguments, suspended.value = None, (), to_lisp(answer)
        try:
            return save(self.state, suspended)
        except SnapshotError as error:
            raise LispError(Condition("state-conflict", f"the session cannot be saved: {error}")) from None

    def adopt(self, data: bytes) -> None:
        """Be the session that was saved. What was printed stays printed, and the evaluation that is ``asking`` for it ends.
        Raises ``LispError`` if the bytes are not those of a session."""
        restored = self.unsealed(data)
        restored.state.console.done = self.drain_output()
        self.state = restored.state
        self.suspended = None if restored.suspended is None else restored.suspended.moved(self)
        if self.asking is not None:
            self.asking.abandon()

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
