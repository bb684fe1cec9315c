"""The variables of an activation as a person names them."""

from __future__ import annotations

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis
from omega.runtime.compile.expressions import python_name
from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.expand.core import Variable
from omega.runtime.syntax.datum import UNASSIGNED, Value
from omega.runtime.syntax.source import Span


def bindings_of(
    code: ir.Code, locals: dict[str, Value], analysis: Analysis | None = None, place: Span | None = None
) -> dict[str, Variable]:
    """The variables that have a value, by name, in the order they were bound; of a name bound more than once, the
    innermost. ``locals``: values, or boxes, by Python name. With the ``analysis`` the code is of, only those that can be
    named at the ``place``."""
    found: dict[str, Variable] = {}
    # What a loop passes on of an assigned variable comes before the variable's own box.
    for variable in sorted(_bound(code), key=lambda variable: (variable.uid, variable.mutated)):
        if variable.uid < 0 or variable.name.startswith("%") or python_name(variable) not in locals:
            continue
        if analysis is not None and place is not None:
            scope = analysis.scope_of(variable)
            if scope is not None and not scope.holds(place):
                continue
        if value_in(locals, variable) is not UNASSIGNED:
            found.pop(variable.name, None)
            found[variable.name] = variable
    return found


def value_in(locals: dict[str, Value], variable: Variable) -> Value:
    """The value of a variable, whether it is in a box or (an assigned parameter, at first) not yet."""
    value = locals[python_name(variable)]
    return value[0] if variable.mutated and type(value) is list else value


def variables_of(code: ir.Code, locals: dict[str, Value]) -> dict[str, Value]:
    """The values of these variables."""
    return {name: value_in(locals, variable) for name, variable in bindings_of(code, locals).items()}


def frame_variables(frame: Frame) -> dict[str, Value]:
    """The variables that a frame still needs, by name; none for the machine's own frames."""
    point = frame[0]
    if not isinstance(point, ResumePoint):
        return {}
    described = point.point
    return variables_of(described.code, dict(zip(described.names, frame[1:], strict=True)))


def _bound(code: ir.Code) -> set[Variable]:
    """Everything a procedure binds or closes over."""
    found = {*code.parameters, *code.free}
    pending = [code.body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.Bind | ir.BindCall):
            if term.variable is not None:
                found.add(term.variable)
        elif isinstance(term, ir.FixProcedures | ir.Loop):
            found.update(term.variables)
        pending.extend(ir.parts(term))
    return found
