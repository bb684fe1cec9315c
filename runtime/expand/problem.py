"""Syntax errors: conditions of type ``syntax-error`` that name the form and its place."""

from __future__ import annotations

from omega.runtime.condition import Condition, LispError
from omega.runtime.syntax.forms import Syntax, is_larger, to_datum
from omega.runtime.syntax.printer import write_string

#: Parts of a form that a message shows the beginning of.
_SHOWN = 100_000


def syntax_error(syntax: Syntax, message: str, type: str = "syntax-error") -> LispError:
    """``message`` says what is wrong and what was expected; the offending form is shown after it."""
    shown = "a form that is too large to show" if is_larger(syntax, _SHOWN) else write_string(to_datum(syntax), 80)
    return LispError(Condition(type, f"{message}, in {shown}", place=syntax.span))
