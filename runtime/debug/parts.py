"""What values are made of, as a person opens them: children by name and by index, in pages, of every kind of value.

Nothing here walks all of a large value: a container says how many children it has, and gives those that are asked for.
Places that can be changed are changed in the value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from types import FunctionType

from omega.runtime.compile.emit import by_name
from omega.runtime.compile.expressions import global_name, is_unit_name, python_name, unmangle
from omega.runtime.compile.unit import unit_of
from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.data import OfGlobal
from omega.runtime.debug.frames import Activated, Backtrace
from omega.runtime.expand.core import Variable
from omega.runtime.lib.promises import Promise
from omega.runtime.lib.records import Record
from omega.runtime.lib.tables import Table, keys_of, put
from omega.runtime.machine.parameters import Parameter
from omega.runtime.machine.signals import RaisedObject
from omega.runtime.machine.stack import Composable, Continuation
from omega.runtime.machine.variables import value_in
from omega.runtime.session import SessionState
from omega.runtime.syntax.datum import NIL, Bytevector, Pair, String, Value, Values, Vector, intern
from omega.runtime.syntax.kinds import parts
from omega.runtime.syntax.printer import write_string

#: Pairs of a list that are its children; the rest is one more.
LONGEST = 1_000
#: Characters of a key.
_KEY = 60

#: Reads a place now; ``None``: there is nothing any more.
Read = Callable[[], Value]


class Shown:
    """A child that is no Lisp value: its text, what kind of thing it is, and its own children."""

    __slots__ = ("container", "text", "type")

    def __init__(self, text: str, type: str, container: Container | None = None) -> None:
        self.text = text
        self.type = type
        self.container = container


Child = tuple[str, Value | Shown]


class Container:
    """Something with children."""

    def named(self) -> Sequence[Child]:
        """The children that have names."""
        return ()

    @property
    def count(self) -> int:
        """How many children have an index."""
        return 0

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        """So many of these from one on."""
        return ()

    def child(self, name: str) -> Value | Shown | None:
        """A child by its name; ``None`` if there is none."""
        for each, child in self.named():
            if each == name:
                return child
        read = self.read(name)
        return None if read is None else read()

    def read(self, name: str) -> Read | None:
        """What reads a child; ``None`` for one that cannot be watched."""
        return None

    def assign(self, name: str, value: Value) -> None:
        """Replace a child. Raises ``LispError``."""
        raise LispError(Condition("control-error", f"set: {name} cannot be changed"))

    def access(self, name: str) -> str:
        """An expression for a child, with ``{}`` for the whole; nothing if there is none."""
        return ""


def container_of(value: Value) -> Container | None:
    """The children of a value; ``None`` for one without."""
    made = _KINDS.get(type(value))
    if made is not None:
        return made(value)
    if isinstance(value, Condition):
        return Slots(value)
    if type(value) is FunctionType:
        names = value.__code__.co_freevars
        return None if all(map(is_unit_name, names)) or unit_of(value) is None else Closed(value)
    compound = parts(value)
    return Fields(compound.children) if compound is not None and compound.children else None


class Items(Container):
    """A vector, or multiple values."""

    def __init__(self, items: list[Value], changes: bool) -> None:
        self._items = items
        self._changes = changes

    @property
    def count(self) -> int:
        return len(self._items)

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        return [(str(start + at), item) for at, item in enumerate(self._items[start : start + count])]

    def read(self, name: str) -> Read | None:
        items, index = self._items, _index(name, self.count)
        return lambda: items[index]

    def assign(self, name: str, value: Value) -> None:
        if not self._changes:
            super().assign(name, value)
        self._items[_index(name, self.count)] = value

    def access(self, name: str) -> str:
        return f"(vector-ref {{}} {name})" if self._changes else ""


class Bytes(Container):
    """A bytevector."""

    def __init__(self, value: Bytevector) -> None:
        self._data = value.data

    @property
    def count(self) -> int:
        return len(self._data)

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        return [(str(start + at), byte) for at, byte in enumerate(self._data[start : start + count])]

    def read(self, name: str) -> Read | None:
        data, index = self._data, _index(name, self.count)
        return lambda: data[index]

    def assign(self, name: str, value: Value) -> None:
        if type(value) is not int or not 0 <= value < 256:
            raise LispError(Condition("type-error", f"set: expected a byte, got {write_string(value, _KEY)}"))
        self._data[_index(name, self.count)] = value

    def access(self, name: str) -> str:
        return f"(bytevector-u8-ref {{}} {name})"


class Pairs(Container):
    """A list as far as it is one, and not long; what follows is its ``rest``. A pair of two things has ``car`` and ``cdr``."""

    def __init__(self, value: Pair) -> None:
        self._first = value
        self._length: int | None = None
        self._rest: Value = NIL

    def _pairs(self) -> int:
        """How many pairs are children."""
        if self._length is None:
            seen: set[int] = set()
            rest: Value = self._first
            while type(rest) is Pair and len(seen) < LONGEST and id(rest) not in seen:
                seen.add(id(rest))
                rest = rest.cdr
            self._length, self._rest = len(seen), rest
        return self._length

    @property
    def _is_pair(self) -> bool:
        return self._pairs() == 1 and self._rest is not NIL

    def named(self) -> Sequence[Child]:
        if self._is_pair:
            return [("car", self._first.car), ("cdr", self._first.cdr)]
        return () if self._rest is NIL else [("rest", self._rest)]

    @property
    def count(self) -> int:
        return 0 if self._is_pair else self._pairs()

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        found: list[Child] = []
        pair: Value = self._first
        for index in range(min(start + count, self.count)):
            if index >= start:
                found.append((str(index), pair.car))
            pair = pair.cdr
        return found

    def _pair(self, name: str) -> Pair:
        """The pair that a child is the ``car`` of."""
        pair = self._first
        for _ in range(0 if self._is_pair else _index(name, self.count)):
            pair = pair.cdr
        return pair

    def read(self, name: str) -> Read | None:
        if name == "rest":
            return None
        pair = self._pair(name)
        return (lambda: pair.cdr) if name == "cdr" else (lambda: pair.car)

    def assign(self, name: str, value: Value) -> None:
        if name == "rest":
            super().assign(name, value)
        elif name == "cdr":
            self._first.cdr = value
        else:
            self._pair(name).car = value

    def access(self, name: str) -> str:
        if name in ("car", "cdr"):
            return f"({name} {{}})"
        return f"(list-tail {{}} {self._pairs()})" if name == "rest" else f"(list-ref {{}} {name})"


class Entries(Container):
    """A hash table: values by the texts of their keys."""

    def __init__(self, value: Table) -> None:
        self._table = value
        if value.values is None:
            keys_of(value)  # one that was loaded, and not used yet
        self._keys: dict[str, Value] = {}

    @property
    def count(self) -> int:
        assert self._table.values is not None
        return len(self._table.values)

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        table = self._table
        assert table.values is not None
        found: list[Child] = []
        for form, value in islice(table.values.items(), start, start + count):
            key = table.keys.get(form, form)
            name = write_string(key, _KEY)
            self._keys[name] = key
            found.append((name, value))
        return found

    def _key(self, name: str) -> Value:
        if name not in self._keys:
            self.indexed(0, 10 * LONGEST)
        if name not in self._keys:
            raise LispError(Condition("index-error", f"there is no key {name}"))
        return self._keys[name]

    def read(self, name: str) -> Read | None:
        table, key = self._table, self._key(name)
        return lambda: None if table.values is None else table.values.get(table.former(key, "hash-table-ref"))

    def assign(self, name: str, value: Value) -> None:
        put(self._table, self._key(name), value, "set")


class Named(Container):
    """What has its children in a mapping."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children

    def named(self) -> Sequence[Child]:
        return self._children


class Fields(Container):
    """A record, or another value that shows its parts."""

    def __init__(self, children: Sequence[tuple[str, Value]], record: Record | None = None) -> None:
        self._record = record
        self._children = [(label.strip(" :") or str(at), part) for at, (label, part) in enumerate(children)]

    def named(self) -> Sequence[Child]:
        return self._children

    def _field(self, name: str) -> tuple[list[Value], int] | None:
        record = self._record
        if record is None:
            return None
        return record.fields, [field.name for field in record.type.fields].index(name)

    def read(self, name: str) -> Read | None:
        place = self._field(name)
        if place is None:
            return None
        fields, index = place
        return lambda: fields[index]

    def assign(self, name: str, value: Value) -> None:
        place = self._field(name)
        if place is None:
            super().assign(name, value)
        else:
            fields, index = place
            fields[index] = value


def _record(value: Record) -> Container:
    names = (field.name for field in value.type.fields)
    return Fields([*zip(names, value.fields, strict=True)], value)


class Slots(Container):
    """A condition."""

    def __init__(self, value: Condition) -> None:
        self._condition = value

    def named(self) -> Sequence[Child]:
        condition = self._condition
        found: list[Child] = [("type", intern(condition.type)), ("message", String(condition.message))]
        if condition.irritants is not NIL:
            found.append(("irritants", condition.irritants))
        if type(condition.payload) is RaisedObject:
            found.append(("object", condition.payload.object))
        slots = condition.slots
        while type(slots) is Pair:
            found.append((slots.car.car.name, slots.car.cdr))
            slots = slots.cdr
        if condition.place is not None:
            found.append(("place", Shown(str(condition.place), "place")))
        return found


class Closed(Container):
    """A procedure: the variables it closes over."""

    def __init__(self, value: FunctionType) -> None:
        self._value = value

    def _cells(self) -> dict[str, tuple[Variable, object]]:
        function = self._value
        unit = unit_of(function)
        assert unit is not None
        code = by_name(unit.compiled.analysis.codes)[function.__code__.co_name]
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        return {v.name: (v, cells[python_name(v)]) for v in code.free if python_name(v) in cells}

    def named(self) -> Sequence[Child]:
        return [(name, read()) for name in self._cells() if (read := self.read(name)) is not None]

    def read(self, name: str) -> Read | None:
        found = self._cells().get(name)
        if found is None:
            return None
        variable, cell = found

        def read() -> Value:
            held: Value = cell.cell_contents  # type: ignore[attr-defined]
            return held[0] if variable.mutated and type(held) is list else held

        return read

    def assign(self, name: str, value: Value) -> None:
        found = self._cells().get(name)
        if found is None:
            super().assign(name, value)
            return
        variable, cell = found
        held: Value = cell.cell_contents  # type: ignore[attr-defined]
        if variable.mutated and type(held) is list:
            held[0] = value
        else:
            cell.cell_contents = value  # type: ignore[attr-defined]


class Frames(Container):
    """A continuation: its activations, innermost first."""

    def __init__(self, value: Continuation | Composable) -> None:
        self._backtrace = Backtrace(value.stack, None)

    @property
    def count(self) -> int:
        return self._backtrace.count

    def indexed(self, start: int, count: int) -> Sequence[Child]:
        entries = self._backtrace.entries(start, count)
        return [(str(start + at), shown_activation(entry)) for at, entry in enumerate(entries)]


def shown_activation(entry: Activated) -> Shown:
    """An activation as a child: its variables are children."""
    where = f" at {entry.span}" if entry.span.line > 0 else ""
    variables = [(name, value_in(entry.locals, variable)) for name, variable in entry.bindings().items()]
    return Shown(f"{entry.name}{where}", "frame", Named(variables) if variables else None)


class Globals(Container):
    """The session's own globals."""

    def __init__(self, session: SessionState) -> None:
        self._session = session

    def named(self) -> Sequence[Child]:
        named = [(unmangle(key[2:]), value) for key, value in self._session.globals.items() if key[:2] == "g_"]
        return sorted((each for each in named if not each[0].startswith("%")), key=lambda each: each[0])

    @property
    def size(self) -> int:
        """How many there are, about."""
        return sum(key[:2] == "g_" for key in self._session.globals)

    def _key(self, name: str) -> str:
        return global_name(name, False)

    def read(self, name: str) -> Read | None:
        return OfGlobal(self._session, self._key(name))

    def assign(self, name: str, value: Value) -> None:
        key = self._key(name)
        if key not in self._session.globals:
            super().assign(name, value)
        self._session.globals[key] = value

    def access(self, name: str) -> str:
        return name


def _promise(value: Promise) -> Container:
    return Named([(value.box.car.name, value.box.cdr)])


def _parameter(value: Parameter) -> Container:
    return Named([("default", value.value)])


def _index(name: str, count: int) -> int:
    if not name.isdecimal() or not int(name) < count:
        raise LispError(Condition("index-error", f"there is no element {name}"))
    return int(name)


_KINDS: dict[type, Callable[[Value], Container]] = {
    Pair: Pairs,
    Vector: lambda value: Items(value.items, True),
    Values: lambda value: Items([*value.objects], False),
    Bytevector: Bytes,
    Table: Entries,
    Record: _record,
    Continuation: Frames,
    Composable: Frames,
    Promise: _promise,
    Parameter: _parameter,
}
