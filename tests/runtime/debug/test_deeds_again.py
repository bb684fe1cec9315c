"""What a person has changed at a stop happens again on every way forwards over it, whatever the person does in between."""

from __future__ import annotations

from random import Random

import pytest

from omega.runtime import FormFailed, Runtime
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.history import History
from omega.runtime.debug.stop import Granularity, Stop
from omega.runtime.outcome import Done, Finished

PROGRAM = """(define total 0)
(define (add! n)
  (set! total (+ total n))
  total)
(define (walk l)
  (if (null? l)
      '()
      (cons (add! (car l))
            (walk (cdr l)))))
"""
GRANULARITIES: tuple[Granularity, ...] = ("line", "statement", "expression")


class Life:
    """An evaluation, and a person who goes back and forth in it and changes things."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.runtime = Runtime(seed=1)
        History.of(self.runtime)
        self.runtime.eval(PROGRAM, file="p.scm")
        self.debugger = Debugger(self.runtime)
        lines = random.choice(((), (3,), (8,), (3, 8)))
        self.debugger.set_breakpoints("p.scm", [Spec(line=line) for line in lines])
        self.debugger.set_exception_breakpoints(random.choice(((), ("all",), ("uncaught",))))
        text = random.choice(("(walk '(1 2 3))", "(begin (walk '(1 2 3)) (guard (e (#t 'caught)) (car 5)) (cdr 6))"))
        self.debugger.attach(self.runtime.evaluate(text, file="run.scm"), random.random() < 0.7)

    def go(self) -> bool:
        """Run to the next stop; False at the end."""
        for _ in range(2_000):
            outcome = self.debugger.run(10_000)
            if isinstance(outcome, Stop | Finished):
                return isinstance(outcome, Stop)
        raise AssertionError("it does not come to an end")

    def change(self) -> None:
        """Change something where it has stopped."""
        probe = self.debugger.view.evaluate("(set! total (+ total 1))", self.random.randint(0, 1), records=True)
        while not isinstance(probe.run(1_000), Done | FormFailed):
            pass

    def move(self) -> None:
        """Leave the stop."""
        debugger, granularity = self.debugger, self.random.choice(GRANULARITIES)
        self.random.choice((
            debugger.resume,
            debugger.reverse_continue,
            lambda: debugger.goto(0),
            lambda: debugger.step_over(granularity),
            lambda: debugger.step_into(granularity),
            lambda: debugger.step_out(granularity),
            lambda: debugger.step_back(granularity),
        ))()  # fmt: skip


@pytest.mark.parametrize("seed", range(100))
def test_random_moves(seed: int) -> None:
    life = Life(Random(seed))
    for _ in range(40):
        if not life.go():
            return
        if life.random.random() < 0.4:
            life.change()
        life.move()
    while life.go():
        life.debugger.resume()
