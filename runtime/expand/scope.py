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
from omega.runtime.syntax.datum import Symbol, Value
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


class Free(Global):
    """A global of a library that the library has not defined so far, and does not import."""

    __slots__ = ()


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


class Unmatched(Exception):
    """No pattern of a macro matches its use; the expander says which use."""


class Transformer(Protocol):
    """Rewrites one use of a macro. ``scope``: where it was defined."""

    scope: Scope

    def expand(self, form: Syntax, scope: Scope, growth: Growth) -> Syntax: ...


class Procedural:
    """The transformer of ``defmacro``: a Lisp procedure from the form's operands, as data, to what replaces it. Only the
    machine can call it, so the expander asks for that (``requests.py``)."""

    __slots__ = ("procedure",)

    def __init__(self, procedure: Value) -> None:
        self.procedure = procedure


class Macro:
    """A keyword bound to a transformer."""

    __slots__ = ("name", "span", "transformer")

    def __init__(self, name: str, transformer: Transformer | Procedural, span: Span) -> None:
        self.name = name
        self.transformer = transformer
        self.span = span

    @property
    def is_base(self) -> bool:
        """Is it the prelude's, the same for every session?"""
        return not isinstance(self.transformer, Procedural) and self.transformer.scope is CORE


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
    """The macros, imports and shadowed names of one session, over those of the prelude (``base``)."""

    __slots__ = ("base",)

    def __init__(self, base: TopScope | None) -> None:
        super().__init__(None)
        self.base = base

    def default(self, symbol: Symbol) -> Binding:
        """The meaning of a name that is not bound here."""
        if self.base is None:
            return self.own(symbol)
        found = self.base.bindings.get(symbol)
        return found if found is not None else self.own(symbol)

    def own(self, symbol: Symbol) -> Global:
        """The global that a definition of this name defines here."""
        return Global(symbol.name, self.base is None)

    def define_variable(self, symbol: Symbol) -> Global:
        """A definition of a global: it hides a keyword, or what was imported, of that name."""
        own = self.own(symbol)
        if not same_binding(self.resolve(symbol), own):
            if self.base is None:
                del self.bindings[symbol]
            else:
                self.bindings[symbol] = own
        return own


#: Keywords that mean something only inside other forms. A library need not import them: (scheme r5rs) has ``cond`` and
#: ``define-syntax`` but, going by R7RS appendix A, none of these.
_AUXILIARY = frozenset(("else", "=>", "...", "_", "unquote", "unquote-splicing", "syntax-rules"))


class LibraryScope(TopScope):
    """The names of a library, or of an environment made by ``environment``: what it imports, and what it defines, which
    are globals of the session under names of their own. ``is_closed``: nothing more can be defined."""

    __slots__ = ("is_closed", "name", "prefix")

    def __init__(self, name: str, is_closed: bool = False) -> None:
        super().__init__(CORE)
        self.name = name
        self.prefix = f"%{name} "
        self.is_closed = is_closed

    def default(self, symbol: Symbol) -> Binding:
        return CORE.resolve(symbol) if symbol.name in _AUXILIARY else Free(self.prefix + symbol.name, False)

    def own(self, symbol: Symbol) -> Global:
        return Global(self.prefix + symbol.name, False)

    def define_variable(self, symbol: Symbol) -> Global:
        own = self.bindings[symbol] = self.own(symbol)
        return own


def split_name(name: str) -> tuple[str, str]:
    """A global's name for people, and what it belongs to: a library or an environment; nothing for the session's own."""
    owner, space, short = name[1:].rpartition(") ")
    if not name.startswith("%") or not space:
        return name, ""
    return short, f"the library {owner})" if owner.startswith("(") else "this environment"


#: The scope that holds the special forms (``special.py``); the outermost scope of the prelude.
CORE = TopScope(None)


def same_binding(left: Binding, right: Binding) -> bool:
    """``free-identifier=?``: do two identifiers mean the same thing, or are they both unbound and called the same?"""
    if left is right:
        return True
    if not (isinstance(left, Global) and isinstance(right, Global)):
        return False
    if left.name == right.name:
        return True
    if isinstance(left, Free):
        return not right.base and split_name(left.name)[0] == (split_name(right.name)[0] if isinstance(right, Free) else right.name)
    return isinstance(right, Free) and same_binding(right, left)


def defining_scope(key: Key, scope: TopScope) -> TopScope:
    """Where a definition at top level defines its name: one that a library's macro inserted is the library's, so that what
    else the macro inserts means it, unless the library has something of that name already."""
    symbol = key
    while isinstance(symbol, Alias):
        outer, symbol = cast(Scope, symbol.env), symbol.base
    if symbol is key:
        return scope
    while outer.parent is not None:
        outer = outer.parent
    if isinstance(outer, LibraryScope) and isinstance(outer.resolve(symbol), Free):
        return outer
    return scope


def is_imported(key: Key, scope: Scope) -> bool:
    """Does an identifier that means a global mean one that its own scope cannot assign?"""
    while isinstance(key, Alias):
        scope, key = cast(Scope, key.env), key.base
    while scope.parent is not None:
        scope = scope.parent
    own, found = cast(TopScope, scope).own(key), scope.resolve(key)
    return not isinstance(found, Global) or (found.name, found.base) != (own.name, own.base)
