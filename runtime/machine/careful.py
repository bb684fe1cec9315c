"""The careful executor: one term of the intermediate representation, sub-expression by sub-expression.

When a generated statement raises, nothing of it has happened yet (one side effect per statement, and last), so it is
done again here, with every primitive checking its arguments. Either the exact sub-expression signals a condition, or
the statement succeeds, because the fast path's template did not apply (``(< 1 +nan.0)`` never gets here, ``(= z 0)``
for a complex z does), and the program goes on behind it.

Values of sub-expressions are kept, by node, until the statement is done: so when one of them fails and a restart gives
its value, the others are not computed a second time (``RedoPoint``).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Statement
from omega.runtime.compile.compiled import CompiledUnit, Procedure
from omega.runtime.compile.expressions import global_name, python_name, unmangle
from omega.runtime.compile.inline import STATEMENTS
from omega.runtime.compile.points import LOOP, RETURN, TERM, Context, Frame, InBind, InLoop, Point
from omega.runtime.compile.unit import Unit, procedure_of
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.scope import split_name
from omega.runtime.lib.primitive import BY_FUNCTION, Primitive
from omega.runtime.lib.procedures import is_procedure
from omega.runtime.machine.base import BASE
from omega.runtime.machine.registers import CALL, FRAMES, TC, M
from omega.runtime.machine.stack import CALLING, TOP
from omega.runtime.syntax.datum import FALSE, UNASSIGNED, UNSPECIFIED, String, Value, intern
from omega.runtime.syntax.kinds import procedure_name
from omega.runtime.syntax.printer import type_name, write_string
from omega.runtime.syntax.source import Span

#: What to go on with: frames, innermost first, and the value that arrives at the first.
Continued = tuple[list[Frame], Value]


class Careful:
    """Does one statement of a procedure again. ``locals``: the Python locals of the activation."""

    def __init__(
        self, unit: Unit, compiled: CompiledUnit, statement: Statement, locals: Mapping[str, Any]
    ) -> None:
        self.unit = unit
        self.compiled = compiled
        self.code = statement.code
        self.term = statement.term
        self.context = statement.context
        self.waiting = statement.waiting
        #: The one that the statement is of.
        self.analysis = compiled.analysis
        self.locals = dict(locals)
        #: The values of sub-expressions computed so far, by the id of the node.
        self.known: dict[int, Value] = {}
        #: The node that is being computed.
        self.at = -1

    def retry(self) -> Continued:
        """Do the statement. Raises ``LispError``, with its place, where it cannot be done."""
        term, context = self.term, self.context
        if isinstance(term, ir.Return):
            return self._deliver(self.evaluate(term.value), context)
        if isinstance(term, ir.Branch):
            taken = term.alternative if self.evaluate(term.test) is FALSE else term.consequent
            return self._at(taken, context)
        if isinstance(term, ir.Bind):
            value = self._act(term)
            if term.variable is not None:
                self.locals[python_name(term.variable)] = value
            return self._at(term.next, context)
        if isinstance(term, ir.TailCall):
            if term.id in self.known:
                return self._deliver(self.known[term.id], context)
            procedure, arguments = self._call(term)
            frames: list[Frame] = [(CALLING, procedure, arguments)]
            if self.waiting is not None:
                frames.append(self.frame(self.waiting))
            return frames, UNSPECIFIED
        if isinstance(term, ir.Loop):
            values = [self.evaluate(operand) for operand in term.initial]
            return self._enter(term, values, context)
        assert isinstance(term, ir.Jump)
        values = [self.evaluate(operand) for operand in term.operands]
        while not (isinstance(context, InLoop) and context.term is term.loop):
            assert context is not None
            context = context.outer
        return self._enter(term.loop, values, context.outer)

    def begin(self) -> tuple[Value, tuple[Value, ...] | None]:
        """Do the few steps of a top-level form: its value, or the procedure it calls last and the arguments."""
        while True:
            term = self.term
            if isinstance(term, ir.Tick):
                self.term = term.next
            elif isinstance(term, ir.Bind):
                value = self._act(term)
                if term.variable is not None:
                    self.locals[python_name(term.variable)] = value
                self.term = term.next
                self.known = {}
            elif isinstance(term, ir.Return):
                return self.evaluate(term.value), None
            else:
                assert isinstance(term, ir.TailCall)
                return self._call(term)

    def _call(self, term: ir.TailCall) -> tuple[Value, tuple[Value, ...]]:
        arguments = tuple(self.evaluate(operand) for operand in term.operands)
        procedure = self.evaluate(term.operator)
        self.at = term.id
        with_place(term.span, check_call, procedure, len(arguments))
        return procedure, arguments

    def frame(self, point: Point) -> Frame:
        """A frame of this activation at a resume point."""
        values = [self.locals.get(python_name(variable), UNASSIGNED) for variable in point.live]
        return (self.unit.point(self.compiled, point.number), *values)

    def failed_frame(self) -> Frame:
        """A frame that would do the statement's term again."""
        return self.frame(self._point(TERM, self.term, self.context))

    def redo_frame(self, failed: Frame) -> Frame:
        """A frame that takes a value for the sub-expression that failed, and does the rest of the statement."""
        known = self.known
        return (REDOING, self.at, tuple(known), tuple(known.values()), failed)

    def return_point(self) -> Point | None:
        """Where the value of a call at the statement goes, unless it is the procedure's."""
        context = self.context
        while isinstance(context, InLoop):
            context = context.outer
        return None if context is None else self._point(RETURN, context.term, context.outer)

    def _point(self, kind: int, term: ir.Term, context: Context) -> Point:
        return self.analysis.point_at(kind, self.code, term, context)

    def _at(self, term: ir.Term, context: Context) -> Continued:
        return [self.frame(self._point(TERM, term, context))], UNSPECIFIED

    def _deliver(self, value: Value, context: Context) -> Continued:
        while isinstance(context, InLoop):
            context = context.outer
        if context is None:
            return [], value
        assert isinstance(context, InBind)
        return [self.frame(self._point(RETURN, context.term, context.outer))], value

    def _enter(self, loop: ir.Loop, values: list[Value], context: Context) -> Continued:
        for variable, value in zip(loop.variables, values, strict=True):
            self.locals[python_name(variable)] = value
        return [self.frame(self._point(LOOP, loop, context))], UNSPECIFIED

    def _act(self, term: ir.Bind) -> Value:
        value = term.value
        if term.id in self.known:
            return self.known[term.id]
        if isinstance(value, ir.BoxWrite):
            result = self.evaluate(value.value)
            self.locals[python_name(value.variable)][0] = result
            return UNSPECIFIED
        if isinstance(value, ir.GlobalWrite):
            if not value.define:
                self.at = term.id
                self._global(value.name, False, term.span)
            self.unit.globals[global_name(value.name, False)] = self.evaluate(value.value)
            return UNSPECIFIED
        result = self.evaluate(value)
        if isinstance(value, ir.Apply) and (value.primitive.name, len(value.operands)) in STATEMENTS:
            return UNSPECIFIED
        return result

    # -- simple expressions

    def evaluate(self, simple: ir.Simple) -> Value:
        """The value of a simple expression; a condition gets the place of the sub-expression that signals it."""
        if isinstance(simple, ir.Literal):
            return self.unit.literals.own(simple.value)
        if isinstance(simple, ir.Local):
            return self.locals[python_name(simple.variable)]
        if simple.id in self.known:
            return self.known[simple.id]
        value = self.known[simple.id] = self._evaluate(simple)
        return value

    def _evaluate(self, simple: ir.Simple) -> Value:
        if isinstance(simple, ir.BoxRead):
            self.at = simple.id
            value = self.locals[python_name(simple.variable)][0]
            if value is UNASSIGNED:
                message = f"{simple.variable.name}: used before its definition was evaluated"
                raise LispError(Condition("unbound-variable", message, place=simple.span))
            return value
        if isinstance(simple, ir.GlobalRead):
            self.at = simple.id
            return self._global(simple.name, simple.base, simple.span)
        if isinstance(simple, ir.Choose):
            test = self.evaluate(simple.test)
            return self.evaluate(simple.alternative if test is FALSE else simple.consequent)
        if isinstance(simple, ir.Either):
            value = self.evaluate(simple.left)
            return self.evaluate(simple.right) if value is FALSE else value
        if isinstance(simple, ir.MakeBox):
            return [self.evaluate(simple.value)]
        if isinstance(simple, ir.Apply):
            operands = [self.evaluate(operand) for operand in simple.operands]
            self.at = simple.id
            return with_place(simple.span, simple.primitive.function, *operands)
        assert isinstance(simple, ir.MakeClosure)
        code = simple.code
        if not code.free:
            return self.unit.function(f"f{code.index}")
        maker = self.unit.function(f"m{code.index}")
        return maker(*(self.locals[python_name(variable)] for variable in code.free))

    def _global(self, name: str, base: bool, span: Span) -> Value:
        python = global_name(name, base)
        globals = self.unit.globals
        if python in globals:
            return globals[python]
        if python in BASE:
            return BASE[python]
        message = unbound_message(name, globals)
        raise LispError(Condition("unbound-variable", message, place=span, name=intern(name)))


def with_place(span: Span, function: Any, *arguments: Value) -> Value:
    """Call a primitive or a check; a condition it signals gets this place if it has none."""
    try:
        return function(*arguments)
    except LispError as error:
        if error.condition.place is None:
            error.condition.place = span
        raise


def check_call(procedure: Value, count: int) -> None:
    """Raises ``LispError`` when the value cannot be called with this many arguments."""
    if not is_procedure(procedure):
        shown = f"{write_string(procedure, 60)} ({type_name(procedure)})"
        message = f"a call needs a procedure, got {shown}"
        raise LispError(Condition("type-error", message, datum=procedure, expected_type=String("a procedure")))
    expected = arity(procedure)
    if expected is None:
        return
    required, optional, rest, parameters = expected
    if count < required or (not rest and count > required + optional):
        name = procedure_name(procedure) or "anonymous procedure"
        most = "at least " if rest else f"{required} to " if optional else ""
        number = required if rest or not optional else required + optional
        plural = "argument" if number == 1 else "arguments"
        message = f"{name}: expected {most}{number} {plural} {parameters}, got {count}"
        raise LispError(Condition("arity-error", message, procedure=procedure, count=count))


def arity(procedure: Value) -> tuple[int, int, bool, str] | None:
    """Required and optional parameters, whether any number may follow, and the parameter list as text."""
    primitive: Primitive | None = BY_FUNCTION.get(procedure) if type(procedure) is FunctionType else None
    if primitive is not None:
        return primitive.required, primitive.optional, primitive.rest, primitive.parameters
    known = procedure_of(procedure)
    if known is None:
        return None
    return len(known.parameters) - known.rest, 0, known.rest, parameter_list(known)


def parameter_list(procedure: Procedure) -> str:
    """``(x y . rest)``."""
    names = list(procedure.parameters)
    if procedure.rest:
        names[-1:] = [".", names[-1]]
    return f"({' '.join(names)})"


def unbound_message(name: str, globals: Mapping[str, Any]) -> str:
    """``name: unbound variable``, with names like it."""
    shown, library = split_name(name)
    if library:
        return f"{shown}: unbound variable in {library}, which neither defines nor imports it"
    known = {unmangle(key[2:]) for space in (globals, BASE) for key in space if key.startswith("g_")}
    near = difflib.get_close_matches(name, sorted(n for n in known if not n.startswith("%")), 3, 0.6)
    return f"{name}: unbound variable" + (f"; did you mean {' or '.join(near)}?" if near else "")


class TopPoint:
    """The resume point of a frame ``(BEGINNING, unit)``, which evaluates a direct top-level form."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        careful = top_of(frame[1])  # faults.py finds it here by name, on the traceback
        found, arguments = careful.begin()
        return found if arguments is None else found(*arguments)


BEGINNING = TopPoint()


class RedoPoint:
    """The resume point of a frame ``(REDOING, node, nodes, values, frame at a term)``: the value that arrives is that of
    the node, the values are those of the nodes, and with them the term is done."""

    __slots__ = ()
    point = None

    @staticmethod
    def resume(value: Value, frame: Frame) -> Value:
        _, node, nodes, values, at = frame
        point = at[0].point
        locals = dict(zip(map(python_name, point.live), at[1:], strict=True))
        careful = Careful(at[0].unit, at[0].compiled, Statement(point.term, point.code, point.context, None), locals)
        careful.waiting = careful.return_point()
        careful.known = dict(zip(nodes, values, strict=True))
        careful.known[node] = value
        frames, result = careful.retry()  # faults.py finds the activation here, as in TopPoint
        FRAMES.extend(frames)
        M.action = (CALL, _value, (result,))
        return TC


REDOING = RedoPoint()


def _value(value: Value) -> Value:
    """Delivers the value of a redone statement."""
    return value


def top_of(unit: Unit) -> Careful:
    """The start of a unit's top procedure."""
    code = unit.compiled.analysis.codes[0]
    return Careful(unit, unit.compiled, Statement(code.body, code, None, None), {})


def first_frames(unit: Unit) -> list[Frame]:
    """The frames that evaluate a unit."""
    top = unit.compiled.procedures["f0"]
    first: Frame = (BEGINNING, unit) if unit.compiled.is_direct else (CALLING, unit.function("f0"), ())
    return [first, (TOP, top.span)]
