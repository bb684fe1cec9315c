"""History as verbs (SUBSYSTEMS 7): the evaluations of a session as a list that can be searched, and its past as a place to go.

Going to the past gives a *view*: the session as it was, made again by a ``Replay`` that asks nobody anything. Whoever evaluates
there sees and changes only the view, and nothing outside is asked for it; ``history.live`` comes back. ``history.navigate`` makes
the view the present instead, which is one more entry of the history: nothing of it is forgotten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.look import Look, Place
from omega.runtime.debug.parcel import Parcel, unwrap, wrap
from omega.runtime.debug.shelf import Catalogue, Kept, MemoryShelf, describe
from omega.runtime.journal import Entry
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.plain import Between, Count, Name, Named
from omega.runtime.recording import Diverged
from omega.runtime.slices import Steps
from omega.runtime.verbs import Subsystem, long_verb, verb

if TYPE_CHECKING:
    from omega.runtime.debug.history import History
    from omega.runtime.debug.replay import Replay
    from omega.runtime.runtime import Runtime

#: Characters of a text that a list of entries shows.
_SHOWN = 500
#: Entries looked at between two steps of a search.
_STEP = 1_000
#: Ticks of a replay between two steps.
_TICKS = 10_000

Number = Annotated[int, Between(1)]
EntryState = Literal["running", "done", "error", "interrupted", "lost"]


class Evaluated(Struct, frozen=True):
    """One evaluation of the session."""

    number: Annotated[int, "Its number, from 1."]
    code: Annotated[str, "What was evaluated; in lists only its beginning."]
    file: Annotated[str, "The file it is from."]
    line: Annotated[int, "The line there, from 1."]
    column: Annotated[int, "The column there, from 1."]
    state: Annotated[str, "running, done, error, interrupted, or lost with the server it ran on."]
    value: Annotated[str, "The last value, printed."]
    error: Annotated[str, "What the condition said that ended it."]
    ticks: Annotated[int, "The ticks it used."]
    effects: Annotated[int, "How many answers it got from outside."]
    seconds: Annotated[float, "How long it took."]
    time: Annotated[float, "When it began, in seconds since 1970."]
    tags: Annotated[tuple[str, ...], "What people call it."]


class Page(Struct, frozen=True):
    """Some of the entries that were asked for."""

    entries: Annotated[tuple[Evaluated, ...], "The entries, the oldest first."]
    total: Annotated[int, "How many there are in all."]


class Statistics(Struct, frozen=True):
    """A history in numbers."""

    evaluations: Annotated[int, "How many evaluations there were."]
    errors: Annotated[int, "How many of them ended in an error."]
    interrupted: Annotated[int, "How many were interrupted, or lost with the server."]
    ticks: Annotated[int, "The ticks they used."]
    effects: Annotated[int, "The answers they got from outside."]
    seconds: Annotated[float, "How long they took."]
    bytes: Annotated[int, "The memory that the history takes."]
    checkpoints: Annotated[int, "The states that are kept on the way."]


class HistoryVerbs(Subsystem, name="history"):
    """The history of one session."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.kept = Catalogue("history", MemoryShelf(runtime.ceiling.shelf_bytes))

    # -- the list

    @verb(capability="history")
    def list(
        self,
        start: Annotated[Count | None, "The number of the first entry; by default the page is the last one."] = None,
        *,
        count: Annotated[Count, "How many entries at most."] = 50,
    ) -> Page:
        """The evaluations of the session, a page of them."""
        entries = self._entries("history.list")
        index = max(0, len(entries) - count)
        if start is not None:
            index = bisect_left(entries, start, key=lambda entry: entry.number)
        return Page(tuple(shown(each) for each in entries[index : index + count]), len(entries))

    @long_verb(capability="history")
    def search(
        self,
        text: Annotated[str, "What the code, the value or the error must contain; in any case of letters."] = "",
        *,
        state: Annotated[EntryState | None, "How it must have ended."] = None,
        tag: Annotated[str | None, "A tag that it must have."] = None,
        file: Annotated[str | None, "What the name of its file must contain."] = None,
        start: Annotated[Count, "How many of those found to pass over."] = 0,
        count: Annotated[Count, "How many entries at most."] = 50,
    ) -> Steps[Page]:
        """The evaluations that fit, a page of them."""
        wanted = text.casefold()
        found = []
        for index, each in enumerate(self._entries("history.search")):
            if index % _STEP == _STEP - 1:
                yield
            if (
                (state is None or each.state == state)
                and (tag is None or tag in each.tags)
                and (file is None or file in each.file)
                and any(wanted in part.casefold() for part in (each.text, each.value, each.error))
            ):
                found.append(each)
        return Page(tuple(shown(each) for each in found[start : start + count]), len(found))

    @verb(capability="history")
    def get(self, number: Annotated[Number, "The number of the entry."]) -> Evaluated:
        """One evaluation, with its whole code."""
        return shown(self._entry("history.get", number), whole=True)

    @verb(capability="history", changes=True)
    def tag(
        self,
        number: Annotated[Number, "The number of the entry."],
        tags: Annotated[tuple[str, ...], "What to call it from now on; none takes its tags away."],
    ) -> Evaluated:
        """Give an evaluation tags, in place of those it has."""
        entry = self._past("history.tag").tag(self._entry("history.tag", number), tags)
        if self._runtime.look is None:
            self._runtime.home.amended(entry)
        return shown(entry)

    @verb(capability="history")
    def statistics(self) -> Statistics:
        """The history in numbers."""
        past = self._past("history.statistics")
        entries = self._entries("history.statistics")
        return Statistics(
            len(entries),
            sum(each.state == "error" for each in entries),
            sum(each.state in ("interrupted", "lost") for each in entries),
            sum(each.ticks for each in entries),
            sum(each.effects for each in entries),
            sum(each.seconds for each in entries),
            past.size,
            len(past.checkpoints),
        )

    # -- going to the past

    @verb(capability="history")
    def position(self) -> Place:
        """Where in its history the session is."""
        return self._place()

    @long_verb(capability="history", changes=True)
    def goto(
        self,
        number: Annotated[Count, "The entry after which to be; 0 is the beginning."],
        *,
        ticks: Annotated[Count | None, "To be amid it, when it had used so many ticks."] = None,
    ) -> Steps[Place]:
        """Look at the session as it was, until history.live. What is evaluated there is done to a copy, and asks nobody."""
        return (yield from self._look("history.goto", number, ticks))

    @long_verb(capability="history", changes=True)
    def back(self, count: Annotated[Number, "How many entries."] = 1) -> Steps[Place]:
        """Look at the session as it was so many evaluations before."""
        return (yield from self._look("history.back", max(0, self._place().number - count), None))

    @long_verb(capability="history", changes=True)
    def forward(self, count: Annotated[Number, "How many entries."] = 1) -> Steps[Place]:
        """Look at the session as it was so many evaluations later; after the last one that is the present."""
        number = self._place().number + count
        if self._runtime.look is None or number >= self._past("history.forward").last:
            return self._live()
        return (yield from self._look("history.forward", number, None))

    @verb(capability="history", changes=True)
    def live(self) -> Place:
        """Return to the present. What was done to the past while looking at it is forgotten."""
        return self._live()

    @long_verb(capability="history", changes=True, also="navigate")
    def navigate(
        self,
        number: Annotated[Count | None, "The entry after which to be; what is looked at by default."] = None,
        *,
        ticks: Annotated[Count | None, "To be amid it, when it had used so many ticks."] = None,
    ) -> Steps[Place]:
        """Make the past the present. That is one more entry of the history, which forgets nothing."""
        verb, runtime = "history.navigate", self._runtime
        if number is not None:
            replay = yield from self._made_again(verb, number, ticks, self._past(verb))
            replay.runtime.suspended = replay.evaluation
            data = yield from replay.runtime.capture(None)
            where = f" {number}" if ticks is None else f" {number} :ticks {ticks}"
            yield from runtime.adopt(data, f"(history.navigate{where})")
        elif runtime.look is not None:
            self._not_amid(verb)
            place = runtime.look.place
            data = yield from runtime.capture(None)
            yield from runtime.adopt(data, f"(history.navigate) ; to {place.number} {place.ticks or ''}".rstrip())
        else:
            raise LispError(Condition("state-conflict", f"{verb}: this is the present; expected the number of an entry"))
        return self._place()

    def _look(self, verb: str, number: int, ticks: int | None, history: History | None = None) -> Steps[Place]:
        """Make a state of the past and show it. ``history``: another than that which is looked at."""
        past = history or self._past(verb)
        replay = yield from self._made_again(verb, number, ticks, past)
        place = Place(number, ticks, False)
        found, evaluation = replay.runtime, replay.evaluation
        self._runtime.when_over(lambda: self._runtime.look_at(found, evaluation, Look(place, past)))
        return place

    def _made_again(self, verb: str, number: int, ticks: int | None, past: History) -> Steps[Replay]:
        """Make a state of the past."""
        from omega.runtime.debug.replay import Position, Replay

        self._not_amid(verb)
        replay: Replay | None = None
        try:
            replay = Replay(past.copied(number), Position(number, ticks))
            while not replay.run(_TICKS):
                yield
        except LookupError:
            if number < past.first:
                what = f"{verb}: the session as it was after entry {number} is not kept any more"
                raise LispError(Condition("state-conflict", what)) from None
            raise LispError(Condition("index-error", f"{verb}: there is no entry {number}")) from None
        except (Diverged, SnapshotError, ValueError) as error:
            at = number if replay is None else replay.number
            raise LispError(Condition("state-conflict", f"{verb}: entry {at} cannot be done again: {error}")) from None
        return replay

    def _live(self) -> Place:
        self._not_amid("history.live")
        self._runtime.when_over(self._runtime.return_to_present)
        live = self._runtime.past if self._runtime.look is None else self._runtime.look.live.past
        return Place(0 if live is None else live.last, None, True)

    def _place(self) -> Place:
        if self._runtime.look is not None:
            return self._runtime.look.place
        past, asking = self._past("history.position"), self._runtime.asking
        # The evaluation that asks is not over: the session is after the one before it.
        is_amid = asking is not None and asking.entry is not None and asking.entry.number == past.last
        return Place(past.last - is_amid, None, True)

    def _not_amid(self, verb: str) -> None:
        """A session that rests amid an evaluation stays where it is."""
        if self._runtime.resting is not None:
            message = f"{verb}: an evaluation is not over; end it, or go to another time of it"
            raise LispError(Condition("state-conflict", message))

    # -- keeping it

    @verb(capability="history", changes=True)
    def save(
        self,
        name: Annotated[Name, "What to call it; one of that name is replaced."],
        *,
        description: Annotated[str, "What to say about it."] = "",
    ) -> Kept:
        """Save the history under a name, to look at it later."""
        data = self._past("history.save").packed()
        kept = describe(name, data, time=self._runtime.clock(), description=description)
        self.kept.shelf.put(kept, data)
        return kept

    @long_verb(capability="history", changes=True)
    def load(self, name: Annotated[Name, "The name it was saved under."]) -> Steps[Place]:
        """Look at the end of a history that was saved, until history.live; history.back and .goto go on from there."""
        return (yield from self._open("history.load", self.kept.data("history.load", name)))

    @verb(capability="history")
    def saved(self) -> Annotated[tuple[Kept, ...], Named("histories", "The histories, the oldest first.")]:
        """The histories that were saved, the oldest first."""
        return self.kept.shelf.list()

    @verb(capability="history", changes=True)
    def delete(self, name: Annotated[Name, "The name it was saved under."]) -> None:
        """Delete a history that was saved."""
        self.kept.delete("history.delete", name)

    @long_verb(capability="history")
    def export(self) -> Steps[Annotated[bytes, Named("data", "The contents of a file that another server imports.")]]:
        """The history as the contents of a file, which history.import takes, also elsewhere."""
        data = self._past("history.export").packed()
        return (yield from wrap(Parcel("history", "history", "", self._runtime.clock(), data)))

    @long_verb(capability="history", changes=True)
    def import_(self, data: Annotated[bytes, "The contents of the file."]) -> Steps[Place]:
        """Look at the end of a history that history.export made, perhaps elsewhere, until history.live."""
        parcel = yield from unwrap("history.import", data, "history")
        return (yield from self._open("history.import", parcel.data))

    def _open(self, verb: str, data: bytes) -> Steps[Place]:
        from omega.runtime.debug.history import History

        try:
            history = History.unpacked(data, self._runtime.state.limits)
        except SnapshotError as error:
            raise LispError(Condition("parse-error", f"{verb}: {error}")) from None
        return (yield from self._look(verb, history.last, None, history))

    # -- inside

    def _past(self, verb: str) -> History:
        """The history that is looked at, the session's own if none is."""
        past = self._runtime.past if self._runtime.look is None else self._runtime.look.history
        if past is None:
            raise LispError(Condition("state-conflict", f"{verb}: nobody keeps the history of this session"))
        return past

    def _entries(self, verb: str) -> Sequence[Entry]:
        past = self._past(verb)
        return [each for each in (*past.before, *past.entries) if not each.is_fork]

    def _entry(self, verb: str, number: int) -> Entry:
        entries = self._entries(verb)
        index = bisect_left(entries, number, key=lambda entry: entry.number)
        if index == len(entries) or entries[index].number != number:
            raise LispError(Condition("index-error", f"{verb}: there is no entry {number}"))
        return entries[index]


def shown(entry: Entry, *, whole: bool = False) -> Evaluated:
    """An entry for people."""
    limit = None if whole else _SHOWN
    return Evaluated(
        entry.number, entry.text[:limit], entry.file, entry.line, entry.column, entry.state, entry.value[:limit],
        entry.error[:limit], entry.ticks, entry.effects, entry.seconds, entry.time, entry.tags,
    )  # fmt: skip
