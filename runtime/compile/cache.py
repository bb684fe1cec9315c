"""Compiled texts, shared by all sessions of the process.

Many sessions evaluate the same text: a library each of them loads, a snippet a client sends again and again. A form
compiles to the same code wherever its names mean the same, so a ``CompiledUnit``, which belongs to no session, is kept
with what it took for granted: no keywords but the prelude's, and which names of primitives were hidden.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeAlias

from omega.runtime.compile.compiled import CompiledUnit, compile_form
from omega.runtime.expand.expander import Setting
from omega.runtime.expand.scope import TopScope
from omega.runtime.limits import Limits
from omega.runtime.syntax.forms import Syntax
from omega.runtime.syntax.source import Passage

#: Text, and the file, line and column it starts at: all that its syntax trees depend on.
Key: TypeAlias = tuple[str, str, int, int]

#: Characters of one text, and of all texts, that are kept (code takes about 200 bytes for each).
_LONGEST = 50_000
_MOST = 200_000


class SourceForm:
    """One top-level form of a text, what is written there, and its code in sessions that have no keywords of their own."""

    __slots__ = ("compiled", "source", "syntax")

    def __init__(self, syntax: Syntax, source: Passage | None = None) -> None:
        self.syntax = syntax
        self.source = source
        self.compiled: CompiledUnit | None = None

    def compile(self, scope: TopScope, limits: Limits, setting: Setting) -> CompiledUnit:
        """The form's code in a session with this scope. Raises what ``compile_form`` does."""
        plain = not scope.bindings
        known = self.compiled
        if known is not None and plain:
            assigned, shadowed = known.assigned, setting.shadowed
            if all((name in assigned or shadowed(name)) is hidden for name, hidden in known.shadowed.items()):
                return known
        compiled = compile_form(self.syntax, scope, limits, setting)
        if plain and compiled.is_repeatable and not scope.bindings:
            self.compiled = compiled
        return compiled


class SourceCache:
    """The forms of the texts evaluated last."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Key, list[SourceForm]] = OrderedDict()
        self._size = 0

    def get(self, key: Key) -> list[SourceForm] | None:
        """The forms of a text that was read to its end."""
        found = self._texts.get(key)
        if found is not None:
            self._texts.move_to_end(key)
        return found

    def put(self, key: Key, forms: list[SourceForm]) -> None:
        """Keep the forms of a text, and drop the ones unused for longest."""
        if len(key[0]) > _LONGEST or key in self._texts:
            return
        self._texts[key] = forms
        self._size += len(key[0])
        while self._size > _MOST:
            dropped, _ = self._texts.popitem(last=False)
            self._size -= len(dropped[0])


CACHE = SourceCache()
