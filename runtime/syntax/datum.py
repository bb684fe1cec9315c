"""The values Lisp programs compute with, and nothing else.

Representation is chosen so that generated code needs no type guards on its fast path (ENGINE.md, *Values*):
only numbers are Python values that support arithmetic and ordering, so ``a + b`` on anything else raises by
itself and the error path finds out why. In particular a Lisp boolean is *not* a Python ``bool`` (``True + 1``
is 2), a string is not a ``str`` (``"a" * 3`` works) and a vector is not a ``list`` (``[1] + [2]`` works).

======================  ===============================================================
Lisp                    Python
======================  ===============================================================
exact integer           ``int`` (never ``bool``)
exact rational          ``Ratio`` (see ``numbers.py``; never with denominator 1)
exact complex           ``Gaussian`` (see ``gaussian.py``; never with imaginary part 0)
real, complex           ``float``, ``complex``
``#t`` ``#f``           ``TRUE`` ``FALSE``
``()``                  ``NIL``
pair, vector, string    ``Pair`` ``Vector`` ``String``
bytevector, character   ``Bytevector`` ``Char``
symbol, keyword         ``Symbol`` ``Keyword``, interned: compare with ``is``
unspecified, eof        ``UNSPECIFIED`` ``EOF``
procedure               a Python function, or an object with ``__call__`` (a continuation)
======================  ===============================================================

Pairs, vectors, strings and multiple values are ``msgspec`` structs, which are made in half the time of an object with an ``__init__`` and
are otherwise like any object with slots: compared by identity, without arithmetic or order.

This module must never import anything else of omega.
"""

from __future__ import annotations

from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from msgspec import Struct

#: Any Lisp value. The set is open (records, ports, ...), so the alias says only what the reader should think.
Value: TypeAlias = Any


class Singleton:
    """A value of which there is one: booleans, the empty list, unspecified, eof."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class Boolean(Singleton):
    """``#t`` or ``#f``. Deliberately without ``__bool__``: Python code must say ``is not FALSE``."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a Lisp boolean is not a Python condition: compare it with FALSE")


TRUE = Boolean("#t")
FALSE = Boolean("#f")
NIL = Singleton("()")
UNSPECIFIED = Singleton("#<unspecified>")
EOF = Singleton("#<eof>")
#: What a ``letrec`` variable holds before its initial value; reading it is an error, so no program sees it.
UNASSIGNED = Singleton("#<unassigned>")


class Symbol:
    """An interned name. Make one with ``intern``; equality is identity."""

    __slots__ = ("__weakref__", "name")

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


class Keyword:
    """``:name``, which evaluates to itself. Make one with ``keyword``; ``name`` has no colon."""

    __slots__ = ("__weakref__", "name")

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return ":" + self.name


_symbols: WeakValueDictionary[str, Symbol] = WeakValueDictionary()
_keywords: WeakValueDictionary[str, Keyword] = WeakValueDictionary()


def intern(name: str) -> Symbol:
    """The one symbol of this name (R7RS 6.5)."""
    symbol = _symbols.get(name)
    if symbol is None:
        symbol = _symbols[name] = Symbol(name)
    return symbol


def keyword(name: str) -> Keyword:
    """The one keyword of this name, given without its colon."""
    found = _keywords.get(name)
    if found is None:
        found = _keywords[name] = Keyword(name)
    return found


class Pair(Struct, eq=False):
    """A mutable pair. Chains may be a million long or circular: walk them with loops, never by recursion."""

    car: Value
    cdr: Value


class Vector(Struct, eq=False):
    """A vector; ``items`` is the Python list that holds its elements."""

    items: list[Value]


class String(Struct, eq=False):
    """A string of code points. ``text`` is replaced on mutation; a literal has ``frozen`` set (R7RS 6.7)."""

    text: str
    frozen: bool = False


class Bytevector:
    """A bytevector; ``data`` is mutable."""

    __slots__ = ("data",)

    def __init__(self, data: bytearray) -> None:
        self.data = data


class Char:
    """A character. ``text`` is a ``str`` of length 1; make one with ``char``, so that equal ones are identical."""

    __slots__ = ("__weakref__", "text")

    def __init__(self, text: str) -> None:
        self.text = text


class _Chars(dict[str, Char]):
    """The character of each one-code-point text: the first 256 are kept here, the others as long as they are used."""

    def __missing__(self, text: str) -> Char:
        return char(text)


CHARS = _Chars((chr(code), Char(chr(code))) for code in range(256))
_chars: WeakValueDictionary[str, Char] = WeakValueDictionary()


def char(text: str) -> Char:
    """The one character of this one-code-point text."""
    if ord(text) < len(CHARS):
        return CHARS[text]
    found = _chars.get(text)
    if found is None:
        found = _chars[text] = Char(text)
    return found


class Values(Struct, eq=False):
    """Zero, two or more values on their way to a ``call-with-values``; one value travels as itself."""

    objects: tuple[Value, ...]


def lisp_list(items: Any, tail: Value = NIL) -> Value:
    """A list of the items of a Python sequence, ending in ``tail``."""
    for item in reversed(items):
        tail = Pair(item, tail)
    return tail


def boolean(condition: bool) -> Boolean:
    """The Lisp boolean for a Python condition."""
    return TRUE if condition else FALSE
