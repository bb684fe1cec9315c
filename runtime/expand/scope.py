"""What names mean at expansion time: scopes, bindings, and how an identifier is resolved.

Hygiene is by renaming (Clinger & Rees, *Macros That Work*, 1991): an identifier that a macro inserts carries an
``Alias`` as its key, a fresh name that remembers the name it stands for and the scope of the macro's definition. A
binding form binds the alias itself, so it can capture nothing and be captured by nothing; an alias nobody bound means
what its base meant where the macro was defined.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from omega.runtime.expand.core import Variable
from omega.runtime.syntax.datum import Symbol
from omega.runtime.syntax.forms import Alias, Syntax

if TYPE_CHECKING:
    from omega.runtime.syntax.source import Span

Key: TypeAlias = Symbol | Alias


#: A walk over more contours than this is remembered.
_FAR = 16


class Global:
    """A global variable. ``base``: the prelude's, out of the reach of a session's redefinitions."""

    __slots__ = ("base", "name")

    def __init__(self, name: str, base: bool) -> None:
        self.name = name
        self.base = base


class SpecialForm:
    """A form the expander itself knows. ``expand(expander, form, scope)`` gives a core node."""

    __slots__ = ("expand", "name")

    def __init__(self, name: str, expand: Callable[[Any, Any, Any], Any]) -> None:
        self.name = name
        self.expand = expand


class Growth:
    """The syntax nodes that macros may still make: in one unit, and in the expansion at hand (``start`` begins it)."""

    __slots__ = ("left", "most", "now")

    def __init__(self, left: int, most: int) -> None:
        self.left = left
        self.most = most
        self.now = most

    def start(self) -> None:
        self.now = self.most

    def spend(self, nodes: int) -> None:
        """Count new nodes. Raises ``Overgrown`` when there have been too many."""
        self.left -= nodes
        self.now -= nodes
        if self.left < 0 or self.now < 0:
            raise Overgrown


class Overgrown(Exception):
    """An expansion grew beyond all bounds; the expander says which macro's."""


class Transformer(Protocol):
    """Rewrites one use of a macro."""

    def expand(self, form: Syntax, scope: Scope, growth: Growth) -> Syntax: ...

    def moved(self, source: Scope, target: Scope) -> Transformer:
        """The same transformer with one scope in the place of another, for a forked session."""
        ...


class Macro:
    """A keyword bound to a transformer."""

    __slots__ = ("name", "span", "transformer")

    def __init__(self, name: str, transformer: Transformer, span: Span) -> None:
        self.name = name
        self.transformer = transformer
        self.span = span


Binding: TypeAlias = Variable | Global | SpecialForm | Macro


class Scope:
    """One contour of bindings; ``parent`` is the next one out, and the outermost is a ``TopScope``.

    ``far`` remembers what was found many contours out, so that deeply nested code does not take quadratic time. It stays
    true: a scope has all its bindings before one inside it is made, and a unit sees one state of the top scope."""

    __slots__ = ("bindings", "far", "parent")

    def __init__(self, parent: Scope | None) -> None:
        self.bindings: dict[Key, Binding] = {}
        self.far: dict[Key, Binding] | None = None
        self.parent = parent

    def bind(self, key: Key, binding: Binding) -> None:
        """Give an identifier with this key a meaning here."""
        if isinstance(key, Alias):
            key.bound = True
        self.bindings[key] = binding
        self.far = None

    def resolve(self, key: Key) -> Binding:
        """What an identifier with this key means here."""
        scope: Scope | None = self
        while True:
            while isinstance(key, Alias) and not key.bound:
                scope, key = cast(Scope, key.env), key.base
            start = scope
            steps = 0
            while scope is not None:
                found = scope.bindings.get(key)
                if found is None and scope.far is not None:
                    found = scope.far.get(key)
                if found is not None:
                    break
                outermost = scope
                scope = scope.parent
                steps += 1
            if isinstance(key, Alias):
                if found is not None:
                    return found
                scope, key = cast(Scope, key.env), key.base
                continue
            if found is None:
                assert isinstance(outermost, TopScope)
                found = outermost.default(key)
            if steps > _FAR and start is not None:
                if start.far is None:
                    start.far = {}
                start.far[key] = found
            return found


class TopScope(Scope):
    """The macros and shadowed names of one session, over those of the prelude (``base``)."""

    __slots__ = ("base",)

    def __init__(self, base: TopScope | None) -> None:
        super().__init__(None)
        self.base = base

    def default(self, symbol: Symbol) -> Binding:
        """The meaning of a name this session has not bound as a keyword."""
        if self.base is None:
            return Global(symbol.name, True)
        found = self.base.bindings.get(symbol)
        return found if found is not None else Global(symbol.name, False)

    def define_variable(self, symbol: Symbol) -> None:
        """A definition of a global: it hides a keyword of that name."""
        if not isinstance(self.resolve(symbol), Global):
            if self.base is None:
                del self.bindings[symbol]
            else:
                self.bindings[symbol] = Global(symbol.name, False)


#: The scope that holds the special forms (``special.py``); the outermost scope of the prelude.
CORE = TopScope(None)


def same_binding(left: Binding, right: Binding) -> bool:
    """``free-identifier=?``: do two identifiers mean the same thing?"""
    if left is right:
        return True
    return isinstance(left, Global) and isinstance(right, Global) and left.name == right.name
