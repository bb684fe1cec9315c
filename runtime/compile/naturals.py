"""Which variables certainly hold an exact integer that is not negative: those that count up, and what is made of them.

Such an index needs no test. Only what cannot fail counts, since a handler may put any value in place of what fails
(``use-value``): constants, sums with constants, remainders and quotients by constants. A sum of a variable with itself
does not: it would soon be too large to make.
"""

from __future__ import annotations

from omega.runtime.compile import ir
from omega.runtime.expand.core import Variable

#: A constant that is added is at most this, so that no number of turns makes a sum too large.
_MOST = 1 << 64
_DIVISIONS = frozenset(("remainder", "modulo", "quotient"))


def natural_variables(codes: list[ir.Code]) -> frozenset[Variable]:
    """Those of all procedures of a unit."""
    needed: dict[Variable, set[Variable]] = {}
    users: dict[Variable, list[Variable]] = {}
    unknown: list[Variable] = []
    for variable, value in _definitions(codes):
        needs = None if value is None else _needs(value)
        if needs is None:
            unknown.append(variable)
            continue
        needed.setdefault(variable, set()).update(needs)
        for each in needs:
            users.setdefault(each, []).append(variable)
    unknown += [each for each in users if each not in needed]
    while unknown:
        variable = unknown.pop()
        needed.pop(variable, None)
        unknown += users.pop(variable, ())
    return frozenset(needed)


def is_natural(value: ir.Simple | ir.Action, naturals: frozenset[Variable]) -> bool:
    """Is it certainly an exact integer that is not negative, if these variables are?"""
    needs = _needs(value)
    return needs is not None and naturals.issuperset(needs)


def _definitions(codes: list[ir.Code]) -> list[tuple[Variable, ir.Simple | ir.Action | None]]:
    """The variables, with every value that each is given; ``None`` for what comes from a call."""
    found: list[tuple[Variable, ir.Simple | ir.Action | None]] = [
        (parameter, None) for code in codes for parameter in code.parameters
    ]
    pending = [code.body for code in codes]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.Bind | ir.BindCall):
            if term.variable is not None:
                found.append((term.variable, term.value if isinstance(term, ir.Bind) else None))
        elif isinstance(term, ir.Loop):
            found += zip(term.variables, term.initial, strict=True)
        elif isinstance(term, ir.Jump):
            found += zip(term.loop.variables, term.operands, strict=True)
        pending += ir.parts(term)
    return found


def _needs(value: ir.Simple | ir.Action) -> tuple[Variable, ...] | None:
    """The variables that must be natural for the value to be; ``None`` if that does not make it so."""
    if isinstance(value, ir.Local):
        return (value.variable,)
    if isinstance(value, ir.Literal):
        return () if _is_constant(value, 0) else None
    if not isinstance(value, ir.Apply):
        return None
    name, operands = value.primitive.name, value.operands
    if name == "1+":
        return _variable(operands[0])
    if len(operands) != 2:
        return None
    left, right = operands
    if name == "+":
        if _is_constant(left, 0):
            left, right = right, left
        return _variable(left) if _is_constant(right, 0) else None
    return _variable(left) if name in _DIVISIONS and _is_constant(right, 1) else None


def _variable(operand: ir.Simple) -> tuple[Variable, ...] | None:
    return (operand.variable,) if isinstance(operand, ir.Local) else None


def _is_constant(operand: ir.Simple, least: int) -> bool:
    return isinstance(operand, ir.Literal) and type(operand.value) is int and least <= operand.value < _MOST
