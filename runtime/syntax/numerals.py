"""Numbers as text: all of R7RS's number syntax, both ways.

Conversion between binary and decimal is quadratic in CPython (which therefore refuses beyond 4300 digits), so long
integers are converted here by divide and conquer, and text with more than ``MAX_DIGITS`` digits is refused.

This module must never change process-wide settings such as ``sys.set_int_max_str_digits``.
"""

from __future__ import annotations

import cmath
import decimal
import re
from functools import cache
from math import inf, isfinite, isnan, nan
from typing import TypeAlias

from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio, make_ratio, to_float

Number: TypeAlias = "int | Ratio | Gaussian | float | complex"
Real: TypeAlias = "int | Ratio | float"

#: Most digits one numeral may have, and most its exponent may add when it is exact.
MAX_DIGITS = 200_000

#: Below this many digits or bits CPython's own quadratic conversion is the fastest, and allowed.
_DIRECT_DIGITS = 1_000
_DIRECT_BITS = 3_000


class NumeralError(ValueError):
    """The text has a number's syntax but denotes none here: a zero denominator, or a size beyond a limit."""


# --- text to number -----------------------------------------------------------------------------------------------

_PREFIX = re.compile(r"#([xXbBoOdDeEiI])(?:#([xXbBoOdDeEiI]))?")
_RADICES = {"x": 16, "b": 2, "o": 8, "d": 10}
_DIGITS = {2: "[01]", 8: "[0-7]", 10: "[0-9]", 16: "[0-9a-fA-F]"}
#: R7RS 6.2.5: s, f, d and l may stand for e, to say a precision; there is one precision here.
_MARKER = "[eEsSfFdDlL]"
_MARKERS = str.maketrans("ESFDLsfdl", "eeeeeeeee")
_SPECIAL = {"+inf.0": inf, "-inf.0": -inf, "+nan.0": nan, "-nan.0": nan}


@cache
def _grammar(radix: int) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A real, a rectangular and a polar number in one radix, as R7RS 7.1.1 spells them."""
    digit = _DIGITS[radix]
    real = f"{digit}+(?:/{digit}+)?"
    if radix == 10:
        real += rf"|(?:{digit}+\.{digit}*|\.{digit}+)(?:{_MARKER}[+-]?{digit}+)?|{digit}+{_MARKER}[+-]?{digit}+"
    special = r"[+-](?:[iI][nN][fF]|[nN][aA][nN])\.0"
    signed = rf"[+-]?(?:{real})|{special}"
    rectangular = rf"({signed})?([+-](?:{real})?|{special})[iI]"
    return re.compile(signed), re.compile(rectangular), re.compile(rf"({signed})@({signed})")


def parse_number(text: str, radix: int = 10) -> Number | None:
    """The number this text denotes in full, or ``None`` when it does not have a number's syntax.

    ``radix``: 2, 8, 10 or 16, unless a prefix says otherwise. Raises ``NumeralError`` for a zero denominator, for
    an exact number that is not finite or not real, and for one beyond ``MAX_DIGITS``.
    """
    exactness = ""
    if text[:1] == "#":
        prefix = _PREFIX.match(text)
        if prefix is None:
            return None
        seen = prefix.group(0).lower().replace("#", "")
        exactness = "".join(c for c in seen if c in "ei")
        radices = "".join(c for c in seen if c in "xbod")
        if len(exactness) > 1 or len(radices) > 1:
            return None
        radix = _RADICES.get(radices, radix)
        text = text[prefix.end() :]
    signed, rectangular, polar = _grammar(radix)
    if signed.fullmatch(text):
        return _real(text, radix, exactness)
    if text[-1:] in ("i", "I") and (found := rectangular.fullmatch(text)):
        real = _real(found[1], radix, exactness) if found[1] else 0
        imaginary = _real(found[2] + "1" if found[2] in ("+", "-") else found[2], radix, exactness)
        return _complex(real, imaginary, exactness)
    if "@" in text and (found := polar.fullmatch(text)):
        magnitude, angle = _real(found[1], radix, exactness), _real(found[2], radix, exactness)
        return _polar(magnitude, angle, text, exactness)
    return None


def _real(text: str, radix: int, exactness: str) -> Real:
    if len(text) > MAX_DIGITS:
        raise NumeralError(f"a number of {len(text)} digits is longer than the limit of {MAX_DIGITS}")
    special = _SPECIAL.get(text.lower())
    if special is not None:
        if exactness == "e":
            raise NumeralError(f"{text} has no exact value")
        return special
    if "/" in text:
        top, bottom = text.split("/")
        denominator = _parse_integer(bottom, radix)
        if denominator == 0:
            raise NumeralError(f"{_shown(text)} has the denominator zero")
        exact: int | Ratio = make_ratio(_parse_integer(top, radix), denominator)
    elif radix == 10 and not text.lstrip("+-").isdecimal():
        text = text.translate(_MARKERS)
        if exactness != "e":
            return float(text)
        exact = _exact_decimal(text)
    else:
        exact = _parse_integer(text, radix)
    return to_float(exact) if exactness == "i" else exact


def _exact_decimal(text: str) -> int | Ratio:
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = _parse_integer(whole + fraction, 10)
    if digits == 0:
        return 0
    power = exponent.lstrip("+-0") or "0"
    if len(power) > len(str(MAX_DIGITS)) or int(power) > MAX_DIGITS:
        raise NumeralError(f"{_shown(text)} has more digits than the limit of {MAX_DIGITS}")
    scale = int(exponent or "0") - len(fraction)
    return digits * 10**scale if scale >= 0 else make_ratio(digits, 10**-scale)


def _complex(real: Real, imaginary: Real, exactness: str) -> Number:
    if exactness != "i" and type(imaginary) is int and imaginary == 0:
        return real
    if isinstance(real, float) or isinstance(imaginary, float):
        return complex(_inexact(real), _inexact(imaginary))
    # The omitted real part of #i+2i is exact, too.
    return Gaussian(real, imaginary) if exactness != "i" else complex(_inexact(real), _inexact(imaginary))


def _polar(magnitude: Real, angle: Real, text: str, exactness: str) -> Number:
    if type(magnitude) is int and magnitude == 0:
        return 0
    if type(angle) is int and angle == 0:
        return magnitude
    if exactness == "e":
        raise NumeralError(f"{_shown(text)}: the parts of a number in polar form are inexact")
    size, turn = _inexact(magnitude), _inexact(angle)
    if not isfinite(turn):
        return complex(nan, nan)
    return cmath.rect(size, turn)


def _inexact(number: Real) -> float:
    return number if type(number) is float else to_float(number)  # type: ignore[arg-type]


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."


def _parse_integer(text: str, radix: int) -> int:
    """The integer these digits, perhaps signed, spell."""
    if radix != 10 or len(text) <= _DIRECT_DIGITS:
        return int(text, radix)
    digits = text.lstrip("+-")
    powers: dict[int, int] = {}

    def convert(start: int, end: int) -> int:
        length = end - start
        if length <= _DIRECT_DIGITS:
            return int(digits[start:end])
        low = length // 2
        power = powers.get(low)
        if power is None:
            power = powers[low] = 5**low
        return (convert(start, end - low) * power << low) + convert(end - low, end)

    value = convert(0, len(digits))
    return -value if text[0] == "-" else value


# --- number to text -----------------------------------------------------------------------------------------------


def number_to_text(number: Number, radix: int = 10) -> str:
    """The text that reads back as this number, the shortest for a float.

    ``radix``: 2, 8, 10 or 16. Raises ``NumeralError`` for an inexact number in a radix other than 10.
    """
    if type(number) is int:
        return _integer_text(number, radix)
    if type(number) is Ratio:
        return f"{_integer_text(number.numerator, radix)}/{_integer_text(number.denominator, radix)}"
    if type(number) is Gaussian:
        real = number_to_text(number.real, radix) if number.real != 0 else ""
        imaginary = number_to_text(number.imag, radix) if number.imag not in (1, -1) else "-" if number.imag < 0 else ""
        return f"{real}{'+' if number.imag > 0 else ''}{imaginary}i"
    if radix != 10:
        raise NumeralError(f"an inexact number can only be written in radix 10, not {radix}")
    if type(number) is float:
        return _float_text(number)
    assert type(number) is complex
    imaginary = _float_text(number.imag)
    sign = "" if imaginary[0] in "+-" else "+"
    return f"{_float_text(number.real)}{sign}{imaginary}i"


def _float_text(number: float) -> str:
    if isfinite(number):
        text = repr(number)
        if "e" not in text:
            return text
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    if isnan(number):
        return "+nan.0"
    return "+inf.0" if number > 0 else "-inf.0"


_FORMATS = {2: "b", 8: "o", 16: "x"}


def _integer_text(number: int, radix: int) -> str:
    if radix != 10:
        return format(number, _FORMATS[radix])
    bits = number.bit_length()
    if bits <= _DIRECT_BITS:
        return str(number)
    # libmpdec multiplies in quasi-linear time, which makes this divide and conquer in base 2 fast.
    with decimal.localcontext() as context:
        context.prec = decimal.MAX_PREC
        context.Emax = decimal.MAX_EMAX
        context.Emin = decimal.MIN_EMIN
        context.traps[decimal.Inexact] = True
        powers: dict[int, decimal.Decimal] = {}

        def convert(part: int, width: int) -> decimal.Decimal:
            if width <= _DIRECT_BITS:
                return decimal.Decimal(part)
            low = width // 2
            power = powers.get(low)
            if power is None:
                power = powers[low] = decimal.Decimal(2) ** low
            high = part >> low
            return convert(high, width - low) * power + convert(part & ((1 << low) - 1), low)

        text = str(convert(abs(number), bits))
    return "-" + text if number < 0 else text
