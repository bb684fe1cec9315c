"""Where a procedure counts its tick, decided once for both executors.

A procedure counts one tick on its way to the first thing that can call, and none when a path calls nothing: base cases
and leaf procedures are free. A loop counts at its head. So between two ticks there is only straight code of bounded
length, and "tick N" means one place whoever runs the program (DESIGN, *A tick is deterministic*).
"""

from __future__ import annotations

from omega.runtime.compile import ir

# Tuples, because a union would be made anew at each test.
_BINDING = (ir.Bind, ir.FixProcedures)
_COUNTING = (ir.Return, ir.Loop)
_CALLING = (ir.TailCall, ir.Loop, ir.Jump)


def place_ticks(code: ir.Code, serial: int) -> int:
    """Insert the ``Tick`` terms of a procedure; they are numbered from ``serial``. Returns the next free number."""
    placing = _Placing(serial)
    code.body = placing.sink(code.body)
    return placing.serial


class _Placing:
    def __init__(self, serial: int) -> None:
        self.serial = serial

    def sink(self, term: ir.Term) -> ir.Term:
        """The term with its tick as late as it may be."""
        first = term
        before: ir.Bind | ir.BindCall | ir.FixProcedures | None = None
        while True:
            after: ir.Term
            if isinstance(term, _BINDING) or (
                isinstance(term, ir.BindCall) and not can_call(term.body)
            ):
                before, term = term, term.next
                continue
            if isinstance(term, ir.Branch):
                term.consequent = self.sink(term.consequent)
                term.alternative = self.sink(term.alternative)
                return first
            if isinstance(term, _COUNTING):
                return first
            after = self._tick(term)
            if before is None:
                return after
            before.next = after
            return first

    def _tick(self, term: ir.Term) -> ir.Tick:
        tick = ir.Tick(term)
        tick.id = self.serial
        self.serial += 1
        tick.span = term.span
        return tick


def can_call(term: ir.Term) -> bool:
    """Is there a call or a loop in the term?"""
    pending = [term]
    while pending:
        term = pending.pop()
        if isinstance(term, _CALLING):
            return True
        if isinstance(term, ir.Branch):
            pending += (term.consequent, term.alternative)
        elif isinstance(term, ir.BindCall):
            pending += (term.body, term.next)
        elif isinstance(term, ir.CHAINED):
            pending.append(term.next)
    return False
