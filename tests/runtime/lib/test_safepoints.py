"""No loop around a primitive that is long, but not long enough to be cut up, holds up the host."""

from __future__ import annotations

import time

import pytest

from omega.runtime import Finished, OutOfTicks, Runtime

SETUP = """
(define numbers (iota 15000))
(define long (iota 300000))
(define text (make-string 10000000 #\\a))
(define other (string-append text "b"))
(define items (make-vector 1000000 0))
(define big (expt 7 20000))
(define table (make-hash-table))
(for-each (lambda (n) (hash-table-set! table (number->string n) n)) numbers)
(define json (json->string items))
"""

LOOPS = [
    "(length numbers)",
    "(reverse numbers)",
    "(append long numbers)",
    "(list-copy long)",
    "(equal? long (list-copy long))",
    "(memv -1 numbers)",
    "(assoc -1 (list (list 0)))",
    "(list->vector numbers)",
    "(vector->list items)",
    "(vector-fill! items 1)",
    "(string<? text other)",
    "(string-upcase text)",
    '(string-contains text "b")',
    "(string->list text)",
    "(string-set! text 5 #\\a)",
    "(sort numbers >)",
    "(number->string big)",
    "(gcd big (+ big 1))",
    "(hash-table-keys table)",
    "(hash-table-copy table)",
    "(regexp-match? \"(a|b)*c\" text)",
    "(regexp-replace-all \"a\" other \"bb\")",
    "(string->json json)",
    "(json->string items)",
    "(sha256 text)",
    "(base64-encode text)",
    "(shuffle numbers)",
    "(format \"~a\" numbers)",
]


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    """One session for all loops: none of them changes what another looks at."""
    runtime = Runtime()
    runtime.eval(SETUP)
    return runtime


@pytest.mark.parametrize("code", LOOPS)
def test_a_run_ends_soon(code: str, runtime: Runtime) -> None:
    evaluation = runtime.evaluate(f"(let loop () {code} (loop))")
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        assert isinstance(evaluation.run(20_000), OutOfTicks)
        seconds.append(time.perf_counter() - start)
    # A slice is meant to be 2 ms; the machine that tests may be slow and busy, the failure is seconds.
    assert sorted(seconds)[2] < 0.1
    evaluation.interrupt()
    for _ in range(100):
        if isinstance(evaluation.run(20_000), Finished):
            break
    else:
        pytest.fail("not interrupted")
