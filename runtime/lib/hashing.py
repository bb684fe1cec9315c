"""What a key of a hash table is looked up by: a Python value that is hashed and compared at C speed.

Two keys have equal forms exactly if the table's relation holds between them. Most are their own form; numbers other than
exact integers are pairs of a tag and a text, because Python's ``1 == 1.0``; what ``equal?`` looks into is written out as
one flat tuple, so that neither hashing nor comparing recurses.

The numbers that ``hash`` and its kin show are made here too: the same in every process, unlike Python's.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from omega.runtime.gaussian import Gaussian
from omega.runtime.lib.primitive import (
    BYTES,
    CHUNK,
    FREE,
    as_symbol,
    as_text,
    current,
    failure,
    primitive,
    wrong_type,
)
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import Bytevector, Char, Pair, String, Symbol, Value, Vector
from omega.runtime.syntax.printer import type_name

#: A key's form: anything hashable.
Form = Value
#: The form of a key in the name of a procedure.
Former = Callable[[Value, str], Form]


def eqv_form(key: Value, procedure: str) -> Form:
    """By ``eqv?``: numbers by value and exactness, everything else by identity."""
    kind = type(key)
    if kind is float:
        return ("real", repr(key))
    if kind is complex:
        return ("complex", repr(key.real), repr(key.imag))
    if kind is Ratio:
        return ("ratio", key.numerator, key.denominator)
    if kind is Gaussian:
        return ("gaussian", eqv_form(key.real, procedure), eqv_form(key.imag, procedure))
    return key


def equal_form(key: Value, procedure: str) -> Form:
    """By ``equal?``: strings and bytevectors by content, pairs and vectors by structure."""
    kind = type(key)
    if kind is String:
        if len(key.text) > BYTES:
            current.worked(len(key.text) // BYTES)
        return key.text
    if kind is Bytevector:
        return bytes(key.data)
    if kind is Pair or kind is Vector:
        parts, is_whole = _written_out(key, CHUNK)
        if not is_whole:
            message = f"{procedure}: a key of more than {CHUNK} parts, or a circular one, cannot be hashed"
            raise failure("type-error", message, key)
        return tuple(parts)
    return eqv_form(key, procedure)


def string_form(key: Value, procedure: str) -> Form:
    """By ``string=?``."""
    if type(key) is not String:
        raise wrong_type(procedure, "a string as key", key)
    return equal_form(key, procedure)


def string_ci_form(key: Value, procedure: str) -> Form:
    """By ``string-ci=?``."""
    form: str = string_form(key, procedure)
    if len(form) > BYTES:
        current.worked(len(form) // 4)
    return form.casefold()


def _written_out(value: Value, most: int) -> tuple[list[Form], bool]:
    """The parts of a structure in one list, which no other structure has, and whether those are all (not, if there are
    more than ``most``)."""
    parts: list[Form] = []
    todo = [value]
    while todo:
        value = todo.pop()
        kind = type(value)
        if kind is Pair:
            parts.append(Pair)
            todo += (value.cdr, value.car)
        elif kind is Vector:
            items = value.items[: most + 1]
            parts += (Vector, len(value.items))
            todo += reversed(items)
        else:
            parts.append(equal_form(value, "hash"))
        if len(parts) + len(todo) > most:
            return parts, False
    if len(parts) > FREE:
        current.worked(len(parts))
    return parts, True


# --- the numbers that programs see -------------------------------------------------------------------------------

#: Parts of a structure, and bytes of a number or text, that its hash is made of; hashes are less than this.
_PARTS = 200
_BYTES = 4096
_MODULUS = 2**32


def _digest(form: Form, seed: int) -> int:
    """A number for the form of a value without parts."""
    kind = type(form)
    if kind is str:
        return crc32(form[:_BYTES].encode("utf-8", "surrogatepass"), seed)
    if kind is bytes:
        return crc32(form[:_BYTES], seed)
    if kind is int:
        return crc32(b"%d" % (form % (2**61 - 1)), seed)
    if kind is tuple:
        return crc32("".join(map(str, form[:1])).encode(), _digest(form[1], seed))
    if kind is Symbol or kind is Char:
        return crc32((form.name if kind is Symbol else form.text)[:_BYTES].encode("utf-8", "surrogatepass"), seed + 1)
    if isinstance(form, type):
        return crc32(form.__name__.encode(), seed)
    return crc32(type_name(form).encode(), seed)


def _bounded(number: int, bound: Value, procedure: str) -> Value:
    if bound is None:
        return number
    if type(bound) is not int or bound <= 0:
        raise wrong_type(procedure, "a positive exact integer", bound, 2)
    return number % bound


@primitive("equal-hash", "(object [bound])", "A number, less than the bound, that equal? objects have in common.")
@primitive("hash", "(object [bound])", "A number, less than the bound, that equal? objects have in common.")
def hash_(object: Value, bound: Value = None) -> Value:
    if type(object) is Pair or type(object) is Vector:
        forms = _written_out(object, _PARTS)[0][:_PARTS]
    else:
        forms = [equal_form(object, "hash")]
    number = 0
    for form in forms:
        number = _digest(form, number)
    return _bounded(number, bound, "hash")


@primitive("string-hash", "(string [bound])", "A number, less than the bound, that equal strings have in common.")
def string_hash(string: Value, bound: Value = None) -> Value:
    return _bounded(_digest(as_text(string, "string-hash"), 0), bound, "string-hash")


@primitive("string-ci-hash", "(string [bound])", "A number that strings equal without regard to case have in common.")
def string_ci_hash(string: Value, bound: Value = None) -> Value:
    return _bounded(_digest(as_text(string, "string-ci-hash")[:_BYTES].casefold(), 0), bound, "string-ci-hash")


@primitive("symbol-hash", "(symbol [bound])", "A number, less than the bound, that depends on the symbol.")
def symbol_hash(symbol: Value, bound: Value = None) -> Value:
    return _bounded(_digest(as_symbol(symbol, "symbol-hash"), 0), bound, "symbol-hash")
