"""What is seen and changed at a stop: frames, variables of every kind, expressions in a frame, the machine's state."""

from __future__ import annotations

import pytest

from omega.runtime import FormFailed, LispError, OutOfTicks
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.parts import LONGEST
from omega.runtime.debug.probe import Probe
from omega.runtime.debug.view import VariableEntry
from omega.runtime.outcome import Done
from omega.runtime.syntax.printer import write_string

from .test_debugger import FACT, FILE, Session, line


def finished(probe: Probe) -> Done | FormFailed:
    for _ in range(1_000):
        outcome = probe.run(1_000)
        if isinstance(outcome, Done | FormFailed):
            return outcome
        assert isinstance(outcome, OutOfTicks), outcome
    raise AssertionError("it does not end")


def value(probe: Probe) -> str:
    outcome = finished(probe)
    assert isinstance(outcome, Done), outcome
    return write_string(outcome.value)


def at(program: str, line: int, before: str = "") -> Session:
    """A session stopped at a line."""
    session = Session(program, before)
    session.debugger.set_breakpoints(FILE, [Spec(line=line)])
    assert session.stop().reason == "breakpoint"
    return session


def opened(session: Session, entry: VariableEntry) -> dict[str, VariableEntry]:
    return {each.name: each for each in session.debugger.view.variables(entry.reference)}


def locals_of(session: Session, frame: int = 1) -> dict[str, VariableEntry]:
    view = session.debugger.view
    return {each.name: each for each in view.variables(view.scopes(frame)[0].reference)}


def test_frames_have_names_and_places_and_their_own_variables() -> None:
    session = at(FACT, 3)
    frames, count = session.debugger.view.frames()
    assert [(each.name, each.span.line) for each in frames] == [("fact", 3)] + [("fact", 4)] * 4 + [
        ("twice", 6),
        ("top level", 8),
    ]
    assert count >= len(frames)
    assert [locals_of(session, each.id).get("n") and locals_of(session, each.id)["n"].text for each in frames[:5]] == list("01234")
    page, _ = session.debugger.view.frames(4, 2)
    assert page == frames[4:6]


def test_a_deep_stack_is_shown_in_pages() -> None:
    session = Session("(define (deep n) (if (= n 0) (deep-end) (+ n (deep (- n 1)))))\n(define (deep-end) 0)\n(deep 20000)")
    session.debugger.set_function_breakpoints([Spec(name="deep-end")])
    assert session.stop().reason == "function breakpoint"
    view = session.debugger.view
    frames, count = view.frames(0, 5)
    assert [each.name for each in frames] == ["deep-end"] + ["deep"] * 4 and count > 20_000
    frames, _ = view.frames(19_995, 20)
    assert [each.name for each in frames] == ["deep"] * 6 + ["top level"] and frames[0].id == 19_996
    assert [each.text for each in view.variables(view.scopes(19_996)[0].reference)] == ["19995"]
    assert view.frames()[1] == 20_002


VALUES = """(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define (f a b c d e g h)
  (let* ((count 0) (k (lambda (n) (set! count (+ count n a)) count)))
    (k 1)
    (list a b)))
(let ((table (make-hash-table)))
  (hash-table-set! table "key" 1)
  (hash-table-set! table 'other '(1 2))
  (f 1 '(1 (2 3) . 4) (vector 1 "two" #\\3) table (make-point 3 4) (bytevector 7 8) (make-parameter 5)))
"""


def test_every_kind_of_value_opens() -> None:
    session = at(VALUES, 5)
    found = locals_of(session)
    assert [(name, each.type, each.text) for name, each in found.items()][:4] == [
        ("a", "integer", "1"),
        ("b", "pair", "(1 (2 3) . 4)"),
        ("c", "vector", '#(1 "two" #\\3)'),
        ("d", "hash table", "#<hash-table equal 2>"),
    ]
    texts = {name: {key: each.text for key, each in opened(session, found[name]).items()} for name in "bcdegh"}
    assert texts == {
        "b": {"rest": "4", "0": "1", "1": "(2 3)"},
        "c": {"0": "1", "1": '"two"', "2": "#\\3"},
        "d": {'"key"': "1", "other": "(1 2)"},
        "e": {"x": "3", "y": "4"},
        "g": {"0": "7", "1": "8"},
        "h": {"default": "5"},
    }
    assert {name: each.text for name, each in opened(session, found["k"]).items()} == {"a": "1", "count": "2"}
    assert found["c"].indexed == 3 and found["e"].named == 2 and found["a"].reference == 0
    assert opened(session, found["c"])["1"].expression == "(vector-ref c 1)"


def test_long_and_circular_values_are_bounded() -> None:
    program = "(define (f long round big n)\n  (list long n))\n(define r (list 1 2 3))\n(set-cdr! (cddr r) r)\n"
    session = at(program + "(f (iota 100000) r (make-vector 100000 'x) (expt 7 100000))", 2)
    found = locals_of(session)
    assert all(len(each.text) < 250 for each in found.values())
    assert found["long"].indexed == LONGEST and found["long"].named == 1 and found["round"].indexed == 3
    view = session.debugger.view
    page = view.variables(found["big"].reference, 99_990, 20)
    assert [each.name for each in page] == [str(index) for index in range(99_990, 100_000)]
    rest = opened(session, found["long"])["rest"]
    assert opened(session, rest)["0"].text == str(LONGEST)
    assert opened(session, found["round"])["rest"].text == "#0=(1 2 3 . #0#)"


def test_conditions_and_continuations_open() -> None:
    program = (
        "(define (f k e)\n  (list k e))\n"
        "(define (g) (+ 1 (call/cc (lambda (k) (f k (guard (e (#t e)) (raise 'oops)))))))\n"
        "(define (h e)\n  (list e))\n"
        "(handler-case (vector-ref (vector 1 2) 5) (error (e) (h e)))\n(g)"
    )
    session = at(program, 5)
    parts = opened(session, locals_of(session)["e"])
    assert parts["type"].text == "index-error" and parts["datum"].text == "5" and "place" in parts
    session.debugger.set_breakpoints(FILE, [Spec(line=2)])
    session.debugger.resume()
    session.stop()
    continuation = opened(session, locals_of(session)["k"])
    assert continuation["0"].text.startswith("g at ")


ASSIGNED = """(define total 10)
(define (f x y)
  (let loop ((i 0) (sum 0))
    (if (< i 3)
        (loop (+ i 1) (+ sum x))
        (begin (set! y (+ y sum))
               (list x y total)))))
(f 1 100)
"""


def test_expressions_see_the_frame_and_the_session() -> None:
    session = at(ASSIGNED, 7)
    view = session.debugger.view
    assert value(view.evaluate("(list x y sum total)", 1)) == "(1 103 3 10)"
    assert value(view.evaluate("(map (lambda (n) (* n x)) '(1 2))", 1)) == "(1 2)"
    assert value(view.evaluate("(let ((x 5)) (+ x y))", 1)) == "108"
    assert value(view.evaluate("total", 0)) == "10"
    pure = {text: view.evaluate(text, 1).is_pure for text in ("(+ x y)", "(vector-ref (vector x) 0)", "(f x y)", "(set! y 1)")}
    assert pure == {"(+ x y)": True, "(vector-ref (vector x) 0)": True, "(f x y)": False, "(set! y 1)": False}


def test_an_assignment_in_an_expression_reaches_the_program() -> None:
    session = at(ASSIGNED, 7)
    view = session.debugger.view
    assert isinstance(finished(view.evaluate("(begin (set! y 7) (set! x 8) (set! total 9))", 1)), Done)
    assert value(view.evaluate("(list x y total)", 1)) == "(8 7 9)"
    session.debugger.resume()
    session.go()
    assert session.values[-1] == "(8 7 9)"


def test_macros_that_are_procedures_are_called_first() -> None:
    before = "(defmacro twice (x) `(+ ,x ,x))\n(defmacro four (x) (list 'twice (list 'twice x)))\n(defmacro bad (x) (car x))"
    session = at(ASSIGNED, 7, before)
    view = session.debugger.view
    assert value(view.evaluate("(list (four x) (twice y))", 1)) == "(4 206)"
    outcome = finished(view.evaluate("(bad 5)", 1))
    assert isinstance(outcome, FormFailed) and outcome.condition.type == "type-error"


def test_a_mistake_in_an_expression_leaves_the_program_as_it_was() -> None:
    session = at(ASSIGNED, 7)
    view = session.debugger.view
    for text, type in (("(car x)", "type-error"), ("(raise 'no)", "raised-object"), ("(nothing)", "unbound-variable"),
                       ("(effect 'some.op)", "capability-denied"), ("(read-line)", "capability-denied")):  # fmt: skip
        outcome = finished(view.evaluate(text, 1))
        assert isinstance(outcome, FormFailed) and outcome.condition.type == type
    for text in ("(", "1 2", "", "(if)"):
        with pytest.raises(LispError):
            view.evaluate(text, 1)
    session.debugger.resume()
    session.go()
    assert session.values[-1] == "(1 103 10)"


def test_an_expression_runs_its_after_thunks_and_none_of_the_program() -> None:
    program = (
        "(define k #f)\n(define log '())\n"
        "(define (note x) (set! log (cons x log)))\n"
        "(define (f)\n  (list (call/cc (lambda (c) (set! k c) 1)) log))\n"
        "(define (g)\n  (dynamic-wind (lambda () (note 'in)) (lambda () (guard (e (#t (note 'caught))) (f)\n"
        "    (note 'here))) (lambda () (note 'out))))\n(g)"
    )
    session = at(program, 8)
    view = session.debugger.view
    failing = "(dynamic-wind (lambda () #f) (lambda () (car 1)) (lambda () (note 'mine)))"
    assert isinstance(finished(view.evaluate(failing, 1)), FormFailed)
    assert value(view.evaluate("log", 1)) == "(mine in)"
    left = finished(view.evaluate("(k 5)", 1))
    assert isinstance(left, FormFailed) and left.condition.type == "control-error"


def test_variables_are_set_in_boxes_in_frames_and_inside_values() -> None:
    session = at(ASSIGNED, 7)
    view = session.debugger.view
    scope, globals = view.scopes(1)[0].reference, view.scopes(1)[-1].reference
    assert value(view.set(scope, "x", "(* 5 5)")) == "25"  # never assigned: in the frame
    assert value(view.set(scope, "y", "x")) == "25"  # in a box
    assert value(view.set(globals, "total", "(vector 1 2)")) == "#(1 2)"
    total = {each.name: each for each in view.variables(globals)}["total"]
    assert value(view.set(total.reference, "1", "(list x)")) == "(25)"
    session.debugger.resume()
    session.go()
    assert session.values[-1] == "(25 25 #(1 (25)))"


def test_a_frame_further_out_is_set_and_another_continuation_keeps_its_own() -> None:
    program = (
        "(define k #f)\n(define (inner)\n  (call/cc (lambda (c) (if (not k) (set! k c))))\n  1)\n"
        "(define (outer n)\n  (let ((one (inner)))\n    (list n one)))\n(outer 5)\n(if (= n-seen 1) (k 0))\n"
    )
    session = at(program, 4, "(define n-seen 0)")
    view = session.debugger.view
    frames, _ = view.frames()
    outer = next(each for each in frames if each.name == "outer")
    assert value(view.set(view.scopes(outer.id)[0].reference, "n", "50")) == "50"
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert value(view.evaluate("(set! n-seen 1)", 0))
    session.go()
    # The form came to its value twice: once in the frame that was set, once in the one that the continuation has.
    assert [each for each in session.values if each.startswith("(")] == ["(50 1)", "(5 1)"]


def test_lists_tables_and_records_are_set() -> None:
    session = at(VALUES, 5)
    view, found = session.debugger.view, locals_of(session)
    for name, key, text in (("b", "0", "'first"), ("d", '"key"', "a"), ("e", "y", "'(9)"), ("g", "1", "255"), ("k", "count", "70")):
        assert value(view.set(found[name].reference, key, text))
    assert value(view.evaluate("(list (car b) (hash-table-ref d \"key\") (point-y e) g (k 0))", 1)) == (
        "(first 1 (9) #u8(7 255) 71)"
    )
    assert isinstance(finished(view.set(found["g"].reference, "1", "256")), FormFailed)
    assert isinstance(finished(view.set(found["b"].reference, "rest", "1")), FormFailed)


def test_the_machine_in_its_four_parts_and_what_is_in_force() -> None:
    program = (
        "(define p (make-parameter 1))\n(define (f x)\n  (let ((count 1))\n    (set! count (+ count x))\n"
        "    (list count x)))\n"
        "(parameterize ((p 2)) (handler-bind ((error (lambda (e) #f))) (with-simple-restart (skip \"Skip it.\") (list (f 5)))))"
    )
    session = at(program, 5)
    state = session.debugger.state()
    assert [(each.name, each.text) for each in state.control[:3]] == [
        ("kind", "before"),
        ("place", f"{FILE}:5:5"),
        ("expression", "(list count x)"),
    ]
    assert {each.name: each.text for each in state.environment} == {"x": "5", "count": "6"}
    assert state.continuation[0].text == f"f at {FILE}:5:5" and len(state.continuation) > 2
    assert ("count", "6") in [(each.name, each.text) for each in state.store]
    assert [each.name.split()[0] for each in state.semantic] == ["restart", "handler", "parameter"]


def test_only_variables_that_can_be_named_there_are_seen() -> None:
    program = (
        "(define total 'global)\n(define (f x)\n  (let ((total 1) (other 2))\n    (display (+ total other)))\n"
        "  (let ((third (list x)))\n    (display third)\n    (list total third)))\n(f 5)"
    )
    session = at(program, 4)
    assert list(locals_of(session)) == ["x", "total", "other"]
    session.debugger.set_breakpoints(FILE, [Spec(line=7, condition="(eq? total 'global)")])
    session.debugger.resume()
    session.stop()
    assert list(locals_of(session)) == ["x", "third"]
    assert value(session.debugger.view.evaluate("(cons total third)", 1)) == "(global 5)"


def test_completions_begin_with_the_frame() -> None:
    session = at(ASSIGNED, 7)
    found = session.debugger.view.completions("s", 1)
    assert (found[0].candidate, found[0].ns) == ("sum", "local")
    assert "string-append" in [each.candidate for each in found]
    assert line(session.debugger.stopped) == 7


def test_a_definition_in_a_body_is_seen_in_what_follows() -> None:
    program = "(define (f x)\n  (define total 1)\n  (define third (list x))\n  (set! total (+ total x))\n  (list total third))\n(f 5)"
    assert list(locals_of(at(program, 5))) == ["x", "total", "third"]
