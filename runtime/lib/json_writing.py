"""Writing JSON: the reverse of ``json_reading.py``. Hash tables are objects too, and symbols may be keys.

What is still to be written is a stack of vectors, so nothing recurses and the writing goes in pieces.
"""

from __future__ import annotations

from math import isfinite

from omega.runtime.lib.handover import again
from omega.runtime.lib.number_text import number_to_string
from omega.runtime.lib.primitive import CHUNK, as_count, as_text, check_size, current, failure, primitive
from omega.runtime.lib.strings import joined
from omega.runtime.lib.tables import Table, keys_of, values_of
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    TRUE,
    Pair,
    String,
    Symbol,
    Value,
    Vector,
    intern,
    lisp_list,
)
from omega.runtime.syntax.printer import type_name, write_string

_NAME = "json->string"
_NULL = intern("null")
#: How deep a value may be nested that is not taken for circular.
_DEEPEST = 200_000
#: What is still to be written: a value; the rest of an alist; a vector from an index on.
_VALUE, _ALIST, _ITEMS = range(3)


@primitive("json->string", "(object [indent])", "The JSON text of an object; with an indent, on many lines.", calls=True)
def json_to_string(object: Value, indent: Value = FALSE) -> Value:
    if indent is not FALSE:
        check_size(as_count(indent, _NAME, 2), _NAME)
    return write_rest(Vector([Vector([_VALUE, object, 0, 0])]), indent, NIL, 0)


@primitive("%json->string", "(todo indent made size)", "Go on writing JSON.", calls=True)
def write_rest(todo: Vector, indent: Value, made: Value, size: int) -> Value:
    """``todo``: vectors of what it is, the object, how far it is written, and how deep it lies. ``made``: the texts so far,
    last first, of ``size`` characters."""
    stack = todo.items
    texts: list[str] = []
    for step in range(CHUNK):
        if not stack:
            current.worked(step)
            return _whole(made, texts)
        what, object, index, depth = stack.pop().items
        if what == _ALIST:
            _write_entry(stack, texts, object, index, depth, indent)
        elif what == _ITEMS:
            _write_item(stack, texts, object, index, depth, indent)
        else:
            _write_value(stack, texts, object, depth)
    text = "".join(texts)
    size += len(text)
    check_size(size, _NAME)
    return again(write_rest, todo, indent, Pair(String(text), made), size)


def _whole(made: Value, texts: list[str]) -> Value:
    pieces = ["".join(texts)]
    while made is not NIL:
        pieces.append(made.car.text)
        made = made.cdr
    return String(joined(pieces[::-1], "", _NAME))


def _write_value(stack: list[Value], texts: list[str], object: Value, depth: int) -> None:
    kind = type(object)
    if depth > _DEEPEST:
        raise failure("type-error", f"{_NAME}: a value nested more than {_DEEPEST} deep, or a circular one")
    if kind is String:
        texts.append(quoted(object.text))
    elif kind is int or (kind is float and isfinite(object)):
        texts.append(_number(object))
    elif object is TRUE or object is FALSE or object is _NULL:
        texts.append("null" if object is _NULL else "true" if object is TRUE else "false")
    elif kind is Vector:
        if object.items:
            texts.append("[")
            stack.append(Vector([_ITEMS, object, 0, depth + 1]))
        else:
            texts.append("[]")
    elif object is NIL or (kind is Table and not keys_of(object)):
        texts.append("{}")
    elif kind is Pair:
        texts.append("{")
        stack.append(Vector([_ALIST, object, 0, depth + 1]))
    elif kind is Table:
        texts.append("{")
        keys, values = keys_of(object), values_of(object)
        current.worked(2 * len(keys))
        entries = lisp_list([Pair(key, value) for key, value in zip(keys, values, strict=True)])
        stack.append(Vector([_ALIST, entries, 0, depth + 1]))
    else:
        raise _wrong(object)


def _number(object: float) -> str:
    """A number as JSON writes it: a digit on both sides of the point."""
    return repr(object) if type(object) is float else as_text(number_to_string(object), _NAME)


def quoted(text: str) -> str:
    """A text as a JSON string."""
    from json.encoder import encode_basestring  # only here, because most sessions never write JSON

    current.worked(len(text) // 64)
    return str(encode_basestring(text))


def _write_entry(
    stack: list[Value], texts: list[str], rest: Value, index: int, depth: int, indent: Value
) -> None:
    """The next entry of an object, or its end."""
    if rest is NIL:
        texts.append(_line(depth - 1, indent) + "}")
        return
    entry = rest.car if type(rest) is Pair else None
    if type(entry) is not Pair or type(entry.car) not in (String, Symbol):
        raise _wrong(rest)
    key = entry.car.text if type(entry.car) is String else entry.car.name
    texts.append(("," if index else "") + _line(depth, indent) + quoted(key) + (":" if indent is FALSE else ": "))
    stack.append(Vector([_ALIST, rest.cdr, index + 1, depth]))
    stack.append(Vector([_VALUE, entry.cdr, 0, depth]))


def _write_item(
    stack: list[Value], texts: list[str], vector: Vector, index: int, depth: int, indent: Value
) -> None:
    """The next item of an array, or its end."""
    if index >= len(vector.items):
        texts.append(_line(depth - 1, indent) + "]")
        return
    texts.append(("," if index else "") + _line(depth, indent))
    stack.append(Vector([_ITEMS, vector, index + 1, depth]))
    stack.append(Vector([_VALUE, vector.items[index], 0, depth]))


def _line(depth: int, indent: Value) -> str:
    """The end of a line and the margin of the next, if lines are wanted."""
    if indent is FALSE:
        return ""
    margin = int(indent) * depth
    check_size(margin, _NAME)
    return "\n" + " " * margin


def _wrong(object: Value) -> Exception:
    wanted = "a string, finite number, boolean, null, vector, hash table or association list with strings as keys"
    shown = f"{write_string(object, 60)} ({type_name(object)})"
    return failure("type-error", f"{_NAME}: expected {wanted}, got {shown}", object)
