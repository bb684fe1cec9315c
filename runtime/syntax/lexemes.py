"""How characters, strings, symbols and keywords are spelled: the tables reader and printer share, and the writing half.

Whatever is written here reads back as the same datum. This module must never look inside pairs or vectors.
"""

from __future__ import annotations

import re

from omega.runtime.syntax.numerals import NumeralError, parse_number

#: R7RS 6.6, and the names older programs use; the first name of a character is the one written.
CHARACTER_NAMES = {
    "alarm": "\a",
    "backspace": "\b",
    "delete": "\x7f",
    "escape": "\x1b",
    "newline": "\n",
    "null": "\0",
    "return": "\r",
    "space": " ",
    "tab": "\t",
    "altmode": "\x1b",
    "esc": "\x1b",
    "linefeed": "\n",
    "nul": "\0",
    "page": "\f",
    "rubout": "\x7f",
    "vtab": "\v",
}

#: R7RS 7.1.1: what the letter after a backslash stands for, in strings and in ``|symbols|``.
STRING_ESCAPES = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\", "|": "|"}

#: What cannot be part of a bare symbol, number or keyword (inside a character class).
DELIMITERS = r"""\s()\[\]{}"';`,|"""

_NAME_OF_CHARACTER = {text: name for name, text in reversed(CHARACTER_NAMES.items())}
_LETTER_OF_CHARACTER = {text: letter for letter, text in STRING_ESCAPES.items()}

_PLAIN_SYMBOL = re.compile(r"[A-Za-z!$%&*/<=>?^_~][A-Za-z0-9!$%&*/<=>?^_~+\-.@:#]*")
_BARE_SYMBOL = re.compile(rf"[^#@:\\{DELIMITERS}][^\\{DELIMITERS}]*")
_UNSAFE_IN_STRING = re.compile(r"[^ !#-\[\]-~]")
_UNSAFE_IN_BARS = re.compile(r"[^ -\[\]-{}~]")


def char_text(text: str) -> str:
    """``#\\x`` for the one-character ``text``."""
    name = _NAME_OF_CHARACTER.get(text)
    if name is None:
        name = text if text.isprintable() else f"x{ord(text):x}"
    return "#\\" + name


def string_piece(text: str) -> str:
    """Part of a string literal, escaped, without the quotes."""
    return _UNSAFE_IN_STRING.sub(_escape_in_string, text)


def symbol_text(name: str) -> str:
    """A symbol as it reads back, between bars when it must be."""
    if _PLAIN_SYMBOL.fullmatch(name) or _is_bare(name):
        return name
    return "|" + _UNSAFE_IN_BARS.sub(_escape_in_bars, name) + "|"


def keyword_text(name: str) -> str:
    """A keyword as it reads back, with its colon."""
    if re.fullmatch(rf"[^:\\{DELIMITERS}][^\\{DELIMITERS}]*", name) and name.isprintable():
        return ":" + name
    return ":|" + _UNSAFE_IN_BARS.sub(_escape_in_bars, name) + "|"


def _is_bare(name: str) -> bool:
    if re.fullmatch(rf":(:[^\\{DELIMITERS}]*)?", name):
        return name.isprintable()
    if name == "." or not name.isprintable() or not _BARE_SYMBOL.fullmatch(name):
        return False
    try:
        return name[0] not in "0123456789+-." or parse_number(name) is None
    except NumeralError:
        return False


def _escape_in_string(match: re.Match[str]) -> str:
    return _escape(match[0], '"')


def _escape_in_bars(match: re.Match[str]) -> str:
    return _escape(match[0], "|")


def _escape(text: str, quote: str) -> str:
    letter = _LETTER_OF_CHARACTER.get(text)
    if letter is not None and (letter == quote or letter not in '"|'):
        return "\\" + letter
    return text if text.isprintable() else f"\\x{ord(text):x};"
