"""Hash tables, under the names of SRFI 69, SRFI 125 and R6RS; what takes a procedure is in ``prelude/tables.scm``.

A table remembers the order in which its keys came, so a program sees the same order in every process. This file has
every operation that changes one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from omega.runtime.lib.handover import continue_in_lisp
from omega.runtime.lib.hashing import Former, equal_form, eqv_form, string_ci_form, string_form
from omega.runtime.lib.primitive import (
    CHUNK,
    FREE,
    PRIMITIVES,
    check_size,
    current,
    failure,
    primitive,
    wrong_type,
)
from omega.runtime.syntax import shapes
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Pair,
    String,
    Symbol,
    Value,
    Values,
    Vector,
    boolean,
    lisp_list,
)
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string

#: Bytes one entry takes.
ENTRY = 64
#: Tables of fewer entries need no account of their size.
_FEW = 512

_FORMERS: dict[str, Former] = {
    "equal": equal_form,
    "eqv": eqv_form,
    "string": string_form,
    "string-ci": string_ci_form,
}


class Table:
    """``kind``: a key of ``_FORMERS``. ``values``: form of a key to value, in order. ``keys``: form to key, for the keys
    that are not their own form. ``flat``: keys and values in turn, of a table that was loaded and not used since:
    the forms of keys are known only when these are whole; ``values`` is ``None`` until then."""

    __slots__ = ("flat", "former", "keys", "kind", "values")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.former = _FORMERS[kind]
        self.keys: dict[Any, Value] = {}
        self.values: dict[Any, Value] | None = {}
        self.flat: list[Value] = []


def _parts(table: Table) -> Sequence[Any]:
    if table.values is None:
        return [table.kind, *table.flat]
    parts: list[Any] = [table.kind] * (2 * len(table.values) + 1)
    parts[1::2] = keys_of(table)
    parts[2::2] = table.values.values()
    return parts


def _fill(table: Table, parts: Sequence[Any]) -> None:
    table.kind = parts[0]
    table.former = _FORMERS[table.kind]
    table.keys = {}
    table.values = None
    table.flat = list(parts[1:])


def _size(table: Table) -> int:
    return 64 + sys.getsizeof(table.values) + sys.getsizeof(table.keys) + sys.getsizeof(table.flat)


def _accepts(parts: Sequence[Any]) -> bool:
    return len(parts) % 2 == 1 and parts[0] in _FORMERS and shapes.are_values(parts[1:])


shapes.register(Table, "hash-table", parts=_parts, fill=_fill, size=_size, accepts=_accepts)
type_names[Table] = "hash table"
describers[Table] = lambda table: f"#<hash-table {table.kind} {len(_values(table))}>"


def _values(table: Table) -> dict[Any, Value]:
    """The values by form of key; those of a table that was just loaded are put in their places."""
    if table.values is None:
        flat, table.flat = table.flat, []
        table.values = {}
        current.worked(2 * len(flat))
        for key, value in zip(flat[::2], flat[1::2], strict=True):
            put(table, key, value, "hash-table-ref")
    return table.values


def keys_of(table: Table) -> list[Value]:
    """The keys, in order."""
    values = _values(table)
    return list(map(table.keys.get, values, values)) if table.keys else list(values)


def values_of(table: Table) -> list[Value]:
    """The values, in the order of the keys."""
    return list(_values(table).values())


def as_table(value: Value, procedure: str, position: int = 1) -> Table:
    """A hash table argument."""
    if type(value) is not Table:
        raise wrong_type(procedure, "a hash table", value, position)
    return value


def find(table: Value, key: Value, default: Value, procedure: str) -> Value:
    """The value of a key, or the default."""
    if type(table) is not Table:
        raise wrong_type(procedure, "a hash table", table, 1)
    values = table.values
    if values is None:
        values = _values(table)
    return values.get(table.former(key, procedure), default)


def put(table: Value, key: Value, value: Value, procedure: str) -> None:
    """Let a key have a value from now on."""
    if type(table) is not Table:
        raise wrong_type(procedure, "a hash table", table, 1)
    values = table.values
    if values is None:
        values = _values(table)
    count = len(values)
    form = table.former(key, procedure)
    values[form] = value
    if len(values) != count:
        if form is not key:
            table.keys[form] = key
        if count >= _FEW and count & (count - 1) == 0:
            _grow(table, form, count, procedure)


def _grow(table: Table, form: Any, count: int, procedure: str) -> None:
    """Account for twice as many entries, or take the last one back."""
    try:
        check_size(2 * count * ENTRY, procedure)
    except BaseException:
        del _values(table)[form]
        table.keys.pop(form, None)
        raise


# --- making ------------------------------------------------------------------------------------------------------

_KINDS = {
    PRIMITIVES["equal?"].function: "equal",
    PRIMITIVES["eqv?"].function: "eqv",
    PRIMITIVES["eq?"].function: "eqv",
    PRIMITIVES["string=?"].function: "string",
    PRIMITIVES["string-ci=?"].function: "string-ci",
}


def _kind_of(relation: Value, procedure: str, position: int) -> str:
    kind = _KINDS.get(relation) if callable(relation) else None
    if kind is None:
        raise wrong_type(procedure, "one of equal? eqv? eq? string=? string-ci=?", relation, position)
    return kind


@primitive("make-hash-table", "([same?] . rest)", "A new hash table by equal?, or by eqv? eq? string=? or string-ci=?.")
def make_hash_table(same: Value = None, *rest: Value) -> Value:
    if same is None or type(same) is int:
        return Table("equal")
    return Table(_kind_of(same, "make-hash-table", 1))


@primitive("make-hashtable", "(hash same? [size])", "A new hash table by the relation; Omega has its own hash function.")
def make_hashtable(hash: Value, same: Value, size: Value = None) -> Value:
    return Table(_kind_of(same, "make-hashtable", 2))


@primitive("make-equal-hash-table", "([size])", "A new hash table by equal?.")
@primitive("make-equal-hashtable", "([size])", "A new hash table by equal?.")
def make_equal_hashtable(size: Value = None) -> Value:
    return Table("equal")


@primitive("make-eqv-hash-table", "([size])", "A new hash table by eqv?.")
@primitive("make-eq-hash-table", "([size])", "A new hash table by eq?.")
@primitive("make-eqv-hashtable", "([size])", "A new hash table by eqv?.")
@primitive("make-eq-hashtable", "([size])", "A new hash table by eq?.")
def make_eqv_hashtable(size: Value = None) -> Value:
    return Table("eqv")


@primitive("make-string-hash-table", "([size])", "A new hash table whose keys are strings.")
@primitive("make-string-hashtable", "([size])", "A new hash table whose keys are strings.")
def make_string_hashtable(size: Value = None) -> Value:
    return Table("string")


@primitive("hashtable?", "(object)", "Whether the object is a hash table.")
@primitive("hash-table?", "(object)", "Whether the object is a hash table.")
def is_table(object: Value) -> Value:
    return boolean(type(object) is Table)


@primitive("hashtable-copy", "(table [mutable?])", "A new hash table with the entries of this one.")
@primitive("hash-table-copy", "(table [mutable?])", "A new hash table with the entries of this one.")
def copy(table: Value, mutable: Value = None) -> Value:
    values = _values(as_table(table, "hash-table-copy"))
    check_size(len(values) * ENTRY, "hash-table-copy")
    copied = Table(table.kind)
    copied.values = values.copy()
    copied.keys = table.keys.copy()
    return copied


@primitive("hash-table-equivalence-function", "(table)", "The relation by which the table's keys are the same.")
def equivalence_function(table: Value) -> Value:
    kind = as_table(table, "hash-table-equivalence-function").kind
    return next(relation for relation, of in _KINDS.items() if of == kind)


# --- one entry ---------------------------------------------------------------------------------------------------

_MISSING = object()


@primitive("hash-table-ref/default", "(table key default)", "The key's value in the table, or default if it has none.")
def ref_default(table: Value, key: Value, default: Value) -> Value:
    if type(table) is Table and table.values is not None:  # most keys: the form is known without a call
        kind = type(key)
        if kind is Symbol or kind is int:
            return table.values.get(key, default)
        if kind is String and table.former is equal_form:
            return table.values.get(key.text, default)
    return find(table, key, default, "hash-table-ref/default")


@primitive("hashtable-ref", "(table key [default])", "The key's value in the table, or default (#f) if it has none.")
def hashtable_ref(table: Value, key: Value, default: Value = FALSE) -> Value:
    return find(table, key, default, "hashtable-ref")


@primitive(
    "hash-table-ref",
    "(table key [failure] [success])",
    "The key's value in the table (given to success), or what failure returns, which is called without arguments.",
    calls=True,
)
def ref(table: Value, key: Value, failure_: Value = None, success: Value = None) -> Value:
    found = find(table, key, _MISSING, "hash-table-ref")
    if found is not _MISSING:
        return found if success is None else continue_in_lisp("apply", success, Pair(found, NIL))
    if failure_ is None:
        raise failure("index-error", f"hash-table-ref: the table has no key {write_string(key, 60)}", key)
    return continue_in_lisp("apply", failure_, NIL)


@primitive("hashtable-set!", "(table key value)", "Let the key have the value in the table.", writes=True)
@primitive("hash-table-set!", "(table key value)", "Let the key have the value in the table.", writes=True)
def set_(table: Value, key: Value, value: Value) -> Value:
    if type(table) is Table and table.values is not None:
        values = table.values
        kind = type(key)
        if kind is Symbol or kind is int:
            if key in values:
                values[key] = value
                return UNSPECIFIED
        elif kind is String and table.former is equal_form:
            form = key.text
            if form in values:
                values[form] = value
                return UNSPECIFIED
    put(table, key, value, "hash-table-set!")
    return UNSPECIFIED


@primitive("hashtable-delete!", "(table key)", "Take the key and its value out of the table.", writes=True)
@primitive("hash-table-delete!", "(table key)", "Take the key and its value out of the table.", writes=True)
def delete(table: Value, key: Value) -> Value:
    values = _values(as_table(table, "hash-table-delete!"))
    form = table.former(key, "hash-table-delete!")
    values.pop(form, None)
    table.keys.pop(form, None)
    return UNSPECIFIED


@primitive("hash-table-contains?", "(table key)", "Whether the key has a value in the table.")
@primitive("hash-table-exists?", "(table key)", "Whether the key has a value in the table.")
@primitive("hashtable-contains?", "(table key)", "Whether the key has a value in the table.")
def contains(table: Value, key: Value) -> Value:
    return FALSE if find(table, key, _MISSING, "hash-table-contains?") is _MISSING else TRUE


# --- all of them -------------------------------------------------------------------------------------------------


@primitive("hashtable-size", "(table)", "The number of keys in the table.")
@primitive("hash-table-size", "(table)", "The number of keys in the table.")
def size(table: Value) -> Value:
    return len(_values(as_table(table, "hash-table-size")))


@primitive("hash-table-empty?", "(table)", "Whether the table has no keys.")
def is_empty(table: Value) -> Value:
    return boolean(not _values(as_table(table, "hash-table-empty?")))


@primitive("hashtable-clear!", "(table [size])", "Take every key out of the table.", writes=True)
@primitive("hash-table-clear!", "(table)", "Take every key out of the table.", writes=True)
def clear(table: Value, size: Value = None) -> Value:
    as_table(table, "hash-table-clear!")
    table.values, table.keys, table.flat = {}, {}, []
    return UNSPECIFIED


def _taken(items: list[Value], procedure: str) -> list[Value]:
    """Account for a copy of all keys or values."""
    check_size(8 * len(items), procedure)
    if len(items) > FREE:
        current.worked(len(items))
    return items


@primitive("hashtable-keys", "(table)", "The vector of the table's keys, in the order in which they came.")
def keys_vector(table: Value) -> Value:
    return Vector(_taken(keys_of(as_table(table, "hashtable-keys")), "hashtable-keys"))


@primitive("%hash-table-values", "(table)", "The vector of the table's values, in the order of its keys.")
def values_vector(table: Value) -> Value:
    return Vector(_taken(values_of(as_table(table, "hash-table-values")), "hash-table-values"))


@primitive("hashtable-entries", "(table)", "Two values: the vectors of the table's keys and of their values.")
def entries(table: Value) -> Value:
    as_table(table, "hashtable-entries")
    return Values((keys_vector(table), values_vector(table)))


def _listed(items: Vector) -> Value:
    return lisp_list(items.items) if len(items.items) <= CHUNK else continue_in_lisp("vector->list", items)


@primitive("hash-table-keys", "(table)", "The list of the table's keys, in the order in which they came.", calls=True)
def keys_list(table: Value) -> Value:
    return _listed(keys_vector(as_table(table, "hash-table-keys")))


@primitive("hash-table-values", "(table)", "The list of the table's values, in the order of its keys.", calls=True)
def values_list(table: Value) -> Value:
    return _listed(values_vector(as_table(table, "hash-table-values")))
