"""Programs that live in the library and the machine: lists, strings, tables, records, continuations, conditions. The
Python side of each, under the name of its text."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.engine.compute import is_safe
from benchmarks.engine.program import Program


def amb() -> int:
    return next(_place(0, ()))[0]


def _place(i: int, placed: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if i == 8:
        yield placed
        return
    for row in range(1, 9):
        if is_safe(row, placed):
            yield from _place(i + 1, (row, *placed))


def generator() -> int:
    total = 0
    for value in _numbers():
        total += value
    return total


def _numbers() -> Iterator[int]:
    i = 0
    while i < 10_000:
        yield i
        i += 1


def pipeline() -> int:
    tripled = [x * 3 for x in range(50_000)]
    return sum(x for x in tripled if x % 2 == 0)


def procedures() -> int:
    tripled = [_triple(x) for x in range(30_000)]
    largest = 0
    for x in [x for x in tripled if _is_small(x)]:
        largest = _larger(x, largest)
    return largest


def _triple(x: int) -> int:
    return x * 3


def _is_small(x: int) -> bool:
    return x < 60_000


def _larger(a: int, b: int) -> int:
    return b if a < b else a  # noqa: FURB136 - the same body as on the other side


TEXT = "".join("to be or not " for _ in range(2_300))


def scan() -> int:
    inside, words = False, 0
    for char in TEXT:
        space = char == " "
        if not (space or inside):
            words += 1
        inside = not space
    return words


def strings() -> int:
    total = 0
    for i in range(30_000):
        total += len(str(i) + "abc")
    return total


SQUARES = [(i, i * i) for i in range(100)]


def assoc() -> int:
    return sum(_find(i % 100)[1] for i in range(2_000))


def _find(key: int) -> tuple[int, int]:
    for entry in SQUARES:
        if entry[0] == key:
            return entry
    raise KeyError(key)


WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")


def tables() -> int:
    # Names in a tuple stand for the symbols.
    symbols = [(word,) for word in WORDS]
    table: dict[object, int] = {}
    for i in range(20_000):
        _count(table, symbols[i % 7])
        _count(table, i % 1000)
        _count(table, WORDS[i % 7])
    return len(table) + table[symbols[1]] + table[999] + table["eta"]


def _count(table: dict[object, int], key: object) -> None:
    table[key] = table.get(key, 0) + 1


def building() -> int:
    parts = []
    for i in range(30_000):
        parts.append(str(i))
        parts.append(",")
    return len("".join(parts))


def sort() -> int:
    state, numbers = 42, []
    for _ in range(20_000):
        state = (state * 1103515245 + 12345) % 2147483648
        numbers.append(state)
    return sorted(numbers)[10_000]


class _Point:
    __slots__ = ("x", "y")

    def __init__(self, x: int, y: int) -> None:
        self.x = x
        self.y = y


def records() -> int:
    at = _Point(0, 0)
    for _ in range(30_000):
        following = _Point(at.x + 1, at.y + 2)
        following.x += 1
        at = following
    return at.x + at.y


class _Signal(Exception):
    def __init__(self, value: int) -> None:
        self.value = value


def signals() -> int:
    total = 0
    for i in range(100_000):
        try:
            raise _Signal(i)
        except _Signal as signal:
            total += signal.value + 1
    return total


def guard() -> int:
    total = 0
    for i in range(3_000):
        try:
            raise _Signal(i)
        except _Signal as signal:
            total += signal.value + 1
    return total


LIBRARY = (
    Program("amb", amb, 4, classic=False),
    Program("generator", generator, 49_995_000, classic=False),
    Program("pipeline", pipeline, 1_874_925_000),
    Program("procedures", procedures, 59_997),
    Program("scan", scan, 9_200),
    Program("strings", strings, 228_890),
    Program("assoc", assoc, 6_567_000),
    Program("tables", tables, 6_748, classic=False),
    Program("building", building, 168_890, classic=False),
    Program("sort", sort, 1_073_438_792),
    Program("records", records, 120_000, classic=False),
    Program("signals", signals, 5_000_050_000, classic=False),
    Program("guard", guard, 4_501_500, classic=False),
)
