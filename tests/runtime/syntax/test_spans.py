"""Every node's place in the text."""

from __future__ import annotations

import pytest

from omega.runtime.syntax.forms import Form, Identifier, Labelled, Literal, VectorForm
from omega.runtime.syntax.reader import Reader, Signal

from .data import read_all


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("abc", (1, 1, 1, 4)),
        ("  (a b)  ", (1, 3, 1, 8)),
        ("\n\n  (a\n b)", (3, 3, 4, 4)),
        ('"a\nb"', (1, 1, 2, 3)),
        ('"a\\\n  b" ', (1, 1, 2, 5)),
        ("|a\n\nb|", (1, 1, 3, 3)),
        ("#|\n\n|# x", (3, 4, 3, 5)),
        ("; c\r\n x", (2, 2, 2, 3)),
        ("' x", (1, 1, 1, 4)),
        ("#( a\n)", (1, 1, 2, 2)),
        ("#u8(1)", (1, 1, 1, 7)),
        ("#0=(a)", (1, 1, 1, 7)),
        ("\tx", (1, 2, 1, 3)),
        ("#\\newline", (1, 1, 1, 10)),
        ("^{:a 1}\n(b)", (2, 1, 2, 4)),
        ("#!shebang\nx", (2, 1, 2, 2)),
        ("\ufeffx", (1, 1, 1, 2)),
        ('("a\nb" "c\nd")', (1, 1, 3, 4)),
    ],
)
def test_place_of_a_datum(text: str, place: tuple[int, int, int, int]) -> None:
    (tree,) = read_all(text)
    assert tree.span == ("f", *place)


def test_every_node_inside_has_its_place() -> None:
    (form,) = read_all('(a \'b\n #(c "d\ne") #0=f . g)')
    assert isinstance(form, Form)
    first, quoted, vector, labelled = form.items
    assert first.span[1:] == (1, 2, 1, 3)
    assert isinstance(quoted, Form)
    assert quoted.span[1:] == (1, 4, 1, 6)
    assert [item.span[1:] for item in quoted.items] == [(1, 4, 1, 5), (1, 5, 1, 6)]
    assert isinstance(vector, VectorForm)
    assert vector.span[1:] == (2, 2, 3, 4)
    assert isinstance(vector.items[1], Literal)
    assert vector.items[1].span[1:] == (2, 6, 3, 3)
    assert isinstance(labelled, Labelled)
    assert labelled.span[1:] == (3, 5, 3, 9)
    assert labelled.syntax.span[1:] == (3, 8, 3, 9)
    assert isinstance(form.tail, Identifier)
    assert form.tail.span[1:] == (3, 12, 3, 13)


def test_text_may_start_anywhere_in_a_file() -> None:
    reader = Reader("a\nb", "prog.scm", 10, 5)
    spans = []
    while not isinstance(tree := reader.next(), Signal):
        spans.append(tree.span)
    assert spans == [("prog.scm", 10, 5, 10, 6), ("prog.scm", 11, 1, 11, 2)]
    assert str(spans[0]) == "prog.scm:10:5"
