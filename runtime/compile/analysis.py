"""What the procedures of a unit do, term by term: everything about a unit that running it does not need.

It is made when the unit is compiled, and again from the same core tree whenever somebody wants to know more: where a
procedure failed, what a frame on the heap goes on with. It is the same each time (``lower.py``, ``ticks.py`` and
``emit.py`` are deterministic), so nothing but the core tree has to be kept (``unit.py``).
"""

from __future__ import annotations

from collections.abc import Callable

from omega.runtime.compile import ir
from omega.runtime.compile.liveness import Liveness, find_free_variables
from omega.runtime.compile.lower import Lowering
from omega.runtime.compile.naturals import is_natural, natural_variables
from omega.runtime.compile.points import Context, InBind, InLoop, Point, point_number, term_and_kind
from omega.runtime.compile.ticks import place_ticks
from omega.runtime.expand.core import Core, Fix, Lambda, Let, Variable, parts
from omega.runtime.syntax.source import Span


class Statement:
    """What one generated line does: the term it belongs to, and the frame to make if it is waiting for a call."""

    __slots__ = ("code", "context", "term", "waiting")

    def __init__(self, term: ir.Term, code: ir.Code, context: Context, waiting: Point | None) -> None:
        self.term = term
        self.code = code
        self.context = context
        self.waiting = waiting


class Analysis:
    """``codes``: the procedures, outer before inner. ``liveness``: what each term needs. ``inlined``: the names of
    the base that are taken for granted. ``points``: those described so far, by number. ``statements``: what the lines of the
    unit's text do, where that is known; ``resuming``: the same for its resume functions, by the numbers of their
    points."""

    __slots__ = ("_naturals", "_places", "_scopes", "codes", "core", "inlined", "liveness", "points", "resuming", "statements")

    def __init__(self, core: Lambda, means_base: Callable[[str, bool], bool]) -> None:
        """``means_base(name, base)``: see ``Lowering``."""
        lowering = Lowering(means_base)
        codes = lowering.unit(core)
        serial = lowering.serial + 1
        # A top procedure of a few steps, which runs once, needs no tick.
        for code in codes[1:] if is_short(codes[0].body) else codes:
            serial = place_ticks(code, serial)
        self.core = core
        self.codes = codes
        self.inlined = frozenset(lowering.inlined)
        self.liveness = Liveness()
        find_free_variables(codes, self.liveness)
        self.statements: dict[int, Statement] | None = None
        self.resuming: dict[int, dict[int, Statement]] = {}
        self.points: dict[int, Point] = {}
        self._places: dict[int, tuple[ir.Code, ir.Term, Context]] | None = None
        self._naturals: frozenset[Variable] | None = None
        self._scopes: dict[Variable, Span] | None = None

    def is_natural(self, value: ir.Simple) -> bool:
        """Is it certainly an exact integer that is not negative?"""
        if self._naturals is None:
            self._naturals = natural_variables(self.codes)
        return is_natural(value, self._naturals)

    def point_at(self, kind: int, code: ir.Code, term: ir.Term, context: Context) -> Point:
        """The resume point of this kind at a term."""
        number = point_number(term, kind)
        found = self.points.get(number)
        if found is None:
            found = self.points[number] = Point(kind, code, term, context, self.liveness)
        return found

    def point(self, number: int) -> Point:
        """The resume point of this number."""
        found = self.points.get(number)
        if found is not None:
            return found
        term, kind = term_and_kind(number)
        return self.point_at(kind, *self._all_places()[term])

    def term(self, id: int) -> ir.Term | None:
        """The term of this id, if there is one."""
        found = self._all_places().get(id)
        return None if found is None else found[1]

    def scope_of(self, variable: Variable) -> Span | None:
        """The stretch of source in which a variable may be named; ``None`` for one that the program did not bind."""
        if self._scopes is None:
            self._scopes = _scopes(self.core)
        return self._scopes.get(variable)

    def _all_places(self) -> dict[int, tuple[ir.Code, ir.Term, Context]]:
        if self._places is None:
            self._places = _places(self.codes)
        return self._places


def _scopes(top: Lambda) -> dict[Variable, Span]:
    found: dict[Variable, Span] = {}
    pending: list[Core] = [top]
    binding: list[Let | Fix] = []
    while pending:
        node = pending.pop()
        if isinstance(node, Let | Fix):
            binding.append(node)
        elif isinstance(node, Lambda):
            found.update(dict.fromkeys(node.parameters, node.span))
        pending.extend(parts(node))
    whole: dict[int, Span] = {}
    for outer in reversed(binding):  # what is inside comes first
        # A definition in a body stands before what it is for.
        span = outer.span.joined(whole.get(id(outer.body), outer.body.span))
        whole[id(outer)] = span
        found.update(dict.fromkeys(outer.variables, span))
    return found


def is_short(term: ir.Term) -> bool:
    """Is it a few steps and at most one call, like most forms typed at a prompt?"""
    for _ in range(4):
        if isinstance(term, ir.Return | ir.TailCall):
            return True
        if not isinstance(term, ir.Bind):
            return False
        term = term.next
    return False


def _places(codes: list[ir.Code]) -> dict[int, tuple[ir.Code, ir.Term, Context]]:
    """Where each term is, by its id."""
    found: dict[int, tuple[ir.Code, ir.Term, Context]] = {}
    for code in codes:
        pending: list[tuple[ir.Term, Context]] = [(code.body, None)]
        while pending:
            term, context = pending.pop()
            found[term.id] = (code, term, context)
            if isinstance(term, ir.BindCall):
                pending += ((term.body, InBind(term, context)), (term.next, context))
            elif isinstance(term, ir.Loop):
                pending.append((term.body, InLoop(term, context)))
            else:
                pending += ((part, context) for part in ir.parts(term))
    return found
