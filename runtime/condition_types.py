"""Condition types: the standard hierarchy, and what a type is (SUBSYSTEMS 14).

A type is data: its name, the names of all types it is one of, its slots. Types are told apart by name, so a condition
that was saved or copied is still of its type. The standard ones are here; those a program defines belong to its
session (``machine/types.py``). This module must never import what is above it but data.
"""

from __future__ import annotations

from collections.abc import Sequence

from omega.runtime.syntax.datum import FALSE, NIL, Keyword, Pair, Symbol, Value, intern, keyword, lisp_list


class ConditionType:
    """``lineage``: the names of the types that a condition of this one is of, itself first, the most general last.
    ``slots``: a list with ``(name initform initarg ...)`` for each slot, inherited ones too, where the initform is a thunk
    or ``#f``. ``report``: a string, a procedure of a condition and a port, or ``#f``."""

    __slots__ = ("lineage", "name", "report", "slots")

    def __init__(self, name: str, parents: Sequence[ConditionType], slots: Value = NIL, report: Value = FALSE) -> None:
        self.name = name
        self.lineage = _merge(name, parents)
        self.slots = _all_slots(slots, parents)
        self.report = report
        if report is FALSE:
            self.report = next((parent.report for parent in parents if parent.report is not FALSE), FALSE)

    def slot(self, name: Symbol) -> Value:
        """The description of the slot of this name, or ``None``."""
        slots = self.slots
        while slots is not NIL:
            if slots.car.car is name:
                return slots.car
            slots = slots.cdr
        return None

    def slot_of_initarg(self, initarg: Keyword) -> Symbol | None:
        """The name of the slot that this keyword initialises."""
        slots = self.slots
        while slots is not NIL:
            keywords = slots.car.cdr.cdr
            while keywords is not NIL:
                if keywords.car is initarg:
                    found: Symbol = slots.car.car
                    return found
                keywords = keywords.cdr
            slots = slots.cdr
        return None


def _merge(name: str, parents: Sequence[ConditionType]) -> tuple[str, ...]:
    """Each type before those it is one of; what several parents share comes after all of them."""
    inherited = [each for parent in parents for each in parent.lineage]
    return (name, *(each for index, each in enumerate(inherited) if each not in inherited[index + 1 :]))


def _all_slots(slots: Value, parents: Sequence[ConditionType]) -> Value:
    own = []
    while slots is not NIL:
        own.append(slots.car)
        slots = slots.cdr
    names = {slot.car for slot in own}
    for parent in parents:
        inherited = parent.slots
        while inherited is not NIL:
            if inherited.car.car not in names:
                names.add(inherited.car.car)
                own.append(inherited.car)
            inherited = inherited.cdr
    return lisp_list(own)


def _slots(names: str) -> Value:
    """Slots without an initform, each with a keyword of its own name."""
    return lisp_list([Pair(intern(name), Pair(FALSE, Pair(keyword(name), NIL))) for name in names.split()])


#: name, parents, slots: of every type the runtime knows by itself, parents before children.
_TABLE = (
    ("condition", "", ""),
    ("simple-condition", "condition", "message irritants"),
    ("serious-condition", "condition", ""),
    ("error", "serious-condition", ""),
    ("warning", "condition", ""),
    ("simple-error", "simple-condition error", ""),
    ("simple-warning", "simple-condition warning", ""),
    ("type-error", "error", "datum expected-type"),
    ("arithmetic-error", "error", "operation operands"),
    ("division-by-zero", "arithmetic-error", ""),
    ("unbound-variable", "error", "name"),
    ("undefined-function", "unbound-variable", ""),
    ("arity-error", "error", "procedure count"),
    ("index-error", "error", "datum length"),
    ("file-error", "error", "filename"),
    ("parse-error", "error", ""),
    ("syntax-error", "error", ""),
    ("control-error", "error", ""),
    ("state-conflict", "error", ""),
    ("capability-denied", "error", ""),
    ("llm-error", "error", ""),
    ("internal-error", "error", ""),
    ("raised-object", "error", "object"),
    ("timeout", "serious-condition", ""),
    ("budget-exceeded", "serious-condition", ""),
    ("interrupted", "serious-condition", ""),
    ("aborted", "condition", ""),
)

STANDARD: dict[str, ConditionType] = {}
for _name, _parents, _names in _TABLE:
    STANDARD[_name] = ConditionType(_name, [STANDARD[parent] for parent in _parents.split()], _slots(_names))
