"""The debugger stops where it was told to, says why, and lets the program be what it is."""

from __future__ import annotations

import gc

from omega.runtime import Finished, FormDone, FormFailed, OutOfTicks, Runtime
from omega.runtime.compile.unit import Unit
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.stop import Notice, Stop
from omega.runtime.syntax.printer import write_string

FILE = "/program.scm"

FACT = """(define (fact n)
  (if (= n 0)
      1
      (* n (fact (- n 1)))))
(define (twice x)
  (let ((a (fact x)))
    (+ a a)))
(twice 4)
"""


class Session:
    """A session with a debugger, and what it said."""

    def __init__(self, program: str, before: str = "", *, entry: bool = False, attached: bool = True) -> None:
        self.runtime = Runtime()
        if before:
            self.runtime.eval(before, file=FILE)
        self.debugger = Debugger(self.runtime)
        self.evaluation = self.runtime.evaluate(program, file=FILE)
        self.values: list[str] = []
        self.notices: list[Notice] = []
        if attached:
            self.debugger.attach(self.evaluation, entry)

    def go(self, runs: int = 2_000) -> Stop | None:
        """Run to the next stop; ``None``: to the end."""
        for _ in range(runs):
            outcome = self.debugger.run(1_000)
            self.notices += self.debugger.drain()
            if isinstance(outcome, Stop):
                return outcome
            if isinstance(outcome, FormDone):
                self.values.append(write_string(outcome.value))
            elif isinstance(outcome, FormFailed):
                self.values.append(outcome.condition.type)
            elif isinstance(outcome, Finished):
                return None
            else:
                assert isinstance(outcome, OutOfTicks), outcome
        raise AssertionError("it neither stops nor ends")

    def stop(self) -> Stop:
        """Run to the next stop."""
        found = self.go()
        assert found is not None, "ran to its end"
        return found


def line(stop: Stop | None) -> int:
    """The line where it has stopped."""
    assert stop is not None and stop.place is not None
    return stop.place.span.line


def test_a_line_is_bound_when_its_file_is_loaded_and_stops_there_once() -> None:
    session = Session(FACT)
    (asked,) = session.debugger.set_breakpoints(FILE, [Spec(line=7)])
    assert not asked.verified and asked.message == "no code of this file is loaded"
    stop = session.stop()
    assert asked.verified and asked.span is not None and asked.span.line == 7
    assert (stop.reason, stop.hits, line(stop)) == ("breakpoint", (asked.id,), 7)
    assert stop.place is not None and (stop.place.kind, stop.place.name) == ("before", "twice")
    session.debugger.resume()
    assert session.go() is None
    assert session.values == ["fact", "twice", "48"] and asked.hits == 1


def test_a_line_without_an_expression_means_the_next_that_has_one() -> None:
    session = Session("(twice 4)", FACT)
    first, last, beyond = session.debugger.set_breakpoints(FILE, [Spec(line=1), Spec(line=5), Spec(line=90)])
    assert [each.span.line for each in (first, last) if each.span is not None] == [2, 6]
    assert not beyond.verified and beyond.message == "no expression at or after this line"


def test_without_breakpoints_on_code_the_program_runs_at_full_speed() -> None:
    session = Session("(let loop ((i 0)) (loop (+ i 1)))")
    assert isinstance(session.debugger.run(100_000), OutOfTicks)
    session.debugger.pause()
    stop = session.stop()
    assert (stop.reason, stop.operation) == ("pause", 0) and stop.ticks == session.evaluation.ticks
    assert session.evaluation.stepper is None
    session.debugger.step_into("expression")
    session.stop()
    session.debugger.resume()
    assert isinstance(session.debugger.run(1_000), OutOfTicks)
    assert session.evaluation.stepper is None


def test_what_was_debugged_leaves_nothing() -> None:
    runtime = Runtime()
    debugger = Debugger(runtime)
    debugger.set_breakpoints(FILE, [Spec(line=1)])

    def units() -> int:
        gc.collect()
        return sum(type(each) is Unit for each in gc.get_objects())

    def debugged(index: int) -> None:
        program = f"(define (f x)\n  (let ((y (* x {index})))\n    (map (lambda (z) (+ y z)) (iota x))))\n(f 3)"
        debugger.attach(runtime.evaluate(program, file=FILE))
        while not isinstance(outcome := debugger.run(1_000), Finished):
            if isinstance(outcome, Stop):
                debugger.view.variables(debugger.view.scopes(1)[0].reference)
                debugger.step_into("expression")
        debugger.detach()

    debugged(0)
    before = units()
    for index in range(1, 25):
        debugged(index)
    assert units() - before <= 2
