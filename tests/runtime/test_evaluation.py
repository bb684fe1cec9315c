"""Evaluations in slices: interrupts, effects, limits, and what they leave behind."""

from __future__ import annotations

from collections.abc import Iterator

from omega.runtime import (
    EOF,
    Condition,
    EffectRequest,
    Evaluation,
    Finished,
    FormDone,
    FormFailed,
    Limits,
    Outcome,
    OutOfTicks,
    Runtime,
    String,
)
from omega.runtime.syntax.printer import write_string


def outcomes(evaluation: Evaluation, ticks: int = 1_000, most: int = 100_000) -> Iterator[Outcome]:
    """What ``run`` returns until it is finished, running out of ticks left out."""
    for _ in range(most):
        outcome = evaluation.run(ticks)
        if not isinstance(outcome, OutOfTicks):
            yield outcome
        if isinstance(outcome, Finished):
            return
    raise AssertionError("the evaluation does not end")


def only_failure(runtime: Runtime, text: str) -> Condition:
    (failed, finished) = outcomes(runtime.evaluate(text))
    assert isinstance(failed, FormFailed) and isinstance(finished, Finished)
    return failed.condition


def test_a_loop_without_end_is_interrupted_and_the_session_goes_on() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(let loop () (loop)) (display 'never)")
    assert isinstance(evaluation.run(1_000), OutOfTicks)
    evaluation.interrupt()
    assert list(outcomes(evaluation)) == [Finished(interrupted=True)]
    assert runtime.drain_output() == []
    assert runtime.eval("(+ 1 2)") == 3


def test_an_interrupt_runs_the_after_thunks_innermost_first() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate(
        "(dynamic-wind (lambda () 1) (lambda () (dynamic-wind (lambda () 1) (lambda () (let loop () (loop)))"
        " (lambda () (display 'inner)))) (lambda () (display 'outer)))"
    )
    evaluation.run(1_000)
    evaluation.interrupt()
    assert list(outcomes(evaluation)) == [Finished(interrupted=True)]
    assert runtime.drain_output() == [("out", "innerouter")]


def test_an_after_thunk_without_end_does_not_hold_up_the_interrupt() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate(
        "(dynamic-wind (lambda () 1) (lambda () (let loop () (loop))) (lambda () (let loop () (loop))))"
    )
    evaluation.run(1_000)
    evaluation.interrupt()
    assert list(outcomes(evaluation, most=300)) == [Finished(interrupted=True)]
    assert runtime.eval("1") == 1


def test_an_evaluation_interrupted_before_it_began_does_nothing() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(define x 1)")
    evaluation.interrupt()
    assert list(outcomes(evaluation)) == [Finished(interrupted=True)]
    assert runtime.lookup("x") is None


def test_an_effect_is_answered_and_may_be_refused() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(+ 1 (effect 'ask 2 'x)) (effect 'other)")
    request = evaluation.run(1_000)
    assert isinstance(request, EffectRequest)
    assert (request.op, write_string(request.args[0]), write_string(request.args[1])) == ("ask", "2", "x")
    evaluation.answer(41)
    assert evaluation.run(1_000) == FormDone(42)
    assert isinstance(evaluation.run(1_000), EffectRequest)
    evaluation.refuse(Condition("capability-denied", "not here"))
    failed = evaluation.run(1_000)
    assert isinstance(failed, FormFailed)
    assert failed.condition.type == "capability-denied"
    assert failed.condition.place is not None


def test_a_refused_effect_can_be_handled() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(guard (e (#t (condition/report-string e))) (effect 'ask))")
    assert isinstance(evaluation.run(1_000), EffectRequest)
    evaluation.refuse(Condition("capability-denied", "not here"))
    done = evaluation.run(1_000)
    assert isinstance(done, FormDone)
    assert done.value.text == "not here"


def test_input_is_asked_for_until_there_is_a_line() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(list (read-line) (read-char) (peek-char) (read) (read-line) (read-line) (read-line))")
    for chunk in (String("one\ntw"), String("(a\n"), String("b) 12"), String("3 rest"), EOF):
        assert isinstance(evaluation.run(1_000), EffectRequest)
        evaluation.answer(chunk)
    (done, _) = outcomes(evaluation)
    assert isinstance(done, FormDone)
    assert write_string(done.value) == '("one" #\\t #\\w w "(a" "b) 123 rest" #<eof>)'


def test_ticks_per_evaluation_is_a_limit_with_a_name() -> None:
    runtime = Runtime(Limits(ticks_per_evaluation=10_000))
    condition = only_failure(runtime, "(let loop () (loop))")
    assert condition.type == "budget-exceeded"
    assert "ticks-per-evaluation" in condition.message
    assert runtime.eval("(let loop ((i 0)) (if (< i 1000) (loop (+ i 1)) i))") == 1000


def test_heap_per_session_is_a_limit_with_a_name() -> None:
    for text in (
        "(let loop ((l '())) (loop (cons 1 l)))",
        "(define (f n) (+ 1 (f n))) (f 0)",
        "(let loop ((v (make-vector 10 1))) (loop (vector-append v v)))",
        "(let loop ((l '())) (loop (cons (make-string 100000 #\\a) l)))",
    ):
        runtime = Runtime(Limits(heap_per_session=5_000_000, object_bytes=4_000_000_000))
        *_, failed, finished = outcomes(runtime.evaluate(text), ticks=20_000)
        assert isinstance(failed, FormFailed) and isinstance(finished, Finished)
        assert failed.condition.type == "budget-exceeded"
        assert "heap-per-session" in failed.condition.message
        assert runtime.eval("(length (list 1 2 3))") == 3


def test_a_session_that_holds_too_much_can_still_let_go_of_it() -> None:
    runtime = Runtime(Limits(heap_per_session=5_000_000))
    runtime.eval("(define l '()) (define (more) (set! l (cons (make-vector 50000 0) l)) (length l))")
    kinds: list[str] = []
    for _ in range(40):
        (outcome, _) = outcomes(runtime.evaluate("(more)"))
        kinds.append(outcome.condition.type if isinstance(outcome, FormFailed) else "done")
    assert kinds[:5] == ["done"] * 5 and set(kinds[-5:]) == {"budget-exceeded"}
    assert runtime.state.heap_bytes < 12_000_000
    assert runtime.eval("(begin (set! l '()) (length l))") == 0
    assert runtime.eval("(more)") == 1


def test_garbage_is_not_held_against_a_session() -> None:
    runtime = Runtime(Limits(heap_per_session=3_000_000))
    text = "(let loop ((i 0)) (if (= i 300000) i (begin (list i i i) (if (= 0 (remainder i 100)) (make-string 50000 #\\a)) (loop (+ i 1)))))"
    assert runtime.eval(text) == 300_000


def test_fail_ends_the_form_with_a_place_and_the_evaluation() -> None:
    runtime = Runtime()
    evaluation = runtime.evaluate("(define (spin) (spin))\n(spin)\n(display 'never)")
    assert isinstance(evaluation.run(1_000), FormDone)
    evaluation.run(1_000)
    evaluation.fail(Condition("budget-exceeded", "enough"))
    failed, finished = outcomes(evaluation)
    assert isinstance(failed, FormFailed) and isinstance(finished, Finished)
    assert failed.condition.message == "enough"
    assert failed.condition.place is not None
    assert [entry.name for entry in failed.condition.stack] == ["spin", "top level"]


def test_a_read_error_ends_the_evaluation_after_the_forms_before_it() -> None:
    runtime = Runtime()
    first, failed, finished = outcomes(runtime.evaluate("1 (+ 1", file="f.scm"))
    assert first == FormDone(1)
    assert isinstance(failed, FormFailed) and isinstance(finished, Finished)
    assert failed.condition.type == "parse-error"
    assert failed.condition.place is not None and failed.condition.place.file == "f.scm"


def test_evaluation_goes_on_after_an_error() -> None:
    runtime = Runtime()
    kinds = [type(outcome) for outcome in outcomes(runtime.evaluate("(car 1) 2"))]
    assert kinds == [FormFailed, FormDone, Finished]


def test_history_variables() -> None:
    runtime = Runtime()
    runtime.eval("1 2 3")
    assert write_string(runtime.eval("(list *1 *2 *3)")) == "(3 2 1)"
    list(outcomes(runtime.evaluate("(car 5)")))
    assert write_string(runtime.eval("(condition-type *e)")) == "type-error"


def test_runs_do_not_nest() -> None:
    inner = Runtime()
    seen: list[str] = []

    def host(op: str, arguments: tuple[object, ...]) -> int:
        seen.append(op)
        return int(inner.eval("(+ 1 1)"))

    assert Runtime().eval("(+ 1 (effect 'ask))", host=host) == 3
    assert seen == ["ask"]


def test_random_numbers_are_the_sessions_own_and_follow_its_seed() -> None:
    text = "(list (random 1000000) (random 1.0) (random 1000000))"
    first, second = Runtime(seed=7), Runtime(seed=7)
    drawn = write_string(first.eval(text))
    assert write_string(second.eval(text)) == drawn
    assert write_string(second.fork().eval(text)) == write_string(second.eval(text))
    assert write_string(Runtime(seed=8).eval(text)) != drawn
