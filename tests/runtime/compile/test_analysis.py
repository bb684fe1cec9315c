"""What is known of a unit is forgotten and made again, the same: frames, errors and places go on as if nothing was."""

from __future__ import annotations

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.compile import compiled
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.unit import unit_of
from omega.runtime.report import describe
from omega.runtime.syntax.printer import write_string

DEFINITION = """
(define (walk n)
  (let loop ((i 0) (seen '()))
    (cond ((< i n) (let ((k (call/cc (lambda (k) k)))) (loop (+ i 1) (cons (twice i) seen))))
          (else (lambda (x) (list x (vector-ref (vector 1 2) n) seen))))))"""


def unit(runtime: Runtime) -> CompiledUnit:
    runtime.eval("(define (twice x) (* x 2))" + DEFINITION)
    found = unit_of(runtime.state.globals["g_walk"])
    assert found is not None
    return found.compiled


def described(known: CompiledUnit) -> list[object]:
    lines = known.statements()
    points = known.analysis.points
    return [
        {line: (type(s.term), s.term.id, s.code.index, s.waiting and s.waiting.number) for line, s in lines.items()},
        {n: (p.kind, p.span, [v.uid for v in p.live], p.variable and p.variable.uid) for n, p in points.items()},
    ]


def forget_all_but_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_FRESH", 1)


def test_it_is_the_same_when_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = unit(Runtime())
    first = known.analysis
    before = described(known)
    forget_all_but_the_last(monkeypatch)
    Runtime().eval("(define (something-else x) x)")
    assert known.analysis is not first
    assert described(known) == before


def error_of(runtime: Runtime, program: str) -> str:
    with pytest.raises(LispError) as caught:
        runtime.eval(program)
    return describe(caught.value.condition)


def test_a_program_does_not_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    program = DEFINITION + "(define (twice x) (* x 2)) (define one (walk 1)) (one (walk 3000))"
    usual = Runtime(), Runtime()
    value = write_string(usual[0].eval(program), 1000)
    error = error_of(usual[1], program + "((walk 2) 5)")
    forget_all_but_the_last(monkeypatch)
    again = Runtime(), Runtime()
    assert write_string(again[0].eval(program + "\n"), 1000) == value
    assert error_of(again[1], program + "((walk 2) 5)\n") == error
    assert error.startswith("index-error")
