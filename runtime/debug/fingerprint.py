"""A number of a session's whole state, the same for states that no program could tell apart, in any process.

Objects are numbered in the order in which a walk from the globals first meets them, so where they lie in memory does not
matter. Neither does what only the host can see: how a stack is cut into segments, an estimate of memory, what was
printed and not taken yet. The walk keeps its own stack: structures may be a million deep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from omega.runtime.compile.points import Frame, ResumePoint
from omega.runtime.compile.unit import Unit, unit_of
from omega.runtime.condition import StackEntry
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.core import Variable
from omega.runtime.gaussian import Gaussian
from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.graph import Template
from omega.runtime.machine.snapshot.units import UnitParts
from omega.runtime.machine.snapshot.units import fingerprint as point_mark
from omega.runtime.machine.stack import Composable, Continuation, Stack
from omega.runtime.numbers import Ratio
from omega.runtime.runtime import Runtime
from omega.runtime.session import SessionState
from omega.runtime.suspended import Suspended
from omega.runtime.syntax.datum import Boolean, Char, Keyword, Singleton, Symbol, Vector
from omega.runtime.syntax.shapes import SHAPES
from omega.runtime.syntax.source import Span

#: What is told apart by what it is, not by where it is.
_PLAIN = frozenset(
    (Singleton, Boolean, Symbol, Keyword, Char, int, Ratio, Gaussian, float, complex, type(None), bool, str, bytes, Span, StackEntry, Variable)
)  # fmt: skip


def fingerprint(runtime: Runtime, evaluation: Evaluation | None = None) -> str:
    """Of the session, and of the evaluation that it is in the midst of."""
    state = runtime.state
    roots: list[Any] = [state, state.console.text[state.console.position :], state.console.at_end, *state.files]
    if evaluation is not None:
        roots.append(evaluation.suspend())
    return _Walk().digest(roots)


class _Part:
    """Something that is met on the way and is no value: a stack."""

    __slots__ = ("stack",)

    def __init__(self, stack: Stack | None) -> None:
        self.stack = stack


class _Walk:
    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        #: What each object is, and its parts; the objects themselves, so that none goes while its identity is in use.
        self._found: list[tuple[str, Sequence[Any]]] = []
        self._kept: list[Any] = []
        #: Digests of stacks, by the identity of a segment, an index in it, and what is under it.
        self._stacks: dict[tuple[int, int, int], bytes] = {}

    def digest(self, roots: Sequence[Any]) -> str:
        pending: list[Any] = list(reversed(roots))
        seen: set[tuple[int, int, int]] = set()
        while pending:
            value = pending.pop()
            if type(value) is tuple:
                pending.extend(reversed(value))
            elif type(value) is _Part:
                pending.extend(reversed(self._frames(value.stack, seen)))
            elif type(value) not in _PLAIN and id(value) not in self._numbers:
                self._numbers[id(value)] = len(self._found)
                self._kept.append(value)
                kind, parts = self._look(value)
                self._found.append((kind, parts))
                pending.extend(reversed(parts))
        found = hashlib.sha256()
        for kind, parts in self._found:
            found.update(self._said([kind, *parts]))
        found.update(self._said(roots))
        return found.hexdigest()

    @staticmethod
    def _frames(stack: Stack | None, seen: set[tuple[int, int, int]]) -> list[Frame]:
        """The frames of a stack that no stack had before."""
        found: list[Frame] = []
        while stack is not None:
            segment, index, stack = stack
            for at in range(index, len(segment)):
                if (id(segment), at, id(stack)) in seen:
                    return found
                seen.add((id(segment), at, id(stack)))
                found.append(segment[at])
        return found

    def _look(self, value: Any) -> tuple[str, Sequence[Any]]:
        """What an object is, and what it is made of."""
        kind = type(value)
        name = names.value_names().get(id(value)) or names.internal_names().get(id(value))
        if name is not None:
            return name, ()
        if kind is list:
            return "box", tuple(value)
        if kind is Vector:
            return "vector", tuple(value.items)
        if kind is SessionState:
            return "session", SHAPES[kind].parts(value)[1:]
        if kind is Suspended:
            continuation = value.continuation
            held = (None, None) if continuation is None else (_Part(continuation.stack), continuation.dynamic)
            rest = [getattr(value, name) for name in Suspended.__slots__ if name != "continuation"]
            return "suspended", (*held, *rest)
        if kind is FunctionType:
            unit = unit_of(value)
            assert unit is not None
            template = Template(unit, value)
            closure: Any = value.__closure__
            return "procedure", (template.name, unit, *(closure[at].cell_contents for at in template.positions))
        if kind is Continuation or kind is Composable:
            return kind.__name__, (_Part(value.stack), value.dynamic)
        if kind is ResumePoint:
            return "point", (value.unit, value.number, point_mark(value))
        if kind is Unit:
            parts = UnitParts(value)
            if parts.packed is None:
                return "base", (parts.name,)
            text = hashlib.sha256(parts.packed.numbers).hexdigest() + parts.packed.text
            return "unit", (text, str(parts.generations()), *parts.constants, *parts.copies)
        shape = SHAPES[kind]
        return shape.tag, tuple(shape.parts(value))

    def _said(self, parts: Sequence[Any]) -> bytes:
        """Parts as bytes: plain ones, numbers of objects, digests of stacks."""
        found: list[str] = []
        pending: list[Any] = list(reversed(parts))
        while pending:
            part = pending.pop()
            kind = type(part)
            if kind is tuple:
                found.append(f"({len(part)}")
                pending.extend(reversed(part))
            elif kind is _Part:
                found.append(self._stack(part.stack).hex())
            elif kind in _PLAIN:
                found.append(f"{kind.__name__} {part.text if kind is Char or kind is Singleton or kind is Boolean else _plain(part)!r}")
            else:
                found.append(f"#{self._numbers[id(part)]}")
        return "\0".join(found).encode("utf-8", "surrogatepass")

    def _stack(self, stack: Stack | None) -> bytes:
        """The digest of a stack, from its bottom."""
        waiting: list[tuple[tuple[int, int, int], Frame]] = []
        below = b""
        while stack is not None and not below:
            segment, index, stack = stack
            for at in range(index, len(segment)):
                key = (id(segment), at, id(stack))
                if key in self._stacks:
                    below = self._stacks[key]
                    break
                waiting.append((key, segment[at]))
        for key, frame in reversed(waiting):
            below = self._stacks[key] = hashlib.sha256(self._said(frame) + below).digest()
        return below


def _plain(part: Any) -> Any:
    if type(part) is Variable:
        return part.name
    if type(part) is StackEntry:
        return part.name, part.place
    return part.name if isinstance(part, Symbol | Keyword) else part
