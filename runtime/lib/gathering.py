"""Elements on their way into a new list, first to last, for the loops of ``compile/integrated.scm``.

They are gathered in a vector that only grows, together with a count of those that belong to this computation: where a
continuation was entered again and another one has added elements since, there are more than it counts, and it goes on
with a copy. So nobody is disturbed (R7RS 6.10, ``map``), as if the elements had been kept in a list in reverse order,
at half the cost.
"""

from __future__ import annotations

from omega.runtime.lib.primitive import as_count, as_vector, current, primitive
from omega.runtime.syntax.datum import UNSPECIFIED, Value, Vector

#: Elements copied in the time of one touched.
_COPIED = 32


@primitive("%own", "(gathered count)", "The vector, if these are all its elements, or a copy of so many of them.")
def own(gathered: Value, count: Value) -> Value:
    items = as_vector(gathered, "%own")
    if len(items) == count:
        return gathered
    kept = as_count(count, "%own", 2)
    current.worked(kept // _COPIED)
    return Vector(items[:kept])


@primitive("%push!", "(gathered object)", "Add an element to a vector that %own returned.", writes=True)
def push(gathered: Value, object: Value) -> Value:
    as_vector(gathered, "%push!").append(object)
    return UNSPECIFIED
