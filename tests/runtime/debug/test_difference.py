"""What differs between two states: everything that a program can tell apart, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Runtime
from omega.runtime.debug.difference import Difference, Held


def names(found: Difference) -> tuple[list[str], list[str], list[str]]:
    return [each.name for each in found.added], [each.name for each in found.removed], [each.name for each in found.changed]


#: A program for many kinds of value, and for each some text that changes it.
PROGRAM = """
(define number 1)
(define real 1.5)
(define text (string #\\a))
(define items (list 1 2 3))
(define ring (list 1 2))
(set-cdr! (cdr ring) ring)
(define shared (let ((x (list 1))) (list x x)))
(define cells (vector 1 'a "b" #\\c 2/3 #t '()))
(define bytes (bytevector 1 2))
(define table (make-equal-hash-table))
(hash-table-set! table 'key (list 1))
(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define place (make-point 1 2))
(define (double x) (* 2 x))
(define counter (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define-syntax twice (syntax-rules () ((_ e) (begin e e))))
(define k (call/cc (lambda (k) k)))
(define later (delay (+ 1 2)))
(define parameter (make-parameter 1))
(define (quoting) '(1 2))
(define composed (compose double double))
(define builtin car)
(define nothing (/ 0. 0.))
"""

CHANGES = {
    "(set! number 2)": "number",
    "(set! number 1.)": "number",
    "(set! real -1.5)": "real",
    "(string-set! text 0 #\\b)": "text",
    "(set-car! (cddr items) 4)": "items",
    "(set-cdr! (cddr items) '(4))": "items",
    "(set! ring (list 1 2 1 2))": "ring",
    "(set! shared (list (list 1) (list 1)))": "shared",
    "(vector-set! cells 2 \"c\")": "cells",
    "(bytevector-u8-set! bytes 0 9)": "bytes",
    "(hash-table-set! table 'other 1)": "table",
    "(set-car! (hash-table-ref table 'key (lambda () #f)) 2)": "table",
    "(set-point-x! place 5)": "place",
    "(define (double x) (* 3 x))": "double",
    "(counter)": "counter",
    "(define-syntax twice (syntax-rules () ((_ e) e)))": "twice",
    "(force later)": "later",
    "(set-car! (quoting) 5)": "quoting",
    "(set! builtin cdr)": "builtin",
    "(set! nothing 0)": "nothing",
}  # fmt: skip


@pytest.fixture(scope="module")
def saved() -> bytes:
    runtime = Runtime()
    runtime.eval(PROGRAM)
    return runtime.snapshot()


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_found(change: str, saved: bytes) -> None:
    runtime = Runtime.restore(saved)
    runtime.snapshots.save("before")
    assert names(runtime.snapshots.diff("before")) == ([], [], [])
    runtime.eval(change)
    runtime.snapshots.save("after")
    expected: tuple[list[str], list[str], list[str]] = ([], [], [CHANGES[change]])
    assert names(runtime.snapshots.diff("before")) == expected
    assert names(runtime.snapshots.diff("before", "after")) == expected
    assert names(runtime.snapshots.diff("after", "before")) == expected
    assert names(runtime.snapshots.diff("after")) == ([], [], [])


def test_names_come_and_go() -> None:
    runtime = Runtime()
    runtime.eval("(define (f x) x)")
    runtime.snapshots.save("with f")
    runtime.eval('(define-library (a b) (export g) (import (scheme base)) (begin (define g "in a library")))(import (a b))(define y \'(1 2))')
    found = runtime.snapshots.diff("with f")
    assert found.added == (Held("g of the library (a b)", '"in a library"'), Held("y", "(1 2)"))
    assert runtime.snapshots.diff("with f", limit=1).more == 1
    runtime.snapshots.save("with y")
    found = runtime.snapshots.diff("with y", "with f")
    assert [each.name for each in found.removed] == ["g of the library (a b)", "y"]
    runtime.snapshots.restore("with f")
    runtime.eval("(define (f x) (+ x 1))")
    (change,) = runtime.snapshots.diff("with f").changed
    assert (change.before, change.after) == ("(define (f x) x)", "(define (f x) (+ x 1))")


def test_what_is_shown_is_bounded() -> None:
    runtime = Runtime()
    runtime.snapshots.save("empty")
    runtime.eval("(define ring (list 1 2)) (set-cdr! (cdr ring) ring) (define long (make-string 100000 #\\a))")
    runtime.eval(f"(define (f) {' '.join(['(car 1)'] * 1000)})")
    assert all(len(each.value) <= 220 for each in runtime.snapshots.diff("empty").added)


def test_large_structures_are_compared_in_steps() -> None:
    runtime = Runtime()
    runtime.eval("(define deep (let loop ((i 0) (l '())) (if (< i 300000) (loop (+ i 1) (list l)) l)))")
    runtime.snapshots.save("deep")
    assert names(runtime.snapshots.diff("deep")) == ([], [], [])
    steps = type(runtime.snapshots).diff.__wrapped__(runtime.snapshots, "deep")  # type: ignore[attr-defined]
    assert sum(1 for _ in steps) > 50


ATOMS = st.sampled_from(["1", "2", "'a", '"s"', "#t", "'()", "1.5"])
DEFINITIONS = st.lists(st.tuples(st.sampled_from("abc"), ATOMS), max_size=6)


@settings(max_examples=40, deadline=None)
@given(DEFINITIONS, DEFINITIONS)
def test_random_definitions(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    """The difference is that of two dictionaries, and restoring makes it empty."""
    runtime = Runtime()
    runtime.eval("".join(f"(define {name} {value})" for name, value in first) or "0")
    runtime.snapshots.save("first")
    runtime.eval("".join(f"(define {name} {value})" for name, value in second) or "0")
    before, after = dict(first), {**dict(first), **dict(second)}
    found = runtime.snapshots.diff("first")
    assert [each.name for each in found.added] == sorted(after.keys() - before.keys())
    assert found.removed == ()
    assert [each.name for each in found.changed] == sorted(name for name in before if after[name] != before[name])
    runtime.snapshots.restore("first")
    assert names(runtime.snapshots.diff("first")) == ([], [], [])
