"""What values look like, whole and in pieces."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from omega.runtime.condition import Condition
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
    Bytevector,
    Pair,
    String,
    Value,
    Values,
    Vector,
    char,
    intern,
    keyword,
    lisp_list,
)
from omega.runtime.syntax.printer import (
    Compound,
    Printer,
    Style,
    compounds,
    describers,
    display_string,
    procedure_namers,
    type_name,
    type_names,
    write_string,
)

from .data import read_one


def circle(*items: Value) -> Pair:
    """A circular list of the items."""
    last = Pair(items[-1], NIL)
    first: Pair = lisp_list(items[:-1], last)
    last.cdr = first
    return first


def printed(value: Value, style: Style) -> str:
    printer = Printer(value, style)
    pieces = []
    while not printer.done:
        pieces.append(printer.step())
    return "".join(pieces)


def square(x: Value) -> Value:
    return x


@pytest.mark.parametrize(
    ("value", "written", "displayed", "kind"),
    [
        (5, "5", "5", "integer"),
        (-(10**30), "-1" + "0" * 30, "-1" + "0" * 30, "integer"),
        (Ratio(1, 2), "1/2", "1/2", "rational"),
        (1.5, "1.5", "1.5", "real"),
        (1j, "0.0+1.0i", "0.0+1.0i", "complex"),
        (TRUE, "#t", "#t", "boolean"),
        (FALSE, "#f", "#f", "boolean"),
        (NIL, "()", "()", "empty list"),
        (UNSPECIFIED, "#<unspecified>", "#<unspecified>", "unspecified"),
        (EOF, "#<eof>", "#<eof>", "end of file"),
        (UNASSIGNED, "#<unassigned>", "#<unassigned>", "unassigned"),
        (intern("a b"), "|a b|", "a b", "symbol"),
        (keyword("k"), ":k", ":k", "keyword"),
        (String('a"\n'), r'"a\"\n"', 'a"\n', "string"),
        (char("x"), r"#\x", "x", "character"),
        (char("\x01"), r"#\x1", "\x01", "character"),
        (Bytevector(bytearray(b"\0\xff")), "#u8(0 255)", "#u8(0 255)", "bytevector"),
        (Bytevector(bytearray()), "#u8()", "#u8()", "bytevector"),
        (Vector([]), "#()", "#()", "vector"),
        (Vector([1, String("a"), NIL]), '#(1 "a" ())', "#(1 a ())", "vector"),
        (Pair(1, Pair(2, 3)), "(1 2 . 3)", "(1 2 . 3)", "pair"),
        (lisp_list([intern("quote"), intern("x")]), "(quote x)", "(quote x)", "pair"),
        (Values(()), "#<values>", "#<values>", "multiple values"),
        (Values((1, String("a"))), '#<values 1 "a">', "#<values 1 a>", "multiple values"),
        (Condition("type-error", "no"), "#<condition type-error: no>", "#<condition type-error: no>", "condition"),
        (square, "#<procedure square>", "#<procedure square>", "procedure"),
        (lambda: NIL, "#<procedure>", "#<procedure>", "procedure"),
        (object(), "#<object>", "#<object>", "object"),
    ],
)  # fmt: skip
def test_values(value: Value, written: str, displayed: str, kind: str) -> None:
    assert write_string(value) == written
    assert display_string(value) == displayed
    assert type_name(value) == kind


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "1",
        "+1",
        "-i",
        "1/0",
        "+inf.0",
        "a b",
        "a(b",
        "#a",
        "@a",
        ":a",
        "a|b",
        "a\\b",
        "a'b",
        "\n",
        "a,",
    ],
)
def test_symbols_that_need_bars(name: str) -> None:
    written = write_string(intern(name))
    assert written.startswith("|")
    assert written.endswith("|")
    assert read_one(written) is intern(name)


@pytest.mark.parametrize(
    "name", ["a", "A", "+", "-", "...", "1+", "->x", "a.b", "a#", "λ", ":", "a:", "x@y", "^", ".a"]
)
def test_symbols_that_need_none(name: str) -> None:
    assert write_string(intern(name)) == name
    assert read_one(name) is intern(name)


def test_cycles_are_labelled_and_sharing_is_not() -> None:
    shared = lisp_list([1])
    loop = circle(1, 2)
    vector = Vector([shared, shared])
    vector.items.append(vector)
    assert write_string(loop) == "#0=(1 2 . #0#)"
    assert display_string(loop) == "#0=(1 2 . #0#)"
    assert write_string(lisp_list([shared, shared])) == "((1) (1))"
    assert write_string(vector) == "#0=#((1) (1) #0#)"
    assert write_string(lisp_list([loop, loop, shared])) == "(#0=(1 2 . #0#) #0# (1))"
    assert write_string(Pair(0, loop)) == "(0 . #0=(1 2 . #0#))"


def test_shared_labels_everything_that_occurs_twice() -> None:
    shared = lisp_list([1])
    assert printed(lisp_list([shared, shared, circle(2)]), "shared") == "(#0=(1) #0# #1=(2 . #1#))"
    assert printed(Pair(1, Pair(shared, shared)), "shared") == "(1 #0=(1) . #0#)"


def test_simple_labels_nothing() -> None:
    shared = lisp_list([1])
    assert printed(lisp_list([shared, shared]), "simple") == "((1) (1))"
    endless = Printer(circle(1), "simple")
    assert endless.step(100).startswith("(1 1 1")
    assert not endless.done


def test_output_stops_at_max_chars() -> None:
    for value in (lisp_list(list(range(100))), String("x" * 5000), circle(1, 2), Vector([NIL] * 100)):
        whole = write_string(value)
        for limit in (0, 1, 5, len(whole) - 1):
            printer = Printer(value, max_chars=limit)
            text = ""
            while not printer.done:
                text += printer.step(3)
            assert text == whole[:limit]
            assert printer.truncated
        exact = Printer(value, max_chars=len(whole))
        text = ""
        while not exact.done:
            text += exact.step(3)
        assert text == whole
        assert not exact.truncated
    assert write_string(lisp_list([1, 2, 3]), 4) == "(1 2..."
    assert write_string(lisp_list([1, 2]), 5) == "(1 2)"


def test_pieces_join_to_the_whole() -> None:
    value = read_one('(a #(1 "' + "x\\n" * 3000 + '" #u8(' + "7 " * 3000 + ") (b . c)) #0=(:k #\\a . #0#))")
    whole = write_string(value)
    for atoms in (1, 2, 7, 100, 100_000):
        printer = Printer(value)
        text = ""
        while not printer.done:
            text += printer.step(atoms)
        assert text == whole


def test_a_short_look_at_something_huge_is_quick() -> None:
    huge: list[Value] = [
        lisp_list(list(range(300_000))),
        String("x" * 3_000_000),
        Vector([Vector([1])] * 300_000),
    ]
    start = time.process_time()
    for value in huge:
        assert len(write_string(value, 60)) == 63
    assert time.process_time() - start < 0.2


def test_depth_and_length_do_not_matter() -> None:
    nested: Value = NIL
    vectors: Value = NIL
    for _ in range(50_000):
        nested = Pair(nested, NIL)
        vectors = Vector([vectors])
    assert write_string(nested) == "(" * 50_000 + "()" + ")" * 50_000
    assert write_string(vectors) == "#(" * 50_000 + "()" + ")" * 50_000
    assert len(write_string(lisp_list([1] * 50_000))) == 100_001


class Point:
    """A kind of value that shows its parts."""

    def __init__(self, x: Value, y: Value) -> None:
        self.x = x
        self.y = y


class Port:
    """A kind of value that does not."""


class FilePort(Port):
    """A kind whose base is registered."""


@pytest.fixture
def registered() -> Iterator[None]:
    compounds[Point] = lambda point: Compound("#<point", [(" x: ", point.x), (" y: ", point.y)], ">")
    describers[Port] = lambda port: "#<port>"
    type_names[Port] = "port"
    type_names[Point] = lambda point: "point" if point.x is not NIL else "origin"
    procedure_namers.append(lambda value: "mine" if value is square else None)
    yield
    procedure_namers.pop()
    for hooks in (compounds, describers, type_names):
        hooks.pop(Point, None)
        hooks.pop(Port, None)


@pytest.mark.usefixtures("registered")
def test_other_kinds_of_value_add_themselves() -> None:
    point = Point(String("a"), NIL)
    assert write_string(point) == '#<point x: "a" y: ()>'
    assert display_string(lisp_list([point])) == "(#<point x: a y: ()>)"
    point.y = lisp_list([point])
    assert write_string(point) == '#0=#<point x: "a" y: (#0#)>'
    assert write_string(FilePort()) == "#<port>"
    assert [type_name(value) for value in (point, Point(NIL, 1), FilePort())] == ["point", "origin", "port"]
    assert write_string(square) == "#<procedure mine>"
