"""Whether a breakpoint that was reached stops: its condition and its count; and what a log point prints.

Expressions of breakpoints are evaluated in the innermost frame of the program, in slices of the host's; one that fails
is told of once, and counts as false. What only computes is computed on the spot; the rest is a probe.
"""

from __future__ import annotations

from collections.abc import Generator

from omega.runtime.compile import ir
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.breakpoints import FILE, Breakpoint, Expression
from omega.runtime.debug.probe import Compiled, Probe, Scene, compile_expression, probe_in, pure_value
from omega.runtime.debug.stop import Logged, Notice, Place
from omega.runtime.debug.view import View
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.requests import Deferred
from omega.runtime.outcome import Done, FormFailed
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import FALSE, Value
from omega.runtime.syntax.printer import display_string
from omega.runtime.syntax.single import read_expression

#: Ticks that a condition or a message may take, and that it takes in one step.
_PATIENCE = 1_000_000
_STEP = 10_000
#: Characters of a value in a message.
_LOGGED = 2_000
#: Expressions that are kept compiled.
_COMPILED = 200

#: An expression and where it is: the procedure, and the names that it can use.
_Key = tuple[str, ir.Code, tuple[str, ...]]


class Judge:
    """Asks breakpoints, for one debugger. ``notices``: where it tells what there is to tell."""

    def __init__(self, runtime: Runtime, notices: list[Notice]) -> None:
        self._runtime = runtime
        self.notices = notices
        self._compiled: dict[_Key, tuple[Compiled, Unit]] = {}

    def hits(
        self, reached: list[Breakpoint], evaluation: Evaluation, view: View, place: Place | None
    ) -> Generator[None, None, list[Breakpoint]]:
        """Those that stop here; log points print. ``view`` and ``place``: of the evaluation, which waits meanwhile."""
        found = []
        for breakpoint in reached:
            if breakpoint.condition:
                holds = yield from self._value(breakpoint, breakpoint.condition, "condition", evaluation, view, place)
                if holds is None or holds is FALSE:
                    continue
            if not breakpoint.counts():
                continue
            if not breakpoint.log:
                found.append(breakpoint)
                continue
            pieces = []
            for part in breakpoint.log:
                if isinstance(part, Expression):
                    value = yield from self._value(breakpoint, part.text, "message", evaluation, view, place)
                    part = "?" if value is None else display_string(value, _LOGGED)
                pieces.append(part)
            self._tell("".join(pieces), place)
        return found

    def _tell(self, text: str, place: Place | None, important: bool = False) -> None:
        self.notices.append(Logged(text, None if place is None else place.span, important))

    def _value(
        self, breakpoint: Breakpoint, text: str, what: str, evaluation: Evaluation, view: View, place: Place | None
    ) -> Generator[None, None, Value]:
        """The value of an expression; ``None`` when it has none."""
        try:
            first = view.backtrace.first_of_program()
            scene = None if first is None else view.scene(first)
            if scene is None:
                probe = view.probe(text, None)
            else:
                compiled, unit = self._in(text, scene)
                if compiled.is_straight:
                    return pure_value(unit, compiled, scene)
                execution = evaluation.execution
                dynamic = None if execution is None else execution.dynamic
                probe = probe_in(self._runtime.state, compiled, scene, evaluation.stack, dynamic)
        except Deferred:
            probe = view.probe(text, first)
        except LispError as error:
            self._failed(breakpoint, what, error.condition, place)
            return None
        return (yield from self._probed(probe, breakpoint, what, place))

    def _in(self, text: str, scene: Scene) -> tuple[Compiled, Unit]:
        """The expression compiled for a place. Raises ``LispError`` or ``Deferred``."""
        key = (text, scene.code, tuple(scene.bindings))
        found = self._compiled.get(key)
        if found is None:
            state = self._runtime.state
            compiled = compile_expression(state, read_expression(text, FILE, "the breakpoint"), scene)
            found = self._compiled[key] = (compiled, Unit(compiled.unit, state.globals))
            if len(self._compiled) > _COMPILED:
                del self._compiled[next(iter(self._compiled))]
        return found

    def _probed(
        self, probe: Probe, breakpoint: Breakpoint, what: str, place: Place | None
    ) -> Generator[None, None, Value]:
        probe.allowed = frozenset()
        while True:
            outcome = probe.run(_STEP)
            if isinstance(outcome, Done):
                return outcome.value
            if isinstance(outcome, FormFailed):
                self._failed(breakpoint, what, outcome.condition, place)
                return None
            if probe.ticks > _PATIENCE:
                self._failed(breakpoint, what, Condition("timeout", "it takes too long"), place)
                return None
            yield

    def _failed(self, breakpoint: Breakpoint, what: str, condition: Condition, place: Place | None) -> None:
        if not breakpoint.told:
            breakpoint.told = True
            text = f"the {what} of breakpoint {breakpoint.id} failed: {condition.type}: {condition.message}"
            self._tell(text, place, important=True)
