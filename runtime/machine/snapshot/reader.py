"""A session's graph from its columns.

All objects are made first, blank, then filled, so cycles need no care and nothing recurses. The columns are what somebody
sent: every number is compared with the bounds of what may stand in its place, every shape is asked whether it accepts
its parts, code is compiled from checked core trees only, names are looked up in the tables of ``names.py``. So whatever
the bytes say, they give a state that a program could have made, or ``Damaged``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise, repeat
from math import gcd
from types import CellType
from typing import Any

from omega.runtime.compile.packing import COMPILER_VERSION
from omega.runtime.compile.points import Frame
from omega.runtime.gaussian import Gaussian
from omega.runtime.machine.activation import BEGINNING
from omega.runtime.machine.careful import REDOING
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.prompts import PROMPTED
from omega.runtime.machine.questions import ANSWERING
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.code import Layout, base_code, compiled_code
from omega.runtime.machine.snapshot.columns import Columns, all_of, as_a, integer, numbers
from omega.runtime.machine.snapshot.problem import Damaged, SnapshotError
from omega.runtime.machine.stack import CALLING, JUMPING, TOP, Composable, Continuation, Stack
from omega.runtime.numbers import Ratio
from omega.runtime.session import SessionState
from omega.runtime.slices import Steps
from omega.runtime.syntax.datum import Pair, String, Value, Vector, char, intern, keyword
from omega.runtime.syntax.shapes import BY_TAG, SHAPES, Shape, accepts_all
from omega.runtime.syntax.source import Span

#: Objects made or filled in one step.
_STEP = 20_000


def read(body: dict[str, Any], session: SessionState) -> Steps[list[Any]]:
    """The roots of a state, in a session that is new, in steps. Raises ``SnapshotError``."""
    reader = _Reader(Columns(body), session)
    steps = reader.roots()
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            found: list[Any] = stop.value
            return found
        except (LookupError, TypeError, ValueError, RecursionError):
            raise Damaged("what it describes is no state of a session") from None
        yield


class _Reader:
    def __init__(self, columns: Columns, session: SessionState) -> None:
        self._columns = columns
        self._session = session
        #: Every object, by number.
        self._objects: list[Any] = []
        #: Cells of variables of procedures, whether each of a procedure's is a box, and the numbers of what they hold.
        self._contents: list[tuple[list[CellType], list[bool], Any]] = []
        self._layouts: dict[int, Layout] = {}
        #: Blank values of each shape, how many parts each has, and the numbers of all these.
        self._shaped: list[tuple[Shape, list[Any], list[int], list[int]]] = []
        #: Numbers from these on are no Lisp values; nothing that has a shape or is in a tuple.
        self._values_end = self._hosts_end = 0

    def _make(self) -> Iterator[None]:
        """All objects, blank."""
        self._make_atoms()
        yield
        yield from self._make_values()
        self._values_end = len(self._objects)
        self._make_hosts()
        yield
        self._hosts_end = len(self._objects)
        self._make_rest()
        yield

    # -- making objects

    def _add(self, found: Iterable[Any]) -> range:
        """Number some objects; the range of their numbers."""
        start = len(self._objects)
        self._objects.extend(found)
        return range(start, len(self._objects))

    def _make_atoms(self) -> None:
        columns = self._columns
        self._add(map(names.SINGLETONS.__getitem__, columns.many("singletons", str)))
        self._add(map(intern, columns.many("symbols", str)))
        self._add(map(keyword, columns.many("keywords", str)))
        self._add(map(char, columns.one("chars", str)))
        self._add(columns.many("integers", int))
        self._add(integer(each, "bigs") for each in columns.many("bigs", bytes))
        self._add(map(_ratio, columns.many("ratios", list)))
        self._add(columns.doubles("floats"))
        complexes = columns.doubles("complexes")
        self._add(map(complex, complexes[::2], complexes[1::2]))

    def _make_values(self) -> Iterator[None]:
        columns = self._columns
        self._add(map(names.values().__getitem__, columns.many("named", str)))
        self._add(String(text, True) for text in columns.many("frozen", str))
        self._add(map(String, columns.many("strings", str)))
        yield
        start = len(self._objects)
        left = len(columns.one("cars", bytes)) // 4
        while left:
            blanks = [None] * min(left, _STEP)
            self._add(map(Pair, blanks, blanks))
            left -= len(blanks)
            yield
        self._pairs = range(start, len(self._objects))
        self._vector_rows = _flat_rows(columns.many("vectors", bytes), "vectors")
        self._vectors = self._add(map(Vector, repeat([], len(self._vector_rows[0]))))
        self._functions = self._add([None] * self._count_functions())
        composable = columns.many("composable", bool)
        self._continuations = self._add(
            Composable(None, None) if each else Continuation(None, None) for each in composable
        )
        self._make_shaped("values", False)

    def _count_functions(self) -> int:
        """How many procedures there are. Each that closes over something has its part of a column, so they are no more
        than there is data for; a lambda that closes over nothing is one."""
        total = 0
        for entry in self._columns.many("units", list):
            for _, variables, count, contents in all_of(entry[-1], list, "templates"):
                size = len(as_a(contents, bytes, "templates")) // 4
                if as_a(count, int, "templates") * len(variables) != size or (count > 1 and not variables):
                    raise Damaged("templates")
                total += max(0, count)
        return total

    def _make_hosts(self) -> None:
        columns = self._columns
        constants = columns.one("constants", list)
        if not {type(None), bool}.issuperset(map(type, constants)):
            raise Damaged("constants")
        self._add(constants)
        self._add(columns.many("texts", str))
        self._add(columns.many("bytes", bytes))
        files = columns.many("files", str)
        flat = columns.numbers("spans")
        self._add(
            Span(files[file], *place) for file, *place in zip(*(flat[at::5] for at in range(5)), strict=True)
        )
        self._add(map(names.internals().__getitem__, columns.many("internals", str)))
        self._make_shaped("hosts", True)

    def _make_shaped(self, name: str, is_internal: bool) -> None:
        for tag, lengths, parts in self._columns.many(name, list):
            shape = BY_TAG[as_a(tag, str, name)]
            if shape.is_internal is not is_internal:
                raise Damaged(name)
            if any(each is shape for each, _, _, _ in self._shaped):
                raise Damaged(name)
            counts, flat = _flat_rows([lengths, parts], name)
            if tag == "session":
                # A shape comes once, so this is the only one.
                blanks: list[Any] = [self._session][: len(counts)]
            else:
                blanks = [shape.blank() for _ in counts]
            self._add(blanks)
            self._shaped.append((shape, blanks, counts, flat))

    def _make_rest(self) -> None:
        columns = self._columns
        self._tuple_rows = _rows(columns.many("tuples", bytes), "tuples")
        self._tuples = self._add([None] * len(self._tuple_rows))
        self._tuples_end = len(self._objects)
        self._boxes = self._add([None] for _ in columns.numbers("boxes"))
        self._frame_counts = columns.numbers("segments")
        self._segments = self._add([] for _ in self._frame_counts)
        self._indices = columns.numbers("indices")
        self._stacks = self._add([None] * len(self._indices))
        self._point_numbers = columns.numbers("numbers")
        self._points = self._add([None] * len(self._point_numbers))
        self._units = self._add([None] * len(columns.many("units", list)))

    # -- filling them

    def roots(self) -> Steps[list[Any]]:
        """Make all objects, and fill them in."""
        yield from self._make()
        # The numbers that code quotes are told apart by their values when it is compiled.
        self._fill_shaped(are_numbers=True)
        yield from self._make_code()
        yield from self._fill_values()
        self._fill_procedures()
        yield
        self._fill_frames()
        self._fill_stacks()
        yield
        objects = self._objects
        self._fill_shaped(are_numbers=False)
        yield
        self._check_trees()
        for shape, blanks, _, _ in self._shaped:
            if not all(map(shape.is_sound, blanks)):
                raise Damaged(f"a {shape.tag} contradicts itself")
        return [objects[number] for number in self._columns.numbers("roots")]

    def _fill_shaped(self, are_numbers: bool) -> None:
        for shape, blanks, lengths, flat in self._shaped:
            if (shape is SHAPES[Gaussian]) is not are_numbers:
                continue
            rows = _cut(self._within(flat, self._tuples_end, shape.tag), lengths)
            if not accepts_all(shape, rows):
                raise Damaged(f"a {shape.tag} is made of something else")
            deque(map(shape.fill, blanks, rows), maxlen=0)

    def _check_trees(self) -> None:
        """Nothing that must be a tree is part of itself."""
        rows: dict[int, list[int]] = {}
        for shape, blanks, lengths, flat in self._shaped:
            if shape.is_tree:
                rows.update(zip(map(id, blanks), _cut(flat, lengths), strict=True))
        objects, done, open_now = self._objects, set[int](), set[int]()
        pending = [(each, False) for each in rows]
        while pending:
            tree, is_over = pending.pop()
            if is_over:
                open_now.discard(tree)
                done.add(tree)
            elif tree in open_now:
                raise Damaged("a tree is part of itself")
            elif tree not in done:
                open_now.add(tree)
                pending.append((tree, True))
                pending += [(id(objects[part]), False) for part in rows[tree] if id(objects[part]) in rows]

    def _within(self, row: Sequence[int], end: int, name: str) -> list[Any]:
        """The objects of these numbers, which must be below ``end``."""
        if row and max(row) >= end:
            raise Damaged(f"there is something in {name} that cannot be there")
        return list(map(self._objects.__getitem__, row))

    def _values(self, row: Sequence[int], name: str) -> list[Value]:
        """The Lisp values of these numbers."""
        return self._within(row, self._values_end, name)

    def _make_code(self) -> Iterator[None]:
        """Compile the units, and make the procedures of each before the next one, which may quote them."""
        at = self._functions.start
        for number, entry in zip(self._units, self._columns.many("units", list), strict=True):
            *description, templates = entry
            if len(description) == 1:
                code = base_code(description[0])
            else:
                code = compiled_code(description, self._quoted, self._session.globals)
            self._objects[number] = code.unit
            for name, variables, count, contents in all_of(templates, list, "templates"):
                end = at + as_a(count, int, "templates")
                if not at <= end <= self._functions.stop:
                    raise Damaged("templates")
                held = all_of(variables, str, "templates")
                made, cells = code.procedures(as_a(name, str, "templates"), held, end - at)
                self._objects[at:end] = made
                self._contents.append((cells, [name in code.boxed for name in held], contents))
                at = end
            yield
        if at != self._functions.stop:
            raise Damaged("functions")

    def _quoted(self, data: Any) -> list[Value]:
        return self._values(numbers(data, "units"), "units")

    def _fill_values(self) -> Iterator[None]:
        """What is filled with Lisp values alone, by loops inside CPython."""
        objects, columns = self._objects, self._columns
        pairs = objects[self._pairs.start : self._pairs.stop]
        for setter, name in ((_SET_CAR, "cars"), (_SET_CDR, "cdrs")):
            parts = columns.numbers(name)
            if len(parts) != len(pairs):
                raise Damaged(name)
            for start in range(0, len(parts), _STEP):
                values = self._values(parts[start : start + _STEP], name)
                deque(map(setter, pairs[start : start + _STEP], values), maxlen=0)
                yield
        vectors = objects[self._vectors.start : self._vectors.stop]
        counts, flat = self._vector_rows
        deque(map(_SET_ITEMS, vectors, _cut(self._values(flat, "vectors"), counts)), maxlen=0)
        yield
        boxes = objects[self._boxes.start : self._boxes.stop]
        for box, value in zip(boxes, self._values(columns.numbers("boxes"), "boxes"), strict=True):
            box[0] = value
        for number, row in zip(self._tuples, self._tuple_rows, strict=True):
            objects[number] = tuple(self._within(row, self._hosts_end, "tuples"))

    def _fill_procedures(self) -> None:
        for cells, boxed, contents in self._contents:
            row = numbers(contents, "contents")
            if len(row) != len(cells):
                raise Damaged("contents")
            deque(map(_SET_CELL, cells, self._variables(row, boxed * (len(row) // max(1, len(boxed))))), maxlen=0)

    def _variables(self, row: list[int], boxed: list[bool]) -> list[Any]:
        """What variables hold: values, or boxes where ``boxed`` says so; or that they have no value yet."""
        if True not in boxed:
            return self._values(row, "variables")
        unassigned = names.SINGLETONS["#<unassigned>"]
        found = []
        for number, is_boxed in zip(row, boxed, strict=True):
            value = self._objects[number]
            is_right = number in self._boxes if is_boxed else number < self._values_end
            if not is_right and value is not unassigned:
                raise Damaged("variables")
            found.append(value)
        return found

    # -- stacks

    def _fill_frames(self) -> None:
        objects, columns = self._objects, self._columns
        generations = columns.numbers("generations")
        units = columns.numbers("points")
        fingerprints = columns.numbers("fingerprints")
        if self._points and columns.one("compiler", int) != COMPILER_VERSION:
            raise SnapshotError(
                "the snapshot holds a computation in progress, which another version of Omega compiled:"
                f" its compiler is {columns.one('compiler', int)}, this one's {COMPILER_VERSION}"
            )
        for at, unit, generation, number, mark in zip(
            self._points, units, generations, self._point_numbers, fingerprints, strict=True
        ):
            if unit not in self._units:
                raise Damaged("points")
            point = objects[at] = objects[unit].generations[generation][number]
            self._layouts[at] = Layout(point, mark)
        rows = iter(_rows(columns.many("frames", bytes), "frames"))
        for at, count in zip(self._segments, self._frame_counts, strict=True):
            objects[at].extend(self._frame(row) for row in islice(rows, count))
            if len(objects[at]) != count:
                raise Damaged("segments")
        if next(rows, None) is not None:
            raise Damaged("frames")

    def _frame(self, row: list[int]) -> Frame:
        at, parts = row[0], row[1:]
        point = self._objects[at]
        layout = self._layouts.get(at)
        if layout is not None:
            if len(parts) != len(layout.boxed):
                raise Damaged("frames")
            if layout.has_boxes or max(parts, default=0) >= self._values_end:
                return (point, *self._variables(parts, layout.boxed))
            return tuple(map(self._objects.__getitem__, row))
        if point is BEGINNING:
            (number,) = parts
            unit = self._objects[number]
            if number not in self._units or not unit.compiled.is_direct:
                raise Damaged("frames")
            return (point, unit)
        if point is TOP:
            (span,) = self._within(parts, self._hosts_end, "frames")
            return (point, as_a(span, Span, "frames"))
        if point is REDOING:
            return self._redoing(point, parts)
        values = self._values(parts, "frames")
        if point is CALLING:
            return (point, values[0], tuple(values[1:]))
        if (point is PROMPTED and len(values) == 2) or (
            (point is ANSWERING or point is JUMPING) and len(values) == 1
        ):
            return (point, *values)
        raise Damaged("frames")

    def _redoing(self, point: Any, parts: list[int]) -> Frame:
        """A frame that does a term again with what is known of its parts."""
        node, count = self._values(parts[:2], "frames")
        if type(node) is not int or type(count) is not int or not 0 <= count <= len(parts):
            raise Damaged("frames")
        nodes = self._values(parts[2 : 2 + count], "frames")
        values = self._values(parts[2 + count : 2 + 2 * count], "frames")
        at = parts[2 + 2 * count :]
        if len(values) != count or {int}.union(map(type, nodes)) != {int} or at[0] not in self._points:
            raise Damaged("frames")
        return (point, node, tuple(nodes), tuple(values), self._frame(at))

    def _fill_stacks(self) -> None:
        objects, columns = self._objects, self._columns
        segments, under = columns.numbers("stacks"), columns.numbers("under")
        for at, segment, index, below in zip(self._stacks, segments, self._indices, under, strict=True):
            # A stack comes after the one under it, so no stack is under itself.
            if segment not in self._segments or index > len(objects[segment]) or below >= at:
                raise Damaged("stacks")
            objects[at] = (objects[segment], index, self._stack(below))
        continued, dynamics = columns.numbers("continued"), columns.numbers("dynamics")
        for at, stack, dynamic in zip(self._continuations, continued, dynamics, strict=True):
            objects[at].stack = self._stack(stack)
            entry = objects[at].dynamic = objects[dynamic]
            if entry is not None and type(entry) is not Dynamic:
                raise Damaged("continuations")

    def _stack(self, number: int) -> Stack | None:
        stack: Stack | None = self._objects[number]
        if number not in self._stacks and stack is not None:
            raise Damaged("stacks")
        return stack


#: The descriptors of slots, to be called in loops inside CPython.
_SET_CAR: Callable[[Pair, Value], None] = Pair.__dict__["car"].__set__
_SET_CDR: Callable[[Pair, Value], None] = Pair.__dict__["cdr"].__set__
_SET_ITEMS: Callable[[Vector, list[Value]], None] = Vector.__dict__["items"].__set__
_SET_CELL: Callable[[CellType, Value], None] = CellType.__dict__["cell_contents"].__set__


def _rows(columns: Sequence[bytes], name: str) -> list[list[int]]:
    """Rows of numbers from the length of each and all their parts."""
    counts, parts = _flat_rows(columns, name)
    return _cut(parts, counts)


def _flat_rows(columns: Sequence[bytes], name: str) -> tuple[list[int], list[int]]:
    """The length of each row, and all their parts."""
    lengths, flat = columns
    counts, parts = numbers(lengths, name), numbers(flat, name)
    if sum(counts) != len(parts):
        raise Damaged(name)
    return counts, parts


def _cut(parts: list[Any], counts: list[int]) -> list[list[Any]]:
    """Rows of so many parts."""
    return [parts[start:end] for start, end in pairwise(accumulate(counts, initial=0))]


def _ratio(parts: list[Any]) -> Ratio:
    numerator, denominator = (integer(part, "ratios") for part in parts)
    if denominator < 2 or gcd(numerator, denominator) != 1:
        raise Damaged("ratios")
    return Ratio(numerator, denominator)
