"""Sessions never see each other, and Lisp has no road to Python: not by names, not by values, not by errors."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from omega.runtime import Finished, Limits, LispError, Runtime
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.unit import Unit
from omega.runtime.machine.base import BASE
from omega.runtime.report import describe
from omega.runtime.syntax.printer import write_string


def shown(runtime: Runtime, text: str) -> str:
    try:
        return write_string(runtime.eval(text))
    except LispError as error:
        return f"{error.condition.type}: {error.condition.message}"


# -- names


PYTHON_NAMES = [
    "__class__", "__builtins__", "__import__", "__name__", "__dict__", "T", "TC", "A", "TRUE", "FALSE", "NIL", "len", "type",
    "Pair", "eqv", "UNASSIGNED", "unassigned", "lisp_list", "print", "open", "eval2", "exec", "globals", "getattr", "self",
    "frame", "value", "_", "w1", "t1", "c1", "k1", "f0", "m1", "g_car", "b_car", "p_car", "None", "True", "False", "def",
    "class", "for", "return", "from", "yield", "nonlocal", "is", "and_", "pass", "raise_", "x_1", "raw1", "o3",
]  # fmt: skip


@pytest.mark.parametrize("name", PYTHON_NAMES)
def test_pythons_names_are_just_names(name: str) -> None:
    runtime = Runtime()
    assert shown(runtime, name).startswith(f"unbound-variable: {name}: unbound variable")
    assert shown(runtime, f"({name} 1)").startswith(f"unbound-variable: {name}")
    assert shown(runtime, f"(set! {name} 1)").startswith(f"unbound-variable: {name}")
    assert shown(runtime, f"(define {name} 5) (+ {name} 1)") == "6"
    assert shown(runtime, f"(define (f {name}) (set! {name} (+ {name} 1)) (lambda (x) (list {name} x))) ((f 1) 2)") == "(2 2)"
    assert shown(runtime, f"(let loop (({name} 3) (acc '())) (if (= {name} 0) acc (loop (- {name} 1) (cons {name} acc))))") == "(1 2 3)"
    assert shown(runtime, f"(letrec (({name} (lambda (n) (if (= n 0) 'end ({name} (- n 1)))))) (list ({name} 2)))") == "(end)"
    assert shown(runtime, "(list (car '(1)) (map (lambda (x) (* x x)) '(1 2)) (string-length \"ab\"))") == "(1 (1 4) 2)"
    assert shown(Runtime(), name).startswith("unbound-variable")


@pytest.mark.parametrize("name", ["a-b", "a_b", "a__b", "a_2d_b", "λ", "|two words|", "|\"quoted'|", "|new\nline|", "|\\x0;|",
                                  "a->b!?", "<=>", "...", "+x", "-", "1+x", "|#{}|", "|%s {0}|", "\ufb01", "fi", "\u017f", "s", "\U0001d4b3", "X",
                                  "\xe9", "e\u0301"])  # fmt: skip
def test_any_name_will_do(name: str) -> None:
    """Also those that Python's parser would normalise (NFKC) to another."""
    runtime = Runtime()
    runtime.eval("(define ordinary 'ordinary)")
    assert shown(runtime, f"(define {name} 5) (let (({name} (+ {name} 1))) (set! {name} (* 2 {name})) ((lambda () {name})))") == "12"
    assert shown(runtime, f"(list {name} ordinary)") == "(5 ordinary)"
    assert shown(runtime, f"(symbol? '{name})") == "#t"


def test_names_python_would_take_for_the_same_are_different() -> None:
    runtime = Runtime()
    names = ["fi", "\ufb01", "s", "\u017f", "X", "\U0001d4b3"]
    bindings = " ".join(f"({name} {index})" for index, name in enumerate(names))
    assert shown(runtime, f"(let ({bindings}) (list {' '.join(names)}))") == "(0 1 2 3 4 5)"
    definitions = " ".join(f"(define {name} {index})" for index, name in enumerate(names))
    assert shown(runtime, f"{definitions} (list {' '.join(names)})") == "(0 1 2 3 4 5)"
    assert shown(runtime, "(define a-b 1) (define a_b 2) (define a__b 3) (list a-b a_b a__b)") == "(1 2 3)"


def test_errors_show_nothing_of_python() -> None:
    runtime = Runtime()
    for text in ["(car 5)", "((lambda (x) x))", "(5 5)", "(vector-ref (vector 1) 1)", "(undefined)", "(+ 'a 1)", "(/ 1 0)",
                 "(apply car '(1 2))", "(let ((f 5)) (f))", "(string-ref \"\" 0)", "(< 1 'x)", "(hash 1 2 3)", "(- \"a\")",
                 "(exact (/ 0. 0.))", "(list-tail '(1) 5)", "(expt 0 -1)", "(string->symbol 5)", "(integer->char -1)",
                 "(make-vector -1)", "(vector-ref '#(1 2) 'x)", "(char-upcase 5)", "(call/cc 1)", "(exit 1 2 3)"]:  # fmt: skip
        with pytest.raises(LispError) as caught:
            runtime.eval(text)
        report = describe(caught.value.condition)
        assert "internal" not in report, text
        for word in ("Error:", "Traceback", "object at 0x", ".py", "NoneType", "'int'", "positional", "__", "omega", "g_", "%"):
            assert word not in report, (text, report)


# -- sessions


def test_two_sessions_share_nothing() -> None:
    one, two = Runtime(), Runtime()
    one.eval("(define x 1) (define (car p) 'mine) (define-syntax swap (syntax-rules () ((_ a b) (list b a)))) (set! list vector)")
    assert shown(two, "x").startswith("unbound-variable")
    assert shown(two, "(swap 1 2)").startswith("unbound-variable")
    assert shown(two, "(list (car '(1 2)))") == "(1)"
    assert shown(one, "(list (car '(1 2)))") == "#(mine)"
    assert shown(two, "(map car '((1) (2)))") == "(1 2)"
    one.eval("(define if list)")
    assert shown(two, "(if #t 1 2)") == "1"
    assert shown(Runtime(), "(list x)").startswith("unbound-variable")


def test_redefining_what_the_prelude_uses_harms_nobody() -> None:
    one, two = Runtime(), Runtime()
    for name in ("car", "cdr", "cons", "null?", "reverse", "apply", "error", "raise", "call/cc", "values", "append", "%rewind",
                 "dynamic-wind", "with-exception-handler", "call-with-values", "list", "eqv?", "length", "%again", "not"):  # fmt: skip
        one.eval(f"(define ({name} . x) 'broken)")
    for runtime in (one, two):
        assert shown(runtime, "(map (lambda (x) (* x x)) '(1 2 3))") == "(1 4 9)"
        assert shown(runtime, "(guard (e (#t 'caught)) (vector-ref (vector) 1))") == "caught"
        assert shown(runtime, "(let-values (((a b) (floor/ 7 2))) (+ a b))") == "4"
        assert shown(runtime, "(case 2 ((1 2) 'low) (else 'high))") == "low"
        assert shown(runtime, "`(1 ,(+ 1 1) ,@(vector->list #(3)))") == "(1 2 3)"
        assert shown(runtime, "(do ((i 0 (+ i 1)) (l '() `(,i . ,l))) ((= i 3) l))") == "(2 1 0)"


def test_mutating_literals_and_prelude_data_stays_inside() -> None:
    one, two = Runtime(), Runtime()
    definition, use = "(define (f) '(1 #(2) (3)))", "(f)"
    for runtime in (one, two):
        runtime.eval(definition)
    one.eval("(set-car! (f) 'changed) (vector-set! (cadr (f)) 0 'changed)")
    assert shown(one, use) == "(changed #(changed) (3))"
    assert shown(two, use) == shown(Runtime(), definition + use) == "(1 #(2) (3))"
    assert shown(one, definition + use) == "(1 #(2) (3))"


def test_output_and_input_are_the_sessions() -> None:
    one, two = Runtime(), Runtime()
    one.eval('(display "one")')
    two.eval('(display "two")')
    assert one.drain_output() == [("out", "one")] and two.drain_output() == [("out", "two")]


def test_slices_of_sessions_interleave() -> None:
    runtimes = [Runtime() for _ in range(5)]
    evaluations = [
        runtime.evaluate(f"(define k {index}) (define (f n) (if (= n 0) k (+ k (f (- n 1))))) (call/cc (lambda (e) (f 500)))")
        for index, runtime in enumerate(runtimes)
    ]
    running = list(evaluations)
    while running:
        for evaluation in list(running):
            if isinstance(evaluation.run(7), Finished):
                running.remove(evaluation)
    assert [runtime.eval("*1") for runtime in runtimes] == [501 * index for index in range(5)]


def test_a_sessions_limits_are_its_own() -> None:
    small, large = Runtime(Limits(integer_bits=1000)), Runtime()
    assert shown(small, "(expt 2 2000)").startswith("budget-exceeded")
    assert shown(large, "(= (expt 2 2000) (expt 4 1000))") == "#t"
    assert shown(small, "(expt 2 2000)").startswith("budget-exceeded")


def test_the_base_does_not_change() -> None:
    Runtime()
    before = {key: value for key, value in BASE.items() if key != "T"}
    runtime = Runtime()
    runtime.eval("(define car cdr) (set! list 5) (define new-name 1) (define-syntax if2 (syntax-rules () ((_ x) x)))")
    assert {key: value for key, value in BASE.items() if key != "T"} == before


# -- nothing is left behind


#: Makes a text too long for the cache of compiled texts.
UNCACHED = "\n;" + 60_000 * "-"

@pytest.fixture
def collected() -> Iterator[None]:
    gc.collect()
    yield
    gc.collect()


def count(kind: type) -> int:
    gc.collect()
    return sum(type(each) is kind for each in gc.get_objects())


def test_thousands_of_forms_leave_nothing_behind(collected: None) -> None:
    runtime = Runtime()
    runtime.eval("(define x 0) (define (inc n) (+ n 1))")
    forms = ["(set! x (inc x))", "(let loop ((i 0)) (if (< i 2) (loop (+ i 1)) i))", "(map (lambda (y) (* y x)) '(1 2))",
             "(call/cc (lambda (k) (k x)))", "(define (temporary a) (lambda (b) (+ a b x)))"]  # fmt: skip
    for form in forms:
        runtime.eval(form)
    before = count(CompiledUnit), count(Unit), len(gc.get_objects())
    for _ in range(1_000):
        for form in forms:
            runtime.eval(form)
    assert runtime.eval("x") == 1_001
    for index in range(300):
        runtime.eval(f"(define (temporary a) (lambda (b) (+ a b x {index})))" + UNCACHED)
        runtime.eval(f"(set! x (+ {index} (call/cc (lambda (k) (k x)))))" + UNCACHED)
    after = count(CompiledUnit), count(Unit), len(gc.get_objects())
    assert after[0] <= before[0] + 5 and after[1] <= before[1] + 5
    assert after[2] < before[2] + 500


def test_failing_forms_leave_nothing_behind(collected: None) -> None:
    runtime = Runtime()
    forms = ["(car 5)", "(undefined-name)", "(let loop ((i 0)) (vector-ref (vector 1) i) (loop (+ i 1)))", "(if)",
             "(define-syntax m 5)", "(guard (e (#f 1)) (error \"x\" 1))", "(list 1 2"]  # fmt: skip
    for form in forms * 3:
        shown(runtime, form)
    before = count(CompiledUnit), count(Unit), len(gc.get_objects())
    for _ in range(100):
        for form in forms:
            shown(runtime, form)
    after = count(CompiledUnit), count(Unit), len(gc.get_objects())
    assert after[0] <= before[0] + 5 and after[1] <= before[1] + 5
    assert after[2] < before[2] + 500


def test_a_closed_session_is_freed() -> None:
    runtime = Runtime()
    runtime.eval("(define (f) (lambda () f)) (define g (f)) (define k (call/cc (lambda (k) k))) (define l (list f g k))")
    globals = runtime.state.globals
    state = weakref.ref(runtime.eval("f"))
    assert globals is not None
    runtime.close()
    del runtime, globals
    gc.collect()
    assert state() is None
