"""With breakpoints only what they are in is walked; the rest of a program runs at full speed."""

from __future__ import annotations

from time import thread_time

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import Runtime
from omega.runtime.compile.unit import unit_of
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.syntax.printer import write_string

from .test_debugger import FILE, Session, line

PROGRAM = """(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))
(define (report n)
  (let ((found (fib n)))
    (list n found)))
(define (make-counter)
  (let ((n 0))
    (lambda ()
      (set! n (+ n 1))
      n)))
(define counter (make-counter))
"""


def is_trapped(runtime: Runtime, name: str) -> bool:
    unit = unit_of(runtime.eval(name))
    assert unit is not None
    return bool(unit.trapped)


def test_a_breakpoint_elsewhere_costs_nothing() -> None:
    program = "(report 18)"
    seconds = []
    for specs in ([], [Spec(line=7)]):
        session = Session(program, PROGRAM)
        session.debugger.set_breakpoints(FILE, specs)
        before = thread_time()
        stop = session.go()
        seconds.append(thread_time() - before)
        assert stop is None or line(stop) == 7
    # Walked, it would take forty times as long.
    assert seconds[1] < 5 * seconds[0] + 0.05


def test_only_the_procedure_with_the_breakpoint_is_trapped_and_later_nothing() -> None:
    session = Session("(report 10)", PROGRAM)
    session.debugger.set_breakpoints(FILE, [Spec(line=7)])
    assert line(session.stop()) == 7
    assert is_trapped(session.runtime, "report") and not is_trapped(session.runtime, "fib")
    session.debugger.resume()
    assert session.go() is None
    session.debugger.close()
    session.runtime.eval("'something")
    assert not is_trapped(session.runtime, "report")


def test_closures_stop_too_those_that_exist_and_new_ones() -> None:
    session = Session("(list (counter) ((make-counter)) (counter))", PROGRAM)
    session.debugger.set_breakpoints(FILE, [Spec(line=11)])
    for _ in range(3):
        assert line(session.stop()) == 11
        session.debugger.resume()
    assert session.go() is None
    assert session.values == ["(1 1 2)"]
    session.debugger.close()
    assert write_string(session.runtime.eval("(list (counter) ((make-counter)))")) == "(3 1)"


def test_code_that_is_loaded_on_the_way_is_trapped_when_it_begins() -> None:
    session = Session(PROGRAM + "(fib 12)\n(report 12)\n")
    session.debugger.set_breakpoints(FILE, [Spec(line=7), Spec(line=15)])
    assert line(session.stop()) == 15
    session.debugger.resume()
    assert line(session.stop()) == 7
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None


def test_the_same_code_loaded_again_while_everything_is_walked() -> None:
    session = Session("(define x 1)\n" + PROGRAM + "(list (counter))\n", PROGRAM, entry=True)
    session.debugger.set_breakpoints(FILE, [Spec(line=12)])
    session.stop()
    for _ in range(3):
        session.debugger.step_over()
        session.stop()
    session.debugger.resume()
    stop = session.stop()
    assert line(stop) == 12 and stop.reason == "breakpoint"


def test_stepping_over_much_work_is_fast_and_stops_where_it_should() -> None:
    session = Session("(report 20)", PROGRAM)
    session.debugger.set_breakpoints(FILE, [Spec(line=6)])
    assert line(session.stop()) == 6
    before = thread_time()
    session.debugger.step_over()
    assert line(session.stop()) == 7
    assert thread_time() - before < 1  # walked, it takes several seconds
    session.debugger.step_out()
    stop = session.go()
    assert stop is None or stop.place is None or stop.place.name != "fib"


def test_stepping_over_stops_at_a_breakpoint_deep_in_what_is_called() -> None:
    session = Session("(report 20)", PROGRAM)
    session.debugger.set_breakpoints(FILE, [Spec(line=6), Spec(line=3, hit_condition="=5000")])
    assert line(session.stop()) == 6
    session.debugger.step_over()
    stop = session.stop()
    assert line(stop) == 3 and stop.reason == "breakpoint"
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.step_out("statement")
    assert session.go() is not None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["resume", "over", "into", "out"]), max_size=12), st.sets(st.integers(1, 12), max_size=3))
def test_whatever_is_stepped_and_wherever_it_stops_the_program_does_the_same(moves: list[str], lines: set[int]) -> None:
    program = "(define a (report 5)) (list a (counter) (counter) (map fib '(1 2 3 4)))"
    plain = Runtime()
    plain.eval(PROGRAM, file=FILE)
    expected = write_string(plain.eval(program))
    session = Session(program, PROGRAM)
    session.debugger.set_breakpoints(FILE, [Spec(line=each) for each in lines])
    while (session.go()) is not None:
        move = moves.pop() if moves else "resume"
        debugger: Debugger = session.debugger
        {"resume": debugger.resume, "over": debugger.step_over, "into": debugger.step_into, "out": debugger.step_out}[move]()
    assert session.values == ["a", expected]
