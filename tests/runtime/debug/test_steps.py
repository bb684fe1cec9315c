"""Steps: over, into and out, by line, statement and expression; what ends them however a procedure is left."""

from __future__ import annotations

import pytest

from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.stop import Stop
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Span

from .test_debugger import FILE, Session, line

CALLS = """(define (square x)
  (* x x))
(define (sum-of-squares a b)
  (let ((first (square a))
        (second (square b)))
    (+ first
       second)))
(display (sum-of-squares 3 4))
(display 'done)
"""


def at(program: str, line: int, before: str = "") -> Session:
    """A session stopped at a line, which has no breakpoint any more."""
    session = Session(program, before)
    session.debugger.set_breakpoints(FILE, [Spec(line=line)])
    session.stop()
    session.debugger.set_breakpoints(FILE, [])
    return session


def place(stop: Stop) -> tuple[str, int, str]:
    assert stop.place is not None
    return stop.place.name, stop.place.span.line, stop.place.kind


def stepped(session: Session, *steps: str) -> list[tuple[str, int, str]]:
    """Where these steps by line lead."""
    found = []
    for step in steps:
        getattr(session.debugger, f"step_{step}")()
        stop = session.stop()
        assert stop.reason == "step"
        found.append(place(stop))
    return found


def test_over_goes_from_line_to_line_and_shows_what_is_returned() -> None:
    session = at(CALLS, 4)
    assert stepped(session, "over", "over", "over") == [
        ("sum-of-squares", 5, "before"),
        ("sum-of-squares", 6, "before"),
        ("sum-of-squares", 7, "before"),
    ]
    assert stepped(session, "over") == [("sum-of-squares", 6, "return")]
    stop = session.debugger.stopped
    assert stop is not None and stop.place is not None and write_string(stop.place.value) == "25"
    assert stepped(session, "over", "over") == [("top level", 8, "value"), ("top level", 9, "before")]
    session.debugger.step_over()
    assert session.go() is None


def test_into_enters_what_is_called_and_out_leaves_it() -> None:
    session = at(CALLS, 4)
    assert stepped(session, "into", "out", "into", "into", "out") == [
        ("square", 2, "before"),
        ("sum-of-squares", 4, "value"),
        ("sum-of-squares", 5, "before"),
        ("square", 2, "before"),
        ("sum-of-squares", 5, "value"),
    ]
    assert stepped(session, "out") == [("top level", 8, "value")]


def test_out_of_a_call_in_tail_position_goes_to_who_waits() -> None:
    session = at("(define (f x)\n  (g x))\n(define (g x)\n  (+ x 1))\n(define (h)\n  (list (f 1)))\n(h)", 4)
    assert stepped(session, "out") == [("h", 6, "value")]


def test_a_recursion_is_stepped_over_in_the_activation_where_it_began() -> None:
    session = at("(define (f n)\n  (if (= n 0)\n      0\n      (+ 1\n         (f (- n 1)))))\n(f 5)", 5)
    assert stepped(session, "over") == [("f", 4, "before")]
    view = session.debugger.view
    assert [each.text for each in view.variables(view.scopes(1)[0].reference)] == ["5"]


def test_statements_and_expressions_are_finer() -> None:
    session = Session("(define (f x) (let ((y (g x))) (list (- y) (+ y 1))))\n(define (g x) x)\n(f 3)")
    session.debugger.set_function_breakpoints([Spec(name="f")])
    session.stop()
    session.debugger.step_over("expression")
    assert place(session.stop()) == ("f", 1, "call")
    kinds = []
    for _ in range(7):
        session.debugger.step_over("expression")
        stop = session.stop()
        assert stop.place is not None
        text = session.evaluation.source[0].splitlines()[0]
        span = stop.place.span
        kinds.append((stop.place.kind, text[span.column - 1 : span.end_column - 1]))
    assert kinds == [
        ("value", "(g x)"),
        ("before", "(list (- y) (+ y 1))"),
        ("before", "(- y)"),
        ("value", "(- y)"),
        ("before", "(+ y 1)"),
        ("value", "(+ y 1)"),
        ("value", "(list (- y) (+ y 1))"),
    ]


def test_a_loop_on_one_line_stops_each_turn() -> None:
    session = at("(let loop ((i 0)) (if (< i 5) (loop (+ i 1)) i))", 1)
    values = []
    for _ in range(5):
        assert stepped(session, "over")[0][:2] == ("top level", 1)
        view = session.debugger.view
        values += [each.text for each in view.variables(view.scopes(1)[0].reference)]
    assert values == ["1", "2", "3", "4", "5"]


def test_a_procedure_that_the_library_calls_is_stepped_into_and_out_of() -> None:
    program = "(define (twice x)\n  (* 2 x))\n(define (f xs)\n  (let ((found (vector-map twice xs)))\n    (list found)))\n(f #(1 2))"
    session = at(program, 4)
    assert stepped(session, "into", "out", "out") == [("twice", 2, "before"), ("twice", 2, "before"), ("f", 4, "value")]
    session = at(program, 4)
    assert stepped(session, "over") == [("f", 5, "before")]


#: Programs that leave ``inner`` on its second line, and the line where they go on.
ESCAPE = """(define (inner k)
  (k 1)
  2)
(define (outer)
  (list (call/cc (lambda (k)
    (inner k)))))
(outer)"""

HANDLER = """(define (inner)
  (car 1)
  2)
(define (outer)
  (handler-case (list (inner))
    (error (e)
      'caught)))
(list (outer))"""

GUARD = """(define (inner)
  (raise 'oops)
  2)
(define (outer)
  (guard (e ((symbol? e)
             (list e)))
    (list (inner))))
(list (outer))"""

PROMPT = """(define (inner)
  (abort-to-prompt 'tag 1)
  2)
(define (outer)
  (call-with-prompt 'tag
    (lambda () (list (inner)))
    (lambda (k x)
      (list x))))
(list (outer))"""

EFFECT = """(define (inner)
  (perform 'ask 1)
  2)
(define (outer)
  (handle (list (inner))
    (on ask (x k)
      (k (+ x 1)))))
(list (outer))"""

RESTART = """(define (inner)
  (invoke-restart 'skip)
  2)
(define (outer)
  (restart-case (list (inner))
    (skip ()
      (list 'skipped))))
(list (outer))"""


@pytest.mark.parametrize("step", ["over", "out"])
@pytest.mark.parametrize(("program", "expected"), [
    (ESCAPE, 5), (HANDLER, 7), (GUARD, 5), (PROMPT, 8), (EFFECT, 7), (RESTART, 7),
])  # fmt: skip
def test_a_step_ends_where_a_procedure_was_left_for(program: str, expected: int, step: str) -> None:
    session = at(program, 2)
    assert stepped(session, step)[0][1] == expected


def test_an_error_that_ends_the_form_ends_a_step_in_the_next() -> None:
    session = at("(define (f)\n  (car 1)\n  2)\n(f)\n(display\n  'next)", 2)
    session.debugger.step_over()
    stop = session.stop()
    assert line(stop) == 5 and session.values[-1] == "type-error"


def test_a_breakpoint_in_what_is_stepped_over_stops_and_a_failing_condition_does_not_end_the_step() -> None:
    session = at(CALLS, 4)
    (asked,) = session.debugger.set_breakpoints(FILE, [Spec(line=2, condition="(= x 3)")])
    session.debugger.step_over()
    assert session.stop().hits == (asked.id,)
    session.debugger.set_breakpoints(FILE, [Spec(line=2, condition="(= x 17)")])
    session.debugger.step_out()
    assert place(session.stop()) == ("sum-of-squares", 4, "value")
    assert stepped(session, "over", "over")[-1] == ("sum-of-squares", 6, "before")


def test_entry_stops_before_anything_is_done() -> None:
    session = Session("(display 'hello)", entry=True)
    stop = session.stop()
    assert (stop.reason, line(stop), session.runtime.drain_output()) == ("entry", 1, [])
    assert (stop.ticks, stop.operation) == (0, 1)


def test_positions_do_not_depend_on_what_is_watched() -> None:
    program = CALLS.replace("(display (sum-of-squares 3 4))", "(list (sum-of-squares 3 4))")

    def positions(fineness: str, *lines: int) -> set[tuple[int, int, str, Span]]:
        session = Session(program, entry=True)
        session.debugger.set_breakpoints(FILE, [Spec(line=each) for each in lines])
        found: set[tuple[int, int, str, Span]] = set()
        while (stop := session.go()) is not None:
            assert stop.place is not None
            found.add((stop.ticks, stop.operation, stop.place.kind, stop.place.span))
            if fineness == "line":
                session.debugger.step_over()
            else:
                session.debugger.step_into("expression")
        return found

    every = positions("expression")
    assert len({each[:2] for each in every}) == len(every)
    assert positions("line") <= positions("expression", 2, 6) | positions("line", 2)
    assert len(positions("line", 2, 6) & every) > 3
