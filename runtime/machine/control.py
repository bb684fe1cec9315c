"""Primitives that need the machine: calling, capturing, the dynamic state.

Each returns ``TC`` after saying in the registers what the driver is to do, or works on the registers themselves. What
can be said in Lisp is in ``lib/prelude/control.scm``.
"""

from __future__ import annotations

from omega.runtime.compile.unit import procedure_of
from omega.runtime.lib import handover, procedures
from omega.runtime.lib.primitive import BY_FUNCTION, FREE, current, failure, primitive, wrong_type
from omega.runtime.machine.base import base_procedure
from omega.runtime.machine.checks import check_call
from omega.runtime.machine.dynamic import common_ancestor, inside
from omega.runtime.machine.registers import CAPTURE, TC, M, call_next, throw
from omega.runtime.machine.stack import Composable, Continuation
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    UNSPECIFIED,
    Pair,
    Value,
    Values,
)
from omega.runtime.syntax.kinds import procedure_namers

procedures.register(Continuation)


def _name(procedure: Value) -> str | None:
    """What a procedure of the machine is called."""
    if type(procedure) is Continuation or type(procedure) is Composable:
        return "continuation"
    known = procedure_of(procedure)
    if known is not None:
        return known.name or ""
    primitive = BY_FUNCTION.get(procedure)
    return None if primitive is None else primitive.name


procedure_namers.append(_name)


handover.install(lambda name, *arguments: call_next(base_procedure(name), arguments))


#: Arguments of one call: primitives that take any number, and there are many, look at all of them at once.
MAX_ARGUMENTS = 200_000

# -- calling


@primitive("apply", "(procedure argument . arguments)", "Call the procedure with the arguments, the last of which is a list of more.", calls=True)
def apply(procedure: Value, argument: Value, *arguments: Value) -> Value:
    arguments = (argument, *arguments)
    spread = list(arguments[:-1])
    rest = arguments[-1]
    while type(rest) is Pair:
        spread.append(rest.car)
        if len(spread) > MAX_ARGUMENTS:
            raise failure("budget-exceeded", f"apply: a list of more than {MAX_ARGUMENTS} arguments, or a circular one")
        rest = rest.cdr
    if rest is not NIL:
        raise wrong_type("apply", "a list as last argument", arguments[-1])
    if len(spread) > FREE:
        current.worked(4 * len(spread))
    return call_next(procedure, tuple(spread))


@primitive("%apply-reversed", "(procedure arguments)", "Call the procedure with a list of arguments, the last one first.", calls=True)
def apply_reversed(procedure: Value, arguments: Value) -> Value:
    spread = []
    while arguments is not NIL:
        spread.append(arguments.car)
        arguments = arguments.cdr
    check_call(procedure, len(spread))
    return call_next(procedure, tuple(reversed(spread)))


@primitive("values", "(. objects)", "Deliver any number of values to the continuation.")
def values(*objects: Value) -> Value:
    return objects[0] if len(objects) == 1 else Values(objects)


@primitive("%spread", "(procedure values)", "Call a procedure with the values that an expression gave.", calls=True)
def spread(procedure: Value, given: Value) -> Value:
    arguments = given.objects if type(given) is Values else (given,)
    return call_next(procedure, arguments)


@primitive("call/cc", "(procedure)", "Call the procedure with the current continuation, which may be called any number of times.", calls=True)
@primitive("call-with-current-continuation", "(procedure)", "Call the procedure with the current continuation, which may be called any number of times.", calls=True)
def call_cc(procedure: Value) -> Value:
    M.action = (CAPTURE, procedure)
    return TC


# -- the dynamic state


@primitive("%push-wind", "(before after)", "Enter the extent of a dynamic-wind.", writes=True)
def push_wind(before: Value, after: Value) -> Value:
    M.dynamic = inside(M.dynamic, "wind", before, after)
    return UNSPECIFIED


@primitive("%pop-dynamic", "()", "Leave the innermost extent of the dynamic state.", writes=True)
def pop_dynamic() -> Value:
    assert M.dynamic is not None
    M.dynamic = M.dynamic.outer
    return UNSPECIFIED


@primitive("%shared-extent", "(continuation)", "The innermost extent that we are in and the continuation too; #f when there is none.")
def shared_extent(continuation: Value) -> Value:
    target = None if continuation is FALSE else continuation.dynamic
    shared = None if target is None else common_ancestor(M.dynamic, target)
    return FALSE if shared is None else shared


@primitive("%next-winder", "(extent)", "Leave the extents inside this one, up to one with an after thunk, which is returned; #f when none is left.", writes=True)
def next_winder(extent: Value) -> Value:
    while (entry := M.dynamic) is not None and entry is not extent:
        M.dynamic = entry.outer
        if entry.kind == "wind":
            return entry.second
    return FALSE


@primitive("%winders-to", "(continuation)", "The extents with a before thunk to enter on the way to the continuation, outermost first.")
def winders_to(continuation: Value) -> Value:
    winders: Value = NIL
    entry = continuation.dynamic
    while entry is not M.dynamic:
        assert entry is not None
        if entry.kind == "wind":
            winders = Pair(entry, winders)
        entry = entry.outer
    return winders


@primitive("%enter-outside", "(extent)", "Be where this extent is entered from; returns its before thunk.", writes=True)
def enter_outside(extent: Value) -> Value:
    M.dynamic = extent.outer
    return extent.first


@primitive("%enter-all", "(continuation)", "Be in the extents of the continuation, whose before thunks have run.", writes=True)
def enter_all(continuation: Value) -> Value:
    M.dynamic = continuation.dynamic
    return UNSPECIFIED


@primitive("%throw", "(continuation value)", "Go on with the continuation, whose extents are entered.", calls=True)
def throw_to(continuation: Value, value: Value) -> Value:
    return throw(continuation.stack, value)
