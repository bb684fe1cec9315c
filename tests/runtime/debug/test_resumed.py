"""Going on with what a session was in the midst of when it was saved is a part of its past like any other evaluation."""

from __future__ import annotations

from omega.runtime import EffectRequest, Finished, OutOfTicks, Runtime
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.replay import Position
from omega.runtime.evaluation import Evaluation
from omega.runtime.syntax.printer import write_string

PROGRAM = """(define seen '())
(define (count n) (if (= n 0) 0 (begin (set! seen (cons n seen)) (+ 1 (count (- n 1))))))
(begin (count 300) (display "there") (effect 'ask.op 1))
"""


def finish(evaluation: Evaluation) -> None:
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, EffectRequest):
            evaluation.answer(42)


def saved_amid() -> bytes:
    """A session that has counted in part."""
    runtime = Runtime()
    evaluation = runtime.evaluate(PROGRAM)
    while evaluation.ticks < 150:
        assert not isinstance(evaluation.run(10), Finished | EffectRequest)
    return runtime.snapshot(evaluation)


def adopted(data: bytes) -> Runtime:
    """A session with a past that has become the one that was saved."""
    runtime = Runtime(seed=1)
    runtime.begin_history()
    runtime.eval("(define before 1)")
    for _ in runtime.adopt(data, "(restored)"):
        pass
    return runtime


def again(runtime: Runtime) -> Runtime:
    """The session made again from its past."""
    assert runtime.past is not None
    replay = runtime.past.replay()
    while not replay.run(50):
        pass
    return replay.runtime


def test_what_is_gone_on_with_is_done_again_by_a_replay() -> None:
    runtime = adopted(saved_amid())
    runtime.eval("(define between (length seen))")
    evaluation = runtime.resume()
    assert evaluation is not None and runtime.resume() is None
    finish(evaluation)
    assert evaluation.entry is not None
    runtime.end(evaluation, "done")
    runtime.eval("(define after (list between (length seen)))")
    made = again(runtime)
    assert fingerprint(made) == fingerprint(runtime)
    assert write_string(made.eval("(list (< 100 (car after) 200) (cadr after))")) == "(#t 300)"


def test_what_waits_to_be_gone_on_with_still_waits_in_a_session_made_again() -> None:
    runtime = adopted(saved_amid())
    runtime.eval("(define between 2)")
    made = again(runtime)
    evaluation = made.resume()
    assert evaluation is not None
    finish(evaluation)
    assert made.eval("(length seen)") == 300 and made.eval("between") == 2


def test_back_in_what_was_gone_on_with() -> None:
    runtime = adopted(saved_amid())
    evaluation = runtime.resume()
    assert evaluation is not None
    while evaluation.ticks < 250:
        assert isinstance(evaluation.run(7), OutOfTicks)
    assert runtime.past is not None
    number = runtime.past.last
    replay = runtime.past.replay(Position(number, 200))
    while not replay.run(20):
        pass
    assert replay.evaluation is not None and replay.evaluation.ticks == 200
    finish(replay.evaluation)
    assert replay.runtime.eval("(length seen)") == 300


def test_what_is_looked_at_amid_the_past_goes_on_in_its_entry() -> None:
    runtime = Runtime(seed=1)
    runtime.begin_history()
    runtime.eval("(define a 1) (define (count n) (if (= n 0) 0 (+ 1 (count (- n 1))))) (count 200) (define b 2)")
    runtime.history.goto(1, ticks=100)
    evaluation = runtime.resume()
    assert evaluation is not None and evaluation.tape is not None and evaluation.tape.entry.number == 1
    finish(evaluation)
    assert not evaluation.is_behind and write_string(runtime.eval("(list a b)")) == "(1 2)"
    runtime.history.live()
    assert runtime.past is not None and runtime.past.last == 1
