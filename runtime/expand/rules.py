"""``syntax-rules`` (R7RS 4.3.2): patterns are compiled once, matched by index, and templates rename what they insert.

A pattern variable's depth is the number of ellipses it is under; a match binds it to a syntax tree at depth 0 and to a
list of matches above that. Nothing here knows any form by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import TypeAlias, cast

from omega.runtime.expand.core import Variable
from omega.runtime.expand.problem import syntax_error
from omega.runtime.expand.scope import Growth, Key, Scope, Unmatched, same_binding
from omega.runtime.syntax.datum import intern
from omega.runtime.syntax.forms import (
    Alias,
    Form,
    Identifier,
    Literal,
    Syntax,
    VectorForm,
    base_symbol,
)
from omega.runtime.syntax.source import Span

#: A pattern variable's match: a tree, or one match for each repetition.
Match: TypeAlias = "Syntax | Repeated"
Matches: TypeAlias = dict[Key, Match]

_ELLIPSIS = intern("...")
_UNDERSCORE = intern("_")

#: Nodes that are copied in the time in which one is made.
_COPIED = 8


class Repeated(list["Match"]):
    """The matches of a pattern variable that is under ``depth`` ellipses."""

    __slots__ = ("depth",)

    def __init__(self, matches: Iterable[Match], depth: int) -> None:
        super().__init__(matches)
        self.depth = depth


class Rule:
    """One ``(pattern template)``, with the ellipsis depth of each of its pattern variables."""

    __slots__ = ("depths", "pattern", "template")

    def __init__(self, pattern: Form, template: Syntax, depths: dict[Key, int]) -> None:
        self.pattern = pattern
        self.template = template
        self.depths = depths


class SyntaxRules:
    """A transformer made by ``(syntax-rules [ellipsis] (literal ...) (pattern template) ...)`` in ``scope``."""

    #: Where the ellipses are, by the identity of the items of a pattern or template, which live as long as the rules.
    _repeated: dict[int, int]
    _ellipses: dict[int, list[tuple[Syntax, int]]]

    __slots__ = ("_ellipses", "_repeated", "ellipsis", "literals", "rules", "scope")

    def __init__(self, form: Form, scope: Scope) -> None:
        items = form.items[1:]
        self._repeated, self._ellipses = {}, {}
        self.scope = scope
        self.ellipsis: Key = _ELLIPSIS
        if items and isinstance(items[0], Identifier):
            self.ellipsis = items[0].key
            items = items[1:]
        elif isinstance(scope.resolve(_ELLIPSIS), Variable):
            # The program has bound the name: then it is one like any other, and nothing here is an ellipsis.
            self.ellipsis = Alias(_ELLIPSIS, scope)
        if form.tail is not None or not items or not isinstance(items[0], Form) or items[0].tail is not None:
            raise syntax_error(form, "syntax-rules: expected (syntax-rules (literal ...) (pattern template) ...)")
        literals = set()
        for literal in items[0].items:
            if not isinstance(literal, Identifier):
                raise syntax_error(literal, "syntax-rules: expected an identifier as literal")
            literals.add(literal.key)
        self.literals = frozenset(literals)
        self.rules = [self.rule(rule) for rule in items[1:]]

    def expand(self, form: Syntax, scope: Scope, growth: Growth) -> Syntax:
        """The template of the first rule whose pattern matches this use of the macro."""
        assert isinstance(form, Form)
        for rule in self.rules:
            matches: Matches = {}
            if self._match_items(rule.pattern, form, 1, scope, matches):
                return Instance(self, rule, matches, form.span, growth).build(rule.template)
        raise Unmatched

    # -- compiling

    def rule(self, rule: Syntax) -> Rule:
        """A ``(pattern template)``, checked. Raises ``LispError``."""
        if not isinstance(rule, Form) or len(rule.items) != 2 or rule.tail is not None:
            raise syntax_error(rule, "syntax-rules: expected (pattern template)")
        pattern, template = rule.items
        if not isinstance(pattern, Form) or not pattern.items:
            raise syntax_error(pattern, "syntax-rules: expected a pattern that is a list")
        depths: dict[Key, int] = {}
        self._variables(Form(pattern.items[1:], pattern.tail, pattern.span), 0, depths)
        self._check_template(template, depths, 0)
        return Rule(pattern, template, depths)

    def is_ellipsis(self, syntax: Syntax) -> bool:
        return (
            isinstance(syntax, Identifier)
            and (syntax.key is self.ellipsis or (self.ellipsis is _ELLIPSIS and base_symbol(syntax.key) is _ELLIPSIS))
            and self.ellipsis not in self.literals
        )

    def repeated(self, items: tuple[Syntax, ...], start: int) -> int:
        """The index of the item of a pattern that an ellipsis follows, or -1."""
        found = self._repeated.get(id(items))
        if found is None:
            after = (index - 1 for index in range(start + 1, len(items)) if self.is_ellipsis(items[index]))
            found = self._repeated[id(items)] = next(after, -1)
        return found

    def with_ellipses(self, items: tuple[Syntax, ...]) -> list[tuple[Syntax, int]]:
        """The items of a template, each with the number of ellipses after it."""
        found = self._ellipses.get(id(items))
        if found is None:
            found = self._ellipses[id(items)] = []
            for item in items:
                if found and self.is_ellipsis(item):
                    found[-1] = (found[-1][0], found[-1][1] + 1)
                else:
                    found.append((item, 0))
        return found

    def _variables(self, pattern: Syntax, depth: int, depths: dict[Key, int]) -> None:
        if isinstance(pattern, Identifier):
            if pattern.key in self.literals or base_symbol(pattern.key) is _UNDERSCORE:
                return
            if pattern.key in depths:
                raise syntax_error(pattern, "syntax-rules: this pattern variable appears twice")
            depths[pattern.key] = depth
        elif isinstance(pattern, Form | VectorForm):
            items = pattern.items
            seen = False
            for index, item in enumerate(items):
                if self.is_ellipsis(item):
                    if index == 0 or seen:
                        raise syntax_error(pattern, "syntax-rules: an ellipsis must follow a pattern, once in a list")
                    seen = True
                    continue
                repeated = index + 1 < len(items) and self.is_ellipsis(items[index + 1])
                self._variables(item, depth + repeated, depths)
            if isinstance(pattern, Form) and pattern.tail is not None:
                self._variables(pattern.tail, depth, depths)

    def _check_template(self, template: Syntax, depths: dict[Key, int], depth: int, escaped: bool = False) -> None:
        if isinstance(template, Identifier):
            if depths.get(template.key, 0) > depth:
                raise syntax_error(template, "syntax-rules: this variable needs an ellipsis after it in the template")
        elif isinstance(template, Form | VectorForm):
            items = template.items
            if not escaped and isinstance(template, Form) and len(items) == 2 and self.is_ellipsis(items[0]):
                self._check_template(items[1], depths, depth, True)
                return
            index = 0
            while index < len(items):
                item = items[index]
                index += 1
                ellipses = 0
                while not escaped and index < len(items) and self.is_ellipsis(items[index]):
                    ellipses += 1
                    index += 1
                self._check_template(item, depths, depth + ellipses, escaped)
            if isinstance(template, Form) and template.tail is not None:
                self._check_template(template.tail, depths, depth, escaped)

    # -- matching

    def _match(self, pattern: Syntax, syntax: Syntax, scope: Scope, matches: Matches) -> bool:
        if isinstance(pattern, Identifier):
            key = pattern.key
            if key in self.literals:
                return isinstance(syntax, Identifier) and same_binding(
                    self.scope.resolve(key), scope.resolve(syntax.key)
                )
            if base_symbol(key) is not _UNDERSCORE:
                matches[key] = syntax
            return True
        if isinstance(pattern, Form):
            return isinstance(syntax, Form) and self._match_items(pattern, syntax, 0, scope, matches)
        if isinstance(pattern, VectorForm):
            return isinstance(syntax, VectorForm) and self._match_items(
                Form(pattern.items, None, pattern.span), Form(syntax.items, None, syntax.span), 0, scope, matches
            )
        return isinstance(syntax, Literal) and isinstance(pattern, Literal) and _same_literal(pattern, syntax)

    def _match_items(self, pattern: Form, form: Form, start: int, scope: Scope, matches: Matches) -> bool:
        items, given = pattern.items, form.items
        width = len(items)
        repeated = self.repeated(items, start)
        if repeated < 0:
            if len(given) < width:
                return False
            for index in range(start, width):
                if not self._match(items[index], given[index], scope, matches):
                    return False
            if pattern.tail is None:
                return len(given) == width and form.tail is None
            rest = form.tail if len(given) == width and form.tail is not None else None
            if rest is None:
                rest = Form(given[width:], form.tail, form.span)
            return self._match(pattern.tail, rest, scope, matches)
        after = width - repeated - 2
        stop = len(given) - after
        if stop < repeated:
            return False
        for index in range(start, repeated):
            if not self._match(items[index], given[index], scope, matches):
                return False
        sub = items[repeated]
        if isinstance(sub, Identifier) and sub.key not in self.literals:
            if base_symbol(sub.key) is not _UNDERSCORE:
                matches[sub.key] = Repeated(given[repeated:stop], 1)
        else:
            names: dict[Key, int] = {}
            self._variables(sub, 0, names)
            columns = {name: Repeated((), depth + 1) for name, depth in names.items()}
            for index in range(repeated, stop):
                one: Matches = {}
                if not self._match(sub, given[index], scope, one):
                    return False
                for name, column in columns.items():
                    column.append(one[name])
            matches.update(columns)
        for offset in range(after):
            if not self._match(items[repeated + 2 + offset], given[stop + offset], scope, matches):
                return False
        if pattern.tail is None:
            return form.tail is None
        rest = form.tail if form.tail is not None else Form((), None, form.span)
        return self._match(pattern.tail, rest, scope, matches)


class Instance:
    """One expansion: the matches, and one alias for each name the template inserts."""

    __slots__ = ("aliases", "growth", "matches", "rule", "rules", "span")

    def __init__(self, rules: SyntaxRules, rule: Rule, matches: Matches, span: Span, growth: Growth) -> None:
        self.rules = rules
        self.rule = rule
        self.matches = matches
        self.span = span
        self.growth = growth
        self.aliases: dict[Key, Identifier] = {}

    def build(self, template: Syntax) -> Syntax:
        return self._build(template, self.matches, True)

    def _build(self, template: Syntax, matches: Matches, ellipsis: bool) -> Syntax:
        if isinstance(template, Identifier):
            found = matches.get(template.key)
            if found is not None:
                assert not isinstance(found, Repeated)
                return found
            return self._rename(template.key)
        if isinstance(template, Form):
            items = template.items
            if ellipsis and len(items) == 2 and self.rules.is_ellipsis(items[0]):
                return self._build(items[1], matches, False)
            built = self._items(items, matches, ellipsis)
            tail = None if template.tail is None else self._build(template.tail, matches, ellipsis)
            if isinstance(tail, Form):
                return Form((*built, *tail.items), tail.tail, self.span)
            return Form(tuple(built), tail, self.span)
        if isinstance(template, VectorForm):
            return VectorForm(tuple(self._items(template.items, matches, ellipsis)), self.span)
        return template

    def _items(self, items: tuple[Syntax, ...], matches: Matches, ellipsis: bool) -> list[Syntax]:
        built: list[Syntax] = []
        for item, ellipses in self.rules.with_ellipses(items) if ellipsis else zip(items, repeat(0), strict=False):
            if ellipses:
                self._repeat(item, matches, ellipses, built)
            else:
                built.append(self._build(item, matches, ellipsis))
        self.growth.spend(len(items))
        return built

    def _repeat(self, item: Syntax, matches: Matches, ellipses: int, built: list[Syntax]) -> None:
        if isinstance(item, Identifier) and ellipses == 1:
            found = matches.get(item.key)
            if isinstance(found, Repeated):
                assert found.depth == 1
                self.growth.spend(len(found) // _COPIED + 1)
                built.extend(cast("list[Syntax]", found))
                return
        # A variable under fewer ellipses than there are here repeats with the innermost of them (SRFI 149).
        names = [
            name
            for name, inside in self._names(item)
            if isinstance(found := matches.get(name), Repeated) and found.depth >= inside + ellipses
        ]
        if not names:
            raise syntax_error(item, "syntax-rules: nothing before this ellipsis repeats")
        columns = [matches[name] for name in names]
        lengths = {len(column) for column in columns if isinstance(column, Repeated)}
        if len(lengths) > 1:
            raise syntax_error(item, "syntax-rules: the variables before this ellipsis matched different lengths")
        rows = lengths.pop()
        self.growth.spend(rows)
        for row in range(rows):
            inner = dict(matches)
            for name, column in zip(names, columns, strict=True):
                assert isinstance(column, Repeated)
                inner[name] = column[row]
            if ellipses > 1:
                self._repeat(item, inner, ellipses - 1, built)
            else:
                built.append(self._build(item, inner, True))

    def _names(self, template: Syntax) -> list[tuple[Key, int]]:
        """The pattern variables in a template that repeat, and under how many ellipses of the template each is."""
        names: dict[Key, int] = {}
        pending: list[tuple[Syntax, int]] = [(template, 0)]
        while pending:
            syntax, inside = pending.pop()
            if isinstance(syntax, Identifier):
                if self.rule.depths.get(syntax.key, 0) > 0:
                    names[syntax.key] = min(inside, names.get(syntax.key, inside))
            elif isinstance(syntax, Form | VectorForm):
                ellipses = 0
                for item in reversed(syntax.items):
                    if self.rules.is_ellipsis(item):
                        ellipses += 1
                    else:
                        pending.append((item, inside + ellipses))
                        ellipses = 0
                if isinstance(syntax, Form) and syntax.tail is not None:
                    pending.append((syntax.tail, inside))
        return list(names.items())

    def _rename(self, key: Key) -> Identifier:
        renamed = self.aliases.get(key)
        if renamed is None:
            renamed = self.aliases[key] = Identifier(Alias(key, self.rules.scope), self.span)
        return renamed


def _same_literal(pattern: Literal, syntax: Literal) -> bool:
    left, right = pattern.value, syntax.value
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    text = getattr(left, "text", None)
    return bool(left.text == right.text) if text is not None else bool(left == right)
