"""Code on its way to being run, as values: the form, what is known of it so far, and the environment it is meant in.

An ``Expansion`` waits on the machine's stack while macros, files and libraries are asked for what it needs, so it is data
like any other value: it can be forked and saved. What takes it a step further is ``evaluating.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeAlias, get_args

from omega.runtime.expand.requests import Answers, Kind, Request
from omega.runtime.expand.state import SYNTAX, flat, table
from omega.runtime.syntax.datum import String, Value
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.shapes import is_value, of, register
from omega.runtime.syntax.source import Passage, Span


class Environment:
    """What ``eval`` takes: ``name`` is empty for the session's own top level, ``(library)`` for the inside of a library,
    and begins with ``import`` for what ``environment`` made. The scope itself is the session's."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


type_names[Environment] = "environment"
describers[Environment] = lambda environment: f"#<environment{' ' if environment.name else ''}{environment.name}>"
register(Environment, "environment", "name", is_shared=lambda environment: True, accepts=of(str))

#: Answers, the last one outermost.
Received: TypeAlias = "tuple[Received, Value] | None"


class Expansion:
    """One form on its way to being run. ``answers``: to the requests of earlier attempts. ``waiting``: those of the last
    one, of which the first so many are ``fulfilled``; ``received``: the answers to these, each as a pair of those before it
    and itself. ``loading``: the libraries it is part of the evaluation of. ``source``: what is written where the form is.
    Never changed: continuations may share it."""

    __slots__ = ("answers", "environment", "form", "fulfilled", "loading", "received", "source", "waiting")

    def __init__(
        self,
        form: Syntax,
        environment: Environment,
        source: Passage | None = None,
        loading: tuple[str, ...] = (),
        answers: Answers | None = None,
        waiting: tuple[Request, ...] = (),
        fulfilled: int = 0,
        received: Received = None,
    ) -> None:
        self.form = form
        self.environment = environment
        self.source = source
        self.loading = loading
        self.answers = answers or {}
        self.waiting = waiting
        self.fulfilled = fulfilled
        self.received = received

    def asking(self, requests: tuple[Request, ...]) -> Expansion:
        """The same form, with requests to be fulfilled before it is tried again."""
        return Expansion(self.form, self.environment, self.source, self.loading, self.answers, requests)

    def answered(self, answer: Value) -> Expansion:
        """The same with an answer to the next request; after the last it can be tried again."""
        fulfilled, received = self.fulfilled + 1, (self.received, answer)
        if fulfilled < len(self.waiting):
            return Expansion(
                self.form, self.environment, self.source, self.loading, self.answers, self.waiting, fulfilled, received
            )
        answers = dict(self.answers)
        for request, value in zip(self.waiting, _in_order(received), strict=True):
            answers[request.path] = (len(answers) + 1, value)
        return Expansion(self.form, self.environment, self.source, self.loading, answers)


def _in_order(received: Received) -> list[Value]:
    """The answers received, the first one first."""
    found = []
    while received is not None:
        received, answer = received
        found.append(answer)
    return found[::-1]


def _request_parts(request: Request) -> Sequence[Any]:
    return (request.path, request.kind, request.span, *request.operands)


def _fill_request(request: Request, parts: Sequence[Any]) -> None:
    path, kind, span, *operands = parts
    # Places are known by identity: in a copy, what a macro passes through stands where the macro is used.
    request.__init__(path, kind, tuple(operands), span)  # type: ignore[misc]


def _is_path(part: Any) -> bool:
    return type(part) is tuple and len(part) == 2 and all(type(step) is int for step in part)


def _operands_are_right(request: Request) -> bool:
    if request.kind == "evaluate":
        return len(request.operands) == 1 and isinstance(request.operands[0], SYNTAX)
    text = request.kind != "call"
    return bool(request.operands) and all(type(o) is String if text else is_value(o) for o in request.operands)


register(
    Request,
    "request",
    parts=_request_parts,
    fill=_fill_request,
    accepts=of(_is_path, get_args(Kind).__contains__, Span, rest=lambda part: True),
    is_sound=_operands_are_right,
    is_internal=True,
)


def _expansion_parts(expansion: Expansion) -> Sequence[Any]:
    answers = flat({path: value for path, (_, value) in expansion.answers.items()})
    groups = (answers, expansion.loading, _in_order(expansion.received), expansion.waiting)
    written = (None, None) if expansion.source is None else expansion.source
    return [expansion.form, expansion.environment, *written, *map(len, groups[:3]), *chain.from_iterable(groups)]


def _groups(parts: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any], Sequence[Any]]:
    """Answers by path, the libraries being loaded, the answers received, the requests."""
    answers, loading, received, *rest = parts[4:]
    first, second, third = answers, answers + loading, answers + loading + received
    return rest[:first], rest[first:second], rest[second:third], rest[third:]


def _fill_expansion(expansion: Expansion, parts: Sequence[Any]) -> None:
    answers, loading, answered, waiting = _groups(parts)
    numbered = {path: (number, value) for number, (path, value) in enumerate(table(answers).items(), 1)}
    source = None if parts[2] is None else Passage(parts[2], parts[3])
    received: Received = None
    for answer in answered:
        received = (received, answer)
    expansion.__init__(  # type: ignore[misc]
        parts[0], parts[1], source, tuple(loading), numbered, tuple(waiting), len(answered), received
    )


def _accepts_expansion(parts: Sequence[Any]) -> bool:
    if not of(SYNTAX, Environment, Span | None, str | None, int, int, int, rest=lambda part: True)(parts):
        return False
    if (parts[2] is None) is not (parts[3] is None):
        return False
    if min(parts[4:7]) < 0 or parts[4] % 2 or sum(parts[4:7]) > len(parts) - 7:
        return False
    answers, loading, received, waiting = _groups(parts)
    return (
        all(map(_is_path, answers[::2]))
        and all(isinstance(part, SYNTAX) or is_value(part) for part in (*answers[1::2], *received))
        and all(type(name) is str for name in loading)
        and all(type(request) is Request for request in waiting)
        and (len(received) < len(waiting) or (not waiting and not received))
    )


register(Expansion, "expansion", parts=_expansion_parts, fill=_fill_expansion, accepts=_accepts_expansion)
type_names[Expansion] = "expansion"
describers[Expansion] = lambda expansion: f"#<expansion at {expansion.form.span}>"
