"""The core language: what every program is after expansion.

A dozen node types, each with a ``span`` for people. Nodes are made by the expander and read by the lowering; nothing
else keeps them.
"""

from __future__ import annotations

from typing import TypeAlias

from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span


class Variable:
    """A lexical variable. ``mutated``: assigned somewhere, so it lives in a box. ``checked``: may be read before its
    ``letrec`` initial value is there. ``uid``: unique in its unit; temporaries of the lowering count below zero."""

    __slots__ = ("checked", "mutated", "name", "python_name", "references", "uid")

    def __init__(self, name: str, uid: int) -> None:
        self.name = name
        self.uid = uid
        self.mutated = False
        self.checked = False
        self.references = 0
        self.python_name: str | None = None


class Node:
    """What all core nodes share."""

    __slots__ = ("span",)
    span: Span


class Constant(Node):
    """A literal or quoted datum."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class LocalReference(Node):
    __slots__ = ("variable",)

    def __init__(self, variable: Variable) -> None:
        self.variable = variable


class GlobalReference(Node):
    """``base``: the prelude's binding whatever the session has redefined (a name a prelude macro inserted)."""

    __slots__ = ("base", "name")

    def __init__(self, name: str, base: bool) -> None:
        self.name = name
        self.base = base


class LocalSet(Node):
    __slots__ = ("value", "variable")

    def __init__(self, variable: Variable, value: Core) -> None:
        self.variable = variable
        self.value = value


class GlobalSet(Node):
    """Assignment, or with ``define`` a definition, of a global."""

    __slots__ = ("define", "name", "value")

    def __init__(self, name: str, value: Core, define: bool) -> None:
        self.name = name
        self.value = value
        self.define = define


class If(Node):
    __slots__ = ("alternative", "consequent", "test")

    def __init__(self, test: Core, consequent: Core, alternative: Core) -> None:
        self.test = test
        self.consequent = consequent
        self.alternative = alternative


class Or(Node):
    """``(let ((t left)) (if t t right))``, recognised so that it needs no variable."""

    __slots__ = ("left", "right")

    def __init__(self, left: Core, right: Core) -> None:
        self.left = left
        self.right = right


class Sequence(Node):
    """Two or more expressions, for the value of the last."""

    __slots__ = ("items",)

    def __init__(self, items: list[Core]) -> None:
        self.items = items


class Let(Node):
    """``((lambda (variables) body) values)``."""

    __slots__ = ("body", "values", "variables")

    def __init__(self, variables: list[Variable], values: list[Core], body: Core) -> None:
        self.variables = variables
        self.values = values
        self.body = body


class Fix(Node):
    """Procedures that may refer to one another: the part of ``letrec*`` that needs no boxes. ``loop`` is the memo of
    ``loops.is_loop``."""

    __slots__ = ("body", "lambdas", "loop", "variables")

    def __init__(self, variables: list[Variable], lambdas: list[Lambda], body: Core) -> None:
        self.variables = variables
        self.lambdas = lambdas
        self.body = body
        self.loop: bool | None = None


class Lambda(Node):
    """``rest``: the last parameter takes a list of what is left. ``index``: its number in the unit."""

    __slots__ = ("body", "doc", "index", "name", "parameters", "rest")

    def __init__(self, parameters: list[Variable], rest: bool, name: str | None, index: int) -> None:
        self.parameters = parameters
        self.rest = rest
        self.name = name
        self.index = index
        self.doc: str | None = None
        self.body: Core


class Call(Node):
    __slots__ = ("operands", "operator")

    def __init__(self, operator: Core, operands: list[Core]) -> None:
        self.operator = operator
        self.operands = operands


Core: TypeAlias = (
    Constant | LocalReference | GlobalReference | LocalSet | GlobalSet | If | Or | Sequence | Let | Fix | Lambda | Call
)


def parts(node: Core) -> tuple[Core, ...]:
    """The nodes directly inside a node, in order of the text."""
    if isinstance(node, LocalSet | GlobalSet):
        return (node.value,)
    if isinstance(node, If):
        return (node.test, node.consequent, node.alternative)
    if isinstance(node, Or):
        return (node.left, node.right)
    if isinstance(node, Sequence):
        return tuple(node.items)
    if isinstance(node, Let):
        return (*node.values, node.body)
    if isinstance(node, Fix):
        return (*node.lambdas, node.body)
    if isinstance(node, Lambda):
        return (node.body,)
    return (*node.operands, node.operator) if isinstance(node, Call) else ()
