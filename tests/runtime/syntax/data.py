"""Hypothesis strategies for data that can be written and read, and equality of data (``equal?`` with exactness)."""

from __future__ import annotations

from hypothesis import strategies as st

from omega.runtime.numbers import make_ratio
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    TRUE,
    Bytevector,
    Char,
    Pair,
    String,
    Value,
    Vector,
    char,
    intern,
    keyword,
    lisp_list,
)
from omega.runtime.syntax.forms import Syntax, to_datum
from omega.runtime.syntax.reader import END, Reader, Signal

NAMES = st.text(max_size=6) | st.text("aA1+-.eixn/#@:|\\\"' ()^{λ\n", max_size=5)
RATIOS = st.builds(make_ratio, st.integers(), st.integers(1))
NUMBERS = (
    st.integers()
    | st.integers(-(10**1500), 10**1500)
    | RATIOS
    | st.floats()
    | st.complex_numbers(allow_nan=False)
)
ATOMS: st.SearchStrategy[Value] = (
    NUMBERS
    | st.sampled_from([TRUE, FALSE, NIL])
    | NAMES.map(intern)
    | NAMES.map(keyword)
    | st.text().map(String)
    | st.characters(exclude_categories=["Cs"]).map(char)
    | st.binary(max_size=5).map(lambda data: Bytevector(bytearray(data)))
)
DATA: st.SearchStrategy[Value] = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=4).map(lisp_list)
        | st.lists(inner, max_size=4).map(Vector)
        | st.builds(lisp_list, st.lists(inner, min_size=1, max_size=3), inner)
    ),
    max_leaves=15,
)


def same(left: Value, right: Value) -> bool:
    """Whether two data without cycles are the same, as ``equal?`` says, with numbers compared by ``eqv?``."""
    work = [(left, right)]
    while work:
        a, b = work.pop()
        if a is b:
            continue
        if type(a) is not type(b):
            return False
        if type(a) is Pair:
            work += [(a.cdr, b.cdr), (a.car, b.car)]
        elif type(a) is Vector:
            if len(a.items) != len(b.items):
                return False
            work += zip(a.items, b.items, strict=True)
        elif type(a) is String or type(a) is Char:
            if a.text != b.text:
                return False
        elif type(a) is Bytevector:
            if a.data != b.data:
                return False
        elif isinstance(a, int | float | complex) or type(a).__name__ == "Ratio":
            if repr(a) != repr(b):
                return False
        else:
            return False
    return True


def read_all(text: str) -> list[Syntax]:
    """Every tree in the text."""
    reader = Reader(text, "f")
    trees: list[Syntax] = []
    while True:
        tree = reader.next()
        if isinstance(tree, Signal):
            assert tree is END
            return trees
        trees.append(tree)


def read_one(text: str) -> Value:
    """The one datum in the text."""
    (tree,) = read_all(text)
    return to_datum(tree)
