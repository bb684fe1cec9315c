"""Units: one compiled top-level form, and its incarnation in one session.

``CompiledUnit`` is what compiling gives; nothing in it changes or belongs to a session. A ``Unit`` is that code linked
into one session: functions over its globals, resume points of its own, its own copy of the quoted data. Linking puts
these objects where the generated text has string literals, straight into the constants of the code objects, so nothing
of a unit is reachable except through its procedures and frames, and an evaluation leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

from omega.runtime.compile import ir
from omega.runtime.compile.emit import Emitter, Statement
from omega.runtime.compile.expressions import Constants
from omega.runtime.compile.literals import Literals
from omega.runtime.compile.liveness import Liveness, find_free_variables
from omega.runtime.compile.lower import Lowering
from omega.runtime.compile.points import Frame, Key, Point, ResumePoint
from omega.runtime.compile.ticks import place_ticks
from omega.runtime.expand.core import Lambda
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.scope import TopScope
from omega.runtime.lib.primitive import PRIMITIVES, Primitive
from omega.runtime.limits import Limits
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.forms import Syntax

_NOTHING = compile("", "<omega>", "exec")


class CodeInfo:
    """The last constant of every generated code object: whose it is, and what its lines do."""

    __slots__ = ("code", "statements", "unit")

    def __init__(self, unit: Unit, code: ir.Code | None, statements: dict[int, Statement]) -> None:
        self.unit = unit
        self.code = code
        self.statements = statements


class CompiledUnit:
    """The code of one top-level form. ``core``: the form expanded. ``assigned``: the globals it defines or assigns.
    ``inlined``: the primitives whose names it takes for granted. ``shadowed``: for the names of primitives in it, whether
    they meant something else."""

    __slots__ = ("assigned", "by_name", "codes", "constants", "core", "inlined", "is_base", "is_direct", "liveness", "makers", "points", "raw", "resume_raw", "shadowed", "statements")

    def __init__(
        self, top: Lambda, assigned: set[str], shadowed: Callable[[str], bool], is_base: bool
    ) -> None:
        self.core = top
        self.assigned = assigned

        self.shadowed: dict[str, bool] = {}

        def primitive(name: str, base: bool) -> Primitive | None:
            found = PRIMITIVES.get(name)
            if found is None or base:
                return found
            hidden = self.shadowed[name] = name in assigned or shadowed(name)
            return None if hidden else found

        lowering = Lowering(primitive)
        codes = lowering.unit(top)
        serial = lowering.serial
        for code in codes:
            serial = place_ticks(code, serial)
        liveness = Liveness()
        find_free_variables(codes, liveness)
        self.inlined = frozenset(lowering.inlined)
        self.codes = codes
        self.liveness = liveness
        self.is_base = is_base
        self.constants = Constants()
        self.points: dict[Key, Point] = {}
        #: Is the top procedure, which runs once, better run carefully than compiled?
        self.is_direct = _is_direct(codes[0].body)
        emitter = self.emitter()
        emitter.procedures(codes[1:] if self.is_direct else codes)
        module = compile_text(emitter)
        #: Unlinked code of every top-level function of the text, by name.
        self.raw = {c.co_name: c for c in module.co_consts if isinstance(c, CodeType)}
        self.statements = emitter.statements
        self.by_name = {f"f{code.index}": code for code in codes}
        self.by_name.update(emitter.members)
        self.makers = emitter.makers
        self.resume_raw: dict[Key, tuple[CodeType, dict[int, Statement]]] = {}

    def emitter(self) -> Emitter:
        return Emitter(self.constants, self.liveness, self.points, self.is_base)


def _is_direct(term: ir.Term) -> bool:
    """Is it a few steps and at most one call, like most forms typed at a prompt?"""
    for _ in range(4):
        if isinstance(term, ir.Return | ir.TailCall):
            return True
        if not isinstance(term, ir.Bind | ir.Tick):
            return False
        term = term.next
    return False


def compile_text(emitter: Emitter) -> CodeType:
    """The module code object of what an emitter wrote."""
    if not emitter.lines:
        return _NOTHING
    return compile("\n".join(emitter.lines) + "\n", "<omega>", "exec")


def compile_form(
    form: Syntax, scope: TopScope, limits: Limits, shadowed: Callable[[str], bool], is_base: bool = False
) -> CompiledUnit:
    """Compile one top-level form. ``shadowed(name)``: the session has a global of its own by this name.

    Raises ``LispError`` (``syntax-error``) when the form is not a program."""
    with deep_recursion():
        expander = Expander(scope, limits)
        top = expander.unit(form)
        return CompiledUnit(top, expander.assigned, shadowed, is_base)


class Unit:
    """A compiled unit in one session, with quoted data of its own."""

    __slots__ = ("_functions", "_points", "compiled", "globals", "literals")

    def __init__(self, compiled: CompiledUnit, globals: dict[str, Any]) -> None:
        self.compiled = compiled
        self.globals = globals
        self.literals = Literals()
        self._functions: dict[str, Callable[..., Any]] = {}
        self._points: dict[Key, ResumePoint] = {}

    def function(self, name: str) -> Callable[..., Any]:
        """A procedure that closes over nothing, or the maker of those that do, by its name in the text."""
        found = self._functions.get(name)
        if found is None:
            compiled = self.compiled
            code = self._link(compiled.raw[name], compiled.statements)
            found = self._functions[name] = FunctionType(code, self.globals)
        return found

    def procedure_code(self, name: str) -> CodeType:
        """The linked code of a procedure, by its name in the text."""
        maker = self.compiled.makers.get(name)
        function = self.function(maker or name)
        assert isinstance(function, FunctionType)
        if maker is None:
            return function.__code__
        return next(
            constant
            for constant in function.__code__.co_consts
            if isinstance(constant, CodeType) and constant.co_name == name
        )

    def point(self, key: Key) -> ResumePoint:
        """This session's resume point of that name."""
        found = self._points.get(key)
        if found is None:
            found = self._points[key] = ResumePoint(self, self.compiled.points[key])
        return found

    def resume_function(self, point: Point) -> Callable[[Value, Frame], Value]:
        """Compile what a resume point does."""
        compiled = self.compiled
        raw = compiled.resume_raw.get(point.key)
        if raw is None:
            emitter = compiled.emitter()
            with deep_recursion():
                emitter.resume(point)
            (code,) = (c for c in compile_text(emitter).co_consts if isinstance(c, CodeType))
            raw = compiled.resume_raw[point.key] = (code, emitter.statements)
        linked = self._link(raw[0], raw[1], point.code)
        return FunctionType(linked, self.globals)

    def _link(self, raw: CodeType, statements: dict[int, Statement], code: ir.Code | None = None) -> CodeType:
        """Replace the literals that stand for the unit's objects, in this function and those it makes."""
        constants = [self._resolve(constant, statements) for constant in raw.co_consts]
        info = CodeInfo(self, code or self.compiled.by_name.get(raw.co_name), statements)
        return raw.replace(co_consts=(*constants, info))

    def _resolve(self, constant: Any, statements: dict[int, Statement]) -> Any:
        if isinstance(constant, CodeType):
            return self._link(constant, statements)
        if isinstance(constant, tuple):
            return tuple(self._resolve(each, statements) for each in constant)
        if not isinstance(constant, str):
            return constant
        if constant[0] == "k":
            return self.literals.own(self.compiled.constants.values[int(constant[1:])])
        if constant[0] == "r":
            index, id, kind = constant[1:].split(".")
            return self.point((int(index), int(id), kind))
        return self.function(constant)


def info_of(code: CodeType) -> CodeInfo | None:
    """The description of a generated code object; ``None`` for any other."""
    last = code.co_consts[-1] if code.co_consts else None
    return last if isinstance(last, CodeInfo) else None


def code_of_procedure(value: Value) -> ir.Code | None:
    """The lambda a procedure value was made by; ``None`` for a primitive and for anything else."""
    if type(value) is not FunctionType:
        return None
    info = info_of(value.__code__)
    return None if info is None else info.code
