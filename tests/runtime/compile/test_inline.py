"""Generated code computes some primitives by itself: each template does what its primitive does, wherever it raises nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import product
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omega.runtime import LispError, Runtime
from omega.runtime.compile.inline import STATEMENTS, TEMPLATES
from omega.runtime.gaussian import Gaussian
from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.lib.records import Record, RecordType
from omega.runtime.machine.base import BASE, Unassigned
from omega.runtime.numbers import Ratio, make_ratio
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Bytevector,
    Pair,
    String,
    Value,
    Values,
    Vector,
    char,
    intern,
    keyword,
    lisp_list,
)

NUMBERS: list[Value] = [
    0, 1, -1, 2, -2, 7, -7, 255, 2**64, -(2**64), 10**30, 0.0, -0.0, 1.0, -1.0, 2.0, 2.5, -2.5, 1e300, -1e-300, 1e22,
    inf, -inf, nan, make_ratio(1, 2), make_ratio(-7, 2), make_ratio(10**20, 3), 1j, complex(1, 0), complex(0, 0), 2.5 + 1j,
    Gaussian(1, 2), Gaussian(make_ratio(1, 2), -3), Gaussian(0, 1),
]  # fmt: skip
def tree(depth: int) -> Value:
    """Pairs, to this depth in every direction."""
    return depth if depth == 0 else Pair(tree(depth - 1), tree(depth - 1))


TREE = tree(5)
OTHERS: list[Value] = [
    TRUE, FALSE, NIL, UNSPECIFIED, EOF, Pair(1, 2), Pair(Pair(1, NIL), Pair(2, NIL)), lisp_list([1, 2, 3, 4, 5]),
    TREE,
    String(""), String("abc"), intern("abc"), keyword("abc"), char("a"), Vector([]), Vector([1, 2, 3]),
    Bytevector(bytearray(b"ab")), PRIMITIVES["car"].function, lambda: 1, Values((1, 2)),
]  # fmt: skip
VALUES = NUMBERS + OTHERS
NAMES = tuple("abcdefghi")
POINT = RecordType("point", (intern("x"), intern("y")))


def pool(name: str, count: int) -> list[Value]:
    """The operands that a primitive of so many operands is tried with."""
    if name.startswith("%record"):
        values = [Record(POINT, [7, FALSE]), POINT, 1, 5, intern("f")]
        return values if count < 6 else [POINT]
    return VALUES if count < 3 else VALUES[::5]


def same(left: Value, right: Value) -> bool:
    """Do two results agree, to the type of a number, the sign of a zero, and the structure of fresh pairs?"""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if type(left) in (int, float, complex):
        return repr(left) == repr(right)
    if type(left) is Ratio or type(left) is Gaussian:
        return bool(left == right)
    if type(left) is Record:
        return left.type is right.type and all(map(same, left.fields, right.fields))
    if type(left) is Vector:
        return len(left.items) == len(right.items) and all(map(same, left.items, right.items))
    if type(left) is String:
        return left.text == right.text and left.frozen is right.frozen
    return type(left) is Pair and same(left.car, right.car) and same(left.cdr, right.cdr)


def evaluator(text: str) -> Callable[..., Value]:
    """The template as a function of its operands."""
    code = compile(text.replace("{=", "{").format(*NAMES), "<template>", "eval")
    return lambda *operands: eval(code, {"__builtins__": BASE}, dict(zip(NAMES, operands, strict=False)))


def check(name: str, count: int, compute: Callable[..., Value], operands: tuple[Value, ...]) -> bool:
    """Compare on these operands; whether the template applied."""
    try:
        found = compute(*operands)
    except Exception:  # noqa: BLE001 - whatever a template raises, the function decides
        return False
    if TEMPLATES[name, count].test:
        assert type(found) is bool
        found = TRUE if found else FALSE
    assert same(found, PRIMITIVES[name].function(*operands)), (name, operands)
    return True


@pytest.mark.parametrize(("name", "count"), TEMPLATES, ids=lambda part: str(part))
def test_templates(name: str, count: int) -> None:
    Runtime()
    compute = evaluator(TEMPLATES[name, count].text)
    applied = [check(name, count, compute, operands) for operands in product(pool(name, count), repeat=count)]
    assert any(applied)
    if TEMPLATES[name, count].number:
        for operands in product(OTHERS, repeat=count):
            if name not in ("vector-length", "string-length"):
                assert not check(name, count, compute, operands), (name, operands)


@pytest.mark.parametrize(("name", "count"), TEMPLATES, ids=lambda part: str(part))
def test_operands_that_are_expressions_are_evaluated_once_and_before_they_are_used(name: str, count: int) -> None:
    runtime = Runtime()
    names = NAMES[:count]
    operands = " ".join(f"(car (cons {each} 0))" for each in names)
    plain = runtime.eval(f"(define (plain {' '.join(names)}) ({name} {' '.join(names)})) plain")
    nested = runtime.eval(f"(define (nested {' '.join(names)}) ({name} {operands})) nested")
    used = 0
    tried = (0, 3, -7, 2.5, -1.5, Pair(1, Pair(2, NIL)), TREE, Vector([1, 2]), String("ab"))
    for values in product(pool(name, count) if name.startswith("%record") else tried, repeat=count):
        try:
            expected = plain(*values)
        except (TypeError, AttributeError, ZeroDivisionError, IndexError, LispError, Unassigned):
            continue
        assert same(nested(*values), expected), values
        used += 1
    assert used or count == 0 or name.startswith("c")


numbers = (
    st.integers() | st.integers(-20, 20) | st.floats() | st.complex_numbers()
    | st.builds(make_ratio, st.integers(), st.integers(1, 50)) | st.floats(-10, 10)
)  # fmt: skip
ARITHMETIC = [key for key, template in TEMPLATES.items() if template.number or key[0] in "= < > <= >= zero? positive?"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ARITHMETIC), numbers, numbers)
def test_arithmetic(key: tuple[str, int], a: Value, b: Value) -> None:
    Runtime()
    check(*key, evaluator(TEMPLATES[key].text), (a, b)[: key[1]])


def fresh(value: Value) -> Value:
    """A copy of what can be mutated."""
    if isinstance(value, Record):
        return Record(value.type, list(value.fields))
    return Vector(list(value.items)) if isinstance(value, Vector) else copy.copy(value)


@pytest.mark.parametrize(("name", "count"), STATEMENTS, ids=lambda part: str(part))
def test_mutations(name: str, count: int) -> None:
    """Where the check passes, the statement does what the function does; otherwise the function signals."""
    sound, act = STATEMENTS[name, count]
    applied = 0
    tried = [*VALUES[::4], Vector([1, 2, 3]), Pair(1, 2), 0, 2, 3, -1]
    for operands in product(pool(name, count) if name.startswith("%record") else tried, repeat=count):
        mine, theirs = ([fresh(operands[0]), *operands[1:]] for _ in range(2))
        names = dict(zip(NAMES, mine, strict=False))
        try:
            if sound:
                eval(sound.format(*NAMES), {"__builtins__": BASE}, names)
            exec(act.format(*NAMES), {"__builtins__": BASE}, names)  # noqa: S102 - generated code is what is tested
        except Exception:  # noqa: BLE001 - the function decides
            with pytest.raises(Exception):  # noqa: B017 - a LispError, of any type
                PRIMITIVES[name].function(*theirs)
            continue
        PRIMITIVES[name].function(*theirs)
        applied += 1
        if isinstance(mine[0], Pair):
            assert mine[0].car is theirs[0].car and mine[0].cdr is theirs[0].cdr
        elif isinstance(mine[0], Record):
            assert list(map(id, mine[0].fields)) == list(map(id, theirs[0].fields))
        else:
            assert list(map(id, mine[0].items)) == list(map(id, theirs[0].items))
    assert applied
