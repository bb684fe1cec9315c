"""The reference of the language: for each public name one line and examples, as ``doc``, ``lookup`` and docs/ show them.

The entries are Lisp data in ``lib/reference/<topic>.scm``, a file a topic::

    (procedure car
      (car '(1 2 3)) => 1)
    (syntax while "(while test body ...)" "Evaluate the body again and again while test is true."
      (let ((i 0)) (while (< i 3) (set! i (+ i 1))) i) => 3)
    (variable nil "The empty list."
      nil => ())

``(procedure (caar cddr) ...)`` is about several names. A procedure's own line and parameters are in its definition. After
an expression stands what it does: ``=> datum`` (its value, as ``write`` shows it), ``prints "text"``, ``error type``; one
with nothing after it prepares those that follow. A file may begin with ``(topic "Title" "Introduction.")``.

Nothing is read before it is asked for, and for one name only its entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from msgspec import Struct

from omega.runtime.syntax.datum import String, Symbol
from omega.runtime.syntax.forms import Form, Identifier, Literal, Syntax, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.reader import END, Reader

_HEAD = re.compile(r"^\((?:procedure|syntax|variable)\s+(\([^()]*\)|[^\s()]+)", re.MULTILINE)
_KINDS = ("procedure", "syntax", "variable")
_MARKS = ("=>", "prints", "error")


class Example(Struct, frozen=True):
    """Source text and what it does: ``value`` as ``write`` shows it, ``output``, the type of its ``error``."""

    code: str
    value: str | None = None
    output: str | None = None
    error: str | None = None

    def __str__(self) -> str:
        shown = self.code
        if self.output is not None:
            shown += f" prints {write_string(String(self.output))}"
        if self.value is not None:
            shown += f" => {self.value}"
        return shown if self.error is None else f"{shown} error {self.error}"


class Entry(Struct, frozen=True):
    """``kind``: ``procedure``, ``syntax`` or ``variable``. ``signature`` and ``line`` are ``None`` where the definition
    has them."""

    kind: str
    names: tuple[str, ...]
    signature: str | None
    line: str | None
    examples: tuple[Example, ...]


class Topic(Struct, frozen=True):
    """One file of the reference."""

    name: str
    title: str
    introduction: str
    entries: tuple[Entry, ...]


class BadEntry(Exception):
    """A file of the reference is not written as it must be; only a test sees this."""


@cache
def _texts() -> dict[str, str]:
    """The files' texts by topic."""
    from importlib.resources import files  # takes as long as loading the whole prelude

    folder = files("omega.runtime.lib") / "reference"
    found = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".scm")}
    return {name.removesuffix(".scm"): found[name] for name in sorted(found)}


@cache
def _places() -> dict[str, tuple[str, int]]:
    """Where the entry of each name begins: its topic, and how far into the text."""
    places: dict[str, tuple[str, int]] = {}
    for topic, text in _texts().items():
        for match in _HEAD.finditer(text):
            for name in match[1].strip("()").split():
                places.setdefault(name, (topic, match.start()))
    return places


def names() -> list[str]:
    """Every name that has an entry."""
    return sorted(_places())


@cache
def _read_entry(topic: str, start: int) -> Entry:
    text = _texts()[topic][start:]
    return _entry(cast(Syntax, Reader(text, topic).next()), text.split("\n"))


def entry(name: str) -> Entry | None:
    """The entry of a name."""
    place = _places().get(name)
    if place is None:
        return None
    return _read_entry(*place)


def topics() -> list[Topic]:
    """The whole reference."""
    return [read_topic(name, text) for name, text in _texts().items()]


def read_topic(name: str, text: str) -> Topic:
    """The topic that a file of this name and text is."""
    reader = Reader(text, name)
    lines = text.split("\n")
    title, introduction = name.replace("-", " ").capitalize(), ""
    entries = []
    while (syntax := reader.next()) is not END:
        items = _items(cast(Syntax, syntax))
        if _word(items[0]) == "topic":
            title, introduction = _text(items[1]), _text(items[2])
        else:
            entries.append(_entry(cast(Syntax, syntax), lines))
    return Topic(name, title, introduction, tuple(entries))


def _items(syntax: Syntax) -> tuple[Syntax, ...]:
    if not isinstance(syntax, Form) or not syntax.items:
        raise BadEntry(f"expected an entry at {syntax.span}")
    return syntax.items


def _word(syntax: Syntax) -> str:
    return syntax.key.name if isinstance(syntax, Identifier) and isinstance(syntax.key, Symbol) else ""


def _text(syntax: Syntax) -> str:
    value = syntax.value if isinstance(syntax, Literal) else None
    if not isinstance(value, String):
        raise BadEntry(f"expected a string at {syntax.span}")
    return value.text


def _entry(syntax: Syntax, lines: list[str]) -> Entry:
    """The entry that a form is; ``lines``: of the text it was read from."""
    items = _items(syntax)
    kind = _word(items[0])
    if kind not in _KINDS:
        raise BadEntry(f"expected (procedure ...), (syntax ...) or (variable ...) at {syntax.span}")
    listed = items[1].items if isinstance(items[1], Form) else items[1:2]
    found = tuple(map(_word, listed))
    if len(items) < 2 + {"syntax": 2, "variable": 1, "procedure": 0}[kind]:
        raise BadEntry(f"expected more in the entry at {syntax.span}")
    rest = iter(items[2:])
    signature = _text(next(rest)) if kind == "syntax" else None
    line = _text(next(rest)) if kind != "procedure" else None
    return Entry(kind, found, signature, line, tuple(_examples(list(rest), lines)))


def _examples(items: list[Syntax], lines: list[str]) -> Iterator[Example]:
    index = 0
    while index < len(items):
        code = items[index].span.of(lines)
        said: dict[str, str] = {}
        index += 1
        while index < len(items) and (mark := _word(items[index])) in _MARKS:
            if index + 1 == len(items):
                raise BadEntry(f"expected what {mark} says after it at {items[index].span}")
            after = items[index + 1]
            said[mark] = _text(after) if mark == "prints" else write_string(to_datum(after))
            index += 2
        yield Example(code, said.get("=>"), said.get("prints"), said.get("error"))
