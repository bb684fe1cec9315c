"""Is a core tree one that the expander could have made? For trees that come from outside, before they are compiled.

Variables are bound once and mentioned only where they are bound, procedures are numbered apart, nothing is nested deeper
than the compiler can follow. What a tree computes is nobody's business here: programs may do what they like.
"""

from __future__ import annotations

from omega.runtime.compile.packing import MalformedUnit
from omega.runtime.expand.core import (
    Call,
    Constant,
    Core,
    Fix,
    GlobalReference,
    GlobalSet,
    If,
    Lambda,
    Let,
    LocalReference,
    LocalSet,
    Or,
    Sequence,
    Variable,
)

#: Nodes inside nodes: all of them, and those whose parts the compiler evaluates inside expressions.
_MAX_DEPTH = 60_000
_MAX_EXPRESSION_DEPTH = 12_000


def check(top: Lambda) -> None:
    """Raises ``MalformedUnit`` unless the tree is sound."""
    _require(top.index == 0 and not top.parameters)
    _Check().walk(top)


def _require(condition: bool) -> None:
    if not condition:
        raise MalformedUnit


class _Scope:
    """What the walk is to do about variables when it comes to it: bind them, or leave their scope."""

    def __init__(self, variables: list[Variable], is_begun: bool) -> None:
        self.variables = variables
        self.is_begun = is_begun


class _Check:
    def __init__(self) -> None:
        self._uids: set[int] = set()
        self._indices: set[int] = set()
        #: The variables bound where the walk is.
        self._bound: set[Variable] = set()
        #: What is left to do: nodes, with their depth and that among expressions.
        self._pending: list[tuple[Core | _Scope, int, int]] = []

    def walk(self, top: Lambda) -> None:
        bound, pending = self._bound, self._pending
        pending.append((top, 0, 0))
        while pending:
            node, depth, nested = pending.pop()
            if isinstance(node, _Scope):
                if node.is_begun:
                    self._bind(node.variables)
                else:
                    bound.difference_update(node.variables)
                continue
            _require(depth < _MAX_DEPTH and nested < _MAX_EXPRESSION_DEPTH)
            depth += 1
            if isinstance(node, LocalReference):
                _require(node.variable in bound)
            elif isinstance(node, LocalSet):
                _require(node.variable in bound and node.variable.mutated)
                pending.append((node.value, depth, nested))
            elif isinstance(node, GlobalSet):
                pending.append((node.value, depth, nested))
            elif isinstance(node, If):
                pending += ((p, depth, nested + 1) for p in (node.test, node.consequent, node.alternative))
            elif isinstance(node, Or):
                pending += ((part, depth, nested + 1) for part in (node.left, node.right))
            elif isinstance(node, Call):
                pending += ((part, depth, nested + 1) for part in (node.operator, *node.operands))
            elif isinstance(node, Sequence):
                _require(len(node.items) > 1)
                pending += ((item, depth, nested) for item in node.items)
            elif isinstance(node, Lambda):
                _require(node.index not in self._indices and (bool(node.parameters) or not node.rest))
                self._indices.add(node.index)
                self._within(node.parameters, [node.body], depth, nested + 1)
            elif isinstance(node, Let):
                _require(bool(node.variables))
                self._within(node.variables, [node.body], depth, nested)
                pending += ((value, depth, nested) for value in node.values)
            elif isinstance(node, Fix):
                _require(bool(node.variables) and all(type(each) is Lambda for each in node.lambdas))
                _require(not any(variable.mutated for variable in node.variables))
                self._within(node.variables, [*node.lambdas, node.body], depth, nested)
            else:
                assert isinstance(node, Constant | GlobalReference)

    def _within(self, variables: list[Variable], nodes: list[Core], depth: int, nested: int) -> None:
        """Walk the nodes inside the scope of the variables."""
        self._pending.append((_Scope(variables, False), 0, 0))
        self._pending += ((node, depth, nested) for node in nodes)
        self._pending.append((_Scope(variables, True), 0, 0))

    def _bind(self, variables: list[Variable]) -> None:
        for variable in variables:
            _require(variable.uid > 0 and variable.uid not in self._uids and variable.mutated >= variable.checked)
            self._uids.add(variable.uid)
        self._bound.update(variables)
