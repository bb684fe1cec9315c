"""Characters: R7RS 6.6. A character is one code point, surrogates excluded."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise
from unicodedata import decimal

from omega.runtime.lib.primitive import as_char, failure, primitive, wrong_type
from omega.runtime.syntax.datum import FALSE, TRUE, Char, Value, boolean, char

#: What Python calls white space but Unicode's White_Space property does not: the four separators of ASCII.
_SEPARATORS = frozenset("\x1c\x1d\x1e\x1f")


def is_whitespace(text: str) -> bool:
    """Whether one code point has the White_Space property."""
    return text.isspace() and text not in _SEPARATORS


#: Every code point with the White_Space property.
WHITESPACE = "".join(filter(is_whitespace, filter(str.isspace, map(chr, range(0x3001)))))


@primitive("char?", "(object)", "Whether the object is a character.")
def char_p(object: Value) -> Value:
    return boolean(type(object) is Char)


def _declare_comparisons() -> None:
    relations: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
        ("=?", operator.eq, "are all the same"),
        ("<?", operator.lt, "increase"),
        (">?", operator.gt, "decrease"),
        ("<=?", operator.le, "never decrease"),
        (">=?", operator.ge, "never increase"),
    )
    for suffix, test, words in relations:
        _declare_comparison("char" + suffix, test, f"Whether the characters {words}, by code point.", str)
        _declare_comparison(
            "char-ci" + suffix, test, f"Whether the characters {words}, without regard to case.", fold
        )


def _declare_comparison(
    name: str, test: Callable[[str, str], bool], doc: str, key: Callable[[str], str]
) -> None:
    @primitive(name, "(char . rest)", doc)
    def compare(*chars: Value) -> Value:
        if len(chars) == 2 and type(chars[0]) is type(chars[1]) is Char:
            return TRUE if test(key(chars[0].text), key(chars[1].text)) else FALSE
        keys = [key(as_char(value, name, position)) for position, value in enumerate(chars, 1)]
        return boolean(all(test(left, right) for left, right in pairwise(keys)))


def _single(converted: str, text: str) -> str:
    """A case conversion that takes one code point to several does not apply to characters."""
    return converted if len(converted) == 1 else text


def fold(text: str) -> str:
    """One code point, simply case-folded."""
    return _single(text.casefold(), text)


_declare_comparisons()


@primitive("char-upcase", "(char)", "The upper-case character of the character, or itself.")
def char_upcase(char_: Value) -> Value:
    text = as_char(char_, "char-upcase")
    return char(_single(text.upper(), text))


@primitive("char-downcase", "(char)", "The lower-case character of the character, or itself.")
def char_downcase(char_: Value) -> Value:
    text = as_char(char_, "char-downcase")
    return char(_single(text.lower(), text))


@primitive("char-foldcase", "(char)", "The character to compare by when case does not matter.")
def char_foldcase(char_: Value) -> Value:
    return char(fold(as_char(char_, "char-foldcase")))


@primitive("char-alphabetic?", "(char)", "Whether the character is a letter.")
def char_alphabetic_p(char_: Value) -> Value:
    return boolean(as_char(char_, "char-alphabetic?").isalpha())


@primitive("char-numeric?", "(char)", "Whether the character is a decimal digit of some script.")
def char_numeric_p(char_: Value) -> Value:
    return boolean(as_char(char_, "char-numeric?").isdecimal())


@primitive("char-whitespace?", "(char)", "Whether the character is white space.")
def char_whitespace_p(char_: Value) -> Value:
    return boolean(is_whitespace(as_char(char_, "char-whitespace?")))


@primitive("char-upper-case?", "(char)", "Whether the character is an upper-case letter.")
def char_upper_case_p(char_: Value) -> Value:
    return boolean(as_char(char_, "char-upper-case?").isupper())


@primitive("char-lower-case?", "(char)", "Whether the character is a lower-case letter.")
def char_lower_case_p(char_: Value) -> Value:
    return boolean(as_char(char_, "char-lower-case?").islower())


@primitive("digit-value", "(char)", "The value of a decimal digit of any script, or #f.")
def digit_value(char_: Value) -> Value:
    value = decimal(as_char(char_, "digit-value"), None)
    return FALSE if value is None else int(value)


@primitive(
    "char->digit", "(char [radix])", "The value of an ASCII digit or letter as a digit in the radix, or #f."
)
def char_to_digit(char_: Value, radix: Value = 10) -> Value:
    text, base = as_char(char_, "char->digit"), _radix(radix, "char->digit")
    value = int(text, 36) if text.isascii() and text.isalnum() else base
    return value if value < base else FALSE


@primitive("digit->char", "(digit [radix])", "The character of a digit in the radix, or #f if it is none.")
def digit_to_char(digit: Value, radix: Value = 10) -> Value:
    base = _radix(radix, "digit->char")
    if type(digit) is not int:
        raise wrong_type("digit->char", "an exact integer", digit, 1)
    return char("0123456789abcdefghijklmnopqrstuvwxyz"[digit]) if 0 <= digit < base else FALSE


def _radix(value: Value, procedure: str) -> int:
    if type(value) is not int or not 2 <= value <= 36:
        raise wrong_type(procedure, "a radix from 2 to 36", value, 2)
    return value


@primitive("char->integer", "(char)", "The character's code point.")
def char_to_integer(char_: Value) -> Value:
    return ord(as_char(char_, "char->integer"))


@primitive("integer->char", "(code-point)", "The character of the code point.")
def integer_to_char(code_point: Value) -> Value:
    if type(code_point) is not int:
        raise wrong_type("integer->char", "an exact integer", code_point)
    if not (0 <= code_point < 0xD800 or 0xE000 <= code_point < 0x110000):
        raise failure(
            "type-error", f"integer->char: {code_point} is not the code point of a character", code_point
        )
    return char(chr(code_point))
