"""Calls of ``map`` and its kin with a procedure written in place become loops with that procedure's body inside.

``(map (lambda (x) body) list)`` means the base's ``map`` unless the session has another; so the compiler writes out the
loop, with the lambda's call replaced by its body, and the call, its tick and the closure are saved. The same where
the procedure is a primitive that only computes: ``(fold + 0 list)``. The core tree keeps the call, and this is done
again from it when the name is redefined (``machine/redefine.py``).

The loops are Lisp, in ``integrated.scm``. This works on core nodes, before they are lowered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from omega.runtime.expand.core import (
    Call,
    Constant,
    Core,
    Fix,
    GlobalReference,
    If,
    Lambda,
    Let,
    LocalReference,
    Node,
    Sequence,
    Variable,
)
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.scope import CORE
from omega.runtime.lib.primitive import PRIMITIVES
from omega.runtime.limits import Limits
from omega.runtime.package_data import package_text
from omega.runtime.syntax.forms import Form, to_datum
from omega.runtime.syntax.reader import END, Reader

#: The procedures there are, with the number of their arguments; the first is the procedure to integrate.
INTEGRATED = {
    "map": 2, "for-each": 2, "filter-map": 2, "filter": 2, "remove": 2, "find": 2, "find-tail": 2,
    "list-index": 2, "count": 2, "fold": 3, "fold-left": 3, "reduce": 3, "vector-map": 2, "vector-for-each": 2,
}  # fmt: skip


def is_known(name: str) -> bool:
    """May compiled code take for granted what this name of the base means?"""
    return name in PRIMITIVES or name in INTEGRATED


def integrated(call: Call, variable: Callable[[], Variable]) -> Core | None:
    """What the call of the base's procedure of this name is, written out, if it can be. ``variable`` makes new ones."""
    operator = call.operator
    assert isinstance(operator, GlobalReference)
    if INTEGRATED.get(operator.name) != len(call.operands) or not _can_be_integrated(call.operands[0]):
        return None
    template = _templates()[operator.name]
    if isinstance(call.operands[0], Lambda) and len(call.operands[0].parameters) != _arguments(template):
        return None
    procedure, *others = template.parameters
    names: dict[Variable, Variable | Core] = {each: variable() for each in others}
    names[procedure] = call.operands[0]
    variables = [cast(Variable, names[each]) for each in others]
    return _at(Let(variables, call.operands[1:], _Copy(names, variable, call).of(template.body)), call)


def _can_be_integrated(procedure: Core) -> bool:
    if isinstance(procedure, Lambda):
        return not procedure.rest
    if isinstance(procedure, GlobalReference):
        primitive = PRIMITIVES.get(procedure.name)
        return primitive is not None and not primitive.calls and not primitive.writes
    return False


@cache
def _templates() -> dict[str, Lambda]:
    """The Lisp definitions, expanded."""
    reader = Reader(package_text("omega.runtime.compile", "integrated.scm"), "integrated.scm")
    found = {}
    while (entry := reader.next()) is not END:
        assert isinstance(entry, Form)
        template = Expander(CORE, Limits()).expand(entry.items[1], CORE)
        assert isinstance(template, Lambda)
        found[to_datum(entry.items[0]).name] = template
    return found


@cache
def _arguments(template: Lambda) -> int:
    """With how many arguments the procedure is called."""
    pending: list[Node] = [template.body]
    while pending:
        node = pending.pop()
        if isinstance(node, Call):
            if isinstance(node.operator, LocalReference) and node.operator.variable is template.parameters[0]:
                return len(node.operands)
            if isinstance(node.operator, GlobalReference) and node.operator.name in INTEGRATED:
                return _arguments(_templates()[node.operator.name])
            pending += node.operands
        pending += _parts(node)
    raise AssertionError("a template that does not call its procedure")


def _parts(node: Node) -> list[Core]:
    if isinstance(node, If):
        return [node.test, node.consequent, node.alternative]
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Let):
        return [*node.values, node.body]
    if isinstance(node, Fix):
        return [each.body for each in node.lambdas] + [node.body]
    return []


def _at(node: Core, source: Node) -> Core:
    node.span = source.span
    return node


class _Copy:
    """Copies a template for one call. ``names``: what its variables are there: variables, or the given procedure."""

    def __init__(self, names: dict[Variable, Variable | Core], variable: Callable[[], Variable], call: Call) -> None:
        self._names = names
        self._variable = variable
        self._call = call

    def of(self, node: Core) -> Core:
        """The copy of a node."""
        return _at(self._of(node), self._call)

    def _of(self, node: Core) -> Core:
        if isinstance(node, Constant):
            return Constant(node.value)
        if isinstance(node, GlobalReference):
            return GlobalReference(node.name, node.base)
        if isinstance(node, LocalReference):
            found = self._names[node.variable]
            return LocalReference(found) if isinstance(found, Variable) else found
        if isinstance(node, If):
            return If(self.of(node.test), self.of(node.consequent), self.of(node.alternative))
        if isinstance(node, Sequence):
            return Sequence([self.of(item) for item in node.items])
        if isinstance(node, Let):
            values = [self.of(value) for value in node.values]
            return Let(self._new(node.variables), values, self.of(node.body))
        if isinstance(node, Fix):
            variables = self._new(node.variables)
            return Fix(variables, [self._lambda(each) for each in node.lambdas], self.of(node.body))
        assert isinstance(node, Call)
        operands = [self.of(operand) for operand in node.operands]
        operator = self.of(node.operator)
        if isinstance(operator, Lambda):
            return Let(operator.parameters, operands, operator.body)
        return Call(operator, operands)

    def _lambda(self, node: Lambda) -> Lambda:
        copied = Lambda(self._new(node.parameters), False, node.name, -1)
        _at(copied, self._call)
        copied.body = self.of(node.body)
        return copied

    def _new(self, variables: list[Variable]) -> list[Variable]:
        for each in variables:
            self._names[each] = self._variable()
        return [cast(Variable, self._names[each]) for each in variables]
