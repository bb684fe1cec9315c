"""Expanding, compiling and running code inside a run: ``eval``, macros that are procedures, libraries, ``load``.

All of it is done by calls on the machine's own stack, so it can be stepped, interrupted and captured like anything else:
an ``Expansion`` says what is being expanded and what is known so far, primitives here take it a step further, and the
procedures of ``prelude/evaluating.scm`` that call them wait on the stack meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from omega.runtime.compile.compiled import compile_form
from omega.runtime.compile.expressions import global_name, mangle, unmangle
from omega.runtime.compile.points import Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import LispError
from omega.runtime.expand.expander import Expander, Setting
from omega.runtime.expand.importing import finish_library, library_forms
from omega.runtime.expand.procedural import global_of_macro
from omega.runtime.expand.requests import Answers, Deferred, NeedsAnswers, Request, Splits
from omega.runtime.expand.scope import CORE, LibraryScope, Macro, Procedural, TopScope
from omega.runtime.expand.showing import Mode, shown_expansion
from omega.runtime.expand.standard import FEATURES, base_names
from omega.runtime.lib.handover import continue_in_lisp
from omega.runtime.lib.primitive import CHUNK, as_symbol, as_text, current, failure, primitive, wrong_type
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.machine.activation import BEGINNING
from omega.runtime.machine.base import BASE
from omega.runtime.machine.expansion import Environment, Expansion
from omega.runtime.machine.prompts import effect
from omega.runtime.machine.redefine import redefined, respect_definitions
from omega.runtime.machine.registers import CAPTURE, TC, M, call_next
from omega.runtime.machine.stack import CALLING, TOP, Continuation
from omega.runtime.recursion import deep_recursion
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import (
    NIL,
    UNSPECIFIED,
    Boolean,
    Pair,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)
from omega.runtime.syntax.forms import Alias, Form, Identifier, Syntax, from_datum, to_datum
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Passage, Span

#: Where code that was made from data stands.
MADE = Span("<eval>", 0, 0, 0, 0)

#: Elements touched in the time that it takes to compile a small form.
_COMPILING = CHUNK // 10

_SESSION = Environment("")
_READ = intern("file.read.op")
#: Characters of a form that are cut into its parts.
_LONGEST = 100_000
_COUNTER = global_name("%gensym", False)


def setting(
    session: SessionState,
    answers: Answers | None = None,
    loading: tuple[str, ...] = (),
    source: Passage | None = None,
) -> Setting:
    """What the expander is to know of a session."""
    globals = session.globals
    return Setting(lambda name: global_name(name, False) in globals, session.libraries, answers or {}, loading, source)


def deferred_frames(form: Syntax, source: Passage | None, deferred: Deferred) -> list[Frame]:
    """The frames that go on with a top-level form that could not be compiled at once."""
    procedure, *arguments = _next(evaluate, Expansion(form, _SESSION, source), deferred)
    return [(CALLING, BASE["b_" + mangle(procedure)], tuple(arguments)), (TOP, form.span)]


def _next(step: Value, expansion: Expansion, deferred: Deferred) -> tuple[str, *tuple[Value, ...]]:
    """What has to be done first, so that ``step`` can be tried again: a procedure of the prelude, and its arguments."""
    if isinstance(deferred, Splits):
        return "%evaluate-all", lisp_list(_split(expansion, deferred.forms))
    assert isinstance(deferred, NeedsAnswers)
    # Attempts are long compared to ticks: after a few of them others have a turn.
    current.worked(CHUNK // 4)
    return "%answering", step, expansion.asking(deferred.requests)


def _split(expansion: Expansion, forms: Sequence[Syntax]) -> list[Value]:
    """The forms that an expansion stands for, each with its part of what is written there."""
    written = expansion.source
    if written is None or len(written.text) > _LONGEST:
        parts: list[Passage | None] = [None] * len(forms)
    else:
        parts = written.parts(form.span for form in forms)
    return [
        Expansion(form, expansion.environment, part, expansion.loading)
        for form, part in zip(forms, parts, strict=True)
    ]


def _session() -> SessionState:
    assert M.session is not None
    return M.session


def _scope(session: SessionState, environment: Environment) -> TopScope:
    if not environment.name:
        return session.scope
    library = session.libraries.by_name.get(environment.name)
    return session.libraries.environments[environment.name] if library is None else library.scope


def _begin(unit: Unit) -> Value:
    """Run a unit, as a tail call."""
    if unit.compiled.is_direct:
        return call_next(BEGINNING, (unit,))
    return call_next(unit.function("f0"), ())


class _Redefining:
    """Called with the continuation: runs a unit that redefines primitives when all procedures have been told."""

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def __call__(self, continuation: Continuation) -> Value:
        respect_definitions(_session(), self.unit.compiled, continuation.stack, continuation.dynamic)
        return _begin(self.unit)


def _without_place(error: LispError) -> LispError:
    """Code made from data stands nowhere: its errors are at the call that gave it to ``eval``."""
    place = error.condition.place
    if place is not None and place.line == 0:
        error.condition.place = None
    return error


def _base_names() -> list[str]:
    """The names of everything in the base."""
    values = [unmangle(key[2:]) for key in BASE if key.startswith("g_")]
    return values + [key.name for key in CORE.bindings if isinstance(key, Symbol)]


base_names.append(_base_names)


@primitive("%evaluate", "(expansion)", "Expand, compile and run a form.", calls=True)
def evaluate(expansion: Value) -> Value:
    session = _session()
    scope = _scope(session, expansion.environment)
    current.worked(_COMPILING)
    try:
        compiled = compile_form(
            expansion.form, scope, session.limits, setting(session, expansion.answers, expansion.loading, expansion.source)
        )
    except Deferred as deferred:
        return continue_in_lisp(*_next(evaluate, expansion, deferred))
    except LispError as error:
        raise _without_place(error) from None
    current.charge(compiled.source_bytes)
    unit = Unit(compiled, session.globals)
    if redefined(session, compiled):
        M.action = (CAPTURE, _Redefining(unit))
        return TC
    return call_next(_begin, (unit,))


@primitive("%expansion", "(datum [environment])", "The expansion of a datum as code in an environment.")
def expansion(datum: Value, environment: Value = _SESSION) -> Value:
    if type(environment) is not Environment:
        raise wrong_type("eval", "an environment", environment, 2)
    return Expansion(from_datum(datum, MADE, None, current.limits.source_nodes), environment)


@primitive("%waiting?", "(expansion)", "Whether an expansion has requests that are not fulfilled.")
def is_waiting(expansion: Value) -> Boolean:
    return boolean(expansion.fulfilled < len(expansion.waiting))


@primitive("%fulfil", "(expansion)", "Do what the first request of an expansion asks for.", calls=True)
def fulfil(expansion: Value) -> Value:
    request: Request = expansion.waiting[expansion.fulfilled]
    if request.kind == "call":
        return call_next(_transformer(request.operands[0]), request.operands[1:])
    if request.kind == "file":
        return effect(_READ, *request.operands)
    if request.kind == "evaluate":
        return evaluate(Expansion(request.operands[0], expansion.environment, loading=expansion.loading))
    name = request.operands[0].text
    library = _session().libraries.by_name[name]
    loading = Expansion(library.form, Environment(name), library.source, (*expansion.loading, name))
    return continue_in_lisp("%load-library", loading)


def _transformer(procedure: Value) -> Value:
    """A macro's procedure: itself, or the global it is kept in."""
    if type(procedure) is not Symbol:
        return procedure
    found = _session().globals.get(global_name(procedure.name, False))
    if found is None:
        raise failure("undefined-function", f"the macro {procedure.name} has no procedure yet")
    return found


@primitive("%answered", "(expansion value)", "The expansion with an answer to the first of its requests.")
def answered(expansion: Value, value: Value) -> Value:
    request: Request = expansion.waiting[expansion.fulfilled]
    if request.kind == "call":
        value = from_datum(value, request.span, request.places, current.limits.source_nodes)
    return expansion.answered(value)


# -- libraries and environments


@primitive("%library-forms", "(expansion)", "Work off the declarations of a library; its body, as a list of expansions.", calls=True)
def forms_of_library(expansion: Value) -> Value:
    session = _session()
    library = session.libraries.by_name[expansion.environment.name]
    expander = Expander(
        library.scope, session.limits, setting(session, expansion.answers, expansion.loading)
    )
    try:
        forms = library_forms(expander, library)
    except NeedsAnswers as needs:
        return continue_in_lisp(*_next(forms_of_library, expansion, needs))
    return lisp_list(_split(expansion, forms))


@primitive("%library-done", "(expansion)", "The body of a library has been evaluated.", writes=True)
def library_done(expansion: Value) -> Value:
    finish_library(_session().libraries.by_name[expansion.environment.name])
    return UNSPECIFIED


@primitive("%open-environment", "(sets)", "A new environment, with the expansion that imports these sets into it.")
def open_environment(sets: Value) -> Value:
    session = _session()
    name = f"import {write_string(sets)[1:-1]}"
    session.libraries.environments[name] = LibraryScope(name)
    items = [from_datum(item, MADE) for item in _items(sets)]
    form = Form((Identifier(Alias(intern("import"), CORE), MADE), *items), None, MADE)
    environment = Environment(name)
    return Pair(environment, Expansion(form, environment))


def _items(list: Value) -> list[Value]:
    found = []
    while list is not NIL:
        found.append(list.car)
        list = list.cdr
    return found


@primitive("%close-environment", "(environment)", "Allow no more definitions in an environment.", writes=True)
def close_environment(environment: Value) -> Value:
    _session().libraries.environments[environment.name].is_closed = True
    return UNSPECIFIED


@primitive("interaction-environment", "()", "The environment of the session's top level.")
def interaction_environment() -> Value:
    return _SESSION


@primitive("environment?", "(object)", "Whether the object is an environment.")
def is_environment(object: Value) -> Boolean:
    return boolean(type(object) is Environment)


@primitive("eval", "(expression [environment])", "Evaluate an expression or definition, given as data, in an environment.", calls=True)
def eval_(expression: Value, environment: Value = _SESSION) -> Value:
    return evaluate(expansion(expression, environment))


def _shown(mode: Mode) -> Callable[[Value], Value]:
    """The primitive that does this."""

    def shown(expansion: Value) -> Value:
        session = _session()
        expander = Expander(
            _scope(session, expansion.environment), session.limits, setting(session, expansion.answers)
        )
        try:
            with deep_recursion():
                return to_datum(shown_expansion(expander, expansion.form, mode))
        except NeedsAnswers as needs:
            return continue_in_lisp(*_next(shown, expansion, needs))
        except LispError as error:
            raise _without_place(error) from None

    primitive(f"%{mode}", "(expansion)", "The expansion of a form, as data.", calls=True)(shown)
    return shown


_EXPANDERS: dict[Mode, Callable[[Value], Value]] = {mode: _shown(mode) for mode in get_args(Mode)}


def macroexpand_frames(form: Syntax, mode: Mode) -> list[Frame]:
    """The frames that compute the expansion of a form at the session's top level, as data."""
    return [(CALLING, _EXPANDERS[mode], (Expansion(form, _SESSION),))]


@primitive("register-macro", "(name procedure)", "Let the name be a macro from now on: the procedure is given the operands of each use, as data.", writes=True)
def register_macro(name: Value, procedure: Value) -> Value:
    symbol = as_symbol(name, "register-macro")
    if not is_procedure(procedure):
        raise wrong_type("register-macro", "a procedure", procedure, 2)
    session = _session()
    own = session.scope.own(global_of_macro(symbol.name))
    session.globals[global_name(own.name, False)] = procedure
    session.scope.bind(symbol, Macro(symbol.name, Procedural(intern(own.name)), MADE))
    return symbol


@primitive("gensym", "([prefix])", "A symbol that is nowhere else: for the variables that a macro adds.", writes=True)
@primitive("generate-uninterned-symbol", "([prefix])", "A symbol that is nowhere else: for the variables that a macro adds.", writes=True)
def gensym(prefix: Value = None) -> Value:
    # Counted in the session's globals, so that forks and snapshots go on counting.
    globals = _session().globals
    count = globals[_COUNTER] = globals.get(_COUNTER, 0) + 1
    if prefix is None:
        return intern(f"%g{count}")
    if type(prefix) is not Symbol:
        return intern(f"%{as_text(prefix, 'gensym')}{count}")
    return intern(f"%{prefix.name}{count}")


@primitive("features", "()", "The features that cond-expand knows, as a list of symbols.")
def features() -> Value:
    return lisp_list(list(map(intern, FEATURES)))
