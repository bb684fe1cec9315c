"""The hash that names a unit in every process: of its core tree, its quoted data and the compiler's version."""

from __future__ import annotations

from omega.runtime.compile.packing import COMPILER_VERSION, Packed
from omega.runtime.gaussian import Gaussian
from omega.runtime.numbers import Ratio
from omega.runtime.syntax.datum import (
    Boolean,
    Bytevector,
    Char,
    Keyword,
    Pair,
    Singleton,
    String,
    Symbol,
    Value,
    Vector,
)
from omega.runtime.syntax.numerals import number_to_text


def unit_hash(packed: Packed, constants: list[Value]) -> bytes | None:
    """The hash of a unit; ``None`` for one that quotes more than plain data: a procedure, say, that was put in code."""
    quoted = _canonical(constants)
    if quoted is None:
        return None
    head = (COMPILER_VERSION, packed.is_wide, packed.text, quoted)
    import hashlib  # takes long, and only snapshots need it

    hashed = hashlib.sha256(repr(head).encode())
    hashed.update(packed.numbers)
    return hashed.digest()


def _canonical(values: list[Value]) -> list[object] | None:
    """Data as a flat list: the same for equal values that share alike, and for no others."""
    written: list[object] = []
    seen: dict[int, int] = {}
    pending = values[::-1]
    while pending:
        value = pending.pop()
        kind = type(value)
        if kind is Pair or kind is Vector or kind is String or kind is Bytevector:
            if id(value) in seen:
                written.append(seen[id(value)])
                continue
            seen[id(value)] = len(seen)
        if kind is Pair:
            written.append("pair")
            pending += (value.cdr, value.car)
        elif kind is Vector:
            written.append(("vector", len(value.items)))
            pending += reversed(value.items)
        elif kind is Symbol or kind is Keyword:
            written.append((kind.__name__, value.name))
        elif kind is String:
            written.append(("string", value.text, value.frozen))
        elif kind is int:
            written.append(("integer", hex(value)))
        elif kind is Ratio:
            written.append(("ratio", hex(value.numerator), hex(value.denominator)))
        elif kind is Gaussian:
            written.append(("gaussian", number_to_text(value, 16)))
        elif kind is float or kind is complex or kind is Boolean or kind is Singleton:
            written.append((kind.__name__, repr(value)))
        elif kind is Char:
            written.append(("char", value.text))
        elif kind is Bytevector:
            written.append(("bytes", bytes(value.data)))
        else:
            return None
    return written
