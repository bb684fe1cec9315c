"""Whatever its arguments, a primitive returns a Lisp value or signals a condition: Python never shows."""

from __future__ import annotations

import math
import random

import pytest

from omega.runtime.condition import LispError
from omega.runtime.lib.primitive import PRIMITIVES, Primitive, current
from omega.runtime.lib.regexps import Regexp, RegexpMatch
from omega.runtime.lib.tables import Table
from omega.runtime.limits import Limits
from omega.runtime.numbers import Ratio, make_ratio
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Boolean,
    Bytevector,
    Char,
    Keyword,
    Pair,
    Singleton,
    String,
    Symbol,
    Value,
    Values,
    Vector,
    char,
    intern,
    keyword,
    lisp_list,
)
from omega.runtime.syntax.shapes import SHAPES

from .machine import Endless, Request, run

OURS = [
    found
    for name, found in sorted(PRIMITIVES.items())
    if not name.startswith("%") and found.function.__module__.startswith("omega.runtime.lib.")
]
LISP_CLASSES = (
    int,
    float,
    complex,
    Ratio,
    Boolean,
    Singleton,
    Symbol,
    Keyword,
    Pair,
    Vector,
    String,
    Bytevector,
    Char,
    Values,
    Table,
    Regexp,
    RegexpMatch,
)


def samples() -> list[Value]:
    """A new value of every kind; also the awkward ones."""
    circle = Pair(1, NIL)
    circle.cdr = circle
    return [
        *(0, 1, 2, -1, 3, 10, 36, 10**400, -(10**400), 1 << 5000),
        *(0.0, -0.0, 1.0, 2.5, -3.5, math.inf, -math.inf, math.nan, 1e308, 5e-324),
        *(make_ratio(1, 2), make_ratio(-7, 3), 1j, complex(-1, -0.0), complex(math.nan, math.inf)),
        *(
            TRUE,
            FALSE,
            NIL,
            UNSPECIFIED,
            EOF,
            intern("a"),
            keyword("k"),
            char("a"),
            char("ß"),
            char("\U0001f600"),
        ),
        *(
            String(""),
            String("abc"),
            String("é, x"),
            String("lit", frozen=True),
            String("infix"),
            intern("suffix"),
        ),
        *(
            Vector([]),
            Vector([1, 2, 3]),
            Vector([char("x")]),
            Bytevector(bytearray(b"")),
            Bytevector(bytearray(b"a\xff")),
        ),
        *(
            lisp_list([1, 2, 3]),
            lisp_list([char("a")]),
            lisp_list([String("a"), String("b")]),
            Pair(1, 2),
            circle,
        ),
        *(
            lisp_list([Pair(1, 2), Pair(intern("a"), 3)]),
            Values((1, 2)),
            Values(()),
            PRIMITIVES["car"].function,
            Table("equal"),
            Regexp("(a+)?b", ""),
            RegexpMatch(Regexp("(a+)?b", ""), "ab", (0, 2, 0, 1)),
        ),
    ]


@pytest.mark.parametrize("found", OURS, ids=lambda found: found.name)
def test_any_arguments(found: Primitive) -> None:
    source = random.Random(found.name)
    before = current.limits
    current.limits = Limits(integer_bits=100_000, object_bytes=100_000)
    try:
        most = found.required + found.optional + (2 if found.rest else 0)
        for _ in range(60 if most else 1):
            for count in range(found.required, most + 1):
                arguments = [source.choice(samples()) for _ in range(count)]
                try:
                    value, _ = run(found.name, *arguments, patience=5)
                except Endless:
                    assert any(map(is_circle, arguments))
                    continue
                except LispError as error:
                    assert error.condition.message.startswith(tuple(f"{name}: " for name in names_of(found)))
                    continue
                assert type(value) in LISP_CLASSES or type(value) in SHAPES or callable(value) or isinstance(value, Request), arguments
    finally:
        current.limits = before


def is_circle(value: Value) -> bool:
    return type(value) is Pair and value.cdr is value


def names_of(found: Primitive) -> list[str]:
    """All names of the primitive's function: an error uses one of them."""
    return [name for name, other in PRIMITIVES.items() if other.function is found.function]
