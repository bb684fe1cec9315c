"""Making a state of the past again: a fresh session does what the history says was done, and nobody is asked anything.

It runs at full speed, in slices, from the newest checkpoint before the position it is to go to. What it prints is
dropped. Where it has come to, ``runtime`` and ``evaluation`` are what they were then; going on from there, the events
that the entry still has happen again, until they are used up, and what has been reported is not reported again.
"""

from __future__ import annotations

from msgspec import Struct

from omega.runtime.debug.history import History
from omega.runtime.evaluation import Evaluation
from omega.runtime.journal import Checkpoint, Entry
from omega.runtime.outcome import EffectRequest, Finished, NeedsRestart
from omega.runtime.recording import Diverged, Tape
from omega.runtime.runtime import Runtime
from omega.runtime.slices import Steps


class Position(Struct, frozen=True):
    """A moment of the ``number``-th entry: ``operation`` 0 is the canonical point of a tick, where ``ticks`` are used and
    the next would be; more is that operation of the stepping executor with so many ticks used. Without ``ticks``: when
    the entry was over, or as far as it has come."""

    number: int
    ticks: int | None = None
    operation: int = 0


class Replay:
    """Call ``run`` until it says that it is there. ``target``: where; ``None`` for the present."""

    def __init__(self, history: History, target: Position | None = None) -> None:
        last = history.first + len(history.entries) - 1
        self.history = history
        self.target = target or Position(last)
        if not history.first - 1 <= self.target.number <= last:
            raise LookupError(f"there is no entry {self.target.number}")
        #: The entry it is in, or has done last.
        self.number = history.first - 1
        self.evaluation: Evaluation | None = None
        #: The session, once it has begun.
        self.runtime: Runtime
        self.is_done = False
        self._starting: Steps[None] | None = self._start()

    def _start(self) -> Steps[None]:
        """Make the session at the newest state before the target."""
        history, target = self.history, self.target
        ticks = target.ticks
        # The operations of a tick come before its canonical point.
        best = history.newest(target.number, ticks - 1 if ticks is not None and target.operation else ticks)
        if best is None:
            first = history.entries[0].limits if history.entries else None
            self.runtime = Runtime(first, seed=history.seed)
            return
        self.runtime = runtime = yield from Runtime.restoring(best.data)
        self.number = best.number
        if best.is_amid:
            evaluation = runtime.suspended
            if evaluation is None:
                raise Diverged("the checkpoint is not amid an evaluation")
            self._begin(runtime, evaluation, history.entry(best.number), best)

    def _begin(self, runtime: Runtime, evaluation: Evaluation, entry: Entry, at: Checkpoint | None = None) -> None:
        self.number = entry.number
        self.evaluation = evaluation
        runtime.state.limits = entry.limits
        evaluation.asks = entry.asks
        evaluation.tape = Tape(entry, played=0 if at is None else at.events)
        evaluation.tape.began = True
        if at is not None:
            evaluation.continue_counts(at.forms, at.printed)
        # What it has printed before is not printed again; what is new, if it goes on, is.
        runtime.drain_output()
        runtime.state.console.muted = entry.printed - evaluation.printed

    def run(self, ticks: int = 10_000) -> bool:
        """Go on for about this many ticks; is it there? Raises ``Diverged`` if what was done cannot be done again."""
        if not self.is_done:
            self.is_done = self._step(ticks)
        return self.is_done

    def _step(self, ticks: int) -> bool:
        if self._starting is not None:
            if next(self._starting, self) is self:
                self._starting = None
            return False
        evaluation, target = self.evaluation, self.target
        if evaluation is None:
            if self.number == target.number:
                return True
            entry = self.history.entry(self.number + 1)
            self.number = entry.number
            if entry.is_fork:
                self.runtime = self.runtime.fork()
            elif entry.resumes:
                evaluation = self.runtime.resume()
                if evaluation is None:
                    raise Diverged("there is nothing to go on with")
                self._begin(self.runtime, evaluation, entry)
            else:
                self._begin(self.runtime, self.runtime.evaluate(entry.text, file=entry.file, line=entry.line, column=entry.column), entry)
            return False
        if self.number == target.number and target.ticks is not None:
            return evaluation.go(target.ticks, target.operation, ticks)
        if not evaluation.is_behind:
            entry = self.history.entry(self.number)
            if self.number == target.number and entry.state == "running":
                return True
            self.evaluation = None
            return self.number == target.number
        outcome = evaluation.run(ticks)
        if isinstance(outcome, Finished):
            self.evaluation = None
        elif isinstance(outcome, EffectRequest | NeedsRestart) and evaluation.is_behind:
            raise Diverged("it asks for something that nobody was asked for")
        return False

