"""Signalling: how a condition finds its handlers (CLHS 9.1.4, R7RS 6.11).

One search serves every signal, from the innermost handler outwards. A handler is called where the condition was
signalled, with the handlers outside of it in force: those of ``handler-bind`` decline by returning, and the search goes
on; one of ``with-exception-handler`` answers ``raise-continuable`` by returning. Clauses of ``handler-case`` and
``guard`` are evaluated behind their exits; when no clause of a ``guard`` applies, the search goes on where it was.
The modes: ``signal`` returns when all decline; after ``raise`` nobody may return; ``raise-continuable`` takes a value.
"""

from __future__ import annotations

from omega.runtime.compile.expressions import global_name
from omega.runtime.condition import Condition, LispError
from omega.runtime.condition_types import STANDARD
from omega.runtime.lib.primitive import FREE, current, primitive, wrong_type
from omega.runtime.machine.base import BASE, base_procedure
from omega.runtime.machine.checks import check_call
from omega.runtime.machine.conditions import check_types, make_condition, type_of
from omega.runtime.machine.dynamic import Dynamic, inside
from omega.runtime.machine.escape import leave_for, push_exit
from omega.runtime.machine.registers import SIGNALLED, TC, UNHANDLED, M, call_next
from omega.runtime.machine.stack import CALLING, Continuation
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    TRUE,
    UNSPECIFIED,
    Keyword,
    Pair,
    String,
    Symbol,
    Value,
    boolean,
    intern,
    lisp_list,
)
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import register

SIGNAL, RAISE, CONTINUABLE = 0, 1, 2

_RAISED = STANDARD["raised-object"].lineage
_EVERYTHING = (TRUE, intern("t"))
_CALL_HANDLER = global_name("%call-handler", True)

# -- the search


def begin(object: Value, mode: int) -> Value:
    """Signal an object in this mode: what a primitive returns for it."""
    if isinstance(object, Condition) and type(object.payload) is RaisedObject:
        object = object.payload.object  # ``*e`` of an object that nobody handled
    signals, tick = M.signals, current.ticks
    if tick != signals.tick:
        signals.tick, signals.count = tick, 0
    signals.count += 1
    if (signals.types is not None or signals.wanted is not None) and signals.tells(_lineage(object)):
        M.action = (SIGNALLED, object, mode)
        return TC
    return _search(M.dynamic, None, object, mode)


@primitive("%signal-now", "(object mode)", "Look for a handler, after the host was told.", calls=True)
def signal_now(object: Value, mode: Value) -> Value:
    return _search(M.dynamic, None, object, mode)


def _search(entry: Dynamic | None, clauses: Value, object: Value, mode: int) -> Value:
    """Have the innermost handler called, from these clauses of this entry on (``None``: all)."""
    steps = 0
    while entry is not None:
        kind = entry.kind
        if kind == "cluster" or kind == "exits":
            if clauses is None:
                clauses = entry.first
            while clauses is not NIL:
                clause = clauses.car
                if clause.car is TRUE or _applies(clause.car, object):
                    if kind == "exits":
                        return leave_for(entry, clause.cdr, (object,))
                    return call_next(BASE[_CALL_HANDLER], (entry, clauses, clause.cdr, object, mode))
                clauses = clauses.cdr
            clauses = None
        elif kind == "handler":
            return call_next(BASE[_CALL_HANDLER], (entry, NIL, entry.first, object, mode))
        elif kind == "guard":
            return leave_for(entry, entry.first, (object,), Pair(entry, Pair(mode, NIL)))
        elif kind == "level":
            break
        elif kind == "handling":
            entry = entry.first
        entry = entry.outer
        steps += 1
    if steps > FREE:
        current.worked(steps)
    if mode == SIGNAL:
        return FALSE
    return call_next(base_procedure("%unhandled"), (object, boolean(mode == CONTINUABLE)))


def _applies(type: Value, object: Value) -> bool:
    """Is the object of this type: a name, ``(or name ...)``, or ``#t``?"""
    if type in _EVERYTHING:
        return True
    lineage = _lineage(object)
    while isinstance(type, Pair):
        if isinstance(type.car, Symbol) and type.car.name in lineage:
            return True
        type = type.cdr
    return isinstance(type, Symbol) and type.name in lineage


def _lineage(object: Value) -> tuple[str, ...]:
    """The names of the types that an object is of."""
    return object.kind.lineage if isinstance(object, Condition) else _RAISED


@primitive("%enter-handling", "(entry)", "Be outside the handler of this entry; returns the extent to come back to.", writes=True)
def enter_handling(entry: Value) -> Value:
    before = M.dynamic
    M.dynamic = inside(before, "handling", entry)
    return before


@primitive("%handler-returned", "(extent entry clauses object mode result)", "Go on after a handler returned.", calls=True)
def handler_returned(extent: Value, entry: Value, clauses: Value, object: Value, mode: Value, result: Value) -> Value:
    if entry.kind == "handler":
        if mode == RAISE:
            original = as_condition(object)
            message = f"a handler returned from a condition that cannot be continued: {original.message}"
            raise LispError(Condition("control-error", message, place=original.place))
        M.dynamic = extent
        if mode == CONTINUABLE:
            return result
        return _search(entry.outer, None, object, mode)
    M.dynamic = extent
    return _search(entry, clauses.cdr, object, mode)


@primitive("%signal-again", "(again object)", "No clause of a guard applies: go on with the search where the object was signalled.", calls=True)
def signal_again(again: Value, object: Value) -> Value:
    continuation, entry, mode = again.car, again.cdr.car, again.cdr.cdr.car
    frame = (CALLING, _search_on, (entry, object, mode))
    return Continuation(([frame], 0, continuation.stack), continuation.dynamic)(UNSPECIFIED)


@primitive("%search-on", "(entry object mode)", "Look for a handler outside of this entry.", calls=True)
def _search_on(entry: Value, object: Value, mode: Value) -> Value:
    return _search(entry.outer, None, object, mode)


# -- establishing handlers


@primitive("%push-handler", "(handler)", "Install a condition handler.", writes=True)
def push_handler(handler: Value) -> Value:
    check_call(handler, 1)
    M.dynamic = inside(M.dynamic, "handler", handler)
    return UNSPECIFIED


@primitive("%push-cluster", "(handlers)", "Install handlers by condition type, an association list.", writes=True)
def push_cluster(handlers: Value) -> Value:
    check_types(handlers, "handler-bind")
    each = handlers
    while each is not NIL:
        check_call(each.car.cdr, 1)
        each = each.cdr
    M.dynamic = inside(M.dynamic, "cluster", handlers)
    return UNSPECIFIED


@primitive("%push-exits", "(clauses)", "Enter the extent of a handler-case with these clauses, an association list by condition type.", writes=True)
def push_exits(clauses: Value) -> Value:
    check_types(clauses, "handler-case")
    return push_exit("exits", clauses)


@primitive("%push-guard", "(clauses)", "Enter the extent of a guard with these clauses, a procedure.", writes=True)
def push_guard(clauses: Value) -> Value:
    return push_exit("guard", clauses)


# -- signalling


@primitive("raise", "(object)", "Signal an object as a condition; the handler may not return.", calls=True, signals=True)
def raise_object(object: Value) -> Value:
    return begin(object, RAISE)


@primitive("raise-continuable", "(object)", "Signal an object as a condition; what the handler returns is the value.", calls=True, signals=True)
def raise_continuable(object: Value) -> Value:
    return begin(object, CONTINUABLE)


@primitive("error", "(message . irritants)", "Signal an error: with a message and the objects it is about, of a condition type with initial values of its slots, or a condition made before.", calls=True, signals=True)
def error(message: Value, *irritants: Value) -> Value:
    condition = _designated(message, irritants, "simple-error")
    if condition is None:
        return call_next(base_procedure("%error"), (message, *irritants))
    return begin(condition, RAISE)


@primitive("signal", "(object . arguments)", "Signal a condition, given as for error, or any object; #f when every handler declines.", calls=True, signals=True)
def signal(object: Value, *arguments: Value) -> Value:
    if not arguments and not isinstance(object, Condition | String) and type_of(object) is None:
        return begin(object, SIGNAL)
    condition = _designated(object, arguments, "simple-condition")
    if condition is None:
        return call_next(base_procedure("%signal"), (object, *arguments))
    return begin(condition, SIGNAL)


@primitive("warn", "(message . irritants)", "Signal a warning, given as for error; print it unless a handler muffles it.", calls=True, signals=True)
def warn(message: Value, *irritants: Value) -> Value:
    return call_next(base_procedure("%warn"), (message, *irritants))


@primitive("cerror", "(description message . irritants)", "Signal an error, given as for error, with the restart continue, which the string describes: then #f is returned.", calls=True, signals=True)
def cerror(description: Value, message: Value, *irritants: Value) -> Value:
    return call_next(base_procedure("%cerror"), (description, message, *irritants))


@primitive("%signal-for", "(. arguments)", "Signal what a restart-case is around; see %signal-associated.", calls=True, signals=True)
def signal_for(*arguments: Value) -> Value:
    return call_next(base_procedure("%signal-associated"), arguments)


@primitive("%designated", "(type message . irritants)", "The condition that arguments of error, warn or signal stand for, or #f if it has slots to fill.")
def designated(type: Value, message: Value, *irritants: Value) -> Value:
    return _designated(message, irritants, type.name) or FALSE


def _designated(message: Value, irritants: tuple[Value, ...], type: str) -> Condition | None:
    """The condition that such arguments stand for (CLHS 9.1.2.1); ``None``: one with slots that a program must fill."""
    if isinstance(message, Condition):
        if irritants:
            raise wrong_type("error", "no arguments after a condition", irritants[0], 2)
        return message
    if isinstance(message, Symbol) and (not irritants or type_of_initargs(irritants)):
        kind = type_of(message)
        if kind is not None:
            condition, missing = make_condition(kind, irritants)
            return condition if missing is NIL else None
    text = message.text if type_is_string(message) else write_string(message, 200)
    return Condition(type, text, lisp_list(irritants), payload=message)


def type_of_initargs(arguments: tuple[Value, ...]) -> bool:
    """Do the arguments begin like initial values of slots?"""
    return type(arguments[0]) is Keyword


def type_is_string(value: Value) -> bool:
    """Is it a string?"""
    return type(value) is String


def signal_fault(condition: Value) -> Value:
    """Signal a condition of the runtime's own: what the driver calls for one."""
    return begin(condition, RAISE)


@primitive("%stop", "(object report offers)", "Stop here: nobody handles this object. offers: (restart values . description) of each restart.", calls=True)
def stop(object: Value, report: Value, offers: Value) -> Value:
    condition = as_condition(object)
    if type(report) is String and not condition.message:
        condition.message = report.text
    M.action = (UNHANDLED, condition, offers)
    return TC


# -- objects that are no conditions


def as_condition(object: Value) -> Condition:
    """A condition that carries an object given to ``raise``."""
    if isinstance(object, Condition):
        return object
    return Condition("raised-object", write_string(object, 200), lisp_list([object]), payload=RaisedObject(object))


class RaisedObject:
    """The payload of a condition made by ``raise`` of something else; handlers are given ``object``."""

    __slots__ = ("object",)

    def __init__(self, object: Value) -> None:
        self.object = object


register(RaisedObject, "raised-object", "object")
