"""What expansion cannot do by itself, and how it waits for it.

A macro of ``defmacro`` is a Lisp procedure, an included file is the host's, an imported library has to be evaluated first.
Expansion never calls the machine. It is a function of a form, a scope and the answers recorded so far: where it needs
one that is missing it leaves a request, and whoever drives it (``machine/evaluating.py``) has the machine fulfil that
as an ordinary computation, adds the answer to the record and expands again from the start.

An answer is known by where it was asked for: the answer whose expansion the request appeared in, and its number among the
requests there. So answers stay valid while others are added, and requests whose answers do not depend on
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

#: Where a request was made: the number of the answer whose expansion it is in, 0 for the form itself, and its own there.
Path: TypeAlias = tuple[int, int]
#: The number of each answer, from 1, and the answer.
Answers: TypeAlias = Mapping[Path, tuple[int, Value]]

#: ``call``: a macro's procedure with the form's operands. ``file``: the text of a file, by its path. ``library``: that
#: the library of this name is evaluated. ``evaluate``: the value of an expression at top level.
Kind: TypeAlias = Literal["call", "file", "library", "evaluate"]

#: Answers inside answers inside answers: more means an expansion that does not end.
MAX_NESTED = 500
#: What messages call that limit.
NESTED = f"{MAX_NESTED} answers inside one another"


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
    """The requests of one attempt at an expansion: what was asked, and which answer's expansion it is in."""

    __slots__ = ("_answers", "_count", "_depth", "_inside", "requests")

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._inside = 0
        self._count = 0
        self._depth = 0
        self.requests: list[Request] = []

    @property
    def is_used(self) -> bool:
        """Has anything been asked?"""
        return self._count > 0

    def next_path(self) -> Path:
        """The path of the next request."""
        self._count += 1
        return self._inside, self._count

    def answer(self, path: Path) -> Value | None:
        """The answer recorded for a request, if there is one."""
        found = self._answers.get(path)
        return None if found is None else found[1]

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

    def enter(self, path: Path, macro: str, span: Span) -> tuple[int, int]:
        """What follows is the expansion of the answer at ``path``; returns what ``leave`` needs."""
        self._depth += 1
        if self._depth > MAX_NESTED:
            raise endless(macro, span, NESTED)
        before = (self._inside, self._count)
        self._inside, self._count = self._answers[path][0], 0
        return before

    def leave(self, before: tuple[int, int]) -> None:
        """The expansion of the answer is over."""
        self._depth -= 1
        self._inside, self._count = before


def endless(name: str, span: Span, limit: str) -> LispError:
    """The error of a macro, described by name and place, whose expansion does not end within a limit."""
    message = f"the macro {name} does not stop expanding within the limit of {limit}"
    return LispError(Condition("syntax-error", message, place=span))
