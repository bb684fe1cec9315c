"""How the procedures of the prelude raise the errors that primitives raise: same words, same types."""

from __future__ import annotations

from omega.runtime.lib.primitive import as_symbol, as_text, bad_index, primitive, wrong_type
from omega.runtime.syntax.datum import Symbol, Value


@primitive(
    "%wrong-type", "(procedure wanted got [position])", "Raise a type error in the name of the procedure."
)
def raise_wrong_type(procedure: Value, wanted: Value, got: Value, position: Value | None = None) -> Value:
    if type(procedure) is Symbol:  # code that the compiler inserts has no strings of its own
        raise wrong_type(procedure.name, f"a {as_symbol(wanted, '%wrong-type', 2).name}", got, position)
    raise wrong_type(as_text(procedure, "%wrong-type"), as_text(wanted, "%wrong-type", 2), got, position)


@primitive("%bad-index", "(procedure index length)", "Raise an index error in the name of the procedure.")
def raise_bad_index(procedure: Value, index: Value, length: Value) -> Value:
    raise bad_index(as_text(procedure, "%bad-index"), index, length)
