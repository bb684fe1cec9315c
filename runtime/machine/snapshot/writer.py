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
from collections.abc import Iterable, Sequence
from itertools import chain, count
from types import FunctionType
from typing import Any

from omega.runtime.compile.packing import COMPILER_VERSION
from omega.runtime.compile.unit import unit_of
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.graph import EQUALS, Graph, Template, cannot_travel, frame_parts
from omega.runtime.machine.snapshot.units import UnitParts, fingerprint
from omega.runtime.machine.stack import Composable
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import Boolean, Char, Keyword, Singleton, Symbol
from omega.runtime.syntax.source import Span

#: Integers below this are written as msgpack's own.
_SMALL = 1 << 63


def write(roots: Sequence[Any]) -> dict[str, object]:
    """Everything that the roots reach, as what msgpack takes. Raises ``SnapshotError`` for what cannot be saved."""
    return _Writer(roots).body


class _Writer:
    def __init__(self, roots: Sequence[Any]) -> None:
        graph = self._graph = Graph([*roots, None])
        self._atoms = {kind: unique(found) for kind, found in graph.atoms.items()}
        integers = self._atoms[int]
        self._bigs: list[int] = []
        if integers and not -_SMALL < min(integers) <= max(integers) < _SMALL:
            self._bigs = [value for value in integers if not -_SMALL < value < _SMALL]
            self._atoms[int] = [value for value in integers if -_SMALL < value < _SMALL]
        self._frozen = [string for string in graph.strings if string.frozen]
        self._mutable = [string for string in graph.strings if not string.frozen]
        self._values = [shape for shape in graph.shaped if not shape.is_internal]
        self._hosts = [shape for shape in graph.shaped if shape.is_internal]
        self._units = self._ordered_units()
        self._templates: dict[int, list[Template]] = {id(parts.unit): [] for parts in self._units}
        for template in graph.templates.values():
            self._templates[id(template.unit)].append(template)
        #: The number of every object: by itself if it is compared by identity, else by its identity.
        self._numbers: dict[Any, int] = {}
        self._by_identity: dict[int, int] = {}
        self._number()
        self.body: dict[str, object] = {
            "compiler": COMPILER_VERSION,
            "roots": self._references(roots),
            **self._atom_columns(),
            **self._object_columns(),
            **self._machine_columns(),
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

    def _number(self) -> None:
        start = 0
        for section in self._sections():
            objects = list(section)
            if not objects:
                continue
            if type(objects[0]) in EQUALS:
                self._by_identity.update(zip(map(id, objects), count(start)))
            else:
                self._numbers.update(zip(objects, count(start)))
            start += len(objects)

    def _references(self, objects: Iterable[Any]) -> bytes:
        numbers, by_identity = self._numbers, self._by_identity
        return to_bytes(
            array("I", [by_identity[id(v)] if type(v) in EQUALS else numbers[v] for v in objects])
        )

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

    def _object_columns(self) -> dict[str, object]:
        graph, references = self._graph, self._references
        value_names, internal_names = names.value_names(), names.internal_names()
        return {
            "named": [value_names[id(value)] for value in graph.named],
            "frozen": [string.text for string in self._frozen],
            "strings": [string.text for string in self._mutable],
            "cars": references([pair.car for pair in graph.pairs]),
            "cdrs": references([pair.cdr for pair in graph.pairs]),
            "vectors": self._rows([vector.items for vector in graph.vectors]),
            "values": [[shape.tag, *self._rows(graph.shaped[shape][1])] for shape in self._values],
            "internals": [internal_names[id(value)] for value in graph.internals],
            "hosts": [[shape.tag, *self._rows(graph.shaped[shape][1])] for shape in self._hosts],
            "tuples": self._rows(graph.tuples),
        }

    def _machine_columns(self) -> dict[str, object]:
        graph, references = self._graph, self._references
        continuations, stacks, starts = graph.continuations, graph.stacks, graph.starts
        frames = [segment[starts[key] :] for key, segment in graph.segments.items()]
        generations = [graph.units[id(point.unit)].generation(point.compiled) for point in graph.points]
        return {
            "composable": [type(continuation) is Composable for continuation in continuations],
            "continued": references([continuation.stack for continuation in continuations]),
            "dynamics": references([continuation.dynamic for continuation in continuations]),
            "boxes": references([box[0] for box in graph.boxes]),
            "segments": to_bytes(array("I", map(len, frames))),
            "frames": self._rows([(f[0], *frame_parts(f)) for f in chain.from_iterable(frames)]),
            "stacks": references([stack[0] for stack in stacks]),
            "indices": to_bytes(array("I", [stack[1] - starts[id(stack[0])] for stack in stacks])),
            "under": references([stack[2] for stack in stacks]),
            "points": references([point.unit for point in graph.points]),
            "generations": to_bytes(array("I", generations)),
            "numbers": to_bytes(array("I", [point.number for point in graph.points])),
            "fingerprints": to_bytes(array("I", map(fingerprint, graph.points))),
            "units": [self._unit(parts) for parts in self._units],
        }

    def _rows(self, rows: Sequence[Sequence[Any]]) -> list[bytes]:
        """How many parts each row has, and the parts of all."""
        return [to_bytes(array("I", map(len, rows))), self._references(chain.from_iterable(rows))]

    def _unit(self, parts: UnitParts) -> list[object]:
        templates = [
            [
                template.name,
                template.variables,
                len(template.functions),
                self._references(chain.from_iterable(template.contents)),
            ]
            for template in self._templates[id(parts.unit)]
        ]
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
            self._references(parts.constants),
            self._references(parts.copies),
            templates,
        ]


def unique(values: list[Any]) -> list[Any]:
    """Each object once."""
    if values and type(values[0]) not in EQUALS:
        return list(dict.fromkeys(values))
    return list(dict(zip(map(id, values), values, strict=True)).values())


def integer_bytes(value: int) -> bytes:
    """Any integer, as its two's complement."""
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def to_bytes(numbers: array[Any]) -> bytes:
    """An array, little-endian."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
