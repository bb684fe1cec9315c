"""Operations on integers: division (R7RS 6.2.6), gcd, parity, bits.

Division takes any real numbers, as Common Lisp's does; gcd takes inexact integers such as 6.0 too. The result is
inexact if an operand is.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import reduce

from omega.runtime.lib.numeric import (
    as_exact_integer,
    as_inexact,
    as_integer,
    as_real,
    big_work,
    bit_size,
    check_bits,
    check_common_divisor,
    division_by_zero,
)
from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.numbers import Ratio, divide, to_float
from omega.runtime.syntax.datum import Value, Values, boolean


def _divide(n: Value, d: Value, procedure: str, floored: bool) -> tuple[Value, Value]:
    """Quotient, rounded down or towards zero, and what it leaves. Generated code says ``n // d`` and ``n % d`` where
    the two agree, so for ints and floats this must be what Python's operators give."""
    a, b = as_real(n, procedure, 1), as_real(d, procedure, 2)
    if b == 0:
        raise division_by_zero(procedure)
    if type(a) is float or type(b) is float:
        a, b = as_inexact(a), as_inexact(b)
    else:
        big_work(bit_size(a), 8)
    if floored or (a >= 0 and b > 0):
        return _floored(a, b)
    quotient, rest = _floored(abs(a), abs(b))
    return quotient if (a < 0) == (b < 0) else -quotient, -rest if a < 0 else rest


def _floored(a: Value, b: Value) -> tuple[Value, Value]:
    if type(a) is Ratio or type(b) is Ratio:
        whole = math.floor(divide(a, b))
        return whole, a - b * whole
    return a // b, a % b


@primitive("quotient", "(n d)", "The quotient of the real numbers, rounded towards zero.")
@primitive("truncate-quotient", "(n d)", "The quotient of the real numbers, rounded towards zero.")
def quotient(n: Value, d: Value) -> Value:
    return _divide(n, d, "quotient", False)[0]


@primitive("remainder", "(n d)", "What the quotient leaves; it has the sign of n.")
@primitive("truncate-remainder", "(n d)", "What truncate-quotient leaves; it has the sign of n.")
def remainder(n: Value, d: Value) -> Value:
    return _divide(n, d, "remainder", False)[1]


@primitive("floor-quotient", "(n d)", "The quotient of the real numbers, rounded down.")
def floor_quotient(n: Value, d: Value) -> Value:
    return _divide(n, d, "floor-quotient", True)[0]


@primitive("modulo", "(n d)", "What floor-quotient leaves; it has the sign of d.")
@primitive("floor-remainder", "(n d)", "What floor-quotient leaves; it has the sign of d.")
def modulo(n: Value, d: Value) -> Value:
    return _divide(n, d, "modulo", True)[1]


@primitive("floor/", "(n d)", "Two values: the quotient rounded down, and what it leaves.")
def floor_division(n: Value, d: Value) -> Value:
    return Values(_divide(n, d, "floor/", True))


@primitive("truncate/", "(n d)", "Two values: the quotient rounded towards zero, and what it leaves.")
def truncate_division(n: Value, d: Value) -> Value:
    return Values(_divide(n, d, "truncate/", False))


def _over_integers(procedure: str, function: Callable[..., int], numbers: tuple[Value, ...]) -> Value:
    checked = [as_integer(number, procedure, position) for position, number in enumerate(numbers, 1)]
    sizes = sorted(map(int.bit_length, checked))
    if len(sizes) > 1:
        check_common_divisor(sizes[-2], procedure)
    big_work(sum(sizes), 16)
    result = function(*checked)
    return to_float(result) if any(type(number) is float for number in numbers) else result


@primitive("gcd", "(. integers)", "The greatest common divisor of the integers.")
def gcd(*integers: Value) -> Value:
    return _over_integers("gcd", math.gcd, integers)


@primitive("lcm", "(. integers)", "The least common multiple of the integers.")
def lcm(*integers: Value) -> Value:
    check_bits(
        sum(as_integer(value, "lcm", position).bit_length() for position, value in enumerate(integers, 1)),
        "lcm",
    )
    return _over_integers("lcm", math.lcm, integers)


@primitive("odd?", "(integer)", "Whether the integer is odd.")
def odd_p(integer: Value) -> Value:
    return boolean(as_integer(integer, "odd?") & 1 == 1)


@primitive("even?", "(integer)", "Whether the integer is even.")
def even_p(integer: Value) -> Value:
    return boolean(as_integer(integer, "even?") & 1 == 0)


@primitive("exact-integer-sqrt", "(k)", "Two values: the integer square root s of k, and k - s * s.")
def exact_integer_sqrt(k: Value) -> Value:
    if as_exact_integer(k, "exact-integer-sqrt") < 0:
        raise wrong_type("exact-integer-sqrt", "an exact integer that is not negative", k)
    big_work(k.bit_length(), 4)
    root = math.isqrt(k)
    return Values((root, k - root * root))


# --- bits --------------------------------------------------------------------------------------------------------


def _bits(
    procedure: str, operation: Callable[[int, int], int], start: int, numbers: tuple[Value, ...]
) -> Value:
    checked = [as_exact_integer(number, procedure, position) for position, number in enumerate(numbers, 1)]
    return reduce(operation, checked, start)


@primitive("bitwise-and", "(. integers)", "The integers' bits, in two's complement, that are set in all.")
def bitwise_and(*integers: Value) -> Value:
    return _bits("bitwise-and", operator.and_, -1, integers)


@primitive("bitwise-or", "(. integers)", "The integers' bits, in two's complement, that are set in any.")
def bitwise_or(*integers: Value) -> Value:
    return _bits("bitwise-or", operator.or_, 0, integers)


@primitive(
    "bitwise-xor", "(. integers)", "The integers' bits, in two's complement, that are set in an odd number of them."
)
def bitwise_xor(*integers: Value) -> Value:
    return _bits("bitwise-xor", operator.xor, 0, integers)


@primitive("bitwise-not", "(integer)", "The integer with each bit, in two's complement, inverted.")
def bitwise_not(integer: Value) -> Value:
    return ~as_exact_integer(integer, "bitwise-not")


@primitive("arithmetic-shift", "(integer count)", "The integer times 2 to the count, rounded down.")
def arithmetic_shift(integer: Value, count: Value) -> Value:
    n = as_exact_integer(integer, "arithmetic-shift", 1)
    k = as_exact_integer(count, "arithmetic-shift", 2)
    bits = n.bit_length()
    if k > 0:
        if n == 0:
            return 0
        check_bits(bits + k, "arithmetic-shift")
        return n << k
    if -k > bits:
        return -1 if n < 0 else 0
    return n >> -k


@primitive(
    "bit-count", "(integer)", "How many bits of the integer are 1 (of a negative one, how many are 0)."
)
def bit_count(integer: Value) -> Value:
    n = as_exact_integer(integer, "bit-count")
    return (~n if n < 0 else n).bit_count()
