"""Vectors and bytevectors against Python lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.syntax.datum import TRUE, Bytevector, Vector

from .machine import call, fails, python, shown

items = st.lists(st.integers(0, 9), max_size=8)


@given(items, items, st.data())
def test_vectors_agree_with_python(a: list[int], b: list[int], data: st.DataObject) -> None:
    vector = Vector(list(a))
    assert call("vector-length", vector) == len(a)
    assert call("vector-append", vector, tuple(b)).items == a + b
    assert python(call("vector->list", vector)) == a
    assert call("list->vector", a).items == a
    start = data.draw(st.integers(0, len(a)))
    end = data.draw(st.integers(start, len(a)))
    assert call("vector-copy", vector, start, end).items == a[start:end]
    assert python(call("vector->list", vector, start, end)) == a[start:end]
    at = data.draw(st.integers(0, len(a) - (end - start)))
    call("vector-copy!", vector, at, vector, start, end)
    expected = list(a)
    expected[at : at + end - start] = a[start:end]
    assert vector.items == expected
    call("vector-fill!", vector, "x", start, end)
    assert [item for item in vector.items if type(item) is not int] == vector.items[start:end]


@given(st.binary(max_size=8), st.binary(max_size=8), st.data())
def test_bytevectors_agree_with_python(a: bytes, b: bytes, data: st.DataObject) -> None:
    value = Bytevector(bytearray(a))
    assert call("bytevector-length", value) == len(a)
    assert call("bytevector-append", value, Bytevector(bytearray(b))).data == a + b
    assert call("bytevector", *a).data == a
    start = data.draw(st.integers(0, len(a)))
    end = data.draw(st.integers(start, len(a)))
    copy = call("bytevector-copy", value, start, end)
    assert copy.data == a[start:end] and copy.data is not value.data
    call("bytevector-fill!", value, 7, start, end)
    assert value.data == a[:start] + bytes([7] * (end - start)) + a[end:]
    for index in range(len(a)):
        call("bytevector-u8-set!", value, index, a[index])
        assert call("bytevector-u8-ref", value, index) == a[index]


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ("#(1 1)", "make-vector", (2, 1)),
        ("#(1 2)", "vector", (1, 2)),
        ("2", "vector-ref", ((1, 2), 1)),
        ("#(1 2)", "vector-head", ((1, 2, 3), 2)),
        ("#(3)", "vector-tail", ((1, 2, 3), 2)),
        ("#(2)", "subvector", ((1, 2, 3), 1, 2)),
        ("3", "vector-last", ((1, 2, 3),)),
        ("#u8(5 5)", "make-bytevector", (2, 5)),
        ('"abc"', "utf8->string", (Bytevector(bytearray(b"xabcx")), 1, 4)),
    ],
)
def test_cases(expected: str, name: str, arguments: tuple[object, ...]) -> None:
    assert shown(name, *arguments) == expected


def test_growing_keeps_the_old_elements() -> None:
    grown = call("vector-grow", (1, 2), 4)
    assert grown.items[:2] == [1, 2] and len(grown.items) == 4


def test_errors() -> None:
    assert (
        fails("vector-ref", (1, 2, 3), 7) == "index-error: vector-ref: index 7 is out of range for length 3"
    )
    assert fails("vector-ref", (1, 2, 3), 1.0) == (
        "type-error: vector-ref: expected an index (exact integer), got 1.0 (real)"
    )
    assert (
        fails("vector-ref", [1], 0)
        == "type-error: vector-ref: expected a vector as first argument, got (1) (pair)"
    )
    assert (
        fails("vector-set!", (1,), -1, 0) == "index-error: vector-set!: index -1 is out of range for length 1"
    )
    assert (
        fails("vector-copy!", (1, 2), 1, (1, 2))
        == "index-error: vector-copy!: no room for 2 elements at index 1"
    )
    assert fails("bytevector", 256).startswith(
        "type-error: bytevector: expected a byte (exact integer from 0 to 255)"
    )
    assert fails("utf8->string", Bytevector(bytearray(b"a\xff"))) == (
        "type-error: utf8->string: the byte 255 at index 1 is not valid UTF-8"
    )


def test_every_primitive_is_documented() -> None:
    for found in PRIMITIVES.values():
        assert found.doc.endswith((".", "?")), found.name
        assert found.parameters.startswith("(") and found.parameters.endswith(")"), found.name


def test_procedures() -> None:
    assert call("procedure?", PRIMITIVES["car"].function) is TRUE
    assert call("procedure?", 5) is not TRUE
