"""What expansion cannot do by itself, and how it waits for it.

A macro of ``defmacro`` is a Lisp procedure, an included file is the host's, an imported library has to be evaluated first.
Expansion never calls the machine. It is a function of a form, a scope and the answers recorded so far: where it needs
one that is missing it leaves a request, and whoever drives it (``machine/evaluating.py``) has the machine fulfil that
as an ordinary computation, adds the answer to the record and expands again from the start.

An answer is known by where it was asked for: the number of the request among those of the expansion it appeared in, and
the same for that expansion. So answers stay valid while others are added, and requests whose answers do not depend on
one another are made together: the number of repetitions is the depth of such expansions, not their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from omega.runtime.condition import Condition, LispError
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.places import Places
from omega.runtime.syntax.source import Span

#: Where a request was made: its number in each of the expansions around it, outermost first.
Path: TypeAlias = tuple[int, ...]
Answers: TypeAlias = Mapping[Path, Value]

#: ``call``: a macro's procedure with the form's operands. ``file``: the text of a file, by its path. ``library``: that
#: the library of this name is evaluated. ``evaluate``: the value of an expression at top level.
Kind: TypeAlias = Literal["call", "file", "library", "evaluate"]

#: Answers inside answers inside answers: more means an expansion that does not end.
MAX_NESTED = 1_000


class Request:
    """One thing wanted of the machine. ``operands``: Lisp values, or the expression's syntax for ``evaluate``. ``places``:
    where the operands stand in the source, by identity."""

    __slots__ = ("kind", "operands", "path", "places", "span")

    def __init__(
        self, path: Path, kind: Kind, operands: tuple[Value, ...], span: Span, places: Places | None = None
    ) -> None:
        self.path = path
        self.kind = kind
        self.operands = operands
        self.span = span
        self.places = places


class Deferred(Exception):
    """A form is not compiled yet: something has to happen first."""


class NeedsAnswers(Deferred):
    """These requests have to be answered before the form can be expanded."""

    def __init__(self, requests: Sequence[Request]) -> None:
        super().__init__()
        self.requests = tuple(requests)


class Splits(Deferred):
    """The form stands for several at top level, to be evaluated one after the other."""

    def __init__(self, forms: Sequence[Syntax]) -> None:
        super().__init__()
        self.forms = tuple(forms)


class Asking:
    """The requests of one expansion: what was asked, and where it is now."""

    __slots__ = ("_answers", "_count", "_path", "requests")

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._path: Path = ()
        self._count = 0
        self.requests: list[Request] = []

    @property
    def is_used(self) -> bool:
        """Has anything been asked?"""
        return self._count > 0 or bool(self.requests)

    def next_path(self) -> Path:
        """The path of the next request."""
        path = (*self._path, self._count)
        self._count += 1
        return path

    def answer(self, path: Path) -> Value | None:
        """The answer recorded for a request, if there is one."""
        return self._answers.get(path)

    def later(self, request: Request) -> None:
        """Ask, and go on without the answer."""
        self.requests.append(request)

    def now(self, kind: Kind, operands: tuple[Value, ...], span: Span) -> Value:
        """The answer to a request without which nothing goes on. Raises ``NeedsAnswers``."""
        return self.need(self.next_path(), kind, operands, span)

    def need(self, path: Path, kind: Kind, operands: tuple[Value, ...], span: Span) -> Value:
        """The answer to the request at ``path``. Raises ``NeedsAnswers``."""
        found = self.answer(path)
        if found is None:
            raise NeedsAnswers([*self.requests, Request(path, kind, operands, span)])
        return found

    def enter(self, path: Path, name: str, span: Span) -> tuple[Path, int]:
        """What follows is the expansion of the answer at ``path``; returns what ``leave`` needs."""
        if len(path) > MAX_NESTED:
            raise endless(name, span)
        before = (self._path, self._count)
        self._path, self._count = path, 0
        return before

    def leave(self, before: tuple[Path, int]) -> None:
        """The expansion of the answer is over."""
        self._path, self._count = before


def endless(name: str, span: Span) -> LispError:
    """The error of a macro, described by name and place, whose expansion does not end."""
    return LispError(Condition("syntax-error", f"the macro {name} does not stop expanding", place=span))
