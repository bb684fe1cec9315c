"""A unit's own copy of its quoted data.

Compiled code is shared by sessions, and a program may change a quoted list, unwisely; so each incarnation of a unit
has its own. Sharing and cycles inside a datum are kept, and the walk keeps its own stack.
"""

from __future__ import annotations

from omega.runtime.syntax.datum import Bytevector, Pair, Value, Vector


class Literals:
    """The quoted data of one unit in one session, copied when first used. ``copies``: by the identity of the original."""

    __slots__ = ("copies",)

    def __init__(self) -> None:
        self.copies: dict[int, Value] = {}

    def own(self, value: Value) -> Value:
        """The unit's own copy of a datum; the datum itself if it cannot change. The caller keeps the original alive."""
        if type(value) not in _MUTABLE:
            return value
        found = self.copies.get(id(value))
        return self._copy(value) if found is None else found

    def _copy(self, root: Value) -> Value:
        copies = self.copies
        pending: list[Value] = []

        def shell(value: Value) -> Value:
            kind = type(value)
            if kind not in _MUTABLE:
                return value
            found = copies.get(id(value))
            if found is None:
                if kind is Pair:
                    found = Pair(None, None)
                elif kind is Vector:
                    found = Vector([])
                else:
                    found = Bytevector(bytearray(value.data))
                copies[id(value)] = found
                pending.append(value)
            return found

        copied = shell(root)
        while pending:
            value = pending.pop()
            made = copies[id(value)]
            if type(value) is Pair:
                made.car, made.cdr = shell(value.car), shell(value.cdr)
            elif type(value) is Vector:
                made.items.extend(map(shell, value.items))
        return copied


_MUTABLE = frozenset((Pair, Vector, Bytevector))
