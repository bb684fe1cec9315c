"""A session's graph as columns of numbers and atoms.

Every object, atoms too, has a number: objects of one kind follow one another, kinds in the order of ``_sections``. What
an object refers to is said by numbers, in one array of 32 bits for all objects of a kind. So kinds are written by a few
loops inside CPython.

Values come first, then what only the host knows (texts, spans, scopes), then what only the machine knows (boxes, frames,
units): the reader compares a number with these bounds to keep the three apart.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from types import FunctionType
from typing import Any

from omega.runtime.compile.packing import COMPILER_VERSION
from omega.runtime.compile.unit import unit_of
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.graph import EQUALS, STEP, Graph, Template, cannot_travel, frame_parts
from omega.runtime.machine.snapshot.units import UnitParts, fingerprint
from omega.runtime.machine.stack import Composable
from omega.runtime.numbers import Ratio
from omega.runtime.slices import Steps
from omega.runtime.syntax.datum import Boolean, Char, Keyword, Singleton, Symbol
from omega.runtime.syntax.shapes import Shape
from omega.runtime.syntax.source import Span

#: Units written in one step.
_UNITS = 200
#: Integers below this are written as msgpack's own.
_SMALL = 1 << 63



def write(roots: Sequence[Any]) -> Steps[dict[str, object]]:
    """Everything that the roots reach, as what msgpack takes, in steps between which nothing of it may change. Raises
    ``SnapshotError`` for what cannot be saved."""
    graph = Graph([*roots, None])
    yield from graph.walk()
    return (yield from _Writer(graph).write(roots))


class _Writer:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._atoms: dict[type, list[Any]] = {}
        self._bigs: list[int] = []
        self._units = self._ordered_units()
        self._templates: dict[int, list[Template]] = {id(parts.unit): [] for parts in self._units}
        for template in graph.templates.values():
            self._templates[id(template.unit)].append(template)
        self._frozen = [string for string in graph.strings if string.frozen]
        self._mutable = [string for string in graph.strings if not string.frozen]
        self._values = [shape for shape in graph.shaped if not shape.is_internal]
        self._hosts = [shape for shape in graph.shaped if shape.is_internal]
        #: The number of every object: by itself if it is compared by identity, else by its identity.
        self._numbers: dict[Any, int] = {}
        self._by_identity: dict[int, int] = {}

    def write(self, roots: Sequence[Any]) -> Steps[dict[str, object]]:
        """The columns, in steps."""
        for kind, found in self._graph.atoms.items():
            self._atoms[kind] = yield from unique(found)
        integers = self._atoms[int]
        if integers and not -_SMALL < min(integers) <= max(integers) < _SMALL:
            self._bigs = [value for value in integers if not -_SMALL < value < _SMALL]
            self._atoms[int] = [value for value in integers if -_SMALL < value < _SMALL]
        yield from self._number()
        return {
            "compiler": COMPILER_VERSION,
            "roots": (yield from self._references(roots)),
            **self._atom_columns(),
            **(yield from self._object_columns()),
            **(yield from self._machine_columns()),
        }

    def _sections(self) -> Iterable[Iterable[Any]]:
        atoms, graph = self._atoms, self._graph
        yield from (atoms[kind] for kind in (Singleton, Boolean, Symbol, Keyword, Char, int))
        yield self._bigs
        yield from (atoms[kind] for kind in (Ratio, float, complex))
        yield from (graph.named, self._frozen, self._mutable, graph.pairs, graph.vectors)
        for templates in self._templates.values():
            yield from (template.functions for template in templates)
        yield graph.continuations
        yield from (graph.shaped[shape][0] for shape in self._values)
        yield from (atoms[kind] for kind in (type(None), bool, str, bytes, Span))
        yield graph.internals
        yield from (graph.shaped[shape][0] for shape in self._hosts)
        yield graph.tuples
        yield from (graph.boxes, graph.segments.values(), graph.stacks, graph.points)
        yield (parts.unit for parts in self._units)

    def _ordered_units(self) -> list[UnitParts]:
        """The units, each after those of the procedures that it quotes."""
        units = self._graph.units
        ordered: dict[int, UnitParts] = {}
        pending = list(units.values())[::-1]
        while pending:
            parts = pending[-1]
            quoted = [unit_of(value) for value in parts.constants if type(value) is FunctionType]
            before = [units[id(unit)] for unit in quoted if id(unit) in units and id(unit) not in ordered]
            if before:
                pending += before
            else:
                ordered[id(parts.unit)] = pending.pop()
        return list(ordered.values())

    # -- columns

    def _number(self) -> Iterator[None]:
        start = 0
        for section in self._sections():
            objects = list(section)
            if not objects:
                continue
            numbers: dict[Any, int] = self._numbers
            keys: Iterable[Any] = objects
            if type(objects[0]) in EQUALS:
                numbers, keys = self._by_identity, map(id, objects)
            numbered = zip(keys, count(start))
            for end in range(STEP, len(objects) + STEP, STEP):
                numbers.update(islice(numbered, STEP))
                if end < len(objects):
                    yield
            start += len(objects)

    def _references(self, objects: Iterable[Any]) -> Steps[bytes]:
        numbers, by_identity = self._numbers, self._by_identity
        found = array("I")
        left = iter(objects)
        while part := [by_identity[id(v)] if type(v) in EQUALS else numbers[v] for v in islice(left, STEP)]:
            found.extend(part)
            if len(part) == STEP:
                yield
        return to_bytes(found)

    def _atom_columns(self) -> dict[str, object]:
        atoms = self._atoms
        for singleton in atoms[Singleton]:
            if singleton.text not in names.SINGLETONS:
                raise cannot_travel(singleton)
        files: dict[str, int] = {}
        spans = array("I")
        for file, *place in atoms[Span]:
            spans.append(files.setdefault(file, len(files)))
            spans.extend(place)
        return {
            "singletons": [each.text for each in atoms[Singleton] + atoms[Boolean]],
            "symbols": [symbol.name for symbol in atoms[Symbol]],
            "keywords": [keyword.name for keyword in atoms[Keyword]],
            "chars": "".join([char.text for char in atoms[Char]]),
            "integers": atoms[int],
            "bigs": list(map(integer_bytes, self._bigs)),
            "ratios": [[integer_bytes(each.numerator), integer_bytes(each.denominator)] for each in atoms[Ratio]],
            "floats": to_bytes(array("d", atoms[float])),
            "complexes": to_bytes(array("d", chain.from_iterable((z.real, z.imag) for z in atoms[complex]))),
            "constants": atoms[type(None)] + atoms[bool],
            "texts": atoms[str],
            "bytes": atoms[bytes],
            "files": list(files),
            "spans": to_bytes(spans),
        }

    def _object_columns(self) -> Steps[dict[str, object]]:
        graph, references = self._graph, self._references
        value_names, internal_names = names.value_names(), names.internal_names()
        return {
            "named": [value_names[id(value)] for value in graph.named],
            "frozen": [string.text for string in self._frozen],
            "strings": [string.text for string in self._mutable],
            "cars": (yield from references(pair.car for pair in graph.pairs)),
            "cdrs": (yield from references(pair.cdr for pair in graph.pairs)),
            "vectors": (yield from self._rows([vector.items for vector in graph.vectors])),
            "values": (yield from self._shaped(self._values)),
            "internals": [internal_names[id(value)] for value in graph.internals],
            "hosts": (yield from self._shaped(self._hosts)),
            "tuples": (yield from self._rows(graph.tuples)),
        }

    def _shaped(self, shapes: Sequence[Shape]) -> Steps[list[object]]:
        found: list[object] = []
        for shape in shapes:
            found.append([shape.tag, *(yield from self._rows(self._graph.shaped[shape][1]))])
        return found

    def _machine_columns(self) -> Steps[dict[str, object]]:
        graph, references = self._graph, self._references
        continuations, stacks, starts = graph.continuations, graph.stacks, graph.starts
        frames = [segment[starts[key] :] for key, segment in graph.segments.items()]
        generations = [graph.units[id(point.unit)].generation(point.compiled) for point in graph.points]
        return {
            "composable": [type(continuation) is Composable for continuation in continuations],
            "continued": (yield from references(continuation.stack for continuation in continuations)),
            "dynamics": (yield from references(continuation.dynamic for continuation in continuations)),
            "boxes": (yield from references(box[0] for box in graph.boxes)),
            "segments": to_bytes(array("I", map(len, frames))),
            "frames": (yield from self._rows([(f[0], *frame_parts(f)) for f in chain.from_iterable(frames)])),
            "stacks": (yield from references(stack[0] for stack in stacks)),
            "indices": to_bytes(array("I", [stack[1] - starts[id(stack[0])] for stack in stacks])),
            "under": (yield from references(stack[2] for stack in stacks)),
            "points": (yield from references(point.unit for point in graph.points)),
            "generations": to_bytes(array("I", generations)),
            "numbers": to_bytes(array("I", [point.number for point in graph.points])),
            "fingerprints": to_bytes(array("I", map(fingerprint, graph.points))),
            "units": (yield from self._all_units()),
        }

    def _rows(self, rows: Sequence[Sequence[Any]]) -> Steps[list[bytes]]:
        """How many parts each row has, and the parts of all."""
        return [to_bytes(array("I", map(len, rows))), (yield from self._references(chain.from_iterable(rows)))]

    def _all_units(self) -> Steps[list[object]]:
        found: list[object] = []
        for index, parts in enumerate(self._units):
            found.append((yield from self._unit(parts)))
            if index % _UNITS == _UNITS - 1:
                yield
        return found

    def _unit(self, parts: UnitParts) -> Steps[list[object]]:
        templates: list[object] = []
        for template in self._templates[id(parts.unit)]:
            contents = yield from self._references(chain.from_iterable(template.contents))
            templates.append([template.name, template.variables, len(template.functions), contents])
        if parts.packed is None:
            return [parts.name, templates]
        packed, source = parts.packed, parts.unit.compiled.source
        return [
            packed.text,
            packed.numbers,
            packed.is_wide,
            sorted(parts.unit.compiled.assigned),
            parts.generations(),
            None if source is None else [*source.span, source.text],
            (yield from self._references(parts.constants)),
            (yield from self._references(parts.copies)),
            templates,
        ]


def unique(values: list[Any]) -> Steps[list[Any]]:
    """Each object once."""
    found: dict[Any, Any] = {}
    for start in range(0, len(values), STEP):
        part = values[start : start + STEP]
        keys: Iterable[Any] = map(id, part) if type(part[0]) in EQUALS else part
        found.update(zip(keys, part, strict=True))
        if len(part) == STEP:
            yield
    return list(found.values())


def integer_bytes(value: int) -> bytes:
    """Any integer, as its two's complement."""
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def to_bytes(numbers: array[Any]) -> bytes:
    """An array, little-endian."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
