"""Hash tables beside Python's dictionaries, forked, limited, and over keys of every kind."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime import LispError, Runtime
from omega.runtime.lib.equivalence import equal_within, is_eqv
from omega.runtime.lib.primitive import PRIMITIVES, current
from omega.runtime.lib.tables import Table, keys_of, put
from omega.runtime.limits import Limits
from omega.runtime.numbers import make_ratio
from omega.runtime.syntax import shapes
from omega.runtime.syntax.datum import NIL, Bytevector, Pair, String, Value, Vector, char, intern
from omega.runtime.syntax.printer import write_string

from .machine import call


def keys() -> list[Value]:
    """Keys of which some are the same by eqv?, some by equal? only."""
    return [
        *(0, 1, 2**61 - 1, 2**61, -1, 10**30, 0.0, -0.0, 1.0, math.nan, math.inf, -math.inf),
        *(make_ratio(1, 2), 0.5, complex(0, 1), complex(-0.0, 1), complex(math.nan, 1)),
        *(intern("a"), char("a"), String("a"), String("a"), String(""), Bytevector(bytearray(b"a"))),
        *(NIL, Pair(1, NIL), Pair(1, NIL), Pair(1.0, NIL), Vector([1]), Vector([]), Pair(Vector([1]), NIL)),
        *(Pair(1, 2), Pair(Pair(1, NIL), NIL), Pair(1, Pair(2, NIL)), Pair(Pair(1, 2), NIL), Vector([1, 2])),
        *(Pair(intern("a"), NIL), Pair(String("a"), NIL), Pair(char("a"), NIL), Vector([Pair(1, NIL)])),
    ]


@pytest.mark.parametrize("kind", ["eqv", "equal"])
def test_keys_are_the_same_exactly_by_the_relation(kind: str) -> None:
    for left, right in product(keys(), repeat=2):
        table = Table(kind)
        put(table, left, 1, "test")
        found = call("hash-table-ref/default", table, right, 0)
        same = is_eqv(left, right) if kind == "eqv" else equal_within(left, right, 1000)[0]
        assert bool(found) == same, (write_string(left), write_string(right))


_KEYS = st.one_of(st.integers(-3, 3), st.sampled_from(["a", "b"]).map(intern), st.sampled_from(["a", "b"]).map(String))


@given(st.lists(st.tuples(st.sampled_from(["set", "delete", "ref", "fork"]), _KEYS, st.integers(0, 9))))
def test_operations_beside_a_dictionary(steps: list[tuple[str, Value, int]]) -> None:
    table, model = Table("equal"), dict[Value, int]()
    for what, key, value in steps:
        known = key.text if isinstance(key, String) else key
        if what == "set":
            call("hash-table-set!", table, key, value)
            model[known] = value
        elif what == "delete":
            call("hash-table-delete!", table, key)
            model.pop(known, None)
        elif what == "ref":
            assert call("hash-table-ref/default", table, key, -1) == model.get(known, -1)
        else:
            shape = shapes.SHAPES[Table]
            blank = shape.blank()
            shape.fill(blank, shape.parts(table))
            assert shape.parts(blank) == shape.parts(table)
            table = blank
        if value > 6:
            assert call("hash-table-size", table) == len(model)
            assert [key.text if isinstance(key, String) else key for key in keys_of(table)] == list(model)


def test_a_fork_has_a_table_of_its_own() -> None:
    runtime = Runtime()
    runtime.eval("""(define p (list 1)) (define s (string #\\a))
                    (define t (make-equal-hash-table)) (define i (make-eqv-hash-table))
                    (for-each (lambda (t) (for-each (lambda (k) (hash-table-set! t k (list k t))) (list p s 'a 1.5))) (list t i))
                    (hash-table-set! t t i)""")
    forked = runtime.fork()
    forked.eval("(hash-table-delete! t 'a) (hash-table-delete! i s)")
    own = "(list (hash-table-size t) (hash-table-size i) (eq? i (hash-table-ref t t)) (eq? p (car (hash-table-ref i p))))"
    assert write_string(forked.eval(own)) == "(4 3 #t #t)"
    assert write_string(runtime.eval(own)) == "(5 4 #t #t)"
    assert write_string(runtime.eval("(hash-table-ref t '(1))"))[:5] == "((1) "


def test_a_table_of_too_many_keys_is_refused_and_stays_whole() -> None:
    table = Table("equal")
    before = current.limits
    current.limits = Limits(object_bytes=64 * 4096)
    try:
        with pytest.raises(LispError, match=r"budget-exceeded: hash-table-set!: .* limit object-bytes"):
            for number in range(5000):
                PRIMITIVES["hash-table-set!"].function(table, String(str(number)), number)
        for _ in range(2):
            with pytest.raises(LispError, match="budget-exceeded"):
                PRIMITIVES["hash-table-set!"].function(table, String("one more"), 1)
    finally:
        current.limits = before
    assert len(keys_of(table)) == call("hash-table-size", table) == 4096


def test_a_table_counts_in_the_memory_of_its_session() -> None:
    runtime = Runtime(Limits(heap_per_session=2_000_000))
    with pytest.raises(LispError, match="heap-per-session"):
        runtime.eval("(define t (make-equal-hash-table)) (do ((i 0 (+ i 1))) (#f) (hash-table-set! t i (vector i i i)))")
