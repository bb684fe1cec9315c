"""The machine's state where an evaluation has stopped: control, environment, continuation and store, in source terms, and
what is in force there.

Each part is a list of entries like those of variables, bounded, whose values can be opened in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from omega.runtime.debug.frames import Activated
from omega.runtime.debug.parts import Child, Shown, shown_activation
from omega.runtime.debug.stop import Place
from omega.runtime.debug.view import VariableEntry, View
from omega.runtime.evaluation import Evaluation
from omega.runtime.machine.dynamic import Dynamic
from omega.runtime.machine.restarts import Restart
from omega.runtime.machine.variables import value_in
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import Pair, Symbol, Value
from omega.runtime.syntax.printer import write_string

#: Frames, and entries of the dynamic state, that are listed.
_FRAMES = 50
_ENTRIES = 100


class MachineState(Struct, frozen=True):
    """``control``: the expression at hand, and its value if it has one. ``environment``: the variables that can be named.
    ``continuation``: what waits for the value. ``store``: the cells of variables that are assigned, and of the session's
    globals how many there are. ``semantic``: handlers, restarts, parameters, prompts and extents in force, innermost first."""

    control: tuple[VariableEntry, ...]
    environment: tuple[VariableEntry, ...]
    continuation: tuple[VariableEntry, ...]
    store: tuple[VariableEntry, ...]
    semantic: tuple[VariableEntry, ...]


def machine_state(runtime: Runtime, evaluation: Evaluation, view: View, place: Place | None) -> MachineState:
    """The state of an evaluation that does not run."""

    def entries(children: Iterator[Child]) -> tuple[VariableEntry, ...]:
        return tuple(view.entry(name, child) for name, child in children)

    execution = evaluation.execution
    first = view.backtrace.first_of_program()
    dynamic = None if execution is None else execution.dynamic
    return MachineState(
        entries(_control(evaluation, first, place)),
        entries(_environment(first)),
        entries((str(at), shown_activation(each)) for at, each in enumerate(view.backtrace.entries(0, _FRAMES))),
        entries(_store(runtime, first)),
        entries(islice(_in_force(dynamic), _ENTRIES)),
    )


def _control(evaluation: Evaluation, first: Activated | None, place: Place | None) -> Iterator[Child]:
    if place is not None:
        yield "kind", Shown(place.kind, "operation")
        yield "place", Shown(str(place.span), "place")
        source = None if first is None or first.compiled is None else first.compiled.source
        text = None if source is None else source.shown(place.span)
        if text is not None:
            yield "expression", Shown(text, "source")
        if place.kind in ("value", "return"):
            yield "value", place.value
        elif place.kind in ("call", "tail-call"):
            yield "procedure", place.value
            for at, argument in enumerate(place.arguments):
                yield f"argument {at}", argument
    if evaluation.request is not None:
        yield "effect", Shown(evaluation.request.op, "effect")
        for at, argument in enumerate(evaluation.request.args):
            yield f"argument {at}", argument
    if evaluation.question is not None:
        yield "condition", evaluation.question.condition


def _environment(first: Activated | None) -> Iterator[Child]:
    if first is not None:
        for name, variable in first.bindings().items():
            yield name, value_in(first.locals, variable)


def _store(runtime: Runtime, first: Activated | None) -> Iterator[Child]:
    if first is not None:
        for name, variable in first.bindings().items():
            if variable.mutated:
                yield name, value_in(first.locals, variable)
    globals = sum(key[:2] == "g_" for key in runtime.state.globals)
    yield "globals", Shown(str(globals), "count")
    yield "bytes", Shown(str(runtime.state.heap_bytes), "count")


def _in_force(entry: Dynamic | None) -> Iterator[Child]:
    """The entries of the dynamic state that mean something to a program."""
    while entry is not None:
        described = _DESCRIBED.get(entry.kind)
        if described is not None:
            yield from described(entry)
        entry = entry.outer


def _items(listed: Value) -> Iterator[Value]:
    seen: set[int] = set()
    while type(listed) is Pair and id(listed) not in seen:
        seen.add(id(listed))
        yield listed.car
        listed = listed.cdr


def _clauses(kind: str) -> Callable[[Dynamic], Iterator[Child]]:
    def described(entry: Dynamic) -> Iterator[Child]:
        for clause in _items(entry.first):
            yield f"{kind} {write_string(clause.car, 60)}", clause.cdr

    return described


def _restarts(entry: Dynamic) -> Iterator[Child]:
    for each in _items(entry.first):
        if type(each) is Restart:
            yield f"restart {each.name.name if isinstance(each.name, Symbol) else ''}".strip(), each


def _fault(entry: Dynamic) -> Iterator[Child]:
    yield "restarts of", entry.first


_DESCRIBED: dict[str, Callable[[Dynamic], Iterator[Child]]] = {
    "wind": lambda entry: iter([("dynamic-wind", Shown("leaving it calls a procedure", "extent"))]),
    "handler": lambda entry: iter([("handler", entry.first)]),
    "cluster": _clauses("handler"),
    "exits": _clauses("handler-case"),
    "guard": lambda entry: iter([("guard", entry.first)]),
    "handling": lambda entry: iter([("handling", Shown("a handler is being called", "extent"))]),
    "level": lambda entry: iter([("level", Shown("a person has been asked", "extent"))]),
    "restarts": _restarts,
    "fault": _fault,
    "parameter": lambda entry: iter([(f"parameter {write_string(entry.first, 60)}", entry.second)]),
    "prompt": lambda entry: iter([("prompt", entry.first.car)]),
    "effects": _clauses("effect"),
}

