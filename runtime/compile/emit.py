"""Terms to Python functions.

A Lisp procedure becomes a Python function and a call a Python call. When something needs the stack (no ticks left,
``call/cc``, an effect, an error) the innermost function returns the marker ``TC``, and each function that waits for a
call sees it, appends its own frame with ``A`` and returns ``TC`` too: the Python stack turns into heap frames, as data
(generalised stack inspection, Pettyjohn et al., ICFP 2005). A tail call is a ``return f(x)``, which leaves no frame.

One side effect per statement, and last; a map from line to term says what to take up again when a statement raises.
This module must stay deterministic: text, names and frame layouts are the same in every process.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis, Statement
from omega.runtime.compile.expressions import (
    Constants,
    Expressions,
    global_name,
    python_name,
)
from omega.runtime.compile.inline import STATEMENTS
from omega.runtime.compile.liveness import simple_variables
from omega.runtime.compile.points import LOOP, RETURN, TERM, Context, InBind, InLoop, Point
from omega.runtime.expand.core import Variable

#: Statements indented deeper, or loops nested deeper, go into a function of their own (CPython allows 100 and 20).
_MAX_INDENT = 30
_MAX_LOOPS = 12
#: Lines of one function; what follows goes into another one, which is compiled when it is reached.
_MAX_LINES = 1_500


class _OpenLoop:
    """A loop whose Python ``for`` is around the current line."""

    __slots__ = ("breaks_out", "breaks_to_outer", "loop")

    def __init__(self, loop: ir.Loop) -> None:
        self.loop = loop
        self.breaks_out = False
        self.breaks_to_outer = False


class Emitter:
    """Writes functions of one unit into ``lines``; ``statements`` maps line numbers, from 1, to what they do.

    They are inside a function whose parameters are the unit's names, so that these are free variables in them. ``kept``:
    the names of the unit that procedures, by their names, have as free variables already and whatever the text says.
    ``trapped``: the names of procedures that are to do nothing but leave a frame at their start."""

    def __init__(
        self,
        constants: Constants,
        analysis: Analysis,
        kept: Mapping[str, frozenset[str]] | None = None,
        trapped: AbstractSet[str] = frozenset(),
    ) -> None:
        self.lines: list[str] = [""]
        self._names: set[str] = set()
        #: The parts of the text: the line that each begins with, and the unit's names in it.
        self._parts = [(0, self._names)]
        self.statements: dict[int, Statement] = {}
        #: The procedures that a maker defines, and their makers, by name.
        self.members: dict[str, ir.Code] = {}
        self.makers: dict[str, str] = {}
        self._constants = constants
        self._analysis = analysis
        self._kept = kept or {}
        self._trapped = trapped
        self._indent = 1
        self._code: ir.Code
        self._expressions: Expressions
        self._assigned: set[str] = set()

    def texts(self) -> list[str]:
        """The text, in parts that CPython compiles one by one, because its compiler's time grows faster than a text does.
        A part has its lines where the whole would have them. Empty when nothing was written."""
        if len(self.lines) == 1:
            return []
        ends = [start for start, _ in self._parts[1:]] + [len(self.lines)]
        found = []
        for (start, names), end in zip(self._parts, ends, strict=True):
            self.lines[start] = f"def unit({', '.join(['R', *sorted(names)])}):"
            found.append("\n" * start + "\n".join(self.lines[start:end]) + "\n")
        return found

    # -- whole functions

    def procedures(self, codes: list[ir.Code]) -> None:
        """Every procedure of a unit: ``f`` index, made by ``m`` index where it closes over something."""
        groups = [term for code in codes for term in _groups(code.body)]
        grouped = {code.index for term in groups for code in term.codes}
        for code in codes:
            if code.index in grouped:
                continue
            self._begin_part()
            if code.free:
                self._maker(f"m{code.index}", code.free, [(f"f{code.index}", code)])
            else:
                self._procedure(f"f{code.index}", code)
        for term in groups:
            self._begin_part()
            names = [python_name(variable) for variable in term.variables]
            members = list(zip(names, term.codes, strict=True))
            self._maker(f"g{term.codes[0].index}", free_of_group(term), members)

    def _begin_part(self) -> None:
        """Let a new part of the text begin here if the one at hand is long enough."""
        if len(self.lines) - self._parts[-1][0] > _MAX_LINES:
            self._names = set()
            self._parts.append((len(self.lines), self._names))
            self.lines.append("")

    def _maker(self, name: str, free: list[Variable], members: list[tuple[str, ir.Code]]) -> None:
        self._line(f"def {name}({', '.join(map(python_name, free))}):")
        self._indent += 1
        for member, code in members:
            self.members[member] = code
            self.makers[member] = name
            self._procedure(member, code)
        self._line(f"return {', '.join(member for member, _ in members)}")
        self._indent -= 1

    def _procedure(self, name: str, code: ir.Code) -> None:
        parameters = [python_name(variable) for variable in code.parameters]
        rest = parameters[-1] if code.rest else None
        if rest is not None:
            parameters[-1] = "*" + rest
        self._begin(f"def {name}({', '.join(parameters)}):", code, self._kept.get(name))
        if rest is not None:
            self._line(f"{rest} = lisp_list({rest})")
        if name in self._trapped:
            names = [python_name(variable) for variable in (*code.parameters, *code.free)]
            variables = ", ".join(f'"{each}": {each}' for each in names)
            self._line(f"E({self._frame(self._point(TERM, code.body, None))}, {{{variables}}}); return TC")
        else:
            self._term(code.body, None, [])
        self._end()

    def resume(self, point: Point) -> None:
        """The function ``resume(value, frame)`` of a resume point."""
        self._begin(f"def resume{point.number}(value, frame):", point.code)
        if point.live:
            self._line(f"_, {', '.join(point.names)} = frame")
        if point.variable is not None:
            self._line(f"{python_name(point.variable)} = value")
        context = point.context
        if point.kind == LOOP:
            assert isinstance(point.term, ir.Loop)
            falls = self._loop(point.term, context, [])
        else:
            falls = self._term(point.term, context, [])
        while falls:
            while isinstance(context, InLoop):
                context = context.outer
            if context is None:
                break
            falls = self._term(context.term.next, context.outer, [])
            context = context.outer
        self._end()

    def _begin(self, header: str, code: ir.Code, kept: frozenset[str] | None = None) -> None:
        self._line(header)
        self._indent += 1
        self._code = code
        self._expressions = Expressions(self._constants, self._names, self._analysis.is_natural, kept)
        self._names.update(kept or ())
        self._assigned = set()
        self._prologue = len(self.lines)
        self._line("pass")
        # Not executed, not even compiled; but it makes R, by which a function is known, a free variable of each.
        self._line(f"if 0: {', '.join(['R', *sorted(kept or ())])}")

    def _end(self) -> None:
        if self._assigned:
            declaration = f"global {', '.join(sorted(self._assigned))}"
            self.lines[self._prologue] = "    " * self._indent + declaration
        self._indent -= 1

    def _line(self, text: str) -> None:
        self.lines.append("    " * self._indent + text)

    def _statement(self, text: str, term: ir.Term, context: Context, waiting: Point | None = None) -> None:
        self._line(text)
        self.statements[len(self.lines)] = Statement(term, self._code, context, waiting)

    # -- frames

    def _point(self, kind: int, term: ir.Term, context: Context) -> Point:
        """The resume point of this kind at this term."""
        return self._analysis.point_at(kind, self._code, term, context)

    def _frame(self, point: Point, replace: dict[Variable, str] | None = None) -> str:
        names = [self._resume_point(point)]
        for variable in point.live:
            name = python_name(variable)
            names.append(replace.get(variable, name) if replace else name)
        return f"({', '.join(names)},)"

    def _leave(self, point: Point, value: str, replace: dict[Variable, str] | None = None) -> str:
        """A tail call of a resume point's function."""
        return f"return {self._resume_point(point)}.resume({value}, {self._frame(point, replace)})"

    def _resume_point(self, point: Point) -> str:
        return f"R[{point.number}]"

    # -- terms

    def _term(self, term: ir.Term, context: Context, loops: list[_OpenLoop]) -> bool:
        """Write the term. True if control can reach the line after it, with the value of the context bound."""
        while True:
            if self._indent > _MAX_INDENT or len(loops) > _MAX_LOOPS or len(self.lines) - self._prologue > _MAX_LINES:
                self._statement(self._leave(self._point(TERM, term, context), "None"), term, context)
                return False
            if isinstance(term, ir.Bind):
                self._bind(term, context)
                term = term.next
            elif isinstance(term, ir.Tick):
                self._line("for _ in T: break")
                self._line(f"else: A({self._frame(self._point(TERM, term, context))}); return TC")
                term = term.next
            elif isinstance(term, ir.BindCall):
                if not self._term(term.body, InBind(term, context), loops):
                    return False
                term = term.next
            elif isinstance(term, ir.FixProcedures):
                self._fix(term)
                term = term.next
            elif isinstance(term, ir.Branch):
                self._statement(f"if {self._expressions.condition(term.test)}:", term, context)
                if not self._nested(term.consequent, context, loops):
                    term = term.alternative
                    continue
                self._line("else:")
                self._nested(term.alternative, context, loops)
                return True
            elif isinstance(term, ir.Return):
                return self._return(self._expressions.value(term.value), term, context, loops)
            elif isinstance(term, ir.TailCall):
                return self._call(term, context, loops)
            elif isinstance(term, ir.Loop):
                targets = [python_name(variable) for variable in term.variables]
                self._assign(term, targets, term.variables, term.initial, context)
                return self._loop(term, context, loops)
            else:
                return self._jump(term, context, loops)

    def _nested(self, term: ir.Term, context: Context, loops: list[_OpenLoop]) -> bool:
        self._indent += 1
        falls = self._term(term, context, loops)
        self._indent -= 1
        return falls

    def _bind(self, term: ir.Bind, context: Context) -> None:
        value, expressions = term.value, self._expressions
        target = None if term.variable is None else python_name(term.variable)
        if isinstance(value, ir.BoxWrite):
            self._statement(f"{python_name(value.variable)}[0] = {expressions.value(value.value)}", term, context)
        elif isinstance(value, ir.GlobalWrite):
            name = global_name(value.name, False)
            self._assigned.add(name)
            if not value.define:
                self._statement(name, term, context)
            self._statement(f"{name} = {expressions.value(value.value)}", term, context)
        elif isinstance(value, ir.Apply) and (value.primitive.name, len(value.operands)) in STATEMENTS:
            check, act = STATEMENTS[value.primitive.name, len(value.operands)]
            act = expressions.without_guards(act, value.operands)
            operands = [self._named(operand, term, context) for operand in value.operands]
            if check:
                self._statement(check.format(*operands), term, context)
            self._statement(act.format(*operands), term, context)
            if target is not None:
                self._line(f"{target} = UNSPECIFIED")
        else:
            text = expressions.value(value)
            self._statement(text if target is None else f"{target} = {text}", term, context)

    def _named(self, operand: ir.Simple, term: ir.Term, context: Context) -> str:
        """An operand that a statement may mention twice."""
        text = self._expressions.value(operand)
        if isinstance(operand, ir.PLAIN):
            return text
        name = f"o{len(self.lines)}"
        self._statement(f"{name} = {text}", term, context)
        return name

    def _fix(self, term: ir.FixProcedures) -> None:
        maker = self._expressions.unit_name("g", term.codes[0].index)
        targets = ", ".join(map(python_name, term.variables))
        self._line(f"{targets} = {maker}({', '.join(map(python_name, free_of_group(term)))})")

    def _return(self, text: str, term: ir.Term, context: Context, loops: list[_OpenLoop]) -> bool:
        """Deliver a value to the context."""
        bind, depth = _destination(context)
        if bind is None:
            self._statement(f"return {text}", term, context)
            return False
        depth = min(depth, len(loops))
        if depth >= 2:
            self._statement(self._leave(self._return_point(bind), text), term, context)
            return False
        variable = bind.term.variable
        if variable is not None:
            self._statement(f"{python_name(variable)} = {text}", term, context)
        elif text.isidentifier():
            self._line("pass")
        else:
            self._statement(text, term, context)
        return self._fall(depth, loops)

    def _fall(self, depth: int, loops: list[_OpenLoop]) -> bool:
        """Go on after the loop around this line, if there is one to leave."""
        if depth == 0:
            return True
        self._line("break")
        loops[-1].breaks_out = True
        return False

    def _return_point(self, bind: InBind) -> Point:
        return self._point(RETURN, bind.term, bind.outer)

    def _call(self, term: ir.TailCall, context: Context, loops: list[_OpenLoop]) -> bool:
        expressions = self._expressions
        operands = ", ".join(map(expressions.value, term.operands))
        call = f"{expressions.callee(term.operator)}({operands})"
        bind, depth = _destination(context)
        if bind is None:
            self._statement(f"return {call}", term, context)
            return False
        point = self._return_point(bind)
        variable = bind.term.variable
        target = "_" if variable is None else python_name(variable)
        self._statement(f"{target} = {call}", term, context, point)
        self._line(f"if {target} is TC: A({self._frame(point)}); return TC")
        depth = min(depth, len(loops))
        if depth >= 2:
            self._line(self._leave(point, target))
            return False
        return self._fall(depth, loops)

    def _loop(self, term: ir.Loop, context: Context, loops: list[_OpenLoop]) -> bool:
        self._analysis.liveness.of(term)
        point = self._point(LOOP, term, context)
        self._line("for _ in T:")
        entry = _OpenLoop(term)
        self._nested(term.body, InLoop(term, context), [*loops, entry])
        self._line(f"else: A({self._frame(point)}); return TC")
        if entry.breaks_to_outer:
            self._line("continue")
            return False
        return entry.breaks_out

    def _jump(self, term: ir.Jump, context: Context, loops: list[_OpenLoop]) -> bool:
        loop = term.loop
        targets = [python_name(variable) for variable in loop.variables]
        if loops and loops[-1].loop is loop:
            self._assign(term, targets, loop.variables, term.operands, context)
            self._statement("continue", term, context)
            return False
        if len(loops) >= 2 and loops[-2].loop is loop and not loops[-1].breaks_out:
            self._assign(term, targets, loop.variables, term.operands, context)
            self._statement("break", term, context)
            loops[-1].breaks_to_outer = True
            return False
        head = context
        while not (isinstance(head, InLoop) and head.term is loop):
            assert head is not None
            head = head.outer
        point = self._point(LOOP, loop, head.outer)
        values = dict(zip(loop.variables, map(self._expressions.value, term.operands), strict=True))
        self._statement(self._leave(point, "None", values), term, context)
        return False

    def _assign(
        self,
        term: ir.Term,
        targets: list[str],
        variables: list[Variable],
        values: list[ir.Simple],
        context: Context,
    ) -> None:
        """Assign in parallel; one after the other when no value mentions a variable assigned before it, and none that may
        raise, after which all of them are computed again, comes after a loop variable was changed."""
        pairs = []
        for target, variable, value in zip(targets, variables, values, strict=True):
            text = self._expressions.value(value)
            if text != target:
                pairs.append((target, variable, text, simple_variables(value)))
        if not pairs:
            return
        assigned: set[Variable] = set()
        changes = isinstance(term, ir.Jump)
        for _, variable, text, mentioned in pairs:
            if mentioned & assigned or (changes and assigned and not text.isidentifier()):
                text = f"{', '.join(p[0] for p in pairs)} = {', '.join(p[2] for p in pairs)}"
                self._statement(text, term, context)
                return
            assigned.add(variable)
        for target, _, text, _ in pairs:
            self._statement(f"{target} = {text}", term, context)


def by_name(codes: list[ir.Code]) -> dict[str, ir.Code]:
    """The procedures of a unit by the names of their functions."""
    found = {f"f{code.index}": code for code in codes}
    for code in codes:
        for term in _groups(code.body):
            found.update(zip(map(python_name, term.variables), term.codes, strict=True))
    return found


def free_of_group(term: ir.FixProcedures) -> list[Variable]:
    """What a group of procedures closes over besides itself."""
    free = {variable for code in term.codes for variable in code.free}
    return ir.by_uid(free.difference(term.variables))


def _destination(context: Context) -> tuple[InBind | None, int]:
    """Where a value goes, and how many loops are between here and there."""
    depth = 0
    while isinstance(context, InLoop):
        depth += 1
        context = context.outer
    return context, depth


def _groups(body: ir.Term) -> list[ir.FixProcedures]:
    found: list[ir.FixProcedures] = []
    pending = [body]
    while pending:
        term = pending.pop()
        if isinstance(term, ir.FixProcedures):
            found.append(term)
        pending.extend(reversed(ir.parts(term)))
    return found
