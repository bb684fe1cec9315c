"""Random data, shared and circular in any way, is the same after a snapshot; so is every kind of value there is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Runtime, SnapshotError
from omega.runtime.compile.unit import unit_of
from omega.runtime.machine.snapshot.graph import ATOMS
from omega.runtime.numbers import make_ratio
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Bytevector,
    Pair,
    String,
    Vector,
    char,
    intern,
    keyword,
)
from omega.runtime.syntax.kinds import compounds, describers, type_names
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import SHAPES, are_values

from .graphs import is_same


def round_trip(value: Any) -> Any:
    """The value after a snapshot of a session that holds it."""
    runtime = Runtime()
    runtime.state.globals["g_kept"] = value
    return Runtime.restore(runtime.snapshot()).state.globals["g_kept"]


integers = st.integers() | st.integers(-(2**70), 2**70) | st.sampled_from([2**63, -(2**63), 2**64, 10**400])
atoms = (
    integers
    | st.floats()
    | st.complex_numbers()
    | st.tuples(integers, integers.filter(bool)).map(lambda pair: make_ratio(*pair))
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(intern)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(keyword)
    | st.characters(exclude_categories=["Cs"]).map(char)
    | st.sampled_from([TRUE, FALSE, NIL, EOF, UNSPECIFIED])
)


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    """Objects that refer to atoms and to one another anyhow."""
    kinds = draw(st.lists(st.sampled_from(["pair", "vector", "string", "frozen", "bytes"]), min_size=1, max_size=20))
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
    made: list[Any] = []
    for kind in kinds:
        if kind == "pair":
            made.append(Pair(NIL, NIL))
        elif kind == "vector":
            made.append(Vector([]))
        elif kind == "bytes":
            made.append(Bytevector(bytearray(draw(st.binary(max_size=10)))))
        else:
            made.append(String(draw(texts), kind == "frozen"))
    part = atoms | st.sampled_from(made)
    for each in made:
        if type(each) is Pair:
            each.car, each.cdr = draw(part), draw(part)
        elif type(each) is Vector:
            each.items = draw(st.lists(part, max_size=5))
    return made[0]


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_random_graphs(graph: Any) -> None:
    assert is_same(graph, round_trip(graph))


EVERY_KIND = """
(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define p (make-point 1 'a))
(set-point-x! p p)
(define table (make-equal-hashtable))
(hash-table-set! table "key" p)
(hash-table-set! table '(1 2) table)
(define lazy (delay (begin (set! n (+ n 1)) n)))
(define forced (delay 7))
(force forced)
(define parameter (make-parameter 10 (lambda (x) (* x 2))))
(define n 0)
(define counter (let ((n 5)) (lambda () (set! n (+ n 1)) n)))
(define (even n) (if (= n 0) 'even (odd (- n 1))))
(define (odd n) (if (= n 0) 'odd (even (- n 1))))
(define siblings (letrec ((a (lambda (n) (if (= n 0) 'a (b (- n 1))))) (b (lambda (n) (if (= n 0) 'b (a (- n 1)))))) (list a b)))
(define k #f)
(define log '())
(define (note x) (set! log (cons x log)) x)
(note (+ 100 (call/cc (lambda (c) (set! k c) 1))))
(define failure (guard (e (#t e)) (car 5)))
(define raised (guard (e (#t e)) (raise (list 'an 'object))))
(define error-object (guard (e (#t e)) (error "message" 1 2 p)))
(define in (open-input-string "some text"))
(read-char in)
(define out (open-output-string))
(write 'written out)
(define literal '(a (b) "c"))
(define (own) literal)
(define (quoted) '(x y))
(set-car! (quoted) 'changed)
(define values-of (call-with-values (lambda () (values 1 2)) list))
(define pattern (regexp "a+(b)"))
(define match (regexp-search pattern "xaaby"))
(define-syntax twice (syntax-rules () ((_ e) (begin e e))))
(define exact-complex (list 1+2i 1/2-3i (sqrt -4)))
(define composable (call-with-prompt 'tag (lambda () (+ 1 (abort-to-prompt 'tag))) (lambda (k) k)))
"""
CHECKS = {
    "(point? p)": "#t",
    "(eq? p (point-x p))": "#t",
    "(eq? p (hash-table-ref table \"key\" (lambda () #f)))": "#t",
    "(eq? table (hash-table-ref table (list 1 2) (lambda () #f)))": "#t",
    "(list (force lazy) (force lazy) n)": "(1 1 1)",
    "(force forced)": "7",
    "(list (parameter) (parameterize ((parameter 3)) (parameter)))": "(20 6)",
    "(list (counter) (counter))": "(6 7)",
    "(even 7)": "odd",
    "((car siblings) 5)": "b",
    "(k 5)": "105",
    "log": "(105 101)",
    "(condition/report-string failure)": '"car: expected a pair, got 5 (integer)"',
    "raised": "(an object)",
    "(eq? p (caddr (error-object-irritants error-object)))": "#t",
    "(read-line in)": '"ome text"',
    "(begin (write 'more out) (get-output-string out))": '"writtenmore"',
    "(eq? (own) literal)": "#t",
    "(quoted)": "(changed y)",
    "(regexp-match-submatch match 1)": '"b"',
    "(let ((i 0)) (twice (set! i (+ i 1))) i)": "2",
    "exact-complex": "(1+2i 1/2-3i +2i)",
    "(list (composable 5) (composable 6))": "(6 7)",
    "(parameterize ((current-output-port out)) (display 1) 2)": "2",
}


@pytest.fixture(scope="module")
def restored() -> Runtime:
    runtime = Runtime()
    runtime.eval(EVERY_KIND)
    return Runtime.restore(Runtime.restore(runtime.snapshot()).snapshot())


@pytest.mark.parametrize("expression", CHECKS)
def test_every_kind(restored: Runtime, expression: str) -> None:
    assert write_string(restored.eval(expression)) == CHECKS[expression]


def test_every_kind_says_what_it_may_be_made_of() -> None:
    """A new kind declares ``accepts``, or its tag is put here because all its parts are Lisp values."""
    plain = {"pair", "vector", "values", "procedural", "exit-key", "raised-object"}
    assert {shape.tag for shape in SHAPES.values() if shape.accepts is are_values} == plain


def test_every_kind_that_has_a_name_can_be_saved() -> None:
    kinds = {*type_names, *describers, *compounds}
    assert kinds <= {*SHAPES, *ATOMS}


def test_what_cannot_travel_is_named() -> None:
    runtime = Runtime()
    runtime.state.globals["g_x"] = Vector([TRUE, lambda: None])
    with pytest.raises(SnapshotError, match=r"this cannot be saved: #<procedure> \(procedure\)"):
        runtime.snapshot()


def test_what_was_printed_and_not_read_travels() -> None:
    runtime = Runtime()
    runtime.eval("(display 1) (write-string \"two\" (current-error-port)) (display 3)")
    runtime.state.console.feed("some input")
    restored = Runtime.restore(runtime.snapshot())
    assert restored.drain_output() == [("out", "1"), ("err", "two"), ("out", "3")]
    assert write_string(restored.eval("(read-char)")) == "#\\s"


def test_random_numbers_go_on() -> None:
    runtime = Runtime(seed=3)
    fresh = Runtime.restore(runtime.snapshot())
    assert [fresh.eval("(random 1000)") for _ in range(3)] == [runtime.eval("(random 1000)") for _ in range(3)]
    used = Runtime.restore(runtime.snapshot())
    assert [used.eval("(random 1000)") for _ in range(3)] == [runtime.eval("(random 1000)") for _ in range(3)]


def test_what_is_compiled_already_is_not_compiled_again() -> None:
    runtime = Runtime()
    runtime.eval("(define (f x) (+ x 1)) (define (g) '(a b))")
    restored = Runtime.restore(runtime.snapshot())
    units = [[unit_of(each.state.globals[name]) for name in ("g_f", "g_g")] for each in (runtime, restored)]
    (f, g), (f_again, g_again) = units
    assert f is not None and f_again is not None and g is not None and g_again is not None
    assert f_again is not f and f_again.compiled is f.compiled
    assert g_again.compiled is not g.compiled
