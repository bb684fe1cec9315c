"""``import`` and ``define-library`` (R7RS 5.2, 5.6).

A library is only remembered when it is defined, and evaluated when something first imports it, once in a session. Then
its declarations are worked off here, and the forms of its body are evaluated one by one in a scope that has what the
library imports and nothing else.
"""

from __future__ import annotations

from omega.runtime.expand.core import Core
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.library import (
    Imports,
    Library,
    import_set,
    library_name,
    standard_exports,
)
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.scope import Binding, Free, LibraryScope, Scope, TopScope, same_binding
from omega.runtime.expand.splicing import chosen, included
from omega.runtime.expand.standard import standard_names
from omega.runtime.syntax.datum import String, Symbol
from omega.runtime.syntax.forms import Form, Identifier, Syntax, base_symbol

_DECLARATIONS = "export, import, begin, include, include-ci, include-library-declarations or cond-expand"


def expand_import(expander: Expander, form: Form, scope: Scope) -> Core:
    """``(import set ...)`` at top level: the names mean the libraries' from now on."""
    if not isinstance(scope, TopScope):
        raise syntax_error(form, "import: only allowed at top level")
    expander.is_repeatable = False
    do_import(expander, form, scope)
    return expander.unspecified(form.span)


def do_import(expander: Expander, form: Form, scope: TopScope) -> None:
    """Bind in the scope what the import sets give."""
    if form.tail is not None:
        raise syntax_error(form, "import: expected (import set ...)")
    for syntax in form.items[1:]:
        found = import_set(syntax, lambda library: _exports(expander, library))
        for symbol, binding in found.items():
            _bind(expander, scope, symbol, binding)


def _bind(expander: Expander, scope: TopScope, symbol: Symbol, binding: Binding) -> None:
    """A name that would mean the same anyway is not bound: so most sessions have no keywords of their own."""
    if isinstance(scope, LibraryScope):
        scope.bindings[symbol] = binding
        return
    scope.bindings.pop(symbol, None)
    if not same_binding(scope.default(symbol), binding) or expander.setting.shadowed(symbol.name):
        scope.bindings[symbol] = binding


def _exports(expander: Expander, syntax: Syntax) -> Imports:
    """What the library of this name exports; it is evaluated first if need be."""
    name = library_name(syntax)
    library = expander.setting.libraries.by_name.get(name)
    if library is None:
        standard = standard_exports(name)
        if standard is None:
            raise syntax_error(syntax, f"import: there is no library {name}")
        return standard
    if library.exports is None and name in expander.setting.loading:
        chain = " imports ".join((*expander.setting.loading[expander.setting.loading.index(name) :], name))
        raise syntax_error(syntax, f"import: libraries may not import one another in a circle: {chain}")
    path = expander.asking.next_path()
    if library.exports is None:
        expander.asking.need(path, "library", (String(name),), syntax.span)
    assert library.exports is not None
    return library.exports


def expand_define_library(expander: Expander, form: Form, scope: Scope) -> Core:
    """``(define-library name declaration ...)``: remember it."""
    if not isinstance(scope, TopScope):
        raise syntax_error(form, "define-library: only allowed at top level")
    if len(form.items) < 2 or form.tail is not None:
        raise syntax_error(form, "define-library: expected (define-library name declaration ...)")
    name = library_name(form.items[1])
    if standard_names(name) is not None:
        raise syntax_error(form.items[1], f"define-library: {name} is a library of Omega's own")
    for declaration in form.items[2:]:
        _kind(declaration)
    expander.is_repeatable = False
    expander.setting.libraries.by_name[name] = Library(name, form, expander.setting.source)
    return expander.unspecified(form.span)


def _kind(declaration: Syntax) -> str:
    if isinstance(declaration, Form) and declaration.items and declaration.tail is None:
        head = declaration.items[0]
        kind = base_symbol(head.key).name if isinstance(head, Identifier) else ""
        if kind in ("export", "import", "begin", "include", "include-ci", "include-library-declarations", "cond-expand"):
            return kind
    raise syntax_error(declaration, f"define-library: expected a declaration, one of {_DECLARATIONS}")


def library_forms(expander: Expander, library: Library) -> list[Syntax]:
    """Work off a library's declarations: what it imports is bound, what it exports noted; the forms of its body."""
    library.scope.bindings.clear()
    library.exporting.clear()
    forms: list[Syntax] = []
    pending = list(reversed(library.form.items[2:]))
    while pending:
        declaration = pending.pop()
        kind = _kind(declaration)
        assert isinstance(declaration, Form)
        if kind == "import":
            do_import(expander, declaration, library.scope)
        elif kind == "export":
            library.exporting.extend(map(_export, declaration.items[1:]))
        elif kind == "begin":
            forms.extend(declaration.items[1:])
        elif kind == "cond-expand":
            pending.extend(reversed(chosen(expander, declaration)))
        elif kind == "include-library-declarations":
            pending.extend(reversed(included(expander, declaration, False)))
        else:
            forms.extend(included(expander, declaration, kind == "include-ci"))
    return forms


def _export(syntax: Syntax) -> tuple[Symbol, Symbol]:
    """``name`` or ``(rename name exported)``: the name inside and the name outside."""
    if isinstance(syntax, Identifier):
        symbol = base_symbol(syntax.key)
        return symbol, symbol
    if isinstance(syntax, Form) and len(syntax.items) == 3 and syntax.tail is None:
        names = [base_symbol(item.key) for item in syntax.items if isinstance(item, Identifier)]
        if len(names) == 3 and names[0].name == "rename":
            return names[1], names[2]
    raise syntax_error(syntax, "export: expected a name or (rename name exported-name)")


def finish_library(library: Library) -> None:
    """A library's body has been evaluated: it exports what it said."""
    exports: Imports = {}
    for inside, outside in library.exporting:
        binding = library.scope.resolve(inside)
        if isinstance(binding, Free):
            raise syntax_error(
                library.form.items[1], f"the library exports {inside.name}, which it neither defines nor imports"
            )
        exports[outside] = binding
    library.exports = exports
    library.source = None
