"""The stepping executor: the same frames as the fast one, walked term by term, so that a person can stop anywhere.

``Execution.run(ticks, stepper)`` runs with it instead of generated code; a run may use the one and the next run the
other. A walk can stop before each sub-expression, when its value is known, at calls and at returns. All of these lie
inside a *statement*, a term whose one side effect comes last; so to stop is to leave the frame at the statement's start,
and to go on is to do it again up to the operation after the last one seen. Nothing of that is part of the program's
state: a ``Stepper`` remembers how far a person has seen, and the values of variables the program needs no more, and may
be dropped at any time.

A stepper need not walk everything. With ``only``, it walks the procedures somebody wants to stop in, and the rest runs
as generated code at full speed; that calls of the former come to the driver is the business of ``traps.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from types import FunctionType
from typing import Literal, Protocol, TypeAlias
from weakref import WeakKeyDictionary

from msgspec import Struct

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.emit import by_name
from omega.runtime.compile.expressions import is_unit_name, python_name
from omega.runtime.compile.points import LOOP, RETURN, Frame, InLoop, ResumePoint
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.lib.primitive import current
from omega.runtime.machine.activation import BEGINNING, ONWARD, Activation
from omega.runtime.machine.checks import check_call
from omega.runtime.machine.registers import M
from omega.runtime.machine.stack import CALLING, Stack, frames
from omega.runtime.machine.variables import variables_of
from omega.runtime.syntax.datum import Value, lisp_list
from omega.runtime.syntax.source import Span

#: ``before`` a sub-expression; its ``value`` is known (a call's: it has come back); about to ``call`` with everything
#: evaluated; the same as a ``tail-call``; about to ``return`` a value from the procedure.
Kind: TypeAlias = Literal["before", "value", "call", "tail-call", "return"]

#: Procedures of a unit by the names of their functions, with the Python names of their parameters.
Codes: TypeAlias = dict[str, tuple[ir.Code, list[str]]]

#: Procedures of units, by the indices of their codes.
Procedures: TypeAlias = Mapping[Unit, AbstractSet[int]]

#: Activations whose dead variables are kept, the newest ones.
_KEPT = 1_000
#: The count of operations when it is not known: so far below 0 that no tick has as many.
UNKNOWN = -1_000_000_000


class Location(Struct, frozen=True):
    """Where a walk has stopped. ``value``: of a ``value`` or a ``return``; the procedure of a ``call`` or ``tail-call``,
    whose ``arguments`` are known. ``variables``: what is in scope, by name, innermost binding of a name. ``node``: the id of
    what it is the operation of."""

    kind: Kind
    unit: Unit
    code: ir.Code
    span: Span
    value: Value
    arguments: tuple[Value, ...]
    variables: dict[str, Value]
    node: int = -1


class Watch(Protocol):
    """Decides where a walk stops. ``activation.seen`` is 1 at the first operation of a statement."""

    def __call__(self, kind: Kind, activation: Watched, span: Span) -> bool: ...


def every_operation(kind: Kind, activation: Watched, span: Span) -> bool:
    """Stop at the next operation, whatever it is."""
    return True


def every_statement(kind: Kind, activation: Watched, span: Span) -> bool:
    """Stop at the next statement."""
    return activation.seen == 1


class Pausing(Exception):
    """Raised inside a statement to leave it; caught by the walk."""


class Stepper:
    """One stepping executor. ``watch``: where to stop next; ``None`` to run on. ``breaks``: where to stop also in what is
    stepped over. ``only``: what is walked, besides the activation that is being stepped over; ``None`` is everything, and
    so it is again after each stop. ``follows``: a procedure called last by the one that is stepped over is stepped over in
    its place. ``has_left``: what was stepped over is over. ``location``: where the last run stopped; ``None`` if it ended otherwise.
    ``watched``: it was what ``watch`` waits for. ``loaded``: is told of each unit that begins, or is walked for the first time.

    ``operation``: how many operations there have been since the last tick was counted, whatever was watched, or a
    number below 0 when that is not known because other executors ran since. ``offset``: the ticks of the evaluation
    before its present form. ``halt``: a tick and the number of an operation behind it to stop at, whatever it is; ``look``:
    a tick, and a kind and a place of operations to stop at. ``is_halt``: it stopped for one of these, and nothing else."""

    __slots__ = (
        "_analyses", "_entry", "_floor", "_kept", "_origin", "_origin_frame", "_seen_in_part", "_tick", "breaks", "follows", "halt",
        "has_left", "is_halt", "loaded", "location", "look", "offset", "only", "operation", "watch", "watched",
    )  # fmt: skip

    def __init__(self, watch: Watch | None = None, breaks: Watch | None = None, only: Procedures | None = None) -> None:
        self.watch = watch
        self.breaks = breaks
        self.only = only
        self.loaded: Callable[[Unit], None] | None = None
        self.location: Location | None = None
        self.watched = False
        self.operation = 0
        self.offset = 0
        self.follows = self.has_left = False
        self.halt: tuple[int, int] | None = None
        self.look: tuple[int, Kind, Span] | None = None
        self.is_halt = False
        #: The tick that ``operation`` counts from.
        self._tick = 0
        #: A tick after which not everything was walked.
        self._seen_in_part = -1
        #: Activations of frames on the stack, by the identity of the frame.
        self._kept: dict[int, tuple[Frame, Activation]] = {}
        self._analyses: WeakKeyDictionary[CompiledUnit, tuple[Analysis, Codes]] = WeakKeyDictionary()
        self._entry: tuple[Activation, Value, tuple[Value, ...]] | None = None
        #: While stepping over or out: the frame whose turn ends that, the activation to stop in, and its frame.
        self._floor: Frame | None = None
        self._origin: dict[str, Value] | None = None
        self._origin_frame: Frame | None = None

    @property
    def is_watching(self) -> bool:
        """Does it look at operations at all?"""
        return not (self.watch is None and self.breaks is None and self.halt is None and self.look is None)

    def take_over(self, other: Stepper) -> None:
        """Go on from where another one has stopped."""
        self._kept, self.operation, self._tick = other._kept, other.operation, other._tick
        self.location = other.location

    def over(self, stack: Stack | None) -> None:
        """From now on do not stop in what the top activation of the stack calls."""
        top = list(zip(frames(stack), range(2), strict=False))
        self._origin_frame = top[0][0] if top else None
        self._floor = top[1][0] if len(top) > 1 else None
        self._origin = None

    def out(self, stack: Stack | None) -> None:
        """From now on do not stop before the top activation of the stack has returned."""
        self.over(stack)
        self._origin_frame = None

    def into(self, stack: Stack | None = None) -> None:
        """From now on stop anywhere. ``stack``: its top activation is the origin of the step."""
        self.over(stack)
        self._floor = None
        self.walk_all()

    def walk_all(self) -> None:
        """From now on walk everything."""
        if self.only is not None:
            self.only = None
            self._seen_in_part = self._tick if M.session is None else self.offset + current.ticks
            self.operation = UNKNOWN

    def walk_only(self, procedures: Procedures) -> None:
        """From now on walk these procedures, and the activation that is stepped over."""
        self.only = procedures
        self.operation = UNKNOWN

    @property
    def is_over(self) -> bool:
        """Is something being stepped over, or out of?"""
        return self._floor is not None

    def is_origin(self, activation: Activation) -> bool:
        """Is it the activation where the step began?"""
        return activation.locals is self._origin

    def locals_of(self, frame: Frame) -> dict[str, Value] | None:
        """The variables of the activation of a frame, also those that the frame does not hold, if they are kept."""
        kept = self._kept.get(id(frame))
        return None if kept is None else kept[1].locals

    def moved(self, before: Frame, after: Frame) -> None:
        """A frame was replaced by another one of the same activation."""
        kept = self._kept.pop(id(before), None)
        if kept is not None:
            self._kept[id(after)] = (after, kept[1])
        if self._floor is before:
            self._floor = after
        if self._origin_frame is before:
            self._origin_frame = after

    # -- what happens outside of walks

    def jumped(self, stack: Stack | None) -> None:
        """The computation goes on with another stack: when what was to be stepped over was left for good, stop anywhere."""
        floor = self._floor
        if floor is not None and not any(each is floor for each in frames(stack)):
            self.has_left = True
            self.into()

    def since(self, tick: int) -> int | None:
        """How many operations there have been since this tick, the last one, was counted; ``None``: nobody knows."""
        if tick != self._tick and self.only is None:
            return None if tick == self._seen_in_part else 0
        return self.operation if self.operation >= 0 else None

    def adopt(self, frame: Frame) -> dict[str, Value]:
        """The variables of the activation that will go on from a compiled procedure's frame: there is one from now on."""
        kept = self.locals_of(frame)
        if kept is not None:
            return kept
        point: ResumePoint = frame[0]
        described = point.point
        locals = dict(zip(described.names, frame[1:], strict=True))
        analysis = self._explained(point.unit, point.compiled)[0]
        code, term, context = described.code, described.term, described.context
        self.keep(frame, Activation(point.unit, point.compiled, analysis, code, term, context, locals))
        return locals

    def entered(self, frame: Frame, variables: dict[str, Value]) -> None:
        """A trap has left this frame, and these are the variables of its procedure."""
        self.adopt(frame).update(variables)

    def begin(self, tick: int, is_canonical: bool) -> None:
        """Not everything was walked until now: the evaluation has used so many ticks, and, if it is at a canonical point,
        is just about to use the next."""
        self._tick = tick
        self.operation = 0 if is_canonical else UNKNOWN

    def forget_all(self) -> None:
        """What ran is over: nothing of it is kept."""
        self._kept.clear()
        self.into()
        self.location = self._entry = None

    def forget_seen(self) -> None:
        """Statements that were seen in part have been done by others since."""
        for _, activation in self._kept.values():
            if isinstance(activation, Watched):
                activation.seen = 0

    # -- the driver's side

    def resume(self, value: Value, frame: Frame) -> Value:
        """Go on from a frame: what the ``resume`` of its point does, by walking."""
        if frame is self._floor:
            self.has_left = True
            self.into()
        activation = self._activation(value, frame)
        if activation is None:
            return frame[0].resume(value, frame)
        if frame is self._origin_frame:
            self._origin = activation.locals
        return activation.walk()

    def _activation(self, value: Value, frame: Frame) -> Activation | None:
        """The activation of a frame; ``None`` if there is nothing to walk."""
        point = frame[0]
        if type(point) is ResumePoint:
            if self.only is not None and frame is not self._origin_frame:
                wanted = self.only.get(point.unit)
                if wanted is None or point.point.code.index not in wanted:
                    self._kept.pop(id(frame), None)
                    return None
            return self._resumed(point, value, frame)
        if point is BEGINNING:
            return self._begun(frame[1])
        if point is CALLING:
            procedure, arguments = frame[1], frame[2]
            entry, self._entry = self._entry, None
            if entry is not None and entry[1] is procedure and entry[2] is arguments:
                return entry[0]
            if procedure is BEGINNING:
                return self._begun(arguments[0])
            unit = self.unit_to_walk(procedure)
            return None if unit is None else self._entered(unit, procedure, arguments)
        return None

    def unit_to_walk(self, procedure: Value, caller: Activation | None = None) -> Unit | None:
        """The unit of a procedure whose calls are walked; ``None`` for any other value. ``caller``: the activation that its
        own takes the place of."""
        unit = unit_of(procedure) if type(procedure) is FunctionType else None
        if unit is None or self.only is None or (self.follows and caller is not None and self.is_origin(caller)):
            return unit
        name = procedure.__code__.co_name
        if name == "f0":
            return unit if self._is_wanted(unit) else None
        wanted = self.only.get(unit)
        if wanted is None:
            return None
        code, _ = self._explained(unit, unit.compiled)[1][name]
        return unit if code.index in wanted else None

    def _is_wanted(self, unit: Unit) -> bool:
        """Is the top level of a unit, which begins, to be walked?"""
        if self.loaded is not None:
            self.loaded(unit)
        return self.only is None or 0 in self.only.get(unit, ())

    def _begun(self, unit: Unit) -> Activation | None:
        """The start of a top-level form."""
        if self.only is not None and not self._is_wanted(unit):
            return None
        analysis = self._explained(unit, unit.compiled)[0]
        top = analysis.codes[0]
        return self._kind()(unit, unit.compiled, analysis, top, top.body, None, {}, self)

    def _resumed(self, point: ResumePoint, value: Value, frame: Frame) -> Activation:
        kept = self._kept.pop(id(frame), None)
        kind = self._kind()
        if kept is not None:
            activation = kept[1]
            if type(activation) is kind:
                activation.stepper = self
                if activation.is_waiting:
                    activation.come_back(value)
                return activation
        unit, compiled = point.unit, point.compiled
        analysis = self._explained(unit, compiled)[0]
        described = analysis.point(point.number)
        locals = dict(zip(described.names, frame[1:], strict=True)) if kept is None else kept[1].locals
        if described.variable is not None:
            locals[python_name(described.variable)] = value
        activation = kind(
            unit, compiled, analysis, described.code, described.term, described.context, locals, self
        )
        activation.at_head = described.kind == LOOP
        if isinstance(activation, Watched) and described.kind == RETURN:
            activation.arrived = (described.span, value)
        return activation

    # -- the walk's side

    def enter(
        self, unit: Unit, procedure: FunctionType, arguments: tuple[Value, ...], caller: Activation | None = None
    ) -> None:
        """The driver will enter this procedure next. Raises ``LispError`` when it takes another number of arguments."""
        entered = self._entered(unit, procedure, arguments)
        self._entry = (entered, procedure, arguments)
        if self.follows and caller is not None and self.is_origin(caller):
            self._origin = entered.locals

    def _entered(self, unit: Unit, procedure: FunctionType, arguments: tuple[Value, ...]) -> Activation:
        """The start of a generated procedure."""
        analysis, codes = self._explained(unit, unit.compiled)
        code, names = codes[procedure.__code__.co_name]
        count = len(names)
        if code.rest and len(arguments) >= count - 1:
            arguments = (*arguments[: count - 1], lisp_list(arguments[count - 1 :]))
        elif len(arguments) != count:
            check_call(procedure, len(arguments))
        locals = dict(zip(names, arguments, strict=True))
        if code.free:
            for name, cell in zip(procedure.__code__.co_freevars, procedure.__closure__ or (), strict=True):
                if not is_unit_name(name):
                    locals[name] = cell.cell_contents
        return self._kind()(unit, unit.compiled, analysis, code, code.body, None, locals, self)

    def _kind(self) -> type[Activation]:
        return Watched if self.is_watching else Activation

    def _explained(self, unit: Unit, compiled: CompiledUnit) -> tuple[Analysis, Codes]:
        """What a unit does, and its procedures by name; kept, unlike the unit's own copy, as long as it is stepped."""
        found = self._analyses.get(compiled)
        if found is None:
            analysis = compiled.analysis
            codes = by_name(analysis.codes)
            names = {name: (code, [python_name(v) for v in code.parameters]) for name, code in codes.items()}
            found = self._analyses[compiled] = (analysis, names)
            if self.loaded is not None:
                self.loaded(unit)
        return found

    def keep(self, frame: Frame, activation: Activation) -> None:
        """Remember the activation of a frame, with the variables that the frame does not hold."""
        kept = self._kept
        kept[id(frame)] = (frame, activation)
        if len(kept) > _KEPT:
            del kept[next(iter(kept))]
        if activation.locals is self._origin:
            self._origin_frame = frame

    def happens(
        self, kind: Kind, activation: Watched, span: Span, value: Value, arguments: tuple[Value, ...]
    ) -> None:
        """An operation: raises ``Pausing`` when the walk is to stop at it."""
        tick = self.offset + current.ticks
        if tick != self._tick:
            self._tick = tick
            self.operation = 0 if self.only is None and tick != self._seen_in_part else UNKNOWN
        self.operation += 1
        stops = self.breaks is not None and self.breaks(kind, activation, span)
        self.watched = (
            self.watch is not None
            and (self._floor is None or activation.locals is self._origin)
            and self.watch(kind, activation, span)
        )
        if self.watched:
            self.into()
        self.is_halt = not (stops or self.watched) and (
            (tick, self.operation) == self.halt or (tick, kind, span) == self.look
        )
        if stops or self.watched or self.is_halt:
            if not self.is_halt:
                self.only = None
            variables = variables_of(activation.code, activation.locals)
            node = -1 if activation.at is None else activation.at.id
            self.location = Location(kind, activation.unit, activation.code, span, value, arguments, variables, node)
            raise Pausing


class Watched(Activation):
    """An activation whose walk may stop. ``at``: the node whose operation it is. ``seen``: operations of the statement so
    far. ``skip``: how many of them a person has seen already. ``arrived``: the value of the call or mutation before, with
    its place."""

    stepper: Stepper
    at: ir.Ir | None = None
    seen = 0
    skip = 0
    arrived: tuple[Span, Value] | None = None

    def walk(self) -> Value:
        # Frames in which a statement was seen in part come back as this same object.
        self.skip, self.seen = self.seen, 0
        try:
            while True:
                value = self.advance()
                if value is not ONWARD:
                    return value
        except Pausing:
            return self.suspend(self.here())

    def come_back(self, value: Value) -> None:
        self.seen = 0
        super().come_back(value)

    def advance(self) -> Value:
        self.seen = 0
        if self.arrived is not None:
            (span, value), self.arrived = self.arrived, None
            self.at = None
            self.stepper.happens("value", self, span, value, ())
        term = self.term
        # The head of a loop is a tick point: what a turn does begins behind it.
        if (type(term) in _ANNOUNCED and not self.at_head) or (type(term) is ir.Bind and type(term.value) in _ACTIONS):
            self._happens("before", term)
        value = super().advance()
        self.skip = 0
        return value

    def evaluate(self, simple: ir.Simple) -> Value:
        if type(simple) is ir.MakeBox and type(simple.value) is ir.Local:
            return [super().evaluate(simple.value)]
        if type(simple) is ir.MakeBox or (type(simple) is ir.Local and simple.variable.uid < 0):
            return super().evaluate(simple)
        self._happens("before", simple)
        value = super().evaluate(simple)
        if type(simple) is ir.Apply and simple.primitive.writes:
            self.arrived = (simple.span, value)
        else:
            self._happens("value", simple, value)
        return value

    def operands(self, operands: list[ir.Simple]) -> list[Value]:
        return [self.evaluate(operand) for operand in operands]

    def apply(self, term: ir.TailCall, procedure: Value, arguments: tuple[Value, ...]) -> Value:
        self._happens("tail-call" if self._is_last() else "call", term, procedure, arguments)
        return super().apply(term, procedure, arguments)

    def deliver(self, value: Value) -> Value:
        if type(self.term) is ir.TailCall:
            self.arrived = (self.term.span, value)
        elif self._is_last():
            self._happens("return", self.term, value)
        return super().deliver(value)

    def _is_last(self) -> bool:
        """Does the value go to the caller?"""
        context = self.context
        while type(context) is InLoop:
            context = context.outer
        return context is None

    def _happens(self, kind: Kind, at: ir.Ir, value: Value = None, arguments: tuple[Value, ...] = ()) -> None:
        self.seen += 1
        if self.seen > self.skip:
            self.at = at
            self.stepper.happens(kind, self, at.span, value, arguments)


#: Terms, and actions of a ``Bind``, that are an operation of their own.
_ANNOUNCED = frozenset((ir.Branch, ir.TailCall, ir.Loop, ir.Jump))
_ACTIONS = frozenset((ir.BoxWrite, ir.GlobalWrite))
