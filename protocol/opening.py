"""Which codec the peer speaks, read off the first byte it sends, and in words what else may have knocked.

A bencode dict starts with ``d`` (0x64), a MessagePack map with 0x80-0x8f, 0xde or 0xdf, so one port serves both.
Browsers, health checks and TLS clients find the port too; they are told what they reached.
"""

from __future__ import annotations

from omega.protocol.bencode import BENCODE
from omega.protocol.codec import Codec
from omega.protocol.errors import RemoteProtocolError
from omega.protocol.messagepack import MSGPACK

_HTTP = (
    *(b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH ", b"CONNECT ", b"TRACE "),
    b"PRI * HTTP/2",
    b"HTTP/",
)
_TLS_HANDSHAKE = 0x16
_EXPECTED = {
    BENCODE: "a bencode dict (first byte 'd')",
    MSGPACK: "a MessagePack map (first byte 0x80-0x8f, 0xde or 0xdf)",
}


def codec_of(first: bytes, accepted: tuple[Codec, ...] = (BENCODE, MSGPACK)) -> Codec | None:
    """The codec of a stream that starts with ``first`` (not empty), or ``None`` until a few more bytes tell.

    Raises ``RemoteProtocolError``, in words that name what arrived, unless it is one of ``accepted``.
    """
    byte = first[0]
    if byte == 0x64:
        codec, arrived = BENCODE, "bencode"
    elif 0x80 <= byte <= 0x8F or byte in (0xDE, 0xDF):
        codec, arrived = MSGPACK, "MessagePack"
    elif byte == _TLS_HANDSHAKE:
        raise RemoteProtocolError(
            f"byte 0: a TLS hello arrived; this port speaks nREPL without TLS and expects {_expected(accepted)}",
            offset=0,
            foreign="tls",
        )
    elif any(word.startswith(first[: len(word)]) for word in _HTTP):
        if not first.startswith(_HTTP):
            return None
        what = "response" if first.startswith(b"HTTP/") else "request"
        raise RemoteProtocolError(
            f"byte 0: an HTTP {what} arrived; this port speaks nREPL and expects {_expected(accepted)}",
            offset=0,
            foreign="http",
        )
    else:
        arrived = f"text starting with '{chr(byte)}'" if 0x20 < byte < 0x7F else f"byte 0x{byte:02x}"
        raise RemoteProtocolError(f"byte 0: expected {_expected(accepted)}, got {arrived}", offset=0)
    if codec not in accepted:
        raise RemoteProtocolError(f"byte 0: expected {_expected(accepted)}, got {arrived}", offset=0)
    return codec


def _expected(accepted: tuple[Codec, ...]) -> str:
    return " or ".join(_EXPECTED[codec] for codec in accepted)
