"""The registers of the machine: what an unwinding leaves for the driver.

There is one set in a process, because the fast path cannot afford a second: one thread runs Lisp, and no run starts
inside another. ``Execution.run`` (``execution.py``) is the only one to begin and end a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omega.runtime.compile.points import Frame
from omega.runtime.syntax.datum import Value

if TYPE_CHECKING:
    from omega.runtime.machine.dynamic import Dynamic
    from omega.runtime.machine.stack import Stack
    from omega.runtime.session import SessionState


class Marker:
    """The type of ``TC``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "TC"


#: What a generated function returns instead of a value to say: the stack is being turned into frames.
TC = Marker()

#: The frames of the unwinding in progress, innermost first.
FRAMES: list[Frame] = []

# What an unwinding asks of the driver: (one of these, operands...). None: it ran out of ticks.
THROW = 1  #: (stack, value): go on there
REINSTATE = 2  #: (composable continuation, value): go on with it, on the present stack; the last that is a jump
EFFECT = 3  #: (op, arguments): hand the request to the host
CALL = 4  #: (procedure, arguments): call it, in place of the call that unwound
UNHANDLED = 5  #: (condition, offers): nobody handles it; stop here
PROMPT = 6  #: (receiver, thunk): call the thunk behind a prompt's frame
LEAVE = 7  #: (entry, handler, values): leave for the prompt of an entry of the dynamic state
CAPTURE = 8  #: (procedure): call it with the current continuation
ESCAPE = 9  #: (entry, procedure, arguments, again): leave for the exit of an entry, and call the procedure there
SIGNALLED = 10  #: (object, mode): somebody wants to know of this condition before its handlers do


class Signals:
    """The conditions that a computation signals. ``count`` of them since ``tick``, the last one in which there was any.
    ``types``: names of those that the host wants to know of; ``wanted``: a tick and the number in it of one more."""

    __slots__ = ("count", "tick", "types", "wanted")

    def __init__(self) -> None:
        self.count = 0
        self.tick = -1
        self.types: frozenset[str] | None = None
        self.wanted: tuple[int, int] | None = None

    def tells(self, lineage: tuple[str, ...]) -> bool:
        """Is the host to know of the last one, which is of these types?"""
        return (self.tick, self.count) == self.wanted or (self.types is not None and not self.types.isdisjoint(lineage))


class Registers:
    """``action``: what the unwinding asks for. ``dynamic``: the dynamic state. ``session``: who is running.
    ``signals``: what it signals. ``entered``: the frame
    that a trap has left, and the variables of its procedure, also those that the frame does not hold."""

    __slots__ = ("action", "dynamic", "entered", "session", "signals")

    def __init__(self) -> None:
        self.action: tuple[Any, ...] | None = None
        self.dynamic: Dynamic | None = None
        self.session: SessionState | None = None
        self.signals = Signals()
        self.entered: tuple[Frame, dict[str, Value]] | None = None


M = Registers()


def trapped(frame: Frame, variables: dict[str, Value]) -> None:
    """Leave the frame of a procedure that does nothing itself."""
    FRAMES.append(frame)
    M.entered = (frame, variables)


def call_next(procedure: Value, arguments: tuple[Value, ...]) -> Marker:
    """What a primitive returns to have a procedure called in its place, as a tail call."""
    M.action = (CALL, procedure, arguments)
    return TC


def throw(stack: Stack | None, value: Value) -> Marker:
    """What a primitive returns to go on with a value on another stack."""
    M.action = (THROW, stack, value)
    return TC
