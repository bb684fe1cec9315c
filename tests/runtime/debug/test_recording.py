"""What depends on the machine, on slices or on the moment is written down where it happened, and happens there again."""

from __future__ import annotations

import gc
import signal
from types import FrameType

import pytest

from omega.runtime import (
    Condition,
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    Limits,
    NeedsRestart,
    Overrun,
    Runtime,
    String,
)
from omega.runtime.debug.fingerprint import fingerprint
from omega.runtime.debug.history import History
from omega.runtime.debug.replay import Replay
from omega.runtime.journal import Checkpoint, Entry, Event
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.machine.snapshot.values import value_bytes, value_from
from omega.runtime.recording import Diverged
from omega.runtime.syntax.printer import write_string

HEAP = Limits(heap_per_session=2 << 20)
GROW = "(let loop ((l '())) (loop (cons 1 l)))"
KEEP = "(let loop () (set! kept (cons 1 kept)) (loop))"


def begun(limits: Limits | None = None) -> Runtime:
    runtime = Runtime(limits, seed=1)
    runtime.begin_history()
    run(runtime, "(define kept '()) (define seen '())")
    return runtime


def run(runtime: Runtime, text: str, quantum: int = 2_000) -> list[str]:
    """What the forms gave."""
    evaluation = runtime.evaluate(text)
    found = go_on(evaluation, quantum)
    runtime.end(evaluation, "done")
    return found


def go_on(evaluation: Evaluation, quantum: int) -> list[str]:
    found = []
    while not isinstance(outcome := evaluation.run(quantum), Finished):
        if isinstance(outcome, FormDone):
            found.append(write_string(outcome.value, 60))
        elif isinstance(outcome, FormFailed):
            found.append(outcome.condition.type)
    return found


def past(runtime: Runtime) -> History:
    assert runtime.past is not None
    return runtime.past


def events(runtime: Runtime) -> list[str]:
    return [event.kind for event in past(runtime).entries[-1].events]


def replayed(runtime: Runtime, quantum: int = 3_170) -> Replay:
    """From bytes alone."""
    replay = History.unpacked(past(runtime).packed(), runtime.state.limits).replay()
    while not replay.run(quantum):
        pass
    return replay


@pytest.mark.parametrize("text", [
    f"(guard (e (#t (set! seen (condition-type e)))) {GROW}) (list seen 7)",
    f"(handler-bind ((t (lambda (e) (set! seen (cons e seen))))) {GROW}) 7",
    f"(guard (e (#t 'caught)) {KEEP}) (let loop () (loop))",
    f"(guard (e (#t (set! kept '()) 'caught)) {KEEP}) (string-length (make-string 9000 #\\a))",
    f"(dynamic-wind list (lambda () {KEEP}) (lambda () (set! seen 'left))) 7",
])  # fmt: skip
def test_a_memory_limit_is_reached_where_it_was(text: str) -> None:
    gc.collect()  # what other tests have left would be freed meanwhile, and taken for what this session lets go of
    runtime = begun(HEAP)
    run(runtime, text)
    assert {"exceed", "fail"} & set(events(runtime)), "which of them depends on the process"
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_a_session_that_began_with_too_much_did_what_it_could() -> None:
    runtime = begun(HEAP)
    run(runtime, f"(guard (e (#t 'caught)) {KEEP})")
    for text in ("(make-string 5000 #\\a)", "(begin (set! kept '()) 'free)", "(string-length (make-string 5000 #\\a))"):
        run(runtime, text)
    run(runtime, "(length kept)")
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_a_product_that_was_refused_because_a_run_took_too_long() -> None:
    runtime = begun(Limits(integer_bits=10_000))
    evaluation = runtime.evaluate("(define (square-on x i) (if (= i 0) 0 (square-on (* x x) (- i 1)))) (square-on 3 22) (square-on 3 20)")
    kinds = []
    late = False
    while not isinstance(outcome := evaluation.run(1), Finished):
        kinds.append(type(outcome))
        if evaluation.ticks == 17 and not late and evaluation.execution is not None:
            late = evaluation.execution.is_late = True  # as the host's timer has it
    runtime.end(evaluation, "done")
    assert kinds.count(FormDone) == 2 and kinds.count(FormFailed) == 1 and events(runtime) == ["late"]
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_an_interrupt_amid_returns_takes_effect_at_a_tick_point() -> None:
    runtime = begun()
    evaluation = runtime.evaluate(
        "(define n 0) (define (deep k) (if (= k 0) 0 (let ((r (deep (- k 1)))) (set! n (+ n 1)) r))) (deep 20000) (let loop () (loop))"
    )
    while evaluation.ticks < 20_000:
        evaluation.run(20_000 - evaluation.ticks)
    evaluation.run(100)
    evaluation.interrupt()
    go_on(evaluation, 100)
    runtime.end(evaluation, "interrupted")
    assert events(runtime) == ["interrupt"]
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_who_is_asked_may_change_meanwhile() -> None:
    runtime = begun()
    evaluation = runtime.evaluate("(car 1) (set! seen (list (car 2) seen)) (car 3)")
    asked = 0
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, FormFailed):
            evaluation.asks = not evaluation.asks
        elif isinstance(outcome, NeedsRestart):
            asked += 1
            evaluation.restart(0, "(list 'used kept)")
            evaluation.asks = False
    runtime.end(evaluation, "error")
    assert asked == 1 and events(runtime) == ["asks", "restart"]
    assert run(runtime, "seen") == ["((used ()) ())"]
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_an_answer_is_written_down_as_it_was() -> None:
    runtime = begun()
    evaluation = runtime.evaluate("(define s (effect 'ask.op)) (string-set! s 0 #\\X) s")
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, EffectRequest):
            evaluation.answer(String("abc"))
    runtime.end(evaluation, "done")
    assert past(runtime).entries[-1].events[0].data == b"sabc"
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)


def test_what_cannot_be_done_again_says_so() -> None:
    runtime = begun()
    evaluation = runtime.evaluate("(effect 'ask.op) 5")
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, EffectRequest):
            evaluation.answer(len)  # nothing that could be written down
    runtime.end(evaluation, "done")
    assert events(runtime) == ["overrun"] and not past(runtime).entries[-1].is_exact
    with pytest.raises(Diverged):
        replayed(runtime)


def test_an_operation_that_was_ended_in_its_midst_is_known() -> None:
    """The host's timer raises ``Overrun`` wherever the program is."""
    runtime = begun()
    evaluation = runtime.evaluate("(let loop () (expt 3 50000) (loop)) 5")

    def expire(_signal: int, _frame: FrameType | None) -> None:
        raise Overrun

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        while True:
            if isinstance(evaluation.run(1_000), FormFailed):
                break
    except Overrun:  # it came in the instant before or after the machine could take it
        evaluation.fail(Condition("budget-exceeded", "it took too long"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    go_on(evaluation, 1_000)
    runtime.end(evaluation, "error")
    assert "overrun" in events(runtime) and not past(runtime).entries[-1].is_exact


def test_records_as_bytes() -> None:
    event = Event("answer", 1 << 40, 5, b"\xff")
    entry = Entry(7, "(+ 1 2)", file="λ", events=[event, Event("interrupt", 3)], tags=("a", "b"), limits=HEAP)
    state = Checkpoint(3, b"state", True, 5, 6, 7, 8)
    for record in (event, entry, state):
        data = record.pack()
        assert type(record).unpack(data) == record
        for wrong in (b"", data[:-1], data[1:], b"x" * len(data)):
            with pytest.raises(SnapshotError):
                type(record).unpack(wrong)
    with pytest.raises(SnapshotError):
        Event.unpack(entry.pack())


@pytest.mark.parametrize("text", ["5", "-123456789012345678901234567890", "1/3", "2.5", "+nan.0", "1+2i", "#t", "'()", "'sym", '"text"', "#\\a",
                                  "(list 1 \"two\" #(3 4) 'x)", "(let ((l (list 1 2))) (set-cdr! (cdr l) l) l)"])  # fmt: skip
def test_values_as_bytes(text: str) -> None:
    runtime = Runtime()
    value = runtime.eval(text)
    again = value_from(value_bytes(value), Runtime().state)
    assert write_string(again) == write_string(value) and type(again) is type(value)
    for wrong in (b"", b"q", b"i", b"f12", b"cnothing", b"g", value_bytes(value)[:-1] + b"\xff\xff"):
        try:
            value_from(wrong, runtime.state)
        except SnapshotError:
            continue
        assert wrong[:1] in (b"s", b"f", b"i")


def test_a_refused_effect_fails_again() -> None:
    runtime = begun()
    evaluation = runtime.evaluate("(guard (e (#t (set! seen (condition/report-string e)))) (effect 'ask.op))")
    while not isinstance(outcome := evaluation.run(100), Finished):
        if isinstance(outcome, EffectRequest):
            evaluation.refuse(Condition("file-error", "not there", path=String("x")))
    runtime.end(evaluation, "done")
    assert run(runtime, "seen") == ['"not there"']
    assert fingerprint(replayed(runtime).runtime) == fingerprint(runtime)
