"""The code of one top-level form, which belongs to no session, and what there is to know about it.

What running needs is kept: code objects, and what people may ask about procedures. The rest, an ``Analysis``, is many
times larger; it is kept while it is fresh and then made again, when somebody asks, from the core tree, packed.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from types import CodeType
from weakref import ref

from omega.runtime.compile import ir
from omega.runtime.compile.analysis import Analysis, Statement, is_short
from omega.runtime.compile.emit import Emitter
from omega.runtime.compile.expressions import Constants, is_unit_name
from omega.runtime.compile.packing import Packed, pack, unpack
from omega.runtime.expand.core import Lambda
from omega.runtime.expand.expander import Expander, Setting
from omega.runtime.expand.scope import TopScope
from omega.runtime.limits import Limits
from omega.runtime.recursion import deep_recursion
from omega.runtime.syntax.datum import Value
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.source import Passage, Span

#: How many analyses are kept, in all sessions: those of the units compiled or asked about last.
_FRESH = 64
#: Characters of a form whose text is kept.
_LONGEST = 10_000
_fresh: deque[ref[CompiledUnit]] = deque()


class Procedure:
    """What anybody may want to know of a procedure without running it. ``parameters``: their names."""

    __slots__ = ("doc", "name", "parameters", "rest", "span")

    def __init__(self, name: str | None, parameters: tuple[str, ...], rest: bool, doc: str | None, span: Span) -> None:
        self.name = name
        self.parameters = parameters
        self.rest = rest
        self.doc = doc
        self.span = span


def _procedure(code: ir.Code) -> Procedure:
    names = tuple([variable.name for variable in code.parameters])
    return Procedure(code.name, names, code.rest, code.doc, code.span)


class CompiledUnit:
    """The code of one top-level form. ``assigned``: the globals it defines or assigns. ``inlined``: the names of
    the base it takes for granted. ``shadowed``: for the names it might, whether they meant something else.
    ``raw``: unlinked code of the functions of its text, by name. ``makers``: what makes those procedures that close over
    something. ``is_direct``: the top procedure, which runs once, is better walked than compiled.
    ``is_repeatable``: a session where ``shadowed`` is the same compiles the form to the same. ``source``: what is written
    where the form is, if it has procedures that somebody may ask about."""

    __slots__ = (
        "__weakref__", "_analysis", "_packed", "_resuming", "assigned", "constants", "inlined", "is_base", "is_direct",
        "is_repeatable", "makers", "procedures", "raw", "shadowed", "source",
    )  # fmt: skip

    def __init__(
        self,
        top: Lambda,
        assigned: set[str],
        shadowed: Callable[[str], bool],
        is_base: bool,
        renewed: CompiledUnit | None = None,
    ) -> None:
        """``renewed``: the same core tree compiled before, when ``shadowed`` was another; its procedures can get the code
        of this one's."""
        self.assigned = assigned
        self.is_base = is_base
        self.is_repeatable = True
        self.shadowed: dict[str, bool] = {}

        def means_base(name: str, base: bool) -> bool:
            if base:
                return True
            hidden = self.shadowed[name] = name in assigned or shadowed(name)
            return not hidden

        self._packed: tuple[Packed, list[Value]] | None = None
        self._analysis: Analysis | None = Analysis(top, means_base)
        codes = self._analysis.codes
        self.inlined = self._analysis.inlined
        self.constants: Constants = Constants() if renewed is None else renewed.constants
        # The base is loaded from an image, in which what is not compiled would have to be analysed first.
        self.is_direct = is_short(codes[0].body) and not (is_base and defined_procedure(codes[0]) is None)
        emitter = self._write(self._analysis, None if renewed is None else renewed.unit_names())
        self.raw = compile_text(emitter)
        self.procedures = {f"f{code.index}": _procedure(code) for code in codes}
        for name, code in emitter.members.items():
            self.procedures[name] = _procedure(code)
        self.makers = emitter.makers
        self.source: Passage | None = None if renewed is None else renewed.source
        self._resuming: dict[int, CodeType] = {}
        if self.raw:
            self._keep_fresh()

    def keep_source(self, source: Passage | None) -> None:
        """Keep what is written where the form is, if that is of use and not long."""
        if source is not None and len(source.text) <= _LONGEST and len(self.procedures) > 1:
            self.source = source

    @property
    def source_bytes(self) -> int:
        """The memory that the text of it takes."""
        return 0 if self.source is None else sys.getsizeof(self.source.text)

    @property
    def analysis(self) -> Analysis:
        """What its procedures do; the same however often it is made."""
        found = self._analysis
        if found is None:
            with deep_recursion():
                found = self._analysis = Analysis(unpack(*self.packed()), self._meant_base)
            self._keep_fresh()
        return found

    def packed(self) -> tuple[Packed, list[Value]]:
        """Its core tree, and the constants in that."""
        found = self._packed
        if found is None:
            assert self._analysis is not None
            found = self._packed = pack(self._analysis.core)
        return found

    def statements(self) -> dict[int, Statement]:
        """What the lines of its text do."""
        analysis = self.analysis
        if analysis.statements is None:
            self._write(analysis)
        assert analysis.statements is not None
        return analysis.statements

    def resume_code(self, number: int) -> CodeType:
        """The code of the resume function of a point."""
        found = self._resuming.get(number)
        if found is None:
            (found,) = compile_text(self._write_resume(number)).values()
            self._resuming[number] = found
        return found

    def resume_statements(self, number: int) -> dict[int, Statement]:
        """What the lines of the text of that function do."""
        resuming = self.analysis.resuming
        if number not in resuming:
            self._write_resume(number)
        return resuming[number]

    def trapped(self, names: AbstractSet[str]) -> dict[str, CodeType]:
        """Code of the functions of its text, in which the procedures of these names do nothing but leave a frame at their
        start, where another executor can go on; to replace ``raw``."""
        emitter = Emitter(self.constants, self.analysis, self.unit_names(), names)
        with deep_recursion():
            emitter.procedures(self._written(self.analysis))
        return compile_text(emitter)

    def unit_names(self) -> dict[str, frozenset[str]]:
        """The names of the unit that are free variables of each procedure."""
        found = {}
        pending = list(self.raw.values())
        while pending:
            code = pending.pop()
            found[code.co_name] = frozenset(filter(is_unit_name, code.co_freevars)) - {"R"}
            pending += [each for each in code.co_consts if isinstance(each, CodeType)]
        return found

    def _write(self, analysis: Analysis, kept: Mapping[str, frozenset[str]] | None = None) -> Emitter:
        emitter = Emitter(self.constants, analysis, kept)
        written = self._written(analysis)
        if written:
            with deep_recursion():
                emitter.procedures(written)
        analysis.statements = emitter.statements
        return emitter

    def _written(self, analysis: Analysis) -> list[ir.Code]:
        """The procedures that are compiled."""
        return analysis.codes[1:] if self.is_direct else analysis.codes

    def _write_resume(self, number: int) -> Emitter:
        analysis = self.analysis
        emitter = Emitter(self.constants, analysis)
        with deep_recursion():
            emitter.resume(analysis.point(number))
        analysis.resuming[number] = emitter.statements
        return emitter

    def _meant_base(self, name: str, base: bool) -> bool:
        return base or not self.shadowed.get(name, False)

    def _keep_fresh(self) -> None:
        """Keep the analysis for now, and forget the one that was fresh for longest."""
        _fresh.append(ref(self))
        while len(_fresh) > _FRESH:
            stale = _fresh.popleft()()
            if stale is not None and stale is not self:
                stale.packed()
                stale._analysis = None


def defined_procedure(top: ir.Code) -> tuple[str, str] | None:
    """A global, and the function of the unit's text it is defined as, if that is all that the top procedure does."""
    term = top.body
    if not isinstance(term, ir.Bind) or not isinstance(term.value, ir.GlobalWrite):
        return None
    write, after = term.value, term.next
    # Then only the value of the definition is left to deliver.
    if isinstance(after, ir.Bind) and isinstance(after.value, ir.Literal):
        after = after.next
    procedure = write.value
    if isinstance(after, ir.Return) and write.define and isinstance(procedure, ir.MakeClosure):
        return None if procedure.code.free else (write.name, f"f{procedure.code.index}")
    return None


def compile_text(emitter: Emitter) -> dict[str, CodeType]:
    """The code objects of the functions that an emitter wrote, by name."""
    found = {}
    for text in emitter.texts():
        module = compile(text, "<omega>", "exec")
        unit = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
        found.update({constant.co_name: constant for constant in unit.co_consts if isinstance(constant, CodeType)})
    return found


def compile_form(
    form: Syntax, scope: TopScope, limits: Limits, setting: Setting, is_base: bool = False
) -> CompiledUnit:
    """Compile one top-level form, for a session with this setting.

    Raises ``LispError`` (``syntax-error``) when the form is not a program, ``Deferred`` when something has to happen
    before it can be compiled."""
    with deep_recursion():
        expander = Expander(scope, limits, setting)
        top = expander.unit(form)
        compiled = CompiledUnit(top, expander.assigned, setting.shadowed, is_base)
        compiled.is_repeatable = expander.is_repeatable
        compiled.keep_source(setting.source)
        return compiled
