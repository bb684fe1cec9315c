"""Conditions as values: their types, making them, their slots, what they say.

A type that a program defines is a global of its session under a name no program can spell, so it is copied and saved
with the others. Types are looked up and compared by name.
"""

from __future__ import annotations

from omega.runtime.compile.expressions import mangle
from omega.runtime.condition import Condition
from omega.runtime.condition_types import STANDARD, ConditionType
from omega.runtime.lib.primitive import failure, primitive, wrong_type
from omega.runtime.machine.registers import M
from omega.runtime.report import message_line
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    TRUE,
    Boolean,
    Keyword,
    Pair,
    String,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import is_value, of, register

register(
    ConditionType,
    "condition-type",
    *("name", "lineage", "report", "slots"),
    is_shared=lambda type: STANDARD.get(type.name) is type,
    accepts=of(str, tuple, is_value, is_value),
    is_sound=lambda type: type.lineage[:1] == (type.name,) and all(isinstance(name, str) for name in type.lineage),
)
type_names[ConditionType] = "condition type"
describers[ConditionType] = lambda type: f"#<condition-type {type.name}>"

#: What begins the name of the global that holds a type; those of Lisp begin with ``g_``.
_PREFIX = "c_"
#: Standard slots that are attributes of every condition.
_MESSAGE, _IRRITANTS = intern("message"), intern("irritants")

# -- types


def type_of(name: Symbol | Value) -> ConditionType | None:
    """The condition type of this name."""
    if not isinstance(name, Symbol):
        return None
    standard = STANDARD.get(name.name)
    if standard is not None:
        return standard
    assert M.session is not None
    found: ConditionType | None = M.session.globals.get(_PREFIX + mangle(name.name))
    return found


def _existing(name: Value, procedure: str) -> ConditionType:
    found = type_of(name)
    if found is not None:
        return found
    if not isinstance(name, Symbol):
        raise wrong_type(procedure, "the name of a condition type", name)
    import difflib  # only for this

    near = difflib.get_close_matches(name.name, STANDARD, 1, 0.6)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise failure("control-error", f"{procedure}: there is no condition type {name.name}{hint}", name)


def check_types(clauses: Value, procedure: str) -> None:
    """Raises ``LispError`` unless every entry of an association list begins with a condition type there is."""
    while clauses is not NIL:
        type = clauses.car.car
        if type is TRUE:
            pass
        elif isinstance(type, Symbol):
            if type.name not in STANDARD and type.name != "t":
                _existing(type, procedure)
        elif isinstance(type, Pair):
            while isinstance(type.cdr, Pair):
                type = type.cdr
                _existing(type.car, procedure)
        else:
            _existing(type, procedure)
        clauses = clauses.cdr


@primitive("%define-condition", "(name parents slots report)", "Make a condition type of the session.", writes=True)
def define_condition(name: Value, parents: Value, slots: Value, report: Value) -> Value:
    if not isinstance(name, Symbol):
        raise wrong_type("define-condition", "a name", name, 1)
    if name.name in STANDARD:
        raise failure("control-error", f"define-condition: {name.name} is a standard condition type", name)
    listed = []
    while isinstance(parents, Pair):
        listed.append(_existing(parents.car, "define-condition"))
        parents = parents.cdr
    assert M.session is not None
    type = ConditionType(name.name, listed or [STANDARD["condition"]], slots, report)
    M.session.globals[_PREFIX + mangle(name.name)] = type
    return name


# -- making them


def make_condition(kind: ConditionType, arguments: tuple[Value, ...]) -> tuple[Condition, Value]:
    """A condition of this type with these initial values of slots, and the slots with an initform to be evaluated, as
    an association list of names and thunks."""
    condition = Condition(kind, "")
    given: dict[Symbol, Value] = {}
    for position in range(0, len(arguments), 2):
        initarg = arguments[position]
        slot = kind.slot_of_initarg(initarg) if isinstance(initarg, Keyword) else None
        if slot is None:
            known = [":" + each for each in _initargs(kind)]
            expected = f"one of {', '.join(known)}" if known else "no arguments: the type has no slots"
            raise wrong_type("make-condition", expected, initarg)
        if position + 1 == len(arguments):
            raise failure("arity-error", f"make-condition: {write_string(initarg, 60)} has no value", initarg)
        given.setdefault(slot, arguments[position + 1])
    missing = []
    slots = kind.slots
    while slots is not NIL:
        name, initform = slots.car.car, slots.car.cdr.car
        if name in given:
            set_slot(condition, name, given[name])
        elif initform is not FALSE:
            missing.append(Pair(name, initform))
        slots = slots.cdr
    return condition, lisp_list(missing)


def _initargs(kind: ConditionType) -> list[str]:
    found = []
    slots = kind.slots
    while slots is not NIL:
        keywords = slots.car.cdr.cdr
        while keywords is not NIL:
            found.append(keywords.car.name)
            keywords = keywords.cdr
        slots = slots.cdr
    return found


@primitive("%make-condition", "(type arguments)", "A pair of a condition and its slots that are still to be filled, with the thunks that do.")
def make_condition_of(type: Value, arguments: Value) -> Value:
    given = []
    while isinstance(arguments, Pair):
        given.append(arguments.car)
        arguments = arguments.cdr
    return Pair(*make_condition(_existing(type, "make-condition"), tuple(given)))


# -- slots


def _association(condition: Condition, name: Symbol) -> Value:
    entry = condition.slots
    while entry is not NIL:
        if entry.car.car is name:
            return entry.car
        entry = entry.cdr
    return None


def set_slot(condition: Condition, name: Symbol, value: Value) -> None:
    """Give a slot a value."""
    if condition.is_a("simple-condition"):
        if name is _MESSAGE:
            condition.message = value.text if type(value) is String else write_string(value, 200)
            condition.payload = value
            return
        if name is _IRRITANTS:
            condition.irritants = value
            return
    found = _association(condition, name)
    if found is None:
        condition.slots = Pair(Pair(name, value), condition.slots)
    else:
        found.cdr = value


def _slot(object: Value, name: Value, procedure: str) -> Value:
    condition = _condition(object, procedure)
    found = _association(condition, name)
    if found is not None:
        return found.cdr
    if condition.is_a("simple-condition"):
        if name is _MESSAGE:
            return error_object_message(condition)
        if name is _IRRITANTS:
            return condition.irritants
    if not isinstance(name, Symbol) or condition.kind.slot(name) is None:
        raise wrong_type(procedure, f"a slot of a condition of type {condition.type}", name)
    if condition.type in STANDARD:
        return FALSE
    raise failure("unbound-variable", f"{procedure}: the slot {name.name} has no value", condition)


@primitive("condition-slot", "(condition name)", "The value of a slot of the condition.")
def condition_slot(condition: Value, name: Value) -> Value:
    return _slot(condition, name, "condition-slot")


@primitive("set-condition-slot!", "(condition name value)", "Give a slot of the condition another value.", writes=True)
def set_condition_slot(condition: Value, name: Value, value: Value) -> Value:
    found = _condition(condition, "set-condition-slot!")
    if not isinstance(name, Symbol) or found.kind.slot(name) is None:
        raise wrong_type("set-condition-slot!", f"a slot of a condition of type {found.type}", name, 2)
    set_slot(found, name, value)
    return value


@primitive("%read-slot", "(reader type condition name)", "The value of a slot, for the reader of this name of conditions of this type.")
def read_slot(reader: Value, type: Value, condition: Value, name: Value) -> Value:
    if not isinstance(condition, Condition) or not condition.is_a(type.name):
        raise wrong_type(reader.name, f"a condition of type {type.name}", condition, 1)
    return _slot(condition, name, reader.name)


def _standard_reader(name: str, type: str, slot: str, what: str) -> None:
    def reader(condition: Value) -> Value:
        return read_slot(intern(name), intern(type), condition, intern(slot))

    primitive(name, "(condition)", what)(reader)


_standard_reader("type-error-datum", "type-error", "datum", "The object that was not of the type expected.")
_standard_reader("type-error-expected-type", "type-error", "expected-type", "What was expected in place of the datum.")
_standard_reader("unbound-variable-name", "unbound-variable", "name", "The name of the variable that has no value.")
_standard_reader("arithmetic-error-operation", "arithmetic-error", "operation", "The name of the procedure that could not compute.")
_standard_reader("arithmetic-error-operands", "arithmetic-error", "operands", "The list of numbers that could not be computed with.")

# -- what they are and say


def _condition(object: Value, procedure: str) -> Condition:
    if not isinstance(object, Condition):
        raise wrong_type(procedure, "a condition", object, 1)
    return object


@primitive("error-object?", "(object)", "Whether the object is a condition.")
@primitive("condition?", "(object)", "Whether the object is a condition.")
def is_condition(object: Value) -> Boolean:
    return boolean(isinstance(object, Condition))


@primitive("condition-is?", "(object type)", "Whether the object is a condition of this type, or of a type that is one of this type.")
def condition_is(object: Value, type: Value) -> Boolean:
    name = _existing(type, "condition-is?").name
    return boolean(isinstance(object, Condition) and object.is_a(name))


@primitive("read-error?", "(object)", "Whether the object is the condition of a datum that could not be read.")
def is_read_error(object: Value) -> Boolean:
    return boolean(isinstance(object, Condition) and object.is_a("parse-error"))


@primitive("file-error?", "(object)", "Whether the object is the condition of a file that could not be used.")
def is_file_error(object: Value) -> Boolean:
    return boolean(isinstance(object, Condition) and object.is_a("file-error"))


@primitive("error-object-message", "(condition)", "The message of an error.")
def error_object_message(object: Value) -> Value:
    condition = _condition(object, "error-object-message")
    if condition.is_a("simple-condition") and type(condition.payload) is String:
        return condition.payload
    return String(condition.message)


@primitive("error-object-irritants", "(condition)", "The objects an error is about.")
def error_object_irritants(object: Value) -> Value:
    return _condition(object, "error-object-irritants").irritants


@primitive("%report", "(condition)", "What the condition says, or the procedure that says it.")
def report(object: Value) -> Value:
    condition = _condition(object, "condition/report-string")
    found = condition.kind.report
    return String(message_line(condition)) if found is FALSE else found


@primitive("condition-type", "(condition)", "The name of the condition's type.")
def condition_type(object: Value) -> Value:
    return intern(_condition(object, "condition-type").type)
