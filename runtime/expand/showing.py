"""Macro expansion for people: source trees in, source trees out (``macroexpand`` and its like)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from omega.runtime.expand.expander import Expander, too_deep
from omega.runtime.expand.scope import Macro, SpecialForm
from omega.runtime.syntax.forms import Form, Identifier, Syntax

Mode: TypeAlias = Literal["macroexpand-1", "macroexpand", "macroexpand-all"]


def shown_expansion(expander: Expander, syntax: Syntax, mode: Mode) -> Syntax:
    """The form after one use of a macro, after all at its head, or after all in it. Raises ``NeedsAnswers``."""
    if mode == "macroexpand-all":
        return _all(expander, syntax, 0)
    return _head(expander, syntax, 1 if mode == "macroexpand-1" else None)


def _head(expander: Expander, syntax: Syntax, steps: int | None) -> Syntax:
    while steps is None or steps > 0:
        if not isinstance(syntax, Form) or not syntax.items or not isinstance(syntax.items[0], Identifier):
            break
        binding = expander.scope.resolve(syntax.items[0].key)
        if not isinstance(binding, Macro):
            break
        syntax = expander.rewrite(binding, syntax, expander.scope)
        steps = None if steps is None else steps - 1
    return syntax


def _all(expander: Expander, syntax: Syntax, depth: int) -> Syntax:
    """Expand the form and its parts, except quoted ones, as far as their heads are macros of the top level."""
    if depth > expander.limits.source_depth:
        raise too_deep(syntax.span, expander.limits)
    syntax = _head(expander, syntax, None)
    if isinstance(syntax, Form) and syntax.items:
        head = syntax.items[0]
        if isinstance(head, Identifier):
            binding = expander.scope.resolve(head.key)
            if isinstance(binding, SpecialForm) and binding.name in ("quote", "quasiquote"):
                return syntax
        # A list, not a generator: that would recurse on the C stack.
        items = [_all(expander, item, depth + 1) for item in syntax.items]
        return Form(tuple(items), syntax.tail, syntax.span)
    return syntax
