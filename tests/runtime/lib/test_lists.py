"""Lists against Python lists, on both sides of the chunk size, and circular ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.lib.primitive import CHUNK
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, Pair, Value, char

from .machine import call, fails, lisp, python, run, shown

items = st.lists(st.integers(0, 9))
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7]


def circular(size: int) -> Value:
    """A circle of this many pairs."""
    value = lisp(list(range(size)))
    call("last-pair", value).cdr = value
    return value


@given(items, items, items)
def test_small_lists_agree_with_python(a: list[int], b: list[int], c: list[int]) -> None:
    assert call("length", a) == len(a)
    assert python(call("reverse", a)) == a[::-1]
    assert python(call("append", a, b, c)) == a + b + c
    assert python(call("append!", a, b, c)) == a + b + c
    assert python(call("append-reverse", a, b)) == a[::-1] + b
    assert python(call("list-copy", a)) == a
    assert python(call("list", *a)) == a
    assert python(call("reverse!", a)) == a[::-1]
    for index in range(len(a)):
        assert call("list-ref", a, index) == a[index]
        assert python(call("list-tail", a, index)) == a[index:]
    for name in ("memq", "memv", "member"):
        found = call(name, 5, a)
        assert (found is FALSE) if 5 not in a else python(found) == a[a.index(5) :]


@pytest.mark.parametrize("size", SIZES)
def test_sizes_around_a_chunk(size: int) -> None:
    numbers = list(range(size))
    value = lisp(numbers)
    assert call("length", value) == size
    assert call("list?", value) is TRUE
    assert python(call("reverse", value)) == numbers[::-1]
    assert python(call("list-copy", value)) == numbers
    assert python(call("iota", size)) == numbers
    assert python(call("iota", size, 5, -2)) == [5 - 2 * n for n in numbers]
    assert python(call("iota", size, 0.5)) == [n + 0.5 for n in numbers]
    assert python(call("iota", size, 3, 0)) == [3] * size
    assert python(call("make-list", size, 1)) == [1] * size
    assert python(call("append", value, value, [1])) == numbers + numbers + [1]
    assert python(call("list-tail", value, size)) == []
    assert python(call("vector->list", call("list->vector", value))) == numbers
    assert call("member", -1, value) is FALSE
    if size:
        assert call("list-ref", value, size - 1) == size - 1
        assert call("memv", size - 1, value).car == size - 1
        assert call("last-pair", value).car == size - 1
        alist = lisp([[n, n] for n in numbers])
        assert call("assv", size - 1, alist).car == size - 1
        assert call("assq", -1, alist) is FALSE
        call("list-set!", value, size - 1, -5)
        assert call("list-ref", value, size - 1) == -5
    assert fails("list-ref", value, size).endswith(f"index {size} is out of range for length {size}")
    assert fails("list-tail", value, size + 3).endswith(f"index {size + 3} is out of range for length {size}")
    assert python(call("reverse!", call("iota", size))) == numbers[::-1]
    assert python(call("append!", call("iota", size), [], call("iota", size), [7])) == numbers + numbers + [7]


def test_a_long_walk_has_safepoints() -> None:
    value = call("make-list", 10 * CHUNK, 0)
    for name in ("length", "reverse", "list?", "list-copy", "last-pair", "list->vector", "reverse!"):
        assert run(name, value)[1] >= 9, name


@pytest.mark.parametrize("size", [1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_circular_lists_end(size: int) -> None:
    value = circular(size)
    assert call("list?", value) is FALSE
    assert fails("length", value).startswith("type-error: length: expected a list that ends, got")
    lasso = Pair("x", Pair("y", value))
    assert call("list?", lasso) is FALSE
    assert call("list-ref", value, 4 * size) == 0


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_improper_lists(size: int) -> None:
    value = lisp([0] * size) if size else NIL
    value = Pair(1, value)
    call("last-pair", value).cdr = 5
    assert call("list?", value) is FALSE
    for name in ("length", "reverse", "list->vector", "list->string"):
        assert fails(name, value).startswith("type-error: ")
    assert fails("append", value, [1]).startswith("type-error: append: expected a list")
    assert fails("memq", 9, value).startswith("type-error: memq: expected a list as second argument, got (1 ")
    assert call("last-pair", call("list-copy", value)).cdr == 5
    assert fails("reverse!", value).startswith("type-error: reverse!: expected a list, got ")


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ("()", "append", ()),
        ("5", "append", (5,)),
        ("(1 . 5)", "append", ([1], 5)),
        ("(1 2 . 3)", "cons*", (1, 2, 3)),
        ("3", "cons*", (3,)),
        ("(2 3)", "memv", (2, [1, 2, 3])),
        ("(2.0 3)", "memv", (2.0, [1, 2, 2.0, 3])),
        ('("b")', "member", ("b", ["a", "b"])),
        ("#f", "memq", ("b", ["a", "b"])),
        ("#f", "memv", ("b", ["a", "b"])),
        ('("bb")', "member", ("bb", ["'bb", 1, "bb"])),
        ("(1)", "member", (1, [1.0, "1", 1])),
        ("(1.0)", "member", (1.0, [1, 1.0])),
        ("(#\\b)", "member", (char("b"), ["b", char("b")])),
        ("((1))", "member", ([1], [1, [1]])),
        ("(2 b)", "assoc", (2, [[1, "'a"], [2, "'b"]])),
        ("#f", "assv", ("a", [["a", 1]])),
        ("((1) 2)", "assoc", ([1], [[1, 1], [[1], 2]])),
        ('("b" 2)', "assoc", ("b", [["a", 1], ["b", 2]])),
        ("(b 2)", "assq", ("'b", [["'a", 1], ["'b", 2]])),
        ("3", "caddr", ([1, 2, 3],)),
        ("2", "cdadr", ([1, Pair(1, 2)],)),
        ("5", "fifth", ([1, 2, 3, 4, 5],)),
        ("#t", "null?", ([],)),
        ("#f", "pair?", ([],)),
        ("7", "list-copy", (7,)),
    ],
)
def test_cases(expected: str, name: str, arguments: tuple[object, ...]) -> None:
    assert shown(name, *arguments) == expected


def test_errors() -> None:
    assert fails("car", 5) == "type-error: car: expected a pair, got 5 (integer)"
    assert fails("cdr", []) == "type-error: cdr: expected a pair, got () (empty list)"
    assert (
        fails("caddr", [1, 2]) == "type-error: caddr: expected a list of 3 or more elements, got (1 2) (pair)"
    )
    assert (
        fails("third", [1, 2]) == "type-error: third: expected a list of 3 or more elements, got (1 2) (pair)"
    )
    assert fails("caar", [1]) == "type-error: caar: expected a pair with a caar, got (1) (pair)"
    assert fails("length", 5) == "type-error: length: expected a list, got 5 (integer)"
    assert fails("list-tail", [1], "x").startswith(
        "type-error: list-tail: expected an exact integer that is not"
    )
    assert fails("assq", 1, [5]).startswith(
        "type-error: assq: expected an association list, whose elements are pairs"
    )
    assert (
        fails("append", [1], 2, [3])
        == "type-error: append: expected a list as second argument, got 2 (integer)"
    )
