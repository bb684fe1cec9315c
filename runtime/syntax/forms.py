"""The syntax tree: what the reader makes of text and the expander consumes, and its conversion to and from data.

Every node is immutable by convention, carries a ``span``, and may be shared by many expansions. The tree is
canonical: ``Form.tail`` is never itself a ``Form``, because ``(a . (b c))`` *is* ``(a b c)``; so ``(a . ,b)`` is the
three-item form ``(a unquote b)``, exactly the pairs R7RS says it is.

This module must never recurse over a tree (sources nest a million deep) and never know what a form means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from omega.runtime.condition import Condition, LispError
from omega.runtime.syntax.datum import (
    NIL,
    Bytevector,
    Pair,
    String,
    Symbol,
    Value,
    Vector,
)
from omega.runtime.syntax.source import Span

if TYPE_CHECKING:
    from omega.runtime.syntax.places import Places


class Alias:
    """A renamed identifier: what a macro template's symbol becomes in one expansion (Clinger and Rees 1991).

    ``base`` is the name it stands for, itself perhaps an alias; ``env`` is where the expander looks that name up.
    ``bound``: some scope binds it, so that it may mean something of its own.
    """

    __slots__ = ("base", "bound", "env")

    def __init__(self, base: Symbol | Alias, env: object) -> None:
        self.base = base
        self.env = env
        self.bound = False


class Form:
    """A list: ``items``, then ``tail`` after a dot, or ``None`` when it is proper. ``()`` has no items."""

    __slots__ = ("items", "span", "tail")

    def __init__(self, items: tuple[Syntax, ...], tail: Syntax | None, span: Span) -> None:
        self.items = items
        self.tail = tail
        self.span = span


class VectorForm:
    """``#(item ...)``."""

    __slots__ = ("items", "span")

    def __init__(self, items: tuple[Syntax, ...], span: Span) -> None:
        self.items = items
        self.span = span


class Identifier:
    """A symbol, or the alias a macro expansion put in its place. Look it up by ``key``."""

    __slots__ = ("key", "span")

    def __init__(self, key: Symbol | Alias, span: Span) -> None:
        self.key = key
        self.span = span


class Literal:
    """Any other datum: number, string, character, boolean, keyword, bytevector, or a value a macro put in code."""

    __slots__ = ("span", "value")

    def __init__(self, value: Value, span: Span) -> None:
        self.value = value
        self.span = span


class Labelled:
    """``#label=syntax``. Inside, and later in the same outermost datum, ``#label#`` stands for the same object."""

    __slots__ = ("label", "span", "syntax")

    def __init__(self, label: int, syntax: Syntax, span: Span) -> None:
        self.label = label
        self.syntax = syntax
        self.span = span


class LabelReference:
    """``#label#``."""

    __slots__ = ("label", "span")

    def __init__(self, label: int, span: Span) -> None:
        self.label = label
        self.span = span


Syntax: TypeAlias = Form | VectorForm | Identifier | Literal | Labelled | LabelReference

#: How many nodes ``from_datum`` makes at most; lists that share tails stand for many more than they have pairs.
MAX_NODES = 1_000_000


def base_symbol(key: Symbol | Alias) -> Symbol:
    """The symbol an identifier's key stands for, whatever expansions renamed it."""
    while isinstance(key, Alias):
        key = key.base
    return key


def is_larger(syntax: Syntax, most: int) -> bool:
    """Has the tree more than so many parts?"""
    pending: list[Syntax] = [syntax]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind is Form or kind is VectorForm:
            items = cast("Form | VectorForm", node).items
            most -= len(items)
            if most < 0:
                return True
            pending += items
            if kind is Form and (tail := cast(Form, node).tail) is not None:
                pending.append(tail)
        elif kind is Labelled:
            pending.append(cast(Labelled, node).syntax)
    return False


def to_datum(syntax: Syntax, *, literal: bool = True) -> Value:
    """The datum a syntax tree denotes, as ``quote`` (``literal``) or ``read`` (not ``literal``) would give it.

    ``literal``: strings are immutable and shared with the tree; otherwise strings and bytevectors are fresh.
    Raises ``LispError`` (``syntax-error``) for a label reference whose label is not inside ``syntax``.
    """
    root: list[Value] = [None]
    labels: dict[int, Value] = {}
    # Containers exist before what is in them, so a label names its object while that is being filled, and
    # text order (the stack is last in, first out) guarantees that a label is seen before its references.
    # An entry says: put the datum of ``syntax`` into list[index], or into a pair's car (-1) or cdr (-2).
    work: list[tuple[Syntax, list[Value] | Pair, int]] = [(syntax, root, 0)]
    while work:
        node, holder, index = work.pop()
        names: list[int] = []
        while type(node) is Labelled:
            names.append(node.label)
            node = node.syntax
        value: Value
        kind = type(node)
        if kind is Form:
            form = cast(Form, node)
            value = _spine(form, work)
        elif kind is VectorForm:
            items = cast(VectorForm, node).items
            elements: list[Value] = [None] * len(items)
            value = Vector(elements)
            work.extend((items[at], elements, at) for at in range(len(items) - 1, -1, -1))
        elif kind is LabelReference:
            label = cast(LabelReference, node).label
            if label not in labels:
                message = f"#{label}# refers to no datum labelled #{label}= here"
                raise LispError(Condition("syntax-error", message, place=node.span))
            value = labels[label]
        else:
            value = _atom(cast("Identifier | Literal", node), literal)
        for name in names:
            labels[name] = value
        if type(holder) is list:
            holder[index] = value
        elif index == -1:
            cast(Pair, holder).car = value
        else:
            cast(Pair, holder).cdr = value
    return root[0]


def _spine(form: Form, work: list[tuple[Syntax, list[Value] | Pair, int]]) -> Value:
    """Allocate a form's pairs and put what fills them on ``work``, the leftmost on top."""
    items = form.items
    if not items:
        return NIL
    pair: Pair | None = None
    for item in reversed(items):
        if pair is None:
            pair = Pair(None, NIL)
            if form.tail is not None:
                work.append((form.tail, pair, -2))
        else:
            pair = Pair(None, pair)
        work.append((item, pair, -1))
    return pair


def _atom(node: Identifier | Literal, literal: bool) -> Value:
    if type(node) is Identifier:
        return base_symbol(node.key)
    value = cast(Literal, node).value
    if not literal:
        if type(value) is String:
            return String(value.text)
        if type(value) is Bytevector:
            return Bytevector(bytearray(value.data))
    return value


class _Open:
    """A list or vector that is being converted: what is done so far, and what is still to do.

    ``pairs``: identity of the pair that holds each item, so that only those on the way to the item at hand are on
    the path: a later pair that is met inside an earlier item is shared, not circular.
    """

    __slots__ = ("done", "identity", "items", "pairs", "tail")

    def __init__(self, identity: int, items: Sequence[Value], tail: Value, pairs: list[int] | None) -> None:
        self.identity = identity
        self.items = items
        self.done: list[Syntax] = []
        self.tail = tail
        self.pairs = pairs

    def item_span(self, places: Places, default: Span) -> Span:
        """Where the item at hand stands in the source."""
        at = len(self.done)
        return places.items.get(self.pairs[at], default) if self.pairs is not None and at < len(self.pairs) else default


def from_datum(value: Value, span: Span, places: Places | None = None, most: int | None = None) -> Syntax:
    """The syntax tree of a datum: pairs, vectors and symbols, anything else is a ``Literal``. Every node is at ``span``,
    except what ``places`` knows.

    Raises ``LispError``: ``syntax-error`` for circular data, ``budget-exceeded`` for more than ``most`` nodes.
    """
    path: set[int] = set()
    finished: dict[int, Syntax] = {}
    stack: list[_Open] = []
    most = MAX_NODES if most is None else most
    room = most
    current = value
    while True:
        # Descend: turn ``current`` into a node, or open it and go on with its first item.
        kind = type(current)
        node: Syntax | None = None
        at_span = span
        if places is not None and stack and kind is not Pair and kind is not Vector:
            at_span = stack[-1].item_span(places, span)
        if kind is Symbol:
            node = Identifier(current, at_span)
        elif kind is Pair or kind is Vector:
            node = finished.get(id(current))
            if node is None:
                stack.append(_open(current, path, room, most))
                room -= len(stack[-1].items)
        elif current is NIL:
            node = Form((), None, at_span)
        else:
            node = Literal(current, at_span)
        # Ascend: hand the node to what waits for it, closing what is complete.
        while stack:
            top = stack[-1]
            if node is not None:
                top.done.append(node)
            at = len(top.done)
            if at < len(top.items):
                if top.pairs is not None and at < len(top.pairs):
                    path.add(top.pairs[at])
                current = top.items[at]
                break
            stack.pop()
            path.difference_update((top.identity,) if top.pairs is None else top.pairs)
            place = span if places is None else places.wholes.get(top.identity, span)
            node = finished[top.identity] = _close(top, place)
        else:
            assert node is not None
            return node


def _open(value: Pair | Vector, path: set[int], room: int, most: int) -> _Open:
    if type(value) is Vector:
        if id(value) in path:
            raise _circular()
        if len(value.items) > room:
            raise _too_long(most)
        path.add(id(value))
        return _Open(id(value), tuple(value.items), NIL, None)
    items: list[Value] = []
    pairs: dict[int, None] = {}
    rest: Value = value
    while type(rest) is Pair:
        if id(rest) in path or id(rest) in pairs:
            raise _circular()
        pairs[id(rest)] = None
        items.append(rest.car)
        if len(items) > room:
            raise _too_long(most)
        rest = rest.cdr
    if rest is not NIL:
        items.append(rest)
    return _Open(id(value), items, rest, list(pairs))


def _circular() -> LispError:
    return LispError(Condition("syntax-error", "circular data cannot be used as code"))


def _too_long(most: int) -> LispError:
    return LispError(Condition("budget-exceeded", f"code made from data has more than {most} parts"))


def _close(opened: _Open, span: Span) -> Syntax:
    if opened.pairs is None:
        return VectorForm(tuple(opened.done), span)
    if opened.tail is NIL:
        return Form(tuple(opened.done), None, span)
    return Form(tuple(opened.done[:-1]), opened.done[-1], span)
