"""Going back in an evaluation that is stopped: to the stop before, to a breakpoint before, to where a frame began, to a tick.

There is no way backwards, so the way forwards is gone again, from somewhere before, by a *scout*: a debugger of its own on
a session of its own that a replay has made (``replay.py``). It notes where it stops until it has come to where it is to
go back from; then another one goes to the last of these stops, or to whichever is wanted. Where nothing was found, the
scout begins further back: so what is near costs little, and the whole way is gone a few times at most.

To step back is to undo a step: the scout steps over what is called from the activation in question, at full speed, and
into what is called by those it was called from. Of its stops, those count that are in activations that are still there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from omega.runtime.debug.frames import below
from omega.runtime.debug.history import History
from omega.runtime.debug.replay import Position, Replay
from omega.runtime.debug.stop import Granularity, Stop
from omega.runtime.evaluation import Evaluation
from omega.runtime.journal import SIGNALS
from omega.runtime.machine.stack import depth
from omega.runtime.machine.stepping import Kind, Stepper, Watched
from omega.runtime.mark import mark_of
from omega.runtime.outcome import EffectRequest, Finished, NeedsRestart, Paused, Signalled
from omega.runtime.recording import Diverged
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span

if TYPE_CHECKING:
    from omega.runtime.debug.debugger import Debugger

#: ``back``: one step. ``reverse``: the last breakpoint. ``frame``: where an activation began.
Way: TypeAlias = Literal["back", "reverse", "frame"]

#: Ticks before the place to go back from at which a scout begins, and how many times as many the next one does.
_NEAR = 500
_FURTHER = 16

#: Ticks that a replay does not do twice.
_FAR = 100_000

#: Ticks, and a number that grows with what happens before the next one.
Moment: TypeAlias = tuple[int, int]

#: The tick before an entry begins; a moment that never comes, and one behind all others of its tick.
_BEGINNING = -1
_NEVER: Moment = (1 << 62, 0)
_LATE = 1 << 60
#: Higher than any stack.
_HIGH = 1 << 60
_THERE = object()


class Seen(Struct, frozen=True):
    """A stop of a scout, its ``index``-th. ``height``: of the activation on the stack; ``locals``: its variables, which tell
    it apart from others. ``was_left``: the activation of the stop before is over. ``is_top``: this one is no procedure's."""

    index: int
    ticks: int
    height: int
    locals: dict[str, Value]
    was_left: bool
    is_top: bool


class Travel:
    """Call ``run`` until it says that it is there; then ``replay`` has gone there, and the last ``scout`` has stopped there,
    or never had to set out. ``height``: of the activation to whose beginning the way ``frame`` leads."""

    def __init__(
        self, history: History, here: Debugger, way: Way, granularity: Granularity = "line", height: int = 0
    ) -> None:
        evaluation = here.evaluation
        assert evaluation is not None and evaluation.entry is not None
        self.scout: Debugger | None = None
        self._number = evaluation.entry.number
        self._history = history
        self.replay = self._replay(_BEGINNING)
        self._here = here
        self._way = way
        self._granularity = granularity
        self._height = height or here.height
        self._ticks = evaluation.ticks
        self._mark = _Mark(here, evaluation)
        #: Was what a scout has stopped in last over when it had come to the end of its way?
        self._was_left = False
        #: The stop of a scout at the place to go back from, if that is one where it stops.
        self._there: Seen | None = None
        self._quota = 0
        self._steps = self._go()

    def run(self, ticks: int) -> bool:
        """Go on for about this many ticks; is it there? Raises ``Diverged``."""
        self._quota = ticks
        return next(self._steps, _THERE) is _THERE

    def _go(self) -> Iterator[None]:
        end = yield from self._located()
        back = _NEAR
        while True:
            begin = max(_BEGINNING, self._ticks - 1 - back)
            seen = yield from self._scouted(begin, end)
            chosen = self._chosen(seen, begin == _BEGINNING)
            if chosen is not None:
                yield from self._scouted(begin, end, chosen.index, chosen.ticks)
                return
            if begin == _BEGINNING:
                break
            back *= _FURTHER
        # Before the first stop there is only the beginning.
        self._way = "back"
        yield from self._scouted(_BEGINNING, _NEVER, 1, 0)

    def _chosen(self, seen: list[Seen], is_all: bool) -> Seen | None:
        """The stop to go to."""
        if self._way == "reverse":
            return seen[-1] if seen else None
        path: list[Seen] = []
        for each in seen:
            self._shorten(path, each.was_left, each.height)
            path.append(each)
        self._shorten(path, self._was_left, self._height if self._way == "back" else _HIGH)
        if self._way == "back":
            return next((each for each in reversed(path) if each.height <= self._height), None)
        if self._there is not None:  # perhaps it has only begun
            self._shorten(path, self._there.was_left, self._there.height)
            path.append(self._there)
        count = len(path)
        while count and path[count - 1].height > self._height:
            count -= 1
        first = count
        while first and path[first - 1].locals is path[count - 1].locals:
            first -= 1
        return path[first] if first < count and (first or is_all) else None

    @staticmethod
    def _shorten(path: list[Seen], was_left: bool, height: int) -> None:
        """What was called is there no more, nor is what has returned, and what that was called in place of."""
        left = path[-1].height if was_left and path else _HIGH
        while path and (path[-1].height > height or (path[-1].height >= left and not path[-1].is_top)):
            path.pop()

    # -- the ways forwards

    def _replay(self, ticks: int) -> Replay:
        """One that goes to a tick of a copy of the entry: a scout may go further than anybody was, and none may think then
        that what it has printed there has been said."""
        return self._history.copied(self._number).replay(Position(self._number, ticks))

    def _replayed(self, ticks: int) -> Iterator[None]:
        """Have a session at the canonical point of this tick, or where the entry begins."""
        state = self._history.newest(self._number, ticks)
        begun = state.ticks if state is not None and state.is_amid else 0
        self.replay = self._replay(ticks)
        if ticks - begun > _FAR:
            # Whoever goes back will do so again.
            on_the_way = self._replay(ticks - _FAR // 2)
            while not on_the_way.run(self._quota):
                yield
            state = None if on_the_way.evaluation is None else (yield from on_the_way.evaluation.saved())
            if state is not None:
                self._history.keep(state)
                self.replay = self._replay(ticks)
        while not self.replay.run(self._quota):
            yield

    def _located(self) -> Generator[None, None, Moment]:
        """Which moment it is to go back from."""
        mark = self._mark
        if mark.moment is not None:
            return mark.moment
        yield from self._replayed(self._ticks - 1)
        evaluation = self._evaluation()
        evaluation.stepper = Stepper(mark.is_like)
        evaluation.signals = mark.signals
        while evaluation.moment < (self._ticks, _LATE):
            outcome = evaluation.run(1 if evaluation.ticks < self._ticks else 0)
            found = mark.is_at(evaluation, outcome)
            if found is not None:
                return found
            if isinstance(outcome, Finished | EffectRequest | NeedsRestart):
                break
            yield
        return self._ticks, 0

    def _scouted(
        self, begin: int, end: Moment, last: int = 0, exact: int | None = None
    ) -> Generator[None, None, list[Seen]]:
        """Where a scout stops that begins at this tick and goes on to a moment, or to its ``last``-th stop. ``exact``: the
        tick in which operations are counted."""
        exact = self._ticks if exact is None else exact
        yield from self._replayed(begin)
        evaluation = self._evaluation()
        scout = self.scout = self._here.scout(self.replay.runtime, self._way == "reverse")
        scout.attach(evaluation)
        seen: list[Seen] = []
        self._there = None
        self._send_on(scout, evaluation)
        while evaluation.moment < end:
            left = exact - 1 - evaluation.ticks
            # In that tick it matters which operation comes first.
            is_last = left < 0 or (left == 0 and evaluation.place == 0)
            scout.count_all(is_last)
            outcome = scout.run(min(self._quota, left) if left > 0 else int(is_last))
            self.replay.runtime.drain_output()
            if isinstance(outcome, Stop):
                ticks, rank = evaluation.moment
                is_top = outcome.place is not None and outcome.place.name == "top level"
                found = Seen(len(seen) + 1, ticks, scout.height, scout.locals, scout.has_left, is_top)
                if (ticks, rank + outcome.caught) >= end:
                    self._there = found if (ticks, rank) == end else None
                    break
                seen.append(found)
                if len(seen) == last:
                    return seen
                self._send_on(scout, evaluation)
            elif isinstance(outcome, Finished | EffectRequest | NeedsRestart):
                break
            yield
        self._was_left = scout.has_left
        return seen

    def _send_on(self, scout: Debugger, evaluation: Evaluation) -> None:
        """Have the scout leave where it is: over what the activation in question calls, into what others call."""
        if self._way == "reverse":
            scout.resume()
            return
        size = depth(evaluation.stack)
        if evaluation.execution is None or size < self._height or (scout.stopped and scout.height < self._height):
            scout.step_into(self._granularity)
        else:
            scout.step_over_at(below(evaluation.stack, size - self._height), self._granularity)

    def _evaluation(self) -> Evaluation:
        evaluation = self.replay.evaluation
        if evaluation is None:
            raise Diverged("the evaluation ends before it comes to where it was")
        return evaluation


class _Mark:
    """Where an evaluation is stopped. ``moment``: when, if that is known."""

    def __init__(self, debugger: Debugger, evaluation: Evaluation) -> None:
        place = evaluation.place
        # Where a condition has been signalled nobody counts.
        self.moment = None if place is None or place <= SIGNALS else evaluation.moment
        location = debugger.location if evaluation.is_paused else None
        self._mark = None if location is None else mark_of(location, evaluation.stack)
        self.signals = None if evaluation.is_paused else debugger.signals
        self._depth = depth(evaluation.stack)

    def is_like(self, kind: Kind, activation: Watched, span: Span) -> bool:
        """Watches for operations that may be it."""
        return self._mark is not None and (kind, span) == (self._mark.kind, self._mark.span)

    def is_at(self, evaluation: Evaluation, outcome: object) -> Moment | None:
        """The moment, if an evaluation has come to it with this outcome."""
        if isinstance(outcome, Paused) and self._mark is not None:
            return evaluation.moment if mark_of(outcome.location, evaluation.stack) == self._mark else None
        if isinstance(outcome, Signalled) and self._mark is None and depth(evaluation.stack) == self._depth:
            ticks, rank = evaluation.moment
            return ticks, rank + 1
        return None
