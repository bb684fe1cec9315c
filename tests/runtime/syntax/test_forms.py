"""Trees to data and back."""

from __future__ import annotations

import pytest

from omega.runtime.condition import LispError
from omega.runtime.syntax import forms
from omega.runtime.syntax.datum import NIL, Bytevector, Pair, String, Value, Vector, intern, lisp_list
from omega.runtime.syntax.forms import Alias, Form, Identifier, Literal, from_datum, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import NOWHERE

from .data import read_all, read_one


def test_aliases_become_the_symbol_they_stand_for() -> None:
    name = intern("x")
    assert to_datum(Identifier(Alias(Alias(name, None), None), NOWHERE)) is name


def test_quoted_literals_are_shared_and_read_ones_are_fresh() -> None:
    (tree,) = read_all('("a" #u8(1))')
    assert isinstance(tree, Form)
    text, data = tree.items
    assert isinstance(text, Literal) and isinstance(data, Literal)
    quoted, read = to_datum(tree), to_datum(tree, literal=False)
    assert quoted.car is text.value and quoted.car.frozen
    assert isinstance(read.car, String) and read.car is not text.value and not read.car.frozen
    assert quoted.cdr.car is data.value
    assert isinstance(read.cdr.car, Bytevector) and read.cdr.car is not data.value


def test_a_label_is_one_object() -> None:
    datum = read_one('(#0="a" #0# #1=(b) (c . #1#) #2=#(#2#))')
    items = []
    while datum is not NIL:
        items.append(datum.car)
        datum = datum.cdr
    assert items[0] is items[1]
    assert items[3].cdr is items[2]
    assert items[4].items[0] is items[4]


def test_a_reference_away_from_its_label_is_an_error() -> None:
    (tree,) = read_all("(#0=a #0#)")
    assert isinstance(tree, Form)
    with pytest.raises(LispError, match="#0# refers to no datum labelled #0= here") as caught:
        to_datum(tree.items[1])
    assert caught.value.condition.place == tree.items[1].span


@pytest.mark.parametrize(
    "text", ["x", "5", '"a"', "()", "(a (b . c) #(d (e) #()) () :k)", "(a . #(b))", "((((a))))", "#((a) b)"]
)
def test_from_datum_and_back(text: str) -> None:
    tree = from_datum(read_one(text), NOWHERE)
    assert tree.span is NOWHERE
    assert write_string(to_datum(tree)) == text


def test_from_datum_makes_what_the_reader_makes() -> None:
    tree = from_datum(read_one("(a (b) . c)"), NOWHERE)
    assert isinstance(tree, Form)
    assert [type(item) for item in tree.items] == [Identifier, Form]
    assert isinstance(tree.tail, Identifier)


@pytest.mark.parametrize(
    "text", ["#0=(a . #0#)", "#0=(#0#)", "(x #0=(a b . #0#))", "#0=#(#0#)", "#0=((a . #0#))"]
)
def test_circular_data_are_no_code(text: str) -> None:
    with pytest.raises(LispError, match="circular data"):
        from_datum(read_one(text), NOWHERE)


def test_sharing_is_not_circularity() -> None:
    shared = lisp_list([intern("a"), intern("b")])
    inside = Pair(shared.cdr, shared)
    assert write_string(to_datum(from_datum(Pair(shared, shared), NOWHERE))) == "((a b) a b)"
    assert write_string(to_datum(from_datum(inside, NOWHERE))) == "((b) a b)"
    assert (
        write_string(to_datum(from_datum(Vector([shared, inside, shared]), NOWHERE)))
        == "#((a b) ((b) a b) (a b))"
    )


def test_shared_parts_are_converted_once() -> None:
    value: Value = lisp_list([1])
    for _ in range(100):
        value = lisp_list([value, value])
    tree = from_datum(value, NOWHERE)
    assert isinstance(tree, Form)
    assert tree.items[0] is tree.items[1]


def test_lists_that_share_tails_may_be_too_long_as_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_NODES", 10_000)
    tails: list[Value] = [NIL]
    for number in range(200):
        tails.append(Pair(number, tails[-1]))
    with pytest.raises(LispError, match="more than 10000 parts"):
        from_datum(lisp_list(tails), NOWHERE)


def test_depth_does_not_matter() -> None:
    cars: Value = NIL
    vectors: Value = NIL
    for _ in range(50_000):
        cars = Pair(cars, NIL)
        vectors = Vector([vectors])
    for value in (cars, vectors):
        assert write_string(to_datum(from_datum(value, NOWHERE)), 20).count("(") == 20 // (
            2 if value is vectors else 1
        )
