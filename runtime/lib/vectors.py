"""Vectors: R7RS 6.8; what takes a procedure is in ``prelude/vectors.scm``.

Copying and filling are one operation at C speed, bounded by ``Limits.object_bytes``; what makes or walks a list stops
after ``CHUNK`` elements and goes on with ``again``.
"""

from __future__ import annotations

from omega.runtime.lib.handover import again
from omega.runtime.lib.lists import collect
from omega.runtime.lib.primitive import (
    BYTES,
    CHUNK,
    FREE,
    as_count,
    as_element_index,
    as_index,
    as_range,
    as_vector,
    check_size,
    current,
    failure,
    primitive,
)
from omega.runtime.syntax.datum import NIL, UNSPECIFIED, Pair, Value, Vector, boolean

#: Bytes one element takes.
ELEMENT = 8


@primitive("vector?", "(object)", "Whether the object is a vector.")
def vector_p(object: Value) -> Value:
    return boolean(type(object) is Vector)


@primitive("make-vector", "(k [fill])", "A new vector of k elements, all of them fill.")
def make_vector(k: Value, fill: Value = UNSPECIFIED) -> Value:
    count = as_count(k, "make-vector")
    check_size(count * ELEMENT, "make-vector")
    return Vector([fill] * count)


@primitive("vector", "(. objects)", "A new vector of the arguments.")
def vector(*objects: Value) -> Value:
    return Vector(list(objects))


@primitive("vector-length", "(vector)", "The number of elements of the vector.")
def vector_length(vector: Value) -> Value:
    return len(as_vector(vector, "vector-length"))


@primitive("vector-ref", "(vector k)", "The k-th element of the vector, counting from 0.")
def vector_ref(vector: Value, k: Value) -> Value:
    items = as_vector(vector, "vector-ref")
    return items[as_element_index(k, len(items), "vector-ref")]


@primitive("vector-set!", "(vector k object)", "Replace the k-th element of the vector.", writes=True)
def vector_set(vector: Value, k: Value, object: Value) -> Value:
    items = as_vector(vector, "vector-set!")
    items[as_element_index(k, len(items), "vector-set!")] = object
    return UNSPECIFIED


@primitive("vector-first", "(vector)", "The first element of the vector.")
def vector_first(vector: Value) -> Value:
    items = as_vector(vector, "vector-first")
    return items[as_element_index(0, len(items), "vector-first")]


@primitive("vector-last", "(vector)", "The last element of the vector.")
def vector_last(vector: Value) -> Value:
    items = as_vector(vector, "vector-last")
    return items[as_element_index(max(0, len(items) - 1), len(items), "vector-last")]


@primitive(
    "vector-fill!", "(vector fill [start] [end])", "Make each element from start up to end fill.", writes=True
)
def vector_fill(vector: Value, fill: Value, start: Value | None = None, end: Value | None = None) -> Value:
    items = as_vector(vector, "vector-fill!")
    first, last = as_range(start, end, len(items), "vector-fill!")
    current.worked((last - first) * ELEMENT // BYTES)
    items[first:last] = [fill] * (last - first)
    return UNSPECIFIED


def _slice(vector: Value, start: Value | None, end: Value | None, procedure: str) -> Value:
    items = as_vector(vector, procedure)
    first, last = as_range(start, end, len(items), procedure)
    check_size((last - first) * ELEMENT, procedure)
    return Vector(items[first:last])


@primitive("vector-copy", "(vector [start] [end])", "A new vector of the elements from start up to end.")
def vector_copy(vector: Value, start: Value | None = None, end: Value | None = None) -> Value:
    return _slice(vector, start, end, "vector-copy")


@primitive("subvector", "(vector start end)", "A new vector of the elements from start up to end.")
def subvector(vector: Value, start: Value, end: Value) -> Value:
    return _slice(vector, start, end, "subvector")


@primitive("vector-head", "(vector end)", "A new vector of the elements before end.")
def vector_head(vector: Value, end: Value) -> Value:
    return _slice(vector, 0, end, "vector-head")


@primitive("vector-tail", "(vector start)", "A new vector of the elements from start on.")
def vector_tail(vector: Value, start: Value) -> Value:
    return _slice(vector, start, None, "vector-tail")


@primitive(
    "vector-copy!",
    "(to at from [start] [end])",
    "Copy elements of from into to, beginning at at.",
    writes=True,
)
def vector_copy_into(
    to: Value, at: Value, from_: Value, start: Value | None = None, end: Value | None = None
) -> Value:
    target = as_vector(to, "vector-copy!")
    index = as_index(at, len(target), "vector-copy!")
    items = as_vector(from_, "vector-copy!", 3)
    first, last = as_range(start, end, len(items), "vector-copy!")
    if index + last - first > len(target):
        raise failure(
            "index-error", f"vector-copy!: no room for {last - first} elements at index {index}", at
        )
    current.worked((last - first) * ELEMENT // BYTES)
    target[index : index + last - first] = items[first:last]
    return UNSPECIFIED


@primitive("vector-append", "(. vectors)", "A new vector of the vectors' elements.")
def vector_append(*vectors: Value) -> Value:
    parts = [as_vector(value, "vector-append", position) for position, value in enumerate(vectors, 1)]
    check_size(sum(map(len, parts)) * ELEMENT, "vector-append")
    made: list[Value] = []
    for part in parts:
        made += part
    return Vector(made)


@primitive("vector-grow", "(vector k)", "A new vector of k elements that begins with the vector's.")
def vector_grow(vector: Value, k: Value) -> Value:
    items, count = as_vector(vector, "vector-grow"), as_count(k, "vector-grow", 2)
    as_index(len(items), count, "vector-grow")
    check_size(count * ELEMENT, "vector-grow")
    return Vector(items + [UNSPECIFIED] * (count - len(items)))


@primitive("vector->list", "(vector [start] [end])", "The list of the vector's elements.", calls=True)
def vector_to_list(vector: Value, start: Value | None = None, end: Value | None = None) -> Value:
    first, last = as_range(start, end, len(as_vector(vector, "vector->list")), "vector->list")
    return vector_to_list_rest(vector, first, last, NIL)


@primitive("%vector->list", "(vector start end made)", "Go on with vector->list, from the end.", calls=True)
def vector_to_list_rest(vector: Value, start: int, end: int, made: Value) -> Value:
    bottom = max(start, end - CHUNK)
    if end - bottom > FREE:
        current.worked(end - bottom)
    for item in reversed(vector.items[bottom:end]):
        made = Pair(item, made)
    return made if bottom == start else again(vector_to_list_rest, vector, start, bottom, made)


@primitive("list->vector", "(list)", "A new vector of the list's elements.", calls=True)
def list_to_vector(list: Value) -> Value:
    return list_to_vector_rest(list, list, Vector([]))


@primitive("%list->vector", "(whole rest made)", "Go on with list->vector.", writes=True, calls=True)
def list_to_vector_rest(whole: Value, rest: Value, made: Value) -> Value:
    items, rest = collect(rest, "list->vector", whole)
    check_size((len(made.items) + len(items)) * ELEMENT, "list->vector")
    made.items.extend(items)
    return made if rest is NIL else again(list_to_vector_rest, whole, rest, made)
