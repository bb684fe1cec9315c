"""Exact rationals against Python's ``Fraction``."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime.numbers import Exact, Ratio, divide, from_float, make_ratio, to_float

EXACT = st.builds(make_ratio, st.integers(-50, 50) | st.integers(), st.integers(1, 50) | st.integers(1))
FLOATS = st.floats(allow_nan=False)


def fraction(number: Exact) -> Fraction:
    return Fraction(number.numerator, number.denominator)


def check(number: Any, expected: Fraction) -> None:
    assert type(number) is (int if expected.denominator == 1 else Ratio)
    assert (number.numerator, number.denominator) == (expected.numerator, expected.denominator)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@settings(deadline=None)
@given(left=EXACT, right=EXACT)
def test_arithmetic_is_exact(operation: Callable[[Any, Any], Any], left: Exact, right: Exact) -> None:
    check(operation(left, right), operation(fraction(left), fraction(right)))


@settings(deadline=None)
@given(EXACT, EXACT.filter(lambda number: number != 0))
def test_division_is_exact(left: Exact, right: Exact) -> None:
    check(divide(left, right), fraction(left) / fraction(right))
    if type(left) is Ratio or type(right) is Ratio:
        check(left / right, fraction(left) / fraction(right))


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
)
@settings(deadline=None)
@given(left=EXACT, right=EXACT | FLOATS)
def test_comparison_is_exact(compare: Callable[[Any, Any], bool], left: Exact, right: Exact | float) -> None:
    other = right if isinstance(right, float) else fraction(right)
    assert compare(left, right) == compare(fraction(left), other)
    assert compare(right, left) == compare(other, fraction(left))


@settings(deadline=None)
@given(EXACT)
def test_unary_operations(number: Exact) -> None:
    expected = fraction(number)
    check(-number, -expected)
    check(abs(number), abs(expected))
    check(+number, expected)
    assert math.floor(number) == math.floor(expected)
    assert math.ceil(number) == math.ceil(expected)
    assert math.trunc(number) == math.trunc(expected)
    assert round(number) == round(expected)
    assert hash(number) == hash(expected)
    if abs(expected) < 2**1000:
        assert float(number) == to_float(number) == float(expected)


@settings(deadline=None)
@given(EXACT.filter(lambda number: number != 0), st.integers(-6, 6))
def test_integer_powers(number: Exact, power: int) -> None:
    if type(number) is Ratio:
        check(number**power, fraction(number) ** power)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_floats_and_complexes_win(operation: Callable[[Any, Any], Any]) -> None:
    for other in (0.25, 1 + 2j):
        assert operation(Ratio(1, 2), other) == operation(0.5, other)
        assert operation(other, Ratio(1, 2)) == operation(other, 0.5)


def test_powers_with_inexact_numbers() -> None:
    assert Ratio(1, 4) ** Ratio(1, 2) == 0.5
    assert Ratio(1, 4) ** 0.5 == 0.5
    assert 4 ** Ratio(1, 2) == 2.0
    assert 4.0 ** Ratio(1, 2) == 2.0


@pytest.mark.parametrize("stranger", ["a", None, [1], object()])
def test_other_operands_are_type_errors(stranger: Any) -> None:
    for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.lt):
        with pytest.raises(TypeError):
            operation(Ratio(1, 2), stranger)
        with pytest.raises(TypeError):
            operation(stranger, Ratio(1, 2))
    assert Ratio(1, 2) != stranger


def test_comparison_beside_infinities_and_nan() -> None:
    half, nan = Ratio(1, 2), math.nan
    assert half < math.inf
    assert half > -math.inf
    assert half != math.inf
    assert not half < nan
    assert not half >= nan
    assert half != nan
    assert half == 0.5
    assert half == 0.5 + 0j
    assert Ratio(1, 10) != 0.1


def test_conversion_beyond_the_range_of_doubles() -> None:
    assert to_float(10**400) == math.inf
    assert to_float(make_ratio(-(10**400), 3)) == -math.inf
    assert to_float(make_ratio(1, 10**400)) == 0.0
    assert to_float(make_ratio(10**400, 10**399 + 1)) == 10.0
    check(from_float(0.1), Fraction(0.1))
    assert type(from_float(2.0)) is int


def test_division_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        make_ratio(1, 0)
    with pytest.raises(ZeroDivisionError):
        Ratio(1, 2) / 0


def test_hash_where_the_denominator_has_no_inverse() -> None:
    modulus = 2**61 - 1
    assert hash(Ratio(1, modulus)) == hash(Fraction(1, modulus))
    assert hash(Ratio(-1, modulus)) == hash(Fraction(-1, modulus))
