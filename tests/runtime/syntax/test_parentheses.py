"""Open parentheses, found without reading."""

from __future__ import annotations

import pytest

from omega.runtime.syntax.parentheses import Parentheses


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("(f (g)", [0]),
        ("(f [g (h", [0, 3, 6]),
        (")) (", [3]),
        ('("(" ; (\n (', [0, 10]),
        (r"(#\( #\) |(| (", [0, 13]),
        (r'("a\"(" (', [0, 8]),
        ("(#| ( #| ( |# ( |# (", [0, 19]),
        ("#;(a) (", [6]),
    ],
)
def test_what_is_open(text: str, opened: list[int]) -> None:
    assert Parentheses().feed(text).opened == opened
    halves = Parentheses()
    for line in text.splitlines(keepends=True):
        halves.feed(line)
    assert halves.opened == opened


@pytest.mark.parametrize(
    ("text", "closed"), [("(f)", True), ('"a', False), ("#| a", False), ("|a", False), ("", True)]
)
def test_open_strings_comments_and_names_count(text: str, closed: bool) -> None:
    assert Parentheses().feed(text + "\n").closed is closed
