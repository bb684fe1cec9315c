"""The tools of a session: time, trace, source, disassemble, inspect, pp."""

from __future__ import annotations

import re
from typing import Any

import pytest

from omega.runtime import EffectRequest, Finished, LispError, Runtime, SnapshotError
from omega.runtime.machine.heap import measure
from omega.runtime.machine.snapshot.envelope import seal, unseal
from omega.runtime.syntax.datum import String
from omega.runtime.syntax.printer import write_string

FACT = '(define (fact n)\n   "Factorial."\n   (if (= n 0)\n       1\n       (* n (fact (- n 1)))))'


def out(runtime: Runtime, code: str, stream: str = "out") -> str:
    """What a text prints on a stream."""
    runtime.eval(code, file="f.scm")
    return "".join(text for name, text in runtime.drain_output() if name == stream)


def printed(code: str, stream: str = "out") -> str:
    return out(Runtime(), code, stream)


# -- time


def test_time_tells_ticks_and_gives_all_values() -> None:
    runtime = Runtime()
    runtime.eval(FACT)
    assert write_string(runtime.eval("(call-with-values (lambda () (time (fact 5) (values 1 2))) list)")) == "(1 2)"
    text = "".join(text for stream, text in runtime.drain_output() if stream == "err")
    assert re.fullmatch(r";; [0-9]+ ticks, [0-9]+\.[0-9] ms\n", text)


def test_ticks_are_the_same_however_a_run_is_cut() -> None:
    counts = set()
    for quantum in (1, 7, 1000, 100_000):
        runtime = Runtime()
        runtime.eval("(define (loop n) (if (> n 0) (loop (- n 1)) (- (%ticks) 0)))")
        evaluation = runtime.evaluate("(define used (loop 5000))")
        while type(evaluation.run(quantum)).__name__ != "Finished":
            pass
        counts.add(runtime.eval("used"))
    assert len(counts) == 1


# -- trace


def test_trace_shows_calls_by_depth_until_untrace() -> None:
    runtime = Runtime()
    runtime.eval(FACT + "(trace fact)")
    assert out(runtime, "(fact 2)", "err") == "(fact 2)\n| (fact 1)\n| | (fact 0)\n| | 1\n| 1\n2\n"
    assert write_string(runtime.eval("(list fact (fact 3))")) == "(#<procedure fact> 6)"
    runtime.drain_output()
    forked = runtime.fork()
    runtime.eval("(untrace fact)")
    assert out(runtime, "(fact 2)", "err") == ""
    assert out(forked, "(fact 0)", "err") == "(fact 0)\n1\n"


def test_trace_of_a_primitive_of_values_and_again() -> None:
    assert printed("(trace car) (car '(1))", "err") == "(car (1))\n1\n"
    assert printed("(define (two) (values 1 2)) (trace two) (trace two) (call-with-values two list)", "err") == (
        "(two)\n(values 1 2)\n"
    )
    assert printed("(define (f) 1) (trace f) (define (f) 2) (untrace f) (f)", "err") == ""
    with pytest.raises(LispError, match="type-error: trace: expected a procedure"):
        printed("(define x 5) (trace x)")


def test_the_depth_of_a_trace_follows_escapes() -> None:
    code = "(define (f k) (k 1)) (trace f) (call/cc f) (call/cc f)"
    assert re.sub("#<[^>]*>", "k", printed(code, "err")) == "(f k)\n(f k)\n"


# -- source and disassemble


def test_source_gives_place_and_text() -> None:
    runtime = Runtime()
    runtime.eval("1\n " + FACT.replace("\n", "\n "), file="g.scm")
    assert out(runtime, "(source fact)") == f";; g.scm:2:2\n{FACT}\n"
    assert printed("(source constantly)").startswith(";; prelude/basics.scm:")
    assert "(define (constantly object)" in printed("(source constantly)")
    assert printed("(source car)") == ";; #<procedure car> is built in\n"
    with pytest.raises(LispError, match="type-error: source: expected a procedure as first argument, got 5"):
        printed("(source 5)")


TELLING = """(define-syntax m (syntax-rules () ((_ x) x)))
(define (after-macros) (m 1))   ; said of nobody
(begin (define-syntax same (syntax-rules () ((_ x) x)))
       (define (split)
         "In a begin."
         (same 2)))
  (define make (lambda (n) (list (lambda ()
                                   "a
  b"))))
(define-syntax define-two (syntax-rules () ((_ a b) (begin (define (a) 1) (define b (lambda () 2))))))
(define-two one two)
(define-library (told) (export told) (import (scheme base))
  (begin
    (define (told) 3)))
(import (told))
"""
TEXTS = {
    "after-macros": ";; m.scm:2:1\n(define (after-macros) (m 1))\n",
    "split": ';; m.scm:4:8\n(define (split)\n  "In a begin."\n  (same 2))\n',
    "(car (make 1))": ';; m.scm:7:34\n(lambda ()\n  "a\nb")\n',
    "one": ";; m.scm:11:1\n(define-two one two)\n",
    "two": ";; m.scm:11:1\n(define-two one two)\n",
    "told": ";; m.scm:14:5\n(define (told) 3)\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_of_what_a_session_defines_stays_with_it(name: str) -> None:
    runtime = Runtime()
    runtime.eval(TELLING, file="m.scm")
    runtime.eval("(define (list-copy x) x)")  # what was compiled for a primitive is compiled again
    for session in (runtime, runtime.fork(), Runtime.restore(runtime.snapshot())):
        assert out(session, f"(source {name})") == TEXTS[name]


def test_source_of_what_a_file_defined() -> None:
    text = "; a comment\n (define (f)\n   1)\n(define-syntax m (syntax-rules () ((_ x) x))) (define g (m f))"
    runtime = Runtime()
    evaluation = runtime.evaluate('(load "a.scm")')
    while not isinstance(outcome := evaluation.run(10_000), Finished):
        if isinstance(outcome, EffectRequest):
            assert outcome.op == "file.read.op"
            evaluation.answer(String(text))
    assert out(runtime, "(source f)") == ";; a.scm:2:2\n(define (f)\n  1)\n"


def test_sessions_that_differ_in_comments_have_their_own_texts() -> None:
    sessions = []
    for comment in ("; yes", "; no "):
        runtime = Runtime()
        runtime.eval(f"(define-syntax m (syntax-rules () ((_ x) x)))\n(define (f) {comment}\n  1)", file="m.scm")
        sessions.append((comment, Runtime.restore(runtime.snapshot())))
    for comment, session in sessions:
        assert out(session, "(source f)") == f";; m.scm:2:1\n(define (f) {comment}\n  1)\n"


def test_what_is_kept_of_texts_counts_as_memory() -> None:
    held = []
    for comment in ("", "; " + "x" * 9_000):
        runtime = Runtime()
        runtime.eval(f"(define (f) {comment}\n  1)")
        *_, total = measure(runtime.state, None, None)
        held.append(total)
    assert 9_000 <= held[1] - held[0] <= 10_000


def test_a_text_of_another_place_shows_nothing() -> None:
    runtime = Runtime()
    runtime.eval("(define (f) 1)", file="m.scm")
    body: dict[str, Any] = dict(unseal(runtime.snapshot()))
    (unit,) = (unit for unit in body["units"] if len(unit) > 2)
    at = unit.index(["m.scm", 1, 1, 1, 15, "(define (f) 1)"])
    for written in (["m.scm", 0, 1, 9, 15, "(define"], ["n.scm", 1, 1, 1, 15, "(define (f) 1)"], None):
        unit[at] = written
        assert "its text is not kept" in out(Runtime.restore(seal(body)), "(source f)")
    unit[at] = ["m.scm", 1, 1, "(define (f) 1)"]
    with pytest.raises(SnapshotError):
        Runtime.restore(seal(body))


def test_the_text_of_a_very_long_form_is_not_kept() -> None:
    runtime = Runtime()
    runtime.eval(f"(define (f) \"{'x' * 10_000}\")", file="m.scm")
    assert out(runtime, "(source f)") == ";; m.scm:1:1; its text is not kept, but disassemble shows what it does\n"


def test_disassemble_shows_the_representation() -> None:
    text = printed(FACT + "(disassemble fact)")
    assert text.startswith("(procedure fact (n)\n  (branch (= n 0)\n")
    for part in ("(return 1)", "(tick)", "(call fact (- n 1))"):
        assert part in text
    loop = printed("(define (count n) (let loop ((i 0)) (if (< i n) (loop (+ i 1)) i))) (disassemble count)")
    assert "(loop loop ((i 0))" in loop and "(jump loop (+ i 1))" in loop
    closure = printed("(define (adder x) (set! x (+ x 1)) (lambda (y . z) (+ x y))) (disassemble adder)")
    assert "(closure (y . z)" in closure and "(box-set! x" in closure
    assert printed("(disassemble (let ((f (lambda (x) 'a))) f))") == "(procedure f (x) (return (quote a)))\n"
    assert printed("(disassemble car)") == ";; #<procedure car> is built in\n"


def test_disassemble_of_everything_in_the_prelude() -> None:
    runtime = Runtime()
    for found in runtime.completions("", limit=10_000):
        if found.type == "function":
            assert out(runtime, f"(disassemble {found.candidate})"), found.candidate


def test_disassemble_of_deep_code() -> None:
    deep = "(define (f x) " + "(g (if x " * 1_000 + "1" + " 2))" * 1_000 + ")"
    assert printed(deep + "(disassemble f)").count("\n") > 1_000


# -- inspect and pp


@pytest.mark.parametrize(("code", "expected"), [
    ("5", "5: integer\n"),
    ("(expt 2 100)", "1267650600228229401496703205376: integer of 101 bits\n"),
    ("\"ab\"", "\"ab\": string of 2 characters, a literal\n"),
    ("(bytevector 1)", "#u8(1): bytevector of 1 byte\n"),
    ("'(1 . 2)", "(1 . 2): pair\n  car: 1\n  cdr: 2\n"),
    ("'(1 2 . 3)", "(1 2 . 3): improper list of 2 elements\n  0: 1\n  1: 2\n  end: 3\n"),
    ("(let ((c (list 1 2))) (set-cdr! (cdr c) c) c)", "#0=(1 2 . #0#): circular list of 2 pairs\n  0: 1\n  1: 2\n"),
    ("(vector 'a)", "#(a): vector of 1 element\n  0: a\n"),
    ("(alist->hash-table '((a . 1)))", "#<hash-table equal 1>: hash table of 1 key\n  a: 1\n"),
    ("car", "#<procedure car>: procedure of (pair)\n  line: \"The first half of the pair.\"\n"),
    ("'()", "(): empty list\n"),
])  # fmt: skip
def test_inspect(code: str, expected: str) -> None:
    assert printed(f"(inspect {code})") == expected


def test_inspect_shows_no_more_than_some_parts() -> None:
    text = printed("(inspect (iota 50000))")
    assert text.count("\n") == 22 and "list of 50000 elements" in text and text.endswith("  ... 49980 more\n")
    record = printed("(define-record-type point (make-point x y) point? (x point-x) (y point-y)) (inspect (make-point 1 2))")
    assert record == "#<point x: 1 y: 2>: point of 2 parts\n  x: 1\n  y: 2\n"


def test_pp_uses_as_many_lines_as_it_needs() -> None:
    assert printed("(pp '(a (b \"c\")))") == "(a (b \"c\"))\n"
    code = "(define (f x) (let loop ((i 0)) (if (< i 10) (loop (+ i 1)) (list i x \"some text\" 'b))))"
    assert printed(f"(pp '{code} 40)") == (
        "(define (f x)\n  (let loop ((i 0))\n    (if (< i 10)\n        (loop (+ i 1))\n"
        "        (list i\n              x\n              \"some text\"\n              (quote b)))))\n"
    )
    assert printed("(pp '#(aaaaaaaaaa bbbbbbbbbb (cccccccc . dddddddd)) 20)") == (
        "#(aaaaaaaaaa\n  bbbbbbbbbb\n  (cccccccc\n   . dddddddd))\n"
    )
    assert printed("(let ((p (open-output-string))) (pp '(1) p) (write (get-output-string p)))") == '"(1)\\n"'


@pytest.mark.parametrize("code", ["5", "(make-hash-table)", "car", '"text"', "'()", "'symbol", "(regexp \"a\")", "#t", "1.5"])
def test_pp_of_what_has_no_parts(code: str) -> None:
    assert printed(f"(pp {code})") == printed(f"(begin (write {code}) (newline))")


def test_what_pp_prints_reads_back() -> None:
    runtime = Runtime()
    code = "'(define (f x) `(quasi ,x) (cond ((assq 'a '((a . b))) => cdr) (else #(1 2 \"three\" #\\a))) (let* ((y 1.5)) y))"
    for width in (5, 10, 20, 40, 79):
        same = f"(let ((p (open-output-string))) (pp {code} p {width}) (equal? {code} (read (open-input-string (get-output-string p)))))"
        assert write_string(runtime.eval(same)) == "#t"


def test_pp_of_circular_and_deep_data() -> None:
    assert printed("(pp (let ((c (list 1))) (set-cdr! c c) c))") == "#0=(1 . #0#)\n"
    deep = "(define (deep n) (if (= n 0) 'x (list (deep (- n 1))))) (pp (deep 2000))"
    assert printed(deep).count("(") == 2_000
