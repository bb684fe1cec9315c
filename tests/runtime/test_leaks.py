"""What a session no longer reaches is freed: evaluations, old definitions, whole sessions."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable

from omega.runtime import Runtime
from omega.runtime.compile.unit import Unit

DEFINITION = "(define (f x) (let loop ((i 0) (l '(1 2))) (if (= i x) (lambda () (g l i)) (loop (+ i 1) l)))) ; {}"


def units() -> int:
    gc.collect()
    return sum(type(thing) is Unit for thing in gc.get_objects())


def left_after(work: Callable[[int], object], times: int) -> int:
    """How many more units there are after doing something many times."""
    work(0)
    before = units()
    for index in range(1, times):
        work(index)
    return units() - before


def test_evaluations_leave_nothing() -> None:
    runtime = Runtime()
    runtime.eval("(define (g a b) a)")
    assert left_after(lambda index: runtime.eval(f"(begin (g {index} 2) (map (lambda (x) (g x x)) '(1 2)))"), 300) <= 1


def test_a_definition_replaced_is_freed() -> None:
    runtime = Runtime()
    runtime.eval("(define (g a b) a)")

    def redefine(index: int) -> None:
        runtime.eval(DEFINITION.format(index))
        runtime.eval("((f 2000))")

    assert left_after(redefine, 100) <= 2


def test_a_session_closed_is_freed() -> None:
    def session(index: int) -> None:
        runtime = Runtime()
        runtime.eval("(define (g a b) a) (define k #f)" + DEFINITION.format(index))
        runtime.eval("(define h (f 3)) (+ 1 (call/cc (lambda (c) (set! k c) 1)))")
        runtime.fork().eval("(h)")
        runtime.close()

    assert left_after(session, 50) <= 2


def test_an_infinite_stream_that_is_walked_and_dropped_is_freed() -> None:
    runtime = Runtime()
    walk = "(stream-ref (stream-filter even? (integers-from 0)) 20000)"
    assert runtime.eval(walk) == 40_000
    gc.collect()
    before = sys.getallocatedblocks()
    tracemalloc.start()
    assert runtime.eval(walk) == 40_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.collect()
    assert peak < 1_000_000, "the walk held on to what it had passed"
    assert sys.getallocatedblocks() - before < 2_000
