"""Programs that are deep, wide or long: CPython's compiler refuses 200 parentheses, 100 indents and 20 loops; we do not.

Each program is generated, run in slices, and must give its value, or a clean error, at every quantum alike.
"""

from __future__ import annotations

import sys

import pytest

from omega.runtime import Finished, FormDone, FormFailed, Limits, LispError, Runtime
from omega.runtime.syntax.printer import write_string


def outcome(text: str, quantum: int) -> tuple[str, int]:
    """The last value, or ``type: message``, and the ticks used."""
    runtime = Runtime(Limits(heap_per_session=1 << 31, source_nodes=200_000))
    evaluation = runtime.evaluate(text)
    shown = ""
    while not isinstance(found := evaluation.run(quantum), Finished):
        if isinstance(found, FormDone):
            shown = write_string(found.value, 200)
        elif isinstance(found, FormFailed):
            shown = f"{found.condition.type}: {found.condition.message}"
    return shown, evaluation.ticks


def nested(opening: str, depth: int, middle: str, closing: str = ")") -> str:
    return opening * depth + middle + closing * depth


def each(count: int, text: str) -> str:
    """The text for every number below ``count``, with ``@`` standing for it and ``^`` for the next one."""
    return " ".join(text.replace("@", str(i)).replace("^", str(i + 1)) for i in range(count))


F = "(define (f x) x) "
PROGRAMS = {
    "300 nested sums": (nested("(+ 1 ", 300, "0"), "300"),
    "9000 nested sums": (nested("(+ 1 ", 9000, "0"), "9000"),
    "5000 nested calls": (F + nested("(f ", 5000, "0"), "0"),
    "3000 nested calls and sums": (F + nested("(+ 1 (f ", 1500, "0", "))"), "1500"),
    "300 nested ifs": (F + nested("(if (f 1) ", 300, "1", " 2)"), "1"),
    "1000 nested ifs in the alternative": (F + nested("(if (f #f) 0 ", 1000, "1"), "1"),
    "120 clauses that call, for a value": (F + f"(+ 1 (cond {each(120, '((f #f) @)')} (else 7)))", "8"),
    "1000 clauses that call, for a value": (F + f"(+ 1 (cond {each(1000, '((f #f) @)')} (else 7)))", "8"),
    "1000 clauses": (f"(define (g x) (cond {each(1000, '((= x @) @)')} (else 7))) (+ (g 999) (g -1))", "1006"),
    "1000 cases": (f"(define (g x) (case x {each(1000, '((@) @)')} (else 7))) (+ (g 999) (g -1))", "1006"),
    "500 assignments": (f"(define (g x) {each(500, '(set! x (+ x @))')} x) (g 0)", "124750"),
    "2000 calls": (F + f"(define (g x) {each(2000, '(f (+ x @))')} x) (g 5)", "5"),
    "30 nested loops": (
        "(define n 0) " + each(30, "(let l@ ((i 0)) (if (< i 2) (begin (if (= i 0) (begin") + "(set! n (+ n 1))"
        + " ".join(f")) (l{i} (+ i 1))) i))" for i in reversed(range(30))) + " n",
        "1",
    ),
    "30 nested do": (
        "(define n 0) " + "".join(f"(do ((i 0 (+ i 1))) ((= i {2 if i < 8 else 1})) " for i in range(30))
        + "(set! n (+ n 1))" + ")" * 30 + " n",
        "256",
    ),
    "100 nested lets": (each(100, "(let ((x@ @))") + "(+ x0 x99)" + ")" * 100, "99"),
    "300 nested lets of calls": (F + each(300, "(let ((x@ (f @)))") + "(+ x0 x299)" + ")" * 300, "299"),
    "100 lambdas called at once": (
        each(100, "((lambda (x@)") + "(+ x0 x99)" + "".join(f") {i})" for i in reversed(range(100))), "99"),
    "300 lambdas in lambdas": (
        "(define g " + each(300, "(lambda (x@)") + "(+ x0 x299)" + ")" * 300 + ") " + "(" * 300 + "g" + each(300, " @)"), "299"),
    "a call of a primitive with 3000 calls as operands": (F + f"(apply + (list {each(3000, '(f @)')}))", str(sum(range(3000)))),
    "a call with 500 calls as operands": (
        F + f"(define (g {each(500, 'x@')}) (- x499 x0)) (g {each(500, '(f @)')})", "499"),
    "10000 operands": (f"(+ {each(10000, '@')})", "49995000"),
    "2000 variables": (f"(let ({each(2000, '(x@ @)')}) (+ x0 x1999))", "1999"),
    "500 variables one after the other": (f"(let* ((x0 1) {each(499, '(x^ (+ x@ 1))')}) x499)", "500"),
    "2000 parameters": (f"(define (g {each(2000, 'x@')}) (+ x0 x1999)) (apply g (iota 2000))", "1999"),
    "300 procedures of one body": (
        "(define (g) " + each(299, "(define (p@ n) (if (= n 0) @ (p^ (- n 1))))")
        + "(define (p299 n) (if (= n 0) 'end (p0 (- n 1)))) (p0 1000)) (g)", "100"),
    "a literal list": (f"(length '({each(20000, '@')}))", "20000"),
    "a literal vector": (f"(vector-length #({each(20000, '@')}))", "20000"),
    "a literal nested deeply": (f"(let loop ((l '{nested('(', 9000, '')}) (n 0)) (if (null? l) n (loop (car l) (+ n 1))))", "8999"),
    "a quasiquotation nested deeply": (f"(car `{nested('(1 ', 1000, ',(+ 1 2)')})", "1"),
    "a long quasiquotation": (f"(length `({each(2000, '@ ,@')}))", "4000"),
    "and of 1000": (f"(and {each(1000, '(car (list @))')})", "999"),
    "or of 500 calls": (F + f"(or {each(500, '(f #f)')} 'last)", "last"),
    "3000 definitions": (each(3000, "(define v@ @)") + " (+ v0 v2999)", "2999"),
    "a form of 3000 definitions": (f"(begin {each(3000, '(define v@ @)')} (+ v0 v2999))", "2999"),
    "a pattern nested deeply": (
        f"(define-syntax m (syntax-rules () ((_ {nested('(', 300, 'x')}) x))) (m {nested('(', 300, '5')})", "5"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_large_programs(name: str) -> None:
    text, expected = PROGRAMS[name]
    assert outcome(text, 1000)[0] == expected


@pytest.mark.parametrize("name", ["300 nested sums", "120 clauses that call, for a value", "30 nested loops",
                                  "300 nested lets of calls", "500 assignments", "a call with 500 calls as operands"])  # fmt: skip
def test_slices_change_nothing(name: str) -> None:
    text, expected = PROGRAMS[name]
    whole = outcome(text, 100_000)
    assert whole[0] == expected
    assert outcome(text, 1) == outcome(text, 13) == whole


@pytest.mark.parametrize("text", [
    nested("(+ 1 ", 20_000, "0"),
    nested("(car (list ", 20_000, "0", "))"),
    nested("(let ((x 1)) ", 20_000, "x"),
    nested("(lambda () ", 20_000, "1"),
    nested("(if #t ", 20_000, "1", " 2)"),
    "(define-syntax m (syntax-rules () ((_ x) (+ 1 (m x))))) (m 1)",
])  # fmt: skip
def test_code_nested_too_deeply_is_refused(text: str) -> None:
    before = sys.getrecursionlimit()
    shown, _ = outcome(text, 1000)
    assert shown.startswith("syntax-error: code is nested deeper than the limit source-depth of 10000")
    assert sys.getrecursionlimit() == max(before, sys.getrecursionlimit())


def test_the_limit_on_depth_is_the_sessions() -> None:
    runtime = Runtime(Limits(source_depth=50))
    assert runtime.eval(nested("(+ 1 ", 40, "0")) == 40
    with pytest.raises(LispError, match="nested deeper than the limit source-depth of 50"):
        runtime.eval(nested("(+ 1 ", 60, "0"))
    assert runtime.eval("(+ 1 2)") == 3


@pytest.mark.parametrize(("text", "macro"), [
    ("(define-syntax m (syntax-rules () ((_ x) (m x))))\n(list 1\n (m 1))", "m"),
    ("(define-syntax m (syntax-rules () ((_ x ...) (m x ... x ...))))\n(list 1\n (m 1))", "m"),
    ("(define-syntax m (syntax-rules () ((_ x ...) (m x ... 1))))\n(list 1\n (m 1))", "m"),
    ("(define-syntax a (syntax-rules () ((_) (b))))(define-syntax b (syntax-rules () ((_) (a))))\n\n(a)", ""),
    (f"(define-syntax m (syntax-rules () ((_ (x ...) (y ...)) '((x y ...) ...))))\n\n(m ({each(2000, '@')}) ({each(2000, '@')}))", ""),
])  # fmt: skip
def test_an_expansion_without_end_names_the_macro_and_its_place(text: str, macro: str) -> None:
    with pytest.raises(LispError) as caught:
        Runtime().eval(text, file="prog.scm")
    condition = caught.value.condition
    assert condition.type == "syntax-error"
    assert condition.message.startswith(f"the macro {macro}") and "(defined at prog.scm:1:" in condition.message
    assert "does not stop expanding" in condition.message
    assert condition.place is not None and (condition.place.file, condition.place.line) == ("prog.scm", 3)


def test_too_many_live_variables_are_refused() -> None:
    bindings, uses = each(3000, "(x@ (f @))"), each(3000, "x@")
    with pytest.raises(LispError, match="too large to compile"):
        Runtime().eval(F + f"(let* ({bindings}) (list {uses}))")
