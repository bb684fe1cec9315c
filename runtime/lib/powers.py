"""Powers, roots and logarithms: R7RS 6.2.6. Exact where the mathematical result is and the arguments are.

A double that overflows is an infinity, an argument outside the real domain gives a complex number; Python's
exceptions for both never leave this file.
"""

from __future__ import annotations

import cmath
import math

from omega.runtime.gaussian import Gaussian, exact_root, gaussian_power, gaussian_root, make_gaussian
from omega.runtime.lib.numeric import (
    COMPLEX,
    EXACT,
    as_inexact,
    as_number,
    big_work,
    bit_size,
    check_bits,
    division_by_zero,
    is_exact,
)
from omega.runtime.lib.primitive import primitive
from omega.runtime.numbers import Ratio, make_ratio
from omega.runtime.syntax.datum import Value


def exact_power(base: Value, exponent: int) -> Value:
    """An exact number to an integer power; refused when the result would be too large."""
    if base == 0 and exponent < 0:
        raise division_by_zero("expt")
    if base in (0, 1):
        return 1 if exponent == 0 else base
    if base == -1:
        return 1 if exponent % 2 == 0 else -1
    size = math.log2(abs(base)) if type(base) is int else bit_size(base)
    bits = size * min(abs(exponent), 1 << 64) + 1
    check_bits(bits, "expt")
    big_work(int(bits), 1 if type(base) is int and exponent > 0 else 16)
    top, bottom = base.numerator ** abs(exponent), base.denominator ** abs(exponent)
    return make_ratio(top, bottom) if exponent >= 0 else make_ratio(bottom, top)


@primitive("expt", "(base exponent)", "The base to the power of the exponent.")
def expt(base: Value, exponent: Value) -> Value:
    as_number(base, "expt", 1)
    as_number(exponent, "expt", 2)
    if type(exponent) is int:
        if exponent == 0:
            return 1 if is_exact(base) else 1.0
        if type(base) in EXACT:
            return exact_power(base, exponent)
        if type(base) is Gaussian:
            bits = (bit_size(base) + 1) * min(abs(exponent), 1 << 64)
            check_bits(bits, "expt")
            big_work(bits, 16)
            power = gaussian_power(base, abs(exponent))
            return power if exponent > 0 else 1 / power
    if type(exponent) is Ratio and exponent.denominator == 2 and type(base) in EXACT:
        root = sqrt(base)
        if type(root) in EXACT:
            return exact_power(root, exponent.numerator)
    return inexact_power(as_inexact(base), as_inexact(exponent))


def inexact_power(base: Value, exponent: Value) -> Value:
    """``base ** exponent`` of doubles or complex numbers, with infinities in place of Python's exceptions."""
    try:
        return base**exponent
    except ZeroDivisionError:
        if isinstance(base, complex) or isinstance(exponent, complex):
            return complex(math.nan, math.nan)
        odd = exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf
    except OverflowError:
        if isinstance(base, complex) or isinstance(exponent, complex):
            return complex(math.inf, math.nan)
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


@primitive("exp", "(number)", "e to the power of the number.")
def exp(number: Value) -> Value:
    if type(as_number(number, "exp")) is int and number == 0:
        return 1
    value = as_inexact(number)
    try:
        return cmath.exp(value) if type(value) is complex else math.exp(value)
    except OverflowError:
        return complex(math.inf, math.nan) if type(value) is complex else math.inf
    except ValueError:
        return complex(math.nan, math.nan)


def natural_log(number: Value) -> Value:
    """The principal natural logarithm; of zero minus infinity."""
    if type(number) in COMPLEX:
        return cmath.log(as_inexact(number)) if number != 0 else -math.inf
    if type(number) is Ratio and number > 0:
        return math.log(number.numerator) - math.log(number.denominator)
    if number == 0:
        return -math.inf
    if number < 0:
        return complex(natural_log(-number), math.pi)
    return math.log(number)


@primitive("log", "(number [base])", "The natural logarithm of the number, or its logarithm to the base.")
def log(number: Value, base: Value = None) -> Value:
    if type(as_number(number, "log", 1)) is int and number == 1:
        return 0
    if base is None:
        return natural_log(number)
    as_number(base, "log", 2)
    if type(number) in (int, float) and number > 0 and type(base) is int and base in (2, 10):
        return math.log2(number) if base == 2 else math.log10(number)
    top, bottom = natural_log(number), natural_log(base)
    if bottom == 0:
        raise division_by_zero("log")
    return inexact_quotient(top, bottom)


def inexact_quotient(top: Value, bottom: Value) -> Value:
    """A quotient of doubles or complex numbers whose divisor is not zero."""
    try:
        return top / bottom
    except OverflowError:
        return complex(math.inf, math.nan)


@primitive("sqrt", "(number)", "The principal square root of the number; exact if that is possible.")
def sqrt(number: Value) -> Value:
    kind = type(as_number(number, "sqrt"))
    if kind is Gaussian:
        big_work(bit_size(number), 16)
        exact = gaussian_root(number)
        if exact is not None:
            return exact
        kind, number = complex, as_inexact(number)
    if kind is complex:
        found = cmath.sqrt(number)
        # R7RS 6.2.6: with a real part of zero, the imaginary part is not negative, also for -1.0-0.0i.
        return found if found.real else complex(0.0, abs(found.imag))
    if number < 0:
        root = sqrt(-number)
        return make_gaussian(0, root) if type(root) in EXACT else complex(0.0, root)
    if kind is float:
        return math.sqrt(number)
    big_work(bit_size(number), 4)
    root = exact_root(number)
    return inexact_root(number) if root is None else root


def inexact_root(number: Value) -> float:
    """The double nearest to the square root of a positive exact number of any size."""
    if type(number) is int and number < 1 << 53:
        return math.sqrt(number)
    # The integer square root of 128 bits of the number, and a last bit that says whether anything was left.
    shift = 128 - number.numerator.bit_length() + number.denominator.bit_length()
    shift += shift & 1
    scaled = (number.numerator << max(shift, 0)) // (number.denominator << max(-shift, 0))
    root = math.isqrt(scaled)
    try:
        return math.ldexp(2 * root | (root * root != scaled), -shift // 2 - 1)
    except OverflowError:
        return math.inf
