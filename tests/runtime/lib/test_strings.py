"""Strings and characters against Python text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omega.runtime.lib.primitive import CHUNK, current
from omega.runtime.limits import Limits
from omega.runtime.syntax.datum import FALSE, TRUE, Char, String, Value, char

from .machine import call, fails, lisp, python, shown

texts = st.text(st.sampled_from("abAB ,é\U0001f600"), max_size=12)


def text(value: Value) -> str:
    assert type(value) is String and not value.frozen
    return str(value.text)


@given(texts, texts, texts)
def test_strings_agree_with_python(a: str, b: str, c: str) -> None:
    assert text(call("string-append", a, b, c)) == a + b + c
    assert call("string-length", a) == len(a)
    assert [item.text for item in python(call("string->list", a))] == list(a)
    assert text(call("list->string", [char(item) for item in a])) == a
    assert text(call("vector->string", call("string->vector", a))) == a
    assert text(call("string-reverse", a)) == a[::-1]
    assert text(call("string-upcase", a)) == a.upper()
    assert text(call("utf8->string", call("string->utf8", a))) == a
    position = a.find(b)
    assert call("string-contains", a, b) == (position if position >= 0 else FALSE)
    backward = a.rfind(b)
    assert call("string-search-backward", b, a, len(a)) == (backward + len(b) if backward >= 0 else FALSE)
    assert (call("string-prefix?", b, a) is TRUE) == a.startswith(b)
    assert (call("string-suffix?", b, a) is TRUE) == a.endswith(b)
    assert [text(part) for part in python(call("string-split", a, ","))] == (a.split(",") if a else [])
    assert [text(part) for part in python(call("string-split", a))] == a.split()
    assert text(call("string-join", [a, b, c], ", ")) == f"{a}, {b}, {c}"
    for name, expected in (("string<?", a < b < c), ("string=?", a == b == c), ("string>=?", a >= b >= c)):
        assert (call(name, a, b, c) is TRUE) == expected
    assert (call("string-ci=?", a, b) is TRUE) == (a.casefold() == b.casefold())
    for start in range(len(a) + 1):
        for end in range(start, len(a) + 1):
            assert text(call("substring", a, start, end)) == a[start:end]


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_sizes_around_a_chunk(size: int) -> None:
    source = "ab" * (size // 2) + "c" * (size % 2)
    assert "".join(item.text for item in python(call("string->list", source))) == source
    assert text(call("list->string", call("string->list", source))) == source
    assert text(call("vector->string", call("string->vector", source))) == source
    pieces = call("make-list", size, String("x"))
    for grammar, expected in (
        ("'infix", ",".join("x" * size)),
        ("'prefix", ",x" * size),
        ("'suffix", "x," * size),
    ):
        joined = call("string-join", pieces, ",", grammar)
        assert text(joined) == expected
    assert len(python(call("string-split", text(call("string-join", pieces, ",")), ","))) == size
    assert len(python(call("string-split", text(call("string-join", pieces, " \t"))))) == size
    assert len(python(call("string-search-all", "x", text(call("string-join", pieces, ","))))) == size


@pytest.mark.parametrize(
    ("expected", "name", "arguments"),
    [
        ('"aaa"', "make-string", (3, char("a"))),
        ('"ab"', "string", (char("a"), char("b"))),
        ("#\\b", "string-ref", ("abc", 1)),
        ('"  5"', "string-pad-left", ("5", 3)),
        ('"45"', "string-pad-left", ("345", 2)),
        ('"34"', "string-pad-right", ("345", 2)),
        ('"5.."', "string-pad-right", ("5", 3, char("."))),
        ('"x y"', "string-trim", ("  x y\t",)),
        ('"x--"', "string-trim-left", ("--x--", char("-"))),
        ('"--x"', "string-trim-right", ("--x--", char("-"))),
        ("1", "string-index", ("abc", char("b"))),
        ("#f", "string-index", ("abc", char("b"), 2)),
        ("2", "string-rindex", ("abb", char("b"))),
        ("(0 1 2)", "string-search-all", ("aa", "aaaa")),
        ("2", "string-search-forward", ("a", "bbab", 1)),
        ('"SS"', "string-upcase", ("ß",)),
        ("#\\ß", "char-upcase", (char("ß"),)),
        ("#\\A", "char-upcase", (char("a"),)),
        ("3", "digit-value", (char("٣"),)),
        ("#f", "digit-value", (char("x"),)),
        ("#t", "char-numeric?", (char("٣"),)),
        ("#t", "char-whitespace?", (char("\u00a0"),)),
        ("#f", "char-whitespace?", (char("\x1c"),)),
        ("#t", "char<?", (char("a"), char("b"), char("c"))),
        ("#t", "char-ci=?", (char("a"), char("A"))),
        ("97", "char->integer", (char("a"),)),
        ("#\\λ", "integer->char", (955,)),
        ("11", "char->digit", (char("b"), 16)),
        ("#\\b", "digit->char", (11, 16)),
        ('"b-n-n-"', "string-replace", ("banana", char("a"), char("-"))),
        ("()", "string-split", ("", ",")),
        ('("" "a" "")', "string-split", (",a,", char(","))),
    ],
)
def test_cases(expected: str, name: str, arguments: tuple[object, ...]) -> None:
    assert shown(name, *arguments) == expected


def test_mutation() -> None:
    target = String("hello")
    call("string-set!", target, 0, char("j"))
    call("string-copy!", target, 2, "LLLL", 1, 3)
    call("string-fill!", target, char("!"), 4)
    assert target.text == "jeLL!"
    call("string-copy!", target, 1, target, 0, 3)
    assert target.text == "jjeL!"
    literal = String("hello", frozen=True)
    for name, arguments in (
        ("string-set!", (0, char("j"))),
        ("string-fill!", (char("j"),)),
        ("string-copy!", (0, "a")),
    ):
        assert fails(name, literal, *arguments) == (
            f"type-error: {name}: the string is a literal, which cannot be changed"
        )


def test_errors() -> None:
    assert fails("string-ref", "abc", 3) == "index-error: string-ref: index 3 is out of range for length 3"
    assert fails("string-ref", "abc", -1) == "index-error: string-ref: index -1 is out of range for length 3"
    assert fails("substring", "abc", 2, 1) == "index-error: substring: start 2 is after end 1"
    assert fails("substring", "abc", 2, 4) == "index-error: substring: index 4 is out of range for length 3"
    assert fails("string-append", "a", 5) == (
        "type-error: string-append: expected a string as second argument, got 5 (integer)"
    )
    assert fails("list->string", [char("a"), 5]).endswith(
        "expected a list of characters as first argument, got 5 (integer)"
    )
    assert (
        fails("integer->char", 0xD800)
        == "type-error: integer->char: 55296 is not the code point of a character"
    )
    assert fails("string-join", [1]).endswith("expected a list of strings as first argument, got 1 (integer)")
    assert fails("string-split", "a", "").endswith(
        'expected a delimiter that is not empty as second argument, got "" (string)'
    )


@pytest.fixture
def small_objects() -> Iterator[None]:
    before = current.limits
    current.limits = Limits(object_bytes=1000)
    yield
    current.limits = before


@pytest.mark.usefixtures("small_objects")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("make-string", (1001,)),
        ("make-string", (251, char("é"))),
        ("string-append", ("a" * 600, "b" * 600)),
        ("string-join", (["a" * 300] * 4,)),
        ("string-pad-left", ("x", 10**30)),
        ("string-replace", ("a" * 100, "a", "b" * 20)),
        ("make-vector", (126,)),
        ("vector-append", (tuple(range(100)), tuple(range(100)))),
        ("vector-grow", ((1,), 1000)),
        ("list->vector", (list(range(200)),)),
        ("string->vector", ("a" * 200,)),
        ("make-bytevector", (1001,)),
        ("number->string", (1 << 9000,)),
        ("symbol-append", ("'" + "a" * 600, "'" + "b" * 600)),
    ],
)
def test_large_objects_are_refused(name: str, arguments: tuple[object, ...]) -> None:
    message = fails(name, *arguments)
    assert message.startswith(f"budget-exceeded: {name}: ")
    assert message.endswith("exceeds the limit object-bytes of 1000")


def test_only_lisp_values_come_out() -> None:
    assert type(call("string-ref", "abc", 0)) is Char
    assert call("string-null?", "") is TRUE
    assert call("string?", lisp("x")) is TRUE
