"""What a call and a variable are checked for where generated code takes them for granted, and what is said then."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from omega.runtime.compile.compiled import Procedure
from omega.runtime.compile.expressions import unmangle
from omega.runtime.compile.unit import procedure_of
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.scope import split_name
from omega.runtime.lib.primitive import BY_FUNCTION, Primitive
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.machine.base import BASE
from omega.runtime.syntax.datum import String, Value
from omega.runtime.syntax.kinds import procedure_name
from omega.runtime.syntax.printer import type_name, write_string
from omega.runtime.syntax.source import Span


def with_place(span: Span, function: Any, *arguments: Value) -> Value:
    """Call a primitive or a check; a condition it signals gets this place if it has none."""
    try:
        return function(*arguments)
    except LispError as error:
        if error.condition.place is None:
            error.condition.place = span
        raise


def check_call(procedure: Value, count: int) -> None:
    """Raises ``LispError`` when the value cannot be called with this many arguments."""
    if not is_procedure(procedure):
        shown = f"{write_string(procedure, 60)} ({type_name(procedure)})"
        message = f"a call needs a procedure, got {shown}"
        raise LispError(Condition("type-error", message, datum=procedure, expected_type=String("a procedure")))
    expected = arity(procedure)
    if expected is None:
        return
    required, optional, rest, parameters = expected
    if count < required or (not rest and count > required + optional):
        name = procedure_name(procedure) or "anonymous procedure"
        most = "at least " if rest else f"{required} to " if optional else ""
        number = required if rest or not optional else required + optional
        plural = "argument" if number == 1 else "arguments"
        message = f"{name}: expected {most}{number} {plural} {parameters}, got {count}"
        raise LispError(Condition("arity-error", message, procedure=procedure, count=count))


def arity(procedure: Value) -> tuple[int, int, bool, str] | None:
    """Required and optional parameters, whether any number may follow, and the parameter list as text."""
    primitive: Primitive | None = BY_FUNCTION.get(procedure) if type(procedure) is FunctionType else None
    if primitive is not None:
        return primitive.required, primitive.optional, primitive.rest, primitive.parameters
    known = procedure_of(procedure)
    if known is None:
        return None
    return len(known.parameters) - known.rest, 0, known.rest, parameter_list(known)


def parameter_list(procedure: Procedure) -> str:
    """``(x y . rest)``. A rest parameter may be called after the part of the list it stands for (``lambda_lists.py``)."""
    names = list(procedure.parameters)
    if procedure.rest and names[-1].startswith("("):
        return names[-1]
    if procedure.rest and not names[-1].startswith("&"):
        names[-1:] = [".", names[-1]]
    return f"({' '.join(names)})"


def unbound_message(name: str, globals: Mapping[str, Any]) -> str:
    """``name: unbound variable``, with names like it."""
    shown, library = split_name(name)
    if library:
        return f"{shown}: unbound variable in {library}, which neither defines nor imports it"
    known = {unmangle(key[2:]) for space in (globals, BASE) for key in space if key.startswith("g_")}
    import difflib  # only for this

    near = difflib.get_close_matches(name, sorted(n for n in known if not n.startswith("%")), 3, 0.6)
    return f"{name}: unbound variable" + (f"; did you mean {' or '.join(near)}?" if near else "")
