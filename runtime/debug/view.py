"""What there is to see and to change where an evaluation has stopped, or waits between two slices.

A view is of one moment: when the evaluation goes on, its frames and references mean nothing any more. Texts are bounded,
and so is the number of children that one question gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from omega.runtime.condition import Condition, LispError
from omega.runtime.debug.frames import Activated, Backtrace
from omega.runtime.debug.parts import Child, Container, Globals, Read, Shown, container_of
from omega.runtime.debug.probe import Probe, Scene, probe
from omega.runtime.debug.stop import Place
from omega.runtime.evaluation import Evaluation
from omega.runtime.expand.core import Variable
from omega.runtime.machine.stepping import Stepper
from omega.runtime.machine.variables import value_in
from omega.runtime.names import Completion
from omega.runtime.runtime import Runtime
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.kinds import type_name
from omega.runtime.syntax.printer import write_string
from omega.runtime.syntax.source import Span

#: Characters of a value's text, and of each of very many; bits of an integer that is written out.
WIDTH, _NARROW = 200, 60
_BITS = 20_000
#: Children that one question gives, and up to how many are told how many they have themselves; references that one view
#: hands out.
MOST, _COUNTED = 1_000, 100
_REFERENCES = 100_000


class Frame(Struct, frozen=True):
    """One activation. ``is_subtle``: of the library rather than of the program."""

    id: int
    name: str
    span: Span
    is_subtle: bool


class ScopeEntry(Struct, frozen=True):
    """A group of variables; ``named``: how many. ``is_expensive``: not worth looking at each time."""

    name: Literal["Locals", "Closure", "Globals"]
    reference: int
    named: int
    is_expensive: bool = False


class VariableEntry(Struct, frozen=True):
    """One variable, or part of a value. ``reference``: what ``View.variables`` gives its children for, 0 if it has none;
    ``named`` and ``indexed``: how many these are, both 0 where nobody counted. ``expression``: what evaluates to it in the frame, if anything does."""

    name: str
    text: str
    type: str
    reference: int = 0
    named: int = 0
    indexed: int = 0
    expression: str = ""


class Reference(Struct, frozen=True):
    """A ``container``, the ``frame`` it is seen in, an ``expression`` for it, and its ``path``: the name of a scope and
    those of parts of parts, or nothing if it was found otherwise."""

    container: Container
    frame: int
    expression: str = ""
    path: tuple[str, ...] = ()


class Locals(Container):
    """Variables of an activation."""

    def __init__(self, view: View, activated: Activated, variables: dict[str, Variable]) -> None:
        self.activated = activated
        self._view = view
        self._variables = variables

    def named(self) -> Sequence[Child]:
        locals = self.activated.locals
        return [(name, value_in(locals, variable)) for name, variable in self._variables.items()]

    def read(self, name: str) -> Read | None:
        variable = self._variables.get(name)
        if variable is None:
            return None
        locals = self._view.adopted(self.activated)
        return lambda: value_in(locals, variable)

    def assign(self, name: str, value: Value) -> None:
        variable = self._variables.get(name)
        if variable is None:
            super().assign(name, value)
        else:
            self._view.write(self.activated, variable, value)

    def access(self, name: str) -> str:
        return name


class View:
    """``backtrace``: the activations, innermost first."""

    def __init__(self, runtime: Runtime, evaluation: Evaluation, stepper: Stepper, place: Place | None = None) -> None:
        self._runtime = runtime
        self._evaluation = evaluation
        self._stepper = stepper
        self.backtrace = Backtrace(evaluation.stack, stepper, None if place is None else place.span)
        self._place = place
        #: What references stand for, the first for 1.
        self._references: list[Reference] = []

    # -- frames

    def frames(self, start: int = 0, levels: int = MOST) -> tuple[list[Frame], int]:
        """So many activations from this one on, and how many there are, or may be at most."""
        entries = self.backtrace.entries(start, min(levels, MOST))
        found = [self._frame(start + at, entry) for at, entry in enumerate(entries)]
        return found, self.backtrace.count

    def _frame(self, index: int, entry: Activated) -> Frame:
        return Frame(index + 1, entry.name, entry.span, entry.is_subtle)

    def activated(self, frame: int) -> Activated:
        """The activation with this id. Raises ``LispError``."""
        found = self.backtrace.entry(frame - 1)
        if found is None:
            raise LispError(Condition("index-error", f"there is no frame {frame}"))
        return found

    def scene(self, activated: Activated) -> Scene | None:
        """What an expression in this activation may name."""
        if activated.code is None:
            return None

        def write(variable: Variable, value: Value) -> None:
            self.write(activated, variable, value)

        return Scene(activated.code, activated.locals, activated.held, activated.bindings(), write)

    def adopted(self, activated: Activated) -> dict[str, Value]:
        """The variables of the activation, as they will be when it goes on."""
        activated.locals = self._stepper.adopt(activated.frame)
        return activated.locals

    def write(self, activated: Activated, variable: Variable, value: Value) -> None:
        """Assign a variable of an activation."""
        self.backtrace.assign(activated, variable, value)
        execution = self._evaluation.execution
        assert execution is not None
        execution.stack = self.backtrace.stack

    # -- variables

    def scopes(self, frame: int) -> list[ScopeEntry]:
        """The groups of variables of a frame. Raises ``LispError``."""
        activated = self.activated(frame)
        found = []
        if activated.code is not None:
            free = set(activated.code.free)
            bound = activated.bindings()
            own = {name: variable for name, variable in bound.items() if variable not in free}
            closed = {name: variable for name, variable in bound.items() if variable in free}
            found.append(self._scope("Locals", Locals(self, activated, own), frame, len(own)))
            if closed:
                found.append(self._scope("Closure", Locals(self, activated, closed), frame, len(closed)))
        globals = Globals(self._runtime.state)
        return [*found, self._scope("Globals", globals, frame, globals.size)]

    def _scope(
        self, name: Literal["Locals", "Closure", "Globals"], container: Container, frame: int, named: int
    ) -> ScopeEntry:
        reference = self._refer(Reference(container, frame, path=(name,)))
        return ScopeEntry(name, reference, named, name == "Globals")

    def variables(
        self, reference: int, start: int = 0, count: int = 0, kind: Literal["", "named", "indexed"] = ""
    ) -> list[VariableEntry]:
        """The children of what the reference stands for: those with names, then those with indices; ``start`` and
        ``count`` (0: as many as there are, within reason) are about the whole. Raises ``LispError``."""
        whole = self._container(reference)
        container = whole.container
        wanted = min(count, MOST) if count > 0 else MOST
        named = [] if kind == "indexed" else container.named()
        found = [*named[start : start + wanted]]
        if kind != "named" and len(found) < wanted:
            found += container.indexed(max(0, start - len(named)), wanted - len(found))
        counts = len(found) <= _COUNTED
        return [self._part(whole, name, child, counts) for name, child in found]

    def shown(self, value: Value, frame: int = 0, expression: str = "") -> VariableEntry:
        """A value as an entry without a name."""
        return self._entry("", value, frame, expression)

    def entry(self, name: str, child: Value | Shown) -> VariableEntry:
        """Something as an entry."""
        return self._entry(name, child)

    def _part(self, whole: Reference, name: str, child: Value | Shown, counts: bool) -> VariableEntry:
        expression = _applied(whole.container.access(name), whole.expression)
        return self._entry(name, child, whole.frame, expression, (*whole.path, name) if whole.path else (), counts)

    def _entry(
        self,
        name: str,
        child: Value | Shown,
        frame: int = 0,
        expression: str = "",
        path: tuple[str, ...] = (),
        counts: bool = True,
    ) -> VariableEntry:
        if isinstance(child, Shown):
            text, type, container = child.text, child.type, child.container
            expression, path = "", ()
        else:
            width = WIDTH if counts else _NARROW
            text, type, container = text_of(child, width), type_name(child), container_of(child)
        if container is None:
            return VariableEntry(name, text, type, expression=expression)
        reference = self._refer(Reference(container, frame, expression, path))
        named, indexed = (len(container.named()), container.count) if counts else (0, 0)
        return VariableEntry(name, text, type, reference, named, indexed, expression)

    def _refer(self, reference: Reference) -> int:
        if len(self._references) >= _REFERENCES:
            message = f"more than {_REFERENCES} values have been looked at here; go on, or step, to look at others"
            raise LispError(Condition("budget-exceeded", message))
        self._references.append(reference)
        return len(self._references)

    def _container(self, reference: int) -> Reference:
        if not 0 < reference <= len(self._references):
            raise LispError(Condition("index-error", f"there is no variables reference {reference}"))
        return self._references[reference - 1]

    def place(self, reference: int, name: str) -> Read | None:
        """What reads a child of a reference; ``None`` if it cannot be watched. Raises ``LispError``."""
        return self._container(reference).container.read(name)

    # -- expressions

    def evaluate(self, text: str, frame: int = 0, *, records: bool = False) -> Probe:
        """A probe for an expression in a frame, or (0) at top level. ``records``: what it changes is part of what happened
        to the evaluation; without that it is meant to look, not to change. Raises ``LispError``."""
        found = self.probe(text, self.activated(frame) if frame else None)
        if records and not found.is_pure:
            self._record(found, text, frame, ())
        return found

    def set(self, reference: int, name: str, text: str) -> Probe:
        """A probe that gives a variable, or a part of a value, the value of an expression. Raises ``LispError``."""
        whole = self._container(reference)
        found = self._assigning(whole.container, name, text, whole.frame)
        self._record(found, text, whole.frame, (*whole.path, name) if whole.path else None)
        return found

    def again(self, text: str, frame: int, path: tuple[str, ...], dead: dict[str, Value]) -> Probe:
        """The probe that ``evaluate`` or ``set`` gave where all was the same, once more. Raises ``LispError``."""
        activated = self.activated(frame) if frame else None
        for python, value in dead.items():
            assert activated is not None
            activated.locals.setdefault(python, value)
        if not path:
            return self.probe(text, activated)
        scope = next((each for each in self.scopes(frame or 1) if each.name == path[0]), None)
        container = None if scope is None else self._container(scope.reference).container
        for name in path[1:-1]:
            child = None if container is None else container.child(name)
            container = None if child is None else child.container if isinstance(child, Shown) else container_of(child)
        if container is None:
            raise LispError(Condition("index-error", f"there is no {' '.join(path)}"))
        return self._assigning(container, path[-1], text, frame)

    def _assigning(self, container: Container, name: str, text: str, frame: int) -> Probe:
        found = self.probe(text, self.activated(frame) if frame else None)

        def assign(value: Value) -> Value:
            container.assign(name, value)
            return value

        found.then = assign
        return found

    def _record(self, probe: Probe, text: str, frame: int, path: tuple[str, ...] | None) -> None:
        """Have what the probe does written down, if there is a journal. ``path``: ``None`` for a place nobody could find."""
        from omega.runtime.debug.deeds import Recording

        evaluation = self._evaluation
        if evaluation.tape is None:
            return
        recording = Recording(evaluation, text, frame, self._place, path or ())
        probe.ended = lambda probe, is_whole: recording.over(probe, is_whole and path is not None)

    def probe(self, text: str, activated: Activated | None) -> Probe:
        """A probe for an expression in an activation, or at top level. Raises ``LispError``."""
        execution = self._evaluation.execution
        stack, dynamic = (None, None) if execution is None else (execution.stack, execution.dynamic)
        scene = None if activated is None else self.scene(activated)
        return probe(self._runtime.state, text, scene, stack, dynamic)

    def completions(self, prefix: str, frame: int = 0, limit: int = 200) -> list[Completion]:
        """Names that start with the prefix: of the frame's variables, then all others."""
        bound = self.activated(frame).bindings() if frame else {}
        own = [Completion(name, "var", "local") for name in sorted(bound) if name.startswith(prefix)]
        return [*own, *self._runtime.completions(prefix, limit)][:limit]


def text_of(value: Value, width: int = WIDTH) -> str:
    """What ``write`` prints, bounded."""
    if type(value) is int and value.bit_length() > _BITS:
        return f"#<integer of {value.bit_length()} bits>"
    return write_string(value, width)


def _applied(access: str, expression: str) -> str:
    if "{}" not in access:
        return access
    return access.replace("{}", expression) if expression else ""
