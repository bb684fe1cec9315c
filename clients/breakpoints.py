"""The breakpoints of a person: what ``:break`` says, as data, numbered as they were made, and kept on the server.

Owns the syntax of places and of what may follow them. The server replaces all breakpoints of a kind at once, so every
change sends its whole kind again. This module must never show anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from omega.clients.debug_events import BreakpointMoved, Place
from omega.clients.debug_link import Checked, DebugLink
from omega.clients.errors import BadCommand
from omega.clients.typed import first_form
from omega.protocol import Sendable
from omega.runtime.syntax.datum import String
from omega.runtime.syntax.forms import Literal as Quoted
from omega.runtime.syntax.reader import Reader, ReadError

Kind: TypeAlias = Literal["line", "function", "effect", "tick", "condition", "data"]

#: The op that sets each kind, and the field that names what it is about.
_OPS: dict[Kind, tuple[str, str]] = {
    "line": ("set-breakpoints", "line"),
    "function": ("set-function-breakpoints", "name"),
    "effect": ("set-effect-breakpoints", "op"),
    "tick": ("set-tick-breakpoints", "ticks"),
    "condition": ("set-exception-breakpoints", "types"),
    "data": ("set-data-breakpoints", "data-id"),
}
#: The words that make ``:break WORD TARGET`` something else than the entry of a function.
_WORDS: dict[str, Kind] = {"effect": "effect", "tick": "tick", "on": "condition", "change": "data"}
_WHERE = {"function": "function", "effect": "effect", "tick": "tick", "condition": "on", "data": "change of"}
_PLACE = re.compile(r"(?:(?P<file>(?!\d+:\d+$).+?):)?(?P<line>\d+)(?::(?P<column>\d+))?")
_HITS = re.compile(r"\s*(?P<op>>=|<=|==|=|>|<|%|)\s*(?P<count>\d+)")
_MENTIONED = re.compile(r"\bbreakpoint (\d+)\b")
#: Conditions that are no types but filters.
FILTERS = ("all", "uncaught")


@dataclass(slots=True)
class Breakpoint:
    """One breakpoint. ``target``: a name, an effect's operation, a number of ticks, a condition type or a filter, a
    variable. ``data_id``: the server's name for the variable. ``place``: where it is bound; ``note``: why it is not ``verified``."""

    kind: Kind
    target: str
    file: str = ""
    line: int = 0
    column: int = 0
    condition: str = ""
    hits: str = ""
    log: str | None = None
    enabled: bool = True
    data_id: str = ""
    number: int = 0
    id: int = 0
    verified: bool = True
    place: Place = field(default_factory=Place)
    note: str = ""

    @property
    def where(self) -> str:
        """What it is about, as ``:break`` takes it, or nearly."""
        return self.target if self.kind == "line" else f"{_WHERE[self.kind]} {self.target}"

    def __str__(self) -> str:
        text = self.where
        if self.hits:
            text += f"  hits {self.hits}"
        if self.log is not None:
            text += f'  log "{self.log}"'
        if self.condition:
            text += f"  if {self.condition}"
        if not self.enabled:
            text += "  (disabled)"
        elif not self.verified:
            text += f"  ({self.note or 'there is no code yet'})"
        elif self.kind == "line" and self.place.line and self._is_elsewhere:
            text += f"  (at {self.place.line}:{self.place.column})"
        return text

    @property
    def _is_elsewhere(self) -> bool:
        return self.place.line != self.line or self.column not in (0, self.place.column)

    def fields(self) -> dict[str, Sendable]:
        """It as the server is told."""
        key = _OPS[self.kind][1]
        target: Sendable = {"line": self.line, "tick": int(self.target) if self.kind == "tick" else 0}.get(
            self.kind, self.data_id or self.target
        )
        said: dict[str, Sendable] = {
            "column": self.column or None,
            "condition": self.condition or None,
            "hit-condition": self.hits or None,
            "log-message": self.log,
            "enabled": None if self.enabled else [],  # how bencode says no
        }
        return {key: target} | {name: value for name, value in said.items() if value is not None}


def parse_breakpoint(text: str, here: str) -> Breakpoint:
    """What ``:break TEXT`` asks for; ``here``: the file that a bare line number is of. Raises ``BadCommand``."""
    word, rest = _word(text)
    if word in _WORDS and rest and _word(rest)[0] not in ("if", "hits", "log"):
        target, rest = _word(rest)
        found = Breakpoint(_WORDS[word], target)
        if found.kind == "tick" and not target.isdecimal():
            raise BadCommand(f":break tick: expected a number of ticks, got {target}")
    elif place := _PLACE.fullmatch(word):
        file, line, column = place["file"] or here, int(place["line"]), int(place["column"] or 0)
        shown = f"{file}:{line}" + (f":{column}" if column else "")
        found = Breakpoint("line", shown, file, line, column)
        if not line or (place["column"] and not column):
            raise BadCommand(f":break: lines and columns count from 1, got {word}")
    else:
        found = Breakpoint("function", word)
    _modify(found, rest)
    return found


def _modify(found: Breakpoint, rest: str) -> None:
    while rest:
        word, rest = _word(rest)
        match word:
            case "if":
                found.condition, rest = _datum(rest, ":break … if", "an expression")
            case "hits":
                hits = _HITS.match(rest)
                if hits is None:
                    raise BadCommand(f":break … hits: expected a number after =, >, >=, <, <= or %, got {rest or 'nothing'}")
                found.hits, rest = (hits["op"] or "=") + hits["count"], rest[hits.end() :].lstrip()
            case "log":
                found.log, rest = _text(rest)
            case _:
                raise BadCommand(f":break: expected if, hits or log after {found.where}, got {word}")
    if found.kind == "condition" and (found.condition or found.hits or found.log is not None):
        raise BadCommand(":break on: takes no if, hits or log")


def _word(text: str) -> tuple[str, str]:
    word, _, rest = text.strip().partition(" ")
    return word, rest.strip()


def _datum(text: str, who: str, what: str) -> tuple[str, str]:
    """The datum at the beginning of a text, as it is written, and what comes after it."""
    try:
        datum, rest = first_form(text)
    except ReadError as error:
        end = ", which is not complete" if error.incomplete else ""
        raise BadCommand(f"{who}: expected {what}, got {text}{end}") from error
    if not datum:
        raise BadCommand(f"{who}: expected {what}, got nothing")
    return datum, rest


def _text(text: str) -> tuple[str, str]:
    written, rest = _datum(text, ":break … log", 'a text such as "n is {n}"')
    datum = Reader(written).next()
    if not (isinstance(datum, Quoted) and isinstance(datum.value, String)):
        raise BadCommand(f':break … log: expected a text such as "n is {{n}}", got {written}')
    return datum.value.text, rest


@dataclass(slots=True)
class Breakpoints:
    """All of them, by number. ``link``: the debugger they are set with."""

    link: DebugLink
    _all: dict[int, Breakpoint] = field(default_factory=dict)
    _last: int = -1

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self._all.values())

    @property
    def at_errors(self) -> bool:
        """Whether an error that nobody handles stops."""
        return any(each.kind == "condition" and each.target in FILTERS and each.enabled for each in self)

    def add(self, made: Breakpoint) -> Breakpoint:
        """Set a new one. Raises ``RequestRefused`` if the server does not take it."""
        made.number = self._last + 1
        self._all[made.number] = made
        try:
            self._send(made)
        except BaseException:
            del self._all[made.number]
            raise
        self._last = made.number
        return made

    def enable(self, number: int, enabled: bool) -> None:
        """Have one stop, or not, for a while. Raises ``BadCommand`` if there is none of this number."""
        found = self.get(number)
        found.enabled = enabled
        self._send(found)

    def get(self, number: int) -> Breakpoint:
        """The one of this number. Raises ``BadCommand``."""
        if number not in self._all:
            raise BadCommand(f"there is no breakpoint {number}; :break lists them")
        return self._all[number]

    def delete(self, number: int) -> None:
        """Remove one. Raises ``BadCommand`` if there is none of this number."""
        found = self.get(number)
        del self._all[number]
        self._send(found)

    def forget(self) -> None:
        """The debugger is detached: the server has forgotten them, too."""
        self._all.clear()
        self._last = -1

    def hit(self, ids: tuple[int, ...]) -> list[Breakpoint]:
        """Those that the server calls so."""
        return [each for each in self if each.id in ids]

    def renumbered(self, text: str) -> str:
        """A text of the server's that calls breakpoints by its ids, with our numbers."""
        ours = {each.id: each.number for each in self}
        return _MENTIONED.sub(lambda found: f"breakpoint {ours.get(int(found[1]), found[1])}", text)

    def moved(self, event: BreakpointMoved) -> None:
        """The server knows more of one now."""
        for each in self.hit((event.id,)):
            each.verified, each.place = event.verified, event.place

    def _send(self, changed: Breakpoint) -> None:
        """Tell the server all of a kind (and file)."""
        op = _OPS[changed.kind][0]
        kind = [each for each in self if (each.kind, each.file) == (changed.kind, changed.file)]
        if changed.kind == "condition":
            self._send_conditions([each.target for each in kind if each.enabled])
            return
        answers = self.link.set_breakpoints(op, [each.fields() for each in kind], changed.file or None)
        for each, checked in zip(kind, answers, strict=False):
            _take(each, checked)

    def _send_conditions(self, targets: list[str]) -> None:
        filters = [target for target in targets if target in FILTERS]
        self.link.set_exceptions(filters, [target for target in targets if target not in FILTERS])


def _take(made: Breakpoint, checked: Checked) -> None:
    made.id, made.verified, made.place, made.note = checked.id, checked.verified, checked.place, checked.message
