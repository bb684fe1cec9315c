"""The shapes of what expansion knows of a session: scopes, keywords, libraries, syntax trees.

Forks copy and snapshots save these like values, by ``syntax/shapes.py``; no program gets hold of one. A set of rules that
comes from outside is checked as one that is defined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from omega.runtime.condition import LispError
from omega.runtime.expand.core import Variable
from omega.runtime.expand.library import Libraries, Library
from omega.runtime.expand.rules import Rule, SyntaxRules
from omega.runtime.expand.scope import (
    CORE,
    Free,
    Global,
    LibraryScope,
    Macro,
    Procedural,
    Scope,
    SpecialForm,
    TopScope,
)
from omega.runtime.syntax.datum import Symbol
from omega.runtime.syntax.forms import (
    Alias,
    Form,
    Identifier,
    Labelled,
    LabelReference,
    Literal,
    VectorForm,
)
from omega.runtime.syntax.shapes import is_value, of, register
from omega.runtime.syntax.source import Passage, Span

SYNTAX = Form | VectorForm | Identifier | Literal | Labelled | LabelReference
_KEY = Symbol | Alias
_BINDING = Variable | Global | SpecialForm | Macro
#: How many contours there may be around one that is saved.
_MAX_CONTOURS = 1_000


def flat(table: Mapping[Any, Any]) -> list[Any]:
    """Keys and values in turn."""
    return [*chain.from_iterable(table.items())]


def table(parts: Sequence[Any]) -> dict[Any, Any]:
    """What ``flat`` made flat."""
    return dict(zip(parts[::2], parts[1::2], strict=True))


def are_pairs(parts: Sequence[Any], key: Any, value: Any) -> bool:
    """Are these things of type ``key`` and of type ``value`` in turn?"""
    return (
        len(parts) % 2 == 0
        and all(isinstance(part, key) for part in parts[::2])
        and all(isinstance(part, value) for part in parts[1::2])
    )


# -- syntax trees


def _fill_form(form: Form, parts: Sequence[Any]) -> None:
    form.tail, form.span, *items = parts
    form.items = tuple(items)


def _fill_vector(form: VectorForm, parts: Sequence[Any]) -> None:
    form.span, *items = parts
    form.items = tuple(items)


register(
    Form,
    "form",
    parts=lambda form: (form.tail, form.span, *form.items),
    fill=_fill_form,
    accepts=of(VectorForm | Identifier | Literal | Labelled | LabelReference | None, Span, rest=SYNTAX),
    is_sound=lambda form: form.tail is None or bool(form.items),
    is_internal=True,
    is_tree=True,
)
register(
    VectorForm,
    "vector-form",
    parts=lambda form: (form.span, *form.items),
    fill=_fill_vector,
    accepts=of(Span, rest=SYNTAX),
    is_internal=True,
    is_tree=True,
)
register(Identifier, "identifier", "key", "span", accepts=of(_KEY, Span), is_internal=True, is_tree=True)
register(Literal, "literal", "span", "value", accepts=of(Span, is_value), is_internal=True, is_tree=True)
register(
    Labelled, "labelled", "label", "span", "syntax", accepts=of(int, Span, SYNTAX), is_internal=True, is_tree=True
)
register(
    LabelReference, "label-reference", "label", "span", accepts=of(int, Span), is_internal=True, is_tree=True
)
register(
    Alias, "alias", "base", "bound", "env", accepts=of(_KEY, bool, Scope), is_internal=True, is_tree=True
)

# -- bindings

for kind, tag in ((Global, "global"), (Free, "free-global")):
    register(kind, tag, "base", "name", is_shared=lambda binding: True, accepts=of(bool, str), is_internal=True)


def _variable_parts(variable: Variable) -> Sequence[Any]:
    return (variable.name, variable.uid, variable.mutated, variable.checked)


def _fill_variable(variable: Variable, parts: Sequence[Any]) -> None:
    variable.__init__(*parts[:2])  # type: ignore[misc]
    variable.mutated, variable.checked = parts[2:]


register(
    Variable,
    "variable",
    parts=_variable_parts,
    fill=_fill_variable,
    is_shared=lambda variable: True,
    accepts=of(str, int, bool, bool),
    is_internal=True,
)
register(
    Macro,
    "macro",
    "name",
    "span",
    "transformer",
    is_shared=lambda macro: macro.is_base,
    accepts=of(str, Span, SyntaxRules | Procedural),
    is_internal=True,
)
register(Procedural, "procedural", "procedure", is_internal=True)


def _rules_parts(rules: SyntaxRules) -> Sequence[Any]:
    literals = sorted(rules.literals, key=lambda key: repr(key.name) if isinstance(key, Symbol) else "")
    parts: list[Any] = [rules.scope, rules.ellipsis, len(literals), *literals]
    for rule in rules.rules:
        parts += (rule.pattern, rule.template, len(rule.depths), *flat(rule.depths))
    return parts


def _fill_rules(rules: SyntaxRules, parts: Sequence[Any]) -> None:
    rules.scope, rules.ellipsis, count = parts[:3]
    rules._repeated, rules._ellipses = {}, {}
    rules.literals = frozenset(parts[3 : 3 + count])
    rules.rules = []
    at = 3 + count
    while at < len(parts):
        pattern, template, count = parts[at : at + 3]
        end = at + 3 + 2 * count
        rules.rules.append(Rule(pattern, template, table(parts[at + 3 : end])))
        at = end


def _accepts_rules(parts: Sequence[Any]) -> bool:
    if not of(Scope, _KEY, int, rest=lambda part: True)(parts):
        return False
    at = 3 + parts[2]
    if not 3 <= at <= len(parts) or not all(isinstance(key, _KEY) for key in parts[3:at]):
        return False
    while at < len(parts):
        if not of(Form, SYNTAX, int, rest=lambda part: True)(parts[at:]) or parts[at + 2] < 0:
            return False
        end = at + 3 + 2 * parts[at + 2]
        if end > len(parts) or not are_pairs(parts[at + 3 : end], _KEY, int):
            return False
        at = end
    return True


def _are_rules(rules: SyntaxRules) -> bool:
    """Would the patterns and templates be accepted in a program?"""
    try:
        return all(rules.rule(Form((r.pattern, r.template), None, r.pattern.span)).depths == r.depths for r in rules.rules)
    except LispError:
        return False
    finally:
        # What was found about the forms made here is known by their identity, which others may get.
        rules._repeated, rules._ellipses = {}, {}


register(
    SyntaxRules,
    "syntax-rules",
    parts=_rules_parts,
    fill=_fill_rules,
    accepts=_accepts_rules,
    is_sound=_are_rules,
    is_internal=True,
)

# -- scopes


def _fill_scope(scope: Scope, parts: Sequence[Any]) -> None:
    scope.parent, scope.far = parts[0], None
    scope.bindings = table(parts[1:])


def _is_inside_a_top_scope(scope: Scope) -> bool:
    for _ in range(_MAX_CONTOURS):
        if scope.parent is None:
            return isinstance(scope, TopScope)
        scope = scope.parent
    return False


def _fill_top(scope: TopScope, parts: Sequence[Any]) -> None:
    scope.__init__(CORE)  # type: ignore[misc]
    scope.bindings = table(parts)


def _fill_library_scope(scope: LibraryScope, parts: Sequence[Any]) -> None:
    scope.__init__(*parts[:2])  # type: ignore[misc]
    scope.bindings = table(parts[2:])


register(
    Scope,
    "scope",
    parts=lambda scope: [scope.parent, *flat(scope.bindings)],
    fill=_fill_scope,
    accepts=lambda parts: isinstance(parts[0], Scope) and are_pairs(parts[1:], _KEY, _BINDING),
    is_sound=_is_inside_a_top_scope,
    is_internal=True,
)
register(
    TopScope,
    "top-scope",
    parts=lambda scope: flat(scope.bindings),
    fill=_fill_top,
    is_shared=lambda scope: scope is CORE,
    accepts=lambda parts: are_pairs(parts, _KEY, _BINDING),
    is_internal=True,
)
register(
    LibraryScope,
    "library-scope",
    parts=lambda scope: [scope.name, scope.is_closed, *flat(scope.bindings)],
    fill=_fill_library_scope,
    accepts=lambda parts: of(str, bool)(parts[:2]) and are_pairs(parts[2:], _KEY, _BINDING),
    is_internal=True,
)

# -- libraries


def _library_parts(library: Library) -> Sequence[Any]:
    exporting = [*chain.from_iterable(library.exporting)]
    exports = [None] if library.exports is None else flat(library.exports)
    written = (None, None) if library.source is None else library.source
    return [library.name, library.form, library.scope, *written, len(exporting), *exporting, *exports]


def _fill_library(library: Library, parts: Sequence[Any]) -> None:
    library.name, library.form, library.scope, span, text, count = parts[:6]
    library.source = None if span is None else Passage(span, text)
    exporting, exports = parts[6 : 6 + count], parts[6 + count :]
    library.exporting = list(zip(exporting[::2], exporting[1::2], strict=True))
    library.exports = None if exports == [None] else table(exports)


def _accepts_library(parts: Sequence[Any]) -> bool:
    fixed = of(str, Form, LibraryScope, Span | None, str | None, int, rest=lambda part: True)
    if not fixed(parts) or not 0 <= parts[5] <= len(parts) or (parts[3] is None) is not (parts[4] is None):
        return False
    exporting, exports = parts[6 : 6 + parts[5]], parts[6 + parts[5] :]
    return are_pairs(exporting, Symbol, Symbol) and (exports == [None] or are_pairs(exports, Symbol, _BINDING))


def _fill_libraries(libraries: Libraries, parts: Sequence[Any]) -> None:
    whole = table(parts)
    libraries.by_name = {name: each for name, each in whole.items() if isinstance(each, Library)}
    libraries.environments = {name: each for name, each in whole.items() if not isinstance(each, Library)}


register(
    Library, "library", parts=_library_parts, fill=_fill_library, accepts=_accepts_library, is_internal=True
)
register(
    Libraries,
    "libraries",
    parts=lambda libraries: flat(libraries.by_name) + flat(libraries.environments),
    fill=_fill_libraries,
    accepts=lambda parts: are_pairs(parts, str, Library | LibraryScope),
    is_internal=True,
)
