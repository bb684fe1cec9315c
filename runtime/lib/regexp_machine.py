"""Runs a regular expression's program over a text in time linear in both.

All threads of the program go through the text together (Pike's machine), ordered by preference, each with the positions it
has noted. What one character does to a list of threads is computed once and remembered (a lazy automaton, as in RE2),
with how the noted positions move; the memory is emptied when it grows large, so it is bounded. What an assertion
needs to know of the character before is part of the list's state, and the character after is the one at hand.

The state of a search is data: positions, and numbers of instructions. A search stops when it has done its quota of work.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from omega.runtime.lib.regexp_syntax import ASSERT, JUMP, MATCH, SAVE, SET, SPLIT, CharSet, Program, is_word

#: What stands before a position: nothing, or a kind of character.
START, NEWLINE, WORD, OTHER = range(4)
#: Instructions in remembered lists of threads, and remembered transitions, before they are forgotten.
_REMEMBERED = 50_000
_TRANSITIONS = 5_000

#: The positions a thread has noted, by slot.
Slots = tuple[int | None, ...]


def kind_before(text: str, position: int) -> int:
    """What stands before a position of a text."""
    return START if position == 0 else _kind(text[position - 1])


def _kind(char: str) -> int:
    if char == "\n":
        return NEWLINE
    return WORD if is_word(char) else OTHER


class Move(NamedTuple):
    """One thread of the next list: the thread it comes from, and the slots in which it notes the position."""

    source: int
    slots: tuple[int, ...]


class Transition(NamedTuple):
    """``moves`` is ``None`` when every thread comes from that at its own place and notes nothing. ``match``: the thread
    that matches before the character is taken; those after it are dropped. ``work``: what it cost to find out."""

    next: State
    moves: tuple[Move, ...] | None
    match: Move | None


class State:
    """An ordered list of threads, by the number of the instruction each is at, and what stands before."""

    __slots__ = ("before", "threads", "transitions")

    def __init__(self, threads: tuple[int, ...], before: int) -> None:
        self.threads = threads
        self.before = before
        #: By the next character; ``None`` is the end of the text.
        self.transitions: dict[str | None, Transition] = {}


class Search(Struct):
    """A search under way. ``threads`` with the positions each has noted (``noted``); ``best``: those of the best match so
    far. It is over when there are no threads."""

    position: int
    threads: tuple[int, ...]
    before: int
    noted: list[Slots]
    best: Slots | None = None


#: The thread that begins a new attempt at each position, and the same when the attempt has begun: places no program has.
#: It is the last of every unanchored list, because a match that begins earlier is preferred.
_AGAIN = -1
_BEGUN = -2


class Machine(Struct):
    """The machine of one program, with what it remembers. ``slots``: how many positions a thread notes."""

    program: Program
    slots: int = 0
    _states: dict[tuple[tuple[int, ...], int], State] = field(default_factory=dict)
    _remembered: int = 0
    _transitions: int = 0

    def __post_init__(self) -> None:
        self.slots = 2 * self.program.groups

    def begin(self, text: str, start: int, *, anchored: bool) -> Search:
        """A search from this position on; ``anchored``: only for a match that begins there."""
        first = 0 if anchored else _AGAIN
        return Search(start, (first,), kind_before(text, start), [(None,) * self.slots])

    def run(self, search: Search, text: str, end: int, quota: int, *, only_whether: bool) -> int:
        """Go on with a search, up to ``end``, until it is over or the quota of work is used up; what is left of it.

        ``only_whether``: stop at the first sign that there is a match."""
        position, noted, best = search.position, search.noted, search.best
        state = self._state(search.threads, search.before)
        prefix = self.program.prefix
        while state.threads and quota > 0:
            if prefix and state.threads == (_AGAIN,):
                found = text.find(prefix, position, end)
                skipped = (found if found >= 0 else end) - position
                if skipped:
                    quota -= 1 + skipped // 50
                    position += skipped
                    if found < 0:
                        state = self._state((), OTHER)
                        break
                    state = self._state(state.threads, kind_before(text, position))
            char = text[position] if position < end else None
            transition = state.transitions.get(char)
            if transition is None:
                quota -= 5 * self._learn(state, char)
                transition = state.transitions[char]
            quota -= 1
            state, moves, match = transition
            if match is not None:
                best = _note(noted, match, position)
                if only_whether:
                    state = self._state((), OTHER)
                    break
            if moves is not None:
                quota -= len(moves)
                noted = [_note(noted, move, position) for move in moves]
            position += 1
        search.position, search.threads, search.before = position, state.threads, state.before
        search.noted, search.best = noted, best
        return quota

    def _state(self, threads: tuple[int, ...], before: int) -> State:
        key = (threads, before)
        found = self._states.get(key)
        if found is None:
            if self._remembered > _REMEMBERED or self._transitions > _TRANSITIONS:
                self._states.clear()
                self._remembered = self._transitions = 0
            found = self._states[key] = State(threads, before)
            self._remembered += len(threads) + 10
        return found

    def _learn(self, state: State, char: str | None) -> int:
        """Find out what a character, or the end, does to a list of threads; the number of instructions looked at."""
        code = self.program.code
        visited = set()
        threads: list[int] = []
        moves: list[Move] = []
        known: dict[int, bool] = {}  # by set: the copies of a repeated part share theirs
        match: Move | None = None
        for source, thread in enumerate(state.threads):
            # Depth first, preferred branches first; what was visited was reached by a better thread.
            todo: list[tuple[int, tuple[int, ...]]] = [(thread, ())]
            while todo and match is None:
                place, slots = todo.pop()
                if place in visited:
                    continue
                visited.add(place)
                if place == _AGAIN:
                    if char is not None:
                        todo.append((_BEGUN, slots))
                    todo.append((0, slots))
                    continue
                if place == _BEGUN:
                    threads.append(_AGAIN)
                    moves.append(Move(source, ()))
                    continue
                instruction = code[place]
                what = instruction[0]
                if what == SET:
                    chars = instruction[1]
                    assert isinstance(chars, CharSet)
                    if id(chars) not in known:
                        known[id(chars)] = char is not None and char in chars
                    if known[id(chars)]:
                        threads.append(place + 1)
                        moves.append(Move(source, slots))
                elif what == MATCH:
                    match = Move(source, slots)
                elif what == ASSERT:
                    if _holds(instruction[1], state.before, char):
                        todo.append((place + 1, slots))
                else:
                    first = instruction[1]
                    assert isinstance(first, int)
                    if what == SPLIT:
                        second = instruction[2]
                        assert isinstance(second, int)
                        todo.append((place + second, slots))
                        todo.append((place + first, slots))
                    elif what == JUMP:
                        todo.append((place + first, slots))
                    else:
                        assert what == SAVE
                        todo.append((place + 1, (*slots, first)))
            if match is not None:
                break
        after = OTHER if char is None else _kind(char)
        is_same = all(move == (index, ()) for index, move in enumerate(moves)) and len(moves) == len(state.threads)
        following = self._state(tuple(threads), after)
        state.transitions[char] = Transition(following, None if is_same else tuple(moves), match)
        self._transitions += 1
        return len(visited) + 1


def _note(noted: list[Slots], move: Move, position: int) -> Slots:
    """The positions of a thread after a move."""
    before = noted[move.source]
    if not move.slots:
        return before
    after = list(before)
    for slot in move.slots:
        after[slot] = position
    return tuple(after)


def _holds(assertion: object, before: int, after: str | None) -> bool:
    """Does an assertion hold between what stands before and the next character?"""
    if assertion == "start":
        return before == START
    if assertion == "end":
        return after is None
    if assertion == "line-start":
        return before in (START, NEWLINE)
    if assertion == "line-end":
        return after is None or after == "\n"
    is_boundary = (before == WORD) is not (after is not None and is_word(after))
    return is_boundary is (assertion == "word")
