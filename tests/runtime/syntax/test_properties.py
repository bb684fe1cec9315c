"""What holds for any datum and any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omega.runtime.syntax.datum import Pair, Value, Vector
from omega.runtime.syntax.forms import Syntax, to_datum
from omega.runtime.syntax.printer import Printer, write_string
from omega.runtime.syntax.reader import PAUSED, Reader, ReadError, Signal, completeness

from .data import ATOMS, DATA, read_one, same

#: Text made of what matters to the reader.
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "^{",
            "#(",
            "#u8(",
            "'",
            "`",
            ",",
            ",@",
            ".",
            "#;",
            "#|",
            "|#",
            '"',
            "|",
            "\\",
            "\\x41;",
            "\\n",
            "#\\",
            "#\\a",
            "#t",
            "#0=",
            "#0#",
            "#1=",
            "#1#",
            ":k",
            "a",
            "1",
            "1.5",
            "-2/3",
            "#!fold-case",
            "#!eof",
            "@",
            "#",
            ";",
            "...",
            "x",
            "λ",
            "0",
        ]
    )
    | st.sampled_from([" ", " ", "\n"])
    | st.text(max_size=2),
    max_size=30,
).map("".join)


def outcome(text: str, budgets: list[int | None]) -> list[object]:
    """Everything observable about reading this text with calls of these budgets, over and over."""
    reader = Reader(text, "f")
    seen: list[object] = []
    for turn in range(100_000):
        try:
            result = reader.next(budgets[turn % len(budgets)])
        except ReadError as error:
            return [*seen, error.message, error.span, error.incomplete]
        if result is PAUSED:
            continue
        if isinstance(result, Signal):
            return seen
        seen += [shape(result), write_string(to_datum(result)), reader.offset]
    raise AssertionError("the reader does not come to an end")


def shape(tree: Syntax) -> list[object]:
    """Kinds and places of a small tree's nodes."""
    found: list[object] = [type(tree), tree.span]
    for item in getattr(tree, "items", ()):
        found.append(shape(item))
    for inner in (getattr(tree, "tail", None), getattr(tree, "syntax", None)):
        if inner is not None:
            found.append(shape(inner))
    return found


@settings(deadline=None)
@given(DATA)
def test_what_is_written_reads_back(value: Value) -> None:
    assert same(read_one(write_string(value)), value)


@settings(deadline=None)
@given(DATA, st.integers(1, 5))
def test_steps_do_not_change_what_is_written(value: Value, atoms: int) -> None:
    printer = Printer(value)
    text = ""
    while not printer.done:
        text += printer.step(atoms)
    assert text == write_string(value)


@settings(deadline=None)
@given(
    st.lists(ATOMS, min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 5))),
)
def test_graphs_are_written_as_text_that_gives_the_same_text(
    atoms: list[Value], links: list[tuple[int, int, int]]
) -> None:
    nodes: list[Value] = [
        Pair(atom, atom) if at % 2 else Vector([atom, atom]) for at, atom in enumerate(atoms)
    ]
    for source, slot, target in links:
        node, value = nodes[source % len(nodes)], nodes[target % len(nodes)]
        if isinstance(node, Vector):
            node.items[slot % 2] = value
        elif slot:
            node.cdr = value
        else:
            node.car = value
    text = write_string(nodes[0], 5000)
    if not text.endswith("..."):
        assert write_string(read_one(text)) == text


@settings(deadline=None)
@given(FRAGMENTS)
@example("(a . #;")
@example("^{#0=a} #0#")
def test_any_text_gives_data_or_a_read_error(text: str) -> None:
    seen = outcome(text, [None])
    assert completeness(text) in ("complete", "incomplete", "wrong")
    assert (completeness(text) == "complete") == (not seen or not isinstance(seen[-1], bool))


@settings(deadline=None)
@given(FRAGMENTS, st.lists(st.integers(1, 4), min_size=1))
def test_budgets_do_not_change_what_is_read(text: str, budgets: list[int]) -> None:
    assert outcome(text, list(budgets)) == outcome(text, [None])


@pytest.mark.parametrize("end", range(len('(a #(b "c\\n d") . |e|)')))
def test_a_beginning_of_a_form_is_incomplete(end: int) -> None:
    text = '(a #(b "c\\n d") . |e|)'[:end]
    assert completeness(text) == (
        "incomplete" if text and text != "(a #" else "wrong" if text else "complete"
    )
