"""Units: one compiled top-level form, and its incarnation in one session.

``CompiledUnit`` is what compiling gives; nothing in it changes or belongs to a session. A ``Unit`` is that code linked
into one session: functions over its globals, resume points of its own, its own copy of the quoted data. Generated
functions reach these through cells, as free variables, and never through constants of their code: CPython's collector
does not look into code objects, so what they hold in a cycle would never be freed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CellType, CodeType, FrameType, FunctionType
from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.emit import Emitter, Statement
from omega.runtime.compile.expressions import Constants
from omega.runtime.compile.literals import Literals
from omega.runtime.compile.liveness import Liveness, find_free_variables
from omega.runtime.compile.lower import Lowering
from omega.runtime.compile.points import Frame, Key, Point, Points, ResumePoint
from omega.runtime.compile.ticks import place_ticks
from omega.runtime.expand.core import Lambda
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.scope import TopScope
from omega.runtime.lib.primitive import PRIMITIVES, Primitive
from omega.runtime.limits import Limits
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.forms import Syntax


class CompiledUnit:
    """The code of one top-level form. ``core``: the form expanded. ``assigned``: the globals it defines or assigns.
    ``inlined``: the primitives whose names it takes for granted. ``shadowed``: for the names of primitives in it, whether
    they meant something else."""

    __slots__ = (
        "assigned", "by_name", "codes", "constants", "core", "inlined", "is_base", "is_direct", "liveness", "makers",
        "points", "raw", "resume_raw", "shadowed", "statements",
    )  # fmt: skip

    def __init__(
        self,
        top: Lambda,
        assigned: set[str],
        shadowed: Callable[[str], bool],
        is_base: bool,
        constants: Constants | None = None,
    ) -> None:
        self.core = top
        self.assigned = assigned

        self.shadowed: dict[str, bool] = {}

        def primitive(name: str, base: bool) -> Primitive | None:
            found = PRIMITIVES.get(name)
            if found is None or base:
                return found
            hidden = self.shadowed[name] = name in assigned or shadowed(name)
            return None if hidden else found

        lowering = Lowering(primitive)
        codes = lowering.unit(top)
        serial = lowering.serial
        for code in codes:
            serial = place_ticks(code, serial)
        liveness = Liveness()
        find_free_variables(codes, liveness)
        self.inlined = frozenset(lowering.inlined)
        self.codes = codes
        self.liveness = liveness
        self.is_base = is_base
        self.constants = constants or Constants()
        self.points = Points()
        #: Is the top procedure, which runs once, better run carefully than compiled?
        self.is_direct = _is_direct(codes[0].body)
        written = codes[1:] if self.is_direct else codes
        emitter = self.emitter()
        if written:
            emitter.procedures(written)
        #: Unlinked code of the functions of the text, by name.
        self.raw = compile_text(emitter)
        self.statements = emitter.statements
        self.by_name = {f"f{code.index}": code for code in codes}
        self.by_name.update(emitter.members)
        self.makers = emitter.makers
        self.resume_raw: dict[Key, tuple[CodeType, dict[int, Statement]]] = {}

    def emitter(self) -> Emitter:
        return Emitter(self.constants, self.liveness, self.points)


def _is_direct(term: ir.Term) -> bool:
    """Is it a few steps and at most one call, like most forms typed at a prompt?"""
    for _ in range(4):
        if isinstance(term, ir.Return | ir.TailCall):
            return True
        if not isinstance(term, ir.Bind | ir.Tick):
            return False
        term = term.next
    return False


def compile_text(emitter: Emitter) -> dict[str, CodeType]:
    """The code objects of the functions that an emitter wrote, by name."""
    text = emitter.text()
    if not text:
        return {}
    module = compile(text, "<omega>", "exec")
    unit = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return {constant.co_name: constant for constant in unit.co_consts if isinstance(constant, CodeType)}


def compile_form(
    form: Syntax, scope: TopScope, limits: Limits, shadowed: Callable[[str], bool], is_base: bool = False
) -> CompiledUnit:
    """Compile one top-level form. ``shadowed(name)``: the session has a global of its own by this name.

    Raises ``LispError`` (``syntax-error``) when the form is not a program."""
    with deep_recursion():
        expander = Expander(scope, limits)
        top = expander.unit(form)
        return CompiledUnit(top, expander.assigned, shadowed, is_base)


class Unit:
    """A compiled unit in one session, with quoted data of its own.

    Its functions know their resume points as ``R[number]``; ``R[0]`` is the unit. ``generations``: what it was compiled
    to, each with its ``R``; there is more than one when a primitive it had inlined was redefined, and then procedures
    use the last, while the resume functions of frames that exist go on with theirs."""

    __slots__ = ("_cells", "_functions", "generations", "globals", "literals")

    def __init__(self, compiled: CompiledUnit, globals: dict[str, Any]) -> None:
        self.generations: list[tuple[CompiledUnit, list[Any]]] = [(compiled, [self])]
        self.globals = globals
        self.literals = Literals()
        self._functions: dict[str, FunctionType] = {}
        self._cells: dict[str, CellType] = {}

    @property
    def compiled(self) -> CompiledUnit:
        return self.generations[-1][0]

    def function(self, name: str) -> FunctionType:
        """A procedure that closes over nothing, or the maker of those that do, by its name in the text."""
        found = self._functions.get(name)
        if found is None:
            found = self._functions[name] = self._link(self.compiled.raw[name], self.cell("R"))
        return found

    def cell(self, name: str) -> CellType:
        """The cell of something that belongs to the unit."""
        found = self._cells.get(name)
        if found is None:
            found = self._cells[name] = CellType()
            if name == "R":
                found.cell_contents = self._points(*self.generations[-1])
            elif name[0] == "k":
                found.cell_contents = self.literals.own(self.compiled.constants.values[int(name[1:])])
            else:
                found.cell_contents = self.function(name)
        return found

    def procedure_code(self, name: str) -> CodeType:
        """The code of a procedure, by its name in the text."""
        maker = self.compiled.makers.get(name)
        code = self.function(maker or name).__code__
        if maker is None:
            return code
        return next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)

    def point(self, compiled: CompiledUnit, point: Point) -> ResumePoint:
        """This session's resume point of that description."""
        found = next(points for each, points in self.generations if each is compiled)
        resume_point = self._points(compiled, found)[point.number]
        assert isinstance(resume_point, ResumePoint)
        return resume_point

    def _points(self, compiled: CompiledUnit, points: list[Any]) -> list[Any]:
        """``R`` of one generation, with all the points described so far."""
        for point in compiled.points.listed[len(points) - 1 :]:
            points.append(ResumePoint(self, compiled, point))
        return points

    def resume_function(self, resume_point: ResumePoint) -> Callable[[Value, Frame], Value]:
        """Compile what a resume point does."""
        compiled, point = resume_point.compiled, resume_point.point
        raw = compiled.resume_raw.get(point.key)
        if raw is None:
            emitter = compiled.emitter()
            with deep_recursion():
                emitter.resume(point)
            (code,) = compile_text(emitter).values()
            raw = compiled.resume_raw[point.key] = (code, emitter.statements)
        points = next(points for each, points in self.generations if each is compiled)
        return self._link(raw[0], CellType(self._points(compiled, points)))

    def renew(self, compiled: CompiledUnit) -> None:
        """Use this code from now on."""
        self.generations.append((compiled, [self]))
        self._functions = {}
        for name, cell in self._cells.items():
            if name == "R":
                cell.cell_contents = self._points(*self.generations[-1])
            elif name[0] in "fmg":
                cell.cell_contents = self.function(name)

    def _link(self, raw: CodeType, points: CellType) -> FunctionType:
        cells = tuple(points if name == "R" else self.cell(name) for name in raw.co_freevars)
        return FunctionType(_fresh(raw), self.globals, raw.co_name, None, cells)


def _fresh(raw: CodeType) -> CodeType:
    """A copy of a code object: its inline caches are for the globals of one session."""
    return raw.replace(co_consts=tuple(_fresh(c) if isinstance(c, CodeType) else c for c in raw.co_consts))


def unit_of(function: FunctionType) -> Unit | None:
    """The unit of a generated function; ``None`` for any other."""
    names = function.__code__.co_freevars
    if "R" not in names or function.__closure__ is None:
        return None
    unit = function.__closure__[names.index("R")].cell_contents[0]
    return unit if isinstance(unit, Unit) else None


def statement_at(frame: FrameType, line: int) -> tuple[Unit, CompiledUnit, Statement] | None:
    """What a line of an active generated function does; ``None`` for other functions, and lines that cannot fail."""
    code = frame.f_code
    if "R" not in code.co_freevars:
        return None
    points = frame.f_locals["R"]
    unit: Unit = points[0]
    compiled = unit.compiled
    name = code.co_name
    if name.startswith("resume") and name[6:].isdecimal():
        resume_point: ResumePoint = points[int(name[6:])]
        compiled = resume_point.compiled
        statement = compiled.resume_raw[resume_point.point.key][1].get(line)
    else:
        statement = compiled.statements.get(line)
    return None if statement is None else (unit, compiled, statement)


def code_of_procedure(value: Value) -> ir.Code | None:
    """The lambda a procedure value was made by; ``None`` for a primitive and for anything else."""
    if type(value) is not FunctionType:
        return None
    unit = unit_of(value)
    return None if unit is None else unit.compiled.by_name.get(value.__code__.co_name)
