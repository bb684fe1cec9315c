"""The inspector that editors show: a value, its parts page by page, and the way that led to it, as EDN.

What it renders is a list of texts, of ``(:newline)``, and of ``(:value text index)``: a part that can be pushed by its
index. Values in here are live, and stay so until another one is inspected or the session ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from omega.protocol import Wire
from omega.protocol.edn import Edn, EdnKeyword, edn
from omega.runtime import Value
from omega.runtime.debug.parts import Child, Container, Shown, container_of
from omega.runtime.syntax.printer import type_name, write_string

_NEWLINE: Edn = (EdnKeyword("newline"),)
#: Settings by their names on the wire, with what they are at first and at most.
_SETTINGS = {"page-size": (32, 500), "max-atom-length": (150, 2_000)}
#: Characters of the inspected value itself, and of one part of the path.
_WHOLE, _STEP = 2_000, 40


@dataclass(slots=True)
class _Level:
    """A value on the way: ``page`` is shown of it. ``index``: of the part that it is of the value before it."""

    value: Value | Shown
    label: str
    index: int = 0
    page: int = 0


@dataclass(slots=True)
class Inspector:
    """``settings``: how many parts a page has, and how many characters of each are shown."""

    settings: dict[str, int] = field(default_factory=lambda: {name: first for name, (first, _) in _SETTINGS.items()})
    _way: list[_Level] = field(default_factory=list)

    @property
    def value(self) -> Value | None:
        """What is inspected; ``None`` for nothing, and for what is no value."""
        value = self._way[-1].value if self._way else None
        return None if isinstance(value, Shown) else value

    @property
    def first(self) -> Value | None:
        """The value that the way began with."""
        value = self._way[0].value if self._way else None
        return None if isinstance(value, Shown) else value

    def expression(self, first: str) -> str | None:
        """An expression for what is inspected, given one for the first value; ``None`` if there is none."""
        found = first
        for before, level in pairwise(self._way):
            container = _container(before.value)
            access = "" if container is None else container.access(level.label)
            if not access:
                return None
            found = access.replace("{}", found)
        return found

    def configure(self, params: Mapping[str, Wire]) -> None:
        """Take the settings among a request's parameters; the first page is shown again when they change its size."""
        for name, (_, most) in _SETTINGS.items():
            given = params.get(name)
            if isinstance(given, int) and given > 0 and self.settings[name] != min(given, most):
                self.settings[name] = min(given, most)
                if self._way and name == "page-size":
                    self._way[-1].page = 0

    def start(self, value: Value) -> None:
        """Inspect a value."""
        self._way = [_Level(value, "")]

    def open(self, value: Value) -> dict[str, str]:
        """Inspect a value; the fields of a reply."""
        self.start(value)
        return self.reply()

    def clear(self) -> None:
        """Inspect nothing, and hold nothing."""
        self._way = []

    def push(self, index: int) -> bool:
        """Inspect the part with this index; False if there is none."""
        found = self._part(self._way[-1].value, index) if self._way else None
        if found is None:
            return False
        self._way.append(_Level(found[1], found[0], index))
        return True

    def pop(self) -> None:
        """Go back to the value that this one is a part of."""
        if len(self._way) > 1:
            self._way.pop()

    def sibling(self, distance: int) -> None:
        """Inspect the next part, or the one before, of the value that this one is a part of, if there is one."""
        if len(self._way) > 1:
            index = self._way[-1].index + distance
            found = self._part(self._way[-2].value, index)
            if found is not None:
                self._way[-1] = _Level(found[1], found[0], index)

    def turn(self, pages: int) -> None:
        """Show a later page, or an earlier one, if there is one."""
        if self._way:
            level = self._way[-1]
            last = max(_count(_container(level.value)) - 1, 0) // self.settings["page-size"]
            level.page = min(max(level.page + pages, 0), last)

    def _part(self, value: Value | Shown, index: int) -> Child | None:
        found = _page(_container(value), index, 1) if index >= 0 else []
        return found[0] if found else None

    @property
    def path(self) -> str:
        """The labels of the parts that led here, as EDN."""
        return edn([level.label for level in self._way[1:]])

    def rendered(self) -> str:
        """What an editor shows, as EDN."""
        if not self._way:
            return edn(["Nothing is inspected."])
        level = self._way[-1]
        container = _container(level.value)
        count, size, width = _count(container), self.settings["page-size"], self.settings["max-atom-length"]
        kind = level.value.type if isinstance(level.value, Shown) else type_name(level.value)
        shown: list[Edn] = ["Type: ", kind, _NEWLINE, "Value: ", _text(level.value, _WHOLE), _NEWLINE]
        if count:
            shown += [f"Count: {count}", _NEWLINE, _NEWLINE, "--- Contents:", _NEWLINE]
            start = level.page * size
            for index, (label, part) in enumerate(_page(container, start, size), start):
                shown += [f"  {label}: ", (EdnKeyword("value"), _text(part, width), index), _NEWLINE]
            if count > size:
                pages = (count - 1) // size + 1
                shown += [_NEWLINE, "--- Page Info:", _NEWLINE]
                shown += [f"  Page size: {size}, showing page: {level.page + 1} of {pages}", _NEWLINE]
        if len(self._way) > 1:
            way = " ".join(each.label[:_STEP] for each in self._way[1:])
            shown += [_NEWLINE, "--- Path:", _NEWLINE, f"  {way}"]
        return edn(shown)

    def reply(self) -> dict[str, str]:
        """The fields of a reply."""
        return {"value": self.rendered(), "path": self.path}


def _container(value: Value | Shown) -> Container | None:
    return value.container if isinstance(value, Shown) else container_of(value)


def _count(container: Container | None) -> int:
    return 0 if container is None else container.count + len(container.named())


def _page(container: Container | None, start: int, count: int) -> list[Child]:
    """So many parts from one on: those with an index come before those with a name."""
    if container is None:
        return []
    indexed = container.indexed(start, count) if start < container.count else ()
    first = max(start - container.count, 0)
    return [*indexed, *container.named()[first : first + count - len(indexed)]]


def _text(value: Value | Shown, width: int) -> str:
    return value.text[:width] if isinstance(value, Shown) else write_string(value, width)
