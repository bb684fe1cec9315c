"""Exact rationals, and the two crossings between exact and inexact numbers.

A ``Ratio`` is a proper fraction: lowest terms, denominator at least 2. Arithmetic that comes out whole gives an
``int``, so each exact number has one representation. It takes part in Python's operators with ``int``, ``float``
and ``complex``, because generated code says ``a + b`` without looking; every other operand is a ``TypeError``.

This module must never bound sizes: callers check ``Limits.integer_bits`` before they multiply.
"""

from __future__ import annotations

from math import gcd, inf, isfinite, isnan, nan
from sys import hash_info
from typing import Any, TypeAlias

#: An exact number, as Lisp sees it.
Exact: TypeAlias = "int | Ratio"


class Ratio:
    """An exact rational that is not an integer. Make one with ``make_ratio``; never change one."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator

    def __repr__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    def __hash__(self) -> int:
        # Python's rule for rationals (its manual, "Hashing of numeric types"), so equal numbers hash alike.
        modulus = hash_info.modulus
        try:
            value = abs(self.numerator) * pow(self.denominator, -1, modulus) % modulus
        except ValueError:
            value = hash_info.inf
        return hash(value if self.numerator > 0 else -value)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ratio, (self.numerator, self.denominator))

    # Arithmetic. The sum's gcd trick is Knuth's (TAOCP 4.5.1): gcds of the small parts, not of the big result.

    def __add__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            return Ratio(self.numerator + other * self.denominator, self.denominator)
        if kind is Ratio:
            return _sum(self.numerator, self.denominator, other.numerator, other.denominator)
        if kind is float or kind is complex:
            return to_float(self) + other
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            return Ratio(self.numerator - other * self.denominator, self.denominator)
        if kind is Ratio:
            return _sum(self.numerator, self.denominator, -other.numerator, other.denominator)
        if kind is float or kind is complex:
            return to_float(self) - other
        return NotImplemented

    def __rsub__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            return Ratio(other * self.denominator - self.numerator, self.denominator)
        if kind is float or kind is complex:
            return other - to_float(self)
        return NotImplemented

    def __mul__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            common = gcd(other, self.denominator)
            return _whole(self.numerator * (other // common), self.denominator // common)
        if kind is Ratio:
            return _product(self.numerator, self.denominator, other.numerator, other.denominator)
        if kind is float or kind is complex:
            return to_float(self) * other
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int or kind is Ratio:
            return divide(self, other)
        if kind is float or kind is complex:
            return to_float(self) / other
        return NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            return divide(other, self)
        if kind is float or kind is complex:
            return other / to_float(self)
        return NotImplemented

    def __pow__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int:
            if other == 0:
                return 1
            if other > 0:
                return Ratio(self.numerator**other, self.denominator**other)
            return make_ratio(self.denominator**-other, self.numerator**-other)
        if kind is Ratio or kind is float or kind is complex:
            return to_float(self) ** (to_float(other) if kind is Ratio else other)
        return NotImplemented

    def __rpow__(self, other: Any) -> Any:
        if type(other) is int:
            return to_float(other) ** to_float(self)
        if type(other) is float or type(other) is complex:
            return other ** to_float(self)
        return NotImplemented

    def __neg__(self) -> Ratio:
        return Ratio(-self.numerator, self.denominator)

    def __pos__(self) -> Ratio:
        return self

    def __abs__(self) -> Ratio:
        return self if self.numerator > 0 else Ratio(-self.numerator, self.denominator)

    # Rounding: ``math.floor`` and its kin, ``round`` to even on a tie, as R7RS wants.

    def __floor__(self) -> int:
        return self.numerator // self.denominator

    def __ceil__(self) -> int:
        return -(-self.numerator // self.denominator)

    def __trunc__(self) -> int:
        whole = abs(self.numerator) // self.denominator
        return whole if self.numerator > 0 else -whole

    __int__ = __trunc__

    def __round__(self) -> int:
        floor, rest = divmod(self.numerator, self.denominator)
        twice = 2 * rest
        if twice > self.denominator or (twice == self.denominator and floor & 1):
            return floor + 1
        return floor

    def __float__(self) -> float:
        return to_float(self)

    # Comparison is exact, with floats too (R7RS 6.2.6: = and < must be transitive).

    def __eq__(self, other: object) -> bool:
        if type(other) is Ratio:
            return self.numerator == other.numerator and self.denominator == other.denominator
        if type(other) is float:
            return isfinite(other) and _order(self, other) == 0
        if type(other) is complex:
            return other.imag == 0 and self == other.real
        return False

    def __lt__(self, other: Any) -> bool:
        sign = _order(self, other)
        return NotImplemented if sign is None else sign < 0

    def __le__(self, other: Any) -> bool:
        sign = _order(self, other)
        return NotImplemented if sign is None else sign <= 0

    def __gt__(self, other: Any) -> bool:
        sign = _order(self, other)
        return NotImplemented if sign is None else sign > 0

    def __ge__(self, other: Any) -> bool:
        sign = _order(self, other)
        return NotImplemented if sign is None else sign >= 0


def make_ratio(numerator: int, denominator: int) -> Exact:
    """``numerator / denominator`` in lowest terms, an ``int`` when it is whole. ``ZeroDivisionError`` on 0."""
    if denominator == 0:
        raise ZeroDivisionError("division by zero")
    common = gcd(numerator, denominator)
    if denominator < 0:
        common = -common
    return _whole(numerator // common, denominator // common)


def divide(left: Exact, right: Exact) -> Exact:
    """The exact quotient. ``ZeroDivisionError`` when ``right`` is 0."""
    return make_ratio(left.numerator * right.denominator, left.denominator * right.numerator)


def to_float(number: Exact) -> float:
    """The nearest double, an infinity when it is out of range."""
    try:
        return number.numerator / number.denominator
    except OverflowError:
        return inf if number.numerator > 0 else -inf


def from_float(number: float) -> Exact:
    """The exact value of a finite double. ``ValueError`` or ``OverflowError`` on a nan or an infinity."""
    return _whole(*number.as_integer_ratio())


def _whole(numerator: int, denominator: int) -> Exact:
    return numerator if denominator == 1 else Ratio(numerator, denominator)


def _sum(n: int, d: int, m: int, e: int) -> Exact:
    common = gcd(d, e)
    if common == 1:
        return Ratio(n * e + m * d, d * e)
    part = d // common
    total = n * (e // common) + m * part
    rest = gcd(total, common)
    return _whole(total // rest, part * (e // rest))


def _product(n: int, d: int, m: int, e: int) -> Exact:
    left, right = gcd(n, e), gcd(m, d)
    return _whole((n // left) * (m // right), (d // right) * (e // left))


def _order(left: Ratio, right: Any) -> float | None:
    """Negative, zero or positive as ``left`` is less, equal or greater; nan beside a nan; ``None``: not comparable."""
    if type(right) is int:
        return left.numerator - right * left.denominator
    if type(right) is Ratio:
        return left.numerator * right.denominator - right.numerator * left.denominator
    if type(right) is float:
        if isnan(right):
            return nan
        if not isfinite(right):
            return -right
        m, e = right.as_integer_ratio()
        return left.numerator * e - m * left.denominator
    return None
