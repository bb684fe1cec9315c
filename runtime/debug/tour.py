"""Stepping as Clojure's editors know it: from the value of one marked expression to the value of the next.

A ``Tour`` stands beside a ``Debugger``, which stops at every such value; here is decided which of these stops a person
sees, after what they said at the last one (cider-nrepl's *skip breaks*). Nothing here runs a program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from msgspec.structs import replace

from omega.runtime.debug.marks import Marked, Path, precedes
from omega.runtime.syntax.source import Passage

#: What may be said at a stop about those that follow. ``next``: all of them. ``continue``: none in this form before its
#: first expression comes again. ``continue-all``: none at all. ``out``: none inside the form around this expression.
#: ``here``: none before the one with these coordinates. ``trace``: all, but only to print them.
Going: TypeAlias = Literal["next", "continue", "continue-all", "out", "here", "trace"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A stop that may be seen: the form, and where in it the expression is."""

    marked: Marked
    path: Path


@dataclass(frozen=True, slots=True)
class _Skip:
    """What is passed by: in one form what is inside of, or comes before, a path; elsewhere everything or nothing."""

    marked: Marked
    path: Path
    is_before: bool
    elsewhere: bool

    def passes(self, sight: Sight) -> bool:
        if sight.marked is not self.marked:
            return self.elsewhere
        if self.is_before:
            return precedes(sight.path, self.path)
        return len(sight.path) > len(self.path) and sight.path[: len(self.path)] == self.path


class Tour:
    """One evaluation's. ``traces``: stops are printed and not waited at."""

    def __init__(self) -> None:
        self.traces = False
        self._ignores = False
        self._skip: _Skip | None = None
        #: The first expression seen of each form, and the forms that are left alone until it comes again.
        self._first: dict[Passage, Path] = {}
        self._left: set[Passage] = set()

    def sees(self, sight: Sight) -> bool:
        """Is this stop one that a person is to see? What is ``still`` to be seen may be more then."""
        form = sight.marked.passage
        if self._first.setdefault(form, sight.path) == sight.path:
            # The form is evaluated from its start: what was said about its last evaluation is over.
            self._left.discard(form)
            if self._skip is not None and self._skip.marked is sight.marked:
                self._skip = None
        if self._ignores or form in self._left:
            return False
        return self._skip is None or not self._skip.passes(sight)

    def still(self, form: Marked) -> Marked | None:
        """What of a form may still be seen, so that nothing else need stop: all of it, its first expression, nothing."""
        if self._ignores:
            return None
        if form.passage not in self._left:
            return form
        first = self._first[form.passage]
        return replace(form, paths={span: path for span, path in form.paths.items() if path == first})

    def go(self, sight: Sight, going: Going, coord: Path = (), *, force: bool = False) -> None:
        """Go on from what was seen last."""
        self.traces = going == "trace"
        self._ignores = going == "continue-all"
        self._skip = None
        if going == "continue":
            self._left.add(sight.marked.passage)
        elif going == "out":
            self._skip = _Skip(sight.marked, sight.path[:-1], False, force)
        elif going == "here":
            self._skip = _Skip(sight.marked, coord, True, force)
