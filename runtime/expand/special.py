"""The special forms: the syntax the expander knows by itself. All other syntax is made of these by ``syntax-rules``."""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.bodies import define_syntax, letrec, split_definition, transformer
from omega.runtime.expand.core import Constant, Core, GlobalSet, If, Lambda, LocalSet, Variable
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.importing import expand_define_library, expand_import
from omega.runtime.expand.lambda_lists import case_lambda, lambda_star, split_doc
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.procedural import define_macro
from omega.runtime.expand.quasi import expand_quasiquote
from omega.runtime.expand.scope import (
    CORE,
    Global,
    LibraryScope,
    Scope,
    SpecialForm,
    TopScope,
    defining_scope,
    is_imported,
)
from omega.runtime.expand.splicing import SPLICED
from omega.runtime.expand.writer import Writer
from omega.runtime.syntax.datum import String, intern
from omega.runtime.syntax.forms import Form, Identifier, Literal, Syntax, base_symbol, to_datum
from omega.runtime.syntax.printer import write_string


def special(name: str) -> Callable[[Callable[[Expander, Form, Scope], Core]], Callable[[Expander, Form, Scope], Core]]:
    """Declare the decorated function as the expander of the special form of this name."""

    def declare(expand: Callable[[Expander, Form, Scope], Core]) -> Callable[[Expander, Form, Scope], Core]:
        CORE.bindings[intern(name)] = SpecialForm(name, expand)
        return expand

    return declare


def check_shape(form: Form, shape: str, least: int, most: int | None = None) -> None:
    """Raises ``LispError`` (``syntax-error``) when a form has not as many parts, its head included, as it may."""
    count = len(form.items)
    if form.tail is not None or count < least or (most is not None and count > most):
        raise syntax_error(form, f"{base_symbol_of(form)}: expected {shape}")


def check_open(form: Form, scope: TopScope) -> None:
    """Definitions are not allowed in an environment that was made by ``environment``."""
    if isinstance(scope, LibraryScope) and scope.is_closed:
        raise syntax_error(form, "a definition is not allowed in this environment: it cannot be changed")


def base_symbol_of(form: Form) -> str:
    """The name at the head of a form, for messages."""
    head = form.items[0]
    return base_symbol(head.key).name if isinstance(head, Identifier) else "form"


@special("quote")
def _quote(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(quote datum)", 2, 2)
    return expander.node(Constant(expander.datum(form.items[1])), form.span)


@special("quasiquote")
def _quasiquote(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(quasiquote template)", 2, 2)
    return expand_quasiquote(expander, form.items[1], scope)


@special("if")
def _if(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(if test consequent [alternative])", 3, 4)
    test = expander.expand(form.items[1], scope)
    consequent = expander.expand(form.items[2], scope)
    alternative = (
        expander.expand(form.items[3], scope) if len(form.items) == 4 else expander.unspecified(form.span)
    )
    return expander.node(If(test, consequent, alternative), form.span)


@special("define")
def _define(expander: Expander, form: Form, scope: Scope) -> Core:
    if not isinstance(scope, TopScope):
        raise syntax_error(form, "define: a definition is not allowed here; expected an expression")
    name, syntax = split_definition(form)
    assert isinstance(name, Identifier)
    check_open(form, scope)
    own = defining_scope(name.key, scope).define_variable(base_symbol(name.key))
    expander.assigned.add(own.name)
    value = expander.named(expander.expand(syntax, scope), name)
    return expander.node(GlobalSet(own.name, value, True), form.span)


@special("set!")
def _set(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(set! name value)", 3, 3)
    name = form.items[1]
    if not isinstance(name, Identifier):
        raise syntax_error(form, "set!: expected a name to assign")
    value = expander.expand(form.items[2], scope)
    binding = scope.resolve(name.key)
    if isinstance(binding, Variable):
        binding.mutated = True
        if expander.mentioned is not None:
            expander.mentioned.add(binding)
        return expander.node(LocalSet(binding, value), form.span)
    if isinstance(binding, Global):
        if is_imported(name.key, scope):
            raise syntax_error(form, f"set!: {base_symbol(name.key).name} is imported and cannot be assigned")
        expander.assigned.add(binding.name)
        return expander.node(GlobalSet(binding.name, value, False), form.span)
    raise syntax_error(form, f"set!: {binding.name} is syntax, not a variable")


def _spliced(name: str) -> None:
    """A form that stands for others, where an expression is expected."""

    def expand(expander: Expander, form: Form, scope: Scope) -> Core:
        forms = SPLICED[name](expander, form)
        return expander.sequence([expander.expand(item, scope) for item in forms], form.span)

    CORE.bindings[intern(name)] = SpecialForm(name, expand)


for _name in ("cond-expand", "include", "include-ci"):
    _spliced(_name)


@special("begin")
def _begin(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(begin expression ...)", 1)
    if len(form.items) == 1 and not isinstance(scope, TopScope):
        raise syntax_error(form, "begin: expected at least one expression")
    return expander.sequence([expander.expand(item, scope) for item in form.items[1:]], form.span)


@special("lambda")
def _lambda(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(lambda (parameter ...) body ...)", 3)
    return _procedure(expander, form, form.items[1], form.items[2:], None, scope)


@special("named-lambda")
def _named_lambda(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(named-lambda (name parameter ...) body ...)", 3)
    names = form.items[1]
    if not isinstance(names, Form) or not names.items or not isinstance(names.items[0], Identifier):
        raise syntax_error(form, "named-lambda: expected (named-lambda (name parameter ...) body ...)")
    name = base_symbol(names.items[0].key).name
    parameters: Syntax = Form(names.items[1:], names.tail, names.span)
    if not names.items[1:] and names.tail is not None:
        parameters = names.tail
    return _procedure(expander, form, parameters, form.items[2:], name, scope)


def _procedure(
    expander: Expander, form: Form, names: Syntax, body: tuple[Syntax, ...], name: str | None, scope: Scope
) -> Lambda:
    inner = Scope(scope)
    rest = False
    if isinstance(names, Form):
        parameters = [expander.bind(each, inner) for each in names.items]
        if names.tail is not None:
            parameters.append(expander.bind(names.tail, inner))
            rest = True
    else:
        parameters = [expander.bind(names, inner)]
        rest = True
    node = expander.new_lambda(parameters, rest, name, form.span)
    doc, body = split_doc(body)
    if doc:
        node.doc = doc[0].value.text
    node.body = expander.body(body, inner, form.span)
    return node


@special("lambda*")
def _lambda_star(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(lambda* (parameter ...) body ...)", 3)
    return expander.expand(lambda_star(Writer(form.span), None, form.items[1], form.items[2:]), scope)


@special("%named-lambda*")
def _named_lambda_star(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(define* (name parameter ...) body ...)", 4)
    name = form.items[1]
    if not isinstance(name, Identifier):
        raise syntax_error(name, "define*: expected a name to define")
    return expander.expand(lambda_star(Writer(form.span), name, form.items[2], form.items[3:]), scope)


@special("case-lambda")
def _case_lambda(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(case-lambda (parameters body ...) ...)", 1)
    return expander.expand(case_lambda(Writer(form.span), form), scope)


@special("letrec*")
@special("letrec")
def _letrec(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(letrec ((name value) ...) body ...)", 3)
    inner = Scope(scope)
    definitions: list[tuple[Variable | None, Syntax]] = [
        (expander.bind(name, inner), value) for name, value in _bindings(form)
    ]

    def body() -> list[Core]:
        return [expander.body(form.items[2:], inner, form.span)]

    if not definitions:
        return body()[0]
    return letrec(expander, definitions, body, inner, form.span)


@special("let-syntax")
def _let_syntax(expander: Expander, form: Form, scope: Scope) -> Core:
    return _syntax_scope(expander, form, scope, scope)


@special("letrec-syntax")
def _letrec_syntax(expander: Expander, form: Form, scope: Scope) -> Core:
    return _syntax_scope(expander, form, scope, None)


def _syntax_scope(expander: Expander, form: Form, scope: Scope, defining: Scope | None) -> Core:
    check_shape(form, "(let-syntax ((name transformer) ...) body ...)", 3)
    inner = Scope(scope)
    for name, rules in _bindings(form):
        if not isinstance(name, Identifier):
            raise syntax_error(name, "let-syntax: expected a name here")
        inner.bind(name.key, transformer(rules, base_symbol(name.key).name, defining or inner))
    return expander.body(form.items[2:], inner, form.span)


@special("define-syntax")
def _define_syntax(expander: Expander, form: Form, scope: Scope) -> Core:
    if not isinstance(scope, TopScope):
        raise syntax_error(form, "define-syntax: a definition is not allowed here; expected an expression")
    check_open(form, scope)
    macro = define_syntax(form, scope)
    return expander.node(Constant(intern(macro.name)), form.span)


@special("defmacro")
def _defmacro(expander: Expander, form: Form, scope: Scope) -> Core:
    if not isinstance(scope, TopScope):
        raise syntax_error(form, "defmacro: a definition is not allowed here; expected an expression")
    check_open(form, scope)
    return define_macro(expander, form, scope)


@special("import")
def _import(expander: Expander, form: Form, scope: Scope) -> Core:
    return expand_import(expander, form, scope)


@special("define-library")
def _define_library(expander: Expander, form: Form, scope: Scope) -> Core:
    return expand_define_library(expander, form, scope)


@special("syntax-error")
def _syntax_error(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(syntax-error message form ...)", 2)
    message = form.items[1]
    if not isinstance(message, Literal) or type(message.value) is not String:
        raise syntax_error(form, "syntax-error: expected a string as message")
    irritants = [write_string(to_datum(item), 80) for item in form.items[2:]]
    raise LispError(Condition("syntax-error", " ".join([message.value.text, *irritants]), place=form.span))


@special("syntax-rules")
def _syntax_rules(expander: Expander, form: Form, scope: Scope) -> Core:
    raise syntax_error(form, "syntax-rules: only allowed as the transformer of define-syntax or let-syntax")


@special("unquote")
@special("unquote-splicing")
def _unquote(expander: Expander, form: Form, scope: Scope) -> Core:
    raise syntax_error(form, f"{base_symbol_of(form)}: only allowed inside a quasiquotation")


def _bindings(form: Form) -> list[tuple[Syntax, Syntax]]:
    listed = form.items[1]
    if not isinstance(listed, Form) or listed.tail is not None:
        raise syntax_error(form, f"{base_symbol_of(form)}: expected a list of (name value) bindings")
    pairs = []
    for binding in listed.items:
        if not isinstance(binding, Form) or len(binding.items) != 2 or binding.tail is not None:
            raise syntax_error(binding, f"{base_symbol_of(form)}: expected (name value)")
        pairs.append((binding.items[0], binding.items[1]))
    return pairs
