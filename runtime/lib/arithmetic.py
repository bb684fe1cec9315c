"""The four operations, comparison and what is made of them: R7RS 6.2.6.

Generated code does most sums of two operands itself, with Python's operators; these functions are what ``+`` is as
a value, with other numbers of arguments, and when an operand is wrong. Both must agree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import copysign, inf, isnan, nan

from omega.runtime.lib.numeric import (
    EXACT,
    NUMBER,
    REAL,
    as_inexact,
    as_number,
    as_real,
    big_work,
    bit_size,
    check_bits,
    check_common_divisor,
    division_by_zero,
    is_exact,
)
from omega.runtime.lib.primitive import primitive
from omega.runtime.numbers import Ratio, divide
from omega.runtime.syntax.datum import FALSE, TRUE, Value, boolean


def _combine(operation: Callable[[Value, Value], Value], a: Value, b: Value, procedure: str) -> Value:
    """``a + b`` or ``a - b`` of two numbers, where an integer too large for a double counts as an infinity."""
    if (type(a) is Ratio or type(b) is Ratio) and type(a) in EXACT and type(b) in EXACT:
        _check_lowest_terms(a, b, procedure)
    try:
        return operation(a, b)
    except OverflowError:
        return operation(as_inexact(a), as_inexact(b))


def _check_lowest_terms(a: Value, b: Value, procedure: str) -> None:
    """Before an operation on exact numbers, the result of which is brought to lowest terms."""
    bits = bit_size(a) + bit_size(b)
    check_bits(bits, procedure)
    check_common_divisor(min(bit_size(a), bit_size(b)), procedure)
    big_work(bits, 16)


@primitive("+", "(. numbers)", "The sum of the numbers.")
def add(*numbers: Value) -> Value:
    if len(numbers) == 2 and type(numbers[0]) is type(numbers[1]) is int:
        return numbers[0] + numbers[1]
    if not numbers:
        return 0
    total = as_number(numbers[0], "+", 1)
    for position, number in enumerate(numbers[1:], 2):
        total = _combine(operator.add, total, as_number(number, "+", position), "+")
    return total


@primitive("-", "(number . rest)", "The number less the others; with one argument, its negation.")
def subtract(*numbers: Value) -> Value:
    if len(numbers) == 2 and type(numbers[0]) is type(numbers[1]) is int:
        return numbers[0] - numbers[1]
    total = as_number(numbers[0], "-", 1)
    if len(numbers) == 1:
        return -total
    for position, number in enumerate(numbers[1:], 2):
        total = _combine(operator.sub, total, as_number(number, "-", position), "-")
    return total


def product(a: Value, b: Value, procedure: str) -> Value:
    """``a * b`` of two numbers, refused when the result would be too large an integer."""
    if is_exact(a) and is_exact(b):
        if type(a) is not int or type(b) is not int:
            _check_lowest_terms(a, b, procedure)
            return a * b
        bits = bit_size(a) + bit_size(b)
        check_bits(bits - 1, procedure)
        big_work(bits, 1)
        return a * b
    try:
        return a * b
    except OverflowError:
        return as_inexact(a) * as_inexact(b)


@primitive("*", "(. numbers)", "The product of the numbers.")
def multiply(*numbers: Value) -> Value:
    if not numbers:
        return 1
    total = as_number(numbers[0], "*", 1)
    for position, number in enumerate(numbers[1:], 2):
        total = product(total, as_number(number, "*", position), "*")
    return total


def quotient_of(a: Value, b: Value, procedure: str) -> Value:
    """``a / b`` of two numbers: exact if both are; IEEE infinities and nan for division by inexact zero."""
    if type(b) in EXACT:
        if b == 0:
            raise division_by_zero(procedure)
        if type(a) in EXACT:
            _check_lowest_terms(a, b, procedure)
            return divide(a, b)
    if is_exact(a) and is_exact(b):
        _check_lowest_terms(a, b, procedure)
        return a / b
    a, b = as_inexact(a), as_inexact(b)
    try:
        return a / b
    except (ZeroDivisionError, OverflowError):
        if type(a) is complex or type(b) is complex:
            return complex(nan, nan)
        return nan if a == 0 or isnan(a) else copysign(inf, a) * copysign(1.0, b)


@primitive("/", "(number . rest)", "The number divided by the others; with one argument, its reciprocal.")
def divide_(*numbers: Value) -> Value:
    total = as_number(numbers[0], "/", 1)
    if len(numbers) == 1:
        return quotient_of(1, total, "/")
    for position, number in enumerate(numbers[1:], 2):
        total = quotient_of(total, as_number(number, "/", position), "/")
    return total


# --- comparison --------------------------------------------------------------------------------------------------


def _declare_comparison(
    name: str, test: Callable[[Value, Value], bool], kinds: frozenset[type], doc: str
) -> None:
    check = as_real if kinds is REAL else as_number

    @primitive(name, "(number . rest)", doc)
    def compare(*numbers: Value) -> Value:
        if len(numbers) == 2 and type(numbers[0]) in kinds and type(numbers[1]) in kinds:
            return TRUE if test(*numbers) else FALSE
        for position, number in enumerate(numbers, 1):
            if type(number) not in kinds:
                check(number, name, position)
        previous = numbers[0]
        for number in numbers[1:]:
            if not test(previous, number):
                return FALSE
            previous = number
        return TRUE


_declare_comparison("=", operator.eq, NUMBER, "Whether the numbers are all equal.")
_declare_comparison("<", operator.lt, REAL, "Whether the numbers increase.")
_declare_comparison(">", operator.gt, REAL, "Whether the numbers decrease.")
_declare_comparison("<=", operator.le, REAL, "Whether the numbers never decrease.")
_declare_comparison(">=", operator.ge, REAL, "Whether the numbers never increase.")


@primitive("zero?", "(number)", "Whether the number is zero.")
def zero_p(number: Value) -> Value:
    return boolean(as_number(number, "zero?") == 0)


@primitive("positive?", "(real)", "Whether the number is greater than zero.")
def positive_p(real: Value) -> Value:
    return boolean(as_real(real, "positive?") > 0)


@primitive("negative?", "(real)", "Whether the number is less than zero.")
def negative_p(real: Value) -> Value:
    return boolean(as_real(real, "negative?") < 0)


def _extreme(procedure: str, better: Callable[[Value, Value], bool], numbers: tuple[Value, ...]) -> Value:
    """The best number; inexact if any of them is, nan if any is nan (R7RS 6.2.6)."""
    best = as_real(numbers[0], procedure, 1)
    contagious = type(best) is float
    for position, number in enumerate(numbers[1:], 2):
        as_real(number, procedure, position)
        contagious = contagious or type(number) is float
        if better(number, best) or (type(number) is float and isnan(number)):
            best = number
    return as_inexact(best) if contagious else best


@primitive("max", "(real . rest)", "The greatest of the numbers; inexact if any of them is.")
def max_(*numbers: Value) -> Value:
    return _extreme("max", operator.gt, numbers)


@primitive("min", "(real . rest)", "The least of the numbers; inexact if any of them is.")
def min_(*numbers: Value) -> Value:
    return _extreme("min", operator.lt, numbers)


# --- one operand -------------------------------------------------------------------------------------------------


@primitive("abs", "(real)", "The absolute value of the number.")
def abs_(real: Value) -> Value:
    return abs(as_real(real, "abs"))


@primitive("square", "(number)", "The number times itself.")
def square(number: Value) -> Value:
    return product(as_number(number, "square"), number, "square")


@primitive("cube", "(number)", "The number times itself times itself.")
def cube(number: Value) -> Value:
    return product(product(as_number(number, "cube"), number, "cube"), number, "cube")


@primitive("1+", "(number)", "The number plus 1.")
@primitive("add1", "(number)", "The number plus 1.")
def increment(number: Value) -> Value:
    return as_number(number, "1+") + 1


@primitive("-1+", "(number)", "The number minus 1.")
@primitive("1-", "(number)", "The number minus 1.")
@primitive("sub1", "(number)", "The number minus 1.")
def decrement(number: Value) -> Value:
    return as_number(number, "-1+") - 1
