"""Units of snapshots that this process has compiled already, by what they say: many sessions share a library.

Only what quotes nothing that has an identity of its own is shared, so nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias
from weakref import WeakValueDictionary

from omega.runtime.compile.compiled import CompiledUnit
from omega.runtime.compile.hashing import unit_hash
from omega.runtime.compile.packing import Packed
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import Boolean, Char, Keyword, Singleton, Symbol, Value
from omega.runtime.syntax.source import Passage

#: The unit's hash, the globals it assigns, the names of primitives that meant something else, and its text.
Key: TypeAlias = tuple[bytes | None, frozenset[str], frozenset[str], Passage | None]

_PLAIN = frozenset((int, float, complex, Ratio, Symbol, Keyword, Char, Singleton, Boolean))
_known: WeakValueDictionary[Key, CompiledUnit] = WeakValueDictionary()


def key_of(
    packed: Packed,
    quoted: list[Value],
    assigned: Iterable[str],
    hidden: Iterable[str],
    source: Passage | None,
) -> Key | None:
    """What a unit is known by; ``None`` for one that is not shared."""
    if not _PLAIN.issuperset(map(type, quoted)):
        return None
    return unit_hash(packed, quoted), frozenset(assigned), frozenset(hidden), source


def remember(key: Key | None, compiled: CompiledUnit) -> None:
    """Compile it no more, as long as somebody has it."""
    if key is not None:
        _known.setdefault(key, compiled)


def recall(key: Key | None) -> CompiledUnit | None:
    """The unit known by this."""
    return None if key is None else _known.get(key)
