"""Every kind of value says once what it is made of."""

from __future__ import annotations

from omega.runtime import Runtime
from omega.runtime.syntax.shapes import BY_TAG, SHAPES


def test_a_blank_value_takes_the_state_of_another() -> None:
    runtime = Runtime()
    text = "(list (cons 1 2) (vector 1 2) (string-copy \"a\") (bytevector 1) (call-with-current-continuation (lambda (k) k)))"
    rest = runtime.eval(text)
    shaped = 0
    while hasattr(rest, "car"):
        value, rest = rest.car, rest.cdr
        shape = SHAPES.get(type(value))
        if shape is not None:
            shaped += 1
            filled = shape.blank()
            shape.fill(filled, shape.parts(value))
            assert list(shape.parts(filled)) == list(shape.parts(value))
    assert shaped == 4


def test_tags_and_kinds_are_one_to_one() -> None:
    assert {id(shape) for shape in SHAPES.values()} == {id(shape) for shape in BY_TAG.values()}
