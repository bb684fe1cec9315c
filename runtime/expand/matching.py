"""``match``: patterns to tests and bindings, as syntax that is expanded like any other.

Each clause becomes one conjunction of tests over access paths, ``(car (cdr subject))``, and one ``let`` of what the
pattern names. Tests and paths are simple expressions, so a match makes no procedures and calls nothing but the
program's own predicates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from omega.runtime.expand.core import Core
from omega.runtime.expand.expander import Expander
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.scope import CORE, Key, Scope
from omega.runtime.expand.special import check_shape, special
from omega.runtime.expand.writer import Writer
from omega.runtime.syntax.datum import NIL, Keyword, String, intern, keyword
from omega.runtime.syntax.forms import (
    Alias,
    Form,
    Identifier,
    Literal,
    Syntax,
    VectorForm,
    base_symbol,
    to_datum,
)

_UNDERSCORE = intern("_")
_ELLIPSES = frozenset((intern("..."), intern("___")))
_QUOTE, _QUASIQUOTE = intern("quote"), intern("quasiquote")
_UNQUOTE, _SPLICING = intern("unquote"), intern("unquote-splicing")
_PREDICATE, _AND, _OR, _NOT, _FAIL = intern("?"), intern("and"), intern("or"), intern("not"), intern("=>")
_WHEN = keyword("when")

#: Adds what it takes that the value at a path matches a pattern, or a quasi-pattern.
_Match: TypeAlias = Callable[[Syntax, Syntax], None]


@special("match")
def _match(expander: Expander, form: Form, scope: Scope) -> Core:
    check_shape(form, "(match expression (pattern [:when guard] body ...) ...)", 2)
    subject = Identifier(Alias(intern("subject"), CORE), form.span)
    writer = Writer(form.span)
    otherwise: Syntax = writer.call("%no-match", subject)
    for clause in reversed(form.items[2:]):
        otherwise = _clause(writer, clause, subject, otherwise)
    binding = writer.list(writer.list(subject, form.items[1]))
    return expander.expand(writer.call("let", binding, otherwise), scope)


def _clause(writer: Writer, clause: Syntax, subject: Syntax, otherwise: Syntax) -> Syntax:
    """One clause; ``otherwise`` is what the clauses after it do."""
    if not isinstance(clause, Form) or clause.tail is not None or len(clause.items) < 2:
        raise syntax_error(clause, "match: expected a clause (pattern [:when guard] body ...)")
    writer.span = clause.span
    pattern = _Pattern(writer)
    pattern.match(clause.items[0], subject)
    bindings = writer.list(*(writer.list(name, path) for name, path in pattern.bindings.values()))
    body = clause.items[1:]
    tests = pattern.tests
    first = body[0]
    if isinstance(first, Literal) and first.value is _WHEN:
        if len(body) < 3:
            raise syntax_error(clause, "match: expected (pattern :when guard body ...)")
        tests = [*tests, writer.call("let", bindings, body[1])]
        body = body[2:]
    named_failure = _failure_name(first)
    if named_failure is None:
        return writer.call("if", writer.conjunction(tests), writer.call("let", bindings, *body), otherwise)
    if len(body) < 2:
        raise syntax_error(clause, "match: expected (pattern (=> fail) body ...)")
    following = Identifier(Alias(intern("next"), CORE), clause.span)
    inner = writer.call("let", writer.list(writer.list(named_failure, following)), *body[1:])
    chosen = writer.call(
        "if", writer.conjunction(tests), writer.call("let", bindings, inner), writer.list(following)
    )
    procedure = writer.call("lambda", writer.list(), otherwise)
    return writer.call("let", writer.list(writer.list(following, procedure)), chosen)


def _failure_name(syntax: Syntax) -> Identifier | None:
    """``name`` of ``(=> name)``."""
    if isinstance(syntax, Form) and len(syntax.items) == 2 and _is(syntax.items[0], _FAIL):
        name = syntax.items[1]
        return name if isinstance(name, Identifier) else None
    return None


def _is(syntax: Syntax, name: object) -> bool:
    return isinstance(syntax, Identifier) and base_symbol(syntax.key) is name


def _is_ellipsis(syntax: Syntax) -> bool:
    return isinstance(syntax, Identifier) and base_symbol(syntax.key) in _ELLIPSES


class _Pattern:
    """One pattern: the tests it makes, in order, and the path of each name it binds."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.tests: list[Syntax] = []
        self.bindings: dict[Key, tuple[Identifier, Syntax]] = {}

    def match(self, pattern: Syntax, path: Syntax) -> None:
        """Add what it takes that the value at the path matches."""
        call = self.writer.call
        if isinstance(pattern, Identifier):
            self._name(pattern, path)
        elif isinstance(pattern, VectorForm):
            self._vector(pattern.items, path, self.match)
        elif isinstance(pattern, Form):
            head = pattern.items[0] if pattern.items else None
            if isinstance(head, Identifier) and pattern.tail is None and self._special(pattern, head, path):
                return
            self._list(pattern, path, self.match)
        elif isinstance(pattern, Literal):
            same = "equal?" if type(pattern.value) is String else "eqv?"
            self.tests.append(call(same, path, call("quote", pattern)))
        else:
            raise syntax_error(pattern, "match: a datum label is no pattern")

    def _name(self, name: Identifier, path: Syntax) -> None:
        symbol = base_symbol(name.key)
        if symbol is _UNDERSCORE:
            return
        if symbol in _ELLIPSES:
            raise syntax_error(name, "match: an ellipsis must follow a pattern in a list or vector")
        known = self.bindings.get(name.key)
        if known is None:
            self.bindings[name.key] = (name, path)
        else:
            self.tests.append(self.writer.call("equal?", known[1], path))

    def _special(self, pattern: Form, head: Identifier, path: Syntax) -> bool:
        """A pattern that begins with a word of its own; false when it is a list pattern."""
        symbol, operands, call = base_symbol(head.key), pattern.items[1:], self.writer.call
        if symbol is _QUOTE and len(operands) == 1:
            self._quoted(operands[0], path)
        elif symbol is _QUASIQUOTE and len(operands) == 1:
            self._quasi(operands[0], path)
        elif symbol is _PREDICATE and operands:
            self.tests.append(self.writer.list(operands[0], path))
            for each in operands[1:]:
                self.match(each, path)
        elif symbol is _AND:
            for each in operands:
                self.match(each, path)
        elif symbol is _NOT and len(operands) == 1:
            inner = _Pattern(self.writer)
            inner.match(operands[0], path)
            self.tests.append(call("not", self.writer.conjunction(inner.tests)))
        elif symbol is _OR and operands:
            self._either(pattern, operands, path)
        else:
            return False
        return True

    def _either(self, pattern: Form, operands: Sequence[Syntax], path: Syntax) -> None:
        alternatives = []
        for each in operands:
            inner = _Pattern(self.writer)
            inner.match(each, path)
            alternatives.append(inner)
        names = alternatives[0].bindings
        if any(inner.bindings.keys() != names.keys() for inner in alternatives):
            raise syntax_error(pattern, "match: the alternatives of an or pattern must bind the same names")
        call, tests = self.writer.call, [self.writer.conjunction(inner.tests) for inner in alternatives]
        for key, (name, _) in names.items():
            found = alternatives[-1].bindings[key][1]
            for inner, test in zip(reversed(alternatives[:-1]), reversed(tests[:-1]), strict=True):
                found = call("if", test, inner.bindings[key][1], found)
            self._name(name, found)
        self.tests.append(call("or", *tests))

    def _quoted(self, datum: Syntax, path: Syntax) -> None:
        call = self.writer.call
        value = to_datum(datum)
        if value is NIL:
            self.tests.append(call("null?", path))
        else:
            same = "eqv?" if isinstance(datum, Identifier) or type(value) is Keyword else "equal?"
            self.tests.append(call(same, path, call("quote", datum)))

    def _quasi(self, template: Syntax, path: Syntax) -> None:
        if isinstance(template, VectorForm):
            self._vector(template.items, path, self._quasi)
        elif isinstance(template, Form) and template.items:
            if len(template.items) == 2 and template.tail is None and _is(template.items[0], _UNQUOTE):
                self.match(template.items[1], path)
                return
            last = template.items[-1]
            if isinstance(last, Form) and len(last.items) == 2 and _is(last.items[0], _SPLICING):
                rest = self.writer.list(Identifier(Alias(_UNQUOTE, CORE), last.span), last.items[1])
                template = Form(template.items[:-1], rest, template.span)
                if not template.items:
                    self._quasi(rest, path)
                    return
            elif len(template.items) > 2 and template.tail is None and _is(template.items[-2], _UNQUOTE):
                # (a . ,b) is read as (a unquote b).
                template = Form(template.items[:-2], self.writer.list(*template.items[-2:]), template.span)
            self._list(template, path, self._quasi)
        else:
            self._quoted(template, path)

    def _list(self, pattern: Form, path: Syntax, match: _Match) -> None:
        call, items = self.writer.call, pattern.items
        repeated = next((index - 1 for index, item in enumerate(items) if index and _is_ellipsis(item)), None)
        for index, item in enumerate(items):
            if repeated == index:
                if pattern.tail is not None:
                    raise syntax_error(pattern, "match: nothing may follow a dot where an ellipsis is")
                self._repeated(item, items[index + 2 :], path, match)
                return
            self.tests.append(call("pair?", path))
            match(item, call("car", path))
            path = call("cdr", path)
        if pattern.tail is None:
            self.tests.append(call("null?", path))
        else:
            match(pattern.tail, path)

    def _repeated(self, item: Syntax, after: Sequence[Syntax], path: Syntax, match: _Match) -> None:
        """``item ... after`` against the list at the path."""
        call, count = self.writer.call, self.writer.literal(len(after))
        self.tests.append(call("list?", path))
        front = path
        if after:
            self.tests.append(call(">=", call("length", path), count))
            front = call("drop-right", path, count)
        element = Identifier(Alias(intern("element"), CORE), item.span)
        inner = _Pattern(self.writer)
        (inner.match if match == self.match else inner._quasi)(item, element)
        parameters = self.writer.list(element)
        if inner.tests:
            test = self.writer.conjunction(inner.tests)
            self.tests.append(call("every", call("lambda", parameters, test), front))
        for name, inside in inner.bindings.values():
            column = front if inside is element else call("map", call("lambda", parameters, inside), front)
            self._name(name, column)
        for index, each in enumerate(after):
            at = call("-", call("length", path), self.writer.literal(len(after) - index))
            match(each, call("list-ref", path, at))

    def _vector(self, items: Sequence[Syntax], path: Syntax, match: _Match) -> None:
        call = self.writer.call
        self.tests.append(call("vector?", path))
        if any(map(_is_ellipsis, items)):
            self._list(Form(tuple(items), None, self.writer.span), call("vector->list", path), match)
            return
        self.tests.append(call("eqv?", call("vector-length", path), self.writer.literal(len(items))))
        for index, item in enumerate(items):
            match(item, call("vector-ref", path, self.writer.literal(index)))
