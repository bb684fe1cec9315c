"""The breakpoints of a debug session, and the question asked at each operation: does one of them stop here?

This is the only place that decides who needs the stepping executor: procedures with breakpoints do (``traps.py``), and
everything does while data is watched, which is compared at every operation. The rest runs at full speed. An operation is
looked up by its place in the source, so the number of breakpoints does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType

from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.expressions import mangle
from omega.runtime.compile.points import ResumePoint
from omega.runtime.compile.unit import unit_of
from omega.runtime.debug.breakpoints import Breakpoint, Kind, Spec
from omega.runtime.debug.data import Data
from omega.runtime.debug.marks import Marked
from omega.runtime.debug.places import Code
from omega.runtime.debug.stop import Changed, Notice
from omega.runtime.machine.base import BASE
from omega.runtime.machine.stack import Stack, frames
from omega.runtime.machine.stepping import Kind as Operation
from omega.runtime.machine.stepping import Watched
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span

#: Operations at which the value of an expression is known, or its last call is about to be made.
KNOWN = ("value", "tail-call")
#: Frames of a suspended evaluation whose code is looked at.
_FRAMES = 1_000


class Breakpoints:
    """``reached``: the breakpoints that the last operation reached, whose conditions have not been asked. ``changed``: of a
    data breakpoint, the old and the new value. ``notices``: for the client."""

    def __init__(self, session: SessionState) -> None:
        self._session = session
        self.code = Code()
        self.all: dict[int, Breakpoint] = {}
        self.reached: list[Breakpoint] = []
        self.changed: dict[int, tuple[Value, Value]] = {}
        self.notices: list[Notice] = []
        self._last = 0
        self._groups: dict[tuple[Kind, str], list[Breakpoint]] = {}
        #: What can stop at a place: the operation, and the breakpoint.
        self._targets: dict[Span, list[tuple[CompiledUnit, int, Breakpoint]]] = {}
        self._data: list[tuple[Breakpoint, Data]] = []
        #: Has anything changed since somebody set this to false?
        self.are_new = False
        #: Forms that are stepped through from value to value, by the ids of their breakpoints; and those by place.
        self.marked: dict[int, Marked] = {}
        self._values: dict[Span, list[tuple[CompiledUnit, Breakpoint]]] = {}

    # -- setting them

    def set(self, kind: Kind, specs: Sequence[Spec], file: str = "", data: Callable[[str], Data | None] | None = None) -> list[Breakpoint]:
        """Have these breakpoints of a kind (those on code: in a file) instead of the ones there are; one that was there
        with the same ``Spec`` keeps its id and its count. ``data``: finds what a data breakpoint watches."""
        before = self._groups.get((kind, file), [])
        kept = {each.spec: each for each in before}
        found = []
        for spec in specs:
            breakpoint = kept.pop(spec, None)
            if breakpoint is None:
                self._last += 1
                breakpoint = Breakpoint(self._last, kind, spec, file)
            found.append(breakpoint)
        for each in before:
            self.all.pop(each.id, None)
        self.all.update((each.id, each) for each in found)
        self._groups[kind, file] = found
        if kind == "data":
            self._watch(found, data)
        self.find_code(None)
        for each in found:
            self._bind(each)
        self._index()
        return found

    def mark(self, forms: Sequence[Marked]) -> None:
        """Stop at the values of what is marked in these forms, and no longer in others."""
        for id in self.marked:
            self.all.pop(id, None)
        self.marked = {}
        for form in forms:
            self._last += 1
            breakpoint = Breakpoint(self._last, "mark", Spec(condition=form.condition), form.span.file)
            self.all[breakpoint.id] = breakpoint
            self.marked[breakpoint.id] = form
        self.find_code(None)
        for id in self.marked:
            self._bind(self.all[id])
        self._index()

    def copy(self, others: Breakpoints) -> None:
        """Have the same breakpoints on code, on effects and ticks; their conditions are asked anew."""
        for (kind, file), group in others._groups.items():
            if kind != "data":  # which are of another session
                self.set(kind, [each.spec for each in group], file)
        if others.marked:
            self.mark([*others.marked.values()])

    def come_to(self, stack: Stack | None) -> None:
        """The session has become another one, with other code."""
        self.code = Code()
        self.find_code(stack)
        for each in self.all.values():
            self._bind(each)
        watched, self._data = self._data, []
        for each, data in watched:
            if data.is_lasting:
                data.begin()
                self._data.append((each, data))
            else:
                each.verified, each.message = False, "what was watched is of another time"
                self.notices.append(Changed(each.id))
        self._index()

    def find_code(self, stack: Stack | None) -> None:
        """Know the code that the session's globals and this stack have."""
        for key, value in self._session.globals.items():
            if key[:2] == "g_" and type(value) is FunctionType:
                unit = unit_of(value)
                if unit is not None and not unit.is_base:
                    self.code.add(unit.compiled)
        for frame, _ in zip(frames(stack), range(_FRAMES), strict=False):
            point = frame[0]
            if isinstance(point, ResumePoint) and not point.unit.is_base:
                self.code.add(point.compiled)

    def loaded(self, compiled: CompiledUnit) -> bool:
        """This unit is run for the first time; does that change where something stops?"""
        file = None if compiled.is_base else self.code.add(compiled)
        if file is None:
            return False
        changed = False
        for each in self.all.values():
            if (each.kind in ("source", "mark") and each.file == file) or each.kind == "function":
                changed = True
                if self._bind(each):
                    self.notices.append(Changed(each.id))
        if changed:
            self._index()
        return changed

    def _bind(self, breakpoint: Breakpoint) -> bool:
        spec = breakpoint.spec
        if breakpoint.kind == "source":
            file = breakpoint.file
            if spec.column is None:
                found = self.code.line(file, spec.line)
            else:
                found = self.code.expression(file, spec.line, spec.column)
            missing = "no expression at or after this line" if self.code.units(file) else "no code of this file is loaded"
            return breakpoint.bind(found, missing)
        if breakpoint.kind == "mark":
            form = self.marked[breakpoint.id]
            return breakpoint.bind(self.code.values(form.passage, form.paths), "the form is not loaded")
        if breakpoint.kind == "function":
            value = BASE.get("g_" + mangle(spec.name))
            unit = unit_of(value) if type(value) is FunctionType else None
            found = self.code.entries(spec.name, [] if unit is None else [unit.compiled])
            return breakpoint.bind(found, f"no procedure {spec.name} is loaded")
        return False

    def _index(self) -> None:
        self.are_new = True
        self._targets, self._values = {}, {}
        for each in self.all.values():
            if each.resolved is None or not each.is_active:
                continue
            for unit, _, node, span in each.resolved.targets:
                if each.kind == "mark":
                    if (known := (unit, each)) not in self._values.setdefault(span, []):
                        self._values[span].append(known)
                    continue
                self._targets.setdefault(span, []).append((unit, node, each))

    def _watch(self, breakpoints: list[Breakpoint], data: Callable[[str], Data | None] | None) -> None:
        self._data = []
        for each in breakpoints:
            found = None if data is None or each.broken else data(each.spec.data)
            each.verified = found is not None
            if found is not None:
                self._data.append((each, found))
            elif not each.broken:
                each.message = "what was to be watched is not known any more"

    # -- asking them

    @property
    def needs_stepping(self) -> bool:
        """Does anything here have to be asked at operations?"""
        return any(each.is_active and each.kind in ("source", "function", "data", "mark") for each in self.all.values())

    @property
    def needs_everything(self) -> bool:
        """Does anything have to be asked at every operation, wherever?"""
        return any(
            each.is_active and (each.kind == "data" or any(target[0].is_base for target in each.targets))
            for each in self.all.values()
        )

    def procedures(self) -> dict[CompiledUnit, frozenset[int]]:
        """The procedures in which something may stop, by the indices of their codes."""
        found: dict[CompiledUnit, frozenset[int]] = {}
        for each in self.all.values():
            for unit, index, _, _ in each.targets if each.is_active else ():
                found[unit] = found.get(unit, frozenset()) | {index}
        return found

    def __call__(self, kind: Operation, activation: Watched, span: Span) -> bool:
        """Does anything stop at this operation? Then it is in ``reached``."""
        self.reached = []
        if kind == "before" and (targets := self._targets.get(span)) is not None and activation.at is not None:
            node, compiled = activation.at.id, activation.compiled
            self.reached = [each for unit, id, each in targets if id == node and unit is compiled]
        elif kind in KNOWN and (values := self._values.get(span)) is not None:
            self.reached = [each for unit, each in values if unit is activation.compiled]
        for breakpoint, data in self._data:
            change = data.change()
            if change is not None and breakpoint.is_active:
                self.changed[breakpoint.id] = change
                self.reached.append(breakpoint)
        return bool(self.reached)

    def for_effect(self, op: str) -> list[Breakpoint]:
        """Those on an effect; ``*`` is on all."""
        names = (op, op.removesuffix(".op"), "*")
        return [each for each in self._of("effect") if each.spec.op in names]

    def next_tick(self, ticks: int) -> int | None:
        """The first tick behind this one at which something is to stop."""
        return min((each.spec.ticks for each in self._of("tick") if each.spec.ticks > ticks), default=None)

    def at_ticks(self, before: int, ticks: int) -> list[Breakpoint]:
        """Those on a tick behind the one up to the other."""
        return [each for each in self._of("tick") if before < each.spec.ticks <= ticks]

    def _of(self, kind: Kind) -> list[Breakpoint]:
        return [each for each in self._groups.get((kind, ""), ()) if each.is_active]
