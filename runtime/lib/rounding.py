"""Rounding, and the parts of a rational number: R7RS 6.2.6."""

from __future__ import annotations

import math
from collections.abc import Callable

from omega.runtime.lib.numeric import as_real
from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.numbers import from_float, to_float
from omega.runtime.syntax.datum import Value


def _round(number: Value, procedure: str, rounded: Callable[[Value], int]) -> Value:
    """A whole number; of a float a float, with its sign kept even if it is zero."""
    if type(as_real(number, procedure)) is not float:
        return rounded(number)
    if not math.isfinite(number):
        return number
    return math.copysign(float(rounded(number)), number)


@primitive("floor", "(real)", "The largest integer not greater than the number.")
def floor(real: Value) -> Value:
    return _round(real, "floor", math.floor)


@primitive("ceiling", "(real)", "The smallest integer not less than the number.")
def ceiling(real: Value) -> Value:
    return _round(real, "ceiling", math.ceil)


@primitive("truncate", "(real)", "The integer closest to the number that is not further from zero.")
def truncate(real: Value) -> Value:
    return _round(real, "truncate", math.trunc)


@primitive("round", "(real)", "The integer closest to the number; of two as close, the even one.")
def round_(real: Value) -> Value:
    return _round(real, "round", round)


def _exactly(number: Value, procedure: str) -> Value:
    value = _round(number, procedure, _ROUNDERS[procedure])
    if type(value) is float:
        if not math.isfinite(value):
            raise wrong_type(procedure, "a finite real number", number)
        return int(value)
    return value


_ROUNDERS: dict[str, Callable[[Value], int]] = {
    "floor->exact": math.floor,
    "ceiling->exact": math.ceil,
    "truncate->exact": math.trunc,
    "round->exact": round,
}


def _declare_exact_rounding() -> None:
    for name in _ROUNDERS:
        plain = name.removesuffix("->exact")

        def rounding(real: Value, name: str = name) -> Value:
            return _exactly(real, name)

        primitive(name, "(real)", f"The exact integer equal to the {plain} of the number.")(rounding)


_declare_exact_rounding()


def _fraction(number: Value, procedure: str) -> Value:
    """The exact value of a rational argument."""
    if type(as_real(number, procedure)) is not float:
        return number
    if not math.isfinite(number):
        raise wrong_type(procedure, "a rational number", number)
    return from_float(number)


@primitive("numerator", "(rational)", "The numerator of the number in lowest terms.")
def numerator(rational: Value) -> Value:
    top = _fraction(rational, "numerator").numerator
    return to_float(top) if type(rational) is float else top


@primitive("denominator", "(rational)", "The denominator of the number in lowest terms.")
def denominator(rational: Value) -> Value:
    bottom = _fraction(rational, "denominator").denominator
    return to_float(bottom) if type(rational) is float else bottom
