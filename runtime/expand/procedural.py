"""``defmacro``: macros written as procedures from data to data, without hygiene.

The procedure of one defined at top level is a global with a name of its own, so that whoever walks, copies or saves a
session finds it there. One defined in a body is evaluated at top level while the body is expanded, so it sees no
variable of the program around it.
"""

from __future__ import annotations

from omega.runtime.expand.core import Constant, Core, GlobalSet
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.lambda_lists import macro_procedure
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.scope import Macro, Procedural, Scope, TopScope
from omega.runtime.expand.writer import Writer
from omega.runtime.syntax.datum import Symbol, intern
from omega.runtime.syntax.forms import Form, Identifier, Syntax, base_symbol


def _split(form: Form) -> tuple[Identifier, Syntax]:
    """The name of the macro and its procedure, as an expression."""
    if len(form.items) < 4 or form.tail is not None or not isinstance(form.items[1], Identifier):
        raise syntax_error(form, "defmacro: expected (defmacro name (parameter ...) body ...)")
    name = form.items[1]
    return name, macro_procedure(Writer(form.span), name, form.items[2], form.items[3:])


def global_of_macro(name: str) -> Symbol:
    """What the session calls the procedure of a macro defined at its top level."""
    return intern(f"%macro {name}")


def define_macro(expander: Expander, form: Form, scope: TopScope) -> Core:
    """``defmacro`` at top level."""
    name, procedure = _split(form)
    symbol = base_symbol(name.key)
    own = scope.own(global_of_macro(symbol.name))
    expander.assigned.add(own.name)
    value = expander.expand(procedure, scope)
    scope.bind(symbol, Macro(symbol.name, Procedural(intern(own.name)), form.span))
    define = expander.node(GlobalSet(own.name, value, True), form.span)
    return expander.sequence([define, expander.node(Constant(symbol), form.span)], form.span)


def define_local_macro(expander: Expander, form: Form, scope: Scope) -> None:
    """``defmacro`` in a body."""
    name, procedure = _split(form)
    value = expander.asking.now("evaluate", (procedure,), form.span)
    scope.bind(name.key, Macro(base_symbol(name.key).name, Procedural(value), form.span))
