"""Syntax errors: conditions of type ``syntax-error`` that name the form and its place."""

from __future__ import annotations

from omega.runtime.condition import Condition, LispError
from omega.runtime.syntax.forms import Syntax, to_datum
from omega.runtime.syntax.printer import write_string


def syntax_error(syntax: Syntax, message: str, type: str = "syntax-error") -> LispError:
    """``message`` says what is wrong and what was expected; the offending form is shown after it."""
    shown = write_string(to_datum(syntax), 80)
    return LispError(Condition(type, f"{message}, in {shown}", place=syntax.span))
