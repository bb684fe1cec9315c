"""A run that was recorded can be done again: to its end, to any tick and operation of it, and on from there."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import (
    Condition,
    EffectRequest,
    Finished,
    FormDone,
    FormFailed,
    NeedsRestart,
    OutOfTicks,
    Paused,
    Runtime,
)
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.history import History
from omega.runtime.debug.replay import Position, Replay
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.stepping import Stepper, every_operation, every_statement
from omega.runtime.recording import Tape
from omega.runtime.slices import finish
from omega.runtime.syntax.printer import write_string
from tests.runtime.machine.test_properties import text, trees

BEFORE = "(define acc '()) (define again #f) (define count 0) (define v (vector 1 2 3)) (define (ask x) (effect 'ask.op x))"

#: What programs are made of: T is a random expression, N a small number.
PIECES = [
    "T", "(set! acc (cons T acc))", "(ask N)", "(display (list T (ask (random 10))))", "(vector-set! v 0 (random 50))",
    "(let loop ((i 0)) (if (< i N) (begin (set! acc (cons (ask i) acc)) (loop (+ i 1)))))",
    "(dynamic-wind (lambda () (display 'in)) (lambda () (list T (ask 1))) (lambda () (display 'out) (ask 2)))",
    "(call/cc (lambda (k) (set! again k) T))",
    "(if (and again (< count 3)) (begin (set! count (+ count 1)) (again count)))",
    "(define (deep n) (if (= n 0) (ask 0) (+ 1 (deep (- n 1))))) (deep N)",
    "(car (ask N))", "(guard (e (#t (display 'caught) T)) (car (ask N)))", "(raise (ask N))",
    "(eval (list '+ (ask 1) N))", "(define-syntax twice (syntax-rules () ((_ e) (list e e)))) (twice (ask N))",
    "(with-exception-handler (lambda (e) (ask 'handler)) (lambda () (+ 1 (raise-continuable 'oops))))",
    "(define l (list 1 2 (ask N))) (set-car! (cddr l) l)",
    "(let loop ((i 0)) (if (< i 40) (loop (+ i 1)) i))",
]  # fmt: skip


@st.composite
def programs(draw: st.DrawFn) -> str:
    found = []
    for _ in range(draw(st.integers(1, 4))):
        piece = draw(st.sampled_from(PIECES))
        if "T" in piece:
            tree = draw(trees())
            piece = piece.replace("T", f"(begin {text(tree)})")
        found.append(piece.replace("N", str(draw(st.integers(0, 30)))))
    return " ".join(found)


@dataclass
class Script:
    """What happens from outside: ``slices`` and who runs them; what is answered; ``acts``: at which slice somebody ends it."""

    slices: list[tuple[int, Stepper | None]]
    answers: list[int]
    ends: dict[int, str]
    asks: bool


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    curious = Stepper(draw(st.sampled_from([every_operation, every_statement])))
    executors = st.sampled_from([None, None, Stepper(), curious, curious])
    slices = draw(st.lists(st.tuples(st.integers(1, 9), executors), min_size=1, max_size=8))
    ends = draw(st.dictionaries(st.integers(1, 60), st.sampled_from(["interrupt", "fail"]), max_size=1))
    return Script(slices, draw(st.lists(st.integers(-1, 60), min_size=1, max_size=9)), ends, draw(st.booleans()))


@dataclass
class Seen:
    """A run that was recorded. ``states``: of some moments, by position."""

    runtime: Runtime
    history: History
    evaluation: Evaluation
    requests: int = 0
    states: dict[tuple[int, int], str] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)
    output: str = ""


def tape(evaluation: Evaluation) -> Tape:
    assert evaluation.tape is not None
    return evaluation.tape


def record(program: str, script: Script) -> Seen:
    runtime = Runtime(seed=5)
    history = History.of(runtime)
    first = runtime.evaluate(BEFORE)
    while not isinstance(first.run(1_000), Finished):
        pass
    history.end(tape(first).entry)
    evaluation = runtime.evaluate(program)
    evaluation.asks = script.asks
    seen = Seen(runtime, history, evaluation)
    questions = 0
    for turn in range(100_000):
        ticks, evaluation.stepper = script.slices[turn % len(script.slices)]
        outcome = evaluation.run(ticks)
        seen.output += "".join(chunk for _, chunk in runtime.drain_output())
        if isinstance(outcome, Finished):
            break
        if isinstance(outcome, Paused) or (isinstance(outcome, OutOfTicks) and evaluation.position[1] == 0):
            seen.states[evaluation.position] = fingerprint(runtime, evaluation)
            if turn % 7 == 3 and (kept := finish(evaluation.saved())) is not None:
                history.keep(kept)
        elif isinstance(outcome, FormDone):
            seen.values.append(write_string(outcome.value))
        elif isinstance(outcome, FormFailed):
            seen.values.append(outcome.condition.message)
        elif isinstance(outcome, EffectRequest):
            answer = script.answers[seen.requests % len(script.answers)]
            seen.requests += 1
            if answer < 0:
                evaluation.refuse(Condition("file-error", "refused"))
            else:
                evaluation.answer(answer)
        elif isinstance(outcome, NeedsRestart):
            # The last one, after a few questions, is to end the form.
            questions += 1
            choice = script.answers[turn % len(script.answers)] % len(outcome.offers) if questions < 9 else -1
            choice %= len(outcome.offers)
            evaluation.restart(choice, "(list 1 count)" if outcome.offers[choice].values else "")
        if turn in script.ends:
            if script.ends[turn] == "interrupt":
                evaluation.interrupt()
            else:
                evaluation.fail(Condition("budget-exceeded", "enough"))
    history.end(tape(evaluation).entry)
    return seen


def done(replay: Replay, ticks: int = 1_000) -> Replay:
    for _ in range(100_000):
        if replay.run(ticks):
            return replay
    raise AssertionError("the replay does not end")


def state(replay: Replay) -> str:
    return fingerprint(replay.runtime, replay.evaluation)


@settings(max_examples=150, deadline=None)
@given(programs(), scripts(), st.integers(1, 40))
def test_random_programs(program: str, script: Script, quantum: int) -> None:
    seen = record(program, script)
    end = fingerprint(seen.runtime)
    assert state(done(seen.history.replay(), quantum)) == end
    places = sorted(seen.states, key=lambda place: (place[0], place[1] or 1 << 60))
    chosen = places if len(places) < 12 else places[:: len(places) // 12 + 1]
    for ticks, operation in (*chosen, *reversed(chosen)):
        replay = done(seen.history.replay(Position(2, ticks, operation)), quantum)
        assert replay.evaluation is not None and replay.evaluation.position == (ticks, operation)
        assert state(replay) == seen.states[ticks, operation]
    for ticks, operation in chosen[:3]:
        replay = done(seen.history.replay(Position(2, ticks, operation)), quantum)
        evaluation = replay.evaluation
        assert evaluation is not None
        evaluation.stepper = None
        while not isinstance(outcome := evaluation.run(quantum), Finished):
            assert isinstance(outcome, OutOfTicks), outcome
        assert replay.runtime.drain_output() == []
        assert fingerprint(replay.runtime) == end
