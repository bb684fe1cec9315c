"""Breakpoints as data: what was asked for, what it is bound to, and whether a hit counts.

A ``Spec`` is what a client sends; a ``Breakpoint`` lives as long as its spec is not replaced. Its condition and the
expressions of its message are read when it is set, so a mistake in one is told then. Nothing here runs a program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.places import Resolved, Target
from omega.runtime.syntax.single import read_expression
from omega.runtime.syntax.source import Span

#: ``source``: a line, or with a column an expression. ``mark``: the values of marked expressions.
Kind: TypeAlias = Literal["source", "function", "effect", "tick", "data", "mark"]

#: Where the expressions of breakpoints, and others that are typed for a debugger, stand.
FILE = "<debugger>"

_HIT = re.compile(r"\s*(=|==|>=|>|<=|<|%)?\s*(\d{1,18})\s*")

_TESTS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda count, number: count == number,
    ">": lambda count, number: count > number,
    ">=": lambda count, number: count >= number,
    "<": lambda count, number: count < number,
    "<=": lambda count, number: count <= number,
    "%": lambda count, number: number > 0 and count % number == 0,
}


class Spec(Struct, frozen=True, kw_only=True):
    """What is asked for. Where: ``line`` and perhaps ``column`` of a file, the ``name`` of a procedure, the ``op`` of an
    effect, a number of ``ticks``, or the ``data`` that ``Debugger.data_info`` named. ``condition``: stop only where this
    expression is true. ``hit_condition``: ``5`` and ``=5`` the fifth time, ``>10``, ``>=10``, ``<5``, ``<=5``, ``%3`` every
    third. ``log_message``: print this instead of stopping, with the values of ``{expression}`` in it."""

    line: int = 0
    column: int | None = None
    name: str = ""
    op: str = ""
    ticks: int = 0
    data: str = ""
    condition: str = ""
    hit_condition: str = ""
    log_message: str = ""
    enabled: bool = True


class Breakpoint:
    """``id``: for the client. ``file``: of a source breakpoint. ``verified``: it is bound to something that can stop;
    ``span``: where, and ``targets``: to which operations. ``message``: why it is not verified, or what is wrong with it.
    ``hits``: how often it was reached with its condition true."""

    __slots__ = (
        "_test", "broken", "condition", "file", "hits", "id", "kind", "log", "message", "resolved", "spec", "told", "verified",
    )  # fmt: skip

    def __init__(self, id: int, kind: Kind, spec: Spec, file: str = "") -> None:
        self.id = id
        self.kind = kind
        self.spec = spec
        self.file = file
        self.hits = 0
        self.verified = kind in ("effect", "tick")
        self.resolved: Resolved | None = None
        self.message = ""
        #: It cannot be used as it was set.
        self.broken = False
        #: Its condition or message has failed once, and that was told.
        self.told = False
        self.condition = spec.condition.strip()
        self.log: list[str | Expression] = []
        self._test: tuple[str, int] | None = None
        try:
            if self.condition:
                read_expression(self.condition, FILE, "the condition")
            if spec.log_message:
                self.log = parts_of_message(spec.log_message)
            self._test = _hit_test(spec.hit_condition)
        except LispError as error:
            self.broken = True
            self.verified = False
            self.message = error.condition.message

    @property
    def is_active(self) -> bool:
        """May it stop anything?"""
        return self.spec.enabled and not self.broken

    @property
    def span(self) -> Span | None:
        """Where it is."""
        return None if self.resolved is None else self.resolved.span

    @property
    def targets(self) -> tuple[Target, ...]:
        """The operations that it is at."""
        return () if self.resolved is None else self.resolved.targets

    def bind(self, resolved: Resolved | None, missing: str) -> bool:
        """It is there now, or nowhere for the reason ``missing``; did that change anything that a client sees?"""
        if self.broken:
            return False
        before = (self.verified, self.span)
        self.resolved = resolved
        self.verified = resolved is not None
        self.message = "" if self.verified else missing
        return before != (self.verified, self.span)

    def counts(self) -> bool:
        """It was reached with its condition true: count that; does it stop, or print, this time?"""
        self.hits += 1
        if self._test is None:
            return True
        operator, number = self._test
        return _TESTS[operator](self.hits, number)


class Expression(Struct, frozen=True):
    """An expression in a message."""

    text: str


def _hit_test(text: str) -> tuple[str, int] | None:
    if not text.strip():
        return None
    match = _HIT.fullmatch(text)
    if match is None:
        raise _mistake(f"the hit condition: expected a number after =, >, >=, <, <= or %, or alone, got {text.strip()}")
    operator = match[1] or "="
    return ("=" if operator == "==" else operator), int(match[2])


def parts_of_message(message: str) -> list[str | Expression]:
    """The text of a message and the expressions in it. Raises ``LispError`` when one of these is none."""
    found: list[str | Expression] = []
    rest = message
    while rest:
        before, brace, after = rest.partition("{")
        if not brace:
            found.append(rest)
            break
        inside, closing, rest = after.partition("}")
        if not closing:
            raise _mistake("the log message: expected } after {")
        if before:
            found.append(before)
        read_expression(inside, FILE, "each {} of the log message")
        found.append(Expression(inside))
    return found


def _mistake(message: str) -> LispError:
    return LispError(Condition("syntax-error", message))
