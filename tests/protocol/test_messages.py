"""The op table's check of requests, and the messages that answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.protocol import OPS, Kind, Op, OpError, Param, Request, Response, Wire, parse_request
from omega.protocol.op import Invalid

from .values import VALUES

GOOD: dict[Kind, Wire] = {
    Kind.TEXT: "text",
    Kind.INTEGER: 5,
    Kind.FLAG: 1,
    Kind.MAP: {"a": 1},
    Kind.LIST: "text",
    Kind.ID: "7",
    Kind.BYTES: b"\xff",
}
WRONG: dict[Kind, list[Wire]] = {
    Kind.TEXT: [5, 1.5, True, False, b"\xff", ["a"], {"a": 1}, {}],
    Kind.INTEGER: ["five", "-", "1_000", "", "9" * 21, "٣", 1.5, True, b"\xff", ["a"], {}],
    Kind.FLAG: [],
    Kind.MAP: ["a", 5, ["a"], b"\xff", True],
    Kind.LIST: ["a", 5, {"a": 1}, b"\xff", True, [5], ["a", []], [["a"]], [None]],
    Kind.BYTES: ["a", "YQ=", "YQ==\n", "é", 5, True, ["a"], {}],
    Kind.ID: [1.5, True, b"\xff", ["a"], {}],
}


def good(param: Param) -> Wire:
    """A right value."""
    if param.kind is Kind.LIST and param.fields:
        return [{field.name: good(field) for field in (*param.fields, *param.options)} for _ in range(2)]
    value = param.choices[0] if param.choices else GOOD[param.kind]
    return [value, value] if param.kind is Kind.LIST else value


def request(op: Op, changes: Mapping[str, Wire] = {}) -> dict[str, Wire]:
    """A right message for ``op``, with all of its parameters."""
    message: dict[str, Wire] = {"op": op.name, "id": "1"}
    for param in op.params.values():
        message[param.name] = good(param)
    return {**message, **changes}


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_right_request_is_accepted(op: Op) -> None:
    parsed = parse_request(request(op))
    assert isinstance(parsed, Request)
    assert (parsed.op, parsed.id) == (op.name, "1")
    assert set(parsed.params) == set(op.params) - {"session"}
    assert parsed.session == ("text" if "session" in op.params else None)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_parameter_refuses_every_wrong_type_by_name(op: Op) -> None:
    for param in op.params.values():
        for value in WRONG[param.kind]:
            error = parse_request(request(op, {param.name: value}))
            assert isinstance(error, OpError), (param.name, value)
            assert error.status == ("error", "done", "invalid-argument")
            assert error.argument == param.name
            assert error.message is not None
            assert "expected" in error.message
            assert error.id == "1"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_nil_is_an_absent_parameter_and_required_ones_are_missed_by_name(op: Op) -> None:
    absent: list[Wire] = [None, []]
    for nil in absent:
        for param in op.params.values():
            parsed = parse_request(request(op, {param.name: nil}))
            if param.kind is Kind.LIST and nil == []:
                assert isinstance(parsed, Request)
                assert parsed.params[param.name] == []
            elif param in op.required:
                assert isinstance(parsed, OpError)
                assert (parsed.argument, parsed.status[:2]) == (param.name, ("error", "done"))
            else:
                assert isinstance(parsed, Request)
                expected = False if param.kind is Kind.FLAG else None
                assert parsed.params.get(param.name) is expected


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ({"op": "eval"}, "no-code"),
        ({"op": "eval", "code": []}, "no-code"),
        ({"op": "macroexpand"}, "no-code"),
        ({"op": "interrupt"}, "session-ephemeral"),
        ({"op": "load-file"}, "invalid-argument"),
        ({"op": "auth"}, "invalid-argument"),
        ({"op": "close", "session": 5}, "invalid-argument"),
        ({"op": "eval", "code": "1", "session": {}}, "invalid-argument"),
        ({"op": "eval", "code": "1", "line": -1}, "invalid-argument"),
        ({"op": "eval", "code": "1", "budget": 0}, "invalid-argument"),
        ({"op": "macroexpand", "code": "1", "expander": "all"}, "invalid-argument"),
        ({"op": "eval", "code": "1", "id": [1]}, "invalid-argument"),
        ({}, "unknown-op"),
        ({"op": "evil"}, "unknown-op"),
        ({"op": ["eval"]}, "unknown-op"),
        ({"op": b"\xff"}, "unknown-op"),
        ({"op": None}, "unknown-op"),
    ],
)
def test_each_fault_has_its_status(message: dict[str, Wire], fault: str) -> None:
    error = parse_request(message)
    assert isinstance(error, OpError)
    assert error.status == ("error", "done", fault)
    assert error.message


def test_an_unknown_op_is_echoed_and_a_huge_one_is_cut() -> None:
    error = parse_request({"op": "evil", "id": 7, "session": "s"})
    assert isinstance(error, OpError)
    assert error.to_message() == {
        "op": "evil",
        "id": 7,
        "session": "s",
        "status": ("error", "done", "unknown-op"),
        "message": "no op is named 'evil'; `describe` lists the ops",
    }
    huge = parse_request({"op": "x" * 10**6})
    assert isinstance(huge, OpError)
    assert len(str(huge.to_message())) < 400


LINE = Param("line", Kind.INTEGER, "A line.", minimum=1)
LISTS = {
    "set": Op(
        "set",
        "Set.",
        required=(
            Param("places", Kind.LIST, "Places.", fields=(LINE,), options=(Param("if", Kind.TEXT, "If."), Param("on", Kind.FLAG, "On."))),
        ),
        optional=(Param("names", Kind.LIST, "Names.", choices=("all", "some")),),
    )
}


def test_bytes_are_bytes_or_text_in_base64() -> None:
    param = Param("data", Kind.BYTES, "Data.")
    assert param.check("/wA=") == param.check(b"\xff\x00") == b"\xff\x00"
    assert param.check("") == b""
    for value in WRONG[Kind.BYTES]:
        assert param.check(value) == Invalid("", "bytes, or text in base64", value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": "here"}, "places: expected a list, each item a map with line, if?, on?, got other text"),
        ({"places": [{"line": 1}, 7]}, "places, item 2: expected a map with line, if?, on?, got the integer 7"),
        ({"places": [{"line": 0}]}, "places, item 1, line: expected an integer of at least 1, got the integer 0"),
        ({"places": [{"line": 3}, {"if": "x"}]}, "places, item 2, line: expected an integer of at least 1, got nothing"),
        ({"places": [{"line": []}]}, "places, item 1, line: expected an integer of at least 1, got nothing"),
        ({"places": [{"line": 1, "if": {}}]}, "places, item 1, if: expected text, got a map"),
        ({"places": [], "names": ["all", "none"]}, "names, item 2: expected one of all, some, got other text"),
    ],
)
def test_what_is_wrong_in_a_list_is_named_by_item_and_field(changes: dict[str, Wire], words: str) -> None:
    error = parse_request({"op": "set", **changes}, LISTS)
    assert isinstance(error, OpError)
    assert error.message == words
    assert error.argument == next(iter(reversed(changes)))


def test_items_keep_the_fields_that_are_known_as_their_kind() -> None:
    places: list[Wire] = [{"line": "12", "if": [], "on": [], "else": 1}, {"line": 3, "on": 0, "if": "x"}]
    parsed = parse_request({"op": "set", "places": places, "names": []}, LISTS)
    assert isinstance(parsed, Request)
    assert parsed.params == {"places": [{"line": 12, "on": False}, {"line": 3, "if": "x", "on": True}], "names": []}


def test_text_of_digits_is_an_integer_and_flags_are_everything_but_nil() -> None:
    parsed = parse_request({"op": "eval", "code": "1", "line": "12"})
    assert isinstance(parsed, Request)
    assert parsed.params["line"] == 12
    values: list[tuple[Wire, bool]] = [(0, True), ("false", True), ({}, True), ([], False), (None, False), (False, False)]
    for value, expected in values:
        parsed = parse_request({"op": "describe", "verbose?": value})
        assert isinstance(parsed, Request)
        assert parsed.params["verbose?"] is expected


def test_parameters_that_no_op_names_pass_unchecked() -> None:
    parsed = parse_request({"op": "eval", "code": "1", "enhanced-cljs-completion?": b"\xff", "x": [None]})
    assert isinstance(parsed, Request)
    assert parsed.params == {"code": "1", "enhanced-cljs-completion?": b"\xff", "x": [None]}


def test_an_argument_is_never_quoted() -> None:
    parsed = parse_request({"op": "auth", "token": "tell-nobody"})
    assert "tell-nobody" not in repr(parsed)
    secrets: list[Wire] = [b"tell-nobody\xff", ["tell-nobody"], {"tell-nobody": 1}]
    for wrong in secrets:
        assert "tell-nobody" not in repr(parse_request({"op": "auth", "token": wrong}))


def test_a_response_leaves_out_what_it_does_not_have() -> None:
    assert Response().to_message() == {}
    assert Response(None, "s", (), {"id": "of a session"}).to_message() == {"session": "s"}
    assert Response("1", "s", ("done",), {"value": "3"}).to_message() == {
        "id": "1",
        "session": "s",
        "status": ("done",),
        "value": "3",
    }


NAMES = sorted({param for op in OPS.values() for param in op.params} | {"op", "id", "session"})
CHANGES = st.dictionaries(st.sampled_from(NAMES) | st.text(), VALUES, max_size=5)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(OPS)), CHANGES, st.lists(st.sampled_from(NAMES), max_size=3))
def test_any_mutation_of_a_request_gives_a_request_or_an_error(
    name: str, changes: dict[str, Wire], missing: list[str]
) -> None:
    message = {key: value for key, value in request(OPS[name], changes).items() if key not in missing}
    parsed = parse_request(message)
    if isinstance(parsed, OpError):
        assert parsed.status[:2] == ("error", "done")
        assert len(parsed.status) == 3
        assert parsed.to_message()["message"]
    else:
        op = OPS[parsed.op]
        assert all(param.name in {**parsed.params, "session": parsed.session} for param in op.required)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.text() | st.integers() | st.binary() | st.none(), VALUES, max_size=5))
def test_any_dict_at_all_gives_a_request_or_an_error(message: dict[str, Wire]) -> None:
    assert isinstance(parse_request(message), Request | OpError)
    assert isinstance(parse_request(message | {"op": "clone"}), Request | OpError)
