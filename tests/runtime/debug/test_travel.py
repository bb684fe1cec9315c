"""Going back: to the stop before, to the breakpoint before, to a tick, to where a frame began; and forwards again."""

from __future__ import annotations

import pytest

from omega.runtime import (
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    LispError,
    NeedsRestart,
    OutOfTicks,
    Runtime,
)
from omega.runtime.debug.breakpoints import Spec
from omega.runtime.debug.debugger import Debugger
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.stop import Granularity, Stop
from omega.runtime.outcome import Done
from omega.runtime.syntax.printer import write_string

from .test_debugger import FACT, FILE

Shown = tuple[int, int, str, str, int, int]


class Session:
    """A session whose past is kept, with a debugger. ``requests``: effects asked of its host, who answers with numbers."""

    def __init__(self, program: str, *, entry: bool = False) -> None:
        self.runtime = Runtime(seed=3)
        self.runtime.begin_history()
        self.debugger = Debugger(self.runtime)
        self.evaluation = self.runtime.evaluate(program, file=FILE)
        self.values: list[str] = []
        self.requests = 0
        self.output = ""
        self.debugger.attach(self.evaluation, entry)

    def go(self, quantum: int = 1_000) -> Stop | None:
        """Run to the next stop; ``None``: to the end."""
        for _ in range(20_000):
            outcome = self.debugger.run(quantum)
            self.output += "".join(text for _, text in self.runtime.drain_output())
            if isinstance(outcome, Stop):
                return outcome
            if isinstance(outcome, FormDone):
                self.values.append(write_string(outcome.value))
            elif isinstance(outcome, FormFailed):
                self.values.append(outcome.condition.type)
            elif isinstance(outcome, EffectRequest):
                self.requests += 1
                self.evaluation.answer(self.requests)
            elif isinstance(outcome, Finished):
                return None
            else:
                assert isinstance(outcome, OutOfTicks), outcome
        raise AssertionError("it neither stops nor ends")

    def stop(self) -> Stop:
        found = self.go()
        assert found is not None, "ran to its end"
        return found

    def state(self) -> str:
        return fingerprint(self.runtime, self.evaluation)


def shown(stop: Stop) -> Shown:
    place = stop.place
    assert place is not None
    return stop.ticks, stop.operation, place.kind, place.name, place.span.line, place.span.column


def line(stop: Stop) -> int:
    return shown(stop)[4]


LOOP = """(define total 0)
(define (add! x)
  (set! total (+ total x))
  (display x)
  total)
(define (run n)
  (let loop ((i 0))
    (if (< i n)
        (begin
          (add! (effect 'number.op i))
          (loop (+ i 1))))))
(run 4)
(display 'end)
"""


@pytest.mark.parametrize("program", [FACT, LOOP])
@pytest.mark.parametrize("granularity", ["line", "statement", "expression"])
def test_steps_back_undo_steps_into(program: str, granularity: Granularity) -> None:
    """In the activation itself and in those it was called from: all there is on the way into it."""
    session = Session(program, entry=True)
    trail = [(shown(session.stop()), session.state())]
    for _ in range(20):
        session.debugger.step_into(granularity)
        trail.append((shown(session.stop()), session.state()))
    requests, output = session.requests, session.output
    places = [where for where, _ in trail]
    at = places[-1]
    for _ in range(80):
        session.debugger.step_back(granularity)
        before, at = at, shown(session.stop())
        assert at < before or at == places[0]
        assert (at, session.state()) in trail, "a state that it never had"
        if at == places[0]:
            break
    assert at == places[0]
    for expected in trail[1:]:
        session.debugger.step_into(granularity)
        assert (shown(session.stop()), session.state()) == expected
    assert (session.requests, session.output) == (requests, output), "what was done is not done again"
    session.debugger.resume()
    assert session.go() is None
    if program is LOOP:
        assert session.requests == 4 and session.output == "1234end"


def test_a_step_back_goes_over_what_was_called() -> None:
    session = Session("(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))\n(define (f x)\n  (deep 100000)\n  (* x 2))\n(f 1)\n")
    session.debugger.set_breakpoints(FILE, [Spec(line=4)])
    assert line(session.stop()) == 4
    session.debugger.step_back()
    stop = session.stop()
    assert (line(stop), stop.place and stop.place.name) == (3, "f") and session.evaluation.ticks == 1
    session.debugger.step_over()
    assert line(session.stop()) == 4 and session.evaluation.ticks == 100_001


def test_back_to_the_breakpoint_before() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=4, condition="(odd? x)"), Spec(line=12)])
    stops = [shown(session.stop())]
    while True:
        session.debugger.resume()
        stop = session.go()
        if stop is None:
            break
        stops.append(shown(stop))
    assert [each[4] for each in stops] == [12, 4, 4]

    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=4, condition="(odd? x)"), Spec(line=12), Spec(line=13)])
    for expected in (12, 4, 4, 13):
        assert line(session.stop()) == expected
        session.debugger.resume() if expected != 13 else None
    for expected in (4, 4, 12):
        session.debugger.reverse_continue()
        stop = session.stop()
        assert (stop.reason, line(stop)) == ("breakpoint", expected)
    session.debugger.reverse_continue()
    assert session.stop().ticks == 0 and session.requests == 4
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None
    assert (session.requests, session.output) == (4, "1234end")


def test_back_to_an_effect_and_to_a_condition() -> None:
    session = Session("(define (f) (effect 'ask.op 1))\n(guard (e (#t 'caught)) (car (f)))\n(f)\n(list 1)")
    session.debugger.set_effect_breakpoints([Spec(op="ask.op")])
    session.debugger.set_exception_breakpoints(["all"])
    session.debugger.set_breakpoints(FILE, [Spec(line=4)])
    reasons = []
    while (stop := session.go()) is not None and stop.reason != "breakpoint":
        reasons.append(stop.reason)
        session.debugger.resume()
    assert reasons == ["effect", "exception", "effect"]
    back = []
    for _ in reasons:
        session.debugger.reverse_continue()
        back.append(session.stop().reason)
    assert back == reasons[::-1] and session.requests == 2


def test_goto_is_exact_and_goes_both_ways() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=13)])
    session.stop()
    end = session.state()
    last = session.evaluation.ticks
    states: dict[int, str] = {}
    for ticks in (*range(last), *reversed(range(last))):
        session.debugger.goto(ticks)
        stop = session.stop()
        assert (stop.reason, stop.ticks, stop.operation) == ("goto", ticks, 0)
        assert states.setdefault(ticks, session.state()) == session.state()
    session.debugger.resume()
    assert line(session.stop()) == 13 and session.state() == end and session.requests == 4
    with pytest.raises(LispError, match=r"goto: expected a tick from 0 to"):
        session.debugger.goto(10_000)


def test_a_frame_begins_again() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=5)])
    for _ in range(2):
        stop = session.stop()
        session.debugger.resume()
    session.stop()
    session.debugger.restart_frame(1)
    stop = session.stop()
    assert (line(stop), stop.place and stop.place.name) == (3, "add!")
    session.debugger.restart_frame(2)
    stop = session.stop()
    assert (line(stop), stop.place and stop.place.name) == (7, "run")
    assert write_string(session.runtime.state.globals["g_total"]) == "0" and session.requests == 3


def test_another_restart_in_the_past_makes_another_future() -> None:
    program = "(define (f x)\n  (+ 1 (car x)))\n(display (f 5))\n(display (effect 'ask.op))"
    session = Session(program)
    session.debugger.set_exception_breakpoints(["uncaught"])
    stop = session.stop()
    assert stop.reason == "exception"
    names = [offer.name for offer in stop.offers]
    session.debugger.restart(names.index("use-value"), "41")
    session.debugger.set_breakpoints(FILE, [Spec(line=4)])
    assert line(session.stop()) == 4 and session.output == "42"
    session.debugger.reverse_continue()
    stop = session.stop()
    assert stop.reason == "exception"
    session.debugger.restart(names.index("use-value"), "1")
    assert line(session.stop()) == 4 and session.output == "422"
    session.debugger.resume()
    assert session.go() is None and session.requests == 1


def test_what_comes_after_the_place_one_has_gone_back_from_is_printed() -> None:
    session = Session('(display "start ")\n(define x 1)\n(display "middle ")\n(display "end")\n')
    session.debugger.set_breakpoints(FILE, [Spec(line=2)])
    session.stop()
    for _ in range(2):
        session.debugger.step_over()
        session.stop()
    assert session.output == "start middle "
    session.debugger.reverse_continue()  # whoever looks for the way may come to the end of the program
    assert line(session.stop()) == 2
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None and session.output == "start middle end"


def test_going_on_from_the_past_leaves_what_was_done_alone() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=13)])
    session.stop()
    entry = session.evaluation.entry
    assert entry is not None
    events = list(entry.events)
    session.debugger.goto(3)
    session.stop()
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None
    assert entry.events == events and session.requests == 4 and NeedsRestart not in map(type, events)


def set_variable(session: Session, name: str, text: str) -> None:
    view = session.debugger.view
    scope = next(each for each in view.scopes(1) if each.name == "Locals")
    probe = view.set(scope.reference, name, text)
    while not isinstance(probe.run(1_000), Done):
        pass


def test_what_was_set_stays_set_and_can_be_gone_back_behind() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=3)])
    for _ in range(2):
        session.stop()
        session.debugger.resume()
    assert line(session.stop()) == 3
    set_variable(session, "x", "100")
    session.debugger.resume()
    assert line(session.stop()) == 3 and session.output == "12100"
    changed = session.state()
    for ticks in range(session.evaluation.ticks):
        session.debugger.goto(ticks)
        session.stop()
    session.debugger.resume()
    values = []
    while True:
        stop = session.stop()
        values.append(write_string(session.runtime.state.globals["g_total"]))
        if (stop.ticks, session.state()) == (stop.ticks, changed):
            break
        session.debugger.resume()
    assert values[-1] == "103"
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None
    assert session.output == "121004end" and session.requests == 4
    past = session.runtime.past
    assert past is not None
    replay = past.replay()
    while not replay.run(100):
        pass
    assert fingerprint(replay.runtime) == fingerprint(session.runtime)


def test_a_change_in_the_past_makes_another_future() -> None:
    session = Session(LOOP)
    session.debugger.set_breakpoints(FILE, [Spec(line=13)])
    session.stop()
    session.debugger.set_breakpoints(FILE, [Spec(line=3)])
    session.debugger.goto(0)
    session.stop()
    session.debugger.resume()
    assert line(session.stop()) == 3
    set_variable(session, "x", "50")
    session.debugger.set_breakpoints(FILE, [])
    session.debugger.resume()
    assert session.go() is None
    assert (session.requests, session.output) == (7, "123450567end")


def test_what_is_called_many_times_within_a_tick_is_told_apart() -> None:
    program = "(define (leaf x)\n  (* x 2))\n(define (f n)\n  (list (leaf n)\n        (leaf (+ n 1))\n        (leaf (+ n 2))))\n(list (f 1))"
    session = Session(program)
    session.debugger.set_breakpoints(FILE, [Spec(line=2)])
    for _ in range(2):
        session.stop()
        session.debugger.resume()
    session.stop()
    session.debugger.step_back("expression")
    assert shown(session.stop())[2:5] == ("call", "f", 6)


def test_back_to_where_a_global_was_changed() -> None:
    session = Session(LOOP, entry=True)
    session.stop()
    session.debugger.set_breakpoints(FILE, [Spec(line=7)])
    session.debugger.resume()
    assert line(session.stop()) == 7
    view = session.debugger.view
    scope = next(each for each in view.scopes(1) if each.name == "Globals")
    data, _ = session.debugger.data_info(scope.reference, "total")
    (watched,) = session.debugger.set_data_breakpoints([Spec(data=data)])
    session.debugger.set_breakpoints(FILE, [Spec(line=13)])
    totals = []
    while line(stop := go_on(session)) != 13:
        assert stop.reason == "data breakpoint" and watched.verified
        totals.append(write_string(session.runtime.state.globals["g_total"]))
    assert totals == ["1", "3", "6", "10"]
    back = []
    for _ in totals:
        session.debugger.reverse_continue()
        stop = session.stop()
        assert stop.reason == "data breakpoint" and watched.verified
        back.append(write_string(session.runtime.state.globals["g_total"]))
    assert back == totals[::-1] and session.requests == 4


def go_on(session: Session) -> Stop:
    session.debugger.resume()
    return session.stop()
