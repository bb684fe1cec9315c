"""Marked forms under a debugger: it stops at the value of each expression, in the order in which these are known."""

from __future__ import annotations

from omega.runtime import Finished, FormDone, Runtime
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.marks import Marking
from omega.runtime.debug.stop import Stop
from omega.runtime.syntax.printer import write_string

FUNCTION = """\
#dbg
(define (f a b)
  (if (< a b)
      (f (+ a (g a)) b)
      (list a (map g (list b '(c))))))
"""


class Marker:
    """A session in which marked texts are evaluated and walked through."""

    def __init__(self) -> None:
        self.runtime = Runtime()
        self.debugger = Debugger(self.runtime)
        self.runtime.eval("(define (g z) z)", file="g.scm")

    def mark(self, text: str) -> None:
        marking = Marking(text, "f.scm", 1, 1)
        while not marking.step(100):
            pass
        self.debugger.mark(marking.found)

    def walk(self, text: str, file: str = "f.scm") -> list[str]:
        """The expressions stopped at with their values, and the values of the forms."""
        evaluation = self.runtime.evaluate(text, file=file)
        self.debugger.attach(evaluation)
        seen = []
        while not isinstance(outcome := self.debugger.run(1000), Finished):
            if isinstance(outcome, Stop):
                place = outcome.place
                assert place is not None and outcome.reason == "breakpoint"
                passage = self.debugger.breakpoints.marked[outcome.hits[0]].passage.part(place.span)
                assert passage is not None
                value = f"({place.name} ...)" if place.kind == "tail-call" else write_string(place.value)
                seen.append(f"{passage.text} => {value}")
                self.debugger.resume()
            elif isinstance(outcome, FormDone):
                seen.append(write_string(outcome.value))
        self.debugger.detach()
        return seen


def test_a_procedure_is_walked_through_whenever_it_is_called() -> None:
    marker = Marker()
    marker.mark(FUNCTION)
    assert marker.walk(FUNCTION) == ["f"]
    for _ in range(2):
        assert marker.walk("(f 1 2)", "other.scm") == [
            "a => 1",
            "b => 2",
            "(< a b) => #t",
            "a => 1",
            "(g a) => 1",
            "a => 1",
            "(+ a (g a)) => 2",
            "b => 2",
            "(f (+ a (g a)) b) => (f ...)",
            "a => 2",
            "b => 2",
            "(< a b) => #f",
            "g => #<procedure g>",
            "b => 2",
            "(list b '(c)) => (2 (c))",
            "(map g (list b '(c))) => (2 (c))",
            "a => 2",
            "(list a (map g (list b '(c)))) => (2 (2 (c)))",
            "(2 (2 (c)))",
        ]


def test_one_expression_alone() -> None:
    marker = Marker()
    text = "(define (f a) (+ a #break (* a a)))"
    marker.mark(text)
    assert marker.walk(text) == ["f"]
    assert marker.walk("(f 3)", "other.scm") == ["(* a a) => 9", "12"]


def test_a_condition() -> None:
    marker = Marker()
    text = "(define (f a) (+ a #break ^{:break/when (> a 1)} (* a a)))"
    marker.mark(text)
    assert marker.walk(text + "(f 1) (f 2)") == ["f", "2", "(* a a) => 4", "6"]


def test_a_form_that_has_changed_is_not_the_marked_one() -> None:
    marker = Marker()
    text = "#dbg (define (f a) (+ a 1))"
    marker.mark(text)
    assert marker.walk(text.replace("1", "2")) == ["f"]
    assert marker.walk("(f 1)", "other.scm") == ["3"]


def test_nothing_marked_stops_nothing() -> None:
    marker = Marker()
    marker.mark(FUNCTION)
    marker.walk(FUNCTION)
    marker.mark("")
    assert marker.walk("(f 1 2)", "other.scm") == ["(2 (2 (c)))"]
    assert not marker.debugger.breakpoints.needs_stepping
