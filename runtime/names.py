"""What a session can say about names: completion, documentation, macro expansion."""

from __future__ import annotations

from typing import Any, cast

from msgspec import Struct

from omega.runtime import reference
from omega.runtime.compile.compiled import Procedure
from omega.runtime.compile.expressions import global_name, mangle, unmangle
from omega.runtime.compile.unit import procedure_of
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.scope import Binding, Global, Macro, Procedural, SpecialForm
from omega.runtime.expand.showing import Mode
from omega.runtime.lib.primitive import BY_FUNCTION, PRIMITIVES
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.lib.regexps import finder
from omega.runtime.machine.base import BASE
from omega.runtime.machine.checks import parameter_list
from omega.runtime.machine.evaluating import macroexpand_frames
from omega.runtime.machine.execution import Execution
from omega.runtime.machine.parameters import Parameter
from omega.runtime.outcome import Done, Stopped
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import intern
from omega.runtime.syntax.forms import Form, Syntax
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.reader import END, Reader
from omega.runtime.syntax.readerror import ReadError
from omega.runtime.syntax.source import Span

NAMESPACE = "user"

#: Ticks that the wire's ``macroexpand`` may take: it is answered at once, in one slice.
_PATIENCE = 50_000


class Completion(Struct, frozen=True):
    """A name; ``type`` is ``function``, ``macro``, ``special-form`` or ``var``."""

    candidate: str
    type: str
    ns: str


class SymbolInfo(Struct, frozen=True):
    """``arglists``: parameter lists as text, ``(x y . rest)``; the place is ``None`` for what has no source."""

    name: str
    ns: str
    type: str
    doc: str | None
    arglists: tuple[str, ...]
    file: str | None
    line: int | None
    column: int | None


def completions(state: SessionState, prefix: str, limit: int) -> list[Completion]:
    """Names that start with the prefix, in order."""
    found = [name for name in all_names(state) if name.startswith(prefix)]
    return [Completion(name, _type(state, name), NAMESPACE) for name in found[:limit]]


def all_names(state: SessionState) -> list[str]:
    """Every public name of the session and the base, in order."""
    names = {unmangle(key[2:]) for space in (state.globals, BASE) for key in space if key.startswith("g_")}
    for scope in (state.scope, state.scope.base):
        if scope is not None:
            names.update(key.name for key in scope.bindings if hasattr(key, "name"))
    return sorted(name for name in names if not name.startswith("%"))


def apropos(state: SessionState, pattern: str, *, any_case: bool, in_docs: bool, limit: int) -> list[SymbolInfo]:
    """What is known about the names a regular expression matches, or about those whose documentation it matches: that is
    looked at for every name. Raises ``LispError`` for what is no pattern."""
    matches = finder(pattern, "i" if any_case else "")
    found: list[SymbolInfo] = []
    for name in all_names(state):
        if len(found) == limit:
            break
        info = lookup(state, name) if in_docs or matches(name) else None
        if info is not None and (not in_docs or matches(name) or matches(info.doc or "")):
            found.append(info)
    return found


def _type(state: SessionState, name: str) -> str:
    binding = state.scope.resolve(intern(name))
    if isinstance(binding, Macro):
        return "macro"
    if isinstance(binding, SpecialForm):
        return "special-form"
    key = _key(binding)
    return "function" if is_procedure(state.globals.get(key, BASE.get(key))) else "var"


def _key(binding: Binding) -> str:
    """The Python name of the global that a name means: an imported one is called otherwise where it was defined."""
    assert isinstance(binding, Global)
    return global_name(binding.name, binding.base)


def lookup(state: SessionState, name: str) -> SymbolInfo | None:
    """What is known about a name; ``None`` when it means nothing."""
    kind = _type(state, name)
    doc: str | None = None
    arglists: tuple[str, ...] = ()
    span: Span | None = None
    described = reference.entry(name) if is_of_base(state, name) else None
    if described is not None and described.line is not None:
        doc = described.line
    if kind in ("macro", "special-form"):
        binding = state.scope.resolve(intern(name))
        span = binding.span if isinstance(binding, Macro) else None
        if described is not None and described.signature is not None:
            arglists = (_operands(described.signature),)
        known = _of_macro(state, binding)
        if known is not None:
            doc, arglists = known.doc, (parameter_list(known),)
        return _info(name, kind, doc, arglists, span)
    key = _key(state.scope.resolve(intern(name)))
    if key not in state.globals and key not in BASE:
        return None
    value = state.globals.get(key, BASE.get(key))
    known = procedure_of(value)
    if known is not None:
        doc, arglists, span = known.doc, (parameter_list(known),), known.span
    elif type(value) is Parameter:
        doc, arglists = value.doc or None, ("()",)
    elif kind == "function":
        primitive = PRIMITIVES.get(name) or BY_FUNCTION.get(cast(Any, value))
        if primitive is not None:
            doc, arglists = primitive.doc, (primitive.parameters,)
    return _info(name, kind, doc, arglists, span)


def _of_macro(state: SessionState, binding: Binding) -> Procedure | None:
    """The procedure of a macro of ``defmacro``, if the session has it."""
    if not isinstance(binding, Macro) or not isinstance(binding.transformer, Procedural):
        return None
    return procedure_of(state.globals.get(global_name(str(binding.transformer.procedure), False)))


def is_of_base(state: SessionState, name: str) -> bool:
    """Whether a name means what it means in every session: the reference tells what."""
    return intern(name) not in state.scope.bindings and "g_" + mangle(name) not in state.globals


def _operands(signature: str) -> str:
    """``(test body ...)`` of ``(while test body ...)``."""
    head, space, operands = signature.partition(" ")
    return f"({operands}" if space and head.startswith("(") else "()"


def operands(arglist: str) -> list[str]:
    """The parameters of a parameter list as text, one by one; ``&`` comes before what takes the rest."""
    syntax = Reader(arglist).next()
    if not isinstance(syntax, Form):
        return [arglist]
    lines = arglist.split("\n")
    rest = [] if syntax.tail is None else ["&", syntax.tail.span.of(lines)]
    return [item.span.of(lines) for item in syntax.items] + rest


def _info(name: str, kind: str, doc: str | None, arglists: tuple[str, ...], span: Span | None) -> SymbolInfo:
    if span is None or span.line == 0:
        return SymbolInfo(name, NAMESPACE, kind, doc, arglists, None, None, None)
    return SymbolInfo(name, NAMESPACE, kind, doc, arglists, span.file, span.line, span.column)


def macroexpand(state: SessionState, text: str, mode: Mode) -> str:
    """The expansion of the first form of the text, as text. Raises ``LispError``.

    A macro that is a procedure is run, for at most ``_PATIENCE`` ticks and without a host."""
    try:
        syntax = Reader(text, "<macroexpand>").next()
    except ReadError as error:
        raise LispError(error.condition()) from None
    if syntax is END:
        raise LispError(Condition("parse-error", "macroexpand: expected a form"))
    outcome = Execution(state, macroexpand_frames(cast(Syntax, syntax), mode)).run(_PATIENCE)
    if isinstance(outcome, Done):
        return write_string(outcome.value)
    if isinstance(outcome, Stopped):
        raise LispError(outcome.condition)
    message = f"{mode}: this takes too long, or wants something of the host; evaluate ({mode} 'form) instead"
    raise LispError(Condition("timeout", message))
