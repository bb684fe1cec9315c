"""Evaluating an expression in a frame of a stopped evaluation, on the same session, beside it.

A *probe* is a computation of its own: the host runs it in slices, and may drop it at any time. It sees the variables of
the frame (an assignment reaches the program), the parameters that are bound there, and none of the program's handlers.
Whatever it does, the stopped evaluation goes on from where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis
from omega.runtime.compile.compiled import CompiledUnit, compile_form
from omega.runtime.compile.expressions import python_name
from omega.runtime.compile.points import TERM, Frame
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.breakpoints import FILE
from omega.runtime.expand.core import Variable
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.requests import Answers, Deferred, NeedsAnswers
from omega.runtime.expand.scope import Macro, Scope, SpecialForm
from omega.runtime.machine.activation import Activation, first_frames
from omega.runtime.machine.base import BASE, base_procedure
from omega.runtime.machine.dynamic import Dynamic, inside
from omega.runtime.machine.evaluating import deferred_frames, setting
from omega.runtime.machine.execution import Execution
from omega.runtime.machine.expansion import Environment, Expansion
from omega.runtime.machine.redefine import respect_definitions
from omega.runtime.machine.signals import as_condition
from omega.runtime.machine.stack import CALLING, TOP, Continuation, Stack
from omega.runtime.machine.variables import value_in
from omega.runtime.outcome import Done, EffectRequest, FormFailed, OutOfTicks, Signalled, Stopped
from omega.runtime.recursion import deep_recursion
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import UNSPECIFIED, Value, intern
from omega.runtime.syntax.forms import Form, Identifier, Syntax
from omega.runtime.syntax.single import read_expression

#: Ticks that a probe may take, if nobody says otherwise.
MOST_TICKS = 10_000_000
#: Effects that the host answers for any probe.
ALLOWED = frozenset(("clock.op",))
#: Ticks that leaving the extents of a failed expression may take.
_GRACE = 10_000

#: Writes a variable of the frame: ``(variable, value)``.
Write = Callable[[Variable, Value], None]

#: Boxes made for variables that have none, with the values these had.
Boxes = list[tuple[list[Value], Value, Variable]]

ProbeOutcome = Done | FormFailed | OutOfTicks | EffectRequest


class Scene(Struct, frozen=True):
    """A place in a procedure's ``code``. ``locals``: values, or boxes, by Python name; ``held``: those that the frame itself
    has. ``bindings``: the variables that an expression may name. ``write``: see ``Write``."""

    code: ir.Code
    locals: dict[str, Value]
    held: frozenset[str]
    bindings: dict[str, Variable]
    write: Write


class Compiled(Struct, frozen=True):
    """An expression compiled for the frames of one procedure. ``taken``: the variables of the frame that it names, with
    its own for each. ``is_pure``: it can change nothing and ask for nothing. ``is_straight``: nor does it use any ticks."""

    unit: CompiledUnit
    taken: tuple[tuple[Variable, Variable], ...]
    is_pure: bool
    is_straight: bool


class Probe:
    """Call ``run`` until it says ``Done``, with the value, or ``FormFailed``; ``leave`` it if that is not wanted any more. An
    ``EffectRequest`` wants ``answer`` or ``refuse``. ``is_pure``: it changes nothing and asks for nothing. ``limit``: ticks
    that it may take. ``answers``: those it was given. ``dead``: variables it uses that the frame does not hold, and their
    values."""

    def __init__(self, session: SessionState, frames: list[Frame], dynamic: Dynamic | None, is_pure: bool) -> None:
        self.is_pure = is_pure
        #: Called with the value, to make what ``run`` says of it.
        self.then: Callable[[Value], Value] | None = None
        #: The effects that the host will be asked for; ``None``: all.
        self.allowed: frozenset[str] | None = ALLOWED
        self._level = inside(dynamic, "level", UNSPECIFIED)
        self._execution = Execution(session, frames, self._level)
        self._written: Boxes = []
        self._write: Write | None = None
        self._failed: Condition | None = None
        #: What to do with the value of what runs, if that only prepares the expression.
        self._onward: Callable[[Value], None] | None = None
        self._before = 0
        self.limit = MOST_TICKS
        self.answers: list[Value] = []
        self.dead: list[tuple[str, Value]] = []
        #: Called once when it is over, with whether it came to its end.
        self.ended: Callable[[Probe, bool], None] | None = None

    @property
    def ticks(self) -> int:
        """Ticks used so far."""
        return self._before + self._execution.ticks

    def writes_to(self, write: Write, boxes: Boxes) -> None:
        """Variables that the program never assigns, in boxes made for this probe: what it assigned to them is written
        when it is done."""
        self._write = write
        self._written = boxes

    def prepare(self, frames: list[Frame], onward: Callable[[Value], None]) -> None:
        """Run this before anything else, and give its value to ``onward``."""
        self.go_on(frames)
        self._onward = onward

    def go_on(self, frames: list[Frame]) -> None:
        """Run this next."""
        self._before += self._execution.ticks
        self._execution = Execution(self._execution.session, frames, self._level)

    def leave(self) -> None:
        """Nobody will run it any more."""
        self._end(False)

    def _end(self, is_whole: bool) -> None:
        ended, self.ended = self.ended, None
        if ended is not None:
            ended(self, is_whole)

    def run(self, ticks: int) -> ProbeOutcome:
        """Go on for about this many ticks."""
        try:
            outcome = self._run(ticks)
        except BaseException:
            self._end(False)
            raise
        if isinstance(outcome, Done | FormFailed):
            self._end(True)
        return outcome

    def _run(self, ticks: int) -> ProbeOutcome:
        execution = self._execution
        left = self.limit - self.ticks
        if left <= 0 and execution.at_tick:
            return FormFailed(Condition("budget-exceeded", f"evaluate: more than {self.limit} ticks (limit: debugger)"))
        outcome = execution.run(min(ticks, max(0, left)))
        if isinstance(outcome, Done):
            return self._done(outcome.value)
        if isinstance(outcome, Stopped):
            return self._fail(outcome.condition)
        if isinstance(outcome, EffectRequest):
            if self.allowed is None or outcome.op in self.allowed:
                return outcome
            message = f"{outcome.op}: an expression evaluated in a debugger cannot have this effect"
            execution.signal(BASE["b_raise"], Condition("capability-denied", message))
        if not _is_within(execution.dynamic, self._level):
            return FormFailed(_LEFT())
        if self._failed is not None and execution.ticks > _GRACE:
            return FormFailed(self._failed)
        assert not isinstance(outcome, Signalled)
        return OutOfTicks()

    def answer(self, value: Value) -> None:
        """The value of the effect that ``run`` returned."""
        self.answers.append(value)
        self._execution.answer(value)

    def refuse(self, condition: Condition) -> None:
        """The effect failed, which nobody writes down: what the probe does then is not done again."""
        self._end(False)
        self._execution.signal(BASE["b_raise"], condition)

    def _done(self, value: Value) -> ProbeOutcome:
        if self._execution.dynamic is not self._level:
            return FormFailed(_LEFT())
        if self._failed is not None:
            return FormFailed(self._failed)
        if self._onward is not None:
            onward, self._onward = self._onward, None
            try:
                onward(value)
            except LispError as error:
                return FormFailed(error.condition)
            return OutOfTicks()
        for box, before, variable in self._written:
            if box[0] is not before:
                assert self._write is not None
                self._write(variable, box[0])
        if self.then is None:
            return Done(value)
        try:
            return Done(self.then(value))
        except LispError as error:
            return FormFailed(error.condition)

    def _fail(self, condition: Condition) -> ProbeOutcome:
        """Nobody handles it: leave the extents that the expression has entered, then say so."""
        if self._failed is not None or not _is_within(self._execution.dynamic, self._level):
            return FormFailed(self._failed or condition)
        self._failed = as_condition(condition)
        if self._execution.dynamic is self._level:
            return FormFailed(self._failed)
        dynamic = self._execution.dynamic
        back = Continuation(None, self._level)
        self._before += self._execution.ticks
        self._execution = Execution(self._execution.session, [(CALLING, back, (UNSPECIFIED,))], dynamic)
        return OutOfTicks()


def _is_within(dynamic: Dynamic | None, level: Dynamic) -> bool:
    while dynamic is not None and dynamic.depth > level.depth:
        dynamic = dynamic.outer
    return dynamic is level


def _LEFT() -> Condition:
    return Condition("control-error", "evaluate: an expression in a debugger cannot go on elsewhere in the program")


def compile_expression(session: SessionState, form: Syntax, scene: Scene, answers: Answers | None = None) -> Compiled:
    """Compile an expression for a frame. Raises ``LispError`` or ``Deferred``."""
    with deep_recursion():
        expander = Expander(session.scope, session.limits, setting(session, answers))
        scope = Scope(session.scope)
        pairs: list[tuple[Variable, Variable]] = []
        for name, original in scene.bindings.items():
            own = expander.variable(name)
            own.mutated = original.mutated
            scope.bind(intern(name), own)
            pairs.append((original, own))
        top = expander.new_lambda([own for _, own in pairs], False, None, form.span)
        top.body = expander.expand(form, scope)
        if expander.asking.requests:
            raise NeedsAnswers(expander.asking.requests)
        unit = CompiledUnit(top, expander.assigned, setting(session).shadowed, False)
    return Compiled(unit, tuple(pairs), *_purity(unit.analysis))


def _purity(analysis: Analysis) -> tuple[bool, bool]:
    """Does it only compute, with primitives, and without loops?"""
    if len(analysis.codes) > 1:
        return False, False
    is_straight = True
    pending = [analysis.codes[0].body]
    while pending:
        term = pending.pop()
        is_straight = is_straight and not isinstance(term, ir.Loop)
        if isinstance(term, ir.TailCall):
            return False, False
        if isinstance(term, ir.Bind):
            value = term.value
            if isinstance(value, ir.BoxWrite | ir.GlobalWrite):
                return False, False
            if isinstance(value, ir.Apply) and (value.primitive.writes or value.primitive.calls):
                return False, False
        pending.extend(ir.parts(term))
    return True, is_straight


def _is_definition(form: Syntax, session: SessionState) -> bool:
    """Is it about the session's top level, whatever frame it is evaluated in?"""
    pending = [form]
    while pending:
        form = pending.pop()
        if not isinstance(form, Form) or not form.items or not isinstance(form.items[0], Identifier):
            continue
        binding = session.scope.resolve(form.items[0].key)
        name = binding.name if isinstance(binding, SpecialForm | Macro) else ""
        if name.startswith(("define", "import", "defmacro")):
            return True
        if name == "begin":
            pending += form.items[1:]
    return False


def probe(session: SessionState, text: str, scene: Scene | None, stack: Stack | None, dynamic: Dynamic | None) -> Probe:
    """A probe for the expression in this text. ``stack`` and ``dynamic``: of the stopped evaluation. Raises ``LispError``."""
    form = read_expression(text, FILE, "the debugger to evaluate")
    if scene is None or _is_definition(form, session):
        return Probe(session, _top_frames(session, form, stack, dynamic), dynamic, False)
    try:
        return probe_in(session, compile_expression(session, form, scene), scene, stack, dynamic)
    except NeedsAnswers as needs:
        found = Probe(session, [], dynamic, False)
        _expand(found, session, Expansion(form, Environment("")).asking(needs.requests), scene, stack, dynamic)
        return found


def probe_in(
    session: SessionState, compiled: Compiled, scene: Scene, stack: Stack | None, dynamic: Dynamic | None
) -> Probe:
    """A probe for an expression that was compiled for frames like this."""
    frames, boxes = _frames_in(session, compiled, scene, stack, dynamic)
    found = Probe(session, frames, dynamic, compiled.is_pure)
    found.writes_to(scene.write, boxes)
    found.dead = _dead(compiled, scene)
    return found


def _dead(compiled: Compiled, scene: Scene) -> list[tuple[str, Value]]:
    """The variables that an expression may use and the frame does not hold."""
    named = [(python_name(original), original) for original, own in compiled.taken if own.references]
    return [(name, value_in(scene.locals, original)) for name, original in named if name not in scene.held]


def _expand(
    found: Probe, session: SessionState, expansion: Expansion, scene: Scene, stack: Stack | None, dynamic: Dynamic | None
) -> None:
    """Have the macros that are procedures called first, then compile again with what they gave."""

    def onward(answered: Value) -> None:
        try:
            compiled = compile_expression(session, answered.form, scene, answered.answers)
        except NeedsAnswers as needs:
            _expand(found, session, answered.asking(needs.requests), scene, stack, dynamic)
            return
        frames, boxes = _frames_in(session, compiled, scene, stack, dynamic)
        found.writes_to(scene.write, boxes)
        found.dead = _dead(compiled, scene)
        found.go_on(frames)

    found.prepare([(CALLING, base_procedure("%answering"), (base_procedure("values"), expansion))], onward)


def pure_value(unit: Unit, compiled: Compiled, scene: Scene) -> Value:
    """The value of an expression that is straight. Raises ``LispError``. ``unit``: of the expression."""
    analysis = compiled.unit.analysis
    locals: dict[str, Value] = {}
    for original, own in compiled.taken:
        value = scene.locals[python_name(original)]
        locals[python_name(own)] = value if not own.mutated or type(value) is list else [value]
    top = analysis.codes[0]
    return Activation(unit, compiled.unit, analysis, top, _inside(top), None, locals).walk()


def _inside(top: ir.Code) -> ir.Term:
    """Where an expression begins. What the frame has in boxes is given to it in these, so none are made for it."""
    term = top.body
    while isinstance(term, ir.Bind) and isinstance(term.value, ir.MakeBox) and term.variable in top.parameters:
        term = term.next
    return term


def _frames_in(
    session: SessionState, compiled: Compiled, scene: Scene, stack: Stack | None, dynamic: Dynamic | None
) -> tuple[list[Frame], Boxes]:
    """The frames that evaluate an expression in a frame, and the boxes that were made for it."""
    respect_definitions(session, compiled.unit, stack, dynamic)
    unit = Unit(compiled.unit, session.globals)
    analysis = compiled.unit.analysis
    top = analysis.codes[0]
    term = _inside(top)
    point = analysis.point_at(TERM, top, term, None)
    values: list[Value] = []
    made: Boxes = []
    by_own = {own: original for original, own in compiled.taken}
    for own in point.live:
        original = by_own[own]
        value = scene.locals[python_name(original)]
        if own.mutated and not (original.mutated and type(value) is list):
            box = [value]
            made.append((box, value, original))
            value = box
        values.append(value)
    return [(unit.point(compiled.unit, point.number), *values), (TOP, top.span)], made


def _top_frames(session: SessionState, form: Syntax, stack: Stack | None, dynamic: Dynamic | None) -> list[Frame]:
    try:
        compiled = compile_form(form, session.scope, session.limits, setting(session))
    except Deferred as deferred:
        return deferred_frames(form, None, deferred)
    respect_definitions(session, compiled, stack, dynamic)
    return first_frames(Unit(compiled, session.globals))
