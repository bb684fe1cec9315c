"""Booleans: R7RS 6.3. Only ``#f`` counts as false."""

from __future__ import annotations

from omega.runtime.lib.primitive import primitive, wrong_type
from omega.runtime.syntax.datum import FALSE, TRUE, Boolean, Value, boolean


@primitive("not", "(object)", "#t if the object is #f, else #f.")
def not_(object: Value) -> Value:
    return TRUE if object is FALSE else FALSE


@primitive("boolean?", "(object)", "Whether the object is #t or #f.")
def boolean_p(object: Value) -> Value:
    return boolean(type(object) is Boolean)


@primitive("boolean=?", "(boolean1 boolean2 . rest)", "Whether all the booleans are the same.")
def boolean_equal(*booleans: Value) -> Value:
    for position, value in enumerate(booleans, 1):
        if type(value) is not Boolean:
            raise wrong_type("boolean=?", "a boolean", value, position)
    return boolean(all(value is booleans[0] for value in booleans))
