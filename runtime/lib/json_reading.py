"""Reading JSON (RFC 8259): objects become association lists with strings as keys, arrays vectors, null the symbol ``null``.

Nothing recurses: what is open is a Lisp list of vectors, innermost first, and what is read goes to its place at once. So a
text of any depth is read in pieces, the state of the reading being Lisp data.
"""

from __future__ import annotations

import re
from math import isinf

from omega.runtime.lib.handover import again
from omega.runtime.lib.number_text import string_to_number
from omega.runtime.lib.primitive import CHUNK, as_text, check_size, current, failure, primitive
from omega.runtime.lib.strings import new_string
from omega.runtime.syntax.datum import FALSE, NIL, TRUE, UNASSIGNED, Pair, String, Value, Vector, intern
from omega.runtime.syntax.printer import write_string

_NAME = "string->json"
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:([\[\]{},:])|\"([^\"\\\x00-\x1f]*)\"|(\")"
    r"|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9.a-zA-Z_])|(true|false|null)(?![0-9a-zA-Z_]))"
)
_PUNCTUATION, _PLAIN, _QUOTE, _NUMBER, _LITERAL = range(1, 6)
_LITERALS = {"true": TRUE, "false": FALSE, "null": intern("null")}
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Numerals of fewer digits are converted at once.
_SHORT = 18

#: Where in its container the reading is: before the first item, after an item, after a comma, after a key.
_FIRST, _AFTER, _NEXT, _KEY = range(4)


@primitive("string->json", "(string)", "The value of a JSON text.", calls=True)
def string_to_json(string: Value) -> Value:
    return read_rest(String(as_text(string, _NAME)), 0, NIL, _NEXT)


@primitive("%string->json", "(string position open where)", "Go on reading JSON.", calls=True)
def read_rest(string: Value, position: int, open: Value, where: int) -> Value:
    """``open``: the containers around, innermost first: vectors of an array and nothing else, or of the first and last
    pair of an object and the key at hand."""
    text = string.text
    for step in range(CHUNK):
        match = _TOKEN.match(text, position)
        kind = 0 if match is None else match.lastindex
        token = "" if match is None or kind is None else match[kind]
        value: Value = None
        end = position if match is None else match.end()
        if kind == _PUNCTUATION:
            if token in "[{" and where != _AFTER and not _wants_key(open, where):
                frame = Vector([Vector([])]) if token == "[" else Vector([NIL, NIL, UNASSIGNED])
                open, where, position = Pair(frame, open), _FIRST, end
                continue
            if token in "]}" and open is not NIL and where in (_FIRST, _AFTER) and (token == "]") is _in_array(open):
                value, open = open.car.items[0], open.cdr
            elif token == "," and where == _AFTER and open is not NIL:
                where, position = _NEXT, end
                continue
            else:
                raise _unexpected(text, position, open, where)
        elif match is None or where == _AFTER:
            raise _unexpected(text, position, open, where)
        elif kind == _PLAIN:
            value = new_string(token, _NAME)
        elif kind == _QUOTE:
            value, end = _escaped(text, end)
        elif kind == _NUMBER:
            value = _number(token, text, position)
        else:
            value = _LITERALS[token]
        start, position = position, end
        if kind != _PUNCTUATION and _wants_key(open, where):
            if type(value) is not String:
                raise _unexpected(text, start, open, where)
            colon = _TOKEN.match(text, position)
            if colon is None or colon[1] != ":":
                raise _wrong("expected : after a key", text, position)
            open.car.items[2] = value
            position, where = colon.end(), _KEY
            continue
        if open is NIL:
            return _finish(value, text, position, step)
        _add(open.car.items, value)
        where = _AFTER
    return again(read_rest, string, position, open, where)


def _in_array(open: Value) -> bool:
    return open is not NIL and len(open.car.items) == 1


def _wants_key(open: Value, where: int) -> bool:
    """Is the next thing a key?"""
    return open is not NIL and len(open.car.items) == 3 and where in (_FIRST, _NEXT)


def _add(frame: list[Value], value: Value) -> None:
    """Put a value into its container."""
    if len(frame) == 1:
        items = frame[0].items
        items.append(value)
        if len(items) > 512 and len(items) & (len(items) - 1) == 0:
            check_size(16 * len(items), _NAME)
        return
    made = Pair(Pair(frame[2], value), NIL)
    if frame[0] is NIL:
        frame[0] = made
    else:
        frame[1].cdr = made
    frame[1] = made


def _finish(value: Value, text: str, position: int, steps: int) -> Value:
    rest = text[position:].lstrip(" \t\r\n")
    if rest:
        raise _wrong("expected nothing after the value", text, len(text) - len(rest))
    current.worked(2 * steps)
    return value


def _escaped(text: str, start: int) -> tuple[Value, int]:
    """A string with escapes, from after its quote, and where it ends."""
    from json import JSONDecodeError, JSONDecoder  # only here, because most sessions never read JSON

    try:
        found, end = JSONDecoder().raw_decode(text, start - 1)
    except JSONDecodeError as error:
        what = "a string without an end" if error.pos == start - 1 else "a wrong escape or control character in a string"
        raise _wrong(what, text, error.pos) from None
    current.worked((end - start) // 64)
    if "\\u" in text[start:end] and _SURROGATE.search(found):
        found = _SURROGATE.sub("\ufffd", found)
    return new_string(found, _NAME), end


def _number(token: str, text: str, position: int) -> Value:
    if len(token) < _SHORT:
        value = int(token) if token.lstrip("-").isdecimal() else float(token)
    else:
        value = string_to_number(String(token))
    if type(value) is float and isinf(value):
        raise _wrong("a number too large for a real", text, position)
    return value


def _unexpected(text: str, position: int, open: Value, where: int) -> Exception:
    """The error for what stands at a position, after white space."""
    rest = text[position : position + 4096].lstrip(" \t\r\n")
    if where == _AFTER:
        wanted = ", or ]" if _in_array(open) else ", or }"
    elif _wants_key(open, where):
        wanted = "a key, which is a string" + (", or }" if where == _FIRST else "")
    else:
        wanted = "a value" + (" or ]" if where == _FIRST else "")
    got = write_string(String(rest[:1])) if rest else "the end of the text"
    return _wrong(f"expected {wanted}, got {got}", text, position + len(text[position : position + 4096]) - len(rest))


def _wrong(what: str, text: str, position: int) -> Exception:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return failure("parse-error", f"{_NAME}: {what}, at line {line}, column {column}")
