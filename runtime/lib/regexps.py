"""Regular expressions and their matches: the names are SRFI 115's and Racket's; what takes a procedure is in
``prelude/regexps.scm``. A search goes in pieces of bounded work, its state being Lisp data meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from omega.runtime.lib.handover import again
from omega.runtime.lib.primitive import (
    CHUNK,
    as_range,
    as_text,
    current,
    failure,
    primitive,
    wrong_type,
)
from omega.runtime.lib.regexp_machine import Machine, Search, Slots
from omega.runtime.lib.regexp_syntax import parse
from omega.runtime.lib.strings import joined, looked_at, new_string
from omega.runtime.syntax import shapes
from omega.runtime.syntax.datum import FALSE, TRUE, String, Symbol, Value, Vector, boolean, lisp_list
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string

#: What a search is for: a match anywhere, whether there is one, a match of the whole text, whether that is one.
_ANYWHERE, _IS_ANYWHERE, _WHOLE, _IS_WHOLE = range(4)
#: Elements that one unit of a machine's work counts for.
_WEIGHT = 4
#: Units that a search costs by itself.
_CALL = 50
#: The work of one search that cannot be taken up again.
_PATIENCE = 20_000


class Regexp:
    """A regular expression: never changed. ``flags``: of ``i``, ``m`` and ``s``."""

    __slots__ = ("flags", "pattern")

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags


class RegexpMatch:
    """Where a regular expression matched a text: never changed. ``positions``: start and end of each group, or ``None``."""

    __slots__ = ("positions", "regexp", "text")

    def __init__(self, regexp: Regexp, text: str, positions: Slots) -> None:
        self.regexp = regexp
        self.text = text
        self.positions = positions


def _fill_match(match: RegexpMatch, parts: Any) -> None:
    match.regexp, match.text, *positions = parts
    match.positions = tuple(positions)


def _is_match(match: RegexpMatch) -> bool:
    starts, ends = match.positions[::2], match.positions[1::2]
    if len(starts) != len(ends) or not starts or starts[0] is None:
        return False
    return all(
        start is end is None or (start is not None and end is not None and 0 <= start <= end <= len(match.text))
        for start, end in zip(starts, ends, strict=True)
    )


shapes.register(Regexp, "regexp", "pattern", "flags", is_shared=lambda regexp: True, accepts=shapes.of(str, str))
shapes.register(
    RegexpMatch,
    "regexp-match",
    parts=lambda match: (match.regexp, match.text, *match.positions),
    fill=_fill_match,
    is_shared=lambda match: True,
    accepts=shapes.of(Regexp, str, rest=int | None),
    is_sound=_is_match,
)
type_names[Regexp] = "regular expression"
type_names[RegexpMatch] = "match"
describers[Regexp] = lambda regexp: f"#<regexp {write_string(String(regexp.pattern), 60)}>"
describers[RegexpMatch] = lambda match: f"#<regexp-match {write_string(String(_group(match, 0)), 60)}>"


@lru_cache(maxsize=256)
def _machine(pattern: str, flags: str, is_whole: bool) -> Machine:
    """The machine of a pattern; sessions share it, because what it remembers does not show."""
    program = parse(pattern, flags)
    return Machine(program.whole() if is_whole else program)


def finder(pattern: str, flags: str) -> Callable[[str], bool]:
    """Whether there is a match in a text, as a function of the text; a search for which ``_PATIENCE`` does not suffice
    finds none. Raises ``LispError`` for what is no pattern."""
    machine = _machine(pattern, flags, False)

    def find(text: str) -> bool:
        search = machine.begin(text, 0, anchored=False)
        machine.run(search, text, len(text), _PATIENCE, only_whether=True)
        return search.best is not None

    return find


def _group(match: RegexpMatch, number: int) -> str:
    """The text of a group that took part in the match."""
    return match.text[match.positions[2 * number] : match.positions[2 * number + 1]]


def as_regexp(value: Value, procedure: str) -> Regexp:
    """A regular expression argument, which may be given as its pattern."""
    if type(value) is Regexp:
        return value
    if type(value) is String:
        return Regexp(value.text, "")
    raise wrong_type(procedure, "a regular expression or a string", value, 1)


def _as_match(value: Value, procedure: str) -> RegexpMatch:
    if type(value) is not RegexpMatch:
        raise wrong_type(procedure, "a match", value, 1)
    return value


@primitive("regexp", "(pattern [flags])", "The regular expression of a pattern; flags: i ignores case, m lines, s any dot.")
def regexp(pattern: Value, flags: Value = None) -> Value:
    if type(pattern) is Regexp and flags is None:
        return pattern
    made = Regexp(as_text(pattern, "regexp"), "" if flags is None else as_text(flags, "regexp", 2))
    _machine(made.pattern, made.flags, False)
    return made


@primitive("regexp?", "(object)", "Whether the object is a regular expression.")
def is_regexp(object: Value) -> Value:
    return boolean(type(object) is Regexp)


@primitive("regexp-match-object?", "(object)", "Whether the object is a match, as regexp-search returns it.")
def is_match(object: Value) -> Value:
    return boolean(type(object) is RegexpMatch)


# --- searching ---------------------------------------------------------------------------------------------------


def _search(what: int, regexp: Value, string: Value, start: Value, end: Value, procedure: str) -> Value:
    compiled = as_regexp(regexp, procedure)
    text = as_text(string, procedure, 2)
    first, last = as_range(start, end, len(text), procedure)
    is_whole = what in (_WHOLE, _IS_WHOLE)
    machine = _machine(compiled.pattern, compiled.flags, is_whole)
    return _go_on(what, compiled, machine, text, last, machine.begin(text, first, anchored=is_whole))


def _go_on(what: int, regexp: Regexp, machine: Machine, text: str, end: int, search: Search) -> Value:
    """The result of a search, or a call to go on with it."""
    quota = CHUNK // _WEIGHT
    only_whether = what in (_IS_ANYWHERE, _IS_WHOLE)
    left = machine.run(search, text, end, quota, only_whether=only_whether)
    if search.threads:
        noted = Vector([Vector(_shown(slots)) for slots in search.noted])
        best = FALSE if search.best is None else Vector(_shown(search.best))
        threads = Vector(list(search.threads))
        return again(search_rest, what, regexp, String(text), end, search.position, threads, search.before, noted, best)
    current.worked((quota - left + _CALL) * _WEIGHT)
    if search.best is None:
        return FALSE
    return TRUE if only_whether else RegexpMatch(regexp, text, search.best)


def _shown(slots: Slots) -> list[Value]:
    return [FALSE if position is None else position for position in slots]


def _hidden(slots: Vector) -> Slots:
    return tuple([None if position is FALSE else position for position in slots.items])


@primitive(
    "%regexp-search",
    "(what regexp string end position threads before noted best)",
    "Go on with a search.",
    calls=True,
)
def search_rest(
    what: int,
    regexp: Regexp,
    string: Value,
    end: int,
    position: int,
    threads: Vector,
    before: int,
    noted: Vector,
    best: Value,
) -> Value:
    machine = _machine(regexp.pattern, regexp.flags, what in (_WHOLE, _IS_WHOLE))
    search = Search(
        position,
        tuple(threads.items),
        before,
        [_hidden(slots) for slots in noted.items],
        None if best is FALSE else _hidden(best),
    )
    return _go_on(what, regexp, machine, string.text, end, search)


@primitive(
    "regexp-search",
    "(regexp string [start] [end])",
    "The first match of the regular expression in the string, or #f.",
    calls=True,
)
def regexp_search(regexp: Value, string: Value, start: Value = None, end: Value = None) -> Value:
    return _search(_ANYWHERE, regexp, string, start, end, "regexp-search")


@primitive(
    "regexp-match?",
    "(regexp string [start] [end])",
    "Whether the regular expression matches anywhere in the string.",
    calls=True,
)
def regexp_is_match(regexp: Value, string: Value, start: Value = None, end: Value = None) -> Value:
    return _search(_IS_ANYWHERE, regexp, string, start, end, "regexp-match?")


@primitive(
    "regexp-matches",
    "(regexp string [start] [end])",
    "The match of the regular expression with the whole string, or #f.",
    calls=True,
)
def regexp_matches(regexp: Value, string: Value, start: Value = None, end: Value = None) -> Value:
    return _search(_WHOLE, regexp, string, start, end, "regexp-matches")


@primitive(
    "regexp-matches?",
    "(regexp string [start] [end])",
    "Whether the regular expression matches the whole string.",
    calls=True,
)
def regexp_is_whole(regexp: Value, string: Value, start: Value = None, end: Value = None) -> Value:
    return _search(_IS_WHOLE, regexp, string, start, end, "regexp-matches?")


# --- what a match says -------------------------------------------------------------------------------------------


def _slots_of(match: Value, group: Value, procedure: str) -> tuple[int, int] | None:
    """Where a group given by number or name matched; ``None`` if it took no part."""
    found = _as_match(match, procedure)
    number = group
    if type(group) in (Symbol, String):
        names = _machine(found.regexp.pattern, found.regexp.flags, False).program.names
        number = names.get(group.name if type(group) is Symbol else group.text)
    if type(number) is not int or not 0 <= number < len(found.positions) // 2:
        raise wrong_type(procedure, "the number or name of a group", group, 2)
    start, end = found.positions[2 * number : 2 * number + 2]
    return None if start is None or end is None else (start, end)


@primitive("regexp-match-submatch", "(match [group])", "The text that a group (0: the whole) matched, or #f.")
def submatch(match: Value, group: Value = 0) -> Value:
    slots = _slots_of(match, group, "regexp-match-submatch")
    return FALSE if slots is None else new_string(match.text[slots[0] : slots[1]], "regexp-match-submatch")


@primitive("regexp-match-submatch-start", "(match [group])", "The index at which what a group matched starts, or #f.")
def submatch_start(match: Value, group: Value = 0) -> Value:
    slots = _slots_of(match, group, "regexp-match-submatch-start")
    return FALSE if slots is None else slots[0]


@primitive("regexp-match-submatch-end", "(match [group])", "The index after what a group matched, or #f.")
def submatch_end(match: Value, group: Value = 0) -> Value:
    slots = _slots_of(match, group, "regexp-match-submatch-end")
    return FALSE if slots is None else slots[1]


@primitive("regexp-match-count", "(match)", "The number of groups of a match, without the whole.")
def match_count(match: Value) -> Value:
    return len(_as_match(match, "regexp-match-count").positions) // 2 - 1


@primitive("regexp-match->list", "(match)", "The list of what the whole and each group matched; #f for a group without part.")
def match_to_list(match: Value) -> Value:
    count = len(_as_match(match, "regexp-match->list").positions) // 2
    return lisp_list([submatch(match, number) for number in range(count)])


@primitive("%regexp-expand", "(match template)", "The template with what the groups matched for its \\1, \\{name} and \\0.")
def expand(match: Value, template: Value) -> Value:
    text = as_text(template, "regexp-replace", 3)
    looked_at(text)
    pieces = []
    first, *rest = text.split("\\")
    pieces.append(first)
    index = 0
    while index < len(rest):
        piece = rest[index]
        index += 1
        if piece == "":  # two backslashes: one, and what follows the second is plain
            pieces.append("\\" + (rest[index] if index < len(rest) else ""))
            index += 1
            continue
        if piece[0] == "{" and "}" in piece:
            name, _, after = piece[1:].partition("}")
            group: Value = String(name)
        elif piece[0].isdecimal():
            group, after = int(piece[0]), piece[1:]
        else:
            raise failure("type-error", "regexp-replace: expected a digit, {name} or \\ after \\ in the replacement", template)
        slots = _slots_of(match, group, "regexp-replace")
        if slots is not None:
            pieces.append(match.text[slots[0] : slots[1]])
        pieces.append(after)
    return String(joined(pieces, "", "regexp-replace"))
