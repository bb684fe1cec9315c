"""What tokens look like, and the values of those that stand alone: numbers, booleans, characters, names.

One regular expression finds the next token; long or nested things (strings with escapes, block comments) are only
recognised by their opening here and scanned in bounded pieces by ``quoted.py``.
This module must never know about nesting or positions.
"""

from __future__ import annotations

import re

from omega.runtime.syntax.datum import EOF, FALSE, TRUE, Value, char
from omega.runtime.syntax.lexemes import CHARACTER_NAMES, DELIMITERS
from omega.runtime.syntax.numerals import MAX_DIGITS, NumeralError, parse_number

#: Groups of ``TOKEN``: the index of the one that matched is the kind of token.
(
    NAME,
    SPACE,
    OPEN,
    CLOSE,
    STRING,
    PREFIX,
    LINE_COMMENT,
    VECTOR,
    BYTEVECTOR,
    CHARACTER,
    LABEL,
    DATUM_COMMENT,
    BLOCK_COMMENT,
    DIRECTIVE,
    HASH,
    BARS,
    QUOTED,
    METADATA,
    BRACE,
) = range(1, 20)

TOKEN = re.compile(
    rf"""[ \t]*(?:
      ([^\#:^{DELIMITERS}][^{DELIMITERS}]* | :(?!\|)[^{DELIMITERS}]* | \^(?!{{)[^{DELIMITERS}]*)
    | (\s+)
    | ([(\[])
    | ([)\]}}])
    | ("[^"\\\r\n]{{0,4000}}+")
    | (['`] | ,@?)
    | (;[^\n]*)
    | (\#\()
    | (\#[uU]8\()
    | (\#\\(?s:.)[^{DELIMITERS}]*)
    | (\#[0-9]{{1,12}}[=\#])
    | (\#;)
    | (\#\|)
    | (\#![^{DELIMITERS}]*)
    | (\#[^{DELIMITERS}]*)
    | (\|[^|\\\r\n]{{0,4000}}+\|)
    | ("|:?\|)
    | (\^\{{)
    | (\{{)
    )""",
    re.VERBOSE,
)

#: The first characters of what may be a number.
NUMERIC = frozenset("0123456789+-.")
#: The commonest names that begin like one.
_NAMES = frozenset(("+", "-", "..."))

#: What editors write before a datum to have the debugger stop in it.
MARKS = frozenset(("#dbg", "#break", "#dbg!", "#break!"))

_CONSTANTS = {"#t": TRUE, "#true": TRUE, "#f": FALSE, "#false": FALSE, "#!eof": EOF}
_HEX = re.compile(r"[0-9a-fA-F]{1,8}")


class TokenError(ValueError):
    """The token has no meaning; the text says why, or what was expected."""


def number_value(text: str) -> Value | None:
    """The number ``text`` denotes, ``None`` if it is none. ``TokenError`` if it is one that cannot be had."""
    if len(text) < 1000 and text.isdecimal() and text.isascii():
        return int(text)
    if text in _NAMES:
        return None
    if len(text) > MAX_DIGITS:
        raise TokenError(f"{text[:40]}... is longer than the limit of {MAX_DIGITS} digits")
    try:
        return parse_number(text)
    except NumeralError as error:
        raise TokenError(str(error)) from None


def hash_value(text: str) -> Value:
    """The value of ``#t``, ``#xff``, ``#!eof`` and the like."""
    constant = _CONSTANTS.get(text.lower())
    if constant is not None:
        return constant
    number = number_value(text)
    if number is None:
        kind = "directive" if text.startswith("#!") else "syntax"
        raise TokenError(f"unknown {kind} {shown(text)}")
    return number


def character_value(text: str, fold: bool) -> Value:
    """The character ``#\\...`` names. ``fold``: names of characters are case-insensitive."""
    name = text[2:]
    if len(name) == 1:
        return char(name)
    if fold:
        name = name.casefold()
    if name in CHARACTER_NAMES:
        return char(CHARACTER_NAMES[name])
    if name[0] in "xX" and _HEX.fullmatch(name, 1):
        return char(scalar(name[1:]))
    raise TokenError(f"unknown character name {shown(text)}")


def scalar(digits: str) -> str:
    """The character whose code these hexadecimal digits spell."""
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise TokenError(f"x{digits} is not the code of a Unicode character")
    return chr(code)


def shown(text: str) -> str:
    """A token as a message shows it."""
    return text if len(text) <= 40 else text[:40] + "..."
