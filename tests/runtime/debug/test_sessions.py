"""The life of a session without a server, and whole sessions as bytes."""

from __future__ import annotations

import pytest

from omega.runtime import Limits, LispError, Runtime
from omega.runtime.debug.home import MemoryHome
from omega.runtime.debug.parcel import Parcel, unwrap, wrap
from omega.runtime.slices import finish
from omega.runtime.syntax.printer import write_string


def packed(parcel: Parcel) -> bytes:
    return finish(wrap(parcel))


def run(runtime: Runtime, text: str) -> str:
    return write_string(runtime.eval(text))


def begun(limits: Limits | None = None) -> Runtime:
    runtime = Runtime(limits)
    runtime.begin_history()
    return runtime


def test_counters() -> None:
    runtime = begun()
    runtime.eval("(define (f n) (if (= n 0) 0 (f (- n 1)))) (f 10)")
    runtime.eval("(current-time)")
    with pytest.raises(LispError):
        runtime.eval("(car 5)")
    info = runtime.sessions.info()
    assert (info.evaluations, info.effects, info.errors, info.state) == (3, 1, 1, "ready")
    assert info.ticks >= 11
    assert run(runtime, "(assq-ref (sessions.info) 'state)") == '"running"'


def test_limits_are_never_wider_than_the_hosts() -> None:
    runtime = begun(Limits(ticks_per_evaluation=1000))
    assert runtime.sessions.configure(ticks_per_evaluation=100).ticks_per_evaluation == 100
    with pytest.raises(LispError, match=r"budget-exceeded"):
        runtime.eval("(let loop () (loop))")
    assert runtime.sessions.configure(ticks_per_evaluation=1000).ticks_per_evaluation == 1000
    for wider in (1001, 0):
        with pytest.raises(LispError, match=r"state-conflict: sessions.configure: ticks-per-evaluation: expected at most 1000"):
            runtime.sessions.configure(ticks_per_evaluation=wider)
    runtime.sessions.configure(heap_per_session=10**7)
    runtime.snapshots.save("narrow")
    runtime.snapshots.restore("narrow")
    assert runtime.sessions.configure().heap_per_session == 10**7
    assert isinstance(runtime.home, MemoryHome)
    opened = runtime.home.by_id[runtime.snapshots.fork().new_session]
    with pytest.raises(LispError, match=r"state-conflict"):
        opened.sessions.configure(ticks_per_evaluation=1001)


def test_a_session_that_is_paused_or_over_evaluates_nothing() -> None:
    runtime = begun()
    runtime.sessions.pause()
    with pytest.raises(LispError, match=r"state-conflict: eval: the session is paused"):
        runtime.eval("1")
    assert runtime.sessions.resume().state == "ready"
    assert run(runtime, "1") == "1"
    runtime.sessions.terminate()
    with pytest.raises(LispError, match=r"state-conflict: eval: the session has been terminated"):
        runtime.eval("1")


def test_a_reset_session_remembers_what_it_was() -> None:
    runtime = begun()
    runtime.eval("(define x 1)")
    runtime.sessions.reset()
    with pytest.raises(LispError, match=r"unbound-variable: x"):
        runtime.eval("x")
    runtime.history.goto(1)
    assert run(runtime, "x") == "1"
    runtime.history.navigate()
    assert run(runtime, "x") == "1"


def test_a_session_that_was_kept_opens_with_its_past_and_what_it_was_in_the_midst_of() -> None:
    runtime = begun()
    runtime.eval("(define x 1)")
    runtime.eval('(begin (define x 2) (sessions.save "amid") (define x 3))')
    opened = runtime.sessions.restore("amid")
    assert isinstance(runtime.home, MemoryHome)
    other = runtime.home.by_id[opened.new_session]
    assert run(other, "x") == "2"
    other.history.goto(1)
    assert run(other, "x") == "1"
    other.history.live()
    assert other.suspended is not None
    while not other.suspended.is_finished:
        other.suspended.run(1000)
    assert run(other, "x") == "3"
    assert [each.name for each in other.sessions.saved()] == ["amid"]
    assert len(other.sessions.list()) == 2


def test_damaged_and_foreign_files() -> None:
    runtime = begun()
    runtime.eval("(define x 1)")
    data = runtime.sessions.export()
    inside = finish(unwrap("test", data, "session")).data
    for wrong, words in (
        (b"", "parse-error: sessions.import: these bytes are not an export"),
        (data[:-1] + b"x", "parse-error: sessions.import: the .* is damaged"),
        (runtime.history.export(), "state-conflict: sessions.import: expected the export of a session, got that of a history"),
        (packed(Parcel("session", "s", "", 0.0, inside[:-1])), "parse-error: sessions.import: "),
        (packed(Parcel("session", "s", "", 0.0, runtime.snapshot())), "parse-error: sessions.import: these bytes are not a record"),
    ):
        with pytest.raises(LispError, match=words):
            runtime.sessions.import_(wrong)
    assert len(runtime.sessions.list()) == 1
