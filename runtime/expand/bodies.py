"""Bodies with internal definitions, and ``letrec*``: which variables need boxes and which procedures are a ``Fix``.

After Waddell, Sarkar and Dybvig, *Fixing Letrec* (2005), in a simple form: procedures that are never assigned form one
``Fix``; what is computed before any of them is mentioned becomes an ordinary ``Let`` around it; the rest is initialised
in order after it, in boxes that are checked when some procedure or earlier value can see them too soon.
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.expand.core import Constant, Core, Fix, Lambda, Let, LocalSet, Variable
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.procedural import define_local_macro
from omega.runtime.expand.rules import SyntaxRules
from omega.runtime.expand.scope import CORE, Macro, Scope, SpecialForm
from omega.runtime.expand.splicing import SPLICED
from omega.runtime.syntax.datum import UNASSIGNED, UNSPECIFIED, intern
from omega.runtime.syntax.forms import Alias, Form, Identifier, Literal, Syntax, to_datum
from omega.runtime.syntax.source import Span


def expand_body(expander: Expander, forms: tuple[Syntax, ...], scope: Scope, span: Span) -> Core:
    """The forms of a body (R7RS 5.3.2). Definitions after expressions are accepted, in order, as most Schemes do."""
    inner = Scope(scope)
    definitions: list[tuple[Variable | None, Syntax]] = []
    trailing: list[Syntax] = []
    pending = list(reversed(forms))
    while pending:
        form = pending.pop()
        form, special = _head(expander, form, inner)
        if special in SPLICED:
            assert isinstance(form, Form)
            pending.extend(reversed(SPLICED[special](expander, form)))
        elif special == "define":
            assert isinstance(form, Form)
            definitions.extend((None, each) for each in trailing)
            trailing = []
            name, value = split_definition(form)
            definitions.append((expander.bind(name, inner), value))
        elif special == "define-syntax":
            assert isinstance(form, Form)
            define_syntax(form, inner)
        elif special == "defmacro":
            assert isinstance(form, Form)
            define_local_macro(expander, form, inner)
        else:
            trailing.append(form)
    if not trailing:
        raise syntax_error(Form(forms, None, span), "a body needs an expression after its definitions")
    if not definitions:
        return expander.sequence([expander.expand(form, inner) for form in trailing], span)
    return letrec(expander, definitions, lambda: [expander.expand(form, inner) for form in trailing], inner, span)


def _head(expander: Expander, form: Syntax, scope: Scope) -> tuple[Syntax, str | None]:
    """Rewrite macro uses until the form's head is none; the name of the special form it is, if any."""
    while isinstance(form, Form) and form.items and isinstance(form.items[0], Identifier):
        binding = scope.resolve(form.items[0].key)
        if isinstance(binding, Macro):
            form = expander.rewrite(binding, form, scope)
        else:
            return form, binding.name if isinstance(binding, SpecialForm) else None
    return form, None


def split_definition(form: Form) -> tuple[Syntax, Syntax]:
    """``(define name value)`` or ``(define (name . parameters) body ...)``, also curried: the name and its value."""
    items = form.items
    if form.tail is not None or len(items) < 2:
        raise syntax_error(form, "define: expected (define name value) or (define (name parameter ...) body ...)")
    target, value = items[1], items[2:]
    if isinstance(target, Identifier):
        if len(value) > 1:
            raise syntax_error(form, f"define: expected one value, got {len(value)}")
        return target, value[0] if value else unassigned_value(form.span)
    while isinstance(target, Form) and target.items:
        if not value:
            raise syntax_error(form, "define: the procedure has no body")
        parameters: Syntax = Form(target.items[1:], target.tail, target.span)
        if not target.items[1:] and target.tail is not None:
            parameters = target.tail
        lambda_form = Form((lambda_identifier(form.span), parameters, *value), None, form.span)
        target, value = target.items[0], (lambda_form,)
    if not isinstance(target, Identifier):
        raise syntax_error(form, "define: expected a name to define")
    return target, value[0]


def define_syntax(form: Form, scope: Scope) -> Macro:
    """``(define-syntax name (syntax-rules ...))`` in this scope."""
    if len(form.items) != 3 or form.tail is not None or not isinstance(form.items[1], Identifier):
        raise syntax_error(form, "define-syntax: expected (define-syntax name transformer)")
    name = form.items[1]
    macro = transformer(form.items[2], to_datum(name).name, scope)
    scope.bind(name.key, macro)
    return macro


def transformer(syntax: Syntax, name: str, scope: Scope) -> Macro:
    """What a ``define-syntax`` or ``let-syntax`` binds: a ``syntax-rules`` form, or the name of another keyword."""
    if isinstance(syntax, Form) and syntax.items and isinstance(syntax.items[0], Identifier):
        head = scope.resolve(syntax.items[0].key)
        if isinstance(head, SpecialForm) and head.name == "syntax-rules":
            return Macro(name, SyntaxRules(syntax, scope), syntax.span)
    if isinstance(syntax, Identifier):
        other = scope.resolve(syntax.key)
        if isinstance(other, Macro):
            return other
    raise syntax_error(syntax, f"{name}: expected (syntax-rules ...)")


def letrec(
    expander: Expander,
    definitions: list[tuple[Variable | None, Syntax]],
    body: Callable[[], list[Core]],
    scope: Scope,
    span: Span,
) -> Core:
    """``letrec*`` of definitions already bound in ``scope``; a variable of ``None`` is an expression among them."""
    outer = expander.mentioned
    values: list[Core] = []
    mentions: list[set[Variable]] = []
    for variable, syntax in definitions:
        expander.mentioned = set()
        value = expander.expand(syntax, scope)
        if variable is not None and isinstance(value, Lambda) and value.name is None:
            value.name = variable.name
        values.append(value)
        mentions.append(expander.mentioned)
    expander.mentioned = set()
    body_items = body()
    mentions.append(expander.mentioned)
    expander.mentioned = outer
    if outer is not None:
        outer.update(*mentions)
    return _arrange(expander, [v for v, _ in definitions], values, mentions, body_items, span)


def _arrange(
    expander: Expander,
    variables: list[Variable | None],
    values: list[Core],
    mentions: list[set[Variable]],
    body: list[Core],
    span: Span,
) -> Core:
    procedures = {
        index
        for index, variable in enumerate(variables)
        if variable is not None and isinstance(values[index], Lambda) and not variable.mutated
    }
    names = {variables[index] for index in procedures}
    early: list[int] = []
    late: list[int] = []
    for index in range(len(variables)):
        if index not in procedures:
            (late if late or mentions[index] & names else early).append(index)
    too_soon: set[Variable] = set()
    seen: set[Variable] = set()
    for index in early:
        # What an initial value mentions before it is bound: itself, or one that comes later.
        too_soon |= mentions[index] - seen
        if (variable := variables[index]) is not None:
            seen.add(variable)
    for index in procedures:
        too_soon |= mentions[index] - seen
    for index in late:
        too_soon |= mentions[index] - seen
        if (variable := variables[index]) is not None:
            seen.add(variable)
    complex_variables = [variables[index] for index in (*early, *late)]
    boxed = [v for v in complex_variables if v is not None and v in too_soon]
    for variable in boxed:
        variable.mutated = variable.checked = True

    def settle(index: int, inner: Core) -> Core:
        variable, value = variables[index], values[index]
        if variable is None:
            return expander.sequence([value, inner], span)
        if variable in boxed:
            return expander.sequence([expander.node(LocalSet(variable, value), value.span), inner], span)
        return expander.node(Let([variable], [value], inner), value.span)

    result = expander.sequence(body, span)
    for index in reversed(late):
        result = settle(index, result)
    if procedures:
        order = sorted(procedures)
        lambdas = [value for index in order if isinstance(value := values[index], Lambda)]
        fixed = [variable for index in order if (variable := variables[index]) is not None]
        result = expander.node(Fix(fixed, lambdas, result), span)
    for index in reversed(early):
        result = settle(index, result)
    if boxed:
        blanks: list[Core] = [expander.node(Constant(UNASSIGNED), span) for _ in boxed]
        result = expander.node(Let(boxed, blanks, result), span)
    return result


def unassigned_value(span: Span) -> Syntax:
    """The value of ``(define name)``."""
    return Literal(UNSPECIFIED, span)


def lambda_identifier(span: Span) -> Identifier:
    """An identifier that means the special form ``lambda`` whatever the program calls by that name."""
    return Identifier(Alias(intern("lambda"), CORE), span)
