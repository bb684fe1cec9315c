"""Which variables a term still needs: what a frame must hold, and what a closure closes over.

Every variable is bound once, so what a loop's body needs from outside is just its free variables, plus what the outer
loops need that it jumps to. Those are found first, outer loops before inner ones; after that one pass suffices.
"""

from __future__ import annotations

from omega.runtime.compile import ir
from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.core import Variable

NOTHING: frozenset[Variable] = frozenset()
#: Sizes of the sets of live variables of a unit, in all: frames name each of them.
MAX_LIVE = 2_000_000


class Liveness:
    """Live variables of the terms of one unit, remembered by term."""

    def __init__(self) -> None:
        self._memo: dict[int, frozenset[Variable]] = {}
        self._room = MAX_LIVE

    def of(self, term: ir.Term) -> frozenset[Variable]:
        """The variables that must have a value when the term starts."""
        chain: list[ir.Term] = []
        while (found := self._memo.get(id(term))) is None:
            chain.append(term)
            if isinstance(term, ir.CHAINED):
                term = term.next
            else:
                break
        else:
            term = chain[-1] if chain else term
        while chain:
            term = chain.pop()
            found = self._memo[id(term)] = self._of(term)
            self._room -= len(found)
            if self._room < 0:
                message = "this form is too large to compile: too many variables are needed at once"
                raise LispError(Condition("syntax-error", message, place=term.span))
        assert found is not None
        return found

    def _of(self, term: ir.Term) -> frozenset[Variable]:
        if isinstance(term, ir.Return):
            return simple_variables(term.value)
        if isinstance(term, ir.Branch):
            return simple_variables(term.test) | self.of(term.consequent) | self.of(term.alternative)
        if isinstance(term, ir.TailCall):
            return simple_variables(term.operator, *term.operands)
        if isinstance(term, ir.Bind):
            return (self.of(term.next) - {term.variable}) | action_variables(term.value)
        if isinstance(term, ir.BindCall):
            return (self.of(term.next) - {term.variable}) | self.of(term.body)
        if isinstance(term, ir.FixProcedures):
            needed = set(self.of(term.next))
            for code in term.codes:
                needed.update(code.free)
            return frozenset(needed.difference(term.variables))
        if isinstance(term, ir.Tick):
            return self.of(term.next)
        if isinstance(term, ir.Loop):
            if term.live is None:
                free, _ = _free(term.body)
                term.live = frozenset(free.difference(term.variables))
                _set_inner_loops(term.body)
            return term.live | simple_variables(*term.initial)
        assert isinstance(term, ir.Jump) and term.loop.live is not None
        return term.loop.live | simple_variables(*term.operands)


def _set_inner_loops(body: ir.Term) -> None:
    """Give each loop in the body its live set; the loops around it have theirs."""
    pending = [body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.Loop):
            free, jumps = _free(term.body)
            for loop in jumps:
                if loop is not term and loop.live is not None:
                    free |= loop.live
            term.live = frozenset(free.difference(term.variables))
        pending.extend(ir.parts(term))


def _free(body: ir.Term) -> tuple[set[Variable], set[ir.Loop]]:
    """The free variables of a term, and the loops it jumps to."""
    free: set[Variable] = set()
    bound: set[Variable] = set()
    jumps: set[ir.Loop] = set()
    pending = [body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.Return):
            free |= simple_variables(term.value)
        elif isinstance(term, ir.Branch):
            free |= simple_variables(term.test)
        elif isinstance(term, ir.TailCall):
            free |= simple_variables(term.operator, *term.operands)
        elif isinstance(term, ir.Bind):
            free |= action_variables(term.value)
        elif isinstance(term, ir.FixProcedures):
            bound.update(term.variables)
            for code in term.codes:
                free.update(code.free)
        elif isinstance(term, ir.Loop):
            bound.update(term.variables)
            free |= simple_variables(*term.initial)
        elif isinstance(term, ir.Jump):
            jumps.add(term.loop)
            free |= simple_variables(*term.operands)
        if isinstance(term, ir.BindCall) and term.variable is not None:
            bound.add(term.variable)
        # An assigned parameter is bound to the box of itself: then it is free as well.
        if (
            isinstance(term, ir.Bind)
            and term.variable is not None
            and term.variable not in action_variables(term.value)
        ):
            bound.add(term.variable)
        pending.extend(ir.parts(term))
    return free - bound, jumps


def action_variables(value: ir.Simple | ir.Action) -> frozenset[Variable]:
    """The variables a ``Bind`` reads, or whose box it writes."""
    if isinstance(value, ir.BoxWrite):
        return simple_variables(value.value) | {value.variable}
    if isinstance(value, ir.GlobalWrite):
        return simple_variables(value.value)
    return simple_variables(value)


def simple_variables(*expressions: ir.Simple) -> frozenset[Variable]:
    """The variables of simple expressions."""
    found: set[Variable] = set()
    pending = list(expressions)
    while pending:
        simple = pending.pop()
        if isinstance(simple, ir.VARIABLES):
            found.add(simple.variable)
        elif isinstance(simple, ir.Apply):
            pending.extend(simple.operands)
        elif isinstance(simple, ir.Choose):
            pending += (simple.test, simple.consequent, simple.alternative)
        elif isinstance(simple, ir.Either):
            pending += (simple.left, simple.right)
        elif isinstance(simple, ir.MakeClosure):
            found.update(simple.code.free)
        elif isinstance(simple, ir.MakeBox):
            pending.append(simple.value)
    return frozenset(found) if found else NOTHING


def find_free_variables(codes: list[ir.Code], liveness: Liveness) -> None:
    """Set ``free`` of every procedure of a unit; ``codes`` has outer ones before inner ones."""
    for code in reversed(codes):
        code.free = ir.by_uid(liveness.of(code.body) - set(code.parameters))
