"""Simple expressions to Python expressions.

Names in generated text: a variable is ``name_uid``, a global ``g_name`` (``b_name`` for the prelude's own). What belongs
to the unit is a free variable of the function, which the linker fills in (``unit.py``): ``k3`` quoted data, ``f3`` a
procedure, ``m3`` and ``g3`` makers of procedures that close over something, ``R`` the resume points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeGuard

from omega.runtime.compile import ir
from omega.runtime.compile.inline import TEMPLATES, Template
from omega.runtime.expand.core import Variable
from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, UNASSIGNED, UNSPECIFIED, Char, Keyword, Symbol, Value

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SINGLETONS = {
    id(TRUE): "TRUE",
    id(FALSE): "FALSE",
    id(NIL): "NIL",
    id(UNSPECIFIED): "UNSPECIFIED",
    id(UNASSIGNED): "UNASSIGNED",
}
#: ``=`` of what are certainly numbers, and of a number that most often has not reached the other.
_SAME = Template("{0} == {1}", test=True)
_REACHED = Template("({=0} >= {=1} and {0} == {1})", test=True)
#: The test of ``char=?``, and the text of a character of a string: to compare it, no character is needed.
_CHARACTERS = "type({=0}) is type({=1}) is Char"
_TEXT_AT = "({0}.text[{1} if {=1} >= 0 else None] if type({=0}) is String else unassigned())"
#: Tests in templates that a natural number passes, what is there without them, and which operand that is about.
_GUARDS = (
    ("[{1} if {=1} >= 0 else None]", "[{1}]", 1),
    ("[{1} if {1} >= 0 else None]", "[{1}]", 1),
    (" if {=0} >= 0 else remainder({0}, {1})", "", 0),
    (" if {=0} >= 0 else quotient({0}, {1})", "", 0),
    ("type({=0}) is int and -1000000000 < {0} <", "{=0} <", 0),
)
#: Integers above this are constants of the unit: CPython reads decimal literals in quadratic time.
_LITERAL_INT = 1 << 64


@lru_cache(maxsize=8192)
def mangle(name: str) -> str:
    """A Lisp name as part of a Python identifier; different names give different ones."""
    return "".join(c if c in _PLAIN else "__" if c == "-" else f"_{ord(c):x}_" for c in name)


def unmangle(name: str) -> str:
    """The Lisp name of a mangled one."""
    parts = []
    index = 0
    while index < len(name):
        if name[index] != "_":
            parts.append(name[index])
            index += 1
        elif name.startswith("__", index):
            parts.append("-")
            index += 2
        else:
            end = name.index("_", index + 1)
            parts.append(chr(int(name[index + 1 : end], 16)))
            index = end + 1
    return "".join(parts)


_GLOBAL = re.compile(r"[gc]_(?:[A-Za-z0-9]|__|_(?:(?!d[89a-f]..)[0-9a-f]{1,5}|10[0-9a-f]{4})_)*")


def is_global_name(key: object) -> bool:
    """Is it what a session's globals call a Lisp global, or a condition type?"""
    return type(key) is str and _GLOBAL.fullmatch(key) is not None


def python_name(variable: Variable) -> str:
    """The Python local of a variable."""
    name = variable.python_name
    if name is None:
        uid = variable.uid
        name = variable.python_name = f"t{-uid}" if uid < 0 else f"{_identifier(variable.name)}_{uid}"
    return name


def _identifier(name: str) -> str:
    mangled = mangle(name)
    return mangled if mangled[:1].isalpha() else "v" + mangled


def is_unit_name(name: str) -> bool:
    """Does the Python name stand for something of the unit, rather than for a variable of the program?"""
    return name == "R" or (name[0] in "kfmg" and name[1:].isdecimal())


def _is_plain(operand: ir.Simple) -> bool:
    """May the operand's text stand in a template more than once?"""
    return isinstance(operand, ir.PLAIN)


def _is_constant(simple: ir.Simple) -> bool:
    """Can CPython compute it while it compiles?"""
    return isinstance(simple, ir.Literal) or (isinstance(simple, ir.Apply) and all(map(_is_constant, simple.operands)))


class Constants:
    """The quoted data of a unit, each once: numbers by their value, whatever objects hold it, the rest by identity."""

    __slots__ = ("_indices", "values")

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._indices: dict[object, int] = {}

    def index(self, value: Value) -> int:
        kind = type(value)
        key: object = id(value)
        if kind is int:
            key = (kind, value)
        elif kind is float or kind is complex:
            key = (kind, repr(value))
        elif kind is Ratio:
            key = (kind, value.numerator, value.denominator)
        elif kind is Gaussian:
            key = (kind, value)
        found = self._indices.get(key)
        if found is None:
            found = self._indices[key] = len(self.values)
            self.values.append(value)
        return found


class Expressions:
    """Writes the simple expressions of one Python function. ``names``: the unit's names that the text mentions.
    ``is_natural``: says whether a value is certainly an exact integer that is not negative. ``kept``: the only names that can
    be free variables of this function, if not all can."""

    def __init__(
        self,
        constants: Constants,
        names: set[str],
        is_natural: Callable[[ir.Simple], bool],
        kept: frozenset[str] | None = None,
    ) -> None:
        self._constants = constants
        self._walrus = 0
        self._names = names
        self._is_natural = is_natural
        self._kept = kept

    def constant(self, value: Value) -> str:
        """A literal datum."""
        kind = type(value)
        if kind is int and -_LITERAL_INT < value < _LITERAL_INT:
            return f"({value!r})"
        if kind is float and math.isfinite(value):
            return f"({value!r})"
        return self.named_constant(value)

    def named_constant(self, value: Value) -> str:
        """A literal datum, as a name."""
        return _SINGLETONS.get(id(value)) or self.unit_name("k", self._constants.index(value))

    def unit_name(self, kind: str, number: int) -> str:
        """The name of something that belongs to the unit."""
        name = f"{kind}{number}"
        if self._kept is not None and name not in self._kept:
            return f'R[0].named("{name}")'
        self._names.add(name)
        return name

    def value(self, simple: ir.Simple) -> str:
        """A Python expression for the Lisp value."""
        if isinstance(simple, ir.Literal):
            return self.constant(simple.value)
        if isinstance(simple, ir.Local):
            return python_name(simple.variable)
        if isinstance(simple, ir.BoxRead):
            box = python_name(simple.variable)
            return f"({box}[0] if {box}[0] is not UNASSIGNED else unassigned())" if simple.variable.checked else f"{box}[0]"
        if isinstance(simple, ir.GlobalRead):
            return global_name(simple.name, simple.base)
        if isinstance(simple, ir.MakeBox):
            return f"[{self.value(simple.value)}]"
        if isinstance(simple, ir.MakeClosure):
            return self.closure(simple.code)
        if self.is_test(simple):
            return f"(TRUE if {self.condition(simple)} else FALSE)"
        if isinstance(simple, ir.Choose):
            return f"({self.value(simple.consequent)} if {self.condition(simple.test)} else {self.value(simple.alternative)})"
        if isinstance(simple, ir.Either):
            if self.is_test(simple.left):
                return f"(TRUE if {self.condition(simple.left)} else {self.value(simple.right)})"
            name = self._fresh()
            return f"({name} if ({name} := {self.value(simple.left)}) is not FALSE else {self.value(simple.right)})"
        return self._apply(simple)

    def closure(self, code: ir.Code) -> str:
        """A procedure: a constant when it closes over nothing, otherwise what its maker makes."""
        if not code.free:
            return self.unit_name("f", code.index)
        return f"{self.unit_name('m', code.index)}({', '.join(python_name(v) for v in code.free)})"

    def callee(self, simple: ir.Simple) -> str:
        """The operator of a call."""
        if isinstance(simple, ir.Literal):
            return self.unit_name("k", self._constants.index(simple.value))
        # CPython computes constants while it compiles, and warns of numbers that are called.
        return f"[{self.value(simple)}][0]" if _is_constant(simple) else self.value(simple)

    def condition(self, simple: ir.Simple) -> str:
        """A Python condition that is true unless the Lisp value is ``#f``."""
        if isinstance(simple, ir.Literal):
            return "False" if simple.value is FALSE else "True"
        if isinstance(simple, ir.Choose):
            if isinstance(simple.alternative, ir.Literal) and simple.alternative.value is FALSE:
                return f"({self.condition(simple.test)} and {self.condition(simple.consequent)})"
            return (
                f"({self.condition(simple.consequent)} if {self.condition(simple.test)}"
                f" else {self.condition(simple.alternative)})"
            )
        if isinstance(simple, ir.Either):
            return f"({self.condition(simple.left)} or {self.condition(simple.right)})"
        if isinstance(simple, ir.Apply):
            if simple.primitive.name == "not" and len(simple.operands) == 1:
                return f"(not {self.condition(simple.operands[0])})"
            if self.is_test(simple):
                return f"({self._apply(simple)})"
        return f"({self.value(simple)} is not FALSE)"

    def is_test(self, simple: ir.Simple) -> bool:
        """Is the value certainly a boolean that ``condition`` computes directly?"""
        if isinstance(simple, ir.Literal):
            return simple.value is TRUE or simple.value is FALSE
        if isinstance(simple, ir.Apply):
            template = TEMPLATES.get((simple.primitive.name, len(simple.operands)))
            return template is not None and template.test
        if isinstance(simple, ir.Choose):
            return self.is_test(simple.test) and self.is_test(simple.consequent) and self.is_test(simple.alternative)
        return isinstance(simple, ir.Either) and self.is_test(simple.left) and self.is_test(simple.right)

    def _apply(self, simple: ir.Apply) -> str:
        name = simple.primitive.name
        template = TEMPLATES.get((name, len(simple.operands)))
        if template is None or (template.plain is not None and not _is_plain(simple.operands[template.plain])):
            operands = ", ".join(self.value(operand) for operand in simple.operands)
            return f"p_{mangle(name)}({operands})"
        if name in ("eq?", "eqv?"):
            identical = self._identical(simple)
            if identical is not None:
                return identical
        if name == "=":
            template = self._equality(simple)
        if name == "char=?":
            left, right = simple.operands
            if isinstance(right, ir.Literal) and type(right.value) is Char and self._is_char(left):
                return f"{self._filled(template, _TEXT_AT, left.operands)} == {right.value.text!a}"
        return self._filled(template, self._simplified(template.text, simple), simple.operands)

    def _filled(self, template: Template, text: str, operands: list[ir.Simple]) -> str:
        """The text of a template with the operands in their places."""
        text = self.without_guards(text, operands)
        for index, operand in enumerate(operands):
            written = self._operand(template, operand)
            evaluated = f"{{={index}}}"
            if evaluated in text and not _is_plain(operand):
                name = self._fresh()
                text = text.replace(evaluated, f"({name} := {written})")
                written = name
            text = text.replace(evaluated, written).replace(f"{{{index}}}", written)
        return text

    def without_guards(self, text: str, operands: list[ir.Simple]) -> str:
        """A template's text without the tests that a number passes which is certainly natural."""
        for guarded, plain, index in _GUARDS:
            if guarded in text and self._is_natural(operands[index]):
                text = text.replace(guarded, plain)
        return text

    def _simplified(self, text: str, simple: ir.Apply) -> str:
        """The template's text without the tests that a constant as last operand passes."""
        last = simple.operands[-1] if simple.operands else None
        if not isinstance(last, ir.Literal):
            return text
        if type(last.value) is int and last.value > 0:
            return text.replace(" and {1} > 0 else", " else")
        if type(last.value) is Char and _CHARACTERS in text:
            return text.replace(_CHARACTERS, "type({=0}) is Char")
        return text

    @staticmethod
    def _is_char(simple: ir.Simple) -> TypeGuard[ir.Apply]:
        return isinstance(simple, ir.Apply) and simple.primitive.name == "string-ref"

    def _operand(self, template: Template, operand: ir.Simple) -> str:
        if isinstance(operand, ir.Literal) and " is " in template.text:
            return self.named_constant(operand.value)
        return self.value(operand)

    def _identical(self, simple: ir.Apply) -> str | None:
        """``eqv?`` with a constant: identity for what is unique, a comparison for the rest."""
        left, right = simple.operands
        if isinstance(left, ir.Literal):
            left, right = right, left
        if not isinstance(right, ir.Literal):
            return None
        value = right.value
        if type(value) in (Symbol, Keyword, Char) or id(value) in _SINGLETONS:
            other = self.named_constant(left.value) if isinstance(left, ir.Literal) else self.value(left)
            return f"{other} is {self.named_constant(value)}"
        if type(value) is int and isinstance(left, ir.Local):
            other = self.value(left)
            return f"(type({other}) is int and {other} == {self.constant(value)})"
        return f"eqv({self.value(left)}, {self.constant(value)})"

    def _equality(self, simple: ir.Apply) -> Template:
        """``=``: the comparison that most often decides comes first, for numbers that count up to a bound or down to 0."""
        if all(self._is_number(operand) for operand in simple.operands):
            return _SAME
        bound = simple.operands[1]
        counts_down = isinstance(bound, ir.Literal) and type(bound.value) is int and bound.value <= 2
        return TEMPLATES["=", 2] if counts_down else _REACHED

    def _is_number(self, simple: ir.Simple) -> bool:
        if isinstance(simple, ir.Literal):
            return type(simple.value) in (int, float)
        if isinstance(simple, ir.Apply):
            template = TEMPLATES.get((simple.primitive.name, len(simple.operands)))
            return template is not None and template.number
        return False

    def _fresh(self) -> str:
        self._walrus += 1
        return f"w{self._walrus}"


def global_name(name: str, base: bool) -> str:
    """The Python global of a Lisp one."""
    return ("b_" if base else "g_") + mangle(name)
