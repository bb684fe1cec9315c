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
from omega.runtime.compile.analysis import Analysis, Statement
from omega.runtime.compile.emit import Emitter
from omega.runtime.compile.expressions import Constants
from omega.runtime.compile.literals import Literals
from omega.runtime.compile.points import Frame, ResumePoint, ResumePoints
from omega.runtime.expand.core import Lambda
from omega.runtime.expand.expander import Expander, Setting
from omega.runtime.expand.scope import TopScope
from omega.runtime.lib.primitive import PRIMITIVES, Primitive
from omega.runtime.limits import Limits
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.source import Span


class Procedure:
    """What anybody may want to know of a procedure without running it. ``parameters``: their names."""

    __slots__ = ("doc", "name", "parameters", "rest", "span")

    def __init__(self, name: str | None, parameters: tuple[str, ...], rest: bool, doc: str | None, span: Span) -> None:
        self.name = name
        self.parameters = parameters
        self.rest = rest
        self.doc = doc
        self.span = span


def _procedure(code: ir.Code) -> Procedure:
    names = tuple([variable.name for variable in code.parameters])
    return Procedure(code.name, names, code.rest, code.doc, code.span)


class CompiledUnit:
    """The code of one top-level form. ``assigned``: the globals it defines or assigns. ``inlined``: the primitives whose
    names it takes for granted. ``shadowed``: for the names of primitives in it, whether they meant something else.
    ``raw``: unlinked code of the functions of its text, by name. ``makers``: what makes those procedures that close over
    something. ``is_direct``: the top procedure, which runs once, is better run carefully than compiled. ``is_repeatable``: a session where
    ``shadowed`` is the same compiles the form to the same."""

    __slots__ = (
        "analysis", "assigned", "constants", "inlined", "is_base", "is_direct", "is_repeatable", "makers",
        "procedures", "raw", "resume_raw", "shadowed",
    )  # fmt: skip

    def __init__(
        self,
        top: Lambda,
        assigned: set[str],
        shadowed: Callable[[str], bool],
        is_base: bool,
        constants: Constants | None = None,
    ) -> None:
        self.assigned = assigned
        self.is_base = is_base
        self.is_repeatable = True
        self.shadowed: dict[str, bool] = {}

        def primitive(name: str, base: bool) -> Primitive | None:
            found = PRIMITIVES.get(name)
            if found is None or base:
                return found
            hidden = self.shadowed[name] = name in assigned or shadowed(name)
            return None if hidden else found

        self.analysis = analysis = Analysis(top, primitive)
        codes = analysis.codes
        self.inlined = analysis.inlined
        self.constants = constants or Constants()
        self.is_direct = _is_direct(codes[0].body)
        written = codes[1:] if self.is_direct else codes
        emitter = Emitter(self.constants, analysis)
        if written:
            emitter.procedures(written)
        self.raw = compile_text(emitter)
        analysis.statements = emitter.statements
        self.procedures = {f"f{code.index}": _procedure(code) for code in codes}
        for name, code in emitter.members.items():
            self.procedures[name] = _procedure(code)
        self.makers = emitter.makers
        self.resume_raw: dict[int, CodeType] = {}


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
    form: Syntax, scope: TopScope, limits: Limits, setting: Setting, is_base: bool = False
) -> CompiledUnit:
    """Compile one top-level form, for a session with this setting.

    Raises ``LispError`` (``syntax-error``) when the form is not a program, ``Deferred`` when something has to happen
    before it can be compiled."""
    with deep_recursion():
        expander = Expander(scope, limits, setting)
        top = expander.unit(form)
        compiled = CompiledUnit(top, expander.assigned, setting.shadowed, is_base)
        compiled.is_repeatable = expander.is_repeatable
        return compiled


class Unit:
    """A compiled unit in one session, with quoted data of its own.

    Its functions know their resume points as ``R[number]``; ``R[0]`` is the unit. ``generations``: what it was compiled
    to, by the ``R`` of each; there is more than one when a primitive it had inlined was redefined, and then procedures
    use the last, while the resume functions of frames that exist go on with theirs."""

    __slots__ = ("_cells", "_functions", "generations", "globals", "literals")

    def __init__(self, compiled: CompiledUnit, globals: dict[str, Any]) -> None:
        self.generations = [ResumePoints(self, compiled)]
        self.globals = globals
        self.literals = Literals()
        self._functions: dict[str, FunctionType] = {}
        self._cells: dict[str, CellType] = {}

    @property
    def compiled(self) -> CompiledUnit:
        return self.generations[-1].compiled

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
                found.cell_contents = self.generations[-1]
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

    def point(self, compiled: CompiledUnit, number: int) -> ResumePoint:
        """This session's resume point of that number."""
        resume_point = self._points(compiled)[number]
        assert isinstance(resume_point, ResumePoint)
        return resume_point

    def _points(self, compiled: CompiledUnit) -> ResumePoints:
        """``R`` of one generation."""
        return next(points for points in self.generations if points.compiled is compiled)

    def resume_function(self, resume_point: ResumePoint) -> Callable[[Value, Frame], Value]:
        """Compile what a resume point does."""
        compiled, number = resume_point.compiled, resume_point.number
        raw = compiled.resume_raw.get(number)
        if raw is None:
            analysis = compiled.analysis
            emitter = Emitter(compiled.constants, analysis)
            with deep_recursion():
                emitter.resume(analysis.point(number))
            (raw,) = compile_text(emitter).values()
            compiled.resume_raw[number] = raw
            analysis.resuming[number] = emitter.statements
        return self._link(raw, CellType(self._points(compiled)))

    def renew(self, compiled: CompiledUnit) -> None:
        """Use this code from now on."""
        self.generations.append(ResumePoints(self, compiled))
        self._functions = {}
        for name, cell in self._cells.items():
            if name == "R":
                cell.cell_contents = self.generations[-1]
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
    compiled: CompiledUnit = points.compiled
    name = code.co_name
    if name.startswith("resume") and name[6:].isdecimal():
        statement = compiled.analysis.resuming[int(name[6:])].get(line)
    else:
        assert compiled.analysis.statements is not None
        statement = compiled.analysis.statements.get(line)
    return None if statement is None else (unit, compiled, statement)


def procedure_of(value: Value) -> Procedure | None:
    """What there is to know of a procedure; ``None`` for a primitive and for anything else."""
    if type(value) is not FunctionType:
        return None
    unit = unit_of(value)
    return None if unit is None else unit.compiled.procedures.get(value.__code__.co_name)
