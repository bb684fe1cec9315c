"""What counts as a procedure. The machine adds its own kinds (continuations, parameters) with ``register``."""

from __future__ import annotations

from types import FunctionType

from omega.runtime.lib.primitive import primitive
from omega.runtime.syntax.datum import Value, boolean

_KINDS: set[type] = {FunctionType}


def register(kind: type) -> None:
    """Values of this class (exactly, not of a subclass) are procedures from now on."""
    _KINDS.add(kind)


def is_procedure(value: Value) -> bool:
    """Whether a Lisp value can be called. A Python function among the Lisp values always is a Lisp procedure."""
    return type(value) in _KINDS


@primitive("procedure?", "(object)", "Whether the object is a procedure.")
def procedure_p(object: Value) -> Value:
    return boolean(is_procedure(object))
