"""Reading a text that is to hold one expression: what a person types where a program asks, or for a debugger."""

from __future__ import annotations

from typing import cast

from omega.runtime.condition import Condition, LispError
from omega.runtime.syntax.forms import Identifier, Syntax
from omega.runtime.syntax.reader import END, Reader
from omega.runtime.syntax.readerror import ReadError


def read_expression(text: str, file: str, purpose: str) -> Syntax:
    """The expression. ``purpose``: what it is for, as messages say it. Raises ``LispError`` when it is not one."""
    reader = Reader(text, file)
    try:
        form, after = reader.next(), reader.next()
    except ReadError as error:
        raise LispError(error.condition()) from None
    if form is END or after is not END:
        raise LispError(Condition("syntax-error", f"expected one expression for {purpose}"))
    return cast(Syntax, form)


def is_name(text: str) -> bool:
    """Is the text a name, and nothing else?"""
    try:
        form = Reader(text).next()
    except ReadError:
        return False
    return isinstance(form, Identifier) and form.span[1:] == (1, 1, 1, len(text) + 1)
