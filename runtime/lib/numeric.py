"""Which kinds of numbers there are (R7RS 6.2.1), the checks of numeric arguments, and crossing exactness.

Every other file about numbers takes its checks from here. Integers are bounded by ``Limits.integer_bits``: what may
make a larger one asks ``check_bits`` first, because Python would make it whatever it costs.
"""

from __future__ import annotations

from math import isfinite, isinf, isnan

from omega.runtime.gaussian import Gaussian, make_gaussian
from omega.runtime.lib.primitive import amount, current, failure, over_limit, primitive, wrong_type
from omega.runtime.numbers import Exact, Ratio, from_float, to_float
from omega.runtime.syntax.datum import Value, boolean

EXACT = frozenset((int, Ratio))
REAL = EXACT | {float}
COMPLEX = frozenset((complex, Gaussian))
NUMBER = REAL | COMPLEX


def as_number(value: Value, procedure: str, position: int | None = None) -> Value:
    """Any number argument."""
    if type(value) not in NUMBER:
        raise wrong_type(procedure, "a number", value, position)
    return value


def as_real(value: Value, procedure: str, position: int | None = None) -> Value:
    """A real number argument: int, Ratio or float."""
    if type(value) not in REAL:
        raise wrong_type(procedure, "a real number", value, position)
    return value


def as_exact_integer(value: Value, procedure: str, position: int | None = None) -> int:
    """An exact integer argument."""
    if type(value) is not int:
        raise wrong_type(procedure, "an exact integer", value, position)
    return value


def as_integer(value: Value, procedure: str, position: int | None = None) -> int:
    """The value of an integer argument, exact or (as 2.0) inexact."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise wrong_type(procedure, "an integer", value, position)


def is_exact(number: Value) -> bool:
    """Whether a number is exact, real or not."""
    kind = type(number)
    return kind is int or kind is Ratio or kind is Gaussian


def division_by_zero(procedure: str) -> Exception:
    """The error of dividing by exact zero."""
    return failure("division-by-zero", f"{procedure}: division by zero")


def bit_size(number: Exact | Gaussian) -> int:
    """The bits an exact number takes."""
    if isinstance(number, Gaussian):
        return bit_size(number.real) + bit_size(number.imag)
    if type(number) is int:
        return number.bit_length()
    return number.numerator.bit_length() + number.denominator.bit_length()


def check_bits(bits: float, procedure: str) -> None:
    """Refuse to make an integer of this many bits if the session may not hold one that large."""
    bound = current.limits.integer_bits
    if bits > bound:
        raise over_limit(procedure, "integer-bits", f"{amount(bits)} bits", bound)


def check_common_divisor(bits: int, procedure: str) -> None:
    """Refuse to look for a common divisor, as lowest terms need, of two integers that both have this many bits: that takes
    some twenty times as long as a product, so they may have a quarter of the bits that an integer may."""
    bound = current.limits.integer_bits // 4
    if bits > bound:
        message = f"{procedure}: a common divisor of integers of {bits} bits, more than a quarter of the limit integer-bits"
        raise failure("budget-exceeded", f"{message}, {bound}")


def big_work(bits: int, weight: int) -> None:
    """Count the work of an operation on large integers, of this many bits in all, whose time grows with their square.

    ``weight``: 1 multiplying, 4 square root and decimal text, 8 dividing, 16 gcd (measured on CPython 3.11)."""
    if bits > 8192:
        current.worked(weight * (bits >> 10) ** 2)


def as_inexact(number: Value) -> Value:
    """The nearest double (an infinity when out of range) of a number."""
    kind = type(number)
    if kind is complex or kind is float:
        return number
    return complex(number) if kind is Gaussian else to_float(number)


@primitive("number?", "(object)", "Whether the object is a number.")
@primitive("complex?", "(object)", "Whether the object is a number.")
def number_p(object: Value) -> Value:
    return boolean(type(object) in NUMBER)


@primitive("real?", "(object)", "Whether the object is a real number.")
def real_p(object: Value) -> Value:
    return boolean(type(object) in REAL)


@primitive("rational?", "(object)", "Whether the object is a rational number: any real that is finite.")
def rational_p(object: Value) -> Value:
    kind = type(object)
    return boolean(kind is int or kind is Ratio or (kind is float and isfinite(object)))


@primitive("integer?", "(object)", "Whether the object is an integer, exact or inexact.")
def integer_p(object: Value) -> Value:
    return boolean(type(object) is int or (type(object) is float and object.is_integer()))


@primitive("exact-integer?", "(object)", "Whether the object is an exact integer.")
def exact_integer_p(object: Value) -> Value:
    return boolean(type(object) is int)


@primitive("exact-rational?", "(object)", "Whether the object is an exact rational number.")
def exact_rational_p(object: Value) -> Value:
    return boolean(type(object) is int or type(object) is Ratio)


@primitive(
    "exact-nonnegative-integer?", "(object)", "Whether the object is an exact integer that is not negative."
)
def exact_nonnegative_integer_p(object: Value) -> Value:
    return boolean(type(object) is int and object >= 0)


@primitive("exact?", "(number)", "Whether the number is exact.")
def exact_p(number: Value) -> Value:
    return boolean(is_exact(as_number(number, "exact?")))


@primitive("inexact?", "(number)", "Whether the number is inexact.")
def inexact_p(number: Value) -> Value:
    kind = type(as_number(number, "inexact?"))
    return boolean(kind is float or kind is complex)


@primitive("nan?", "(number)", "Whether the number, or a part of a complex number, is not a number.")
def nan_p(number: Value) -> Value:
    if type(as_number(number, "nan?")) is complex:
        return boolean(isnan(number.real) or isnan(number.imag))
    return boolean(type(number) is float and isnan(number))


@primitive("infinite?", "(number)", "Whether the number, or a part of a complex number, is an infinity.")
def infinite_p(number: Value) -> Value:
    if type(as_number(number, "infinite?")) is complex:
        return boolean(isinf(number.real) or isinf(number.imag))
    return boolean(type(number) is float and isinf(number))


@primitive("finite?", "(number)", "Whether the number is neither an infinity nor nan.")
def finite_p(number: Value) -> Value:
    if type(as_number(number, "finite?")) is complex:
        return boolean(isfinite(number.real) and isfinite(number.imag))
    return boolean(type(number) is not float or isfinite(number))


@primitive("exact", "(number)", "The exact number closest to the number.")
@primitive("inexact->exact", "(number)", "The exact number closest to the number.")
def exact(number: Value) -> Value:
    kind = type(as_number(number, "exact"))
    if kind is complex and isfinite(number.real) and isfinite(number.imag):
        return make_gaussian(from_float(number.real), from_float(number.imag))
    if kind is complex or (kind is float and not isfinite(number)):
        raise wrong_type("exact", "a finite number", number)
    return from_float(number) if kind is float else number


@primitive("inexact", "(number)", "The inexact number closest to the number.")
@primitive("exact->inexact", "(number)", "The inexact number closest to the number.")
def inexact(number: Value) -> Value:
    return as_inexact(as_number(number, "inexact"))
