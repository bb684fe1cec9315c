"""Makes syntax: for special forms that are best said in terms of others."""

from __future__ import annotations

from collections.abc import Sequence

from omega.runtime.expand.scope import CORE
from omega.runtime.syntax.datum import Value, intern
from omega.runtime.syntax.forms import Alias, Form, Identifier, Literal, Syntax
from omega.runtime.syntax.source import Span


class Writer:
    """Makes syntax at a place; names in operator position mean what they mean in the base."""

    def __init__(self, span: Span) -> None:
        self.span = span

    def list(self, *items: Syntax) -> Form:
        return Form(items, None, self.span)

    def call(self, name: str, *operands: Syntax) -> Form:
        return self.list(self.fresh(name), *operands)

    def fresh(self, name: str) -> Identifier:
        """A name that nothing else means, if a binding form binds it."""
        return Identifier(Alias(intern(name), CORE), self.span)

    def literal(self, value: Value) -> Literal:
        return Literal(value, self.span)

    def conjunction(self, tests: Sequence[Syntax]) -> Syntax:
        return tests[0] if len(tests) == 1 else self.call("and", *tests)
