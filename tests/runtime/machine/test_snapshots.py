"""A program that is stopped at any tick, saved, and goes on elsewhere does what it would have done: value, output, ticks."""

from __future__ import annotations

import base64
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import (
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    OutOfTicks,
    Runtime,
    String,
)
from omega.runtime.syntax.printer import write_string

from .test_properties import Tree, text, trees

Seen = tuple[list[str], str, int]

PROGRAMS = {
    "generators by re-entry": """
        (define (tree-walk tree) (define return #f)
          (define (walk t) (cond ((pair? t) (walk (car t)) (walk (cdr t))) ((null? t) #f)
                                 (else (call/cc (lambda (next) (set! resume (lambda () (next #f))) (return t))))))
          (define resume (lambda () (walk tree) (return 'end)))
          (lambda () (call/cc (lambda (k) (set! return k) (resume)))))
        (define g (tree-walk '((1 2) (3 (4 5)) 6)))
        (let loop ((x (g)) (all '())) (if (eq? x 'end) (reverse all) (loop (g) (cons x all))))""",
    "winders": """
        (define log '()) (define (note x) (set! log (cons x log)) (display x))
        (define k #f) (define n 0)
        (dynamic-wind (lambda () (note 'in)) (lambda () (call/cc (lambda (c) (set! k c))) (note 'mid)) (lambda () (note 'out)))
        (if (< n 3) (begin (set! n (+ n 1)) (k n)))
        (reverse log)""",
    "handlers and parameters": """
        (define p (make-parameter 1))
        (define (f n) (if (= n 0) (raise-continuable (p)) (+ 1 (f (- n 1)))))
        (with-exception-handler (lambda (c) (* 10 (+ c (p))))
          (lambda () (parameterize ((p 5)) (let loop ((i 0) (all '())) (if (= i 10) all (loop (+ i 1) (cons (f i) all)))))))
        (guard (e ((symbol? e) (list 'caught e (p)))) (parameterize ((p 7)) (raise 'oops)))""",
    "prompts": """
        (define (f n) (call-with-prompt 'p (lambda () (+ n (abort-to-prompt 'p n))) (lambda (k x) (list (k x) (k (+ x 1))))))
        (map f '(1 2 3))""",
    "deep recursion": """
        (define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))
        (count 3000)""",
    "assigned parameters": """
        (define (f a b) (let loop ((i 0)) (if (< i 20) (begin (set! a (+ a (g i))) (set! b (cons a b)) (loop (+ i 1))))) (list a b))
        (define (g x) (* x 2))
        (f 1 '())""",
    "redefined primitives": """
        (define (f x) (+ (car x) 1))
        (define first (f '(1 2)))
        (define (car x) 40)
        (list first (f '(1 2)) (let loop ((i 0)) (if (= i 30) (f '(5)) (begin (f '(1)) (loop (+ i 1))))))""",
    "data": """
        (define t (make-equal-hashtable))
        (let loop ((i 0)) (if (< i 50) (begin (hash-table-set! t (list i) (vector i (number->string i))) (loop (+ i 1)))))
        (sort (map (lambda (v) (vector-ref v 0)) (hash-table-values t)) <)""",
    "macros": """
        (define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
        (define t 5)
        (my-or #f t)
        (define-syntax while (syntax-rules () ((_ c b ...) (let lp () (when c b ... (lp))))))
        (let ((i 0)) (while (< i 10) (set! i (+ i 1))) i)""",
    "eval": """
        (define x 3)
        (let loop ((i 0) (sum 0)) (if (= i 10) sum (loop (+ i 1) (+ sum (eval (list '* 'x i))))))
        (define-library (a b) (export f) (import (scheme base)) (begin (define (f x) (* 2 x))))
        (import (a b))
        (f 21)""",
    "procedural macros": """
        (defmacro double (x) (let loop ((i 0)) (if (< i 3) (loop (+ i 1)) (list '+ x x))))
        (define (f y) (+ (double y) (double (double y)) (let ((z (double 1))) (* z (double z)))))
        (f 3)""",
    "errors": """
        (define (f x) (car x))
        (f 5)
        (+ 1 2)
        (guard (e (#t (condition-type e))) (f 6))""",
    "output": """
        (define (show x) (display x) (newline))
        (for-each show (iota 30))
        (write (make-vector 3000 'x))
        (random 1000000000)""",
    "work under way": """
        (define long (iota 25000))
        (define other (list-copy long))
        (list (equal? long other) (string-length (format "~a" long)))
        (define in (open-input-string (format "(~s ~s)" other other)))
        (length (car (read in)))""",
}  # fmt: skip


def go(evaluation: Evaluation, ticks: int, seen: list[str]) -> bool:
    """One slice; whether it was the last."""
    outcome = evaluation.run(ticks)
    if isinstance(outcome, FormDone):
        seen.append(write_string(outcome.value))
    elif isinstance(outcome, FormFailed):
        seen.append(f"{outcome.condition.type}: {outcome.condition.message}")
    return isinstance(outcome, Finished)


def drain(runtime: Runtime) -> str:
    return "".join(chunk for _, chunk in runtime.drain_output())


def whole(program: str) -> Seen:
    """What the program does by itself."""
    runtime = Runtime(seed=7)
    evaluation = runtime.evaluate(program)
    seen: list[str] = []
    while not go(evaluation, 10_000, seen):
        pass
    return seen, drain(runtime), evaluation.ticks


def interrupted(program: str, stops: list[int]) -> Seen:
    """What it does when it is saved and restored after so many ticks, and so many more."""
    runtime = Runtime(seed=7)
    evaluation: Evaluation | None = runtime.evaluate(program)
    assert evaluation is not None
    seen: list[str] = []
    for stop in stops:
        end = evaluation.ticks + stop
        while evaluation.ticks < end:
            if go(evaluation, end - evaluation.ticks, seen):
                return seen, drain(runtime), evaluation.ticks
        runtime = Runtime.restore(runtime.snapshot(evaluation))
        evaluation = runtime.suspended
        assert evaluation is not None
    while not go(evaluation, 10_000, seen):
        pass
    return seen, drain(runtime), evaluation.ticks


@settings(max_examples=40, deadline=None)
@given(trees(), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_random_programs(tree: Tree, stops: list[int]) -> None:
    program = f"(guard (e (#t (list 'error (condition-type e)))) {text(tree)})"
    assert interrupted(program, stops) == whole(program)


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_programs(name: str, data: st.DataObject) -> None:
    expected = whole(PROGRAMS[name])
    stops = data.draw(st.lists(st.integers(1, max(2, expected[2])), min_size=1, max_size=4))
    assert interrupted(PROGRAMS[name], stops) == expected


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_saved_after_every_few_ticks(name: str) -> None:
    expected = whole(PROGRAMS[name])
    step = max(1, expected[2] // 9)
    assert interrupted(PROGRAMS[name], [step] * 8) == expected


OTHER = """
import base64, sys
from omega.runtime import Finished, FormDone, Runtime
from omega.runtime.syntax.printer import write_string
runtime = Runtime.restore(base64.b64decode(sys.stdin.read()))
while not isinstance(outcome := runtime.suspended.run(1000), Finished):
    if isinstance(outcome, FormDone):
        print(write_string(outcome.value))
print("".join(text for _, text in runtime.drain_output()))
print(runtime.suspended.ticks)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["winders", "generators by re-entry", "macros", "prompts"])
def test_another_process_goes_on(name: str) -> None:
    values, output, ticks = whole(PROGRAMS[name])
    runtime = Runtime(seed=7)
    evaluation = runtime.evaluate(PROGRAMS[name])
    seen: list[str] = []
    while evaluation.ticks < ticks // 2:
        go(evaluation, ticks // 2 - evaluation.ticks, seen)
    data = base64.b64encode(runtime.snapshot(evaluation))
    other = subprocess.run(
        [sys.executable, "-c", OTHER], input=data, capture_output=True, check=True, timeout=60
    )
    assert other.stdout.decode().split("\n") == [*values[len(seen) :], output, str(ticks), ""]


def test_an_effect_is_requested_again() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate('(define n 1) (+ n (effect \'ask.op "how many?" n))')
    while not isinstance(request := evaluation.run(1000), EffectRequest):
        pass
    restored = Runtime.restore(runtime.snapshot(evaluation))
    again = restored.suspended
    assert again is not None
    for _ in range(2):
        asked = again.run(1000)
        assert isinstance(asked, EffectRequest) and asked.op == request.op == "ask.op"
        assert write_string(asked.args[0]) == '"how many?"'
        restored = Runtime.restore(restored.snapshot(again))
        again = restored.suspended
        assert again is not None
    again.run(1)
    again.answer(41)
    outcome: Any = again.run(1000)
    while isinstance(outcome, OutOfTicks):
        outcome = again.run(1000)
    assert isinstance(outcome, FormDone) and outcome.value == 42
    evaluation.answer(String("not a number"))
    outcome = evaluation.run(1000)
    while isinstance(outcome, OutOfTicks):
        outcome = evaluation.run(1000)
    assert isinstance(outcome, FormFailed)


def test_after_thunks_still_run_when_it_was_interrupted() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate(
        "(dynamic-wind (lambda () #f) (lambda () (let loop () (loop))) (lambda () (display 'after)))"
    )
    evaluation.run(100)
    evaluation.interrupt()
    restored = Runtime.restore(runtime.snapshot(evaluation))
    again = restored.suspended
    assert again is not None
    while not isinstance(outcome := again.run(1000), Finished):
        pass
    assert outcome.interrupted and drain(restored) == "after"


def test_in_the_midst_of_an_expansion() -> None:
    """One of two requests of one attempt is answered; the answer, a source tree, travels with the form."""
    runtime = Runtime()
    runtime.eval("(defmacro asked (x) `(list ,x ,(effect 'wait.op x)))")
    evaluation = runtime.evaluate("(list (asked 1) (asked 2))")
    again: Evaluation | None = evaluation
    values = []
    for answer in (10, 20):
        assert again is not None
        while not isinstance(outcome := again.run(1000), EffectRequest):
            assert isinstance(outcome, OutOfTicks)
        restored = Runtime.restore(runtime.snapshot(again))
        runtime, again = restored, restored.suspended
        assert again is not None
        while not isinstance(outcome := again.run(1000), EffectRequest):
            assert isinstance(outcome, OutOfTicks)
        assert outcome.op == "wait.op"
        again.answer(answer)
    assert again is not None
    while not isinstance(outcome := again.run(1000), Finished):
        if isinstance(outcome, FormDone):
            values.append(write_string(outcome.value))
    assert values == ["((1 10) (2 20))"]


def test_numbers_that_code_quotes() -> None:
    runtime = Runtime()
    runtime.eval("(define (quoted) (display \"\") (list 1+2i '(1/2 2.5 #(-1/3-i))))")
    assert write_string(Runtime.restore(runtime.snapshot()).eval("(quoted)")) == "(1+2i (1/2 2.5 #(-1/3-i)))"
