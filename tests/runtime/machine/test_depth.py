"""Recursion is bounded by memory alone: no RecursionError, no overflow of the C stack, in running and in freeing."""

from __future__ import annotations

import gc
import sys

import pytest

from omega.runtime import Finished, FormDone, FormFailed, Limits, LispError, Runtime

DEEP = 60_000
ROOM = Limits(heap_per_session=1 << 31)


def value(text: str, quantum: int) -> tuple[object, int]:
    """The value of the last form, as Python sees it, and the ticks."""
    evaluation = Runtime(ROOM).evaluate(text)
    last: object = None
    while not isinstance(outcome := evaluation.run(quantum), Finished):
        assert not isinstance(outcome, FormFailed), outcome
        if isinstance(outcome, FormDone):
            last = outcome.value
    return last, evaluation.ticks


@pytest.mark.parametrize("text", [
    "(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f DEEP)",
    "(define (f n) (if (= n 0) 0 (let ((x (f (- n 1)))) (set! x (+ x 1)) x))) (f DEEP)",
    "(define (f n) (let loop ((i 0)) (if (= i 1) (if (= n 0) 0 (+ 1 (f (- n 1)))) (loop (+ i 1))))) (f DEEP)",
    "(define (e n) (if (= n 0) 0 (+ 1 (o (- n 1))))) (define (o n) (if (= n 0) 0 (+ 1 (e (- n 1))))) (e DEEP)",
    "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (length (build DEEP))",
    "(define (f n) (if (= n 0) 0 (apply + (list 1 (f (- n 1)))))) (f DEEP)",
    "(define (f n) (if (= n 0) 0 (+ 1 (call/cc (lambda (k) (f (- n 1))))))) (f DEEP)",
    "(define (f n) (if (= n 0) 0 (+ 1 (car (map f (list (- n 1))))))) (define (g n) (f 5000)) (+ (g 1) (- DEEP 5000))",
])  # fmt: skip
def test_deep_recursion(text: str) -> None:
    results = {value(text.replace("DEEP", str(DEEP)), quantum) for quantum in (1_000_000, 333)}
    assert {result for result, _ in results} == {DEEP} and len(results) == 1


def test_a_million_deep() -> None:
    assert value("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 1000000)", 100_000) == (1_000_000, 1_000_000)


def test_deep_data_is_freed_without_recursion() -> None:
    runtime = Runtime(ROOM)
    runtime.eval("(define (deep n acc) (if (= n 0) acc (deep (- n 1) (list acc))))")
    runtime.eval("(define (vectors n acc) (if (= n 0) acc (vectors (- n 1) (vector acc))))")
    runtime.eval("(define (closures n acc) (if (= n 0) acc (closures (- n 1) (lambda () acc))))")
    for kind in ("deep", "vectors", "closures"):
        runtime.eval(f"(define d ({kind} {DEEP} '()))")
        runtime.eval("(define d #f)")
        runtime.eval("1"), runtime.eval("2"), runtime.eval("3")
    runtime.eval(f"(define k #f) (define (f n) (if (= n 0) (call/cc (lambda (c) (set! k c) 0)) (+ 1 (f (- n 1))))) (f {DEEP})")
    runtime.close()
    gc.collect()


def test_an_evaluation_dropped_deep_inside_is_freed() -> None:
    evaluation = Runtime(ROOM).evaluate(f"(define (f n) (if (= n 0) (let loop () (loop)) (+ 1 (f (- n 1))))) (f {DEEP})")
    evaluation.run(DEEP + 5_000)
    del evaluation
    gc.collect()


def test_endless_recursion_ends_in_an_error_that_names_the_limit() -> None:
    runtime = Runtime(Limits(heap_per_session=20_000_000))
    runtime.eval("(define (f n) (+ 1 (f n)))")
    with pytest.raises(LispError, match="heap"):
        runtime.eval("(f 1)")
    assert runtime.eval("(+ 1 2)") == 3


def test_the_recursion_limit_of_the_process_is_left_alone() -> None:
    runtime = Runtime()
    runtime.eval("1")
    before = sys.getrecursionlimit()
    runtime.eval("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 50000)")
    runtime.eval("(+ 1 " * 3000 + "0" + ")" * 3000)
    with pytest.raises(LispError):
        runtime.eval("(+ 1 " * 20_000 + "0" + ")" * 20_000)
    with pytest.raises(LispError):
        runtime.eval("(car 5)")
    assert sys.getrecursionlimit() == before


def test_the_collectors_state_is_left_alone() -> None:
    before = gc.get_threshold(), gc.isenabled(), gc.get_debug()
    runtime = Runtime()
    runtime.eval("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 10000)")
    assert (gc.get_threshold(), gc.isenabled(), gc.get_debug()) == before
