"""Which executor runs an evaluation that is debugged, and what of it is walked.

Nothing is walked that nobody wants to stop in. Procedures with breakpoints come to the stepping executor by traps
(``machine/traps.py``), everything else runs at full speed beside them. A step walks all at first; one over something that
takes long goes on at full speed. Data that is watched, and procedures of the library, which cannot be trapped, have
everything walked.
"""

from __future__ import annotations

from omega.runtime.compile.unit import Unit
from omega.runtime.debug.steps import Step
from omega.runtime.debug.watching import Breakpoints
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.stepping import Stepper
from omega.runtime.machine.traps import Traps
from omega.runtime.runtime import Runtime

#: Ticks after which a step over something runs at full speed what nobody wants to stop in.
_FEW_TICKS = 2_000


class Walking:
    """``stepper``: the one executor that walks for this debugger. ``is_exact``: every operation is to be counted, whatever
    that costs. ``walked``: ticks since somebody said how to go on. ``patience``: see ``_FEW_TICKS``."""

    def __init__(self, runtime: Runtime, breakpoints: Breakpoints) -> None:
        self.stepper = Stepper(breaks=breakpoints)
        self.stepper.loaded = self._loaded
        self.is_exact = False
        self.walked = 0
        self.patience = _FEW_TICKS
        self._runtime = runtime
        self._breakpoints = breakpoints
        self._traps = Traps(runtime.state)
        #: Has a unit begun whose procedures nobody has trapped?
        self._has_untrapped = False

    def prepare(self, evaluation: Evaluation, step: Step | None) -> None:
        """Have the evaluation run with the executor that is needed next."""
        stepper, breakpoints = self.stepper, self._breakpoints
        stepper.watch = step
        if step is None and not breakpoints.needs_stepping and not self.is_exact:
            evaluation.stepper = None
        elif evaluation.stepper is not stepper:
            evaluation.stepper = stepper
            stepper.forget_seen()
        if breakpoints.are_new:
            breakpoints.are_new = False
            self._trap(evaluation)
        if breakpoints.needs_everything or self.is_exact:
            stepper.walk_all()
        elif evaluation.is_counting:
            pass
        elif stepper.only is None and (step is None or (stepper.is_over and self.walked >= self.patience)):
            stepper.walk_only(self._traps.procedures)

    def come_to(self, evaluation: Evaluation, before: Stepper | None) -> None:
        """The session has become another, in which this stepper, if any, has come to where the evaluation is."""
        if before is not None:
            self.stepper.take_over(before)
        else:  # what it has counted was another time
            self.stepper.begin(evaluation.ticks, evaluation.place == 0)
        self.stepper.only = None  # it goes on counting
        evaluation.drive(self.stepper)
        self.stepper.over(None)
        self._traps = Traps(self._runtime.state)

    def end(self) -> None:
        """Take the traps away, and let go of everything."""
        self.stepper.forget_all()
        if self._traps.codes:
            self._runtime.chores.append(self._traps.set({}, None, None))

    def _trap(self, evaluation: Evaluation) -> None:
        """Have the procedures that something may stop in come to the stepping executor, and no others."""
        codes = {} if self._breakpoints.needs_everything else self._breakpoints.procedures()
        if codes != self._traps.codes or (codes and self._has_untrapped):
            self._has_untrapped = False
            dynamic = None if evaluation.execution is None else evaluation.execution.dynamic
            self._runtime.chores.append(self._traps.set(codes, evaluation.stack, dynamic))

    def _loaded(self, unit: Unit) -> None:
        """A unit begins, or is walked for the first time: breakpoints may be in it."""
        is_news = self._breakpoints.loaded(unit.compiled)
        if self.stepper.only is None:
            self._has_untrapped = self._breakpoints.are_new = True  # it is walked, as everything is for now
            return
        if is_news:
            wanted = self._breakpoints.procedures().get(unit.compiled, frozenset())
            self._traps.codes = {**self._traps.codes, unit.compiled: wanted}
        if self._traps.codes.get(unit.compiled):
            self._traps.add(unit)
