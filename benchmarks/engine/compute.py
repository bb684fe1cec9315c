"""Programs that compute: calls, loops, arithmetic, closures. The Python side of each, under the name of its text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.engine.program import Program


def fib() -> int:
    return _fib(23)


def _fib(n: int) -> int:
    return n if n < 2 else _fib(n - 1) + _fib(n - 2)


def tak() -> int:
    return _tak(18, 12, 6)


def _tak(x: int, y: int, z: int) -> int:
    return _tak(_tak(x - 1, y, z), _tak(y - 1, z, x), _tak(z - 1, x, y)) if y < x else z


def loop() -> int:
    i = total = 0
    while i != 300_000:
        total += i
        i += 1
    return total


def sieve() -> int:
    composite = [False] * 100_001
    count = 0
    for i in range(2, 100_001):
        if not composite[i]:
            count += 1
            for j in range(i * i, 100_001, i):
                composite[j] = True
    return count


def mutual() -> int:
    even = True
    n = 300_000
    while n != 0:
        even = not even
        n -= 1
    return 1 if even else 0


def deep() -> int:
    with _deep_recursion():
        return _count(1_000_000)


@contextmanager
def _deep_recursion() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_100_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _count(n: int) -> int:
    return 0 if n == 0 else 1 + _count(n - 1)


def queens() -> int:
    return _solve(8, ())


def _solve(left: int, placed: tuple[int, ...]) -> int:
    if left == 0:
        return 1
    return sum(_solve(left - 1, (row, *placed)) for row in range(1, 9) if is_safe(row, placed))


def is_safe(row: int, placed: tuple[int, ...]) -> bool:
    """May a queen stand in this row, beside those placed, the nearest first?"""
    for distance, other in enumerate(placed, 1):  # noqa: SIM110 - a loop is faster than the generator
        if other == row or abs(other - row) == distance:
            return False
    return True


def closures() -> int:
    count = _counter()
    for _ in range(1, 100_000):
        count()
    return count()


def _counter() -> Callable[[], int]:
    n = 0

    def count() -> int:
        nonlocal n
        n += 1
        return n

    return count


def passing() -> int:
    with _deep_recursion():
        return _passing(18, lambda x: x)


def _passing(n: int, k: Callable[[int], int]) -> int:
    if n < 2:
        return k(n)
    return _passing(n - 1, lambda a: _passing(n - 2, lambda b: k(a + b)))


def floats() -> int:
    return sum(_escape(3.0 * x / 60 - 2.0, 2.0 * y / 60 - 1.0) for y in range(60) for x in range(60))


def _escape(cr: float, ci: float) -> int:
    zr = zi = 0.0
    for i in range(50):
        a, b = zr * zr, zi * zi
        if a + b > 4.0:
            return i
        zr, zi = a - b + cr, 2.0 * zr * zi + ci
    return 50


def bignums() -> int:
    a, b = 0, 1
    for _ in range(10_000):
        a, b = b, a + b
    return (a + _factorial(700)) % 1_000_003


def _factorial(n: int) -> int:
    return 1 if n == 0 else n * _factorial(n - 1)


COMPUTE = (
    Program("fib", fib, 28_657, compute=True),
    Program("tak", tak, 7, compute=True),
    Program("loop", loop, 44_999_850_000, compute=True),
    Program("sieve", sieve, 9_592, compute=True),
    Program("mutual", mutual, 1, compute=True, classic=False),
    Program("deep", deep, 1_000_000, compute=True, classic=False),
    Program("queens", queens, 92, compute=True),
    Program("closures", closures, 100_000, compute=True),
    Program("passing", passing, 2_584, compute=True),
    Program("floats", floats, 62_239, compute=True),
    Program("bignums", bignums, 366_005, compute=True, classic=False),
)
