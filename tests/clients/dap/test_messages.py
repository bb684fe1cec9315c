"""The parts of requests: what is there is given, what is wrong is named by command and field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.clients.dap.messages import Arguments, Refused, request_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_arguments_are_given_as_they_were_said() -> None:
    request = request_of(
        {
            "seq": 7, "type": "request", "command": "setBreakpoints",
            "arguments": {"source": {"path": "/a.scm"}, "breakpoints": [{"line": 3}], "lines": [3], "on": True, "no": None},
        }
    )  # fmt: skip
    assert request is not None
    assert (request.number, request.command) == (7, "setBreakpoints")
    assert request.inner("source").text("path") == "/a.scm"
    assert [each.integer("line") for each in request.items("breakpoints")] == [3]
    assert request.integers("lines") == [3]
    assert request.flag("on") and not request.flag("no") and request.flag("no", True)
    assert request.optional_text("no") is None and request.optional_inner("absent") is None


@pytest.mark.parametrize("message", [{"type": "response", "request_seq": 1}, {"type": "event", "event": "x"}])
def test_what_is_no_request_is_nothing_to_answer(message: dict[str, object]) -> None:
    assert request_of(message) is None


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({}, "message: type: expected request, got nothing"),
        ({"type": "request", "command": "next"}, "message: seq: expected an integer, got nothing"),
        ({"type": "request", "seq": True, "command": "next"}, "message: seq: expected an integer, got true"),
        ({"type": "request", "seq": 2**60, "command": "next"}, "message: seq: expected an integer, got 1152921504606846976"),
        ({"type": "request", "seq": 1}, "message: command: expected a text, got nothing"),
        ({"type": "request", "seq": 1, "command": "next", "arguments": [1]}, "next: arguments: expected an object, got a list"),
    ],
)
def test_what_is_wrong_with_a_request_is_named(message: dict[str, object], complaint: str) -> None:
    with pytest.raises(Refused) as caught:
        request_of(message)
    assert str(caught.value) == complaint


def test_what_is_wrong_with_a_field_is_named_with_its_place() -> None:
    arguments = Arguments("launch", {"args": ["a", 5], "program": {}, "list": [{"line": 1.5}], "long": "x" * 500})
    for ask, complaint in (
        (lambda: arguments.texts("args"), "launch: args[1]: expected a text, got 5"),
        (lambda: arguments.text("program"), "launch: program: expected a text, got an object"),
        (lambda: arguments.items("list")[0].integer("line"), "launch: list[0]: line: expected an integer, got 1.5"),
        (lambda: arguments.integers("args"), "launch: args[0]: expected an integer, got 'a'"),
        (lambda: arguments.inner("absent"), "launch: absent: expected an object, got nothing"),
        (lambda: arguments.flag("args"), "launch: args: expected true or false, got a list"),
        (lambda: arguments.integer("long"), f"launch: long: expected an integer, got '{'x' * 79}..."),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert str(caught.value) == complaint


@given(st.dictionaries(st.sampled_from(["seq", "type", "command", "arguments", "x"]), JSON | st.just("request")))
def test_any_object_gives_a_request_or_a_complaint(message: dict[str, object]) -> None:
    try:
        request = request_of(message)
    except Refused as error:
        assert len(str(error)) < 300
    else:
        assert request is None or isinstance(request.number, int)
