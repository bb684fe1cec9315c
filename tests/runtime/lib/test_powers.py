"""Powers, roots, logarithms, rounding, trigonometry, complex numbers and numbers as text."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.numbers import Ratio, make_ratio

from .machine import call, fails, shown

HALF = make_ratio(1, 2)
HUGE = 10**400


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ("1024", "expt", (2, 10)),
        ("1/1024", "expt", (2, -10)),
        ("4/9", "expt", (make_ratio(2, 3), 2)),
        ("9/4", "expt", (make_ratio(2, 3), -2)),
        ("1", "expt", (0, 0)),
        ("1.0", "expt", (0.0, 0)),
        ("0.0", "expt", (0, 1.0)),
        ("0", "expt", (0, 5)),
        ("1", "expt", (1, -(10**30))),
        ("-1", "expt", (-1, 10**30 + 1)),
        ("1.4142135623730951", "expt", (2, 0.5)),
        ("2", "expt", (4, HALF)),
        ("+inf.0", "expt", (10.0, 400)),
        ("-inf.0", "expt", (-10.0, 401)),
        ("+inf.0", "expt", (0.0, -2)),
        ("0.0", "expt", (0.5, HUGE)),
        ("8.0", "expt", (2.0, 3)),
        ("4", "sqrt", (16,)),
        ("2/3", "sqrt", (make_ratio(4, 9),)),
        ("1.4142135623730951", "sqrt", (2,)),
        ("4.0", "sqrt", (16.0,)),
        ("+2i", "sqrt", (-4,)),
        ("1" + "0" * 200, "sqrt", (HUGE,)),
        ("3.1622776601683794e200", "sqrt", (10 * HUGE,)),
        ("3.1622776601683792e-201", "sqrt", (make_ratio(1, 10 * HUGE),)),
        ("+inf.0", "sqrt", (math.inf,)),
        ("1", "exp", (0,)),
        ("+inf.0", "exp", (1000,)),
        ("0", "log", (1,)),
        ("-inf.0", "log", (0.0,)),
        ("3.0", "log", (8, 2)),
        ("2.0", "log", (9, 3)),
        ("0.0+3.141592653589793i", "log", (-1,)),
        ("0", "sin", (0,)),
        ("1", "cos", (0,)),
        ("0", "acos", (1,)),
        ("0.7853981633974483", "atan", (1, 1)),
        ("3.141592653589793", "atan", (0, -1)),
        ("0", "atan", (0, 1)),
        ("+nan.0", "sin", (math.inf,)),
        ("2.0", "round", (2.5,)),
        ("4", "round", (make_ratio(7, 2),)),
        ("-0.0", "round", (-0.4,)),
        ("-5.0", "floor", (-4.3,)),
        ("-4.0", "ceiling", (-4.3,)),
        ("-4.0", "truncate", (-4.3,)),
        ("-4", "round->exact", (-4.3,)),
        ("+inf.0", "floor", (math.inf,)),
        ("1", "numerator", (HALF,)),
        ("2.0", "denominator", (0.5,)),
        ("1/2", "exact", (0.5,)),
        ("0.5", "inexact", (HALF,)),
        ("+inf.0", "inexact", (HUGE,)),
        ("+i", "make-rectangular", (0, 1)),
        ("5", "make-rectangular", (5, 0)),
        ("5.0", "magnitude", (3 + 4j,)),
        ("3.141592653589793", "angle", (-1,)),
        ("0", "imag-part", (5,)),
        ('"ff"', "number->string", (255, 16)),
        ('"1/3"', "number->string", (make_ratio(1, 3),)),
        ("255", "string->number", ("ff", 16)),
        ("1e100", "string->number", ("1e100",)),
        ("#f", "string->number", ("1/0",)),
        ("#f", "string->number", ("abc",)),
        ("#f", "string->number", ("",)),
        ("#t", "integer?", (3.0,)),
        ("#f", "rational?", (math.inf,)),
        ("#f", "real?", (1j,)),
        ("#f", "number?", (True,)),
    ],
)
def test_cases(expected: str, name: str, arguments: tuple[object, ...]) -> None:
    assert shown(name, *arguments) == expected


@given(st.floats(), st.floats())
def test_no_double_makes_python_raise(a: float, b: float) -> None:
    for name in (
        "exp",
        "log",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "floor",
        "round",
        "abs",
        "square",
    ):
        assert type(call(name, a)) in (float, complex, int)
    for name in ("expt", "atan", "log", "max"):
        if name != "log" or b != 1.0:
            assert type(call(name, a, b)) in (float, complex, int)


@given(st.complex_numbers(), st.complex_numbers())
def test_no_complex_number_makes_python_raise(a: complex, b: complex) -> None:
    for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "magnitude", "angle"):
        assert type(call(name, a)) in (float, complex)
    for name in ("expt", "+", "*", "/"):
        assert type(call(name, a, b)) in (float, complex)


@given(st.fractions())
def test_rounding_agrees_with_fractions(value: Fraction) -> None:
    number = make_ratio(value.numerator, value.denominator)
    assert call("floor", number) == math.floor(value)
    assert call("ceiling", number) == math.ceil(value)
    assert call("truncate", number) == math.trunc(value)
    assert call("round", number) == round(value)


@given(st.fractions(min_value=0))
def test_square_roots_of_squares_are_exact(value: Fraction) -> None:
    root = call("sqrt", make_ratio(value.numerator**2, value.denominator**2))
    assert type(root) in (int, Ratio)
    assert Fraction(root.numerator, root.denominator) == value


@given(st.integers() | st.floats(allow_nan=False) | st.fractions())
def test_numbers_read_back(value: float | Fraction) -> None:
    number = make_ratio(value.numerator, value.denominator) if isinstance(value, Fraction) else value
    text = call("number->string", number)
    assert not text.frozen
    assert call("string->number", text.text) == number


def test_errors() -> None:
    assert fails("expt", 0, -1) == "division-by-zero: expt: division by zero"
    assert fails("exact", math.nan) == "type-error: exact: expected a finite number, got +nan.0 (real)"
    assert fails("sqrt", "x") == 'type-error: sqrt: expected a number, got "x" (string)'
    assert fails("log", 8, 1) == "division-by-zero: log: division by zero"
    assert fails("number->string", 5, 7) == (
        "type-error: number->string: expected 2, 8, 10 or 16 as second argument, got 7 (integer)"
    )
    assert fails("string->number", "1" * 300_000).startswith("budget-exceeded: string->number: ")
