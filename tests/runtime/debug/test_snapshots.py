"""Snapshots as verbs: what saving in the midst of an evaluation keeps, and what the shelf does when it is full."""

from __future__ import annotations

import pytest

from omega.runtime import FormDone, LispError, Runtime
from omega.runtime.debug.shelf import Kept, MemoryShelf
from omega.runtime.syntax.printer import write_string
from omega.runtime.verbs import VERBS


def run(runtime: Runtime, text: str) -> str:
    return write_string(runtime.eval(text))


def names(runtime: Runtime) -> list[str]:
    return [each.name for each in runtime.snapshots.list()]


def test_what_was_evaluated_goes_on_from_where_it_was_saved() -> None:
    runtime = Runtime()
    runtime.eval("(define n 1)")
    assert run(runtime, '(let ((name (assq-ref (snapshots.save "midst") \'name))) (set! n (+ n 1)) (list name n))') == '("midst" 2)'
    for _ in range(2):
        runtime.snapshots.restore("midst")
        assert run(runtime, "n") == "1"
        assert runtime.suspended is not None
        outcome = runtime.suspended.run(10_000)
        assert isinstance(outcome, FormDone)
        assert write_string(outcome.value) == '("midst" 2)'
        assert run(runtime, "n") == "2"
    assert runtime.snapshots.get("midst").evaluation


def test_restoring_ends_the_evaluation_that_asks_for_it() -> None:
    runtime = Runtime()
    runtime.eval('(define x 1) (snapshots.save "one") (define y 2)')
    runtime.eval('(display "before") (dynamic-wind (lambda () #f) (lambda () (snapshots.restore "one")) (lambda () (display "after")))'
                 '(display "never")')  # fmt: skip
    assert runtime.drain_output() == [("out", "before")]
    assert run(runtime, "x") == "1"
    with pytest.raises(LispError, match="unbound-variable: y"):
        runtime.eval("y")


def test_a_saved_session_has_not_got_its_snapshots_in_it() -> None:
    runtime = Runtime()
    runtime.snapshots.save("a")
    runtime.snapshots.save("b")
    runtime.snapshots.restore("a")
    assert names(runtime) == ["a", "b"]


def test_what_cannot_be_done_is_a_condition() -> None:
    program = '(guard (c (#t (condition/report-string c))) (snapshots.restore "none"))'
    assert run(Runtime(), program) == '"snapshots.restore: there is no snapshot none"'


def test_a_program_may_answer_verbs_itself() -> None:
    assert run(Runtime(), "(handle (snapshots.save 'a) (on snapshots.save (name k) (k (list 'not name))))") == "(not a)"


def test_an_effect_with_the_name_of_a_verb_is_checked_as_well() -> None:
    with pytest.raises(LispError, match=r"arity-error: snapshots[.]get: name: expected a string"):
        Runtime().eval("(effect 'snapshots.get)")


def test_when_the_shelf_is_full_the_oldest_go() -> None:
    shelf = MemoryShelf(limit=100)
    for name, size in (("a", 40), ("b", 40), ("c", 40), ("b", 60)):
        shelf.put(Kept(name, "", 0.0, size, "", False), bytes(size))
    assert [each.name for each in shelf.list()] == ["c", "b"]
    with pytest.raises(LispError, match=r"budget-exceeded: d: .* shelf-bytes"):
        shelf.put(Kept("d", "", 0.0, 101, "", False), bytes(101))
    assert [each.name for each in shelf.list()] == ["c", "b"]
    assert shelf.data("b") == bytes(60) and shelf.data("a") is None


def test_another_process_restores_the_bytes() -> None:
    runtime = Runtime()
    runtime.eval('(define (square x) (* x x)) (begin (snapshots.save "s") (square 7))')
    data = runtime.snapshots.kept.shelf.data("s")
    assert data is not None
    other = Runtime.restore(data)
    assert run(other, "(square 5)") == "25"
    assert other.suspended is not None
    assert other.suspended.run(10_000) == FormDone(49)


def test_a_large_session_is_saved_in_steps() -> None:
    runtime = Runtime()
    runtime.eval("(define l (iota 200000)) (define v (make-vector 50000 1.5)) (define t (list->string (map integer->char (iota 500 65))))")
    steps = sum(1 for _ in runtime.carry_out(VERBS["snapshots.save"], {"name": "large", "description": ""}))
    assert steps > 50
    runtime.eval("(set-car! l 'changed)")
    runtime.snapshots.restore("large")
    assert run(runtime, "(list (car l) (length l) (vector-ref v 49999) (string-length t))") == "(0 200000 1.5 500)"
