"""Exits: leaving a ``guard``, ``handler-case`` or ``restart-case``, for a procedure that is called in its place.

An exit is an entry of the dynamic state with a key of its own, and the frame of the prelude's ``%in-extent`` that holds
the same key. Nothing is captured when an exit is made, and leaving for it is a search of the stack for that frame: so an
extent that nobody leaves costs a call, and works inside of composable continuations, whose frames go from one stack to
another.
"""

from __future__ import annotations

from typing import Any

from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.lib.primitive import failure, primitive
from omega.runtime.machine.dynamic import Dynamic, Kind, inside
from omega.runtime.machine.registers import ESCAPE, TC, M, Marker
from omega.runtime.machine.stack import CALLING, Composable, Continuation, Stack
from omega.runtime.syntax.datum import NIL, UNSPECIFIED, Pair, Value, lisp_list
from omega.runtime.syntax.kinds import describers, type_names
from omega.runtime.syntax.shapes import register


class ExitKey:
    """What the entry and the frame of an exit have in common."""

    __slots__ = ()


register(ExitKey, "exit-key", parts=lambda key: (), fill=lambda key, parts: None)
type_names[ExitKey] = "exit"
describers[ExitKey] = lambda key: "#<exit>"


def push_exit(kind: Kind, first: Value) -> Value:
    """Enter an extent with an exit; returns the key for ``%in-extent``."""
    key = ExitKey()
    M.dynamic = inside(M.dynamic, kind, first, key)
    return key


def leave_for(entry: Dynamic, procedure: Value, arguments: tuple[Value, ...], again: Value = NIL) -> Marker:
    """What a primitive returns to leave for an exit and call the procedure there. With ``again``, a list, it is also given
    that behind the continuation of where we are now."""
    M.action = (ESCAPE, entry, procedure, arguments, again)
    return TC


def escape(action: tuple[Any, ...], stack: Stack | None) -> tuple[Frame, Stack | None]:
    """``(ESCAPE, entry, procedure, arguments, again)``: the frame to run, and the stack under it."""
    entry: Dynamic
    _, entry, procedure, arguments, again = action
    is_wound, same = between(entry)
    found, outside = _outside(stack, entry.second, same)
    if not found:
        return (CALLING, left_already, ()), stack
    if again is not NIL:
        arguments = (*arguments, Pair(Continuation(stack, M.dynamic), again))
    if is_wound:
        target = Continuation(outside, entry.outer)
        return (CALLING, Composable.leave, (target, procedure, lisp_list(arguments))), stack
    M.dynamic = entry.outer
    return (CALLING, procedure, arguments), outside


def between(entry: Dynamic) -> tuple[bool, int]:
    """What must be left on the way out of an extent with a key: whether there are winders, and how many extents have the
    same key, as those of a composable continuation that was called twice have."""
    is_wound = False
    same = 0
    chain = M.dynamic
    while chain is not entry:
        assert chain is not None
        is_wound = is_wound or chain.kind == "wind"
        same += chain.second is entry.second
        chain = chain.outer
    return is_wound, same


def _outside(stack: Stack | None, key: Value, skip: int) -> tuple[bool, Stack | None]:
    """The stack under the frame with this key."""
    while stack is not None:
        segment, index, stack = stack
        count = len(segment)
        while index < count:
            frame = segment[index]
            index += 1
            # A frame of the prelude: only those of ``%in-extent`` hold a key first, others pass it on at once.
            if len(frame) > 1 and frame[1] is key and type(frame[0]) is ResumePoint and frame[0].unit.is_base:
                if not skip:
                    return True, ((segment, index, stack) if index < count else stack)
                skip -= 1
    return False, None


@primitive("%left", "()", "Signal that there is no way to leave for an exit.", calls=True)
def left_already() -> Value:
    raise failure("control-error", "the extent to return from has been left for good")


@primitive("%pop-extent", "(key)", "Leave the extent with this key, the innermost.", writes=True)
def pop_extent(key: Value) -> Value:
    assert M.dynamic is not None
    M.dynamic = M.dynamic.outer
    return UNSPECIFIED
