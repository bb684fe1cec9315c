"""An activation: a procedure's code, where it is in it, and its variables; and the walk that goes on from there.

The walk runs the intermediate representation as it is, one term after the other. It reads and makes the same frames as
generated code, says what it wants of the driver in the same way (``registers.py``) and counts the same ticks, so at
every term either of the two can take over from the other. It is used where generated code is not: for stepping
(``stepping.py``), for a statement that failed (``careful.py``), and for top-level forms of a few steps, which are not
worth compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.emit import free_of_group
from omega.runtime.compile.expressions import global_name, python_name
from omega.runtime.compile.inline import STATEMENTS
from omega.runtime.compile.points import LOOP, RETURN, TERM, Context, Frame, InBind, InLoop, Point
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import Condition, LispError
from omega.runtime.lib.primitive import current
from omega.runtime.machine.base import BASE
from omega.runtime.machine.checks import unbound_message, with_place
from omega.runtime.machine.registers import CALL, FRAMES, TC, M
from omega.runtime.machine.stack import CALLING, TOP
from omega.runtime.machine.templates import FUNCTIONS, INAPPLICABLE
from omega.runtime.syntax.datum import FALSE, UNASSIGNED, UNSPECIFIED, Value, intern
from omega.runtime.syntax.source import Span

if TYPE_CHECKING:
    from omega.runtime.machine.stepping import Stepper


class _Onward:
    """The type of ``ONWARD``."""

    __slots__ = ()


#: What a term gives when the walk goes on inside the procedure.
ONWARD: Final = _Onward()


class Activation:
    """``term`` is next, inside ``context``. ``locals``: the values of variables by their Python names. ``at_head``: the
    term is a loop whose variables have their values. ``is_waiting``: the term is a call that was made. ``stepper``: the
    executor that walks; without one, procedures are called as generated code calls them."""

    at_head = False
    is_waiting = False

    def __init__(
        self,
        unit: Unit,
        compiled: CompiledUnit,
        analysis: Analysis,
        code: ir.Code,
        term: ir.Term,
        context: Context,
        locals: dict[str, Value],
        stepper: Stepper | None = None,
    ) -> None:
        self.unit = unit
        self.compiled = compiled
        self.analysis = analysis
        self.code = code
        self.term = term
        self.context = context
        self.locals = locals
        self.stepper = stepper

    def walk(self) -> Value:
        """Go on to the end: the procedure's value, or the marker when the driver has something to do first.

        An error passes through; ``faults.py`` finds the activation on the traceback, as ``self`` in this function."""
        while True:
            term = self.term
            value = self._head() if self.at_head else _TERMS[type(term)](self, term)
            if value is not ONWARD:
                return value

    def advance(self) -> Value:
        """Do one term. ``ONWARD``, or what ``walk`` is to return."""
        return self._head() if self.at_head else _TERMS[type(self.term)](self, self.term)

    # -- frames

    def frame(self, point: Point) -> Frame:
        """A frame of this activation at a resume point."""
        locals = self.locals
        values = [locals.get(name, UNASSIGNED) for name in point.names]
        return (self.unit.point(self.compiled, point.number), *values)

    def here(self) -> Frame:
        """A frame that goes on where the activation is."""
        return self.frame(self._point(LOOP if self.at_head else TERM, self.term, self.context))

    def return_point(self) -> Point | None:
        """Where the value of a call at the term goes, unless it is the procedure's."""
        context = self.context
        while type(context) is InLoop:
            context = context.outer
        if context is None:
            return None
        assert type(context) is InBind
        return self._point(RETURN, context.term, context.outer)

    def _point(self, kind: int, term: ir.Term, context: Context) -> Point:
        return self.analysis.point_at(kind, self.code, term, context)

    def suspend(self, frame: Frame) -> Value:
        """Leave this frame on the stack."""
        FRAMES.append(frame)
        if self.stepper is not None:
            self.stepper.keep(frame, self)
        return TC

    # -- calls and values

    def apply(self, term: ir.TailCall, procedure: Value, arguments: tuple[Value, ...]) -> Value:
        """Call a procedure: its value goes to the context, or the driver enters it."""
        waiting = self.return_point()
        if self.stepper is not None:
            caller = self if waiting is None else None
            unit = self.stepper.unit_to_walk(procedure, caller)
            if unit is not None:
                with_place(term.span, self.stepper.enter, unit, procedure, arguments, caller)
                if waiting is not None:
                    self._wait(waiting)
                M.action = (CALL, procedure, arguments)
                return TC
        value = procedure(*arguments)
        if value is not TC:
            return value if waiting is None else self.deliver(value)
        if waiting is not None:
            self._wait(waiting)
        return TC

    def _wait(self, point: Point) -> None:
        self.is_waiting = True
        self.suspend(self.frame(point))

    def come_back(self, value: Value) -> None:
        """The value of the call that was made has arrived."""
        self.is_waiting = False
        self.deliver(value)

    def deliver(self, value: Value) -> Value:
        """Give a value to the context."""
        context = self.context
        while type(context) is InLoop:
            context = context.outer
        if context is None:
            return value
        assert type(context) is InBind
        bind = context.term
        if bind.variable is not None:
            self.locals[python_name(bind.variable)] = value
        self.term = bind.next
        self.context = context.outer
        return ONWARD

    def act(self, term: ir.Bind) -> Value:
        """What a ``Bind`` does."""
        value = term.value
        if isinstance(value, ir.BoxWrite):
            result = self.evaluate(value.value)
            self.locals[python_name(value.variable)][0] = result
            return UNSPECIFIED
        if isinstance(value, ir.GlobalWrite):
            if not value.define:
                self._global(value.name, False, term.span)
            self.unit.globals[global_name(value.name, False)] = self.evaluate(value.value)
            return UNSPECIFIED
        result = self.evaluate(value)
        if isinstance(value, ir.Apply) and (value.primitive.name, len(value.operands)) in STATEMENTS:
            return UNSPECIFIED
        return result

    # -- terms

    def _return(self, term: ir.Return) -> Value:
        return self.deliver(self.evaluate(term.value))

    def _branch(self, term: ir.Branch) -> Value:
        self.term = term.alternative if self.evaluate(term.test) is FALSE else term.consequent
        return ONWARD

    def _bind(self, term: ir.Bind) -> Value:
        value = self.act(term)
        if term.variable is not None:
            self.locals[python_name(term.variable)] = value
        self.term = term.next
        return ONWARD

    def _bind_call(self, term: ir.BindCall) -> Value:
        self.context = InBind(term, self.context)
        self.term = term.body
        return ONWARD

    def _tail_call(self, term: ir.TailCall) -> Value:
        arguments = tuple(self.operands(term.operands))
        return self.apply(term, self.evaluate(term.operator), arguments)

    def _fix_procedures(self, term: ir.FixProcedures) -> Value:
        maker = self.unit.function(f"g{term.codes[0].index}")
        made = maker(*[self.locals[python_name(variable)] for variable in free_of_group(term)])
        names = map(python_name, term.variables)
        self.locals.update(zip(names, made if type(made) is tuple else (made,), strict=True))
        self.term = term.next
        return ONWARD

    def _loop(self, term: ir.Loop) -> Value:
        return self._turn(term, term.initial, self.context)

    def _jump(self, term: ir.Jump) -> Value:
        context = self.context
        while not (type(context) is InLoop and context.term is term.loop):
            assert context is not None
            context = context.outer
        return self._turn(term.loop, term.operands, context.outer)

    def _turn(self, loop: ir.Loop, operands: list[ir.Simple], context: Context) -> Value:
        values = self.operands(operands)
        self.locals.update(zip(map(python_name, loop.variables), values, strict=True))
        self.term = loop
        self.context = context
        self.at_head = True
        return ONWARD

    def _head(self) -> Value:
        """Count a turn of a loop and begin it."""
        loop = self.term
        assert type(loop) is ir.Loop
        for _ in current.budget:
            break
        else:
            return self.suspend(self.here())
        self.term = loop.body
        self.context = InLoop(loop, self.context)
        self.at_head = False
        return ONWARD

    def _tick(self, term: ir.Tick) -> Value:
        for _ in current.budget:
            break
        else:
            return self.suspend(self.here())
        self.term = term.next
        return ONWARD

    # -- simple expressions

    def evaluate(self, simple: ir.Simple) -> Value:
        """The value of a simple expression; a condition gets the place of the sub-expression that signals it."""
        if type(simple) is ir.Local:
            return self.locals[simple.variable.python_name or python_name(simple.variable)]
        if type(simple) is ir.Apply:
            values = self.operands(simple.operands)
            template = FUNCTIONS[simple.primitive.name, len(values)]
            if template is not None and (simple.primitive.name != "*" or not self._checks_products()):
                try:
                    return template(*values)
                except INAPPLICABLE:
                    pass
            try:
                return simple.primitive.function(*values)
            except LispError as error:
                if error.condition.place is None:
                    error.condition.place = simple.span
                if current.checks and error.condition.type == "budget-exceeded" and not self._is_careful():
                    current.refused.append(current.ticks)
                raise
        if type(simple) is ir.Literal:
            return simple.value if type(simple.value) is int else self.unit.literals.own(simple.value)
        if type(simple) is ir.GlobalRead:
            return self._global(simple.name, simple.base, simple.span)
        if isinstance(simple, ir.BoxRead):
            value = self.locals[python_name(simple.variable)][0]
            if value is UNASSIGNED:
                message = f"{simple.variable.name}: used before its definition was evaluated"
                raise LispError(Condition("unbound-variable", message, place=simple.span))
            return value
        if isinstance(simple, ir.Choose):
            test = self.evaluate(simple.test)
            return self.evaluate(simple.alternative if test is FALSE else simple.consequent)
        if isinstance(simple, ir.Either):
            value = self.evaluate(simple.left)
            return self.evaluate(simple.right) if value is FALSE else value
        if isinstance(simple, ir.MakeBox):
            return [self.evaluate(simple.value)]
        assert isinstance(simple, ir.MakeClosure)
        code = simple.code
        if not code.free:
            return self.unit.function(f"f{code.index}")
        maker = self.unit.function(f"m{code.index}")
        return maker(*[self.locals[python_name(variable)] for variable in code.free])

    def operands(self, operands: list[ir.Simple]) -> list[Value]:
        """The values of operands, left to right."""
        locals = self.locals
        values = []
        for operand in operands:
            if type(operand) is ir.Local:
                values.append(locals[operand.variable.python_name or python_name(operand.variable)])
            else:
                values.append(self.evaluate(operand))
        return values

    def _checks_products(self) -> bool:
        """Is the size of a product checked before it is made? Where generated code would run, only for a while."""
        return current.checks or self._is_careful()

    def _is_careful(self) -> bool:
        """Is it always a walk that does this?"""
        return self.stepper is None or (self.compiled.is_direct and self.code.index == 0)

    def _global(self, name: str, base: bool, span: Span) -> Value:
        python = global_name(name, base)
        globals = self.unit.globals
        if python in globals:
            return globals[python]
        if python in BASE:
            return BASE[python]
        message = unbound_message(name, globals)
        raise LispError(Condition("unbound-variable", message, place=span, name=intern(name)))


_TERMS: dict[type[ir.Ir], Callable[[Any, Any], Value]] = {
    ir.Return: Activation._return,
    ir.Branch: Activation._branch,
    ir.TailCall: Activation._tail_call,
    ir.Bind: Activation._bind,
    ir.BindCall: Activation._bind_call,
    ir.FixProcedures: Activation._fix_procedures,
    ir.Loop: Activation._loop,
    ir.Jump: Activation._jump,
    ir.Tick: Activation._tick,
}


class TopPoint:
    """The resume point of a frame ``(BEGINNING, unit)``, which evaluates a direct top-level form; also to be called."""

    __slots__ = ()
    point = None

    def __call__(self, unit: Unit) -> Value:
        compiled = unit.compiled
        analysis = compiled.analysis
        top = analysis.codes[0]
        return Activation(unit, compiled, analysis, top, top.body, None, {}).walk()

    def resume(self, value: Value, frame: Frame) -> Value:
        return self(frame[1])


BEGINNING = TopPoint()


def first_frames(unit: Unit) -> list[Frame]:
    """The frames that evaluate a unit."""
    top = unit.compiled.procedures["f0"]
    first: Frame = (BEGINNING, unit) if unit.compiled.is_direct else (CALLING, unit.function("f0"), ())
    return [first, (TOP, top.span)]
