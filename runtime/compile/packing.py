"""Core trees as a little data: what a unit is remembered by, whatever its text would mean today.

Macros may have changed since a unit was compiled, so its source of truth is not its text but its core tree. Packed, that
is a text, which holds all names and documentation, and numbers, which hold the rest; quoted data stays beside them as
values. The compiler is deterministic: from a tree packed and unpacked again it makes the same functions, with the same
ids of terms, frames and resume points, in every process. ``COMPILER_VERSION`` says which compiler that is.

The numbers are tables of the strings, variables and spans, then the nodes, each after its parts, so both ways are loops
without recursion. ``unpack`` makes sure that what it reads is a tree; ``checking.py`` that it is a sound one.
"""

from __future__ import annotations

import sys
from array import array
from itertools import chain
from typing import cast

from msgspec import Struct

from omega.runtime.compile.expressions import Constants
from omega.runtime.expand.core import (
    Call,
    Constant,
    Core,
    Fix,
    GlobalReference,
    GlobalSet,
    If,
    Lambda,
    Let,
    LocalReference,
    LocalSet,
    Or,
    Sequence,
    Variable,
)
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span

#: Raise it when the same core tree gets other resume points, live variables or names of procedures than before.
COMPILER_VERSION = 4

(_CONSTANT, _LOCAL, _GLOBAL, _SET_LOCAL, _SET_GLOBAL, _IF, _OR, _SEQUENCE, _LET, _FIX, _LAMBDA, _CALL) = range(12)
_MUTATED, _CHECKED = 1, 2


class Packed(Struct, frozen=True):
    """A core tree without its constants. ``text``: its strings in a row. ``numbers``: unsigned and little-endian, each
    of 2 bytes, or of 4 when ``is_wide``."""

    text: str
    numbers: bytes
    is_wide: bool


class MalformedUnit(Exception):
    """The numbers are not those of a core tree."""


def pack(top: Lambda) -> tuple[Packed, list[Value]]:
    """A unit's core tree, and the constants that it mentions, each once."""
    constants = Constants()
    strings: dict[str, int] = {}
    variables: dict[Variable, int] = {}
    spans: dict[Span, int] = {}

    def string(text: str) -> int:
        return strings.setdefault(text, len(strings))

    def numbered(bound: list[Variable]) -> list[int]:
        return [variables.setdefault(variable, len(variables)) for variable in bound]

    groups: list[tuple[int, ...]] = []
    pending: list[Core] = [top]
    while pending:
        node = pending.pop()
        span = spans.setdefault(node.span, len(spans))
        if isinstance(node, LocalReference):
            groups.append((_LOCAL, span, variables.setdefault(node.variable, len(variables))))
        elif isinstance(node, Call):
            groups.append((_CALL, span, len(node.operands)))
            pending.append(node.operator)
            pending += node.operands
        elif isinstance(node, GlobalReference):
            groups.append((_GLOBAL, span, string(node.name) * 2 + node.base))
        elif isinstance(node, Constant):
            groups.append((_CONSTANT, span, constants.index(node.value)))
        elif isinstance(node, If):
            groups.append((_IF, span))
            pending += (node.test, node.consequent, node.alternative)
        elif isinstance(node, Lambda):
            name = 0 if node.name is None else string(node.name) + 1
            doc = 0 if node.doc is None else string(node.doc) + 1
            count = len(node.parameters)
            parameters = numbered(node.parameters)
            groups.append((_LAMBDA, span, node.index, node.rest, name, doc, count, *parameters))
            pending.append(node.body)
        elif isinstance(node, Let):
            groups.append((_LET, span, len(node.variables), *numbered(node.variables)))
            pending += node.values
            pending.append(node.body)
        elif isinstance(node, Sequence):
            groups.append((_SEQUENCE, span, len(node.items)))
            pending += node.items
        elif isinstance(node, Fix):
            groups.append((_FIX, span, len(node.variables), *numbered(node.variables)))
            pending += node.lambdas
            pending.append(node.body)
        elif isinstance(node, Or):
            groups.append((_OR, span))
            pending += (node.left, node.right)
        elif isinstance(node, LocalSet):
            groups.append((_SET_LOCAL, span, *numbered([node.variable])))
            pending.append(node.value)
        else:
            groups.append((_SET_GLOBAL, span, string(node.name) * 2 + node.define))
            pending.append(node.value)
    # Tables first, whose strings the nodes have named by now, except those of the tables themselves.
    table = [len(variables)]
    for variable in variables:
        table += (string(variable.name), variable.uid, variable.mutated * _MUTATED + variable.checked * _CHECKED)
    table.append(len(spans))
    for file, line, column, end_line, end_column in spans:
        table += (string(file), line, column, end_line - line, end_column)
    groups.reverse()
    numbers = [len(strings), *map(len, strings), *table, *chain.from_iterable(groups)]
    is_wide = max(numbers) > 0xFFFF
    return Packed("".join(strings), _to_bytes(numbers, is_wide), is_wide), constants.values


def unpack(packed: Packed, constants: list[Value]) -> Lambda:
    """The core tree again, with these constants. Raises ``MalformedUnit``."""
    try:
        return _Unpacking(packed, constants).top()
    except (IndexError, ValueError):
        raise MalformedUnit from None


class _Unpacking:
    """Reads the numbers of one unit; ``IndexError`` or ``ValueError`` says that they are none."""

    def __init__(self, packed: Packed, constants: list[Value]) -> None:
        self._numbers = _from_bytes(packed.numbers, packed.is_wide)
        self._at = 0
        self._constants = constants
        self._strings = self._read_strings(packed.text)
        self._variables = [self._variable(*group) for group in self._table(3)]
        self._spans = [self._span(*group) for group in self._table(5)]

    def _take(self, count: int) -> list[int]:
        end = self._at + count
        if end > len(self._numbers):
            raise IndexError
        taken = self._numbers[self._at : end]
        self._at = end
        return taken

    def _read_strings(self, text: str) -> list[str]:
        (count,) = self._take(1)
        strings = []
        start = 0
        for length in self._take(count):
            strings.append(text[start : start + length])
            start += length
        if start != len(text):
            raise ValueError
        return strings

    def _table(self, width: int) -> list[list[int]]:
        (count,) = self._take(1)
        flat = self._take(count * width)
        return [flat[start : start + width] for start in range(0, len(flat), width)]

    def _variable(self, name: int, uid: int, flags: int) -> Variable:
        variable = Variable(self._strings[name], uid)
        variable.mutated = bool(flags & _MUTATED)
        variable.checked = bool(flags & _CHECKED)
        return variable

    def _span(self, file: int, line: int, column: int, lines: int, end_column: int) -> Span:
        return Span(self._strings[file], line, column, line + lines, end_column)

    def _bound(self, count: int) -> list[Variable]:
        variables = self._variables
        return [variables[number] for number in self._take(count)]

    def top(self) -> Lambda:
        """The root of the tree."""
        built: list[Core] = []

        def parts(count: int) -> list[Core]:
            start = len(built) - count
            if start < 0:
                raise IndexError
            found = built[start:]
            del built[start:]
            return found

        numbers, strings, spans = self._numbers, self._strings, self._spans
        end = len(numbers)
        node: Core
        while (at := self._at) < end:
            operation = numbers[at]
            self._at = at + 2
            if operation == _LOCAL:
                node = LocalReference(*self._bound(1))
            elif operation == _CALL:
                operator, *operands = parts(self._take(1)[0] + 1)
                node = Call(operator, operands)
            elif operation == _GLOBAL:
                (number,) = self._take(1)
                node = GlobalReference(strings[number >> 1], bool(number & 1))
            elif operation == _CONSTANT:
                node = Constant(self._constants[self._take(1)[0]])
            elif operation == _IF:
                node = If(*parts(3))
            elif operation == _LAMBDA:
                index, rest, name, doc, count = self._take(5)
                node = Lambda(self._bound(count), bool(rest), strings[name - 1] if name else None, index)
                node.doc = strings[doc - 1] if doc else None
                (node.body,) = parts(1)
            elif operation == _LET:
                bound = self._bound(*self._take(1))
                *values, body = parts(len(bound) + 1)
                node = Let(bound, values, body)
            elif operation == _SEQUENCE:
                node = Sequence(parts(*self._take(1)))
            elif operation == _FIX:
                bound = self._bound(*self._take(1))
                *lambdas, body = parts(len(bound) + 1)
                node = Fix(bound, cast("list[Lambda]", lambdas), body)
            elif operation == _OR:
                node = Or(*parts(2))
            elif operation == _SET_LOCAL:
                (variable,) = self._bound(1)
                (value,) = parts(1)
                node = LocalSet(variable, value)
            elif operation == _SET_GLOBAL:
                (number,) = self._take(1)
                (value,) = parts(1)
                node = GlobalSet(strings[number >> 1], value, bool(number & 1))
            else:
                raise ValueError
            node.span = spans[numbers[at + 1]]
            built.append(node)
        (node,) = built
        if isinstance(node, Lambda):
            return node
        raise ValueError


def _to_bytes(numbers: list[int], is_wide: bool) -> bytes:
    packed = array("I" if is_wide else "H", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _from_bytes(data: bytes, is_wide: bool) -> list[int]:
    packed = array("I" if is_wide else "H")
    packed.frombytes(data)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tolist()
