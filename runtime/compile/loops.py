"""Which procedures are loops: called at once where they are made, and after that only from their own tail positions.

The walk keeps its own stack, so a long or deep body cannot exhaust Python's.
"""

from __future__ import annotations

from omega.runtime.expand.core import (
    Call,
    Core,
    Fix,
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


def is_loop(node: Fix) -> bool:
    """``(letrec ((f (lambda (v ...) body))) (f e ...))`` in which every other mention of f is a tail call of body."""
    if node.loop is None:
        node.loop = _is_loop(node)
    return node.loop


def _is_loop(node: Fix) -> bool:
    if len(node.lambdas) != 1 or not isinstance(node.body, Call):
        return False
    (variable,) = node.variables
    (procedure,) = node.lambdas
    call = node.body
    if not isinstance(call.operator, LocalReference) or call.operator.variable is not variable:
        return False
    count = len(procedure.parameters)
    if procedure.rest or len(call.operands) != count:
        return False
    if any(_mentions(operand, variable) for operand in call.operands):
        return False
    return _only_tail_calls(procedure.body, variable, count)


def _only_tail_calls(body: Core, variable: Variable, count: int) -> bool:
    """Is every mention of the variable a call with ``count`` operands in tail position, and not under a lambda?"""
    pending: list[tuple[Core, bool]] = [(body, True)]
    while pending:
        node, tail = pending.pop()
        if isinstance(node, LocalReference):
            if node.variable is variable:
                return False
        elif isinstance(node, Call):
            operator = node.operator
            if isinstance(operator, LocalReference) and operator.variable is variable:
                if not tail or len(node.operands) != count:
                    return False
            else:
                pending.append((operator, False))
            pending.extend((operand, False) for operand in node.operands)
        elif isinstance(node, Lambda):
            if _mentions(node.body, variable):
                return False
        elif isinstance(node, Fix):
            if tail and is_loop(node):
                assert isinstance(node.body, Call)
                pending.extend((operand, False) for operand in node.body.operands)
                pending.append((node.lambdas[0].body, True))
            else:
                if any(_mentions(each.body, variable) for each in node.lambdas):
                    return False
                pending.append((node.body, tail))
        else:
            parts = _parts(node)
            pending.extend((part, False) for part in parts[:-1])
            if isinstance(node, If):
                pending.append((node.consequent, tail))
            if parts:
                pending.append((parts[-1], tail and not isinstance(node, LocalSet | GlobalSet)))
    return True


def _mentions(node: Core, variable: Variable) -> bool:
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, LocalReference):
            if node.variable is variable:
                return True
        elif isinstance(node, Call):
            pending.append(node.operator)
            pending.extend(node.operands)
        elif isinstance(node, Lambda):
            pending.append(node.body)
        elif isinstance(node, Fix):
            pending.extend(each.body for each in node.lambdas)
            pending.append(node.body)
        else:
            pending.extend(_parts(node))
            if isinstance(node, If):
                pending.append(node.consequent)
    return False


def _parts(node: Core) -> list[Core]:
    """The parts of a node, except an ``If``'s consequent; the last is in tail position if the node is."""
    if isinstance(node, If):
        return [node.test, node.alternative]
    if isinstance(node, Or):
        return [node.left, node.right]
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Let):
        return [*node.values, node.body]
    if isinstance(node, LocalSet | GlobalSet):
        return [node.value]
    return []
