"""The history of one session: how it began, what it did since, and states of it on the way.

State = base + entries: a base is a blank session with a seed, or a checkpoint. Whoever needs a state of the past has it
made again by a ``Replay`` from the newest checkpoint before it. A history is what happened, so only two things change
it: what happens next, and going on from somewhere in the past, which forgets what came after.
This module must never run anything; it holds no live value of the session, so it can outlive its runtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omega.runtime.journal import Checkpoint, Entry, State
from omega.runtime.recording import Listener, Tape

if TYPE_CHECKING:
    from omega.runtime.debug.replay import Position, Replay
    from omega.runtime.evaluation import Evaluation
    from omega.runtime.runtime import Runtime


class History:
    """``seed`` of the blank session, unless a ``base`` was given to start from. ``entries``: since the base, by number.
    ``checkpoints``: by their place, newest last. ``at``: how many of the entries the session has done: fewer than there
    are while somebody looks at its past."""

    __slots__ = ("at", "base", "checkpoints", "entries", "listener", "seed")

    def __init__(
        self,
        seed: int,
        base: Checkpoint | None = None,
        entries: list[Entry] | None = None,
        checkpoints: list[Checkpoint] | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.seed = seed
        self.base = base
        self.entries = entries or []
        self.checkpoints = checkpoints or []
        self.listener = listener
        self.at = len(self.entries)

    @classmethod
    def of(cls, runtime: Runtime, listener: Listener | None = None) -> History:
        """Keep the history of a new session from now on."""
        runtime.past = found = cls(runtime.seed, listener=listener)
        return found

    @property
    def first(self) -> int:
        """The number of the first entry after the base."""
        return 1 if self.base is None else self.base.number + 1

    @property
    def size(self) -> int:
        """About the bytes of memory it takes."""
        return sum(each.size for each in self.entries) + sum(each.size for each in self.checkpoints)

    def begin(self, evaluation: Evaluation) -> Entry:
        """A new entry, for an evaluation that is about to begin. What came after the present one is forgotten."""
        del self.entries[self.at :]
        number = self.first + self.at
        self.checkpoints = [each for each in self.checkpoints if each.number < number]
        text, file, line, column = evaluation.source
        entry = Entry(number, text, file, line, column, limits=evaluation.limits)
        self.entries.append(entry)
        self.at += 1
        evaluation.tape = Tape(entry, self.listener)
        return entry

    def end(self, entry: Entry, state: State = "done", value: str = "", error: str = "", seconds: float = 0.0) -> None:
        """An evaluation is over: how, and the value or error as it was shown."""
        entry.state, entry.value, entry.error, entry.seconds = state, value, error, seconds
        if self.listener is not None:
            self.listener.ended(entry)

    def entry(self, number: int) -> Entry:
        """The entry of this number. Raises ``LookupError``."""
        index = number - self.first
        if not 0 <= index < len(self.entries):
            raise LookupError(f"there is no entry {number}")
        return self.entries[index]

    def replay(self, target: Position | None = None) -> Replay:
        """What makes a state of the past again: the present one, without a target."""
        from omega.runtime.debug.replay import Replay

        return Replay(self, target)

    def adopt(self, replay: Replay) -> None:
        """The session goes on from where a replay has come to, with its runtime and its evaluation."""
        runtime, evaluation = replay.runtime, replay.evaluation
        runtime.past = self
        self.at = replay.number - self.first + 1
        if evaluation is not None and evaluation.tape is not None:
            evaluation.tape.listener = self.listener

    def fork(self) -> History:
        """The history of a copy of the session, which shares what was until now."""
        entries = self.entries[: self.at]
        entries.append(Entry(self.first + self.at, "", is_fork=True, state="done"))
        return History(self.seed, self.base, entries, list(self.checkpoints))
