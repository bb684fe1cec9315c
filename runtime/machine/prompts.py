"""Delimited control: prompts, composable continuations, effect handlers.

A prompt is a frame ``(PROMPTED, receiver, key)`` in a segment of its own, and an entry of the dynamic state, with the same
key, of kind ``prompt`` (a tag and its handler) or ``effects`` (operations and their handlers). Leaving for a prompt cuts
the linked list of segments there: the part above it is the composable continuation, shared and never copied, which can be put on any stack any number of
times (Sitaram, *Handling control*, PLDI 1993; Plotkin and Pretnar, *Handlers of algebraic effects*, ESOP 2009).
What runs ``dynamic-wind``'s thunks on the way is Lisp: ``lib/prelude/prompts.scm``.
"""

from __future__ import annotations

from typing import Any

from omega.runtime.compile.points import Frame
from omega.runtime.lib import procedures
from omega.runtime.lib.equivalence import is_eqv
from omega.runtime.lib.primitive import failure, primitive, wrong_type
from omega.runtime.machine.checks import check_call
from omega.runtime.machine.dynamic import Dynamic, inside, moved
from omega.runtime.machine.escape import ExitKey, between, left_already
from omega.runtime.machine.registers import EFFECT, LEAVE, PROMPT, REINSTATE, TC, M, call_next, throw
from omega.runtime.machine.stack import CALLING, Composable, Continuation, Stack
from omega.runtime.syntax.datum import (
    FALSE,
    NIL,
    UNSPECIFIED,
    Pair,
    Symbol,
    Value,
    lisp_list,
)
from omega.runtime.syntax.printer import write_string

procedures.register(Composable)


class PromptPoint:
    """The resume point of a frame ``(PROMPTED, receiver, key)``: a value leaves the prompt, and goes to the receiver if it
    is a procedure."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        assert M.dynamic is not None
        M.dynamic = M.dynamic.outer
        return value if frame[1] is FALSE else call_next(frame[1], (value,))


PROMPTED = PromptPoint()


# -- what the driver does when a primitive of this file asks for it


def enter_prompt(action: tuple[Any, ...], stack: Stack | None) -> tuple[Frame, Stack | None]:
    """``(PROMPT, receiver, thunk, key)``: the frame to run, and the stack under it."""
    return (CALLING, action[2], ()), ([(PROMPTED, action[1], action[3])], 0, stack)


def leave(action: tuple[Any, ...], stack: Stack | None) -> tuple[Frame, Stack | None]:
    """``(LEAVE, entry, handler, values)``: cut the stack at the prompt of this entry and call its handler outside; when
    extents with an after thunk must be left first, that begins inside."""
    entry: Dynamic = action[1]
    handler, values = action[2:]
    is_wound, same = between(entry)
    links: list[tuple[list[Frame], int]] = []
    rest = stack
    while same >= 0:
        if rest is None:
            return (CALLING, left_already, ()), stack
        segment, index, outside = rest
        frame = segment[index]
        same -= frame[0] is PROMPTED and frame[2] is entry.second
        links.append((segment, index))
        rest = outside
    # An effect's handler is in force again when its continuation is called; a prompt is not.
    is_deep = entry.kind == "effects"
    captured: Stack | None = None
    for segment, index in reversed(links if is_deep else links[:-1]):
        captured = (segment, index, captured)
    k = Composable(captured, moved(M.dynamic, entry.outer if is_deep else entry, None))
    arguments = (*values, k) if is_deep else (k, *values)
    if is_wound:
        target = Continuation(rest, entry.outer)
        return (CALLING, Composable.leave, (target, handler, lisp_list(arguments))), stack
    M.dynamic = entry.outer
    return (CALLING, handler, arguments), rest


def reinstate(k: Composable, stack: Stack | None) -> Stack | None:
    """Put the frames of a composable continuation on a stack."""
    links = []
    rest = k.stack
    while rest is not None:
        links.append(rest)
        rest = rest[2]
    for segment, index, _ in reversed(links):
        stack = (segment, index, stack)
    return stack


# -- the primitives


@primitive("%prompt", "(tag handler thunk)", "Call thunk inside a prompt.", calls=True)
def prompt(tag: Value, handler: Value, thunk: Value) -> Value:
    check_call(thunk, 0)
    key = ExitKey()
    M.dynamic = inside(M.dynamic, "prompt", Pair(tag, handler), key)
    M.action = (PROMPT, FALSE, thunk, key)
    return TC


@primitive("%with-effects", "(handlers receiver thunk)", "Call thunk with handlers of effects: an association list by operation. Its value goes to receiver.", calls=True)
def with_effects(handlers: Value, receiver: Value, thunk: Value) -> Value:
    key = ExitKey()
    M.dynamic = inside(M.dynamic, "effects", handlers, key)
    M.action = (PROMPT, receiver, thunk, key)
    return TC


@primitive("abort-to-prompt", "(tag . values)", "Leave for the innermost prompt with this tag: its handler is called with the continuation up to it, which is a procedure, and the values.", calls=True)
def abort_to_prompt(tag: Value, *values: Value) -> Value:
    entry = M.dynamic
    while entry is not None and not (entry.kind == "prompt" and is_eqv(entry.first.car, tag)):
        entry = entry.outer
    if entry is None:
        raise failure("control-error", f"abort-to-prompt: no prompt with the tag {write_string(tag, 60)} is in force", tag)
    M.action = (LEAVE, entry, entry.first.cdr, values)
    return TC


@primitive("perform", "(op . arguments)", "Perform an effect: the innermost handler of the operation answers, or else the host.", calls=True)
@primitive("effect", "(op . arguments)", "Perform an effect: the innermost handler of the operation answers, or else the host.", calls=True)
def effect(op: Value, *arguments: Value) -> Value:
    if type(op) is not Symbol:
        raise wrong_type("effect", "a symbol", op, 1)
    found = _effect_handler(op)
    if found is None:
        M.action = (EFFECT, op.name, arguments)
    else:
        M.action = (LEAVE, *found, arguments)
    return TC


def _effect_handler(op: Symbol) -> tuple[Dynamic, Value] | None:
    entry = M.dynamic
    while entry is not None:
        if entry.kind == "effects":
            handlers = entry.first
            while handlers is not NIL:
                if handlers.car.car is op:
                    return entry, handlers.car.cdr
                handlers = handlers.cdr
        entry = entry.outer
    return None


@primitive("%reinstate", "(k value)", "Go on with a composable continuation, whose before thunks have run.", calls=True)
def reinstate_now(k: Value, value: Value) -> Value:
    M.action = (REINSTATE, k, value)
    return TC


@primitive("%throw-call", "(continuation procedure arguments)", "Go on where the continuation is, by calling the procedure.", calls=True)
def throw_call(continuation: Value, procedure: Value, arguments: Value) -> Value:
    spread = []
    while arguments is not NIL:
        spread.append(arguments.car)
        arguments = arguments.cdr
    return throw(([(CALLING, procedure, tuple(spread))], 0, continuation.stack), UNSPECIFIED)
