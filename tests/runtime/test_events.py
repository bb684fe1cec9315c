"""The vocabulary of events, and who is told of them."""

from __future__ import annotations

from msgspec import to_builtins

from omega.runtime.events import KINDS, Done, Error, EvalStart, Events, Output, SessionEvent, SessionState


def test_each_kind_has_a_name_of_its_own_and_says_what_it_is() -> None:
    names = [kind.name() for kind in KINDS]
    assert len(set(names)) == len(KINDS)
    assert all(kind.__doc__ for kind in KINDS)
    assert to_builtins(EvalStart(7, "a.scm", 1, 2)) == {
        "event": "eval-start", "eval-id": 7, "file": "a.scm", "line": 1, "column": 2,
    }  # fmt: skip


def test_listeners_are_told_of_what_they_asked_for_in_the_order_they_came() -> None:
    events, told = Events(), list[tuple[str, SessionEvent]]()
    events.on(["out"], lambda event: told.append(("first", event)))
    events.on([], lambda event: told.append(("second", event)))
    output, state = Output(1, "out", "text"), SessionState("idle")
    events.emit(output)
    events.emit(state)
    assert told == [("first", output), ("second", output), ("second", state)]


def test_once_and_off() -> None:
    events, told = Events(), list[SessionEvent]()
    assert not events.wants(Done)
    events.once(["done", "error"], told.append)
    assert events.wants(Done)
    assert events.wants(Error)
    for number in range(3):
        events.emit(Done(number, ("done",), 0))
    assert [event for event in told] == [Done(0, ("done",), 0)]
    events.on(["done"], told.append)
    events.off(told.append)
    events.emit(Done(9, ("done",), 0))
    assert len(told) == 1
    assert not any(map(events.wants, KINDS))


def test_a_listener_that_raises_breaks_nobody() -> None:
    failures, told = list[Exception](), list[SessionEvent]()

    def fail(event: SessionEvent) -> None:
        raise ValueError("on purpose")

    events = Events(failures.append)
    events.on([], fail)
    events.on([], told.append)
    events.emit(SessionState("running"))
    assert len(told) == 1
    assert [str(failure) for failure in failures] == ["on purpose"]
