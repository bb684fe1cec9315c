"""Exact complex numbers: the Gaussian rationals, which are not real.

A ``Gaussian`` has two exact parts, the imaginary one never zero, so each exact number has one representation. Like
``Ratio`` (``numbers.py``) it takes part in Python's operators, because generated code says ``a + b`` without looking;
beside an inexact number it is inexact. It has no order.

This module must never bound sizes: callers check ``Limits.integer_bits`` before they multiply.
"""

from __future__ import annotations

from math import hypot, isqrt
from typing import Any

from omega.runtime.numbers import Exact, Ratio, divide, make_ratio, to_float


class Gaussian:
    """An exact complex number that is not real. Make one with ``make_gaussian``; never change one."""

    __slots__ = ("imag", "real")

    def __init__(self, real: Exact, imag: Exact) -> None:
        self.real = real
        self.imag = imag

    def __repr__(self) -> str:
        return f"Gaussian({self.real!r}, {self.imag!r})"

    def __hash__(self) -> int:
        return hash(complex(self))

    def __complex__(self) -> complex:
        return complex(to_float(self.real), to_float(self.imag))

    def __add__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Gaussian:
            return make_gaussian(self.real + other.real, self.imag + other.imag)
        if kind is int or kind is Ratio:
            return Gaussian(self.real + other, self.imag)
        return complex(self) + other if kind is float or kind is complex else NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Gaussian:
            return make_gaussian(self.real - other.real, self.imag - other.imag)
        if kind is int or kind is Ratio:
            return Gaussian(self.real - other, self.imag)
        return complex(self) - other if kind is float or kind is complex else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int or kind is Ratio:
            return Gaussian(other - self.real, -self.imag)
        return other - complex(self) if kind is float or kind is complex else NotImplemented

    def __mul__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Gaussian:
            real = self.real * other.real - self.imag * other.imag
            return make_gaussian(real, self.real * other.imag + self.imag * other.real)
        if kind is int or kind is Ratio:
            return make_gaussian(self.real * other, self.imag * other)
        return complex(self) * other if kind is float or kind is complex else NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        kind = type(other)
        if kind is Gaussian:
            return self * other.reciprocal()
        if kind is int or kind is Ratio:
            return make_gaussian(divide(self.real, other), divide(self.imag, other))
        return complex(self) / other if kind is float or kind is complex else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        kind = type(other)
        if kind is int or kind is Ratio:
            return self.reciprocal() * other
        return other / complex(self) if kind is float or kind is complex else NotImplemented

    def reciprocal(self) -> Gaussian:
        """One divided by it."""
        size = self.norm()
        return Gaussian(divide(self.real, size), divide(-self.imag, size))

    def norm(self) -> Exact:
        """The square of its magnitude."""
        found: Exact = self.real * self.real + self.imag * self.imag
        return found

    def __neg__(self) -> Gaussian:
        return Gaussian(-self.real, -self.imag)

    def __pos__(self) -> Gaussian:
        return self

    def __abs__(self) -> Exact | float:
        root = exact_root(self.norm())
        return hypot(to_float(self.real), to_float(self.imag)) if root is None else root

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Gaussian | complex):
            return bool(self.real == other.real and self.imag == other.imag)
        return False


def make_gaussian(real: Exact, imag: Exact) -> Exact | Gaussian:
    """The exact number of these parts, a real one when the imaginary part is zero."""
    return real if imag == 0 else Gaussian(real, imag)


def exact_root(number: Exact) -> Exact | None:
    """The square root of an exact number that is not negative, if it is exact."""
    top, bottom = isqrt(number.numerator), isqrt(number.denominator)
    if top * top == number.numerator and bottom * bottom == number.denominator:
        return make_ratio(top, bottom)
    return None


def gaussian_root(number: Gaussian) -> Exact | Gaussian | None:
    """The principal square root, if it is exact."""
    size = exact_root(number.norm())
    if size is None:
        return None
    real, imag = exact_root(divide(size + number.real, 2)), exact_root(divide(size - number.real, 2))
    if real is None or imag is None:
        return None
    return make_gaussian(real, imag if number.imag > 0 else -imag)


def gaussian_power(base: Gaussian, exponent: int) -> Exact | Gaussian:
    """An integer power that is not negative, by repeated squaring."""
    power: Any = 1
    square: Any = base
    while exponent:
        if exponent & 1:
            power = power * square
        exponent >>= 1
        if exponent:
            square = square * square
    found: Exact | Gaussian = power
    return found
