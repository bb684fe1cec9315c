"""Division, gcd and bits against Python's own integers."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omega.runtime.syntax.datum import TRUE, Values

from .machine import call, fails, shown

integers = st.integers() | st.integers(-12, 12)


def pair(values: object) -> tuple[object, ...]:
    assert isinstance(values, Values)
    return values.objects


@given(integers, integers)
def test_division(n: int, d: int) -> None:
    assume(d != 0)
    floored = (n // d, n % d)
    truncated = (
        abs(n) // abs(d) * (1 if (n < 0) == (d < 0) else -1),
        int(math.copysign(1, n)) * (abs(n) % abs(d)),
    )
    assert pair(call("floor/", n, d)) == floored == (call("floor-quotient", n, d), call("modulo", n, d))
    assert pair(call("truncate/", n, d)) == truncated == (call("quotient", n, d), call("remainder", n, d))
    assert truncated[0] * d + truncated[1] == n


@given(st.integers(-1000, 1000), st.integers(-20, 20))
def test_inexact_integers_give_inexact_results(n: int, d: int) -> None:
    assume(d != 0)
    for name in ("quotient", "remainder", "modulo", "floor-quotient"):
        result = call(name, float(n), d)
        assert type(result) is float and result == call(name, n, d)


@given(st.lists(integers))
def test_gcd_lcm_and_bits(numbers: list[int]) -> None:
    assert call("gcd", *numbers) == math.gcd(*numbers)
    assert call("lcm", *numbers) == math.lcm(*numbers)
    both, either, odd = -1, 0, 0
    for number in numbers:
        both, either, odd = both & number, either | number, odd ^ number
    assert (call("bitwise-and", *numbers), call("bitwise-or", *numbers), call("bitwise-xor", *numbers)) == (
        both,
        either,
        odd,
    )


@given(integers, st.integers(-200, 200))
def test_one_operand(n: int, shift: int) -> None:
    assert call("bitwise-not", n) == ~n
    assert call("arithmetic-shift", n, shift) == (n << shift if shift >= 0 else n >> -shift)
    assert (call("even?", n) is TRUE) == (n % 2 == 0) == (call("odd?", n) is not TRUE)
    root, rest = pair(call("exact-integer-sqrt", abs(n)))
    assert root == math.isqrt(abs(n)) and rest == abs(n) - math.isqrt(abs(n)) ** 2


def test_shifting_everything_out() -> None:
    assert call("arithmetic-shift", 5, -(10**30)) == 0
    assert call("arithmetic-shift", -5, -(10**30)) == -1
    assert call("arithmetic-shift", 0, 10**30) == 0


@pytest.mark.parametrize("name", ["quotient", "remainder", "modulo", "floor-quotient", "floor/", "truncate/"])
def test_errors(name: str) -> None:
    assert fails(name, 1, 0) == f"division-by-zero: {name}: division by zero"
    assert fails(name, 1.0, 0.0) == f"division-by-zero: {name}: division by zero"
    assert fails(name, 1j, 2).startswith(f"type-error: {name}: expected a real number as first argument")
    assert fails(name, 2, "x") == f'type-error: {name}: expected a real number as second argument, got "x" (string)'


def test_more_errors() -> None:
    assert fails("exact-integer-sqrt", -1).startswith(
        "type-error: exact-integer-sqrt: expected an exact integer that"
    )
    assert fails("even?", math.inf) == "type-error: even?: expected an integer, got +inf.0 (real)"
    assert shown("odd?", 3.0) == "#t"
    assert shown("bit-count", 7) == "3"
