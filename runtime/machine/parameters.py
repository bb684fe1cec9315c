"""Parameters: R7RS 4.2.6. A binding is an entry of the dynamic state, so continuations take it with them.

A parameter never changes after it was made, so the base's own (the current ports) belong to every session alike.
"""

from __future__ import annotations

from omega.runtime.lib import procedures
from omega.runtime.lib.primitive import current, failure, primitive, wrong_type
from omega.runtime.machine.dynamic import inside
from omega.runtime.machine.registers import M
from omega.runtime.syntax.datum import FALSE, UNSPECIFIED, Value
from omega.runtime.syntax.kinds import procedure_namers
from omega.runtime.syntax.shapes import is_value, of, register


class Parameter:
    """``value``: what it is where it is not bound, converted. ``converter``: a procedure, or ``#f``. ``name`` and
    ``doc``: of one of the base, for people."""

    __slots__ = ("converter", "doc", "name", "value")

    def __init__(self, value: Value, converter: Value = FALSE, name: str = "", doc: str = "") -> None:
        self.value = value
        self.converter = converter
        self.name = name
        self.doc = doc

    def __call__(self, *arguments: Value) -> Value:
        if arguments:
            name = self.name or "anonymous parameter"
            raise failure("arity-error", f"{name}: expected 0 arguments (), got {len(arguments)}")
        return value_of(self)


register(
    Parameter,
    "parameter",
    "value",
    "converter",
    "name",
    "doc",
    is_shared=lambda parameter: parameter.name != "",
    accepts=of(is_value, is_value, str, str),
)
procedures.register(Parameter)
procedure_namers.append(lambda value: value.name if type(value) is Parameter else None)


def value_of(parameter: Parameter) -> Value:
    """The value of a parameter here and now."""
    entry = M.dynamic
    depth = 0
    while entry is not None:
        if entry.first is parameter and entry.kind == "parameter":
            return entry.second
        entry = entry.outer
        depth += 1
    if depth > 100:
        current.worked(depth)
    return parameter.value


@primitive("%make-parameter", "(value converter)", "A new parameter with this value, which is converted already.")
def make_parameter(value: Value, converter: Value) -> Value:
    return Parameter(value, converter)


@primitive("%parameter-converter", "(object)", "The procedure that converts the parameter's values, or #f.")
def parameter_converter(object: Value) -> Value:
    if type(object) is not Parameter:
        raise wrong_type("parameterize", "a parameter", object)
    return object.converter


@primitive("%push-parameter", "(parameter value)", "Bind a parameter to a value, which is converted already.", writes=True)
def push_parameter(parameter: Value, value: Value) -> Value:
    M.dynamic = inside(M.dynamic, "parameter", parameter, value)
    return UNSPECIFIED
