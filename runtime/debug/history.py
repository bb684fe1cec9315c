"""The history of one session: how it began, what it did since, and states of it on the way.

State = base + entries: a base is a blank session with a seed, or a checkpoint. Whoever needs a state of the past has it
made again by a ``Replay`` from the newest checkpoint before it. A history is what happened, so only two things change
it: what happens next, and going on from somewhere in the past, which forgets what came after.
This module must never run anything; it holds no live value of the session, so it can outlive its runtime.
"""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

from msgspec.structs import replace

from omega.runtime.journal import Checkpoint, Entry, Event, State, Volume
from omega.runtime.limits import Limits
from omega.runtime.machine.snapshot.problem import Damaged
from omega.runtime.recording import Listener, Tape

if TYPE_CHECKING:
    from omega.runtime.debug.replay import Position, Replay
    from omega.runtime.evaluation import Evaluation
    from omega.runtime.runtime import Runtime

#: Bytes of memory after which it is time for a shorter history, and entries that are known of what was before.
_LARGE = 16 * 1024 * 1024
_KNOWN = 2_000
#: About the seconds that it takes to do again an entry and a tick, and to save a blank session and a byte of another one.
_ENTRY, _TICK = 50e-6, 50e-9
_STATE, _BYTE = 2e-3, 12e-9
#: How many times as long as to save the state it must take to do again what led to it, and how many such states are kept.
_TIMES = 10
_CHECKPOINTS = 4
#: States that are kept of the way through the last entry, and the bytes they may take.
_AMID = 12
_AMID_BYTES = 8 * 1024 * 1024


class History:
    """``seed`` of the blank session, unless a ``base`` was given to start from. ``entries``: since the base, by number.
    ``checkpoints``: by their place, newest last. ``at``: how many of the entries the session has done: fewer than there
    are while somebody looks at its past. ``before``: entries before the base, of which nothing can be done again. ``amid``:
    states of the last entry on the way, each with the events that had happened until then."""

    __slots__ = ("_done", "_grown", "_is_broken", "_ticks", "amid", "at", "base", "before", "checkpoints", "entries", "listener", "seed")

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
        self.before: list[Entry] = []
        self.amid: list[tuple[Checkpoint, tuple[Event, ...]]] = []
        self._grown = 0
        #: Entries since the newest checkpoint, and their ticks; is there one that cannot be done again?
        self._done = self._ticks = 0
        self._is_broken = False

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
    def last(self) -> int:
        """The number of the last entry that the session has done."""
        return self.first + self.at - 1

    def has_checkpoint(self, number: int) -> bool:
        """Is the state after this entry kept?"""
        return any(each.number == number and not each.is_amid for each in self.checkpoints)

    @property
    def is_amid(self) -> bool:
        """Does the session do one of them now?"""
        return self.at > 0 and self.entries[self.at - 1].state == "running"

    @property
    def size(self) -> int:
        """About the bytes of memory it takes."""
        amid = sum(each.size for each, _ in self.amid)
        return amid + sum(each.size for each in self.entries) + sum(each.size for each in self.checkpoints)

    @property
    def is_large(self) -> bool:
        """Should it be made shorter, when there is a state to begin it with?"""
        return self._grown > _LARGE

    def is_far(self, heap: int) -> bool:
        """Would it take many times as long to do again what was done since the newest checkpoint as to save the state, of so
        many bytes? Or can it not be done again?"""
        work = self._done * _ENTRY + self._ticks * _TICK
        return work > _TIMES * (_STATE + heap * _BYTE) or self._is_broken

    def keep_after(self, state: Checkpoint) -> None:
        """Have the state after the last entry that is done."""
        self.checkpoints = [*self.checkpoints, state][-_CHECKPOINTS:]
        self._grown += state.size
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._done = self._ticks = 0
        self._is_broken = False

    def rebase(self, base: Checkpoint) -> None:
        """Begin with this state: of what was before, only what the entries say about themselves is still known."""
        done = base.number - self.first + 1
        # The history of a copy of the session has the same entries.
        known = [replace(each, events=[replace(event, data=b"") for event in each.events]) for each in self.entries[:done]]
        self.before = [*self.before, *known][-_KNOWN:]
        del self.entries[:done]
        self.at -= done
        self.checkpoints = [each for each in self.checkpoints if each.number > base.number]
        self.base = base
        self.amid.clear()
        self._grown = self.size
        self._begin_anew()

    def stay_large(self) -> None:
        """It cannot be made shorter now."""
        self._grown = 0
        self._begin_anew()

    def keep(self, state: Checkpoint) -> None:
        """Have a state that the last entry came through. Of many, the newer ones are nearer to one another."""
        if not self.first <= state.number <= self.last:
            return  # the session is another one since
        entry = self.entry(state.number)
        self.amid.append((state, tuple(entry.events[: state.events])))
        if len(self.amid) > _AMID:
            del self.amid[: _AMID // 2 : 2]
        while len(self.amid) > 1 and sum(each.size for each, _ in self.amid) > _AMID_BYTES:
            del self.amid[0]

    def newest(self, number: int, ticks: int | None) -> Checkpoint | None:
        """The newest state that is not behind a tick of an entry, or the end of that."""
        best = self.base
        for each in self.checkpoints:
            if each.number < number or (each.number == number and ticks is None and not each.is_amid):
                best = each
        ways = [each for each, events in self.amid if each.number == number and self._came_through(each, events)]
        ways = [each for each in ways if ticks is None or each.ticks <= ticks]
        return max(ways, key=lambda each: each.ticks) if ways else best

    def _came_through(self, state: Checkpoint, events: tuple[Event, ...]) -> bool:
        """Does the entry still come through this state? It may go another way since."""
        entry = self.entry(state.number)
        same = all(map(is_, events, entry.events)) and len(entry.events) >= len(events)
        after = entry.events[len(events) : len(events) + 1]
        return same and entry.ticks >= state.ticks and all(event.ticks >= state.ticks for event in after)

    def begin(self, evaluation: Evaluation) -> Entry:
        """A new entry, for an evaluation that is about to begin. What came after the present one is forgotten."""
        self.amid.clear()
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
        self._grown += entry.size
        self._done += 1
        self._ticks += entry.ticks
        self._is_broken = self._is_broken or not entry.is_exact
        if self.listener is not None:
            self.listener.ended(entry)

    def turn(self, data: bytes, text: str, entry: Entry | None, time: float) -> Entry:
        """From here on the session is another: this state. ``entry``: the evaluation that wanted it, and ends with it; else
        there is one of this ``text``, which is returned. What was is not forgotten: it is before, and cannot lead to what comes."""
        turned = entry
        if turned is None:
            del self.entries[self.at :]
            turned = Entry(self.first + self.at, text, time=time)
            self.entries.append(turned)
            self.at += 1
            if self.listener is not None:
                self.listener.began(turned)
        turned.is_over, turned.is_exact = True, False
        self.checkpoints.append(Checkpoint(turned.number, data))
        self._grown += len(data)
        if entry is None:
            self.end(turned)
        return turned

    def entry(self, number: int) -> Entry:
        """The entry of this number. Raises ``LookupError``."""
        index = number - self.first
        if not 0 <= index < len(self.entries):
            raise LookupError(f"there is no entry {number}")
        return self.entries[index]

    def tag(self, entry: Entry, tags: tuple[str, ...]) -> Entry:
        """Give one of its entries these tags; the entry as it is then. The history of a copy of the session has the same
        entries, and goes on without."""
        if entry.state == "running":
            entry.tags = tags
            return entry
        tagged = replace(entry, tags=tags)
        for entries in (self.before, self.entries):
            entries[:] = [tagged if each is entry else each for each in entries]
        return tagged

    def replay(self, target: Position | None = None) -> Replay:
        """What makes a state of the past again: the present one, without a target."""
        from omega.runtime.debug.replay import Replay

        return Replay(self, target)

    def adopt(self, replay: Replay, runtime: Runtime | None = None) -> None:
        """The session goes on from where a replay has come to, with its evaluation. ``runtime``: that of the session, which
        becomes what the replay has made and keeps what it has by name; without one, it has the replay's from now on."""
        evaluation = replay.evaluation
        if runtime is None:
            runtime = replay.runtime
        else:
            runtime.become(replay.runtime, evaluation)
        runtime.past = self
        self.at = replay.number - self.first + 1
        if evaluation is not None and evaluation.tape is not None:
            evaluation.tape.listener = self.listener

    def copied(self, number: int) -> History:
        """The same history, in which that entry may go another way."""
        entries = [replace(each, events=[*each.events]) if each.number == number else each for each in self.entries]
        found = History(self.seed, self.base, entries, list(self.checkpoints))
        found.amid = list(self.amid)
        return found

    def packed(self, state: Checkpoint | None = None) -> bytes:
        """All of it as bytes, with the ``state`` that it has led to; elsewhere nobody will know how an evaluation ends that
        runs."""
        entries = [replace(each, state="lost") if each.state == "running" else each for each in self.entries[: self.at]]
        checkpoints = [*self.checkpoints, state] if state is not None else self.checkpoints
        return Volume(self.seed, self.base, entries, checkpoints).pack()

    @classmethod
    def unpacked(cls, data: bytes, limits: Limits) -> History:
        """The history that ``packed`` made bytes of, to be repeated within these limits. Raises ``SnapshotError``."""
        volume = Volume.unpack(data)
        first = 1 if volume.base is None else volume.base.number + 1
        last = first + len(volume.entries) - 1
        if [each.number for each in volume.entries] != [*range(first, last + 1)]:
            raise Damaged("its entries are not in order")
        if any(not first - 1 <= each.number <= last for each in volume.checkpoints):
            raise Damaged("it has the state of an entry that it has not")
        for entry in volume.entries:
            entry.limits = entry.limits.within(limits)
        return cls(volume.seed, volume.base, volume.entries, volume.checkpoints)

    def fork(self) -> History:
        """The history of a copy of the session, which shares what was until now."""
        entries = self.entries[: self.at]
        entries.append(Entry(self.first + self.at, "", is_fork=True, state="done"))
        forked = History(self.seed, self.base, entries, list(self.checkpoints))
        forked.before = list(self.before)
        return forked
