"""One Lisp value as bytes and back: what a journal keeps of an answer, because a program may change the value it was given.

A number, a text or a constant takes a byte more than itself; anything else is the same graph in columns that a session
is (``writer.py``). This module must never see a session's state beside the value.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from omega.runtime.machine.snapshot import names
from omega.runtime.machine.snapshot.problem import Damaged
from omega.runtime.slices import finish
from omega.runtime.syntax.datum import Boolean, Singleton, String, Value
from omega.runtime.syntax.shapes import is_value

if TYPE_CHECKING:
    from omega.runtime.session import SessionState

_DOUBLE = struct.Struct("<d")
#: Integers from this on are written as those of a session are: decimal digits take too long.
_LARGE = 1 << 63


def value_bytes(value: Value) -> bytes:
    """The value as bytes. Raises ``SnapshotError`` for what cannot travel, such as an open file."""
    kind = type(value)
    if isinstance(value, String) and not value.frozen:
        return b"s" + value.text.encode("utf-8", "surrogatepass")
    if kind is int and -_LARGE < value < _LARGE:
        return b"i%d" % value
    if kind is float:
        return b"f" + _DOUBLE.pack(value)
    if isinstance(value, Singleton | Boolean):
        return b"c" + value.text.encode()
    # Only now: msgpack is not needed where nobody saves anything.
    from omega.runtime.machine.snapshot.envelope import seal
    from omega.runtime.machine.snapshot.writer import write

    return b"g" + seal(finish(write([value])))


def value_from(data: bytes, session: SessionState) -> Value:
    """The value that was made these bytes, new, for a session. Raises ``SnapshotError``."""
    kind, rest = data[:1], data[1:]
    try:
        if kind == b"s":
            return String(rest.decode("utf-8", "surrogatepass"))
        if kind == b"i":
            return int(rest)
        if kind == b"f":
            return _DOUBLE.unpack(rest)[0]
        if kind == b"c":
            return names.SINGLETONS[rest.decode()]
    except (ValueError, LookupError, struct.error):
        raise Damaged("a value") from None
    if kind != b"g":
        raise Damaged("a value")
    from omega.runtime.machine.snapshot.envelope import unseal
    from omega.runtime.machine.snapshot.reader import read

    found = finish(read(unseal(rest), session))
    if len(found) != 1 or not is_value(found[0]):
        raise Damaged("a value")
    return found[0]
