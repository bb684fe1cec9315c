"""Strings to and from lists and vectors: R7RS 6.7. Every walk stops after ``CHUNK`` elements and goes on with ``again``."""

from __future__ import annotations

from omega.runtime.lib.handover import again
from omega.runtime.lib.lists import collect
from omega.runtime.lib.primitive import (
    CHUNK,
    FREE,
    as_range,
    as_text,
    as_vector,
    check_size,
    current,
    primitive,
    wrong_type,
)
from omega.runtime.lib.strings import joined
from omega.runtime.syntax.datum import NIL, Char, Pair, String, Value, Vector, char


def _text_of(chars: list[Value], procedure: str, wanted: str) -> str:
    texts = []
    for item in chars:
        if type(item) is not Char:
            raise wrong_type(procedure, wanted, item, 1)
        texts.append(item.text)
    return "".join(texts)


def _finish(made: Value, procedure: str) -> Value:
    """The string of the texts in ``made``, a list of strings, last first."""
    if made.cdr is NIL:
        return made.car
    texts = []
    while made is not NIL:
        texts.append(made.car.text)
        made = made.cdr
    return String(joined(texts[::-1], "", procedure))


@primitive("list->string", "(chars)", "A new string of the list's characters.", calls=True)
def list_to_string(chars: Value) -> Value:
    return list_to_string_rest(chars, chars, NIL)


@primitive("%list->string", "(whole rest made)", "Go on with list->string.", calls=True)
def list_to_string_rest(whole: Value, rest: Value, made: Value) -> Value:
    items, rest = collect(rest, "list->string", whole)
    made = Pair(String(_text_of(items, "list->string", "a list of characters")), made)
    return _finish(made, "list->string") if rest is NIL else again(list_to_string_rest, whole, rest, made)


@primitive("string->list", "(string [start] [end])", "The list of the string's characters.", calls=True)
def string_to_list(string: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string->list")
    first, last = as_range(start, end, len(text), "string->list")
    return string_to_list_rest(String(text), first, last, NIL)


@primitive("%string->list", "(string start end made)", "Go on with string->list, from the end.", calls=True)
def string_to_list_rest(string: Value, start: int, end: int, made: Value) -> Value:
    bottom = max(start, end - CHUNK)
    if end - bottom > FREE:
        current.worked(2 * (end - bottom))
    for text in reversed(string.text[bottom:end]):
        made = Pair(char(text), made)
    return made if bottom == start else again(string_to_list_rest, string, start, bottom, made)


@primitive("string->vector", "(string [start] [end])", "A new vector of the string's characters.", calls=True)
def string_to_vector(string: Value, start: Value | None = None, end: Value | None = None) -> Value:
    text = as_text(string, "string->vector")
    first, last = as_range(start, end, len(text), "string->vector")
    check_size(8 * (last - first), "string->vector")
    return string_to_vector_rest(String(text), first, last, Vector([]))


@primitive(
    "%string->vector", "(string start end made)", "Go on with string->vector.", writes=True, calls=True
)
def string_to_vector_rest(string: Value, start: int, end: int, made: Value) -> Value:
    top = min(end, start + CHUNK)
    if top - start > FREE:
        current.worked(2 * (top - start))
    made.items.extend(map(char, string.text[start:top]))
    return made if top == end else again(string_to_vector_rest, string, top, end, made)


@primitive("vector->string", "(vector [start] [end])", "A new string of the vector's characters.", calls=True)
def vector_to_string(vector: Value, start: Value | None = None, end: Value | None = None) -> Value:
    first, last = as_range(start, end, len(as_vector(vector, "vector->string")), "vector->string")
    return vector_to_string_rest(vector, first, last, NIL)


@primitive("%vector->string", "(vector start end made)", "Go on with vector->string.", calls=True)
def vector_to_string_rest(vector: Value, start: int, end: int, made: Value) -> Value:
    top = min(end, start + CHUNK)
    if top - start > FREE:
        current.worked(top - start)
    made = Pair(String(_text_of(vector.items[start:top], "vector->string", "a vector of characters")), made)
    return (
        _finish(made, "vector->string")
        if top == end
        else again(vector_to_string_rest, vector, top, end, made)
    )
