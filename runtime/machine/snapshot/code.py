"""From a snapshot back to code: units compiled from core trees, procedures made from them, the layouts of frames."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from types import CellType, FunctionType
from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.checking import check
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.expressions import is_unit_name, python_name
from omega.runtime.compile.packing import MalformedUnit, Packed, unpack
from omega.runtime.compile.points import LOOP, RETURN, ResumePoint, term_and_kind
from omega.runtime.compile.unit import Unit
from omega.runtime.condition import LispError
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.columns import all_of, as_a
from omega.runtime.machine.snapshot.known import key_of, recall, remember
from omega.runtime.machine.snapshot.problem import Damaged, SnapshotError
from omega.runtime.machine.snapshot.units import fingerprint
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import Bytevector, Pair, Value, Vector
from omega.runtime.syntax.source import Passage, Span

_QUOTED = frozenset((Pair, Vector, Bytevector))


class Code:
    """One unit of a snapshot."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @cached_property
    def boxed(self) -> set[str]:
        """The Python names of the variables that its procedures close over and that live in boxes."""
        free = (variable for code in self.unit.compiled.analysis.codes for variable in code.free)
        return {python_name(variable) for variable in free if variable.mutated}

    def procedures(self, name: str, variables: list[str], count: int) -> tuple[list[FunctionType], list[CellType]]:
        """So many procedures made from the lambda of this name, and the cells of their variables, in turn."""
        unit = self.unit
        compiled = unit.compiled
        if name not in compiled.procedures or name == "f0":
            raise Damaged(f"there is no procedure {name}")
        maker = compiled.makers.get(name)
        code = unit.procedure_code(name)
        inner = [name for name in code.co_freevars if not is_unit_name(name)]
        if inner != variables or (maker is None and count > 1):
            raise SnapshotError("a procedure was compiled by another version of Omega, which kept other variables")
        if maker is None:
            return [unit.function(name)] * count, []
        made: list[FunctionType] = []
        cells: list[CellType] = []
        given: list[Any] = [unit.cell(name) if is_unit_name(name) else None for name in code.co_freevars]
        places = [at for at, cell in enumerate(given) if cell is None]
        globals = unit.globals
        for _ in range(count):
            for at in places:
                cell = given[at] = CellType()
                cells.append(cell)
            made.append(FunctionType(code, globals, name, None, tuple(given)))
        return made, cells


def base_code(name: Any) -> Code:
    """A unit of the prelude."""
    unit = names.unit_called(as_a(name, str, "units"))
    if unit is None:
        raise SnapshotError(f"the snapshot needs the library's {name}, which this version of Omega does not have")
    return Code(unit)


def compiled_code(
    description: list[Any], values: Callable[[Any], list[Value]], globals: dict[str, Any]
) -> Code:
    """A unit of the session itself, compiled anew. ``values``: the Lisp values of a column of numbers."""
    text, data, is_wide, assigned, generations, written, quoted, copies = description
    source = None if written is None else _source(written)
    packed = Packed(as_a(text, str, "units"), as_a(data, bytes, "units"), as_a(is_wide, bool, "units"))
    unit: Unit | None = None
    compiled: CompiledUnit | None = None
    before: set[str] | None = None
    for hidden in all_of(generations, list, "units"):
        now = set(all_of(hidden, str, "units"))
        if before is not None and not before < now:
            raise Damaged("units")
        before = now
        compiled = _compile(packed, values(quoted), set(all_of(assigned, str, "units")), now, source, compiled)
        if unit is None:
            unit = Unit(compiled, globals)
        else:
            unit.renew(compiled)
    if unit is None:
        raise Damaged("units")
    pairs = values(copies)
    for original, copy in zip(pairs[::2], pairs[1::2], strict=True):
        if type(original) is not type(copy) or type(copy) not in _QUOTED:
            raise Damaged("quoted data")
        unit.literals.copies[id(original)] = copy
    return Code(unit)


def _source(written: Any) -> Passage:
    """What is written where a unit is: of any text, only what fits is shown."""
    file, *place, text = as_a(written, list, "units")
    line, column, end_line, end_column = all_of(place, int, "units")
    span = Span(as_a(file, str, "units"), line, column, end_line, end_column)
    return Passage(span, as_a(text, str, "units"))


def _compile(
    packed: Packed,
    quoted: list[Value],
    assigned: set[str],
    hidden: set[str],
    source: Passage | None,
    before: CompiledUnit | None,
) -> CompiledUnit:
    key = key_of(packed, quoted, assigned, hidden, source) if before is None else None
    compiled = recall(key)
    if compiled is None:
        try:
            with deep_recursion():
                top = unpack(packed, quoted)
                check(top)
                compiled = CompiledUnit(top, assigned, hidden.__contains__, False, before)
                compiled.keep_source(source)
        except (MalformedUnit, LispError):
            raise Damaged("a unit is no program") from None
        remember(key, compiled)
    return compiled


class Layout:
    """What a frame at a resume point holds: ``boxed`` says of each variable whether it is in a box."""

    __slots__ = ("boxed", "has_boxes")

    def __init__(self, point: ResumePoint, mark: int) -> None:
        """``mark``: the point's fingerprint when it was saved."""
        if type(point) is not ResumePoint:
            raise Damaged("there is no such place in a program")
        compiled = point.compiled
        term_id, kind = term_and_kind(point.number)
        term = compiled.analysis.term(term_id)
        if term is None or (kind == RETURN and not isinstance(term, ir.BindCall)):
            raise Damaged("there is no such place in a program")
        if kind == LOOP and not isinstance(term, ir.Loop):
            raise Damaged("there is no such place in a program")
        if fingerprint(point) != mark:
            raise SnapshotError("a procedure that was running was compiled by another version of Omega, to another form")
        # Where a procedure begins, assigned parameters are not yet in their boxes.
        raw = set()
        while isinstance(term, ir.Bind) and isinstance(term.value, ir.MakeBox):
            given = term.value.value
            if isinstance(given, ir.Local) and given.variable is term.variable:
                raw.add(term.variable)
            term = term.next
        self.boxed = [variable.mutated and variable not in raw for variable in point.point.live]
        self.has_boxes = any(self.boxed)
