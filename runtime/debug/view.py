"""What there is to see and to change where an evaluation has stopped, or waits between two slices.

A view is of one moment: when the evaluation goes on, its frames and references mean nothing any more.
"""

from __future__ import annotations

from omega.runtime.debug.frames import Activated, Backtrace
from omega.runtime.debug.probe import Probe, Scene, probe
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.core import Variable
from omega.runtime.machine.stepping import Stepper
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import Value


class View:
    """``backtrace``: the activations, innermost first; a frame's id is its number there."""

    def __init__(self, runtime: Runtime, evaluation: Evaluation, stepper: Stepper) -> None:
        self._runtime = runtime
        self._evaluation = evaluation
        self._stepper = stepper
        self.backtrace = Backtrace(evaluation.stack, stepper)

    def scene(self, activated: Activated) -> Scene | None:
        """What an expression in this activation may name."""
        if activated.code is None:
            return None

        def write(variable: Variable, value: Value) -> None:
            self._assign(activated, variable, value)

        return Scene(activated.code, activated.locals, write)

    def probe(self, text: str, activated: Activated | None) -> Probe:
        """A probe for an expression in an activation, or at top level. Raises ``LispError``."""
        execution = self._evaluation.execution
        stack, dynamic = (None, None) if execution is None else (execution.stack, execution.dynamic)
        scene = None if activated is None else self.scene(activated)
        return probe(self._runtime.state, text, scene, stack, dynamic)

    def _assign(self, activated: Activated, variable: Variable, value: Value) -> None:
        self.backtrace.assign(activated, variable, value)
        execution = self._evaluation.execution
        assert execution is not None
        execution.stack = self.backtrace.stack
