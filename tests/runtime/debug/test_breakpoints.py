"""Breakpoints of every kind: where they are, when they stop, what they say."""

from __future__ import annotations

import pytest

from omega.runtime import EffectRequest
from omega.runtime.debug.breakpoints import Breakpoint, Spec
from omega.runtime.debug.stop import Changed, Logged

from .test_debugger import FACT, FILE, Session, line


def logged(session: Session) -> list[str]:
    return [each.text for each in session.notices if isinstance(each, Logged)]


def test_a_condition_is_evaluated_in_the_frame() -> None:
    session = Session(FACT)
    session.debugger.set_breakpoints(FILE, [Spec(line=2, condition="(= n 2)")])
    session.stop()
    (scope, *_) = session.debugger.view.scopes(1)
    assert [each.text for each in session.debugger.view.variables(scope.reference)] == ["2"]
    session.debugger.resume()
    assert session.go() is None


def test_a_condition_may_call_procedures_and_take_its_time() -> None:
    session = Session(FACT)
    slow = "(let loop ((i 30000)) (if (> i 0) (loop (- i 1)) (= (fact n) 6)))"
    session.debugger.set_breakpoints(FILE, [Spec(line=2, condition=slow)])
    assert session.stop().reason == "breakpoint"
    assert session.evaluation.ticks < 10
    session.debugger.resume()
    assert session.go() is None and session.values[-1] == "48"


def test_a_condition_that_fails_is_told_once_and_does_not_stop() -> None:
    session = Session(FACT)
    (asked,) = session.debugger.set_breakpoints(FILE, [Spec(line=2, condition="(car n)")])
    assert session.go() is None
    failed = "type-error: car: expected a pair, got 4 (integer)"
    assert logged(session) == [f"the condition of breakpoint {asked.id} failed: {failed}"]
    assert [each.important for each in session.notices if isinstance(each, Logged)] == [True]


@pytest.mark.parametrize(("hits", "stops"), [
    ("2", [3]), ("=2", [3]), ("==2", [3]), (">3", [1, 0]), (">=3", [2, 1, 0]), ("<3", [4, 3]), ("<=1", [4]), ("%2", [3, 1]),
    (" % 2 ", [3, 1]), ("9", []),
])  # fmt: skip
def test_hit_conditions(hits: str, stops: list[int]) -> None:
    session = Session(FACT)
    session.debugger.set_breakpoints(FILE, [Spec(line=2, hit_condition=hits)])
    seen = []
    while session.go() is not None:
        view = session.debugger.view
        seen += [int(each.text) for each in view.variables(view.scopes(1)[0].reference)]
        session.debugger.resume()
    assert seen == stops


def test_a_log_point_prints_and_does_not_stop() -> None:
    session = Session(FACT)
    message = "fact of {n}: {(list n \"s\")} {(car n)}"
    session.debugger.set_breakpoints(FILE, [Spec(line=2, log_message=message, hit_condition="<3")])
    assert session.go() is None
    assert logged(session)[-2:] == ["fact of 4: (4 s) ?", "fact of 3: (3 s) ?"]
    assert sum("message of breakpoint" in text for text in logged(session)) == 1


@pytest.mark.parametrize(("spec", "message"), [
    (Spec(line=2, condition="(= n"), "expected )"),
    (Spec(line=2, condition="1 2"), "expected one expression for the condition"),
    (Spec(line=2, hit_condition="often"), "the hit condition: expected a number"),
    (Spec(line=2, log_message="{n"), "the log message: expected } after {"),
    (Spec(line=2, log_message="{}"), "expected one expression for each {} of the log message"),
])  # fmt: skip
def test_mistakes_are_told_when_it_is_set(spec: Spec, message: str) -> None:
    session = Session(FACT, FACT)
    (asked,) = session.debugger.set_breakpoints(FILE, [spec])
    assert not asked.verified and message in asked.message
    assert session.go() is None


def test_a_disabled_one_does_nothing_and_one_that_stays_keeps_its_id_and_count() -> None:
    session = Session(FACT)
    first, second = session.debugger.set_breakpoints(FILE, [Spec(line=2), Spec(line=6, enabled=False)])
    session.stop()
    again, other = session.debugger.set_breakpoints(FILE, [Spec(line=2), Spec(line=7)])
    assert (again, again.hits) == (first, 1) and other.id not in (first.id, second.id)
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None


def test_a_procedure_by_its_name_when_it_is_entered() -> None:
    session = Session(FACT)
    known, unknown = session.debugger.set_function_breakpoints([Spec(name="twice"), Spec(name="nobody")])
    assert not known.verified and known.message == "no procedure twice is loaded"
    stop = session.stop()
    assert stop.reason == "function breakpoint" and stop.place is not None and stop.place.name == "twice"
    assert known.verified and not unknown.verified and Changed(known.id) in session.notices


def test_a_procedure_of_the_library() -> None:
    session = Session("(define (f p x)\n  (list (list-index p x)))\n(f even? '(1 2 3))")
    (asked,) = session.debugger.set_function_breakpoints([Spec(name="list-index")])
    assert asked.verified
    stop = session.stop()
    assert stop.reason == "function breakpoint"
    frames, _ = session.debugger.view.frames()
    assert frames[0].is_subtle and "f" in [each.name for each in frames]


def test_an_expression_by_its_column() -> None:
    program = "(define (f x)\n  (list (car x) (cdr x)\n        (vector x)))\n(f '(1 . 2))"
    session = Session(program, program)
    inner, whole, argument = session.debugger.set_breakpoints(
        FILE, [Spec(line=2, column=17), Spec(line=2, column=3), Spec(line=3, column=17)]
    )
    assert [each.span and each.span[1:3] for each in (inner, whole, argument)] == [(2, 17), (2, 3), (3, 17)]
    hits: list[tuple[int, ...]] = []
    while (stop := session.go()) is not None:
        hits.append(stop.hits)
        session.debugger.resume()
    assert hits == [(whole.id,), (inner.id,), (argument.id,)]


def test_places_that_can_stop() -> None:
    session = Session(FACT, FACT)
    found = session.debugger.breakpoints.code.locations(FILE, 4, 4)
    text = FACT.splitlines()[3]
    assert [text[span.column - 1 : span.end_column - 1] for span in found] == [
        *("(* n (fact (- n 1)))", "(fact (- n 1))", "(- n 1)"),
    ]


def test_both_branches_of_a_line_stop_and_neither_twice() -> None:
    program = "(define (f x)\n  (if (= x 1)\n      (g x) (h (g x))))\n(define (g x) x)\n(define (h x) x)\n(f 1)\n(f 2)"
    session = Session(program)
    session.debugger.set_breakpoints(FILE, [Spec(line=3)])
    stops = 0
    while session.go() is not None:
        stops += 1
        session.debugger.resume()
    assert stops == 2


def test_a_procedure_inside_of_a_line_is_part_of_it() -> None:
    program = "(define (f xs)\n  (map (lambda (x) (* x x)) xs))\n(f '(1 2 3))\n(define g (lambda (x) (* x 2)))\n(g 1)"
    session = Session(program)
    (whole, alone) = session.debugger.set_breakpoints(FILE, [Spec(line=2), Spec(line=4)])
    hits: list[tuple[int, ...]] = []
    while (stop := session.go()) is not None:
        hits.append(stop.hits)
        session.debugger.resume()
    assert hits == [(whole.id,), (alone.id,)]


def test_code_that_is_loaded_again_stops_in_its_new_form() -> None:
    session = Session(FACT, "\n\n" + FACT)
    (asked,) = session.debugger.set_breakpoints(FILE, [Spec(line=4)])
    assert asked.verified
    session.stop()
    assert line(session.debugger.stopped) == 4
    stop = session.debugger.stopped
    assert stop is not None and stop.place is not None and stop.place.span.column == 12


def test_an_effect_stops_before_it_is_answered_at_full_speed() -> None:
    session = Session("(+ 1 (effect 'some.op 5))")
    (asked,) = session.debugger.set_effect_breakpoints([Spec(op="some", condition="#t")])
    stop = session.stop()
    assert (stop.reason, stop.hits, session.evaluation.stepper) == ("effect", (asked.id,), None)
    session.debugger.resume()
    outcome = session.debugger.run(100)
    assert isinstance(outcome, EffectRequest) and outcome.op == "some.op"
    session.evaluation.answer(4)
    assert session.go() is None and session.values == ["5"]


def test_a_tick_stops_there_at_full_speed() -> None:
    session = Session("(let loop ((i 0)) (if (< i 50000) (loop (+ i 1)) i))")
    session.debugger.set_tick_breakpoints([Spec(ticks=12_345), Spec(ticks=20_000, condition="(= i 5)"), Spec(ticks=30_000)])
    stop = session.stop()
    assert (stop.reason, stop.ticks, stop.operation) == ("instruction breakpoint", 12_345, 0)
    assert session.evaluation.stepper is None
    session.debugger.resume()
    assert session.stop().ticks == 30_000
    session.debugger.resume()
    assert session.go() is None and session.values == ["50000"]


CONDITIONS = """(define-condition broken (error) ((part :initarg :part)))
(define (f x)
  (handler-case (if (odd? x) (error 'broken :part x) (car x)) (error () 'caught)))
(f 1)
(f 2)
(guard (e (#t e)) (raise 'thing))
(signal 'warning)
(car 5)
"""


@pytest.mark.parametrize(("filters", "types", "expected"), [
    (["all"], [], ["broken", "type-error", "raised-object", "warning", "type-error"]),
    ([], ["error"], ["broken", "type-error", "raised-object", "type-error"]),
    ([], ["broken", "warning"], ["broken", "warning"]),
    (["uncaught"], [], ["type-error"]),
    (["uncaught"], ["broken"], ["broken", "type-error"]),
    ([], [], []),
])  # fmt: skip
def test_conditions_when_they_are_signalled(filters: list[str], types: list[str], expected: list[str]) -> None:
    session = Session(CONDITIONS)
    session.debugger.set_exception_breakpoints(filters, types)
    seen = []
    while (stop := session.go()) is not None:
        assert stop.reason == "exception" and stop.condition is not None
        assert session.evaluation.stepper is None
        seen.append(stop.condition.type)
        session.debugger.resume()
    assert seen == expected
    assert session.values[-1] == "type-error" and len(session.values) == 7


def test_a_restart_is_chosen_where_nobody_handles_a_condition() -> None:
    session = Session("(define (f x) (+ 1 (car x)))\n(list (f 5))")
    session.debugger.set_exception_breakpoints(["uncaught"])
    stop = session.stop()
    assert [each.name for each in stop.offers] == ["use-value", "retry", "abort"]
    session.debugger.restart(0, "(+ 20 21)")
    assert session.go() is None and session.values[-1] == "(42)"


def test_leaving_without_a_restart_ends_the_form_as_ever() -> None:
    session = Session("(car 5)\n(+ 1 2)")
    session.debugger.set_exception_breakpoints(["uncaught"])
    session.stop()
    session.debugger.resume()
    assert session.go() is None and session.values == ["type-error", "3"]


DATA = """(define total 0)
(define v (vector 1 2 3))
(define (f x)
  (let ((count 0))
    (set! count (+ count x))
    (set! total (+ total count))
    (vector-set! v 1 'changed)
    (set! count 0)
    count))
(f 5)
"""


def watched(session: Session, *places: tuple[str, str]) -> list[Breakpoint]:
    """Data breakpoints on variables, by scope and name."""
    view = session.debugger.view
    scopes = {str(each.name): each.reference for each in view.scopes(1)}
    specs = []
    for scope, name in places:
        data, _ = session.debugger.data_info(scopes[scope], name)
        specs.append(Spec(data=data))
    return session.debugger.set_data_breakpoints(specs)


def test_data_stops_when_it_has_changed_and_shows_both_values() -> None:
    session = Session(DATA)
    session.debugger.set_breakpoints(FILE, [Spec(line=5)])
    session.stop()
    session.debugger.set_breakpoints(FILE, [])
    found = watched(session, ("Locals", "count"), ("Globals", "total"))
    view = session.debugger.view
    v = {each.name: each for each in view.variables(view.scopes(1)[-1].reference)}["v"]
    data, _ = session.debugger.data_info(v.reference, "1")
    found = session.debugger.set_data_breakpoints([each.spec for each in found] + [Spec(data=data), Spec(data="99")])
    assert [each.verified for each in found] == [True, True, True, False]
    session.debugger.resume()
    said = []
    while (stop := session.go()) is not None:
        said.append((stop.reason, stop.description, line(stop)))
        session.debugger.resume()
    assert said == [
        ("data breakpoint", "count changed from 0 to 5", 6),
        ("data breakpoint", "total changed from 0 to 5", 7),
        ("data breakpoint", "1 changed from 2 to changed", 7),
        ("data breakpoint", "count changed from 5 to 0", 9),
    ]


def test_a_variable_of_a_loop_is_data_too() -> None:
    session = Session("(define (f n)\n  (let loop ((i 0) (sum 0))\n    (if (< i n)\n        (loop (+ i 1) (+ sum i))\n        sum)))\n(f 3)")
    session.debugger.set_breakpoints(FILE, [Spec(line=3)])
    session.stop()
    session.debugger.set_breakpoints(FILE, [])
    watched(session, ("Locals", "sum"))
    session.debugger.resume()
    said = []
    while (stop := session.go()) is not None:
        said.append(stop.description)
        session.debugger.resume()
    assert said == ["sum changed from 0 to 1", "sum changed from 1 to 3"]
