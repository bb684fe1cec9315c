"""What is around a state in bytes: whose bytes they are, in which format, and whether they arrived whole.

``omega-state``, two bytes of format version, the SHA-256 of the rest, the rest: a map in msgpack.
This module must never know what the map says.
"""

from __future__ import annotations

import hashlib

import msgpack

from omega.runtime.machine.snapshot.problem import Damaged, SnapshotError

#: Raise it when the same bytes would mean something else.
FORMAT_VERSION = 2

_MAGIC = b"omega-state"
_HASH = len(_MAGIC) + 2
_BODY = _HASH + hashlib.sha256().digest_size


def seal(body: dict[str, object]) -> bytes:
    """The bytes of a snapshot."""
    packed = msgpack.Packer().pack(body)
    return b"".join((_MAGIC, FORMAT_VERSION.to_bytes(2, "big"), hashlib.sha256(packed).digest(), packed))


def unseal(data: bytes) -> dict[str, object]:
    """What a snapshot says. Raises ``SnapshotError``."""
    if data[: len(_MAGIC)] != _MAGIC:
        raise SnapshotError("these bytes are not a snapshot of a session")
    version = int.from_bytes(data[len(_MAGIC) : _HASH], "big")
    if version != FORMAT_VERSION and len(data) >= _HASH:
        raise SnapshotError(f"the snapshot has format version {version}; this Omega reads version {FORMAT_VERSION}")
    packed = data[_BODY:]
    if hashlib.sha256(packed).digest() != data[_HASH:_BODY]:
        raise Damaged("its hash does not fit what it says")
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
