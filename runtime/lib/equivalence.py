"""``eq?``, ``eqv?`` and ``equal?``: R7RS 6.1.

``eq?`` is ``eqv?``: the identity of a number differs between runs and processes, so Omega never shows it.
``equal?`` uses no recursion. A structure of more than ``CHUNK`` nodes goes on in an ``EqualStepper``; when that has not
ended after many steps it merges the nodes it has begun to compare (Adams and Dybvig, *Efficient nondestructive
equality checking for trees and graphs*, ICFP 2008) and so ends on every finite graph.
"""

from __future__ import annotations

from math import copysign, isnan

from omega.runtime.gaussian import Gaussian
from omega.runtime.lib.handover import again
from omega.runtime.lib.primitive import BYTES, CHUNK, FREE, current, primitive
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import FALSE, TRUE, Bytevector, Pair, String, Value, Vector, boolean
from omega.runtime.syntax.shapes import is_value
from omega.runtime.syntax.underway import Underway, register_underway

#: The classes whose values are compared by what they are rather than by identity.
NUMBER_CLASSES = frozenset((int, float, Ratio, Gaussian, complex))


def _same_float(a: float, b: float) -> bool:
    if a == b:
        return a != 0.0 or copysign(1.0, a) == copysign(1.0, b)
    return isnan(a) and isnan(b)


def is_eqv(a: Value, b: Value) -> bool:
    """``eqv?`` as a Python truth: same object, or numbers equal in value and exactness."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b) or kind not in NUMBER_CLASSES:
        return False
    if kind is float:
        return _same_float(a, b)
    if kind is complex:
        return _same_float(a.real, b.real) and _same_float(a.imag, b.imag)
    return bool(a == b)


@primitive("eqv?", "(a b)", "Whether a and b are the same object, or equal numbers of the same exactness.")
def eqv(a: Value, b: Value) -> Value:
    return TRUE if a is b or is_eqv(a, b) else FALSE


@primitive("eq?", "(a b)", "Whether a and b are the same object; numbers compare as by eqv?.")
def eq(a: Value, b: Value) -> Value:
    return TRUE if a is b or is_eqv(a, b) else FALSE


def _same_leaf(a: Value, b: Value, kind: type) -> bool:
    """Equality of two values of one class that hold no other values and are not identical."""
    if kind is String:
        if len(a.text) > BYTES:
            current.worked(len(a.text) // BYTES)
        return bool(a.text == b.text)
    if kind is Bytevector:
        return bool(a.data == b.data)
    return is_eqv(a, b)


def _compare(todo: list[tuple[Value, Value]], nodes: int) -> tuple[bool | None, int]:
    """Compare the pairs of values in ``todo``, visiting at most ``nodes`` nodes.

    Returns the answer and how many of ``nodes`` are left. The answer is ``None`` when they did not suffice; ``todo``
    then holds what is still to be compared."""
    while todo:
        a, b = todo.pop()
        while a is not b:
            kind = type(a)
            if kind is not type(b):
                return False, nodes
            if kind is Pair:
                if nodes <= 0:
                    todo.append((a, b))
                    return None, 0
                nodes -= 1
                left, right = a.car, b.car
                if left is not right:
                    inner = type(left)
                    if inner is not type(right):
                        return False, nodes
                    if inner is Pair or inner is Vector:
                        todo.append((left, right))
                    elif not _same_leaf(left, right, inner):
                        return False, nodes
                a, b = a.cdr, b.cdr
                continue
            if kind is Vector:
                length = len(a.items)
                if length != len(b.items):
                    return False, nodes
                if nodes <= length:
                    todo.append((a, b))
                    return None, 0
                nodes -= length + 1
                todo.extend(zip(a.items, b.items, strict=True))
            elif not _same_leaf(a, b, kind):
                return False, nodes
            break
    return True, nodes


def equal_within(a: Value, b: Value, nodes: int) -> tuple[bool | None, int]:
    """Compare two values, visiting at most ``nodes`` nodes: the answer, ``None`` if they did not suffice, and how many
    of ``nodes`` are left."""
    if a is b:
        return True, nodes
    kind = type(a)
    if kind is not type(b):
        return False, nodes
    if kind is not Pair and kind is not Vector:
        return _same_leaf(a, b, kind), nodes
    return _compare([(a, b)], nodes)


#: Steps of a long ``equal?`` before it is taken for circular or exponentially shared.
PLAIN_STEPS = 50


class EqualStepper(Underway[bool | None]):
    """An ``equal?`` under way over a large or circular structure: bounded steps, no recursion.

    It first compares plainly, and when that has not ended after ``PLAIN_STEPS`` steps it merges what it compares. It is
    opaque to Lisp programs and lives only in the frames of a running ``equal?``. ``step`` returns the answer, or
    ``None`` while there is more to do."""

    __slots__ = ("_keep", "_parents", "_plain", "_plain_steps", "_todo")

    def __init__(self, a: Value, b: Value, plain_steps: int = PLAIN_STEPS) -> None:
        self.begin(a, b, plain_steps)
        self._plain: list[tuple[Value, Value]] = [(a, b)]
        self._plain_steps = plain_steps
        #: (left, right, -1) compares two values, (items, items, i) two vectors from element i on.
        self._todo: list[tuple[Value, Value, int]] = []
        self._parents: dict[int, int] = {}
        #: Every object whose id is a key of ``_parents``, so that no id is used twice.
        self._keep: list[Value] = []

    def advance(self, nodes: int) -> bool | None:
        """Visit at most about ``nodes`` nodes."""
        if self._plain:
            if self._plain_steps > 0:
                self._plain_steps -= 1
                answer, _ = _compare(self._plain, nodes)
                return answer
            self._todo = [(a, b, -1) for a, b in self._plain]
            self._plain = []
        return self._merge(nodes)

    def _merged(self, a: Value, b: Value) -> bool:
        """Put a and b into one class; whether they were in one already (then they are being compared)."""
        left, right = self._root(a), self._root(b)
        if left == right:
            return True
        self._parents[left] = right
        return False

    def _root(self, value: Value) -> int:
        parents = self._parents
        key = id(value)
        if key not in parents:
            parents[key] = key
            self._keep.append(value)
            return key
        while parents[key] != key:
            parents[key] = parents[parents[key]]
            key = parents[key]
        return key

    def _merge(self, nodes: int) -> bool | None:
        todo = self._todo
        while todo and nodes > 0:
            nodes -= 1
            a, b, index = todo.pop()
            if index >= 0:
                if index < len(a):
                    todo.append((a, b, index + 1))
                    todo.append((a[index], b[index], -1))
                continue
            if a is b:
                continue
            kind = type(a)
            if kind is not type(b):
                return False
            if kind is Pair:
                if not self._merged(a, b):
                    todo.append((a.cdr, b.cdr, -1))
                    todo.append((a.car, b.car, -1))
            elif kind is Vector:
                if len(a.items) != len(b.items):
                    return False
                if not self._merged(a, b):
                    todo.append((a.items, b.items, 0))
            elif not _same_leaf(a, b, kind):
                return False
        return None if todo else True


register_underway(EqualStepper, "equal-stepper", is_value, is_value, int)


@primitive("%equal-step", "(stepper)", "Go on with a long equal?.", calls=True)
def equal_step(stepper: EqualStepper) -> Value:
    answer = stepper.step(CHUNK)
    return again(equal_step, stepper) if answer is None else boolean(answer)


@primitive("equal?", "(a b)", "Whether a and b have the same structure and equal contents.", calls=True)
def equal(a: Value, b: Value) -> Value:
    answer, left = equal_within(a, b, CHUNK)
    if CHUNK - left > FREE:
        current.worked(CHUNK - left)
    return again(equal_step, EqualStepper(a, b)) if answer is None else boolean(answer)
