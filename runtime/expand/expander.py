"""Syntax trees to core nodes: macro uses rewritten, names resolved, bodies turned into ``letrec*``.

One ``Expander`` serves one unit (one top-level form), so that variables are numbered the same whenever and
wherever the unit is expanded again. The special forms themselves are in ``special.py`` and ``bodies.py``; everything
else a user thinks of as syntax is a ``syntax-rules`` macro of the prelude.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct, field

from omega.runtime.condition import Condition, LispError
from omega.runtime.expand.core import (
    Call,
    Constant,
    Core,
    Fix,
    GlobalReference,
    If,
    Lambda,
    Let,
    LocalReference,
    Or,
    Sequence,
    Variable,
)
from omega.runtime.expand.library import Libraries
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.requests import (
    MAX_NESTED,
    NESTED,
    Answers,
    Asking,
    NeedsAnswers,
    Path,
    Request,
    endless,
)
from omega.runtime.expand.scope import (
    Global,
    Growth,
    Macro,
    Overgrown,
    Procedural,
    Scope,
    SpecialForm,
    TopScope,
    Unmatched,
)
from omega.runtime.limits import Limits
from omega.runtime.syntax.datum import UNSPECIFIED, Value
from omega.runtime.syntax.forms import Form, Identifier, Literal, Syntax, VectorForm, is_larger, to_datum
from omega.runtime.syntax.places import Places
from omega.runtime.syntax.source import Passage, Span

CoreNode = TypeVar("CoreNode", bound=Core)

#: Macro uses in one top-level form; more means an expansion that does not end.
MAX_EXPANSIONS = 20_000
#: Syntax nodes that they may make, and that one of them may: about 100 ms of work.
MAX_NODES = 1_500_000
MAX_NODES_AT_ONCE = 250_000


def _nothing(name: str) -> bool:
    return False


class Setting(Struct, frozen=True):
    """What there is in the session a unit is expanded for. ``shadowed``: has it a global of its own by this name?
    ``answers``: to the requests of earlier attempts. ``loading``: the libraries being evaluated. ``source``: what is
    written where the form is."""

    shadowed: Callable[[str], bool] = _nothing
    libraries: Libraries = field(default_factory=Libraries)
    answers: Answers = field(default_factory=dict)
    loading: tuple[str, ...] = ()
    source: Passage | None = None


class Expander:
    """Expands the forms of one unit in the top scope of one session."""

    def __init__(self, scope: TopScope, limits: Limits, setting: Setting | None = None) -> None:
        self.setting = setting or Setting()
        self.scope = scope
        self.limits = limits
        self.asking = Asking(self.setting.answers)
        #: Would the same form expand to the same in any session with no keywords of its own?
        self.is_repeatable = True
        self.lambdas = 0
        #: Names this unit defines or assigns: they may not be taken for the primitives of that name.
        self.assigned: set[str] = set()
        #: While a ``letrec`` initial value is expanded: the variables it mentions.
        self.mentioned: set[Variable] | None = None
        self._uids = 0
        self._depth = 0
        self._nodes = 0
        self._expansions = 0
        #: How many answers one after the other led to an answer, by its identity.
        self._chains: dict[int, int] = {}
        self._growth = Growth(MAX_NODES, MAX_NODES_AT_ONCE)
        #: The use of a macro at hand as the program has it: what an expansion makes has the place of its use.
        self._written: Form | None = None

    def unit(self, form: Syntax) -> Lambda:
        """The whole of a top-level form, as a procedure without parameters. Raises ``Deferred``."""
        from omega.runtime.expand.splicing import top_form

        if is_larger(form, self.limits.source_nodes):
            raise self._too_large(form.span)
        form = top_form(self, form)
        top = self.new_lambda([], False, None, form.span)
        top.body = self.expand(form, self.scope)
        if self.asking.requests:
            raise NeedsAnswers(self.asking.requests)
        if self.asking.is_used:
            self.is_repeatable = False
        return top

    # -- making nodes

    def node(self, node: CoreNode, span: Span) -> CoreNode:
        """Give a new node its place."""
        node.span = span
        return node

    def variable(self, name: str) -> Variable:
        self._uids += 1
        return Variable(name, self._uids)

    def new_lambda(self, parameters: list[Variable], rest: bool, name: str | None, span: Span) -> Lambda:
        found = self.node(Lambda(parameters, rest, name, self.lambdas), span)
        self.lambdas += 1
        return found

    def unspecified(self, span: Span) -> Constant:
        return self.node(Constant(UNSPECIFIED), span)

    def sequence(self, items: list[Core], span: Span) -> Core:
        """The items in order, for the value of the last; unspecified when there are none."""
        if not items:
            return self.unspecified(span)
        return items[0] if len(items) == 1 else self.node(Sequence(items), span)

    def datum(self, syntax: Syntax) -> Value:
        """The datum of quoted source. Macros that repeat what they are given can make trees that share, and are large only
        when they are unfolded."""
        if is_larger(syntax, self.limits.source_nodes):
            raise self._too_large(syntax.span)
        return to_datum(syntax)

    # -- expanding

    def expand(self, syntax: Syntax, scope: Scope) -> Core:
        """The core node of an expression."""
        self._depth += 1
        self._nodes += 1
        if self._depth > self.limits.source_depth or self._nodes > self.limits.source_nodes:
            raise self._too_large(syntax.span)
        node = self._expand(syntax, scope)
        self._depth -= 1
        return node

    def enter(self, span: Span) -> None:
        """One level deeper in the source, where there is no expression; ``leave`` follows."""
        self._depth += 1
        if self._depth > self.limits.source_depth:
            raise self._too_large(span)

    def leave(self) -> None:
        self._depth -= 1

    def _too_large(self, span: Span) -> LispError:
        if self._depth > self.limits.source_depth:
            return too_deep(span, self.limits)
        message = f"this form is larger than the limit source-nodes of {self.limits.source_nodes} parts"
        return LispError(Condition("syntax-error", message, place=span))

    def _expand(self, syntax: Syntax, scope: Scope) -> Core:
        while True:
            if isinstance(syntax, Identifier):
                return self.reference(syntax, scope)
            if not isinstance(syntax, Form):
                return self._literal(syntax)
            if not syntax.items:
                raise syntax_error(syntax, "an empty list is not an expression; expected (procedure argument ...)")
            head = syntax.items[0]
            if isinstance(head, Identifier):
                binding = scope.resolve(head.key)
                if isinstance(binding, Macro):
                    if isinstance(binding.transformer, Procedural):
                        return self._procedural(binding, syntax, scope)
                    syntax = self.rewrite(binding, syntax, scope)
                    continue
                if isinstance(binding, SpecialForm):
                    node: Core = binding.expand(self, syntax, scope)
                    return node
            if syntax.tail is not None:
                raise syntax_error(syntax, "a procedure call must be a proper list")
            return self._call(syntax, scope)

    def rewrite(self, macro: Macro, form: Form, scope: Scope) -> Syntax:
        """One use of a macro, one step."""
        self._count(macro, form)
        transformer = macro.transformer
        if isinstance(transformer, Procedural):
            path = self.asking.next_path()
            answer: Syntax | None = self.asking.answer(path)
            if answer is None:
                raise NeedsAnswers([*self.asking.requests, self._call_of(path, macro, transformer, form)])
            chain = self._chains[id(answer)] = self._chains.get(id(form), 0) + 1
            if chain > MAX_NESTED:
                raise _endless(macro, form, NESTED)
            return answer
        if self._written is None or self._written.span is not form.span:
            self._written = form
        self._growth.start()
        try:
            return transformer.expand(form, scope, self._growth)
        except Unmatched:
            # The library's own macros are nothing that the program knows of.
            use = self._written if macro.name.startswith("%") else form
            name = to_datum(use.items[0])
            raise syntax_error(use, f"{name!r}: this use matches none of the macro's patterns") from None
        except Overgrown:
            most = f"{MAX_NODES_AT_ONCE} parts made at once, or {MAX_NODES} in one form"
            raise _endless(macro, form, most) from None

    def _procedural(self, macro: Macro, form: Form, scope: Scope) -> Core:
        """The use of a procedural macro as an expression; what stands for it until it is answered does not matter."""
        self._count(macro, form)
        assert isinstance(macro.transformer, Procedural)
        path = self.asking.next_path()
        answer: Syntax | None = self.asking.answer(path)
        if answer is None:
            self.asking.later(self._call_of(path, macro, macro.transformer, form))
            return self.unspecified(form.span)
        before = self.asking.enter(path, _described(macro), form.span)
        node = self.expand(answer, scope)
        self.asking.leave(before)
        return node

    def _call_of(self, path: Path, macro: Macro, transformer: Procedural, form: Form) -> Request:
        """The request that a macro's procedure be called with a form's operands, as data."""
        if form.tail is not None:
            raise syntax_error(form, f"{macro.name}: a use of this macro must be a proper list")
        operands = []
        places = Places()
        for item in form.items[1:]:
            datum = self.datum(item)
            places.record(item, datum)
            operands.append(datum)
        return Request(path, "call", (transformer.procedure, *operands), form.span, places)

    def _count(self, macro: Macro, form: Form) -> None:
        self._expansions += 1
        if self._expansions > MAX_EXPANSIONS:
            raise _endless(macro, form, f"{MAX_EXPANSIONS} uses of macros in one form")

    def reference(self, identifier: Identifier, scope: Scope) -> Core:
        """A name in an expression."""
        binding = scope.resolve(identifier.key)
        if isinstance(binding, Variable):
            binding.references += 1
            if self.mentioned is not None:
                self.mentioned.add(binding)
            return self.node(LocalReference(binding), identifier.span)
        if isinstance(binding, Global):
            return self.node(GlobalReference(binding.name, binding.base), identifier.span)
        raise syntax_error(identifier, f"{binding.name} is syntax, not a variable")

    def _literal(self, syntax: Syntax) -> Core:
        if isinstance(syntax, Literal | VectorForm):
            return self.node(Constant(self.datum(syntax)), syntax.span)
        raise syntax_error(syntax, "a datum label is only allowed in quoted data")

    def _call(self, form: Form, scope: Scope) -> Core:
        operator = form.items[0]
        if isinstance(operator, Form):
            let = self._immediate_lambda(form, operator, scope)
            if let is not None:
                return let
        node = self.expand(operator, scope)
        operands = [self.expand(operand, scope) for operand in form.items[1:]]
        if isinstance(node, Fix) and isinstance(node.body, LocalReference):
            # A named let, ((letrec ((f (lambda ...))) f) operand ...): variables are unique, so nothing is captured.
            node.body = self.node(Call(node.body, operands), form.span)
            return node
        return self.node(Call(node, operands), form.span)

    def _immediate_lambda(self, form: Form, operator: Form, scope: Scope) -> Core | None:
        """``((lambda (name ...) body ...) value ...)``, which is what ``let`` expands to."""
        if len(operator.items) < 3 or not isinstance(operator.items[0], Identifier):
            return None
        head = scope.resolve(operator.items[0].key)
        names = operator.items[1]
        if not (isinstance(head, SpecialForm) and head.name == "lambda" and isinstance(names, Form)):
            return None
        if names.tail is not None or len(names.items) != len(form.items) - 1:
            return None
        values = [
            self.named(self.expand(value, scope), name)
            for name, value in zip(names.items, form.items[1:], strict=True)
        ]
        inner = Scope(scope)
        variables = [self.bind(name, inner) for name in names.items]
        body = self.body(operator.items[2:], inner, operator.span)
        return self.let(variables, values, body, form.span)

    def let(self, variables: list[Variable], values: list[Core], body: Core, span: Span) -> Core:
        """A ``Let``, unless it binds nothing or is the expansion of ``or``."""
        if not variables:
            return body
        if len(variables) == 1 and isinstance(body, If) and not variables[0].mutated:
            (variable,) = variables
            test, found = body.test, body.consequent
            if (
                variable.references == 2
                and isinstance(test, LocalReference)
                and isinstance(found, LocalReference)
                and test.variable is variable
                and found.variable is variable
            ):
                return self.node(Or(values[0], body.alternative), span)
        return self.node(Let(variables, values, body), span)

    def bind(self, name: Syntax, scope: Scope) -> Variable:
        """A new variable for this name in this scope."""
        if not isinstance(name, Identifier):
            raise syntax_error(name, "expected a name here")
        if name.key in scope.bindings:
            raise syntax_error(name, "this name is bound twice")
        symbol = to_datum(name)
        variable = self.variable(symbol.name)
        scope.bind(name.key, variable)
        return variable

    def named(self, node: Core, name: Syntax) -> Core:
        """Name a lambda after what it is bound to."""
        if isinstance(node, Lambda) and node.name is None and isinstance(name, Identifier):
            node.name = to_datum(name).name
        return node

    def body(self, forms: tuple[Syntax, ...], scope: Scope, span: Span) -> Core:
        """A body, with its internal definitions; see ``bodies.py``."""
        from omega.runtime.expand.bodies import expand_body

        return expand_body(self, forms, scope, span)


def _described(macro: Macro) -> str:
    return f"{macro.name} (defined at {macro.span})"


def _endless(macro: Macro, form: Form, limit: str) -> LispError:
    return endless(_described(macro), form.span, limit)


def too_deep(span: Span, limits: Limits) -> LispError:
    """Code is nested deeper than the session allows."""
    message = f"code is nested deeper than the limit source-depth of {limits.source_depth}"
    return LispError(Condition("syntax-error", message, place=span))
