"""What is around a state in bytes: whose bytes they are, in which format, and whether they arrived whole.

The format's name, two bytes of its version, the SHA-256 of the rest, the rest: a map in msgpack.
This module must never know what the map says.
"""

from __future__ import annotations

import hashlib

import msgpack

from omega.runtime.machine.snapshot.format import STATE, Format
from omega.runtime.machine.snapshot.problem import Damaged, SnapshotError

_DIGEST = hashlib.sha256().digest_size


def seal(body: dict[str, object], format: Format = STATE) -> bytes:
    """The bytes of a snapshot, or of something else in that format."""
    return seal_packed(msgpack.Packer().pack(body), format)


def seal_packed(packed: bytes, format: Format) -> bytes:
    """The same of a map that is in msgpack already."""
    return b"".join((format.name, format.version.to_bytes(2, "big"), hashlib.sha256(packed).digest(), packed))


def unseal(data: bytes, format: Format = STATE) -> dict[str, object]:
    """What such bytes say. Raises ``SnapshotError``."""
    start = len(format.name) + 2
    if data[: len(format.name)] != format.name:
        raise SnapshotError(f"these bytes are not {format.what} of a session")
    version = int.from_bytes(data[len(format.name) : start], "big")
    if version != format.version and len(data) >= start:
        what = format.what.partition(" ")[2]
        raise SnapshotError(f"the {what} has format version {version}; this Omega reads version {format.version}")
    packed = data[start + _DIGEST :]
    if hashlib.sha256(packed).digest() != data[start : start + _DIGEST]:
        raise Damaged("its hash does not fit what it says")
    return _unpacked(packed)


def _unpacked(packed: bytes) -> dict[str, object]:
    size = len(packed)
    unpacker = msgpack.Unpacker(
        max_buffer_size=size,
        max_str_len=size,
        max_bin_len=size,
        max_array_len=size,
        max_map_len=size,
        max_ext_len=0,
    )
    unpacker.feed(packed)
    try:
        body = unpacker.unpack()
    except (ValueError, msgpack.UnpackException):
        raise Damaged("it is not in msgpack") from None
    if type(body) is not dict or unpacker.tell() != size:
        raise Damaged("it is not one map")
    return body
