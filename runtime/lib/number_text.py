"""Numbers to and from text: R7RS 6.2.7. The syntax itself is in ``syntax/numerals.py``."""

from __future__ import annotations

from omega.runtime.lib.numeric import as_number, big_work, bit_size, is_exact
from omega.runtime.lib.primitive import as_text, check_size, over_limit, primitive, wrong_type
from omega.runtime.syntax.datum import FALSE, String, Value
from omega.runtime.syntax.numerals import MAX_DIGITS, NumeralError, number_to_text, parse_number

#: Integers below this are converted at once.
_PLAIN = 1 << 62
_RADICES = frozenset((2, 8, 10, 16))


def _radix(value: Value, procedure: str) -> int:
    if type(value) is not int or value not in _RADICES:
        raise wrong_type(procedure, "2, 8, 10 or 16", value, 2)
    return value


@primitive("number->string", "(number [radix])", "The text of the number, in radix 10 or another.")
def number_to_string(number: Value, radix: Value = 10) -> Value:
    if type(number) is int and radix == 10 and -_PLAIN < number < _PLAIN:
        return String(str(number))
    as_number(number, "number->string", 1)
    base = _radix(radix, "number->string")
    if is_exact(number):
        check_size(bit_size(number) // (base.bit_length() - 1), "number->string")
        big_work(bit_size(number), 4)
    elif base != 10:
        raise wrong_type("number->string", f"an exact number (radix {base})", number, 1)
    return String(number_to_text(number, base))


@primitive("string->number", "(string [radix])", "The number whose text the string is, or #f if it is none.")
def string_to_number(string: Value, radix: Value = 10) -> Value:
    text = as_text(string, "string->number")
    base = _radix(radix, "string->number")
    if len(text) > MAX_DIGITS:
        raise over_limit("string->number", "numeral digits", f"up to {len(text)} digits", MAX_DIGITS)
    big_work(4 * len(text), 4)
    try:
        number = parse_number(text, base)
    except NumeralError:
        return FALSE
    return FALSE if number is None else number
