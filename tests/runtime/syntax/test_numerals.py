"""Numbers as text, both ways."""

from __future__ import annotations

import cmath
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.numerals import MAX_DIGITS, Number, NumeralError, number_to_text, parse_number

from .data import NUMBERS, RATIOS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("+17", 17),
        ("-0", 0),
        ("007", 7),
        ("1/2", Ratio(1, 2)),
        ("-6/4", Ratio(-3, 2)),
        ("4/2", 2),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5e1", -5.0),
        ("1e3", 1000.0),
        ("1E3", 1000.0),
        ("1s2", 100.0),
        ("-1.5F+2", -150.0),
        ("#e25d-1", Ratio(5, 2)),
        ("1L2-.5l1i", 100 - 5j),
        ("#xd1f", 0xD1F),
        ("1e400", math.inf),
        ("+inf.0", math.inf),
        ("-INF.0", -math.inf),
        ("+i", Gaussian(0, 1)),
        ("-I", Gaussian(0, -1)),
        ("1+2i", Gaussian(1, 2)),
        ("1/2-3/4i", Gaussian(Ratio(1, 2), Ratio(-3, 4))),
        ("#e1.5+2i", Gaussian(Ratio(3, 2), 2)),
        ("#i1+2i", 1 + 2j),
        ("1+2.0i", 1 + 2j),
        ("1+0i", 1),
        ("1/2-.5i", 0.5 - 0.5j),
        ("-1.5e-3-2.5i", -0.0015 - 2.5j),
        ("+inf.0-inf.0i", complex(math.inf, -math.inf)),
        ("1@0", 1),
        ("0@1", 0),
        ("1@2", cmath.rect(1, 2)),
        ("#xFf", 255),
        ("#x-ab/2", Ratio(-171, 2)),
        ("#xa+bi", Gaussian(10, 11)),
        ("#b101", 5),
        ("#o17/3", 5),
        ("#d10", 10),
        ("#e1.5", Ratio(3, 2)),
        ("#e#x10", 16),
        ("#x#e10", 16),
        ("#i#b11", 3.0),
        ("#E1.25e2", 125),
        ("#e1e-3", Ratio(1, 1000)),
        ("#e-1.5", Ratio(-3, 2)),
        ("#i1/3", 1 / 3),
    ],
)
def test_number_syntax(text: str, number: Number) -> None:
    found = parse_number(text)
    assert found == number
    assert type(found) is type(number)


def test_nan_is_read() -> None:
    found = parse_number("+nan.0")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "text",
    [
        "+",
        "-",
        ".",
        "...",
        "1+",
        "-1+",
        "1e",
        "1e+",
        "e1",
        "+e1",
        "1/2e2",
        "1/",
        "/2",
        "1.5/2",
        ".5.5",
        "1_0",
        "\u0661",
        "1i",
        "1+2",
        "1@",
        "@1",
        "i",
        "--1",
        "+-1",
        "#b102",
        "#o8",
        "#xg",
        "#b1.0",
        "#e#e1",
        "#x#b1",
        "#e#x#e1",
        "#",
        "#x",
        "#e",
        "1+i+",
        "inf.0",
        "+inf",
        "+inf.00",
        "1+nan.0",
        "0x10",
        "1,000",
        "infinity",
        "nan",
    ],
)
def test_not_a_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/0", "denominator zero"),
        ("#e+inf.0", "no exact value"),
        ("#e1@1", "polar form are inexact"),
        ("#e1e999999999", "limit of 200000"),
        ("#e1e-999999999", "limit of 200000"),
        ("#e1e" + "9" * 5000, "limit of 200000"),
        ("9" * (MAX_DIGITS + 1), "limit of 200000"),
    ],
)
def test_numbers_that_cannot_be_had(text: str, reason: str) -> None:
    with pytest.raises(NumeralError, match=reason):
        parse_number(text)


def test_zero_with_any_exponent_is_zero() -> None:
    assert parse_number("#e0e999999999") == 0


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1.0"),
        (0.5, "0.5"),
        (-0.0, "-0.0"),
        (1e21, "1e21"),
        (1.5e-7, "1.5e-7"),
        (123456789.125, "123456789.125"),
        (math.inf, "+inf.0"),
        (-math.inf, "-inf.0"),
        (math.nan, "+nan.0"),
        (Ratio(-1, 3), "-1/3"),
        (1 + 2j, "1.0+2.0i"),
        (complex(0, -math.inf), "0.0-inf.0i"),
        (complex(1.5, math.nan), "1.5+nan.0i"),
    ],
)
def test_number_text(number: Number, text: str) -> None:
    assert number_to_text(number) == text


@settings(deadline=None)
@given(NUMBERS)
def test_numbers_round_trip(number: Number) -> None:
    assert repr(parse_number(number_to_text(number))) == repr(number)


@settings(deadline=None)
@given(st.integers() | RATIOS, st.sampled_from([2, 8, 10, 16]))
def test_exact_numbers_round_trip_in_every_radix(number: Number, radix: int) -> None:
    assert parse_number(number_to_text(number, radix), radix) == number


def test_inexact_numbers_are_written_in_radix_ten_only() -> None:
    with pytest.raises(NumeralError, match="radix 10, not 2"):
        number_to_text(0.5, 2)


@pytest.mark.parametrize("digits", [999, 1000, 1001, 4299, 4301, 20_000, MAX_DIGITS - 1])
def test_long_integers_convert_both_ways(digits: int) -> None:
    number = -(10**digits) // 7
    text = number_to_text(number)
    assert len(text) == digits + 1
    assert parse_number(text) == number


@settings(deadline=None)
@given(st.text("+-.0123456789eEiI/@#xbodinfa", max_size=14))
def test_any_text_is_a_number_or_not(text: str) -> None:
    try:
        number = parse_number(text)
    except NumeralError:
        return
    if number is not None:
        assert repr(parse_number(number_to_text(number))) == repr(number)
