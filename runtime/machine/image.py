"""The prelude's image: what its forms leave in the base, as data that loads without reading or compiling their texts.

Only what makes procedures runnable is loaded: their code objects. The rest is stored as it is and looked at when
somebody asks: core trees for errors, resume points and steps, the texts of macros when a program first uses them. So
starting costs little more for a larger prelude. A form that is neither the definition of a procedure nor of a macro is
run when the image is loaded, as it is when the texts are; keep such forms few and quick.

An image holds code objects, so it is only for the Python, and the sources, that made it: ``imagefile.py`` sees to that.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from omega.runtime.compile.compiled import CompiledUnit, Procedure, defined_procedure
from omega.runtime.compile.expressions import Constants, mangle
from omega.runtime.compile.packing import Packed
from omega.runtime.compile.unit import Unit
from omega.runtime.expand.bodies import transformer
from omega.runtime.expand.rules import SyntaxRules
from omega.runtime.expand.scope import CORE, Macro, SpecialForm
from omega.runtime.gaussian import Gaussian
from omega.runtime.machine.base import BASE
from omega.runtime.numbers import Ratio
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import (
    EOF,
    FALSE,
    NIL,
    TRUE,
    UNASSIGNED,
    UNSPECIFIED,
    Bytevector,
    Char,
    Keyword,
    Pair,
    String,
    Symbol,
    Value,
    Vector,
    intern,
)
from omega.runtime.syntax.forms import Form, Identifier, Syntax, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.reader import Reader
from omega.runtime.syntax.source import Span

#: Text, and the file, line and column where it starts.
Place = tuple[str, str, int, int]
#: What is stored of a form: a kind and more.
Entry = tuple[Any, ...]

_DEFINITION, _UNIT, _MACRO, _TEXT = range(4)
_SINGLETONS = (NIL, TRUE, FALSE, UNSPECIFIED, UNASSIGNED, EOF)
#: Kinds of data that are stored as their external representation.
_WRITTEN = frozenset((Pair, Vector, Bytevector, Char, Keyword, Ratio, Gaussian))


class _Unstorable(Exception):
    """The form quotes more than plain data."""


# -- storing


def entry(syntax: Syntax, place: Place, compiled: CompiledUnit, changes_keywords: bool) -> Entry:
    """What to store of a form that was evaluated: its text where nothing better will do."""
    if changes_keywords or not compiled.is_repeatable:
        return _macro(syntax, place) or (_TEXT, *place)
    definition = defined_procedure(compiled.analysis.codes[0]) if compiled.is_direct else None
    try:
        stored = _unit(compiled)
    except _Unstorable:
        return (_TEXT, *place)
    if definition is None:
        return (_UNIT, stored, tuple(sorted(compiled.assigned)))
    name, function = definition
    mangled = mangle(name)
    return (_DEFINITION, stored, sys.intern("g_" + mangled), sys.intern("b_" + mangled), function)


def _macro(syntax: Syntax, place: Place) -> Entry | None:
    if isinstance(syntax, Form) and len(syntax.items) == 3:
        head, name = syntax.items[:2]
        if isinstance(head, Identifier) and isinstance(name, Identifier):
            special = CORE.resolve(head.key)
            macro = CORE.bindings.get(name.key)
            if isinstance(special, SpecialForm) and special.name == "define-syntax" and type(macro) is Macro:
                symbol = to_datum(name)
                if macro.name == symbol.name and isinstance(macro.transformer, SyntaxRules):
                    return (_MACRO, macro.name, tuple(macro.span), place)
    return None


def _unit(compiled: CompiledUnit) -> Entry:
    packed, constants = compiled.packed()
    mentioned = compiled.constants.values
    indices = {id(value): index for index, value in enumerate(mentioned)}
    quoted = [indices[id(value)] if id(value) in indices else _stored(value) for value in constants]
    procedures = [
        (key, known.name, known.parameters, known.rest, known.doc, tuple(known.span))
        for key, known in compiled.procedures.items()
    ]
    explained = (procedures, (packed.text, packed.numbers, packed.is_wide), quoted)
    used = [_stored(value) for value in mentioned]
    return (compiled.raw, compiled.makers, compiled.is_direct, used, marshal.dumps(explained))


def _stored(value: Value) -> tuple[str, Any]:
    kind = type(value)
    if kind is Symbol:
        return ("symbol", value.name)
    if kind is String and value.frozen:
        return ("string", value.text)
    if kind is int or kind is float or kind is complex:
        return ("number", value)
    for index, singleton in enumerate(_SINGLETONS):
        if value is singleton:
            return ("singleton", index)
    if kind in _WRITTEN:
        text = write_string(value)
        if "#<" not in text:
            return ("written", text)
    raise _Unstorable


# -- loading


def restore(
    entries: Iterable[Entry], session: SessionState, run: Callable[[Unit, Iterable[str]], None]
) -> Iterator[Place]:
    """Put what is stored into the base. ``run`` evaluates a unit that assigns these names; the texts that are to be
    evaluated are yielded, each when everything before it is there."""
    globals, bindings = session.globals, CORE.bindings
    for each in entries:
        kind = each[0]
        if kind == _DEFINITION:
            _, stored, own, base, function = each
            BASE[own] = BASE[base] = Unit(StoredUnit(stored), globals).function(function)
        elif kind == _MACRO:
            _, name, span, place = each
            bindings[intern(name)] = StoredMacro(name, Span(*span), place)
        elif kind == _UNIT:
            run(Unit(StoredUnit(each[1]), globals), each[2])
        else:
            yield cast(Place, each[1:])


def _value(stored: tuple[str, Any]) -> Value:
    kind, content = stored
    if kind == "symbol":
        return intern(content)
    if kind == "string":
        return String(content, True)
    if kind == "number":
        return content
    if kind == "singleton":
        return _SINGLETONS[content]
    return to_datum(cast(Syntax, Reader(content).next()))


class StoredUnit(CompiledUnit):
    """A unit of the prelude, most of which is as it was stored until somebody asks."""

    __slots__ = ("_constants", "_explained")

    def __init__(self, stored: Entry) -> None:
        self.raw, self.makers, self.is_direct, self._constants, self._explained = stored
        self._analysis = None
        self._packed = None
        self._resuming = {}
        self.source = None
        self.is_base = self.is_repeatable = True
        self.assigned, self.inlined, self.shadowed = set(), frozenset(), {}

    def __getattr__(self, name: str) -> Any:
        """What ``procedures`` and ``constants`` are, when they are first asked for."""
        if name == "procedures":
            self.procedures = {
                key: Procedure(called, parameters, rest, doc, Span(*span))
                for key, called, parameters, rest, doc, span in marshal.loads(self._explained)[0]
            }
            return self.procedures
        if name == "constants":
            self.constants = Constants()
            for stored in self._constants:
                self.constants.index(_value(stored))
            return self.constants
        raise AttributeError(name)

    def packed(self) -> tuple[Packed, list[Value]]:
        if self._packed is None:
            mentioned = self.constants.values
            _, packed, quoted = marshal.loads(self._explained)
            values = [mentioned[each] if isinstance(each, int) else _value(each) for each in quoted]
            self._packed = Packed(*packed), values
        return self._packed


class StoredMacro(Macro):
    """A macro of the prelude whose rules are read when they are first used."""

    __slots__ = ("_place",)

    def __init__(self, name: str, span: Span, place: Place) -> None:
        self.name = name
        self.span = span
        self._place = place

    def __getattr__(self, name: str) -> Any:
        """What ``transformer`` is, when it is first asked for."""
        if name != "transformer":
            raise AttributeError(name)
        form = Reader(*self._place).next()
        assert isinstance(form, Form)
        self.transformer = transformer(form.items[2], self.name, CORE).transformer
        return self.transformer

    @property
    def is_base(self) -> bool:
        return True
