"""How a primitive is declared, and the checks they share.

A primitive is a Python function from Lisp values to a Lisp value. It never calls a Lisp procedure (anything
higher-order is Lisp, in the ``.scm`` files beside this one), never blocks, and checks every argument itself. Its
cost is bounded: what grows with an argument is either at C speed and under ``Limits.object_bytes``, or stops at
``CHUNK`` elements and continues in Lisp (``continue_with``), so that no slice overruns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import repeat
from operator import length_hint
from typing import Any

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.limits import Limits
from omega.runtime.syntax.datum import Bytevector, Char, Pair, String, Symbol, Value, Vector, lisp_list
from omega.runtime.syntax.printer import type_name, write_string

#: Elements a primitive may touch, at Python speed, before it must hand over to Lisp.
CHUNK = 20_000
#: Elements, at about 50 ns each, touched between two ticks that need not be counted.
FREE = 100
#: Bytes copied or compared at C speed in the time of one element.
BYTES = 512
#: Bytes up to which CPython's small-block allocator, which the meter counts, makes an object.
_SMALL = 512


_NO_TICKS = repeat(None, 0)


class CurrentLimits:
    """Holds the limits of the session that is running now; the machine sets ``limits`` before each run. ``charged``:
    bytes of large strings and vectors made in this run, which the machine's meter does not see. ``budget``: the ticks
    of this turn; ``unused``: how many of them ``preempt`` took away; ``turn_end``: the tick at which it would end.
    ``spent``: elements touched by primitives since the last run that ended because of them. ``is_late``: the host has
    ended this run. ``checks``: products are checked before they are made; ``refused``: the ticks at which that made a
    difference. ``is_broken``: an operation was ended in its midst."""

    __slots__ = (
        "budget", "charged", "checks", "is_broken", "is_late", "limits", "refused", "spent", "turn_end", "unused",
    )  # fmt: skip

    def __init__(self) -> None:
        self.limits = Limits()
        self.charged = 0
        self.budget = _NO_TICKS
        self.unused = 0
        self.turn_end = 0
        self.spent = 0
        self.is_late = False
        self.checks = False
        self.refused: list[int] = []
        self.is_broken = False

    @property
    def ticks(self) -> int:
        """Ticks that the running computation has used so far."""
        return self.turn_end - length_hint(self.budget) - self.unused

    def charge(self, size: int) -> None:
        """An object of ``size`` bytes is made; after much of that the run ends, to be measured."""
        self.charged += size
        if self.charged > self.limits.heap_per_session // 4:
            self.preempt()

    def worked(self, elements: int) -> None:
        """A primitive has touched this many elements; after a chunk's worth, about a slice's time, the run ends."""
        if length_hint(self.budget):  # otherwise nothing runs, or it stops at its next tick anyway
            self.spent += elements
            if self.spent > CHUNK:
                self.preempt()

    def is_full(self) -> bool:
        """Must the run end, because it is time to measure the session or because primitives have worked long?"""
        return self.spent > CHUNK or self.charged > self.limits.heap_per_session // 4

    def preempt_nothing(self) -> None:
        """The turn is over: from now on ``preempt`` has nothing to take away."""
        self.budget = _NO_TICKS

    def end_run(self) -> None:
        """Let not only the turn but the run end at the program's next tick."""
        self.spent = CHUNK + 1
        self.is_late = True
        self.preempt()

    def preempt(self) -> None:
        """Let the running program stop at its next tick, without counting the ticks it loses. A signal handler may
        call this at any time, so the budget is taken away before it is counted: nobody counts it twice."""
        budget, self.budget = self.budget, _NO_TICKS
        self.unused += length_hint(budget)
        deque(budget, maxlen=0)


current = CurrentLimits()


class Primitive(Struct, frozen=True):
    """``parameters``: as shown to people, ``"(string k)"``, ``"(x [port])"``, ``"(a . rest)"``. ``required`` and
    ``optional`` count positional ones, ``rest`` says whether any number may follow. ``writes``: it mutates or prints,
    so generated code must run it as a statement of its own. ``calls``: it may ask the machine for a call
    (``omega.runtime.machine``), so generated code must treat it as a procedure call. ``signals``: its call always leaves a frame of the caller, even in
    tail position, so that it has a place."""

    name: str
    function: Callable[..., Value]
    parameters: str
    doc: str
    required: int
    optional: int
    rest: bool
    writes: bool
    calls: bool
    signals: bool


PRIMITIVES: dict[str, Primitive] = {}
#: The same, by the Python function, for naming a procedure value.
BY_FUNCTION: dict[Callable[..., Value], Primitive] = {}


def primitive(
    name: str, parameters: str, doc: str, *, writes: bool = False, calls: bool = False, signals: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declare the decorated function as the primitive ``name``; stack decorators to give it several names."""
    required, optional, rest = _arity(parameters)

    def declare(function: Callable[..., Value]) -> Callable[..., Value]:
        found = Primitive(name, function, parameters, doc, required, optional, rest, writes, calls, signals)
        assert name not in PRIMITIVES, f"primitive {name} declared twice"
        PRIMITIVES[name] = found
        BY_FUNCTION.setdefault(function, found)
        return function

    return declare


def _arity(parameters: str) -> tuple[int, int, bool]:
    required = optional = 0
    words = parameters.strip("()").split()
    rest = "." in words
    if rest:
        words = words[: words.index(".")]
    for word in words:
        if word.startswith("["):
            optional += 1
        else:
            required += 1
    return required, optional, rest


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def wrong_type(procedure: str, wanted: str, got: Value, position: int | None = None) -> LispError:
    """``procedure: expected WANTED, got VALUE (type)``. ``position`` counts arguments from 1."""
    where = f" as {_ORDINALS[position - 1]} argument" if position and position <= len(_ORDINALS) else ""
    message = f"{procedure}: expected {wanted}{where}, got {write_string(got, 60)} ({type_name(got)})"
    return LispError(Condition("type-error", message, lisp_list([got]), datum=got, expected_type=String(wanted)))


def bad_index(procedure: str, index: Value, length: int) -> LispError:
    """An index outside ``0 <= index < length`` (or ``<= length`` for an end)."""
    message = f"{procedure}: index {write_string(index, 60)} is out of range for length {length}"
    return LispError(Condition("index-error", message, lisp_list([index]), datum=index, length=length))


def failure(type: str, message: str, *irritants: Value) -> LispError:
    """A condition of this type with this message."""
    return LispError(Condition(type, message, lisp_list(irritants)))


def over_limit(procedure: str, limit: str, wanted: object, bound: object) -> LispError:
    """The result would be larger than the session's limit of this name allows."""
    return LispError(
        Condition("budget-exceeded", f"{procedure}: result of {wanted} exceeds the limit {limit} of {bound}")
    )


def as_vector(value: Value, procedure: str, position: int = 1) -> list[Any]:
    """The elements of a vector argument."""
    if type(value) is not Vector:
        raise wrong_type(procedure, "a vector", value, position)
    return value.items


def as_text(value: Value, procedure: str, position: int = 1) -> str:
    """The text of a string argument."""
    if type(value) is not String:
        raise wrong_type(procedure, "a string", value, position)
    return value.text


def as_pair(value: Value, procedure: str, position: int = 1) -> Pair:
    """A pair argument."""
    if type(value) is not Pair:
        raise wrong_type(procedure, "a pair", value, position)
    return value


def as_index(value: Value, length: int, procedure: str) -> int:
    """An exact integer ``0 <= value <= length``."""
    if type(value) is not int:
        raise wrong_type(procedure, "an index (exact integer)", value)
    if not 0 <= value <= length:
        raise bad_index(procedure, value, length)
    return value


def as_range(start: Value | None, end: Value | None, length: int, procedure: str) -> tuple[int, int]:
    """Optional ``start`` and ``end`` arguments (``None`` when absent): ``0 <= start <= end <= length``."""
    last = length if end is None else as_index(end, length, procedure)
    first = 0 if start is None else as_index(start, length, procedure)
    if first > last:
        raise failure("index-error", f"{procedure}: start {first} is after end {last}", first, last)
    return first, last


def as_element_index(value: Value, length: int, procedure: str) -> int:
    """An exact integer ``0 <= value < length``."""
    if type(value) is not int:
        raise wrong_type(procedure, "an index (exact integer)", value)
    if not 0 <= value < length:
        raise bad_index(procedure, value, length)
    return value


def as_count(value: Value, procedure: str, position: int = 1) -> int:
    """An exact integer that is not negative."""
    if type(value) is not int or value < 0:
        raise wrong_type(procedure, "an exact integer that is not negative", value, position)
    return value


def as_char(value: Value, procedure: str, position: int = 1) -> str:
    """The text, one code point long, of a character argument."""
    if type(value) is not Char:
        raise wrong_type(procedure, "a character", value, position)
    return value.text


def as_symbol(value: Value, procedure: str, position: int = 1) -> Symbol:
    """A symbol argument."""
    if type(value) is not Symbol:
        raise wrong_type(procedure, "a symbol", value, position)
    return value


def as_bytes(value: Value, procedure: str, position: int = 1) -> bytearray:
    """The bytes of a bytevector argument."""
    if type(value) is not Bytevector:
        raise wrong_type(procedure, "a bytevector", value, position)
    return value.data


def check_size(size: int, procedure: str) -> None:
    """Refuse to make an object of ``size`` bytes if the session may not hold one that large."""
    bound = current.limits.object_bytes
    if size > bound:
        raise over_limit(procedure, "object-bytes", f"{amount(size)} bytes", bound)
    if size > _SMALL:
        current.charge(size)
        current.worked(size // BYTES)


def amount(size: float) -> str:
    """A size for a message: what is absurdly large is not spelled out."""
    return f"{size:.0f}" if size < 1e15 else "more than 10^15"
