"""The facade: one isolated session of the language, usable without any server.

    >>> from omega.runtime import Runtime
    >>> Runtime().eval("(+ 1 2)")
    3
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Any

from omega.runtime.compile.expressions import global_name
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.history_verbs import HistoryVerbs
from omega.runtime.debug.sessions import Sessions
from omega.runtime.debug.snapshots import Snapshots
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.showing import Mode
from omega.runtime.lifetime import Lifetime
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

_FIRST, _SECOND, _THIRD, _ERROR = (global_name(name, False) for name in ("*1", "*2", "*3", "*e"))

#: Characters that a history keeps of a value.
_SHOWN = 1_000
#: Answers an effect for ``Runtime.eval``: ``(op, arguments) -> value``, or raises ``LispError``.
Host = Callable[[str, tuple[Value, ...]], Value]


def default_host(op: str, arguments: tuple[Value, ...]) -> Value:
    """The effects a program may have where nobody says otherwise: the clock."""
    if op == "clock.op":
        return time.time()
    raise LispError(Condition("capability-denied", f"{op}: there is no host here that answers this effect"))


class Runtime(Lifetime):
    """One session: its own globals, keywords, console and history over the shared base."""

    namespace = "user"

    def __init__(self, limits: Limits | None = None, *, seed: int | None = None) -> None:
        """``seed``: of the session's random numbers; without one they differ every time."""
        prelude.load()
        super().__init__(limits or Limits(), seed)

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

    def evaluate(self, text: str, *, file: str = "<eval>", line: int = 1, column: int = 1) -> Evaluation:
        """Begin to evaluate the forms of a text that starts at this line and column of this file."""
        self.turned = None
        evaluation = Evaluation(self, text, file, line, column)
        if self.past is not None:
            self.past.begin(evaluation).time = self.clock()
        return evaluation

    def resume(self) -> Evaluation | None:
        """Go on with what the session was in the midst of when it was saved, if there is anything."""
        evaluation, self.suspended = self.suspended, None
        # One that is looked at in the past is part of an entry already.
        if evaluation is not None and evaluation.tape is None:
            self.turned = None
            evaluation.continue_counts(0, 0)
            if self.past is not None:
                entry = self.past.begin(evaluation)
                entry.time, entry.resumes = self.clock(), True
        return evaluation

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
        forked.ceiling = self.ceiling
        copy_state(self.state, forked.state)
        past = self.past if self.look is None else self.look.live.past
        if past is not None:
            if self.look is None and not past.is_amid:
                forked.past = past.fork()
            else:  # what it does now has no place in what it did
                with suppress(SnapshotError):
                    forked.begin_history(forked.snapshot())
        return forked

    def unsealed(self, data: bytes) -> Steps[Runtime]:
        """The session that was saved, made in steps. Raises ``LispError`` if the bytes are not those of one."""
        try:
            return (yield from type(self).restoring(data, self.state.limits))
        except SnapshotError as error:
            raise LispError(Condition("state-conflict", f"the session cannot be restored: {error}")) from None

    @classmethod
    def restore(cls, data: bytes, limits: Limits | None = None) -> Runtime:
        """The session that ``snapshot`` saved, perhaps in another process; its evaluation is ``suspended``. The bytes may
        come from anywhere: nothing in them is executed. Raises ``SnapshotError``."""
        return finish(cls.restoring(data, limits))

    @classmethod
    def restoring(cls, data: bytes, limits: Limits | None = None) -> Steps[Runtime]:
        """The same in steps."""
        from omega.runtime.machine.snapshot.session import load

        runtime = cls(limits)
        suspended = yield from load(data, runtime.state)
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

    def name_of(self, value: Value) -> str | None:
        """The one of ``*1 *2 *3`` that is this very value."""
        for name, key in (("*1", _FIRST), ("*2", _SECOND), ("*3", _THIRD)):
            if self.state.globals.get(key) is value:
                return name
        return None

    def remember_error(self, condition: Condition) -> None:
        """Set ``*e``."""
        self.state.globals[_ERROR] = condition
