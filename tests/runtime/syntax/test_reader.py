"""What the reader accepts, what it makes of it, and how it refuses the rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from omega.runtime.syntax import nesting
from omega.runtime.syntax.datum import EOF, Keyword, Pair, String
from omega.runtime.syntax.forms import Form, Literal, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.reader import END, PAUSED, Reader, ReadError, completeness

from .data import read_all, read_one


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        (" \t\r\n ", ""),
        ("a B c", "a B c"),
        ("(a (b) ())", "(a (b) ())"),
        ("[a (b [c])]", "(a (b (c)))"),
        ("(a . b)", "(a . b)"),
        ("(a b . (c d))", "(a b c d)"),
        ("(a . (b . (c . ())))", "(a b c)"),
        ("(a . [b . c])", "(a b . c)"),
        ("(a . 'b)", "(a quote b)"),
        ("(a . #(b))", "(a . #(b))"),
        ("(a . #;x b #;y)", "(a . b)"),
        ("'a `(b ,c ,@d)", "(quote a) (quasiquote (b (unquote c) (unquote-splicing d)))"),
        ("a'b", "a (quote b)"),
        ("#(a #(b) 1)#u8(0 255)#U8()", "#(a #(b) 1) #u8(0 255) #u8()"),
        ("#t #;x #f #true #false #T", "#t #f #t #f #t"),
        ("1 -2 +3 1/2 1.5 #xFF #e1.5 +i", "1 -2 3 1/2 1.5 255 3/2 +i"),
        ("+ - ... -> 1+ -1+ .x +.x <=? !$%&*/:<=>?^_~", "+ - ... -> 1+ -1+ .x +.x <=? !$%&*/:<=>?^_~"),
        ("λ été a#b a@b", "λ été a#b a@b"),
        (":k :a.b : a: :|x y| :||", ":k :a.b : a: :|x y| :||"),
        ('|a b| || |a\\x41;\\n\\|\\"| |(|', '|a b| || |aA\\n\\|"| |(|'),
        ("a|b|c ^|x|", "a b c ^ x"),
        ("|a\nb|", "|a\\nb|"),
        (r'"" "a" "\a\b\t\n\r\"\\\|"', r'"" "a" "\a\b\t\n\r\"\\|"'),
        (r'"\x41;\x3bb;\X0;"', r'"Aλ\x0;"'),
        ('"a \\  \n   b"', '"a b"'),
        ('"a\r\nb\rc\nd"', r'"a\nb\nc\nd"'),
        (r"#\a #\A #\( #\) #\; #\" #\# #\x #\λ", r"#\a #\A #\( #\) #\; #\" #\# #\x #\λ"),
        (r"#\space #\newline #\nul #\x41 #\x3BB", r"#\space #\newline #\null #\A #\λ"),
        ("#\\  a #\\\n", "#\\space a #\\newline"),
        (r"(#\a)(#\()", r"(#\a) (#\()"),
        ("; c\na ;; d", "a"),
        ("#|a|# x #|#|b|#|# y #||#", "x y"),
        ("#||||# x", "x"),
        ("#;a b #;(c #;d) #;#;e f g", "b g"),
        ("(a #;b) #;'c (#;#;d e)", "(a) ()"),
        ("^{:line 1 :column 1} (a)", "(a)"),
        ('(^{:a {:b (1 "}")}} x ^:b)', "(x ^:b)"),
        ("^{} ^{} x ^", "x ^"),
        ("#!fold-case ABC #\\SPACE |A b| :K #!no-fold-case ABC", "abc #\\space |A b| :k ABC"),
        ("#!/usr/bin/env omega\nx", "x"),
        ("#! anything (\nx", "x"),
        ("\ufeffx", "x"),
        ("x #!eof", "x #<eof>"),
        ("#0=(a . #0#)", "#0=(a . #0#)"),
        ("#5=(a #5# #6=(b #6# #5#))", "#0=(a #0# #1=(b #1# #0#))"),
        ("#0=#(#0# x)", "#0=#(#0# x)"),
        ("(#0=(x) #0# #1=#2=y #1# #2#)", "((x) (x) y y y)"),
        ("(a . #0=(b . #0#))", "(a . #0=(b . #0#))"),
        ("#0=a #0=b", "a b"),
        ("(#;#0=a #0=b #0#)", "(b b)"),
        ("#0='#0#", "#0=(quote #0#)"),
    ],
)
def test_reads(text: str, written: str) -> None:
    assert " ".join(write_string(to_datum(tree)) for tree in read_all(text)) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (")", "unexpected ) at f:1:1; no form is open"),
        ("(a\n ]", "unexpected ] at f:2:2; expected ) to close the list opened at f:1:1"),
        ("[a)", "unexpected ) at f:1:3; expected ] to close the list opened at f:1:1"),
        ("#(a]", "unexpected ] at f:1:4; expected ) to close the vector opened at f:1:1"),
        ("(a . b]", "unexpected ] at f:1:7; expected ) to close the list opened at f:1:1"),
        ("(' )", "unexpected ) at f:1:4; expected a datum after ' at f:1:2"),
        ("(#;)", "unexpected ) at f:1:4; expected a datum after #; at f:1:2"),
        ("(#0=)", "unexpected ) at f:1:5; expected a datum after #0= at f:1:2"),
        ("(a . )", "unexpected ) at f:1:6; expected a datum after the dot"),
        ("(. a)", "unexpected . at f:1:2; a dot goes before the last datum of a list"),
        ("(a . . b)", "unexpected . at f:1:6; a dot goes before the last datum of a list"),
        ("(a . (. b))", "unexpected . at f:1:7; a dot goes before the last datum of a list"),
        ("#(a . b)", "unexpected . at f:1:5; a dot goes before the last datum of a list"),
        (".", "unexpected . at f:1:1; a dot goes before the last datum of a list"),
        ("(a . b c)", "unexpected datum at f:1:8; expected ) after the list's tail"),
        ("(a . b (", "unexpected datum at f:1:8; expected ) after the list's tail"),
        ("(a . b 'c)", "unexpected datum at f:1:8; expected ) after the list's tail"),
        ("#u8(1 256)", "unexpected datum at f:1:7; a bytevector holds exact integers from 0 to 255"),
        ("#u8(1.0)", "unexpected datum at f:1:5; a bytevector holds exact integers from 0 to 255"),
        ("#u8((", "unexpected datum at f:1:5; a bytevector holds exact integers from 0 to 255"),
        ("{", "unknown syntax { at f:1:1"),
        ("}", "unexpected } at f:1:1; no form is open"),
        ("(^{:a 1)", "unexpected ) at f:1:8; expected } to close the metadata form opened at f:1:2"),
        ("#'x", "unknown syntax #' at f:1:1"),
        ("#", "unknown syntax # at f:1:1"),
        ("#<procedure car>", "unknown syntax #<procedure at f:1:1"),
        ("#t#f", "unknown syntax #t#f at f:1:1"),
        (r"#\foo", r"unknown character name #\foo at f:1:1"),
        (r"#\xD800", "xD800 is not the code of a Unicode character at f:1:1"),
        (r"#\x110000", "x110000 is not the code of a Unicode character at f:1:1"),
        ('"a\n \\q"', r"unknown escape \q at f:2:2"),
        (r'"\xDFFF;"', "xDFFF is not the code of a Unicode character at f:1:2"),
        (r'"\x41"', r"unknown escape \x at f:1:2"),
        ("1/0", "1/0 has the denominator zero at f:1:1"),
        ("9" * 200_001, "9" * 40 + "... is longer than the limit of 200000 digits at f:1:1"),
        ("#1#", "unknown label #1# at f:1:1; expected #1= before it"),
        ("(#0# #0=a)", "unknown label #0# at f:1:2; expected #0= before it"),
        ("#0=a #0#", "unknown label #0# at f:1:6; expected #0= before it"),
        ("(#;#0=a #0#)", "unknown label #0# at f:1:9; expected #0= before it"),
        ("#0=#0#", "label #0# at f:1:4 stands for itself"),
        ("#0=#1=#0#", "label #0# at f:1:7 stands for itself"),
        ("(#0=a #0=b)", "label #0= at f:1:7 is used twice in one datum"),
        ("x #!foo", "unknown directive #!foo at f:1:3"),
    ],
)
def test_wrong_text(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_all(text)
    assert caught.value.message == message
    assert str(caught.value.span) in message
    assert not caught.value.incomplete
    assert completeness(text) == "wrong"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(a\n (b)", "end of text inside a list opened at f:1:1; expected )"),
        (" [a", "end of text inside a list opened at f:1:2; expected ]"),
        ("(a . ", "end of text inside a list opened at f:1:1; expected a datum after the dot"),
        ("(a . b", "end of text inside a list opened at f:1:1; expected )"),
        ("#(a", "end of text inside a vector opened at f:1:1; expected )"),
        ("#u8(1", "end of text inside a bytevector opened at f:1:1; expected )"),
        ("^{:a", "end of text inside a metadata form opened at f:1:1; expected }"),
        ("'", "end of text after ' at f:1:1; expected a datum"),
        ("#;", "end of text after #; at f:1:1; expected a datum"),
        ("#0=", "end of text after #0= at f:1:1; expected a datum"),
        ('(a\n "b\nc', 'end of text inside a string opened at f:2:2; expected "'),
        ('"a\\', 'end of text inside a string opened at f:1:1; expected "'),
        ('"\\x4', 'end of text inside a string opened at f:1:1; expected "'),
        ('"a\\  ', 'end of text inside a string opened at f:1:1; expected "'),
        ("|a", "end of text inside a name opened at f:1:1; expected |"),
        (":|a", "end of text inside a name opened at f:1:1; expected |"),
        ("#|a #|b|#", "end of text inside a comment opened at f:1:1; expected |#"),
        ("#\\", "end of text after #\\ at f:1:1; expected a character"),
    ],
)
def test_incomplete_text(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_all(text)
    assert caught.value.message == message
    assert caught.value.incomplete
    assert completeness(text) == "incomplete"


def test_complete_text() -> None:
    for text in ("", "; nothing", "(a) b", "#|c|#"):
        assert completeness(text) == "complete"


def test_data_before_an_error_are_read_and_the_error_stays() -> None:
    reader = Reader("(a) )")
    assert isinstance(reader.next(), Form)
    for _ in range(2):
        with pytest.raises(ReadError, match="no form is open"):
            reader.next()


def test_the_end_stays() -> None:
    reader = Reader("a")
    reader.next()
    assert reader.next() is END
    assert reader.next() is END


def test_literals_are_frozen_and_keywords_are_values() -> None:
    (text, name, end) = read_all('"a" :k #!eof')
    assert isinstance(text, Literal) and isinstance(text.value, String) and text.value.frozen
    assert isinstance(name, Literal) and isinstance(name.value, Keyword) and name.value.name == "k"
    assert isinstance(end, Literal) and end.value is EOF


def test_a_long_string_is_read_whole() -> None:
    text = 'ab\\n"|\\x41;' * 20_000
    value = read_one('"' + text.replace('"', '\\"') + '"')
    assert value.text == 'ab\n"|A' * 20_000
    assert read_one('"' + "x" * 50_000 + '"').text == "x" * 50_000


def test_offset_says_how_much_was_read() -> None:
    reader = Reader("(a) (b)")
    reader.next()
    assert reader.offset == 3


def depth_of_cars(value: object) -> int:
    depth = 0
    while isinstance(value, Pair):
        value = value.car
        depth += 1
    return depth


@pytest.fixture
def few_collections() -> Iterator[None]:
    """The collector runs rarely, as in the server: a growing heap would make it most of what is measured."""
    before = gc.get_threshold()
    gc.set_threshold(10_000_000)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("few_collections")
def test_nesting_is_bounded_by_memory_alone() -> None:
    depth = 1_000_000
    (tree,) = read_all("(" * depth + "x" + ")" * depth)
    assert depth_of_cars(to_datum(tree)) == depth


@pytest.mark.parametrize("opener", ["'", "(a . ", "#(", "#;(", "^{x (", "#0=("])
def test_deep_nesting_of_every_kind_is_merely_incomplete(opener: str) -> None:
    text = opener * 50_000 if opener != "#0=(" else "".join(f"#{label}=(" for label in range(50_000))
    assert completeness(text) == "incomplete"


def test_a_list_in_dotted_pairs_is_read_in_linear_time() -> None:
    length = 50_000
    (tree,) = read_all("(a . " * length + "()" + ")" * length)
    assert isinstance(tree, Form)
    assert len(tree.items) == length
    assert tree.tail is None


def test_a_budget_bounds_every_call() -> None:
    reader = Reader("(a b c d e f g h) x")
    results = []
    while (result := reader.next(3)) is not END:
        results.append(result)
    assert [result is PAUSED for result in results] == [True, True, True, False, False]


def test_a_budget_bounds_work_inside_one_token() -> None:
    for text in ('"' + "\\n" * 10_000 + '"', "#|" + "|" * 10_000 + "|#x", "|" + "\\x41;" * 10_000 + "|"):
        reader = Reader(text)
        pauses = 0
        while reader.next(100) is PAUSED:
            pauses += 1
        assert pauses >= 99


@pytest.mark.parametrize("opener", ["(", "a ", "'", "(a . ", "#(", "#;", '"a"'])
def test_the_parts_of_one_datum_are_bounded(opener: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nesting, "MAX_PARTS", 1000)
    read_all("\n; comment\n(a (b) 'c)" * 1000)
    with pytest.raises(ReadError, match="the datum at f:1:1 has more parts than the limit of 1000"):
        read_all("(" + opener * 2000)
    (tree,) = read_all("(" + "(a b) 'c " * 150 + ")")
    assert isinstance(tree, Form)


def test_marks_for_the_debugger_are_read_past_and_remembered() -> None:
    reader = Reader("#dbg\n(define (f x)\n  #break (* x #dbg ^{:break/when x} (g x)))\n'(a . #dbg! b)", "f")
    first, second = reader.next(), reader.next()
    assert isinstance(first, Form) and isinstance(second, Form) and reader.next() is END
    assert write_string(to_datum(first)) == "(define (f x) (* x (g x)))"
    assert write_string(to_datum(second)) == "(quote (a . b))"
    assert [(mark, str(span)) for mark, span in reader.marked] == [
        ("#dbg", "f:3:37"),
        ("#break", "f:3:10"),
        ("#dbg", "f:2:1"),
        ("#dbg!", "f:4:13"),
    ]


@pytest.mark.parametrize("text", ["#dbg", "(#break)", "(a . #dbg)", "#dbg #;x"])
def test_a_mark_needs_a_datum(text: str) -> None:
    with pytest.raises(ReadError):
        Reader(text).next()
