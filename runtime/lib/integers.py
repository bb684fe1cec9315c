"""Operations on integers: division (R7RS 6.2.6), gcd, parity, bits.

Division and gcd take inexact integers such as 6.0 too and then give an inexact result.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import reduce

from omega.runtime.lib.numeric import as_exact_integer, as_integer, big_work, check_bits, division_by_zero
from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.numbers import to_float
from omega.runtime.syntax.datum import Value, Values, boolean


def _operands(a: Value, b: Value, procedure: str) -> tuple[int, int, bool]:
    """Two checked operands of a division, as ints, and whether one was inexact."""
    left, right = as_integer(a, procedure, 1), as_integer(b, procedure, 2)
    if right == 0:
        raise division_by_zero(procedure)
    big_work(left.bit_length(), 8)
    return left, right, type(a) is float or type(b) is float


def _truncating(a: int, b: int) -> int:
    return a // b if (a < 0) == (b < 0) else -(-a // b)


@primitive("quotient", "(n d)", "The quotient of the integers, rounded towards zero.")
@primitive("truncate-quotient", "(n d)", "The quotient of the integers, rounded towards zero.")
def quotient(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "quotient")
    result = _truncating(a, b)
    return to_float(result) if inexact else result


@primitive("remainder", "(n d)", "What the quotient leaves; it has the sign of n.")
@primitive("truncate-remainder", "(n d)", "What truncate-quotient leaves; it has the sign of n.")
def remainder(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "remainder")
    result = abs(a) % abs(b)
    result = -result if a < 0 else result
    return to_float(result) if inexact else result


@primitive("floor-quotient", "(n d)", "The quotient of the integers, rounded down.")
def floor_quotient(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "floor-quotient")
    return to_float(a // b) if inexact else a // b


@primitive("modulo", "(n d)", "What floor-quotient leaves; it has the sign of d.")
@primitive("floor-remainder", "(n d)", "What floor-quotient leaves; it has the sign of d.")
def modulo(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "modulo")
    return to_float(a % b) if inexact else a % b


@primitive("floor/", "(n d)", "Two values: the quotient rounded down, and what it leaves.")
def floor_division(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "floor/")
    q, r = divmod(a, b)
    return Values((to_float(q), to_float(r)) if inexact else (q, r))


@primitive("truncate/", "(n d)", "Two values: the quotient rounded towards zero, and what it leaves.")
def truncate_division(n: Value, d: Value) -> Value:
    a, b, inexact = _operands(n, d, "truncate/")
    q, r = divmod(abs(a), abs(b))
    q = q if (a < 0) == (b < 0) else -q
    r = -r if a < 0 else r
    return Values((to_float(q), to_float(r)) if inexact else (q, r))


def _over_integers(procedure: str, function: Callable[..., int], numbers: tuple[Value, ...]) -> Value:
    checked = [as_integer(number, procedure, position) for position, number in enumerate(numbers, 1)]
    big_work(sum(map(int.bit_length, checked)), 16)
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
    "bitwise-xor", "(. integers)", "The integers' bits, in two's complement, that are set in an odd number."
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
