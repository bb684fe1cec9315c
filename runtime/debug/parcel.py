"""What leaves one server as a file and comes to another: a snapshot, a history or a whole session, with its name.

``omega-export``, a version, the SHA-256 of the rest, and a map that says what it is. Whoever opens one is told clearly what is
wrong with it. What is inside has a format of its own, which is checked by whoever reads that.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, ValidationError, convert, to_builtins
from msgspec.structs import replace

from omega.runtime.condition import Condition, LispError
from omega.runtime.machine.snapshot.format import Format
from omega.runtime.machine.snapshot.problem import SnapshotError
from omega.runtime.plain import LONGEST_NAME
from omega.runtime.slices import Steps

#: Bytes that one step packs or unpacks, and how many there may be in one file.
_PIECE = 256 * 1024
LARGEST = 256 * 1024 * 1024

_EXPORT = Format(b"omega-export", 1, "an export")

ParcelKind: TypeAlias = Literal["snapshot", "history", "session"]


class Parcel(Struct, frozen=True):
    """``kind``: what ``data`` is; in a file it is compressed. The rest is what was known of it where it comes from."""

    kind: ParcelKind
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    description: str
    time: float
    data: bytes


def wrap(parcel: Parcel) -> Steps[bytes]:
    """The bytes of a file that holds it, made in steps."""
    # Only now: they are not needed where nothing is exported.
    from zlib import compressobj

    from omega.runtime.machine.snapshot.envelope import seal

    compressor = compressobj(1)
    pieces = []
    for start in range(0, len(parcel.data), _PIECE):
        pieces.append(compressor.compress(parcel.data[start : start + _PIECE]))
        yield
    pieces.append(compressor.flush())
    packed = replace(parcel, data=b"".join(pieces))
    return seal({"parcel": to_builtins(packed, builtin_types=(bytes,))}, _EXPORT)


def unwrap(verb: str, data: bytes, kind: ParcelKind, most: int = LARGEST) -> Steps[Parcel]:
    """What is in such a file, which must be of this kind and unpack to so many bytes at most, read in steps. Raises
    ``LispError``."""
    from omega.runtime.machine.snapshot.envelope import unseal

    try:
        parcel = convert(unseal(data, _EXPORT).get("parcel"), Parcel)
    except SnapshotError as error:
        raise LispError(Condition("parse-error", f"{verb}: {error}")) from None
    except ValidationError:
        raise LispError(Condition("parse-error", f"{verb}: the export is damaged: it says not what is in it")) from None
    if parcel.kind != kind:
        raise LispError(Condition("state-conflict", f"{verb}: expected the export of a {kind}, got that of a {parcel.kind}"))
    return replace(parcel, data=(yield from _unpacked(verb, parcel.data, most)))


def _unpacked(verb: str, data: bytes, most: int) -> Steps[bytes]:
    from zlib import decompressobj, error

    decompressor = decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        while not decompressor.eof:
            piece = decompressor.decompress(data, _PIECE)
            if not piece and not decompressor.unconsumed_tail and not decompressor.eof:
                raise LispError(Condition("parse-error", f"{verb}: the export is damaged: it is cut off"))
            pieces.append(piece)
            size += len(piece)
            if size > most:
                message = f"{verb}: what is in the export exceeds the limit export-bytes of {most}"
                raise LispError(Condition("budget-exceeded", message))
            data = decompressor.unconsumed_tail
            yield
    except error:
        raise LispError(Condition("parse-error", f"{verb}: the export is damaged: what is in it cannot be read")) from None
    return b"".join(pieces)
