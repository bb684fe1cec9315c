"""Trigonometric functions: R7RS 6.2.6. At the arguments whose result is whole, exact arguments give exact results."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

from omega.runtime.lib.numeric import as_inexact, as_number, as_real
from omega.runtime.lib.primitive import primitive
from omega.runtime.syntax.datum import Value


def _apply(
    number: Value,
    procedure: str,
    real: Callable[[float], float],
    complex_: Callable[[complex], complex],
    exact: dict[int, int],
) -> Value:
    """The real function where it is defined, else the complex one; nan where neither is."""
    if type(as_number(number, procedure)) is int and number in exact:
        return exact[number]
    value = as_inexact(number)
    if type(value) is float:
        if math.isnan(value):
            return value
        try:
            return real(value)
        except (ValueError, OverflowError):
            if math.isinf(value) and procedure in ("sin", "cos", "tan"):
                return math.nan
    try:
        return complex_(value)
    except (ValueError, OverflowError):
        return complex(math.nan, math.nan)


@primitive("sin", "(number)", "The sine of the angle in radians.")
def sin(number: Value) -> Value:
    return _apply(number, "sin", math.sin, cmath.sin, {0: 0})


@primitive("cos", "(number)", "The cosine of the angle in radians.")
def cos(number: Value) -> Value:
    return _apply(number, "cos", math.cos, cmath.cos, {0: 1})


@primitive("tan", "(number)", "The tangent of the angle in radians.")
def tan(number: Value) -> Value:
    return _apply(number, "tan", math.tan, cmath.tan, {0: 0})


@primitive("asin", "(number)", "The angle, in radians, whose sine is the number.")
def asin(number: Value) -> Value:
    return _apply(number, "asin", math.asin, cmath.asin, {0: 0})


@primitive("acos", "(number)", "The angle, in radians, whose cosine is the number.")
def acos(number: Value) -> Value:
    return _apply(number, "acos", math.acos, cmath.acos, {1: 0})


@primitive("atan", "(y [x])", "The angle, in radians, whose tangent is y, or the angle of the point (x, y).")
def atan(y: Value, x: Value = None) -> Value:
    if x is None:
        return _apply(y, "atan", math.atan, cmath.atan, {0: 0})
    as_real(y, "atan", 1)
    if type(y) is int and y == 0 and type(as_real(x, "atan", 2)) is not float and x > 0:
        return 0
    return math.atan2(as_inexact(y), as_inexact(as_real(x, "atan", 2)))
