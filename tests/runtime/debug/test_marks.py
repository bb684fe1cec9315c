"""Marks for stepping: what they mark, and the coordinates of what is in it."""

from __future__ import annotations

import pytest

from omega.runtime.debug.marks import Marked, Marking, Path, may_be_marked, precedes

TEXT = """\
(define (plain x) (* x x))
#dbg
(define (f x)
  (let ((y '(quoted (list))))
    (if (= x #(1 (f 2)))
        (list x "text" y))))
(g 1 #break (h 2 (k 3)))
#dbg (values 1)
"""


def marked(text: str, *, tokens: int = 1000) -> list[Marked]:
    marking = Marking(text, "f.scm", 11, 1)
    for _ in range(10_000):
        if marking.step(tokens):
            return marking.found
    raise AssertionError("it never ends")


def shown(form: Marked) -> dict[Path, str]:
    """The marked expressions by path, as the text has them."""
    parts = form.passage.parts(form.paths)
    return {path: part.text for path, part in zip(form.paths.values(), parts, strict=True) if part is not None}


@pytest.mark.parametrize("tokens", [1, 7, 1000])
def test_every_expression_of_a_marked_form(tokens: int) -> None:
    form, alone, whole = marked(TEXT, tokens=tokens)
    assert (form.name, alone.name, whole.name) == ("f", "", "")
    assert (form.span.file, form.span.line, form.span.column) == ("f.scm", 13, 1)
    texts = shown(form)
    assert texts[2, 2, 1] == "(= x #(1 (f 2)))"
    assert texts[2, 2, 1, 1] == "x"
    assert texts[2, 2, 2].startswith("(list x")
    assert (2, 2, 2, 3) in texts and (2, 2, 2, 2) not in texts  # a literal is nothing to stop at
    assert () not in texts
    assert not any("quoted" in text for path, text in texts.items() if len(path) > 4)
    assert (2, 2, 1, 2) not in texts
    assert texts[1, 1] == "x"


def test_one_expression_alone() -> None:
    assert shown(marked(TEXT)[1]) == {(2,): "(h 2 (k 3))"}


def test_text_that_cannot_be_read_has_marks_up_to_there() -> None:
    assert [form.name for form in marked("#dbg (define a 1) (b")] == ["a"]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("(f #dbg ^{:break/when (> x (g 1))} (h x))", "(> x (g 1))"),
        ("(f #dbg ^{:break/when x } (h x))", "x"),
        ("(f #dbg (h x))", ""),
        ("#dbg (f \"^{:break/when (\")", ""),
    ],
)
def test_conditions(text: str, condition: str) -> None:
    assert [form.condition for form in marked(text)] == [condition]


def test_what_it_is_worth_to_look_for() -> None:
    assert may_be_marked("(a #dbg b)") and may_be_marked("#break (c)") and not may_be_marked("(debug)")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((3, 1), (3,), True),  # what is inside is known before the whole is
        ((3,), (3, 1), False),
        ((2, 9), (3,), True),
        ((3, 1, 4), (3, 2), True),
        ((3, 2), (3, 1, 4), False),
        ((3,), (3,), False),
    ],
)
def test_the_order_in_which_values_come(first: Path, second: Path, expected: bool) -> None:
    assert precedes(first, second) is expected
