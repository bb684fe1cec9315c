"""History, completion, documentation and macro expansion of a session, by way of ``Runtime``."""

from __future__ import annotations

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.expand.showing import Mode
from omega.runtime.syntax.printer import write_string


def shown(runtime: Runtime, text: str) -> str:
    return write_string(runtime.eval(text))


# -- *1 *2 *3 *e


def test_history() -> None:
    runtime = Runtime()
    with pytest.raises(LispError, match=r"\*1: unbound variable"):
        runtime.eval("*1")
    runtime = Runtime()
    runtime.eval("10")
    runtime.eval("20")
    runtime.eval("30")
    assert shown(runtime, "(list *1 *2 *3)") == "(30 20 10)"
    assert shown(runtime, "*1") == "(30 20 10)"
    assert shown(runtime, "(list *2 *3)") == "((30 20 10) 30)"


def test_each_form_of_a_text_joins_the_history() -> None:
    runtime = Runtime()
    assert shown(runtime, "1 2 (+ *1 *2)") == "3"
    assert shown(runtime, "(define x 5) *1") == "x"


def test_a_failing_form_sets_e_only() -> None:
    runtime = Runtime()
    runtime.eval("'kept")
    with pytest.raises(LispError):
        runtime.eval("(car 5)")
    assert shown(runtime, "(list *1 (condition-type *e))") == "(kept type-error)"
    with pytest.raises(LispError):
        runtime.eval("(error \"my message\" 1 2)")
    assert shown(runtime, "(list (error-object-message *e) (error-object-irritants *e))") == '("my message" (1 2))'
    with pytest.raises(LispError):
        runtime.eval("(list 1")
    assert shown(runtime, "(read-error? *e)") == "#t"
    with pytest.raises(LispError):
        runtime.eval("(raise 'thing)")
    assert shown(runtime, "(guard (e (#t e)) (raise *e))") == "thing"


def test_history_is_the_sessions() -> None:
    one, two = Runtime(), Runtime()
    one.eval("1")
    two.eval("2")
    assert (one.eval("*1"), two.eval("*1")) == (1, 2)


# -- completion


def test_completions() -> None:
    runtime = Runtime()
    runtime.eval("(define my-variable 1) (define (my-function x) x) (define-syntax my-macro (syntax-rules () ((_ x) x)))")
    found = {c.candidate: (c.type, c.ns) for c in runtime.completions("my-")}
    assert found == {"my-function": ("function", "user"), "my-macro": ("macro", "user"), "my-variable": ("var", "user")}
    assert [c.candidate for c in runtime.completions("my-")] == sorted(found)
    kinds = {c.candidate: c.type for c in runtime.completions("", limit=10_000)}
    assert (kinds["car"], kinds["map"], kinds["let"], kinds["lambda"], kinds["nil"]) == (
        "function", "function", "macro", "special-form", "var")  # fmt: skip
    assert not [name for name in kinds if name.startswith("%")]
    assert len(runtime.completions("", limit=5)) == 5
    assert runtime.completions("no-such-prefix") == []
    assert [c.candidate for c in Runtime().completions("my-")] == []


def test_completions_follow_definitions() -> None:
    runtime = Runtime()
    runtime.eval("(define if 5) (define car 5)")
    kinds = {c.candidate: c.type for c in runtime.completions("", limit=10_000)}
    assert (kinds["if"], kinds["car"], kinds["cdr"]) == ("var", "var", "function")


def test_names_of_all_kinds_complete() -> None:
    runtime = Runtime()
    runtime.eval("(define λx 1) (define a_b 2) (define a-b 3) (define string->thing! 4)")
    assert [c.candidate for c in runtime.completions("λ")] == ["λx"]
    assert [c.candidate for c in runtime.completions("a")][:2] == ["a-b", "a_b"] or {"a-b", "a_b"} <= {
        c.candidate for c in runtime.completions("a")
    }
    assert "string->thing!" in {c.candidate for c in runtime.completions("string->")}


# -- lookup


def test_lookup_of_a_procedure() -> None:
    runtime = Runtime()
    runtime.eval('1\n  (define (area width height . rest)\n "Width times height."\n (* width height))', file="shapes.scm")
    info = runtime.lookup("area")
    assert info is not None
    assert (info.name, info.ns, info.type, info.doc) == ("area", "user", "function", "Width times height.")
    assert info.arglists == ("(width height . rest)",)
    assert (info.file, info.line, info.column) == ("shapes.scm", 2, 3)


def test_lookup_of_other_things() -> None:
    runtime = Runtime()
    runtime.eval("(define v 1)\n(define-syntax m (syntax-rules () ((_ x) x)))\n(define c (lambda args args))", file="f.scm")
    variable, macro, closure = runtime.lookup("v"), runtime.lookup("m"), runtime.lookup("c")
    assert variable is not None and (variable.type, variable.arglists) == ("var", ())
    assert macro is not None and (macro.type, macro.file, macro.line) == ("macro", "f.scm", 2)
    assert closure is not None and closure.type == "function" and closure.line == 3
    for name, kind in (("car", "function"), ("map", "function"), ("let", "macro"), ("if", "special-form"), ("nil", "var")):
        found = runtime.lookup(name)
        assert found is not None and found.type == kind
    car = runtime.lookup("car")
    assert car is not None and car.doc and car.arglists == ("(pair)",) and car.file is None
    mapped = runtime.lookup("map")
    assert mapped is not None and mapped.doc
    assert runtime.lookup("no-such-name") is None
    runtime.eval("(define car (lambda (mine) mine))")
    redefined = runtime.lookup("car")
    assert redefined is not None and redefined.arglists == ("(mine)",)


# -- macro expansion


SWAP = "(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))"


@pytest.mark.parametrize(("mode", "text", "expected"), [
    ("macroexpand-1", "(swap! x y)", "(let ((tmp x)) (set! x y) (set! y tmp))"),
    ("macroexpand", "(swap! x y)", "((lambda (tmp) (set! x y) (set! y tmp)) x)"),
    ("macroexpand-1", "(when a b c)", "(if a (begin b c))"),
    ("macroexpand-1", "(let ((x 1)) (when a b))", "((lambda (x) (when a b)) 1)"),
    ("macroexpand-all", "(let ((x 1)) (when a b))", "((lambda (x) (if a (begin b))) 1)"),
    ("macroexpand-all", "(list '(when a b) (when a b))", "(list (quote (when a b)) (if a (begin b)))"),
    ("macroexpand", "(car x)", "(car x)"),
    ("macroexpand-1", "x", "x"),
    ("macroexpand", "(if a b c)", "(if a b c)"),
    ("macroexpand-1", "(cond (a b) (else c))", "(if a (begin b) (cond (else c)))"),
])  # fmt: skip
def test_macroexpand(mode: Mode, text: str, expected: str) -> None:
    runtime = Runtime()
    runtime.eval(SWAP)
    assert runtime.macroexpand(text, mode) == expected


@pytest.mark.parametrize("text", ["(when)", "(list 1", ")", "", "(let ((x)) x)"])
def test_macroexpand_errors(text: str) -> None:
    with pytest.raises(LispError) as caught:
        Runtime().macroexpand(text)
    assert caught.value.condition.type in ("syntax-error", "parse-error")


def test_macroexpand_of_an_expansion_without_end() -> None:
    runtime = Runtime()
    runtime.eval("(define-syntax m (syntax-rules () ((_ x) (m x))))(define-syntax n (syntax-rules () ((_ x) (list (n x)))))")
    cases: tuple[tuple[Mode, str], ...] = (("macroexpand", "(m 1)"), ("macroexpand-all", "(m 1)"), ("macroexpand-all", "(n 1)"))
    for mode, text in cases:
        with pytest.raises(LispError):
            runtime.macroexpand(text, mode)
    assert runtime.macroexpand("(m 1)", "macroexpand-1") == "(m 1)"


def test_macroexpand_all_of_deep_code() -> None:
    deep = "(list " * 3_000 + "(when a b)" + ")" * 3_000
    assert Runtime().macroexpand(deep, "macroexpand-all") == "(list " * 3_000 + "(if a (begin b))" + ")" * 3_000


def test_what_is_imported_is_known_by_its_new_name() -> None:
    runtime = Runtime()
    runtime.eval("""
        (define-library (shapes) (export area) (import (scheme base))
          (begin (define (area w h) "The area." (* w h))))
        (import (prefix (shapes) s:) (prefix (only (scheme base) car if) b:))
    """)
    area, car = runtime.lookup("s:area"), runtime.lookup("b:car")
    assert area is not None and (area.type, area.doc, area.arglists) == ("function", "The area.", ("(w h)",))
    assert car is not None and (car.type, car.arglists) == ("function", ("(pair)",))
    assert [(found.candidate, found.type) for found in runtime.completions("b:")] == [
        ("b:car", "function"), ("b:if", "special-form"),
    ]  # fmt: skip
    assert not runtime.completions("%(shapes)") and runtime.lookup("area") is None


def test_a_macro_that_is_a_procedure_is_expanded_at_once() -> None:
    runtime = Runtime()
    runtime.eval("(defmacro twice (e) \"Do it twice.\" `(begin ,e ,e)) (defmacro slow () (let loop () (loop)))")
    assert runtime.macroexpand("(list (twice 1))", "macroexpand-all") == "(list (begin 1 1))"
    found = runtime.lookup("twice")
    assert found is not None and (found.type, found.doc, found.arglists) == ("macro", "Do it twice.", ("(e)",))
    with pytest.raises(LispError) as caught:
        runtime.macroexpand("(slow)")
    assert caught.value.condition.type == "timeout"
