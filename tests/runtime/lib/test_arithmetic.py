"""The four operations and comparison, against Python's fractions and floats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.lib.primitive import current
from omega.runtime.limits import Limits
from omega.runtime.numbers import Ratio, make_ratio
from omega.runtime.syntax.datum import TRUE, Value

from .machine import call, fails, shown

integers = st.integers() | st.integers(-10, 10)
fractions = st.fractions() | integers.map(Fraction)
floats = st.floats(allow_nan=False)


def exact(value: Fraction) -> Value:
    return make_ratio(value.numerator, value.denominator)


def fraction(value: Value) -> Fraction:
    assert type(value) is int or (type(value) is Ratio and value.denominator > 1)
    return Fraction(value.numerator, value.denominator)


@given(fractions, fractions)
def test_exact_operations_agree_with_fractions(a: Fraction, b: Fraction) -> None:
    left, right = exact(a), exact(b)
    assert fraction(call("+", left, right)) == a + b
    assert fraction(call("-", left, right)) == a - b
    assert fraction(call("*", left, right)) == a * b
    if b:
        assert fraction(call("/", left, right)) == a / b
    for name, expected in (("<", a < b), (">", a > b), ("<=", a <= b), (">=", a >= b), ("=", a == b)):
        assert (call(name, left, right) is TRUE) == expected
    assert fraction(call("max", left, right)) == max(a, b)
    assert fraction(call("min", left, right)) == min(a, b)
    assert fraction(call("abs", left)) == abs(a)


@given(floats, floats)
def test_inexact_operations_are_ieee(a: float, b: float) -> None:
    assert repr(call("+", a, b)) == repr(a + b)
    assert repr(call("*", a, b)) == repr(a * b)
    quotient = call("/", a, b)
    if b != 0:
        assert repr(quotient) == repr(a / b)
    else:
        assert math.isnan(quotient) if a == 0 else math.isinf(quotient)


@given(st.lists(fractions))
def test_any_number_of_operands(numbers: list[Fraction]) -> None:
    values = [exact(number) for number in numbers]
    assert fraction(call("+", *values)) == sum(numbers, Fraction(0))
    assert fraction(call("*", *values)) == math.prod(numbers, start=Fraction(1))
    if values:
        assert (call("<", *values) is TRUE) == all(a < b for a, b in pairwise(numbers))


HUGE = 10**400


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ("+inf.0", "+", (HUGE, 1.0)),
        ("-inf.0", "-", (1.0, HUGE)),
        ("+inf.0", "*", (HUGE, 2.0)),
        ("-inf.0", "*", (-HUGE, 2.0)),
        ("+inf.0", "/", (HUGE, 2.0)),
        ("0.0", "/", (2.0, HUGE)),
        ("-0.0", "+", (-0.0,)),
        ("-0.0", "-", (0.0,)),
        ("0", "+", ()),
        ("1", "*", ()),
        ("1/2", "/", (2,)),
        ("-inf.0", "/", (-1.0, 0.0)),
        ("+inf.0", "/", (-1.0, -0.0)),
        ("+nan.0", "/", (0, 0.0)),
        ("3.0", "max", (3, 2.5)),
        ("+nan.0", "max", (3, math.nan, 4)),
        ("+nan.0", "min", (math.nan, 1)),
        ("#f", "=", (math.nan, math.nan)),
        ("#t", "<", (HUGE, math.inf)),
        ("#t", "=", (1, 1.0, 1 + 0j)),
        ("#f", "=", (2**53 + 1, 2.0**53)),
        ("#t", "zero?", (-0.0,)),
        ("6", "1+", (5,)),
        ("4", "-1+", (5,)),
        ("27", "cube", (3,)),
        ("1/9", "square", (make_ratio(1, 3),)),
    ],
)
def test_cases(expected: str, name: str, arguments: tuple[object, ...]) -> None:
    assert shown(name, *arguments) == expected


def test_errors_name_the_operand() -> None:
    assert fails("+", 1, "a") == 'type-error: +: expected a number as second argument, got "a" (string)'
    assert fails("+", True) == "type-error: +: expected a number as first argument, got #t (boolean)"
    assert (
        fails("<", 1, 1j)
        == "type-error: <: expected a real number as second argument, got 0.0+1.0i (complex)"
    )
    assert (
        fails("<", 2, 1, "a") == 'type-error: <: expected a real number as third argument, got "a" (string)'
    )
    assert fails("/", 1, 0) == "division-by-zero: /: division by zero"
    assert fails("/", 1.0, 0) == "division-by-zero: /: division by zero"
    assert fails("/", 0) == "division-by-zero: /: division by zero"


@pytest.fixture
def small_integers() -> Iterator[None]:
    before = current.limits
    current.limits = Limits(integer_bits=1000)
    yield
    current.limits = before


@pytest.mark.usefixtures("small_integers")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("*", (1 << 600, 1 << 600)),
        ("*", (make_ratio(1, 1 << 600), make_ratio(1, 3**400))),
        ("+", (make_ratio(1, 1 << 600), make_ratio(1, 3**400))),
        ("square", (1 << 600,)),
        ("expt", (2, 2000)),
        ("expt", (2, 10**30)),
        ("expt", (make_ratio(2, 3), -(10**30))),
        ("arithmetic-shift", (1, 1001)),
        ("arithmetic-shift", (1, 10**30)),
        ("lcm", (3**400, 1 << 600)),
    ],
)
def test_large_integers_are_refused_before_they_are_made(name: str, arguments: tuple[object, ...]) -> None:
    assert fails(name, *arguments).startswith(f"budget-exceeded: {name}")
    assert "exceeds the limit integer-bits of 1000" in fails(name, *arguments)
