"""Forms that stand for the forms they hold: ``begin``, ``cond-expand``, ``include``; at top level, in bodies, in libraries.

At top level these are spliced: each form is expanded when those before it have been evaluated, wherever that can make a
difference (R7RS 5.1). Elsewhere the forms join the body around them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import cast

from omega.runtime.condition import LispError
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.library import library_name
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.requests import Splits
from omega.runtime.expand.scope import CORE, Macro, Scope, SpecialForm
from omega.runtime.expand.standard import FEATURES
from omega.runtime.syntax.datum import String, Value, intern
from omega.runtime.syntax.forms import Alias, Form, Identifier, Literal, Syntax, base_symbol
from omega.runtime.syntax.reader import END, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.source import Span

#: What later forms of a ``begin`` at top level may depend on having been evaluated.
_PHASES = frozenset(("begin", "cond-expand", "include", "include-ci", "defmacro", "import", "define-library"))
#: A longer ``begin`` at top level is evaluated form by form in any case, so that none of it takes long.
_LONG = 100
#: Nesting of the requirements of ``cond-expand``.
_DEEP = 100


def top_form(expander: Expander, form: Syntax) -> Syntax:
    """The form, its head expanded. Raises ``Splits`` when it stands for several to be evaluated one by one."""
    scope = expander.scope
    while isinstance(form, Form) and form.items and isinstance(form.items[0], Identifier):
        binding = scope.resolve(form.items[0].key)
        if isinstance(binding, Macro):
            form = expander.rewrite(binding, form, scope)
            continue
        if not isinstance(binding, SpecialForm) or binding.name not in SPLICED:
            break
        forms = SPLICED[binding.name](expander, form)
        if len(forms) > 1 and (len(forms) > _LONG or any(_is_phase(each, scope) for each in forms)):
            raise Splits(forms)
        if len(forms) != 1:
            return form if binding.name == "begin" else _begin(forms, form.span)
        form = forms[0]
    return form


def _is_phase(form: Syntax, scope: Scope) -> bool:
    if isinstance(form, Form) and form.items and isinstance(form.items[0], Identifier):
        binding = scope.resolve(form.items[0].key)
        return isinstance(binding, SpecialForm) and binding.name in _PHASES
    return False


def _begin(forms: tuple[Syntax, ...], span: Span) -> Form:
    """``(begin form ...)``, whatever the program calls by that name."""
    return Form((Identifier(Alias(intern("begin"), CORE), span), *forms), None, span)


def _spliced_begin(expander: Expander, form: Form) -> tuple[Syntax, ...]:
    if form.tail is not None:
        raise syntax_error(form, "begin: expected (begin form ...)")
    return form.items[1:]


def chosen(expander: Expander, form: Form) -> tuple[Syntax, ...]:
    """The forms of the first clause of a ``cond-expand`` whose requirement is met; none when no clause's is."""
    expander.is_repeatable = False
    for clause in form.items[1:]:
        if not isinstance(clause, Form) or not clause.items or clause.tail is not None:
            raise syntax_error(clause, "cond-expand: expected (requirement form ...)")
        if _is_met(expander, clause.items[0], 0):
            return clause.items[1:]
    return ()


def _is_met(expander: Expander, requirement: Syntax, depth: int) -> bool:
    if isinstance(requirement, Identifier):
        name = base_symbol(requirement.key).name
        return name == "else" or name in FEATURES
    if isinstance(requirement, Form) and requirement.items and requirement.tail is None and depth < _DEEP:
        head, operands = requirement.items[0], requirement.items[1:]
        name = base_symbol(head.key).name if isinstance(head, Identifier) else ""
        if name == "and":
            return all(_is_met(expander, each, depth + 1) for each in operands)
        if name == "or":
            return any(_is_met(expander, each, depth + 1) for each in operands)
        if name == "not" and len(operands) == 1:
            return not _is_met(expander, operands[0], depth + 1)
        if name == "library" and len(operands) == 1:
            return expander.setting.libraries.knows(library_name(operands[0]))
    raise syntax_error(
        requirement, "cond-expand: expected a feature, else, (library name), (and ...), (or ...) or (not ...)"
    )


def _include(expander: Expander, form: Form) -> tuple[Syntax, ...]:
    return included(expander, form, False)


def _include_ci(expander: Expander, form: Form) -> tuple[Syntax, ...]:
    return included(expander, form, True)


def included(expander: Expander, form: Form, fold: bool) -> tuple[Syntax, ...]:
    """The forms in the files that an ``include`` names. A relative path starts where the including file is."""
    found: list[Syntax] = []
    if len(form.items) < 2 or form.tail is not None:
        raise syntax_error(form, "include: expected (include string ...)")
    for item in form.items[1:]:
        if not isinstance(item, Literal) or type(item.value) is not String:
            raise syntax_error(item, "include: expected a string, the path of a file")
        path = posixpath.join(posixpath.dirname(form.span.file), item.value.text)
        text: Value = expander.asking.now("file", (String(path),), item.span)
        if type(text) is not String:
            raise syntax_error(item, "include: expected the file's text as a string")
        found.extend(_read_all(text.text, path, fold))
    return tuple(found)


def _read_all(text: str, path: str, fold: bool) -> list[Syntax]:
    reader = Reader(text, path, fold=fold)
    found: list[Syntax] = []
    try:
        while (syntax := reader.next()) is not END:
            found.append(cast(Syntax, syntax))
    except ReadError as error:
        raise LispError(error.condition()) from None
    return found


#: The forms that each of them stands for, by the name of the special form.
SPLICED: dict[str, Callable[[Expander, Form], tuple[Syntax, ...]]] = {
    "begin": _spliced_begin,
    "cond-expand": chosen,
    "include": _include,
    "include-ci": _include_ci,
}
