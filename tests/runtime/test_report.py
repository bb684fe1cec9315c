"""Conditions as people see them."""

from __future__ import annotations

import pytest

from omega.runtime import LispError, Runtime
from omega.runtime.condition import Condition, StackEntry
from omega.runtime.report import describe
from omega.runtime.syntax.datum import String, intern, lisp_list
from omega.runtime.syntax.source import Span


def place(line: int) -> Span:
    return Span("prog.scm", line, 8, line, 10)


def test_type_message_and_stack() -> None:
    condition = Condition(
        "type-error",
        "car: expected a pair, got 5 (integer)",
        lisp_list([5]),
        place=place(12),
        stack=[StackEntry("f", place(12)), StackEntry("", place(20)), StackEntry("native", None)],
    )
    assert describe(condition).splitlines() == [
        "type-error: car: expected a pair, got 5 (integer)",
        "  at prog.scm:12:8 in f",
        "  at prog.scm:20:8",
        "  in native",
    ]


def test_the_place_is_shown_when_the_stack_lacks_it() -> None:
    assert (
        describe(Condition("syntax-error", "bad", place=place(3))) == "syntax-error: bad\n  at prog.scm:3:8"
    )
    inner = Condition(
        "index-error", "bad", place=place(3), stack=[StackEntry("g", None), StackEntry("f", place(4))]
    )
    assert describe(inner).splitlines()[1:] == ["  at prog.scm:3:8 in g", "  at prog.scm:4:8 in f"]


def test_irritants_follow_the_programs_message() -> None:
    condition = Condition("simple-error", "no such thing:", lisp_list([intern("x"), String("y"), 1.5]))
    assert describe(condition) == 'simple-error: no such thing: x "y" 1.5'


def test_a_raised_object_is_shown_when_there_is_no_message() -> None:
    with pytest.raises(LispError) as caught:
        Runtime().eval("(raise '(1 2))")
    assert describe(caught.value.condition).startswith("raised-object: (1 2)\n")


def test_recursion_is_one_line_and_the_middle_of_a_long_stack_is_left_out() -> None:
    recursion = [StackEntry("f", place(1))] * 1000
    assert describe(Condition("error", "deep", stack=recursion)).splitlines()[1:] == [
        "  at prog.scm:1:8 in f (1000 times)"
    ]
    long = [StackEntry(f"f{at}", place(at)) for at in range(1000)]
    lines = describe(Condition("error", "deep", stack=long)).splitlines()
    assert len(lines) == 27
    assert lines[20:23] == ["  at prog.scm:19:8 in f19", "  ... 975 more", "  at prog.scm:995:8 in f995"]


def test_the_text_is_bounded() -> None:
    irritants = lisp_list([lisp_list(list(range(10_000)))] * 10_000)
    assert len(describe(Condition("error", "x" * 1_000_000, irritants))) < 10_000
