"""Finds everything that a session's state is made of, each object once, sorted by kind.

The walk keeps its own stack: structures may be a million deep. It knows the kinds of ``syntax/shapes.py`` by their
shapes, and itself those of the machine: procedures, continuations, stacks, frames, boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import FunctionType
from typing import Any

from omega.runtime.compile.expressions import is_unit_name
from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.gaussian import Gaussian
from omega.runtime.machine.careful import REDOING
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.machine.snapshot.units import UnitParts
from omega.runtime.machine.stack import CALLING, Composable, Continuation, Stack
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import Boolean, Char, Keyword, Pair, Singleton, String, Symbol, Value, Vector
from omega.runtime.syntax.kinds import type_name
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.shapes import SHAPES, Shape
from omega.runtime.syntax.source import Span

#: Objects looked at in one step: a millisecond or two.
STEP = 10_000
#: What is written without looking into it, by its Python type.
ATOMS: tuple[type, ...] = (
    Singleton, Boolean, Symbol, Keyword, Char, int, Ratio, float, complex, type(None), bool, str, bytes, Span,
)  # fmt: skip


#: Types whose values may equal others that are not the same: these are told apart by their identity, all others by
#: themselves, which is faster. (No type but these has values that equal integers.)
EQUALS = frozenset((Ratio, Gaussian, float, complex, type(None), bool, str, bytes, Span, list, tuple))


class Template:
    """The procedures made from one lambda of a unit. ``name``: in the unit's text. ``variables``: the Python names of those
    it closes over, whose cells are at ``positions``. ``functions``, and ``contents``: what these hold in each."""

    __slots__ = ("contents", "functions", "name", "positions", "unit", "variables")

    def __init__(self, unit: Unit, function: FunctionType) -> None:
        code = function.__code__
        self.functions: list[FunctionType] = []
        self.contents: list[list[Value]] = []
        self.unit = unit
        self.name = code.co_name
        self.positions = [at for at, name in enumerate(code.co_freevars) if not is_unit_name(name)]
        self.variables = [code.co_freevars[at] for at in self.positions]


class Graph:
    """The objects that ``roots`` reach, by kind, in the order found. Nothing of them may change until ``walk`` is over."""

    def __init__(self, roots: Sequence[Any]) -> None:
        self.atoms: dict[type, list[Any]] = {kind: [] for kind in ATOMS}
        #: What a snapshot calls by name: values of the base, and what only the host knows.
        self.named: list[Value] = []
        self.internals: list[Any] = []
        self.pairs: list[Pair] = []
        self.vectors: list[Vector] = []
        self.strings: list[String] = []
        self.boxes: list[list[Value]] = []
        self.tuples: list[tuple[Any, ...]] = []
        #: Objects of each shape, and their parts.
        self.shaped: dict[Shape, tuple[list[Any], list[Sequence[Any]]]] = {}
        #: By the identity of their code.
        self.templates: dict[int, Template] = {}
        self.continuations: list[Continuation | Composable] = []
        #: The parts of stacks, each after the one under it, their segments, and the first index needed of each.
        self.stacks: list[Any] = []
        self.segments: dict[int, list[Frame]] = {}
        self.starts: dict[int, int] = {}
        self.points: list[ResumePoint] = []
        self.units: dict[int, UnitParts] = {}
        self._pending: list[Any] = list(roots)
        self._on_stacks: set[int] = set()
        self._visitors: dict[type, Callable[[Any], Iterable[Any]]] = {
            list: self._box,
            tuple: self._tuple,
            Vector: self._vector,
            String: self._string,
            FunctionType: self._function,
            Continuation: self._continuation,
            Composable: self._continuation,
            ResumePoint: self._point,
            Unit: self._unit,
        }

    def walk(self) -> Iterator[None]:
        """Find everything, in steps."""
        left = STEP
        seen: set[Any] = set()
        pending, pairs, atoms, visitors = self._pending, self.pairs, self.atoms, self._visitors
        named, internal = names.value_names(), names.internal_names()
        while pending:
            left -= 1
            if left < 0:
                left = STEP
                yield
            value = pending.pop()
            kind = type(value)
            while kind is Pair and value not in seen:
                left -= 1
                if left < 0:
                    left = STEP
                    yield
                seen.add(value)
                if id(value) in named:
                    self.named.append(value)
                    break
                pairs.append(value)
                pending.append(value.car)
                value = value.cdr
                kind = type(value)
            if kind is Pair:
                continue
            if kind in atoms:
                # Many times, perhaps: ``unique`` makes one of them, faster than a look at each here.
                atoms[kind].append(value)
                continue
            key = id(value) if kind in EQUALS else value
            if key in seen:
                continue
            seen.add(key)
            if id(value) in named:
                self.named.append(value)
            elif kind in visitors:
                pending.extend(visitors[kind](value))
            elif id(value) in internal:
                self.internals.append(value)
            else:
                visit = visitors[kind] = self._visitor(value)
                pending.extend(visit(value))

    # -- how each kind is visited: put away, and its parts returned

    def _visitor(self, value: Any) -> Callable[[Any], Iterable[Any]]:
        """The visitor of a kind that has a shape. Raises ``SnapshotError`` when it has none."""
        shape = SHAPES.get(type(value))
        if shape is None:
            raise cannot_travel(value)
        parts_of = shape.parts
        objects, parts = self.shaped[shape] = ([], [])

        def visit(value: Any) -> Sequence[Any]:
            found = parts_of(value)
            objects.append(value)
            parts.append(found)
            return found

        return visit

    def _box(self, box: list[Value]) -> Iterable[Any]:
        self.boxes.append(box)
        return box

    def _tuple(self, parts: tuple[Any, ...]) -> Iterable[Any]:
        self.tuples.append(parts)
        return parts

    def _vector(self, vector: Vector) -> Iterable[Any]:
        self.vectors.append(vector)
        return vector.items

    def _string(self, string: String) -> Iterable[Any]:
        self.strings.append(string)
        return ()

    def _function(self, function: FunctionType) -> Iterable[Any]:
        template = self.templates.get(id(function.__code__))
        if template is None:
            unit = unit_of(function)
            if unit is None:
                raise cannot_travel(function)
            template = Template(unit, function)
            self.templates[id(function.__code__)] = template
            self._pending.append(unit)
        closure: Any = function.__closure__
        contents = []
        for at in template.positions:
            contents.append(closure[at].cell_contents)
        template.functions.append(function)
        template.contents.append(contents)
        return contents

    def _continuation(self, continuation: Continuation | Composable) -> Iterable[Any]:
        self.continuations.append(continuation)
        self._stack(continuation.stack)
        return (continuation.dynamic,)

    def _stack(self, stack: Stack | None) -> None:
        waiting = []
        while stack is not None and id(stack) not in self._on_stacks:
            self._on_stacks.add(id(stack))
            waiting.append(stack)
            stack = stack[2]
        self.stacks += reversed(waiting)
        for segment, index, _ in waiting:
            # The frames before the index are done with, but perhaps not for another stack.
            start = self.starts.get(id(segment), len(segment))
            self.segments[id(segment)] = segment
            self.starts[id(segment)] = min(index, start)
            for frame in segment[index:start]:
                self._pending.append(frame[0])
                self._pending.extend(frame_parts(frame))

    def _point(self, point: ResumePoint) -> Iterable[Any]:
        self.points.append(point)
        return (point.unit,)

    def _unit(self, unit: Unit) -> Iterable[Any]:
        parts = self.units[id(unit)] = UnitParts(unit)
        return parts.values


def frame_parts(frame: Frame) -> Sequence[Any]:
    """What a frame holds besides its point, as a flat sequence."""
    if frame[0] is CALLING:
        return (frame[1], *frame[2])
    if frame[0] is REDOING:
        _, node, nodes, values, at = frame
        return (node, len(nodes), *nodes, *values, *at)
    return frame[1:]


def cannot_travel(value: Any) -> SnapshotError:
    """The error that names what cannot be saved."""
    return SnapshotError(f"this cannot be saved: {write_string(value, 60)} ({type_name(value)})")
