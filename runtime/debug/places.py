"""Where code can stop: the operations of compiled units by their place in the source.

An operation is a node of the intermediate representation that the stepping executor announces (``machine/stepping.py``);
the order here is the order in which it does. A line is bound in the outermost procedures that have an operation on it, at
the first one on each path through them: so code that passes the line stops once, wherever it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from types import FunctionType
from weakref import ref

from msgspec import Struct

from omega.runtime.compile import ir
from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.unit import unit_of
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Passage, Span

#: Expressions whose evaluation is hardly worth a stop: what they give can be seen.
ATOMS = (ir.Literal, ir.Local, ir.BoxRead, ir.GlobalRead, ir.MakeClosure)

#: An operation: its unit, the index of its procedure there, the id of its node, and its place.
Target = tuple[CompiledUnit, int, int, Span]


class Resolved(Struct, frozen=True):
    """Where a breakpoint is: the stretch of source, and the operations that are meant."""

    span: Span
    targets: tuple[Target, ...]


class Code:
    """The compiled units that a debugger knows of, by file; it keeps none of them alive."""

    def __init__(self) -> None:
        self._units: dict[str, list[ref[CompiledUnit]]] = {}

    def add(self, compiled: CompiledUnit) -> str | None:
        """Know of this unit too; its file if it is new."""
        file = unit_span(compiled).file
        known = self._units.setdefault(file, [])
        if any(each() is compiled for each in known):
            return None
        known[:] = [each for each in known if each() is not None]
        known.append(ref(compiled))
        return file

    def units(self, file: str) -> list[CompiledUnit]:
        """Those of a file, the newest first."""
        found = [each() for each in reversed(self._units.get(file, ()))]
        return [unit for unit in found if unit is not None]

    def line(self, file: str, line: int) -> Resolved | None:
        """The nearest line at or behind this one that can stop."""
        units = self.units(file)
        found = _nearest([unit for unit in units if _covers(unit, line)][:1], line) or _nearest(units, line)
        if found is None:
            return None
        # What a line does counts more than the constants, variables and procedures that it hands on.
        return self._bound(
            file, found, lambda node: node.span.line == found and not isinstance(node, ATOMS)
        ) or self._bound(file, found, lambda node: node.span.line == found)

    def expression(self, file: str, line: int, column: int) -> Resolved | None:
        """The expression that begins at this place, the largest such; else the innermost around it; else as for a line."""
        for unit in self.units(file):
            if not _covers(unit, line):
                continue
            around = [span for span in spans(unit) if (span.line, span.column) <= (line, column) < span[3:]]
            exact = [span for span in around if (span.line, span.column) == (line, column)]
            if around:
                chosen = max(exact, key=_extent) if exact else min(around, key=_extent)
                return self._bound(file, chosen.line, partial(_stands_at, chosen))
        return self.line(file, line)

    def values(self, form: Passage, wanted: Container[Span]) -> Resolved | None:
        """The expressions at these places of a top-level form, in the units that are of it as it is written. The operators
        of calls are none: that they are procedures is nothing to look at."""
        targets: list[Target] = []
        for unit in self.units(form.span.file):
            if unit_span(unit) == form.span and unit.source in (None, form):
                for code in unit.analysis.codes:
                    operators = _operators(code)
                    targets += [
                        (unit, code.index, node.id, node.span)
                        for node in nodes(code)
                        if node.span in wanted and node.id not in operators
                    ]
        return Resolved(form.span, tuple(targets)) if targets else None

    def locations(self, file: str, first: int, last: int) -> list[Span]:
        """The places in these lines that can stop, in order: where something is done, or else where anything is."""
        found: dict[int, tuple[set[Span], set[Span]]] = {}
        for unit in self.units(file):
            for code in unit.analysis.codes:
                for node in nodes(code):
                    if first <= node.span.line <= last:
                        found.setdefault(node.span.line, (set(), set()))[isinstance(node, ATOMS)].add(node.span)
        return sorted(span for done, held in found.values() for span in done or held)

    def entries(self, name: str, others: list[CompiledUnit]) -> Resolved | None:
        """The first operations of the procedures with this name, in these units and the others known."""
        units = [unit for file in self._units for unit in self.units(file)]
        targets: list[Target] = []
        span: Span | None = None
        for unit in [*units, *others]:
            if all(procedure.name != name for procedure in unit.procedures.values()):
                continue
            for code in unit.analysis.codes[1:]:
                if code.name == name:
                    targets += [(unit, code.index, node.id, node.span) for node in first_operations(code, _anywhere)]
                    span = span or code.span
        return None if span is None else Resolved(span, tuple(targets))

    def _bound(self, file: str, line: int, wanted: Callable[[ir.Ir], bool]) -> Resolved | None:
        """What is at a line in all units of the file that have it: old ones may still be in use."""
        targets: list[Target] = []
        span: Span | None = None
        for unit in self.units(file):
            if not _covers(unit, line):
                continue
            inside: set[int] = set()
            for code in unit.analysis.codes:
                nodes = [] if code.index in inside else first_operations(code, partial(_is_in, file, wanted))
                targets += [(unit, code.index, node.id, node.span) for node in nodes]
                span = span or (nodes[0].span if nodes else None)
                if nodes or code.index in inside:
                    inside.update(each.index for each in made_in(code))
        return None if span is None else Resolved(span, tuple(targets))


def passages(globals: Mapping[str, Value]) -> Iterator[Passage]:
    """What is written where the procedures of a session are defined, as far as it is kept."""
    seen: set[int] = set()
    for key, value in globals.items():
        unit = unit_of(value) if key[:2] == "g_" and type(value) is FunctionType else None
        if unit is not None and not unit.is_base and id(unit) not in seen and unit.compiled.source is not None:
            seen.add(id(unit))
            yield unit.compiled.source


def unit_span(compiled: CompiledUnit) -> Span:
    """Where a top-level form is."""
    return compiled.procedures["f0"].span


def _covers(unit: CompiledUnit, line: int) -> bool:
    span = unit_span(unit)
    return span.line <= line <= span.end_line


def _extent(span: Span) -> tuple[int, int]:
    return span.end_line - span.line, span.end_column - span.column if span.end_line == span.line else span.end_column


def _nearest(units: list[CompiledUnit], line: int) -> int | None:
    """The first line from this one on that has an operation, in the unit where it ends up first."""
    best: int | None = None
    for unit in units:
        whole = unit_span(unit)
        if whole.end_line < line or (best is not None and whole.line > best):
            continue
        for span in spans(unit):
            if span.line >= line and span.file == whole.file and (best is None or span.line < best):
                best = span.line
    return best


def _is_in(file: str, wanted: Callable[[ir.Ir], bool], node: ir.Ir) -> bool:
    return node.span.file == file and wanted(node)


def _stands_at(span: Span, node: ir.Ir) -> bool:
    return node.span == span


def _anywhere(node: ir.Ir) -> bool:
    return True


def spans(unit: CompiledUnit) -> Iterator[Span]:
    """The places of all operations of a unit that stand somewhere."""
    return (node.span for code in unit.analysis.codes for node in nodes(code))


def nodes(code: ir.Code) -> Iterator[ir.Ir]:
    """The operations of a procedure that stand somewhere."""
    pending = [code.body]
    defined: set[Span] = set()
    while pending:
        term = pending.pop()
        for node in operations(term, defined):
            if node.span.line > 0:
                yield node
        pending.extend(ir.parts(term))


def _operators(code: ir.Code) -> set[int]:
    """The ids of the operators of calls."""
    found: set[int] = set()
    pending = [code.body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.TailCall):
            found.add(term.operator.id)
        pending.extend(ir.parts(term))
    return found


def first_operations(code: ir.Code, wanted: Callable[[ir.Ir], bool]) -> list[ir.Ir]:
    """The first operation that is wanted on each path through a procedure."""
    found: list[ir.Ir] = []
    defined: set[Span] = set()
    pending: list[tuple[ir.Term, int]] = [(code.body, -1)]
    while pending:
        term, before = pending.pop()
        if 0 <= before < len(found):
            continue  # what comes before it has one
        node = next((node for node in operations(term, defined) if wanted(node)), None)
        if node is not None:
            found.append(node)
        elif isinstance(term, ir.BindCall):
            pending += ((term.next, len(found)), (term.body, -1))
        else:
            pending += [(part, -1) for part in reversed(ir.parts(term))]
    return found


def operations(term: ir.Term, defined: set[Span]) -> Iterator[ir.Ir]:
    """What a term announces before it does it, in order; not what its parts do. ``defined``: the places of definitions of
    procedures among the terms so far. These are nothing to stop at: the line of a procedure's head means the procedure."""
    action = term.value if isinstance(term, ir.Bind) else None
    if isinstance(action, ir.GlobalWrite) and action.define and isinstance(action.value, ir.MakeClosure):
        defined.add(term.span)
    if isinstance(term, ir.Bind | ir.Return) and term.span in defined:
        return
    if isinstance(term, ir.Branch | ir.TailCall | ir.Loop | ir.Jump) or isinstance(action, ir.BoxWrite | ir.GlobalWrite):
        yield term
    for simple in _simples(term):
        yield from _of_simple(simple)


def _of_simple(simple: ir.Simple) -> Iterator[ir.Ir]:
    """Simple expressions nest no deeper than ``lower.MAX_NESTING``."""
    if isinstance(simple, ir.MakeBox):
        if not isinstance(simple.value, ir.Local):
            yield from _of_simple(simple.value)
    elif not (isinstance(simple, ir.Local) and simple.variable.uid < 0):
        yield simple
        for operand in _operands(simple):
            yield from _of_simple(operand)


def made_in(code: ir.Code) -> Iterator[ir.Code]:
    """The procedures that are written directly inside of one."""
    pending = [code.body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.FixProcedures):
            yield from term.codes
        for simple in _simples(term):
            nodes = [simple]
            while nodes:
                node = nodes.pop()
                if isinstance(node, ir.MakeClosure):
                    yield node.code
                nodes.extend(_operands(node))
        pending.extend(ir.parts(term))


def _simples(term: ir.Term) -> list[ir.Simple]:
    """The simple expressions of a term."""
    if isinstance(term, ir.Bind):
        return [term.value.value if isinstance(term.value, ir.BoxWrite | ir.GlobalWrite) else term.value]
    if isinstance(term, ir.Return):
        return [term.value]
    if isinstance(term, ir.Branch):
        return [term.test]
    if isinstance(term, ir.TailCall):
        return [*term.operands, term.operator]
    if isinstance(term, ir.Loop):
        return term.initial
    return term.operands if isinstance(term, ir.Jump) else []


def _operands(simple: ir.Simple) -> list[ir.Simple]:
    """The simple expressions directly in another."""
    if isinstance(simple, ir.Apply):
        return simple.operands
    if isinstance(simple, ir.Choose):
        return [simple.test, simple.consequent, simple.alternative]
    if isinstance(simple, ir.Either):
        return [simple.left, simple.right]
    return [simple.value] if isinstance(simple, ir.MakeBox) else []
