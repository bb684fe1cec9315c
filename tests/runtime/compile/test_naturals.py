"""What counts up needs no test as an index; what might not be natural keeps it."""

from __future__ import annotations

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.compile.naturals import natural_variables
from omega.runtime.compile.unit import unit_of

COUNTS = {
    "(let loop ((i 0)) (if (< i n) (loop (+ i 1)) i))": {"i"},
    "(let loop ((i 0)) (if (< i n) (loop (+ 1 i)) i))": {"i"},
    "(let loop ((i 1) (j 7)) (if (< i n) (loop j i) i))": {"i", "j"},
    "(let loop ((i 0) (k 0)) (if (< i n) (loop (+ i 1) (remainder i 7)) k))": {"i", "k"},
    "(let ((i 5)) (let ((k (quotient i 2))) (lambda () (list i k n))))": {"i", "k"},
    "(let outer ((i 0)) (if (< i n) (let inner ((j i)) (if (< j n) (inner (+ j 2)) (outer (+ i 1)))) i))": {"i", "j"},
}
DOES_NOT = {
    "(let loop ((i 0)) (if (< i n) (loop (+ i -1)) i))",
    "(let loop ((i -1)) (if (< i n) (loop (+ i 1)) i))",
    "(let loop ((i 0)) (if (< i n) (loop (- i 1)) i))",
    "(let loop ((i 0.)) (if (< i n) (loop (+ i 1)) i))",
    "(let loop ((i 0)) (if (< i n) (loop (+ i 1.)) i))",
    "(let loop ((i n)) (if (< i n) (loop (+ i 1)) i))",
    "(let loop ((i 1)) (if (< i n) (loop (+ i i)) i))",
    "(let loop ((i 1)) (if (< i n) (loop (* i 2)) i))",
    "(let loop ((i 0)) (if (< i n) (loop (string-length n)) i))",
    "(let loop ((i 0) (j n)) (if (< i n) (loop j i) i))",
    "(let loop ((i 0)) (set! i (- i 1)) (if (< i n) (loop (+ i 1)) i))",
    "(let ((i (car n))) (lambda () i))",
    "(let ((i (f n))) (lambda () i))",
    "(let ((i (remainder n 2))) (lambda () i))",
}


def naturals(body: str) -> set[str]:
    runtime = Runtime()
    runtime.eval(f"(define (f n) {body})")
    unit = unit_of(runtime.state.globals["g_f"])
    assert unit is not None
    return {variable.name for variable in natural_variables(unit.compiled.analysis.codes) if variable.uid > 0}


@pytest.mark.parametrize("body", COUNTS)
def test_it_counts(body: str) -> None:
    assert naturals(body) == COUNTS[body]


@pytest.mark.parametrize("body", DOES_NOT)
def test_it_does_not(body: str) -> None:
    assert naturals(body) == set()


def test_an_index_that_counts_down_is_found_out() -> None:
    runtime = Runtime()
    runtime.eval("(define (f v) (let loop ((i 2)) (vector-set! v i i) (loop (- i 1))))")
    with pytest.raises(LispError, match="index -1 is out of range"):
        runtime.eval("(f (vector 0 0 0))")
    runtime.eval("(define (g v) (let loop ((i 0)) (vector-set! v i i) (loop (+ i 1))))")
    with pytest.raises(LispError, match="index 3 is out of range"):
        runtime.eval("(g (vector 0 0 0))")


def test_a_redefined_sum_counts_no_more() -> None:
    runtime = Runtime()
    runtime.eval("(define (f v) (let loop ((i 0)) (vector-ref v i) (loop (+ i 1))))")
    runtime.eval("(define (+ a b) (- a b))")
    with pytest.raises(LispError, match="index -1 is out of range"):
        runtime.eval("(f (vector 0 0 0))")
