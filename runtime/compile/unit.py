"""Units: the incarnation of a compiled top-level form in one session.

A ``Unit`` is a ``CompiledUnit`` linked into one session: functions over its globals, resume points of its own, its own
copy of the quoted data. Generated functions reach these through cells, as free variables, and never through constants
of their code: CPython's collector does not look into code objects, so what they hold in a cycle would never be freed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CellType, CodeType, FrameType, FunctionType
from typing import Any

from omega.runtime.compile.analysis import Statement
from omega.runtime.compile.compiled import CompiledUnit, Procedure
from omega.runtime.compile.literals import Literals
from omega.runtime.compile.points import Frame, ResumePoint, ResumePoints
from omega.runtime.syntax.datum import Value


class Unit:
    """A compiled unit in one session, with quoted data of its own.

    Its functions know their resume points as ``R[number]``; ``R[0]`` is the unit. ``generations``: what it was compiled
    to, by the ``R`` of each; there is more than one when a primitive it had inlined was redefined, and then procedures
    use the last, while the resume functions of frames that exist go on with theirs. ``trapped``: the procedures, by their
    names in the text, that leave a frame at their start instead of running, so that somebody can watch them."""

    __slots__ = ("_cells", "_functions", "_raw", "generations", "globals", "is_base", "literals", "trapped")

    def __init__(self, compiled: CompiledUnit, globals: dict[str, Any]) -> None:
        self.generations = [ResumePoints(self, compiled)]
        self.globals = globals
        self.is_base = compiled.is_base
        self.literals = Literals()
        self.trapped: frozenset[str] = frozenset()
        self._raw = compiled.raw
        self._functions: dict[str, FunctionType] = {}
        self._cells: dict[str, CellType] = {}

    @property
    def compiled(self) -> CompiledUnit:
        return self.generations[-1].compiled

    def function(self, name: str) -> FunctionType:
        """A procedure that closes over nothing, or the maker of those that do, by its name in the text."""
        found = self._functions.get(name)
        if found is None:
            found = self._functions[name] = self._link(self._raw[name], self.cell("R"))
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

    def trap(self, names: frozenset[str]) -> None:
        """Have the procedures of these names leave a frame at their start, and no others. Those that close over something
        and exist already get their code from ``procedure_code``, by whoever finds them."""
        self.trapped = names
        self._raw = self.compiled.trapped(names) if names else self.compiled.raw
        for name, function in self._functions.items():
            function.__code__ = _fresh(self._raw[name])

    def point(self, compiled: CompiledUnit, number: int) -> ResumePoint:
        """This session's resume point of that number."""
        resume_point = self._points(compiled)[number]
        assert isinstance(resume_point, ResumePoint)
        return resume_point

    def _points(self, compiled: CompiledUnit) -> ResumePoints:
        """``R`` of one generation."""
        for points in self.generations:
            if points.compiled is compiled:
                return points
        raise LookupError("the unit was never compiled to this")

    def resume_function(self, resume_point: ResumePoint) -> Callable[[Value, Frame], Value]:
        """Compile what a resume point does."""
        compiled = resume_point.compiled
        raw = compiled.resume_code(resume_point.number)
        return self._link(raw, CellType(self._points(compiled)))

    def named(self, name: str) -> Value:
        """What the cell of this name holds, for procedures whose code was replaced by code that mentions more."""
        return self.cell(name).cell_contents

    def renew(self, compiled: CompiledUnit) -> None:
        """Use this code from now on."""
        self.generations.append(ResumePoints(self, compiled))
        self._raw = compiled.trapped(self.trapped) if self.trapped else compiled.raw
        self._functions = {}
        for name, cell in [*self._cells.items()]:
            if name == "R":
                cell.cell_contents = self.generations[-1]
            elif name[0] in "fmg":
                cell.cell_contents = self.function(name)

    def _link(self, raw: CodeType, points: CellType) -> FunctionType:
        names = raw.co_freevars
        cells = (points,) if len(names) == 1 else tuple([points if name == "R" else self.cell(name) for name in names])
        # The base is linked once in a process, so nobody else's inline caches are in the way.
        code = raw if self.is_base else _fresh(raw)
        return FunctionType(code, self.globals, raw.co_name, None, cells)


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
        statement = compiled.resume_statements(int(name[6:])).get(line)
    else:
        statement = compiled.statements().get(line)
    return None if statement is None else (unit, compiled, statement)


def procedure_of(value: Value) -> Procedure | None:
    """What there is to know of a procedure; ``None`` for a primitive and for anything else."""
    if type(value) is not FunctionType:
        return None
    unit = unit_of(value)
    return None if unit is None else unit.compiled.procedures.get(value.__code__.co_name)
