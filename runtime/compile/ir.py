"""The intermediate representation: A-normal form, the one thing both executors run (ENGINE.md, *Pipeline*).

*Simple expressions* cannot call, capture or change anything; they nest and become Python expressions. *Terms* are the
rest: each does one thing and says what comes next. A frame on the heap is ``(resume point, live variables...)``, and a
resume point is a term of this representation, so nothing of a running program lives anywhere else.

Every node has the ``span`` of the core node it came from, and an ``id``: unique in its unit and the same in every
process, because resume points are named by it.
"""

from __future__ import annotations

from typing import TypeAlias

from omega.runtime.expand.core import Variable
from omega.runtime.lib.primitive import Primitive
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.source import Span


class Ir:
    """What all nodes share."""

    __slots__ = ("id", "span")
    id: int
    span: Span


# -- simple expressions


class Literal(Ir):
    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Local(Ir):
    """A variable that is never assigned."""

    __slots__ = ("variable",)

    def __init__(self, variable: Variable) -> None:
        self.variable = variable


class BoxRead(Ir):
    """The value of an assigned variable."""

    __slots__ = ("variable",)

    def __init__(self, variable: Variable) -> None:
        self.variable = variable


class GlobalRead(Ir):
    __slots__ = ("base", "name")

    def __init__(self, name: str, base: bool) -> None:
        self.name = name
        self.base = base


class Apply(Ir):
    """A primitive that only computes."""

    __slots__ = ("operands", "primitive")

    def __init__(self, primitive: Primitive, operands: list[Simple]) -> None:
        self.primitive = primitive
        self.operands = operands


class Choose(Ir):
    """A conditional all of whose parts are simple."""

    __slots__ = ("alternative", "consequent", "test")

    def __init__(self, test: Simple, consequent: Simple, alternative: Simple) -> None:
        self.test = test
        self.consequent = consequent
        self.alternative = alternative


class Either(Ir):
    """``or`` of two simple expressions."""

    __slots__ = ("left", "right")

    def __init__(self, left: Simple, right: Simple) -> None:
        self.left = left
        self.right = right


class MakeClosure(Ir):
    __slots__ = ("code",)

    def __init__(self, code: Code) -> None:
        self.code = code


class MakeBox(Ir):
    """A fresh box; only ever the whole of a ``Bind``."""

    __slots__ = ("value",)

    def __init__(self, value: Simple) -> None:
        self.value = value


Simple: TypeAlias = Literal | Local | BoxRead | GlobalRead | Apply | Choose | Either | MakeClosure | MakeBox


# -- things a Bind may do besides computing: one side effect, and last


class BoxWrite(Ir):
    __slots__ = ("value", "variable")

    def __init__(self, variable: Variable, value: Simple) -> None:
        self.variable = variable
        self.value = value


class GlobalWrite(Ir):
    __slots__ = ("define", "name", "value")

    def __init__(self, name: str, value: Simple, define: bool) -> None:
        self.name = name
        self.value = value
        self.define = define


Action: TypeAlias = BoxWrite | GlobalWrite


# -- terms


class Return(Ir):
    """The value of the procedure, or of the ``BindCall`` whose body this ends."""

    __slots__ = ("value",)

    def __init__(self, value: Simple) -> None:
        self.value = value


class Branch(Ir):
    __slots__ = ("alternative", "consequent", "test")

    def __init__(self, test: Simple, consequent: Term, alternative: Term) -> None:
        self.test = test
        self.consequent = consequent
        self.alternative = alternative


class TailCall(Ir):
    """A call; in the body of a ``BindCall`` its value goes where that says, so it is only a tail call outside one."""

    __slots__ = ("operands", "operator")

    def __init__(self, operator: Simple, operands: list[Simple]) -> None:
        self.operator = operator
        self.operands = operands


class Bind(Ir):
    """Compute or act, then go on. ``variable`` is ``None`` when the value is not wanted."""

    __slots__ = ("next", "value", "variable")

    def __init__(self, variable: Variable | None, value: Simple | Action, next: Term) -> None:
        self.variable = variable
        self.value = value
        self.next = next


class BindCall(Ir):
    """Run ``body`` (it may call), bind what it returns, then go on: the only place where a frame is made."""

    __slots__ = ("body", "next", "variable")

    def __init__(self, variable: Variable | None, body: Term, next: Term) -> None:
        self.variable = variable
        self.body = body
        self.next = next


class FixProcedures(Ir):
    """Make procedures that see one another."""

    __slots__ = ("codes", "next", "variables")

    def __init__(self, variables: list[Variable], codes: list[Code], next: Term) -> None:
        self.variables = variables
        self.codes = codes
        self.next = next


class Loop(Ir):
    """A procedure that is only ever called from its own tail positions: its parameters are variables of this one."""

    __slots__ = ("body", "initial", "label", "live", "variables")

    def __init__(self, label: str, variables: list[Variable]) -> None:
        self.label = label
        self.variables = variables
        self.initial: list[Simple] = []
        self.body: Term
        #: Variables of the surroundings that the body needs; set by the liveness analysis.
        self.live: frozenset[Variable] | None = None


class Jump(Ir):
    """Back to the head of a loop with new values."""

    __slots__ = ("loop", "operands")

    def __init__(self, loop: Loop, operands: list[Simple]) -> None:
        self.loop = loop
        self.operands = operands


class Tick(Ir):
    """Count one tick of the procedure, or hand control to the driver if none is left. See ``ticks.py``."""

    __slots__ = ("next",)

    def __init__(self, next: Term) -> None:
        self.next = next


Term: TypeAlias = Return | Branch | TailCall | Bind | BindCall | FixProcedures | Loop | Jump | Tick


# Tuples, because a union would be made anew at each test.
CHAINED = (Bind, BindCall, FixProcedures, Tick)
VARIABLES = (Local, BoxRead)
PLAIN = (Local, Literal)
_STRAIGHT = (Bind, FixProcedures, Tick)


class Code:
    """One lambda after lowering. ``free`` are its free variables, in the order of their uids."""

    __slots__ = ("body", "doc", "free", "index", "name", "parameters", "rest", "span")

    def __init__(
        self, index: int, name: str | None, parameters: list[Variable], rest: bool, span: Span
    ) -> None:
        self.index = index
        self.name = name
        self.parameters = parameters
        self.rest = rest
        self.span = span
        self.doc: str | None = None
        self.free: list[Variable] = []
        self.body: Term


def by_uid(variables: frozenset[Variable] | set[Variable]) -> list[Variable]:
    """The order of variables in frames and closures: named ones as they were bound, then temporaries."""
    return sorted(variables, key=lambda v: (v.uid < 0, abs(v.uid)))


def parts(term: Term) -> tuple[Term, ...]:
    """The terms directly inside a term, in order of the text."""
    if isinstance(term, Branch):
        return (term.consequent, term.alternative)
    if isinstance(term, BindCall):
        return (term.body, term.next)
    if isinstance(term, _STRAIGHT):
        return (term.next,)
    if isinstance(term, Loop):
        return (term.body,)
    return ()
