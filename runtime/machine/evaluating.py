"""Expanding, compiling and running code inside a run: ``eval``, macros that are procedures, libraries, ``load``.

All of it is done by calls on the machine's own stack, so it can be stepped, interrupted and captured like anything else:
an ``Expansion`` says what is being expanded and what is known so far, primitives here take it a step further, and the
procedures of ``prelude/evaluating.scm`` that call them wait on the stack meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, TypeAlias, get_args

from omega.runtime.compile.compiled import compile_form
from omega.runtime.compile.expressions import global_name, mangle, unmangle
from omega.runtime.compile.points import Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import LispError
from omega.runtime.expand.expander import Expander, Setting
from omega.runtime.expand.importing import finish_library, library_forms
from omega.runtime.expand.procedural import global_of_macro
from omega.runtime.expand.requests import Answers, Deferred, Kind, NeedsAnswers, Request, Splits
from omega.runtime.expand.scope import CORE, LibraryScope, Macro, Procedural, TopScope
from omega.runtime.expand.showing import Mode, shown_expansion
from omega.runtime.expand.standard import FEATURES, base_names
from omega.runtime.expand.state import SYNTAX, flat, table
from omega.runtime.lib.handover import continue_in_lisp
from omega.runtime.lib.primitive import CHUNK, as_symbol, as_text, current, failure, primitive, wrong_type
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.machine.activation import BEGINNING
from omega.runtime.machine.base import BASE
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
    String,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)
from omega.runtime.syntax.forms import Alias, Form, Identifier, Syntax, from_datum, to_datum
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import is_value, of, register
from omega.runtime.syntax.source import Passage, Span

#: Where code that was made from data stands.
MADE = Span("<eval>", 0, 0, 0, 0)


class Environment:
    """What ``eval`` takes: ``name`` is empty for the session's own top level, ``(library)`` for the inside of a library,
    and begins with ``import`` for what ``environment`` made. The scope itself is the session's."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


type_names[Environment] = "environment"
describers[Environment] = lambda environment: f"#<environment{' ' if environment.name else ''}{environment.name}>"
register(Environment, "environment", "name", is_shared=lambda environment: True, accepts=of(str))

#: Elements touched in the time that it takes to compile a small form.
_COMPILING = CHUNK // 10

_SESSION = Environment("")
_READ = intern("file.read.op")
#: Characters of a form that are cut into its parts.
_LONGEST = 100_000
_COUNTER = global_name("%gensym", False)


#: Answers, the last one outermost.
Received: TypeAlias = "tuple[Received, Value] | None"


class Expansion:
    """One form on its way to being run. ``answers``: to the requests of earlier attempts. ``waiting``: those of the last
    one, of which the first so many are ``fulfilled``; ``received``: the answers to these, each as a pair of those before it
    and itself. ``loading``: the libraries it is part of the evaluation of. ``source``: what is written where the form is.
    Never changed: continuations may share it."""

    __slots__ = ("answers", "environment", "form", "fulfilled", "loading", "received", "source", "waiting")

    def __init__(
        self,
        form: Syntax,
        environment: Environment,
        source: Passage | None = None,
        loading: tuple[str, ...] = (),
        answers: Answers | None = None,
        waiting: tuple[Request, ...] = (),
        fulfilled: int = 0,
        received: Received = None,
    ) -> None:
        self.form = form
        self.environment = environment
        self.source = source
        self.loading = loading
        self.answers = answers or {}
        self.waiting = waiting
        self.fulfilled = fulfilled
        self.received = received

    def asking(self, requests: tuple[Request, ...]) -> Expansion:
        """The same form, with requests to be fulfilled before it is tried again."""
        return Expansion(self.form, self.environment, self.source, self.loading, self.answers, requests)

    def answered(self, answer: Value) -> Expansion:
        """The same with an answer to the next request; after the last it can be tried again."""
        fulfilled, received = self.fulfilled + 1, (self.received, answer)
        if fulfilled < len(self.waiting):
            return Expansion(
                self.form, self.environment, self.source, self.loading, self.answers, self.waiting, fulfilled, received
            )
        answers = dict(self.answers)
        for request, value in zip(self.waiting, _in_order(received), strict=True):
            answers[request.path] = (len(answers) + 1, value)
        return Expansion(self.form, self.environment, self.source, self.loading, answers)


def _in_order(received: Received) -> list[Value]:
    """The answers received, the first one first."""
    found = []
    while received is not None:
        received, answer = received
        found.append(answer)
    return found[::-1]


def _request_parts(request: Request) -> Sequence[Any]:
    return (request.path, request.kind, request.span, *request.operands)


def _fill_request(request: Request, parts: Sequence[Any]) -> None:
    path, kind, span, *operands = parts
    # Places are known by identity: in a copy, what a macro passes through stands where the macro is used.
    request.__init__(path, kind, tuple(operands), span)  # type: ignore[misc]


def _is_path(part: Any) -> bool:
    return type(part) is tuple and len(part) == 2 and all(type(step) is int for step in part)


def _operands_are_right(request: Request) -> bool:
    if request.kind == "evaluate":
        return len(request.operands) == 1 and isinstance(request.operands[0], SYNTAX)
    text = request.kind != "call"
    return bool(request.operands) and all(type(o) is String if text else is_value(o) for o in request.operands)


register(
    Request,
    "request",
    parts=_request_parts,
    fill=_fill_request,
    accepts=of(_is_path, get_args(Kind).__contains__, Span, rest=lambda part: True),
    is_sound=_operands_are_right,
    is_internal=True,
)


def _expansion_parts(expansion: Expansion) -> Sequence[Any]:
    answers = flat({path: value for path, (_, value) in expansion.answers.items()})
    groups = (answers, expansion.loading, _in_order(expansion.received), expansion.waiting)
    written = (None, None) if expansion.source is None else expansion.source
    return [expansion.form, expansion.environment, *written, *map(len, groups[:3]), *chain.from_iterable(groups)]


def _groups(parts: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any], Sequence[Any]]:
    """Answers by path, the libraries being loaded, the answers received, the requests."""
    answers, loading, received, *rest = parts[4:]
    first, second, third = answers, answers + loading, answers + loading + received
    return rest[:first], rest[first:second], rest[second:third], rest[third:]


def _fill_expansion(expansion: Expansion, parts: Sequence[Any]) -> None:
    answers, loading, answered, waiting = _groups(parts)
    numbered = {path: (number, value) for number, (path, value) in enumerate(table(answers).items(), 1)}
    source = None if parts[2] is None else Passage(parts[2], parts[3])
    received: Received = None
    for answer in answered:
        received = (received, answer)
    expansion.__init__(  # type: ignore[misc]
        parts[0], parts[1], source, tuple(loading), numbered, tuple(waiting), len(answered), received
    )


def _accepts_expansion(parts: Sequence[Any]) -> bool:
    if not of(SYNTAX, Environment, Span | None, str | None, int, int, int, rest=lambda part: True)(parts):
        return False
    if (parts[2] is None) is not (parts[3] is None):
        return False
    if min(parts[4:7]) < 0 or parts[4] % 2 or sum(parts[4:7]) > len(parts) - 7:
        return False
    answers, loading, received, waiting = _groups(parts)
    return (
        all(map(_is_path, answers[::2]))
        and all(isinstance(part, SYNTAX) or is_value(part) for part in (*answers[1::2], *received))
        and all(type(name) is str for name in loading)
        and all(type(request) is Request for request in waiting)
        and (len(received) < len(waiting) or (not waiting and not received))
    )


register(Expansion, "expansion", parts=_expansion_parts, fill=_fill_expansion, accepts=_accepts_expansion)
type_names[Expansion] = "expansion"
describers[Expansion] = lambda expansion: f"#<expansion at {expansion.form.span}>"


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
