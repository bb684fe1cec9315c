"""Core nodes to the intermediate representation.

What can be a simple expression is one, unless it nests deeper than ``MAX_NESTING`` (CPython's parser refuses 200
parentheses); the rest is named by temporaries, left to right. A procedure called only from its own tail positions
becomes a ``Loop`` of the procedure around it. Order of evaluation: operands left to right, then the operator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from omega.runtime.compile import ir
from omega.runtime.compile.integrate import INTEGRATED, integrated, is_known
from omega.runtime.compile.loops import is_loop
from omega.runtime.condition import Condition, LispError
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
    Node,
    Or,
    Sequence,
    Variable,
)
from omega.runtime.lib.primitive import PRIMITIVES, Primitive
from omega.runtime.syntax.datum import NIL, UNSPECIFIED, intern

#: Procedures defined in one body: CPython's compiler takes time with the square of that.
_MAX_GROUP = 1_000

IrNode = TypeVar("IrNode", bound=ir.Ir)

#: How deep simple expressions nest; ``_NOT_SIMPLE`` marks a core node that can never be one.
MAX_NESTING = 25
#: How many operands of one call may wait in temporaries while others call.
MAX_WAITING = 100
_NOT_SIMPLE = 1_000_000
# Tuples, because a union would be made anew at each test.
_ATOMS = (Constant, LocalReference, GlobalReference, Lambda)
_FIXED = (Constant, Lambda)
_POINTLESS = (ir.Literal, ir.Local, ir.MakeClosure)


class Lowering:
    """Lowers one unit. ``means_base(name, base)`` says whether a global name certainly means the base's binding here; it is
    asked about names that are ``is_known``."""

    def __init__(self, means_base: Callable[[str, bool], bool]) -> None:
        self._means_base = means_base
        self._loops: dict[Variable, ir.Loop] = {}
        self._codes: dict[int, ir.Code] = {}
        self._pending: list[tuple[Lambda, ir.Code]] = []
        self._nestings: dict[int, int] = {}
        #: Calls and what they are, written out, by the identity of the call; the nodes live as long as ``_nestings``.
        self._integrated: dict[int, Core | None] = {}
        self.serial = 0
        #: Names of the base that are taken for granted, without looking at the global.
        self.inlined: set[str] = set()

    def at(self, node: IrNode, source: Node) -> IrNode:
        """Number a new node and give it the place of the core node it comes from."""
        self.serial += 1
        node.id = self.serial
        node.span = source.span
        return node

    def unit(self, top: Lambda) -> list[ir.Code]:
        """All the procedures of a unit, outer before inner, the top one first."""
        self._code(top)
        done = []
        while self._pending:
            node, code = self._pending.pop(0)
            self._loops = {}
            code.body = self._unbox_parameters(node, self.tail(node.body))
            done.append(code)
        return done

    def _code(self, node: Lambda) -> ir.Code:
        code = self._codes.get(node.index)
        if code is None:
            code = ir.Code(node.index, node.name, node.parameters, node.rest, node.span)
            code.doc = node.doc
            self._codes[node.index] = code
            self._pending.append((node, code))
        return code

    def _unbox_parameters(self, node: Lambda, body: ir.Term) -> ir.Term:
        """An assigned parameter arrives as a value and is replaced by a box of it."""
        for variable in reversed(node.parameters):
            if variable.mutated:
                raw = self.at(ir.Local(variable), node)
                body = self.at(ir.Bind(variable, self.at(ir.MakeBox(raw), node), body), node)
        return body

    # -- simple expressions

    def nesting(self, node: Core) -> int:
        """How deep the node nests as a simple expression; more than ``MAX_NESTING`` when it is not to be one."""
        found = self._nestings.get(id(node))
        if found is None:
            found = self._nestings[id(node)] = self._nesting(node)
        return found

    def _nesting(self, node: Core) -> int:
        parts: Iterable[Core]
        if isinstance(node, _ATOMS):
            return 0
        if isinstance(node, If):
            parts = (node.test, node.consequent, node.alternative)
        elif isinstance(node, Or):
            parts = (node.left, node.right)
        elif isinstance(node, Call):
            if not self._computes(node):
                return _NOT_SIMPLE
            parts = node.operands
        else:
            return _NOT_SIMPLE
        return 1 + max((self.nesting(part) for part in parts), default=0)

    def is_simple(self, node: Core) -> bool:
        return self.nesting(node) <= MAX_NESTING

    def primitive_of(self, call: Call) -> Primitive | None:
        """The primitive that this call certainly calls, with a number of arguments that it takes."""
        operator = call.operator
        if not isinstance(operator, GlobalReference):
            return None
        primitive = PRIMITIVES.get(operator.name)
        if primitive is None or not self._means_base(operator.name, operator.base):
            return None
        extra = len(call.operands) - primitive.required
        return primitive if extra >= 0 and (primitive.rest or extra <= primitive.optional) else None

    def _inline(self, call: Call) -> Primitive:
        primitive = self.primitive_of(call)
        assert primitive is not None
        self._take_for_granted(call.operator)
        return primitive

    def _take_for_granted(self, operator: Core) -> None:
        if isinstance(operator, GlobalReference) and not operator.base:
            self.inlined.add(operator.name)

    def _written_out(self, node: Core) -> Core:
        """The node, or what it is, if it is the call of a procedure that is integrated here."""
        if not isinstance(node, Call) or not isinstance(node.operator, GlobalReference):
            return node
        if node.operator.name not in INTEGRATED:
            return node
        key = id(node)
        if key not in self._integrated:
            self._integrated[key] = self._integrate(node)
        return self._integrated[key] or node

    def _integrate(self, node: Call) -> Core | None:
        known = [each for each in (node.operator, *node.operands[:1]) if isinstance(each, GlobalReference)]
        if not all(is_known(each.name) and self._means_base(each.name, each.base) for each in known):
            return None
        found = integrated(node, self._temporary)
        if found is not None:
            for each in known:
                self._take_for_granted(each)
        return found

    def simple(self, node: Core) -> ir.Simple:
        if isinstance(node, Constant):
            return self.at(ir.Literal(node.value), node)
        if isinstance(node, LocalReference):
            variable = node.variable
            return self.at(ir.BoxRead(variable) if variable.mutated else ir.Local(variable), node)
        if isinstance(node, GlobalReference):
            return self.at(ir.GlobalRead(node.name, node.base), node)
        if isinstance(node, Lambda):
            return self.at(ir.MakeClosure(self._code(node)), node)
        if isinstance(node, If):
            parts = (self.simple(node.test), self.simple(node.consequent), self.simple(node.alternative))
            return self.at(ir.Choose(*parts), node)
        if isinstance(node, Or):
            return self.at(ir.Either(self.simple(node.left), self.simple(node.right)), node)
        assert isinstance(node, Call)
        primitive = self._inline(node)
        return self.at(ir.Apply(primitive, [self.simple(operand) for operand in node.operands]), node)

    def _temporary(self) -> Variable:
        self.serial += 1
        return Variable(f"%{self.serial}", -self.serial)

    def _atoms(self, nodes: list[Core], use: Callable[[list[ir.Simple]], ir.Term]) -> ir.Term:
        """Name what is not simple, and what a later one could change, left to right; then ``use`` them all."""
        last = -1
        for index, node in enumerate(nodes):
            if not self.is_simple(node):
                last = index
        atoms: list[ir.Simple] = []
        bindings: list[tuple[Core, Variable]] = []
        for index, node in enumerate(nodes):
            if index > last or _is_stable(node):
                atoms.append(self.simple(node))
            else:
                temporary = self._temporary()
                bindings.append((node, temporary))
                atoms.append(self.at(ir.Local(temporary), node))
        return self._chain(bindings, 0, lambda: use(atoms))

    def _chain(
        self, bindings: list[tuple[Core, Variable]], index: int, finish: Callable[[], ir.Term]
    ) -> ir.Term:
        """Bind the variables from ``index`` on, one after the other, then ``finish``. (These are methods rather than
        local functions, which would be cyclic garbage after every evaluation.)"""
        if index == len(bindings):
            return finish()
        node, variable = bindings[index]
        return self.bind(node, variable, lambda: self._chain(bindings, index + 1, finish))

    # -- terms

    def tail(self, node: Core) -> ir.Term:
        """The term that returns the node's value."""
        node = self._written_out(node)
        if self.is_simple(node):
            return self.at(ir.Return(self.simple(node)), node)
        if isinstance(node, If):
            return self._test(
                node.test, lambda test: self.at(ir.Branch(test, self.tail(node.consequent), self.tail(node.alternative)), node)
            )
        if isinstance(node, Or):
            temporary = self._temporary()

            def branch() -> ir.Term:
                found = self.at(ir.Return(self.at(ir.Local(temporary), node)), node)
                return self.at(ir.Branch(self.at(ir.Local(temporary), node), found, self.tail(node.right)), node)

            return self.bind(node.left, temporary, branch)
        if isinstance(node, Sequence):
            return self._sequence(node, self.tail)
        if isinstance(node, Let):
            return self._let(node, lambda: self.tail(node.body))
        if isinstance(node, Fix):
            return self._fix(node, lambda: self.tail(node.body))
        if isinstance(node, Call) and self.primitive_of(node) is None:
            return self._call(node, _itself)
        if isinstance(node, Call) and self._calls(node) and not self._signals(node):
            return self._call(node, _itself)
        if isinstance(node, Call) and self._computes(node) and not self._has_many_calls(node):
            primitive = self._inline(node)
            return self._atoms(
                node.operands, lambda atoms: self.at(ir.Return(self.at(ir.Apply(primitive, atoms), node)), node)
            )
        temporary = self._temporary()
        return self.bind(node, temporary, lambda: self.at(ir.Return(self.at(ir.Local(temporary), node)), node))

    def _computes(self, node: Call) -> bool:
        primitive = self.primitive_of(node)
        return primitive is not None and not primitive.calls and not primitive.writes

    def _calls(self, node: Call) -> bool:
        primitive = self.primitive_of(node)
        return primitive is None or primitive.calls

    def _signals(self, node: Call) -> bool:
        primitive = self.primitive_of(node)
        return primitive is not None and primitive.signals

    def _call(self, node: Call, around: Callable[[ir.Term], ir.Term]) -> ir.Term:
        """The call, or the jump it is, with ``around`` put around it behind what computes its operands."""
        operator = node.operator
        if isinstance(operator, LocalReference) and operator.variable in self._loops:
            loop = self._loops[operator.variable]
            return self._atoms(node.operands, lambda atoms: around(self.at(ir.Jump(loop, atoms), node)))
        if self._has_many_calls(node):
            return self._gather(node, 0, self.at(ir.Literal(NIL), node), around)
        if isinstance(operator, _ATOMS):
            return self._atoms(
                node.operands, lambda atoms: around(self.at(ir.TailCall(self.simple(operator), atoms), node))
            )
        return self._atoms(
            [*node.operands, operator], lambda atoms: around(self.at(ir.TailCall(atoms[-1], atoms[:-1]), node))
        )

    def _has_many_calls(self, node: Call) -> bool:
        return len(node.operands) > MAX_WAITING and sum(not self.is_simple(o) for o in node.operands) > MAX_WAITING

    def _gather(self, node: Call, index: int, gathered: ir.Simple, around: Callable[[ir.Term], ir.Term]) -> ir.Term:
        """Put the operands from ``index`` on on the list ``gathered``, one by one, then apply the operator to it: with a
        temporary for each of very many operands, frames would hold them all."""
        if index == len(node.operands):
            apply = self.at(ir.GlobalRead("%apply-reversed", True), node)
            return self._atoms(
                [node.operator], lambda atoms: around(self.at(ir.TailCall(apply, [atoms[0], gathered]), node))
            )
        longer = self._temporary()
        return self._atoms(
            [node.operands[index]],
            lambda atoms: self.at(
                ir.Bind(
                    longer,
                    self.at(ir.Apply(PRIMITIVES["cons"], [atoms[0], gathered]), node),
                    self._gather(node, index + 1, self.at(ir.Local(longer), node), around),
                ),
                node,
            ),
        )

    def _test(self, node: Core, use: Callable[[ir.Simple], ir.Term]) -> ir.Term:
        if self.is_simple(node):
            return use(self.simple(node))
        temporary = self._temporary()
        return self.bind(node, temporary, lambda: use(self.at(ir.Local(temporary), node)))

    def _sequence(self, node: Sequence, finish: Callable[[Core], ir.Term]) -> ir.Term:
        return self._steps(node.items, 0, finish)

    def _steps(self, items: list[Core], index: int, finish: Callable[[Core], ir.Term]) -> ir.Term:
        if index == len(items) - 1:
            return finish(items[index])
        return self.bind(items[index], None, lambda: self._steps(items, index + 1, finish))

    def _let(self, node: Let, body: Callable[[], ir.Term]) -> ir.Term:
        return self._chain(list(zip(node.values, node.variables, strict=True)), 0, body)

    def _fix(self, node: Fix, body: Callable[[], ir.Term]) -> ir.Term:
        if is_loop(node):
            return self._loop(node)
        if len(node.lambdas) > _MAX_GROUP:
            message = f"this form is too large to compile: a body with more than {_MAX_GROUP} procedures of its own"
            raise LispError(Condition("syntax-error", message, place=node.span))
        codes = [self._code(each) for each in node.lambdas]
        return self.at(ir.FixProcedures(node.variables, codes, body()), node)

    def _loop(self, node: Fix) -> ir.Term:
        (procedure,) = node.lambdas
        call = node.body
        assert isinstance(call, Call)
        variables = []
        boxed = []
        for variable in procedure.parameters:
            if variable.mutated:
                raw = Variable(variable.name, variable.uid)
                raw.python_name = f"raw{variable.uid}"
                boxed.append((variable, raw))
                variables.append(raw)
            else:
                variables.append(variable)
        loop = self.at(ir.Loop(node.variables[0].name, variables), node)
        self._loops[node.variables[0]] = loop
        body = self.tail(procedure.body)
        for variable, raw in reversed(boxed):
            body = self.at(ir.Bind(variable, self.at(ir.MakeBox(self.at(ir.Local(raw), node)), node), body), node)
        loop.body = body

        def start(atoms: list[ir.Simple]) -> ir.Term:
            loop.initial = atoms
            return loop

        return self._atoms(call.operands, start)

    def bind(self, node: Core, variable: Variable | None, rest: Callable[[], ir.Term]) -> ir.Term:
        """Give ``variable`` the node's value (or drop it, when ``None``), then do the ``rest``."""
        node = self._written_out(node)
        if self.is_simple(node):
            value = self.simple(node)
            if variable is not None and variable.mutated:
                value = self.at(ir.MakeBox(value), node)
            if variable is None and isinstance(value, _POINTLESS):
                return rest()
            return self.at(ir.Bind(variable, value, rest()), node)
        if isinstance(node, Let):
            return self._let(node, lambda: self.bind(node.body, variable, rest))
        if isinstance(node, Sequence):
            return self._sequence(node, lambda last: self.bind(last, variable, rest))
        if variable is not None and variable.mutated:
            raw = self._temporary()
            return self.bind(
                node, raw, lambda: self.at(ir.Bind(variable, self.at(ir.MakeBox(self.at(ir.Local(raw), node)), node), rest()), node)
            )
        if isinstance(node, LocalSet):
            return self._atoms(
                [node.value],
                lambda atoms: self.at(ir.Bind(None, self.at(ir.BoxWrite(node.variable, atoms[0]), node), self._unit(node, variable, rest)), node),
            )
        if isinstance(node, GlobalSet):
            return self._atoms(
                [node.value],
                lambda atoms: self.at(
                    ir.Bind(None, self.at(ir.GlobalWrite(node.name, atoms[0], node.define), node), self._unit(node, variable, rest)),
                    node,
                ),
            )
        if isinstance(node, Call):
            if not self._calls(node) and not self._has_many_calls(node):
                primitive = self._inline(node)
                return self._atoms(
                    node.operands,
                    lambda atoms: self.at(ir.Bind(variable, self.at(ir.Apply(primitive, atoms), node), rest()), node),
                )
            return self._call(node, lambda call: self.at(ir.BindCall(variable, call, rest()), node))
        if isinstance(node, If):
            return self._test(
                node.test,
                lambda test: self.at(
                    ir.BindCall(
                        variable, self.at(ir.Branch(test, self.tail(node.consequent), self.tail(node.alternative)), node), rest()
                    ),
                    node,
                ),
            )
        assert isinstance(node, Or | Fix)
        return self.at(ir.BindCall(variable, self.tail(node), rest()), node)

    def _unit(self, node: LocalSet | GlobalSet, variable: Variable | None, rest: Callable[[], ir.Term]) -> ir.Term:
        """After an assignment: its value, where one is wanted, is the name defined, or nothing in particular."""
        if variable is None:
            return rest()
        defined = isinstance(node, GlobalSet) and node.define
        value = intern(node.name) if isinstance(node, GlobalSet) and defined else UNSPECIFIED
        return self.at(ir.Bind(variable, self.at(ir.Literal(value), node), rest()), node)


def _is_stable(node: Core) -> bool:
    """Can nothing that happens meanwhile change its value?"""
    return isinstance(node, _FIXED) or (
        isinstance(node, LocalReference) and not node.variable.mutated
    )


def _itself(call: ir.Term) -> ir.Term:
    """Nothing is around a call in tail position."""
    return call
