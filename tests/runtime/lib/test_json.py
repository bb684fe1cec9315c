"""JSON beside Python's own reader and writer."""

from __future__ import annotations

import json
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.condition import LispError
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, Pair, String, Value, Vector, intern, lisp_list

from .machine import call, run

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_VALUES: st.SearchStrategy[Json] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
    max_leaves=10,
)


def lisp(value: Json) -> Value:
    match value:
        case dict():
            return lisp_list([Pair(String(key), lisp(item)) for key, item in value.items()])
        case list():
            return Vector([lisp(item) for item in value])
        case str():
            return String(value)
        case bool():
            return TRUE if value else FALSE
        case None:
            return intern("null")
    return value


def python(value: Value) -> Json:
    kind = type(value)
    if kind is Vector:
        return [python(item) for item in value.items]
    if kind is String:
        return str(value.text)
    if value is NIL or kind is Pair:
        found: dict[str, Json] = {}
        while value is not NIL:
            found[value.car.car.text] = python(value.car.cdr)
            value = value.cdr
        return found
    if value in (TRUE, FALSE):
        return value is TRUE
    return None if value is intern("null") else value


@given(_VALUES, st.sampled_from([None, 1]), st.booleans())
def test_reads_what_python_writes(value: Json, indent: int | None, ascii: bool) -> None:
    found = call("string->json", json.dumps(value, indent=indent, ensure_ascii=ascii))
    assert repr(python(found)) == repr(value)


@given(_VALUES, st.sampled_from([FALSE, 0, 3]))
def test_python_reads_what_it_writes(value: Json, indent: Value) -> None:
    text = call("json->string", lisp(value), indent).text
    assert repr(json.loads(text)) == repr(value)
    if indent is FALSE:
        assert text == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.text(st.sampled_from('{}[]:,"\\u0a1-.eEtrufalsn \n'), max_size=12))
def test_refuses_what_python_refuses(text: str) -> None:
    try:
        expected = json.loads(text, parse_constant=lambda name: json.loads("wrong " + name))
    except (json.JSONDecodeError, RecursionError):
        with pytest.raises(LispError, match=r"parse-error: string->json: .* at line [0-9]+, column [0-9]+"):
            call("string->json", text)
    else:
        assert repr(python(call("string->json", text))) == repr(expected)


def test_long_texts_go_in_pieces() -> None:
    numbers = list(range(70_000))
    text = json.dumps(numbers, separators=(",", ":"))
    value, turns = run("string->json", String(text))
    assert turns > 3
    assert value.items == numbers
    written, turns = run("json->string", value)
    assert turns > 3
    assert written.text == text
