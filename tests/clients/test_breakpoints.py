"""What may be typed after ``:break``, and what the server is told of it."""

from __future__ import annotations

import pytest

from omega.clients.breakpoints import parse_breakpoint
from omega.clients.errors import BadCommand


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("fact", "function", {"name": "fact"}),
        ("effect", "function", {"name": "effect"}),
        ("12", "line", {"line": 12}),
        ("prog.scm:12:5", "line", {"line": 12, "column": 5}),
        ("12:5", "line", {"line": 12, "column": 5}),
        ("effect file.read.op", "effect", {"op": "file.read.op"}),
        ("tick 1000", "tick", {"ticks": 1000}),
        ("on type-error", "condition", {"types": "type-error"}),
        ("fact if (> n 3)", "function", {"name": "fact", "condition": "(> n 3)"}),
        ("fact hits 5", "function", {"name": "fact", "hit-condition": "=5"}),
        ("fact hits >= 5 if (f hits) log \"n={n} \\\"q\\\"\"", "function",
         {"name": "fact", "hit-condition": ">=5", "condition": "(f hits)", "log-message": 'n={n} "q"'}),
    ],
)  # fmt: skip
def test_places_and_what_may_follow(text: str, kind: str, fields: dict[str, object]) -> None:
    found = parse_breakpoint(text, "last.scm")
    assert (found.kind, found.fields()) == (kind, fields)


def test_a_bare_line_is_of_the_file_at_hand() -> None:
    assert parse_breakpoint("3", "last.scm").file == "last.scm"
    assert str(parse_breakpoint("dir/prog.scm:3 if #t", "last.scm")) == "dir/prog.scm:3  if #t"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("fact when (> n 3)", "expected if, hits or log after function fact, got when"),
        ("fact if", "expected an expression, got nothing"),
        ("fact if (> n 3", "expected an expression, got (> n 3, which is not complete"),
        ("fact hits often", "expected a number after =, >, >=, <, <= or %, got often"),
        ("fact log n", 'expected a text such as "n is {n}", got n'),
        ("tick soon", "expected a number of ticks, got soon"),
        ("prog.scm:0", "lines and columns count from 1"),
        ("on all if #t", "takes no if"),
    ],
)
def test_what_cannot_be_says_what_was_expected(text: str, complaint: str) -> None:
    with pytest.raises(BadCommand) as caught:
        parse_breakpoint(text, "last.scm")
    assert complaint in str(caught.value)
