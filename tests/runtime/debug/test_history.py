"""The history of a session as verbs: what is listed, what it is to look at the past, and what becomes of the present."""

from __future__ import annotations

import pytest

from omega.runtime import EffectRequest, Finished, LispError, Runtime, Value
from omega.runtime.debug.look import Place
from omega.runtime.debug.parcel import Parcel, wrap
from omega.runtime.journal import Checkpoint
from omega.runtime.slices import finish
from omega.runtime.syntax.printer import write_string
from omega.runtime.verbs import VERBS


def begun() -> Runtime:
    runtime = Runtime(seed=1)
    runtime.begin_history()
    return runtime


def packed(parcel: Parcel) -> bytes:
    return finish(wrap(parcel))


def run(runtime: Runtime, text: str) -> str:
    return write_string(runtime.eval(text))


def counted() -> Runtime:
    """A session that has counted to 3, an evaluation each."""
    runtime = begun()
    for number in range(1, 4):
        runtime.eval(f"(define x {number})", file="count.scm")
    return runtime


def test_entries() -> None:
    runtime = begun()
    runtime.clock = iter(range(100)).__next__
    runtime.eval("(define (f x) (* x x))", file="f.scm")
    runtime.eval("(f (current-time))")
    with pytest.raises(LispError):
        runtime.eval("(car (f 2))")
    page = runtime.history.list()
    assert page.total == 3
    assert [each.number for each in page.entries] == [1, 2, 3]
    first, second, third = page.entries
    assert (first.file, first.line, first.column, first.state) == ("f.scm", 1, 1, "done")
    assert second.effects == 1 and second.seconds == 1 and second.ticks > 0
    assert (third.state, third.error) == ("error", "car: expected a pair, got 4 (integer)")
    assert [each.number for each in runtime.history.list(count=2).entries] == [2, 3]
    assert [each.number for each in runtime.history.list(2, count=1).entries] == [2]
    assert runtime.history.list(9).entries == ()
    assert [each.number for each in runtime.history.search("F.", state="done").entries] == []
    assert [each.number for each in runtime.history.search("(F ", state="done").entries] == [1, 2]
    assert [each.number for each in runtime.history.search("expected a pair").entries] == [3]
    assert [each.number for each in runtime.history.search(file="f.scm").entries] == [1]
    assert runtime.history.search(count=1, start=1).total == 3
    runtime.history.tag(2, ("good", "slow"))
    assert [each.number for each in runtime.history.search(tag="slow").entries] == [2]
    statistics = runtime.history.statistics()
    assert (statistics.evaluations, statistics.errors, statistics.effects) == (3, 1, 1)
    with pytest.raises(LispError, match=r"index-error: history.get: there is no entry 4"):
        runtime.history.get(4)


def test_long_code_is_whole_only_when_asked_for() -> None:
    runtime = begun()
    runtime.eval("'" + "x" * 5000)
    assert len(runtime.history.list().entries[0].code) == 500
    assert len(runtime.history.get(1).code) == 5001
    assert len(runtime.history.get(1).value) == 1003


def test_the_past_can_be_looked_at_and_changed_without_the_present_knowing() -> None:
    runtime = counted()
    assert runtime.history.position().live
    assert not runtime.history.back().live
    assert run(runtime, "x") == "2"
    runtime.eval("(set! x 'other) (define y 1)")
    assert run(runtime, "(list x y)") == "(other 1)"
    assert runtime.history.goto(1).number == 1
    assert run(runtime, "x") == "1"
    with pytest.raises(LispError, match=r"unbound-variable: y"):
        runtime.eval("y")
    assert runtime.history.forward().number == 2
    assert runtime.history.goto(0).number == 0
    with pytest.raises(LispError, match=r"unbound-variable: x"):
        runtime.eval("x")
    assert runtime.history.live().live
    assert run(runtime, "x") == "3"
    assert [each.code for each in runtime.history.list().entries][-2:] == ["(define x 3)", "x"]
    with pytest.raises(LispError, match=r"index-error: history.goto: there is no entry 9"):
        runtime.history.goto(9)
    assert runtime.history.back(100).number == 0
    assert runtime.history.forward(100).live


def test_the_inside_of_an_evaluation_can_be_looked_at() -> None:
    runtime = begun()
    runtime.eval("(define n 0)(let loop () (set! n (+ n 1)) (if (< n 100) (loop)))")
    ticks = runtime.history.get(1).ticks
    seen = [int(run(runtime, "n")) for at in (ticks // 4, ticks // 2, ticks) if runtime.history.goto(1, ticks=at)]
    assert 20 < seen[0] < 30 and 45 < seen[1] < 55 and seen[2] >= 99
    runtime.history.goto(1, ticks=ticks // 2)
    assert runtime.suspended is not None
    while not runtime.suspended.is_finished:
        runtime.suspended.run(1000)
    assert run(runtime, "n") == "100"
    runtime.history.live()
    assert (runtime.history.get(1).ticks, runtime.history.list().total) == (ticks, 1)


def test_navigating_makes_the_past_the_present_and_forgets_nothing() -> None:
    runtime = counted()
    with pytest.raises(LispError, match=r"state-conflict: history.navigate: this is the present"):
        runtime.history.navigate()
    runtime.history.goto(1)
    assert runtime.history.navigate().live
    assert run(runtime, "x") == "1"
    runtime.eval("(define x (+ x 10))")
    assert [each.code for each in runtime.history.list().entries] == [
        "(define x 1)", "(define x 2)", "(define x 3)", "(history.navigate) ; to 1", "x", "(define x (+ x 10))",
    ]  # fmt: skip
    for number, value in ((3, "3"), (4, "1"), (6, "11"), (2, "2")):
        runtime.history.goto(number)
        assert run(runtime, "x") == value
    runtime.history.live()
    assert run(runtime, "x") == "11"


def test_navigating_straight_to_an_entry_or_amid_it() -> None:
    runtime = counted()
    assert runtime.history.navigate(1) == Place(4, None, True)
    assert run(runtime, "x") == "1"
    runtime.eval("(history.navigate 2)")
    assert run(runtime, "x") == "2"
    runtime.eval("(define n 0)(let loop () (set! n (+ n 1)) (if (< n 100) (loop)))")
    number = runtime.history.position().number
    runtime.history.navigate(number, ticks=50)
    assert 45 < int(run(runtime, "n")) < 52
    assert runtime.suspended is not None
    while not runtime.suspended.is_finished:
        runtime.suspended.run(1000)
    assert run(runtime, "n") == "100"
    with pytest.raises(LispError, match=r"index-error: history.navigate: there is no entry 99"):
        runtime.history.navigate(99)


def test_restoring_a_snapshot_is_an_entry_too() -> None:
    runtime = counted()
    runtime.snapshots.save("3")
    runtime.eval("(define x 4)")
    runtime.snapshots.restore("3")
    runtime.eval("(define y x)")
    runtime.eval('(begin (define x 5) (snapshots.restore "3"))')
    assert [each.code for each in runtime.history.list().entries][3:] == [
        "(define x 4)", '(snapshots.restore "3")', "(define y x)", '(begin (define x 5) (snapshots.restore "3"))',
    ]  # fmt: skip
    for number, value in ((4, "4"), (5, "3"), (6, "3"), (7, "3")):
        runtime.history.goto(number)
        assert run(runtime, "x") == value
    runtime.history.goto(6)
    assert run(runtime, "y") == "3"
    runtime.history.goto(7)
    with pytest.raises(LispError, match=r"unbound-variable: y"):
        runtime.eval("y")


def test_from_lisp_the_session_is_elsewhere_when_the_evaluation_is_over() -> None:
    runtime = counted()
    assert run(runtime, "(begin (history.goto 1) x)") == "3"
    assert run(runtime, "x") == "1"
    assert run(runtime, "(assq-ref (history.position) 'live)") == "#f"
    runtime.eval("(history.live)")
    assert run(runtime, "x") == "3"
    runtime.eval("(history.back 3)")
    runtime.eval("(history.navigate)")
    assert run(runtime, "x") == "2"


def test_nothing_outside_is_asked_for_in_the_past() -> None:
    asked: list[str] = []

    def host(op: str, arguments: tuple[Value, ...]) -> Value:
        asked.append(op)
        return len(asked)

    runtime = begun()
    runtime.eval("(define a (effect 'http.get.op \"x\"))", host=host)
    runtime.eval("(define b (effect 'http.get.op \"y\"))", host=host)
    runtime.history.back()
    assert write_string(runtime.eval("a", host=host)) == "1"
    with pytest.raises(LispError, match=r"state-conflict: http.get.op: nothing outside is asked for"):
        runtime.eval("(effect 'http.get.op \"z\")", host=host)
    runtime.history.live()
    assert asked == ["http.get.op"] * 2


def test_a_history_is_opened_elsewhere() -> None:
    runtime = counted()
    runtime.history.save("three", description="counts to three")
    data = runtime.history.export()
    other = begun()
    other.eval("(define x 'mine)")
    place = other.history.import_(data)
    assert (place.number, place.live) == (3, False)
    assert run(other, "x") == "3"
    assert other.history.list().total == 3
    other.history.back()
    assert run(other, "x") == "2"
    other.history.live()
    assert run(other, "x") == "mine"
    other.history.import_(data)
    other.history.navigate()
    assert run(other, "x") == "3"
    runtime.eval("(define x 4)")
    runtime.history.load("three")
    assert run(runtime, "x") == "3"
    assert [each.description for each in runtime.history.saved()] == ["counts to three"]


def test_damaged_and_foreign_files() -> None:
    runtime = begun()
    data = counted().history.export()
    for wrong, words in (
        (b"", "parse-error: history.import: these bytes are not an export"),
        (data[:-1], "parse-error: history.import: the .* is damaged"),
        (runtime.snapshot(), "these bytes are not an export"),
        (packed(Parcel("snapshot", "s", "", 0.0, b"")), "state-conflict: history.import: expected the export of a history"),
        (packed(Parcel("history", "h", "", 0.0, b"x")), "parse-error: history.import: these bytes are not a record"),
    ):
        with pytest.raises(LispError, match=words):
            runtime.history.import_(wrong)
    assert runtime.history.position().live


def test_without_a_history_the_verbs_say_so() -> None:
    with pytest.raises(LispError, match=r"state-conflict: history.list: nobody keeps the history of this session"):
        Runtime().eval("(history.list)")


def test_an_evaluation_that_waits_keeps_the_session_where_it_is() -> None:
    runtime = begun()
    evaluation = runtime.evaluate("(effect 'input.op)")
    assert isinstance(evaluation.run(1000), EffectRequest)
    with pytest.raises(LispError, match=r"state-conflict: history.live: an evaluation is not over"):
        finish(runtime.carry_out(VERBS["history.live"], {}, resting=evaluation))


def test_a_history_that_takes_much_memory_lets_go_of_the_oldest_states_and_keeps_the_list() -> None:
    runtime = begun()
    for number in range(1, 41):
        runtime.eval(f"(define x {number}) '|{'x' * 1_000_000}|")
        if runtime.has_long_history:
            finish(runtime.shorten_history())
    assert runtime.past is not None
    assert runtime.past.size < 20_000_000
    assert 1 < runtime.past.first <= 40
    assert [each.number for each in runtime.history.list(1, count=100).entries] == [*range(1, 41)]
    assert runtime.history.get(1).code.startswith("(define x 1)")
    first = runtime.past.first
    with pytest.raises(LispError, match=r"state-conflict: history.goto: the session as it was after entry 1 is not kept"):
        runtime.history.goto(1)
    runtime.history.goto(first)
    assert run(runtime, "x") == str(first)
    runtime.history.goto(first - 1)
    assert run(runtime, "x") == str(first - 1)
    runtime.history.live()
    assert run(runtime, "x") == "40"


def test_what_would_take_long_to_do_again_is_not_and_nor_is_what_cannot_be() -> None:
    runtime = begun()
    for number in range(900):
        runtime.eval(f"(define x {number}) (define y (list x 'a))")
        if runtime.has_long_history:
            finish(runtime.shorten_history())
    past = runtime.past
    assert past is not None and 0 < len(past.checkpoints) <= 4 and past.first == 1
    assert past.last - past.checkpoints[-1].number < 500
    evaluation = runtime.evaluate("(define z 1) (let loop () (loop))")
    evaluation.run(1_000)
    evaluation.run(1_000)
    assert evaluation.tape is not None
    evaluation.tape.write("overrun", evaluation.ticks, 0, bytes)  # what the watchdog does
    evaluation.interrupt()
    while not isinstance(evaluation.run(1_000), Finished):
        pass
    runtime.end(evaluation, "interrupted")
    assert runtime.has_long_history, "a state behind what cannot be done again"
    finish(runtime.shorten_history())
    assert not runtime.has_long_history
    runtime.eval("(define x 'after)")
    replay = past.replay()
    while not replay.run():
        pass
    assert run(replay.runtime, "(list x y z)") == "(after (899 a) 1)"


def test_a_copy_of_a_session_has_the_past_until_then() -> None:
    runtime = counted()
    copy = runtime.fork()
    runtime.eval("(define x 4)")
    copy.eval("(define x 'copied)")
    assert [each.code for each in copy.history.list().entries] == ["(define x 1)", "(define x 2)", "(define x 3)", "(define x 'copied)"]
    copy.history.goto(2)
    assert run(copy, "x") == "2"
    copy.history.live()
    assert run(copy, "x") == "copied"
    copy.history.tag(1, ("mine",))
    assert (copy.history.get(1).tags, runtime.history.get(1).tags) == (("mine",), ())
    evaluation = runtime.evaluate("(define x 5) (effect 'input.op)")
    while not isinstance(evaluation.run(1000), EffectRequest):
        pass
    amid = runtime.fork()
    assert run(amid, "x") == "5"
    assert amid.history.list().total == 1
    amid.history.goto(0)
    assert run(amid, "x") == "5"


def test_a_shorter_history_leaves_that_of_a_copy_as_it_was() -> None:
    runtime = begun()
    runtime.eval("(define t (current-time))")
    time = run(runtime, "t")
    copy = runtime.fork()
    assert runtime.past is not None
    runtime.past.rebase(Checkpoint(runtime.past.last, runtime.snapshot()))
    copy.history.goto(1)
    assert run(copy, "t") == time
