"""What a person changes in a stopped evaluation is part of what happened: a replay does it again at the same place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import EffectRequest, Finished, FormDone, FormFailed, LispError, OutOfTicks, Runtime
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.history import History
from omega.runtime.debug.probe import Probe
from omega.runtime.debug.replay import Replay
from omega.runtime.debug.stop import Stop
from omega.runtime.outcome import Done
from omega.runtime.syntax.printer import write_string

FILE = "/deeds.scm"

PROGRAM = """(define log '())
(define total 0)
(define (leaf x) (* x 2))
(define (work n extra)
  (let* ((dead (list n 'gone))
         (size (length dead)))
    (set! total (+ total size))
    (let loop ((i 0) (sum 0))
      (if (< i n)
          (loop (+ i 1) (+ sum (leaf i) (leaf (+ i 1))))
          (begin
            (set! log (cons sum log))
            (list sum extra (effect 'ask.op n)))))))
(work 3 (vector 1 2))
(work 2 (vector 3 4))
(list total log (random 1000))
"""


class Recorded:
    """A session whose history is kept, with a debugger."""

    def __init__(self, program: str = PROGRAM) -> None:
        self.runtime = Runtime(seed=7)
        self.history = History(7)
        self.runtime.past = self.history
        self.evaluation = self.runtime.evaluate(program, file=FILE)
        if self.evaluation.tape is None:
            self.history.begin(self.evaluation)
        self.debugger = Debugger(self.runtime)
        self.debugger.attach(self.evaluation)

    def go(self) -> Stop | None:
        for _ in range(10_000):
            outcome = self.debugger.run(500)
            if isinstance(outcome, Stop):
                return outcome
            if isinstance(outcome, Finished):
                self.history.end(self.history.entries[-1])
                return None
            if isinstance(outcome, EffectRequest):
                self.evaluation.answer(outcome.args[0])
            else:
                assert isinstance(outcome, FormDone | FormFailed | OutOfTicks)
        raise AssertionError("it does not end")

    def deeds(self) -> list[str]:
        return [event.kind for event in self.history.entries[-1].events if event.kind in ("set", "evaluate", "overrun")]

    def assert_replays(self) -> None:
        """A replay of everything comes to the same state."""
        replay = self.history.replay()
        assert isinstance(replay, Replay)
        for _ in range(10_000):
            if replay.run(300):
                break
        else:
            raise AssertionError("the replay does not come to its end")
        assert fingerprint(replay.runtime) == fingerprint(self.runtime)


def finished(probe: Probe) -> Done | FormFailed:
    for _ in range(2_000):
        outcome = probe.run(300)
        if isinstance(outcome, Done | FormFailed):
            return outcome
        if isinstance(outcome, EffectRequest):
            probe.answer(123.5)
    raise AssertionError("it does not end")


def locals_of(recorded: Recorded) -> int:
    return recorded.debugger.view.scopes(1)[0].reference


def test_an_assignment_at_a_breakpoint_is_done_again() -> None:
    recorded = Recorded()
    recorded.debugger.set_breakpoints(FILE, [Spec(line=7)])
    assert recorded.go() is not None
    view = recorded.debugger.view
    assert isinstance(finished(view.set(locals_of(recorded), "n", "5")), Done)
    assert isinstance(finished(view.evaluate("(begin (set! total (+ total 100)) (display total))", 1, records=True)), Done)
    extra = {each.name: each for each in view.variables(locals_of(recorded))}["extra"]
    assert isinstance(finished(view.set(extra.reference, "0", "(list n dead)")), Done)
    recorded.debugger.set_breakpoints(FILE, [])
    recorded.debugger.resume()
    assert recorded.go() is None
    assert recorded.deeds() == ["set", "evaluate", "set"]
    recorded.assert_replays()


def test_looking_is_not_recorded_nor_is_what_only_computes() -> None:
    recorded = Recorded()
    recorded.debugger.set_breakpoints(FILE, [Spec(line=7)])
    assert recorded.go() is not None
    view = recorded.debugger.view
    assert isinstance(finished(view.evaluate("(leaf n)", 1)), Done)
    assert isinstance(finished(view.evaluate("(vector n size)", 1, records=True)), Done)
    assert recorded.deeds() == []


def test_answers_and_failures_are_part_of_it() -> None:
    recorded = Recorded()
    recorded.debugger.set_breakpoints(FILE, [Spec(line=12)])
    assert recorded.go() is not None
    view = recorded.debugger.view
    assert isinstance(finished(view.evaluate("(set! log (list (effect 'clock.op) sum))", 1, records=True)), Done)
    assert isinstance(finished(view.evaluate("(begin (set! total 'x) (car total))", 1, records=True)), FormFailed)
    recorded.debugger.set_breakpoints(FILE, [])
    recorded.debugger.resume()
    recorded.go()
    assert recorded.deeds() == ["evaluate", "evaluate"]
    recorded.assert_replays()


def test_what_uses_more_ticks_than_it_may_ends_at_the_same_tick_again() -> None:
    recorded = Recorded()
    recorded.debugger.set_breakpoints(FILE, [Spec(line=12)])
    assert recorded.go() is not None
    probe = recorded.debugger.view.evaluate("(let loop () (set! total (+ total 1)) (loop))", 1, records=True)
    probe.limit = 1_234
    outcome = finished(probe)
    assert isinstance(outcome, FormFailed) and outcome.condition.type == "budget-exceeded"
    recorded.debugger.set_breakpoints(FILE, [])
    recorded.debugger.resume()
    recorded.go()
    recorded.assert_replays()


def test_what_was_left_in_its_midst_cannot_be_repeated() -> None:
    recorded = Recorded()
    recorded.debugger.set_breakpoints(FILE, [Spec(line=12)])
    assert recorded.go() is not None
    probe = recorded.debugger.view.evaluate("(let loop () (set! total (+ total 1)) (loop))", 1, records=True)
    probe.run(100)
    probe.leave()
    assert recorded.deeds() == ["overrun"] and not recorded.history.entries[-1].is_exact


@pytest.mark.parametrize("effect", [False, True])
def test_where_it_waits_and_at_a_pause(effect: bool) -> None:
    recorded = Recorded()
    if effect:
        recorded.debugger.set_effect_breakpoints([Spec(op="ask.op")])
    else:
        recorded.debugger.set_tick_breakpoints([Spec(ticks=4)])
    assert recorded.go() is not None
    assert isinstance(finished(recorded.debugger.view.evaluate("(set! total (+ total 1000))", 0, records=True)), Done)
    recorded.debugger.set_effect_breakpoints([])
    recorded.debugger.resume()
    recorded.go()
    assert recorded.deeds() == ["evaluate"]
    recorded.assert_replays()


SIGNALS = """(define log '())
(define (note x) (set! log (cons x log)) x)
(define (try x)
  (handler-case (note (+ 1 (car x))) (error (e) (note 'caught))))
(define (loop i)
  (if (< i 4) (begin (try (if (even? i) i (list i))) (loop (+ i 1)))))
(guard (e (#t (note e))) (raise 'first))
(list (try 1) (try 2) (with-simple-restart (skip "Skip it.") (try 3)))
(loop 0)
(list log (effect 'ask.op 5))
"""


def test_a_restart_for_a_condition_that_a_handler_would_have_got() -> None:
    recorded = Recorded(SIGNALS)
    debugger = recorded.debugger
    debugger.set_exception_breakpoints(["all"])
    seen = []
    while (stop := recorded.go()) is not None:
        assert stop.condition is not None and stop.caught
        names = [each.name for each in stop.offers]
        seen.append((stop.condition.type, names[:3]))
        match len(seen):
            case 2:
                debugger.restart(names.index("use-value"), "(* 10 10)")
            case 4:
                debugger.restart(names.index("skip"))
            case 5:
                assert isinstance(finished(debugger.view.evaluate("(note 'looked)", 0, records=True)), Done)
                debugger.resume()
            case 6:
                with pytest.raises(LispError):
                    debugger.restart(99)
                debugger.restart(names.index("use-value"), "70")
            case _:
                debugger.resume()
    assert [type for type, _ in seen] == ["raised-object"] + ["type-error"] * 5
    events = recorded.history.entries[-1].events
    assert [event.kind for event in events] == ["restart", "restart", "evaluate", "restart", "answer"]
    log = write_string(recorded.runtime.state.globals["g_log"])
    assert log == "(4 71 2 caught looked caught 101 first)"
    recorded.assert_replays()


ACTS = st.sampled_from(["over", "into", "out", "resume", "set n", "set total", "count", "set extra"])


@settings(max_examples=80, deadline=None)
@given(st.sets(st.integers(3, 15), max_size=4), st.lists(ACTS, min_size=1, max_size=25), st.sampled_from(["line", "expression", "statement"]))
def test_any_deeds_at_any_stops(lines: set[int], acts: list[str], fineness: str) -> None:
    recorded = Recorded()
    debugger = recorded.debugger
    debugger.attach(recorded.evaluation, True)
    debugger.set_breakpoints(FILE, [Spec(line=each) for each in sorted(lines)])
    pending = list(acts)
    while recorded.go() is not None:
        act = pending.pop(0) if pending else "resume"
        if not pending:
            debugger.set_breakpoints(FILE, [])
        if act in ("over", "into", "out"):
            getattr(debugger, f"step_{act}")(fineness)
        elif act == "resume":
            debugger.resume()
        else:
            do(debugger, act)
            debugger.step_into("expression")
    recorded.assert_replays()


def do(debugger: Debugger, act: str) -> None:
    """Something that changes the program, if it is there."""
    view = debugger.view
    if act == "count":
        finished(view.evaluate("(set! total (if (number? total) (+ total 1) 0))", 0, records=True))
        return
    name = act.removeprefix("set ")
    for scope in view.scopes(1):
        found = {each.name: each for each in view.variables(scope.reference)}
        if name == "extra" and "extra" in found and found["extra"].reference:
            finished(view.set(found["extra"].reference, "1", "(list 'changed)"))
        elif name in found and name != "extra":
            finished(view.set(scope.reference, name, "4"))
