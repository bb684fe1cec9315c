"""Code that grows beyond all bounds while it is expanded ends in an error that says which limit, or whose macro."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omega.runtime import Finished, FormFailed, Limits, OutOfTicks, Runtime

TOO_LARGE = "this form is larger than the limit source-nodes of 20000 parts"
ENDLESS = "does not stop expanding"
TOO_DEEP = "code is nested deeper than the limit source-depth of 500"
DOUBLE = "(let loop ((i 0) (x '(1))) (if (= i 60) x (loop (+ i 1) (cons x x))))"
UNFOLD = "(define-syntax m (syntax-rules () ((_ () x) {}) ((_ (a . r) x) (m r (x . x)))))"

BOMBS = {
    "a macro that doubles its work": (
        "(define-syntax m (syntax-rules () ((_) 1) ((_ a . r) (+ (m . r) (m . r)))))", f"(m {'1 ' * 40})", TOO_LARGE,
    ),
    "a macro that doubles its operands": (
        "(define-syntax m (syntax-rules () ((_ a ...) (m a ... a ...))))", "(m 1)", ENDLESS,
    ),
    "a macro that adds an operand": ("(define-syntax m (syntax-rules () ((_ a ...) (m 1 a ...))))", "(m)", ENDLESS),
    "a macro that nests": ("(define-syntax m (syntax-rules () ((_ a) (list (m a)))))", "(m 1)", TOO_DEEP),
    "shared structure, quoted": (UNFOLD.format("'x"), f"(m ({'1 ' * 60}) y)", TOO_LARGE),
    "shared structure, quasiquoted": (UNFOLD.format("`x"), f"(m ({'1 ' * 60}) y)", TOO_LARGE),
    "shared structure, wrong": (UNFOLD.format("(if . x)"), f"(m ({'1 ' * 60}) y)", "if: expected (if test consequent"),
    "shared structure, evaluated": (f"(define d {DOUBLE})", "(eval (list 'quote d))", TOO_LARGE),
    "a procedure that shares": (f"(defmacro m () (list 'quote {DOUBLE}))", "(m)", TOO_LARGE),
    "a procedure that repeats itself": ("(defmacro m (x) `(m ,x))", "(m 1)", ENDLESS),
    "a procedure that nests": ("(defmacro m (x) `(list (m ,x)))", "(list (m 1))", TOO_DEEP),
    "a procedure that doubles its work": ("(defmacro m (n) `(+ (m (1 ,n)) (m (2 ,n))))", "(m 0)", TOO_LARGE),
    "a procedure that doubles its operand": ("(defmacro m (x) `(m (,x ,x)))", "(list (m 1))", TOO_LARGE),
    "a circular answer": ("(defmacro m () (let ((x (list 1))) (set-cdr! x x) x))", "(m)", "circular data cannot be used as code"),
    "circular data": ("(define d (list '+ 1))(set-cdr! (cdr d) d)", "(eval d)", "circular data cannot be used as code"),
    "deep data": (
        "(define d (let loop ((i 0) (l 1)) (if (= i 10000) l (loop (+ i 1) (list '- l)))))", "(eval d)", TOO_DEEP,
    ),
    "wide data": ("(define d (cons '+ (iota 30000)))", "(eval d)", "code made from data has more than 20000 parts"),
    "many calls": ("(define (g) 1)", f"(define (f) {'(g)' * 20_000})", TOO_LARGE),
    "many procedures in a body": ("", "(define (f) " + " ".join(f"(define (p{i} x) (p{max(0, i - 1)} x))" for i in range(1_200)) + " 1)", "more than 1000 procedures"),
    "a deep quasiquotation": ("", f"`{'(' * 600},1{')' * 600}", TOO_DEEP),
}  # fmt: skip


def outcomes(runtime: Runtime, text: str) -> Iterator[str]:
    evaluation = runtime.evaluate(text)
    while not isinstance(outcome := evaluation.run(1_000), Finished):
        if isinstance(outcome, FormFailed):
            yield outcome.condition.message


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    before, bomb, message = BOMBS[name]
    runtime = Runtime(Limits(source_nodes=20_000, source_depth=500))
    runtime.eval(before)
    (failed,) = outcomes(runtime, bomb)
    assert message in failed
    assert runtime.eval("(+ 1 2)") == 3


def test_a_long_begin_is_evaluated_form_by_form() -> None:
    """So none of its steps is long: each form is compiled when its turn comes."""
    runtime = Runtime()
    text = f"(define n 0) (begin {'(set! n (+ n 1))' * 5_000})"
    evaluation = runtime.evaluate(text)
    steps = 0
    while not isinstance(outcome := evaluation.run(100), Finished):
        assert not isinstance(outcome, FormFailed)
        steps += 1
    assert runtime.eval("n") == 5_000
    assert steps > 50


def test_a_macro_that_runs_for_ever_can_be_interrupted() -> None:
    runtime = Runtime()
    runtime.eval("(defmacro spin () (let loop () (loop)))")
    evaluation = runtime.evaluate("(list (spin))")
    for _ in range(10):
        assert isinstance(evaluation.run(1_000), OutOfTicks)
    evaluation.interrupt()
    while not isinstance(outcome := evaluation.run(1_000), Finished):
        assert isinstance(outcome, OutOfTicks)
    assert outcome.interrupted and runtime.eval("(+ 1 2)") == 3
