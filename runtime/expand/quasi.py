"""``quasiquote`` (R7RS 4.2.8), nested levels and vectors included, in terms of the prelude's list procedures."""

from __future__ import annotations

from omega.runtime.expand.core import Call, Constant, Core, GlobalReference, Variable
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.scope import Scope
from omega.runtime.syntax.datum import NIL, intern
from omega.runtime.syntax.forms import Form, Identifier, Syntax, VectorForm, base_symbol
from omega.runtime.syntax.source import Span

_UNQUOTE = intern("unquote")
_SPLICING = intern("unquote-splicing")
_QUASIQUOTE = intern("quasiquote")


def expand_quasiquote(expander: Expander, template: Syntax, scope: Scope) -> Core:
    """The expression that builds the template."""
    return Quasi(expander, scope).build(template, 1)


class Quasi:
    """One quasiquotation: its expander, and the scope its unquoted expressions are in."""

    def __init__(self, expander: Expander, scope: Scope) -> None:
        self.expander = expander
        self.scope = scope
        #: Whether something is unquoted in a form, by identity; the forms themselves, so that no identity is used twice.
        self._known: dict[int, bool] = {}
        self._kept: list[Syntax] = []

    def build(self, template: Syntax, level: int) -> Core:
        self.expander.enter(template.span)
        node = self._build(template, level)
        self.expander.leave()
        return node

    def _build(self, template: Syntax, level: int) -> Core:
        if isinstance(template, VectorForm):
            if not self._mentions(template):
                return self._constant(template)
            items = self.build(Form(template.items, None, template.span), level)
            return self._call("list->vector", [items], template.span)
        if not isinstance(template, Form) or not template.items or not self._mentions(template):
            return self._constant(template)
        head = template.items[0]
        if isinstance(head, Identifier) and len(template.items) == 2 and template.tail is None:
            if self._is(head, _UNQUOTE):
                if level == 1:
                    return self.expander.expand(template.items[1], self.scope)
                return self._tagged(head, template, level - 1)
            if self._is(head, _QUASIQUOTE):
                return self._tagged(head, template, level + 1)
        return self._list(template, level)

    def _list(self, template: Form, level: int) -> Core:
        items, tail = list(template.items), template.tail
        # (a . ,b) is read as (a unquote b).
        if tail is None and len(items) > 2 and self._is(items[-2], _UNQUOTE):
            tail = Form(tuple(items[-2:]), None, items[-2].span)
            items = items[:-2]
        result = (
            self.expander.node(Constant(NIL), template.span) if tail is None else self.build(tail, level)
        )
        for item in reversed(items):
            if isinstance(item, Form) and len(item.items) == 2 and self._is(item.items[0], _SPLICING):
                if level == 1:
                    spliced = self.expander.expand(item.items[1], self.scope)
                    if isinstance(result, Constant) and result.value is NIL:
                        result = spliced
                    else:
                        result = self._call("append", [spliced, result], item.span)
                    continue
                head = item.items[0]
                assert isinstance(head, Identifier)
                built = self._tagged(head, item, level - 1)
            else:
                built = self.build(item, level)
            result = self._call("cons", [built, result], item.span)
        return result

    def _tagged(self, head: Identifier, template: Form, level: int) -> Core:
        rest = self._list(Form(template.items[1:], None, template.span), level)
        return self._call("cons", [self._constant(head), rest], template.span)

    def _mentions(self, template: Syntax) -> bool:
        """Is anything in the template unquoted? If not it is a constant."""
        self._kept.append(template)
        known = self._known
        pending = [template]
        while pending:
            syntax = pending[-1]
            if id(syntax) in known or not isinstance(syntax, Form | VectorForm):
                pending.pop()
                continue
            parts = [*syntax.items, syntax.tail] if isinstance(syntax, Form) and syntax.tail else syntax.items
            unknown = [part for part in parts if isinstance(part, Form | VectorForm) and id(part) not in known]
            if unknown:
                pending += unknown
                continue
            known[id(syntax)] = any(
                known.get(id(part), False) or self._is(part, _UNQUOTE) or self._is(part, _SPLICING) for part in parts
            )
        return known.get(id(template), False)

    def _is(self, syntax: Syntax, name: object) -> bool:
        """Is it this keyword? Not where the program has bound the name to something else."""
        if not isinstance(syntax, Identifier) or base_symbol(syntax.key) is not name:
            return False
        return not isinstance(self.scope.resolve(syntax.key), Variable)

    def _constant(self, template: Syntax) -> Core:
        return self.expander.node(Constant(self.expander.datum(template)), template.span)

    def _call(self, name: str, operands: list[Core], span: Span) -> Core:
        operator = self.expander.node(GlobalReference(name, True), span)
        return self.expander.node(Call(operator, operands), span)
