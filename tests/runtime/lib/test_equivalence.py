"""eq?, eqv?, equal? and the other predicates of sameness."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.lib.equivalence import EqualStepper
from omega.runtime.lib.primitive import CHUNK
from omega.runtime.numbers import make_ratio
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, Bytevector, Pair, Value, Vector, char

from .machine import call, fails, lisp, run

leaves = st.integers(0, 3) | st.booleans() | st.sampled_from(["a", "b", "'a", 1.0, 0.0])
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=3).map(tuple)
)


def key(tree: object) -> object:
    """Python data whose equality is equal?'s."""
    if isinstance(tree, list | tuple):
        return (type(tree) if tree else repr(tree), [key(item) for item in tree])
    return (type(tree), tree)


@given(trees, trees)
def test_equal_compares_structure(a: object, b: object) -> None:
    left, right = lisp(a), lisp(b)
    assert (call("equal?", left, right) is TRUE) == (key(a) == key(b))
    assert call("equal?", left, lisp(a)) is TRUE
    for plain_steps in (0, 3, 1000):
        stepper = EqualStepper(left, right, plain_steps)
        while (answer := stepper.step(8)) is None:
            pass
        assert answer == (key(a) == key(b))


@pytest.mark.parametrize(
    ("same", "a", "b"),
    [
        (True, 10**30, 10**30),
        (True, 1.5, 1.5),
        (True, make_ratio(1, 3), make_ratio(1, 3)),
        (True, math.nan, float("nan")),
        (True, 1j, 1j),
        (False, complex(0.0, 1.0), complex(-0.0, 1.0)),
        (False, 0.0, -0.0),
        (False, 1, 1.0),
        (False, "a", "a"),
        (True, "'a", "'a"),
        (True, char("x"), char("x")),
        (False, [1], [1]),
        (True, [], []),
    ],
)
def test_eqv(same: bool, a: object, b: object) -> None:
    assert (call("eqv?", a, b) is TRUE) == same == (call("eq?", a, b) is TRUE)


def test_equal_of_other_containers() -> None:
    assert call("equal?", Bytevector(bytearray(b"ab")), Bytevector(bytearray(b"ab"))) is TRUE
    assert call("equal?", "ab", "ab") is TRUE
    assert call("equal?", "ab", "'ab") is FALSE


def test_large_structures_have_safepoints() -> None:
    numbers = list(range(3 * CHUNK))
    for make in (list, tuple):
        value, turns = run("equal?", lisp(make(numbers)), lisp(make(numbers)))
        assert value is TRUE and turns >= 3
    deep: Value = NIL
    other: Value = NIL
    for _ in range(10 * CHUNK):
        deep, other = Pair(deep, NIL), Pair(other, NIL)
    value, turns = run("equal?", deep, other)
    assert value is TRUE and turns >= 10


def test_circular_structures_end() -> None:
    def circle(size: int) -> Pair:
        first = last = Pair(0, NIL)
        for _ in range(size - 1):
            last.cdr = last = Pair(0, NIL)
        last.cdr = first
        return first

    assert call("equal?", circle(2), circle(3)) is TRUE
    odd = circle(3)
    odd.cdr.car = 1
    assert call("equal?", circle(2), odd) is FALSE
    vectors = [Vector([0]) for _ in range(2)]
    for vector in vectors:
        vector.items.append(vector)
    assert call("equal?", *vectors) is TRUE


def test_exponentially_shared_structure_ends() -> None:
    a, b = lisp([1]), lisp([1])
    for _ in range(200):
        a, b = Pair(a, a), Pair(b, b)
    assert call("equal?", a, b) is TRUE


def test_member_over_large_elements_goes_on_in_lisp() -> None:
    big = list(range(CHUNK))
    request = call("member", [*big, 1], [[*big, 2], [*big, 1]])
    assert request.name == "%member-equal"
    request = call("assoc", [*big, 1], [[[*big, 2], 0], [[*big, 1], 1]])
    assert request.name == "%assoc-equal"


def test_booleans_and_symbols() -> None:
    assert call("not", False) is TRUE and call("not", []) is FALSE
    assert call("boolean=?", True, True, True) is TRUE
    assert call("symbol=?", "'a", "'a", "'b") is FALSE
    assert call("symbol-append", "'ab", "'c") is lisp("'abc")
    assert call("string->symbol", "x y").name == "x y"
    assert call("symbol->string", "'a").frozen
    assert fails("boolean=?", True, 1) == (
        "type-error: boolean=?: expected a boolean as second argument, got 1 (integer)"
    )
    assert fails("symbol->string", 1) == (
        "type-error: symbol->string: expected a symbol as first argument, got 1 (integer)"
    )
