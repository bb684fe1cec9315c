"""Records: R7RS 5.5. The syntax and the procedures that it defines are Lisp, in ``prelude/records.scm``.

Each accessor is a Lisp closure around ``%record-ref``, which generated code computes by itself, so a record needs
nothing special of stepping, forking or saving. A field is found by its index; its type is compared by identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from omega.runtime.lib.primitive import failure, primitive, wrong_type
from omega.runtime.syntax import shapes
from omega.runtime.syntax.datum import UNSPECIFIED, Pair, Symbol, Value, boolean
from omega.runtime.syntax.kinds import Compound, compounds, describers, type_names


class RecordType:
    """What ``define-record-type`` makes; each evaluation of one makes a new type. ``name`` is without its brackets."""

    __slots__ = ("fields", "name")

    def __init__(self, name: str, fields: tuple[Symbol, ...]) -> None:
        self.name = name
        self.fields = fields


class Record(Struct, eq=False):
    """An instance of a record type; ``fields`` are its values in the order of the type's."""

    type: RecordType
    fields: list[Value]


def _fill_type(type: RecordType, parts: Sequence[Any]) -> None:
    type.name, type.fields = parts[0], tuple(parts[1:])


def _fill_record(record: Record, parts: Sequence[Any]) -> None:
    record.type, *record.fields = parts


#: The type of records that are not filled yet.
_NO_TYPE = RecordType("", ())

shapes.register(
    RecordType,
    "record-type",
    parts=lambda type: (type.name, *type.fields),
    fill=_fill_type,
    is_shared=lambda type: True,
    accepts=shapes.of(str, rest=Symbol),
)
shapes.register(
    Record,
    "record",
    parts=lambda record: (record.type, *record.fields),
    fill=_fill_record,
    blank=partial(Record, _NO_TYPE, []),
    accepts=shapes.of(RecordType, rest=shapes.is_value),
    is_sound=lambda record: len(record.fields) == len(record.type.fields),
)


def _compound(record: Record) -> Compound:
    names = record.type.fields
    shown = [(f" {name.name}: ", value) for name, value in zip(names, record.fields, strict=True)]
    return Compound(f"#<{record.type.name}", shown, ">")


type_names[RecordType] = "record type"
describers[RecordType] = lambda type: f"#<record-type {type.name}>"
type_names[Record] = lambda record: record.type.name
compounds[Record] = _compound


def _symbols(names: Value) -> list[Symbol]:
    found = []
    while type(names) is Pair:
        found.append(names.car)
        names = names.cdr
    return found


@primitive(
    "%make-record-type",
    "(name fields initialized)",
    "A new record type of these fields, some of which its constructor takes.",
)
def make_record_type(name: Value, fields: Value, initialized: Value) -> Value:
    text = name.name
    if text.startswith("<") and text.endswith(">") and len(text) > 2:
        text = text[1:-1]
    names = _symbols(fields)
    for index, field in enumerate(names):
        if field in names[:index]:
            raise failure("syntax-error", f"define-record-type: {text} has two fields called {field.name}", field)
    for field in _symbols(initialized):
        if field not in names:
            raise failure("syntax-error", f"define-record-type: {field.name} is not a field of {text}", field)
    return RecordType(text, tuple(names))


@primitive("%field-index", "(type name)", "The index of a field.")
def field_index(type: Value, name: Value) -> Value:
    if not isinstance(type, RecordType):
        # That procedure is defined before the ones that are left, so the name means it already.
        raise failure("syntax-error", "define-record-type: one of the procedures has the name of the type", type)
    return type.fields.index(name)


@primitive("%record", "(type . fields)", "A new record.")
def record(type: Value, *fields: Value) -> Value:
    return Record(type, list(fields))


@primitive("%record?", "(object type)", "Whether the object is a record of this type.")
def is_record(object: Value, of: Value) -> Value:
    return boolean(type(object) is Record and object.type is of)


def _checked(record: Value, of: Value, procedure: Value) -> list[Value]:
    if type(record) is not Record or record.type is not of:
        article = "an" if of.name[:1] in "aeiou" else "a"
        raise wrong_type(procedure.name, f"{article} {of.name}", record, 1)
    return record.fields


@primitive("%record-ref", "(record type index procedure)", "The field at this index; procedure is for the message of an error.")
def record_ref(record: Value, type: Value, index: Value, procedure: Value) -> Value:
    return _checked(record, type, procedure)[index]


@primitive("%record-set!", "(record type index procedure value)", "Replace the field at this index.", writes=True)
def record_set(record: Value, type: Value, index: Value, procedure: Value, value: Value) -> Value:
    _checked(record, type, procedure)[index] = value
    return UNSPECIFIED
