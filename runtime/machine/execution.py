"""The driver: runs frames, and acts on what an unwinding asked for.

``Execution`` is one computation: a stack, the value on its way to the top frame, and a dynamic state. ``run(ticks)``
goes on with it for that many ticks and comes back with everything on the heap. Nothing here awaits, opens or prints.

A run is made of turns of at most ``TURN`` ticks. A turn bounds the Python stack: no procedure calls without a tick, so
at most ``TURN`` Python frames are active before they are turned into heap frames (Baker, *Cheney on the M.T.A.*, 1995).
Returns through heap frames are counted apart, so that the tick count does not depend on where turns end.

A turn ends at a *tick point*, where the program would use a tick that it is not given, or between two returns. Only the
former can be found again by counting ticks, so it is the canonical point of that tick; a run of no ticks goes on to it.

CPython keeps the frames of Python functions in pieces of 16 KB, which it maps when a call needs one and unmaps when that
call returns: for the calls of one turn, ten times, which took longer than the calls. So after its first turn a run goes
on under a frame that claims so much of a piece that a large one is made for it, and what is left of that holds the
frames of a whole turn. The first turn does without, because that piece takes 13 µs to map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from operator import length_hint
from types import FunctionType
from typing import Any, TypeVar, cast

from omega.runtime.compile.points import Frame
from omega.runtime.condition import Condition, StackEntry
from omega.runtime.lib.primitive import current
from omega.runtime.machine.base import BASE
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.escape import escape
from omega.runtime.machine.faults import recover
from omega.runtime.machine.heap import METER, measure
from omega.runtime.machine.prompts import enter_prompt, leave, reinstate
from omega.runtime.machine.registers import (
    CALL,
    CAPTURE,
    EFFECT,
    ESCAPE,
    FRAMES,
    LEAVE,
    PROMPT,
    REINSTATE,
    SIGNALLED,
    TC,
    THROW,
    UNHANDLED,
    M,
    Signals,
)
from omega.runtime.machine.signals import signal_now
from omega.runtime.machine.stack import CALLING, EMPTY, JUMPING, Continuation, Stack, depth, describe
from omega.runtime.machine.stepping import Stepper
from omega.runtime.outcome import Done, EffectRequest, OutOfTicks, Paused, Signalled, Stopped
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import UNSPECIFIED, Value

#: Ticks in one turn of the driver, and returns through heap frames in one.
TURN = 1_000
#: Turns of no ticks in one run.
_SETTLING = 10
#: Ticks that are run with every check, by the stepping executor, after a run that the host had to end.
CHECKED = 50

#: Words that the frame of ``_turns_with_room`` claims: just over 256 KB, so that CPython makes a piece of 512 KB.
_CLAIM = 33_000

ExecutionOutcome = Done | OutOfTicks | EffectRequest | Stopped | Paused | Signalled

_OUT_OF_TICKS = OutOfTicks()

_Function = TypeVar("_Function", bound=Callable[..., object])


def _with_room(function: _Function) -> _Function:
    """Have the frames of what the function calls lie in one piece of memory; see the head of this module."""
    found = cast(FunctionType, function)
    found.__code__ = found.__code__.replace(co_stacksize=_CLAIM)
    return function


class Execution:
    """One computation in one session; it starts with the first of the ``frames``."""

    __slots__ = (
        "at_tick", "checked", "dynamic", "is_broken", "is_late", "limits", "refused", "session", "signals", "stack", "ticks", "value",
    )  # fmt: skip

    def __init__(
        self,
        session: SessionState,
        frames: list[Frame],
        dynamic: Dynamic | None = None,
    ) -> None:
        self.session = session
        self.limits = session.limits
        self.stack: Stack | None = (frames, 0, None)
        self.value: Value = UNSPECIFIED
        self.dynamic = dynamic
        #: Ticks used since the start.
        self.ticks = 0
        #: Is it at the canonical point of its tick?
        self.at_tick = False
        #: Did the host have to end a run, because some operation took too long?
        self.is_late = False
        #: Up to this tick, products are checked before they are made.
        self.checked = -1
        #: The ticks at which that made a difference.
        self.refused: list[int] = []
        #: Was an operation ended in its midst?
        self.is_broken = False
        #: The conditions that it signals.
        self.signals = Signals()

    def run(
        self, ticks: int, stepper: Stepper | None = None, signals: frozenset[str] | None = None
    ) -> ExecutionOutcome:
        """Go on for at most this many ticks; perhaps fewer, when much of the work is returning from calls. Of none: to
        the next tick point, or as far towards it as fits into a slice.

        With a ``stepper``, that executor runs, to where it says ``Paused``. ``signals``: condition types to say
        ``Signalled`` for."""
        if M.session is not None:
            raise RuntimeError("a Lisp computation is already running in this process; runs do not nest")
        current.limits = self.limits
        METER.begin(self.session)
        start = self.ticks
        M.session = self.session
        M.dynamic = self.dynamic
        M.action = None
        M.signals = self.signals
        self.signals.types = signals
        stop = self.ticks + ticks
        outcome: ExecutionOutcome | None = None
        if stepper is not None:
            stepper.location = None
        try:
            # A turn that only returns through heap frames uses no ticks: the number of turns is bounded as well.
            outcome = self._turns(1 if ticks else _SETTLING, stop, stepper)
            if outcome is None and self.ticks < stop:
                outcome = self._turns_with_room(ticks // TURN, stop, stepper)
        finally:
            FRAMES.clear()
            self.dynamic = M.dynamic
            self.is_late = self.is_late or current.is_late
            current.is_late = False
            self.is_broken, current.is_broken = current.is_broken, False
            if current.refused:
                self.refused, current.refused = current.refused, []
            M.session = None
            M.action = None
            METER.end(self.session, self.ticks - start)
        return _OUT_OF_TICKS if outcome is None else outcome

    def answer(self, value: Value) -> None:
        """The value of the effect that was requested."""
        self.value = value

    def signal(self, procedure: Value, condition: Condition) -> None:
        """Go on by calling ``procedure`` (``raise``, for one) with a condition, in place of the effect requested."""
        self.stack = ([(CALLING, procedure, (condition,))], 0, self.stack)

    def measure(self) -> Iterator[int]:
        """Measure the session's memory exactly, in steps; the last number is the result, in bytes."""
        return measure(self.session, self.stack, self.dynamic)

    def backtrace(self) -> list[StackEntry]:
        """The innermost activations, in source terms."""
        return describe(self.stack)

    @_with_room
    def _turns_with_room(self, count: int, stop: int, stepper: Stepper | None) -> ExecutionOutcome | None:
        return self._turns(count, stop, stepper)

    def _turns(self, count: int, stop: int, stepper: Stepper | None) -> ExecutionOutcome | None:
        """Run at most this many turns, up to the tick ``stop``; ``None`` when there is more to run."""
        settles = self.ticks >= stop
        for _ in range(count):
            before = self.ticks
            if (before >= stop and (self.at_tick or not settles)) or current.is_full():
                break
            checks = self._checks(stepper)
            if checks:
                current.checks = True
                outcome = self._turn(min(max(0, self.checked - before), stop - before), stepper or Stepper())
                current.checks = current.is_late = False
            else:
                outcome = self._turn(min(TURN, stop - before), stepper)
            if outcome is not None:
                return outcome
            if stepper is not None and stepper.location is not None:
                self.at_tick = False
                return Paused(stepper.location, depth(self.stack))
            if M.entered is not None:
                self.at_tick = False
                if stepper is not None:
                    stepper.entered(*M.entered)
                M.entered = None
            METER.turn(self.ticks - before)
        return None

    def _checks(self, stepper: Stepper | None) -> bool:
        """Are products to be checked in the next turn? Generated code does not do it; primitives do."""
        if self.is_late and self.at_tick:
            self.is_late = False
            if stepper is None:
                self.checked = self.ticks + CHECKED
        return self.ticks < self.checked or (self.ticks == self.checked and not self.at_tick)

    def _turn(self, ticks: int, stepper: Stepper | None) -> ExecutionOutcome | None:
        """Run for at most this many ticks; ``None`` when there is more to run. ``stepper``: goes on from a frame in place
        of its resume point."""
        resume = None if stepper is None else stepper.resume
        budget = repeat(None, ticks)
        BASE["T"] = current.budget = budget
        current.unused = 0
        current.turn_end = self.ticks + ticks
        self.at_tick = False
        if self.stack is None:
            return Done(self.value)
        segment, index, rest = self.stack
        count = len(segment)
        value = self.value
        action: tuple[Any, ...] | None
        try:
            for _ in repeat(None, TURN):
                while index == count:
                    if rest is None:
                        self.stack = None
                        self.value = value
                        return Done(value)
                    segment, index, rest = rest
                    count = len(segment)
                frame = segment[index]
                index += 1
                while True:
                    try:
                        if resume is not None:
                            value = resume(value, frame)
                        elif frame[0] is CALLING:
                            arguments = frame[2]
                            # Spelled out, the call of a generated function stays inside of CPython's interpreter.
                            value = frame[1](arguments[0]) if len(arguments) == 1 else frame[1](*arguments)
                        else:
                            value = frame[0].resume(value, frame)
                    except Exception as error:  # noqa: BLE001 - what the fast path raises, the careful one explains
                        below: Stack | None = (segment, index, rest) if index < count else rest
                        (segment, index, rest), value, asked = recover(error, frame, below)
                        count = len(segment)
                        if asked is None:
                            break
                        M.action = asked
                        value = TC
                    if value is not TC:
                        break
                    action = M.action
                    if action is None:
                        # Out of ticks: the innermost frame takes no value, it just goes on.
                        if index < count:
                            # What frames that have returned held is to be freed, at the latest now.
                            rest = (segment[index:] if index else segment, 0, rest)
                        segment = [*FRAMES]
                        index = 0
                        FRAMES.clear()
                        value = UNSPECIFIED
                        current.charged += 8 * len(segment)
                        self.at_tick = True
                        return None
                    M.action = None
                    asked_for = action[0]
                    if asked_for <= REINSTATE:
                        if asked_for == THROW:
                            target = action[1]
                        else:
                            target = (segment, index, rest) if index < count else rest
                            if FRAMES:
                                target = ([*FRAMES], 0, target)
                            target = reinstate(action[1], target)
                        if FRAMES:
                            FRAMES.clear()
                        value = action[2]
                        if stepper is not None:
                            stepper.jumped(target)
                        segment, index, rest = target or (EMPTY, 0, None)
                        count = len(segment)
                        # A jump anywhere may be a turn of a loop, so it counts a tick.
                        for _ in budget:
                            break
                        else:
                            if index < count:
                                rest = (segment, index, rest)
                            segment, index, value = [(JUMPING, value)], 0, UNSPECIFIED
                            self.at_tick = True
                            return None
                        break
                    if index < count:
                        rest = (segment, index, rest)
                    if FRAMES:
                        rest = ([*FRAMES], 0, rest)
                        FRAMES.clear()
                    segment = EMPTY
                    index = count = 0
                    value = UNSPECIFIED
                    if asked_for == CAPTURE:
                        frame = (CALLING, action[1], (Continuation(rest, M.dynamic),))
                    elif asked_for == CALL:
                        frame = (CALLING, action[1], action[2])
                    elif asked_for == ESCAPE:
                        frame, rest = escape(action, rest)
                        if stepper is not None:
                            stepper.jumped(rest)
                    elif asked_for == PROMPT:
                        frame, rest = enter_prompt(action, rest)
                    elif asked_for == LEAVE:
                        frame, rest = leave(action, rest)
                        if stepper is not None:
                            stepper.jumped(rest)
                    elif asked_for == SIGNALLED:
                        segment = [(CALLING, signal_now, action[1:])]
                        return Signalled(action[1])
                    else:
                        segment, index, rest = rest or (EMPTY, 0, None)
                        if asked_for == EFFECT:
                            return EffectRequest(action[1], action[2])
                        assert asked_for == UNHANDLED
                        condition = action[1]
                        if not condition.stack:
                            condition.stack = tuple(describe((segment, index, rest)))
                        if condition.place is None and condition.stack:
                            condition.place = condition.stack[0].place
                        return Stopped(condition, action[2])
            return None
        finally:
            if self.stack is not None:
                self.stack = (segment, index, rest)
                self.value = value
            current.preempt_nothing()
            self.ticks += ticks - length_hint(budget) - current.unused


def is_running() -> bool:
    """Is the machine, rather than the compiler or the host, at work? A signal handler may ask."""
    return M.session is not None


def preempt() -> None:
    """Make the running computation stop at its next tick. A signal handler may call this, and nobody else needs to."""
    if M.session is not None:
        current.end_run()
