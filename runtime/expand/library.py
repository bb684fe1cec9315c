"""Libraries and import sets (R7RS 5.2, 5.6): which names a program gets, and what they mean.

A library's definitions live in the session, as globals under names of their own; this file holds what is known about it
at expansion time. The standard libraries are lists of names of the base (``standard.py``). ``Libraries`` belongs to one
session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.scope import CORE, Binding, LibraryScope
from omega.runtime.expand.standard import standard_names
from omega.runtime.syntax.datum import Symbol, intern
from omega.runtime.syntax.forms import Form, Identifier, Literal, Syntax, base_symbol, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Passage

#: Names, and what they mean.
Imports = dict[Symbol, Binding]

_RESERVED = tuple(map(intern, ("only", "except", "prefix", "rename")))
_ONLY, _EXCEPT, _PREFIX, _RENAME = _RESERVED


class Library:
    """``form``: its ``define-library``. ``scope`` and ``exports``: what its evaluation gave; without ``exports`` it has
    not been evaluated, or not to its end. ``exporting``: names inside it and the names they are to be exported by.
    ``source``: what is written where it is, until it has been evaluated."""

    __slots__ = ("exporting", "exports", "form", "name", "scope", "source")

    def __init__(self, name: str, form: Form, source: Passage | None = None) -> None:
        self.name = name
        self.form = form
        self.source = source
        self.scope = LibraryScope(name)
        self.exporting: list[tuple[Symbol, Symbol]] = []
        self.exports: Imports | None = None


class Libraries:
    """The libraries a session has defined, by name, and the scopes of the environments it has made, by import sets."""

    __slots__ = ("by_name", "environments")

    def __init__(self) -> None:
        self.by_name: dict[str, Library] = {}
        self.environments: dict[str, LibraryScope] = {}

    def knows(self, name: str) -> bool:
        """Is there a library of this name?"""
        return name in self.by_name or standard_names(name) is not None


def library_name(syntax: Syntax) -> str:
    """The name of a library, ``(part ...)`` of identifiers and exact integers, as text."""
    if isinstance(syntax, Form) and syntax.items and syntax.tail is None:
        parts = [
            isinstance(part, Identifier) or (isinstance(part, Literal) and type(part.value) is int and part.value >= 0)
            for part in syntax.items
        ]
        if all(parts):
            return write_string(to_datum(syntax))
    raise syntax_error(syntax, "a library's name must be a list of names and numbers, such as (my library)")


def _modifier(syntax: Syntax) -> tuple[Symbol, Syntax, tuple[Syntax, ...]] | None:
    """``(only set name ...)`` and its like: what is done, to which set, with what. A library may be called ``(only x)``:
    then what follows is no list."""
    if isinstance(syntax, Form) and len(syntax.items) > 1 and isinstance(syntax.items[0], Identifier):
        head = base_symbol(syntax.items[0].key)
        if head in _RESERVED and isinstance(syntax.items[1], Form):
            return head, syntax.items[1], syntax.items[2:]
    return None


def import_set(syntax: Syntax, exports: Callable[[Syntax], Imports]) -> Imports:
    """The names an import set gives. ``exports``: those of the library of this name."""
    modifiers = []
    while (modifier := _modifier(syntax)) is not None:
        modifiers.append((syntax, modifier))
        syntax = modifier[1]
    found = dict(exports(syntax))
    name = library_name(syntax)
    for whole, (kind, _, operands) in reversed(modifiers):
        if kind is _PREFIX:
            if len(operands) != 1 or not isinstance(operands[0], Identifier):
                raise syntax_error(whole, "import: expected (prefix set name)")
            prefix = base_symbol(operands[0].key).name
            found = {intern(prefix + symbol.name): binding for symbol, binding in found.items()}
        elif kind is _RENAME:
            renamed = dict(_pair(each) for each in operands)
            _check_known(renamed, found, whole, name)
            found = {renamed.get(symbol, symbol): binding for symbol, binding in found.items()}
        else:
            listed = {_symbol(each): None for each in operands}
            _check_known(listed, found, whole, name)
            if kind is _ONLY:
                found = {symbol: found[symbol] for symbol in listed}
            else:
                found = {symbol: binding for symbol, binding in found.items() if symbol not in listed}
    return found


def _symbol(syntax: Syntax) -> Symbol:
    if not isinstance(syntax, Identifier):
        raise syntax_error(syntax, "import: expected a name")
    return base_symbol(syntax.key)


def _pair(syntax: Syntax) -> tuple[Symbol, Symbol]:
    if not isinstance(syntax, Form) or len(syntax.items) != 2 or syntax.tail is not None:
        raise syntax_error(syntax, "import: expected (name new-name)")
    return _symbol(syntax.items[0]), _symbol(syntax.items[1])


def _check_known(names: Mapping[Symbol, object], found: Imports, syntax: Syntax, library: str) -> None:
    for symbol in names:
        if symbol not in found:
            raise syntax_error(syntax, f"import: the library {library} exports no {symbol.name}")


def standard_exports(name: str) -> Imports | None:
    """What a standard library exports: bindings of the base."""
    names = standard_names(name)
    if names is None:
        return None
    return {symbol: CORE.resolve(symbol) for symbol in map(intern, names)}
